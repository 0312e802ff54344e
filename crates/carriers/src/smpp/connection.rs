//! The session of a link: bound as transceiver, bound again when it ends, and what the SMSC says on
//! it handed on.

use super::trace::Watched;
use super::{SmppLink, State, inbound};
use crate::{Ear, Hearing};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use smpp::rusmpp::pdus::{BindTransceiver, DeliverSmResp};
use smpp::rusmpp::values::InterfaceVersion;
use smpp::rusmpp::{CommandStatus, Pdu};
use smpp::{Incoming, Session};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

/// First pause before the SMSC is called again.
const FIRST: Duration = Duration::from_millis(250);

/// Longest pause: with the time of a bind the queue goes on within five seconds after the SMSC is
/// there again.
const LONGEST: Duration = Duration::from_secs(3);

/// What the SMSC tells that is made durable at the same time.
const AT_ONCE: usize = 64;

/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(5);

/// Keeps the session of a link up until told to stop.
pub(super) async fn keep_up(link: &SmppLink, ear: &dyn Ear, mut stop: watch::Receiver<bool>) {
    let name = &link.settings.name;
    let mut pause = FIRST;
    while !*stop.borrow() {
        let (bound, why) = one_session(link, ear, stop.clone()).await;
        link.state.send_replace(State::Down(why.clone()));
        if bound || pause == FIRST {
            tracing::warn!(link = %name, why, "link {name} is not bound: {why}");
        }
        pause = if bound {
            FIRST
        } else {
            (pause * 2).min(LONGEST)
        };
        // Not all links of all processes at the same moment.
        let jitter = pause.mul_f64(rand::random_range(0.5..1.0));
        tokio::select! {
            () = sleep(jitter) => {}
            () = told(&mut stop) => {}
        }
    }
    let stopped = State::Down("the gateway stops".into());
    link.state.send_replace(stopped);
}

/// Returns when it is time to stop: whoever stops links has no message in progress any more.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// One session from its connection to its end: whether it was bound, and why it is over.
async fn one_session(
    link: &SmppLink,
    ear: &dyn Ear,
    mut stop: watch::Receiver<bool>,
) -> (bool, String) {
    let own = &link.own;
    let stream = tokio::select! {
        connected = link.client.stream(&own.host, own.port, own.tls) => match connected {
            Ok(stream) => stream,
            Err(error) => return (false, format!("no connection: {error}")),
        },
        () = told(&mut stop) => return (false, "the gateway stops".into()),
    };
    let settings = smpp::Settings {
        window: link.settings.window,
        response: own.timeout,
        enquire: own.enquire_link,
    };
    let watched = Watched::new(stream, link, ear);
    let (session, incoming, work) = smpp::open(watched, settings);
    let bound = watch::Sender::new(false);
    let _farewell = Farewell(link);
    let talk = async {
        if let Err(why) = bind(link, &session).await {
            return why;
        }
        bound.send_replace(true);
        let name = &link.settings.name;
        tracing::info!(link = %name, "link {name} is bound");
        link.state.send_replace(State::Bound(session.clone()));
        listen(link, ear, &session, incoming).await;
        // The session is over, and its work says why.
        std::future::pending().await
    };
    let goodbye = async {
        told(&mut stop).await;
        let _ = timeout(GOODBYE, session.unbind()).await;
        "the gateway stops".to_owned()
    };
    let why = tokio::select! {
        ended = work => ended.to_string(),
        refused = talk => refused,
        stopped = goodbye => stopped,
    };
    let bound = *bound.borrow();
    (bound, why)
}

/// Whatever ends a session, nobody is given it any more.
struct Farewell<'a>(&'a SmppLink);

impl Drop for Farewell<'_> {
    fn drop(&mut self) {
        let ended = State::Down("the session is over".into());
        self.0.state.send_replace(ended);
    }
}

async fn bind(link: &SmppLink, session: &Session) -> Result<(), String> {
    let own = &link.own;
    let bind = BindTransceiver {
        system_id: own.system_id.clone(),
        password: own.password.clone(),
        system_type: own.system_type.clone(),
        interface_version: InterfaceVersion::Smpp3_4,
        ..BindTransceiver::default()
    };
    let answer = session
        .request(bind)
        .await
        .map_err(|lost| lost.to_string())?;
    match answer.status {
        CommandStatus::EsmeRok => Ok(()),
        refused => {
            let words = super::status::words(refused);
            let (code, text) = (
                words.code.unwrap_or_default(),
                words.text.unwrap_or_default(),
            );
            Err(format!(
                "the SMSC refuses the bind: {code} {text}; check user and password"
            ))
        }
    }
}

/// Hands on what the SMSC tells, several at a time, until the session is over.
async fn listen(
    link: &SmppLink,
    ear: &dyn Ear,
    session: &Session,
    mut incoming: mpsc::Receiver<Incoming>,
) {
    // Sequence numbers begin anew in each session.
    let began = ear.now().as_microsecond();
    let mut open = FuturesUnordered::new();
    loop {
        tokio::select! {
            request = incoming.recv(), if open.len() < AT_ONCE => match request {
                Some(request) => open.push(answer(link, ear, session, (request, began))),
                None => break,
            },
            Some(()) = open.next() => {}
        }
    }
    while open.next().await.is_some() {}
}

async fn answer(
    link: &SmppLink,
    ear: &dyn Ear,
    session: &Session,
    (request, began): (Incoming, i64),
) {
    let Incoming { sequence, pdu, .. } = request;
    let Pdu::DeliverSm(deliver) = pdu else {
        return;
    };
    let of = (link.settings.name.as_str(), link.own.default_alphabet);
    let exchange = format!("{began}-{sequence}");
    let told = inbound::told(&deliver, of, exchange, ear.now());
    let status = match ear.hear(told).await {
        Hearing::Kept => CommandStatus::EsmeRok,
        Hearing::Later => CommandStatus::EsmeRxTAppn,
        Hearing::Nobody => CommandStatus::EsmeRxPAppn,
    };
    session.answer(sequence, status, DeliverSmResp::default());
}
