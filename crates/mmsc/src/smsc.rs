//! The SMSC beside the MMSC: SMPP 3.4, the server's side.
//!
//! Takes ESMEs that bind as transceiver, and texts of one part or several. Guarantee: a text is in
//! the log when its last part has come, before that part is answered; while the network is down,
//! connections are refused and open ones are cut.

mod check;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::behaviour::Answer;
use crate::endpoint::Hub;
use crate::esme::Esme;
use crate::esme::pdu::{self, Frame, Reader, Submit};
use crate::rule::{Findings, Rule};
use crate::sms::command_status;
use crate::submission::{Answered, Outcome};
use check::Unfinished;

/// ESME_RINVBNDSTS, ESME_RINVCMDID, ESME_RINVPASWD, ESME_RSYSERR.
const NOT_BOUND: u32 = 4;
const UNKNOWN_COMMAND: u32 = 3;
const WRONG_PASSWORD: u32 = 0x0e;
const SYSTEM_ERROR: u32 = 8;

/// The longest PDU that is read.
const LONGEST: u32 = 70_000;

/// Pause before a taken address is tried again.
const REBIND_PAUSE: Duration = Duration::from_millis(20);

/// The network as its sessions see it.
struct Smsc {
    hub: Arc<Hub>,
    unfinished: Mutex<Unfinished>,
}

impl Smsc {
    /// The whole text, when this was its last part.
    fn add(&self, part: &check::Part) -> Option<check::Whole> {
        // A panic while holding it can leave no half-made text.
        let unfinished = self.unfinished.lock();
        unfinished.unwrap_or_else(PoisonError::into_inner).add(part)
    }
}

/// Takes connections while the network is up; says in `actual` whether it does.
pub(crate) async fn serve(
    hub: Arc<Hub>,
    listener: TcpListener,
    wanted: watch::Receiver<bool>,
    actual: watch::Sender<bool>,
) {
    let Ok(address) = listener.local_addr() else {
        return;
    };
    let smsc = Arc::new(Smsc {
        hub,
        unfinished: Mutex::default(),
    });
    let mut up = wanted.clone();
    let mut listener = Some(listener);
    loop {
        let taking = match listener.take() {
            Some(listener) => listener,
            None => bind_again(address).await,
        };
        actual.send_replace(true);
        accept(&smsc, taking, &wanted).await;
        actual.send_replace(false);
        is(&mut up, true).await;
    }
}

/// Returns when the network is to be up or down, or is gone.
async fn is(wanted: &mut watch::Receiver<bool>, up: bool) {
    let _ = wanted.wait_for(|wanted| *wanted == up).await;
}

async fn accept(smsc: &Arc<Smsc>, listener: TcpListener, wanted: &watch::Receiver<bool>) {
    let mut down = wanted.clone();
    loop {
        tokio::select! {
            () = is(&mut down, false) => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let (served, mut down) = (Arc::clone(smsc), wanted.clone());
                    smsc.hub.life.spawn(async move {
                        tokio::select! {
                            () = is(&mut down, false) => {}
                            () = session(&served, stream) => {}
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot take a connection");
                    tokio::time::sleep(REBIND_PAUSE).await;
                }
            },
        }
    }
}

async fn bind_again(address: SocketAddr) -> TcpListener {
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            Err(error) => tracing::warn!(%error, %address, "cannot listen again"),
        }
        tokio::time::sleep(REBIND_PAUSE).await;
    }
}

/// One connection from its bind to its end.
async fn session(smsc: &Arc<Smsc>, stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let (mut reader, writer) = stream.into_split();
    let esme = Arc::new(Esme::new(writer));
    let leaving = Leaving(&smsc.hub, Arc::clone(&esme));
    let why = talk(smsc, &esme, &mut reader).await;
    if let Err(error) = why {
        tracing::debug!(%error, "a session ended");
    }
    drop(leaving);
}

/// Whatever ends a session, nothing is told on it any more.
struct Leaving<'a>(&'a Hub, Arc<Esme>);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.esmes.remove(&self.1);
    }
}

async fn talk(smsc: &Arc<Smsc>, esme: &Arc<Esme>, reader: &mut OwnedReadHalf) -> io::Result<()> {
    let hub = &smsc.hub;
    let mut is_bound = false;
    loop {
        let length = reader.read_u32().await?;
        if !(16..=LONGEST).contains(&length) {
            return Err(io::Error::other("a length that cannot be"));
        }
        let mut octets = vec![0; length as usize - 4];
        reader.read_exact(&mut octets).await?;
        let Some(frame) = Frame::of(&octets) else {
            return Err(io::Error::other("no header"));
        };
        match frame.id {
            pdu::BIND_TRANSCEIVER if !is_bound => {
                let status = bind(hub, &frame.body);
                is_bound = status == 0;
                if is_bound {
                    hub.esmes.add(esme);
                }
                let name = if is_bound {
                    b"simulated\0".to_vec()
                } else {
                    Vec::new()
                };
                esme.answer(&frame, status, name).await?;
            }
            pdu::ENQUIRE_LINK => esme.answer(&frame, 0, Vec::new()).await?,
            pdu::UNBIND => return esme.answer(&frame, 0, Vec::new()).await,
            pdu::SUBMIT_SM if is_bound => {
                let (smsc, esme) = (Arc::clone(smsc), Arc::clone(esme));
                // Answers may overtake one another, as they do in the field.
                hub.life
                    .spawn(async move { submit(&smsc, &esme, &frame).await });
            }
            pdu::SUBMIT_SM => esme.answer(&frame, NOT_BOUND, Vec::new()).await?,
            pdu::DELIVER_SM_RESP | pdu::GENERIC_NACK => esme.answered(&frame),
            id if id & pdu::ANSWER != 0 => {}
            _ => {
                let nack = Frame {
                    id: pdu::GENERIC_NACK,
                    status: UNKNOWN_COMMAND,
                    sequence: frame.sequence,
                    body: Vec::new(),
                };
                esme.say(&nack).await?;
            }
        }
    }
}

/// The status of a bind: with the user and password of the settings, if there are some.
fn bind(hub: &Hub, body: &[u8]) -> u32 {
    let mut from = Reader(body);
    let names = || -> Result<(String, String), String> {
        let pair = (from.text("system_id", 16)?, from.text("password", 9)?);
        from.text("system_type", 13)?;
        let version = from.octet("interface_version")?;
        match version {
            0x34 => Ok(pair),
            other => Err(format!("interface_version {other:#x}")),
        }
    };
    let mut names = names;
    match (names(), &hub.settings.basic_auth) {
        (Err(_), _) => SYSTEM_ERROR,
        (Ok(pair), Some(agreed)) if pair != *agreed => WRONG_PASSWORD,
        (Ok(_), _) => 0,
    }
}

/// One submit_sm: read, recorded when it is the last part, answered.
async fn submit(smsc: &Smsc, esme: &Esme, frame: &Frame) {
    let hub = &smsc.hub;
    let mut found = Findings::default();
    let read = Submit::read(&frame.body);
    let submit = read.unwrap_or_else(|why| {
        found.add(Rule::SmsForm, why);
        Submit::default()
    });
    let part = check::read(submit, frame.octets().len(), &mut found);
    let id = |number: u32| format!("{:08x}{number:08x}", hub.run as u32);
    if !found.0.is_empty() {
        let record = check::record(&part, part.whole(1), found);
        let status = u32::from(record.violations.first().map_or(8, |it| it.status));
        let entered = hub.log.enter(record, |it| it.outcome = Outcome::Refused);
        say(hub, esme, frame, (entered.number, status, Vec::new())).await;
        return;
    }
    let number = part.place.map_or(1, |(_, _, number)| u32::from(number));
    let whole = smsc.add(&part);
    let Some(whole) = whole else {
        // The id of a part says which text it belongs to, so that each is reported.
        let id = part_id(hub, &part, number);
        let _ = esme.answer(frame, 0, [id.as_bytes(), b"\0"].concat()).await;
        return;
    };
    let parts = whole.parts;
    let record = check::record(&part, whole, found);
    let last = part.place.is_some();
    let ids = |entered: usize| match last {
        true => {
            let ids = (1..=parts as u32).map(|number| part_id(hub, &part, number));
            ids.collect()
        }
        false => vec![id(entered as u32)],
    };
    let (entered, answer) = hub
        .decide(record, |it| {
            let ids: Vec<String> = ids(it.number);
            it.message_id = ids.first().cloned();
            if let Some(sms) = &mut it.sms {
                sms.ids = ids;
            }
        })
        .await;
    let own = entered.sms.as_ref().and_then(|sms| sms.ids.last()).cloned();
    answer_with(
        hub,
        esme,
        frame,
        (entered.number, own.unwrap_or_default(), answer),
    )
    .await;
}

/// The id of a part of a text.
fn part_id(hub: &Hub, part: &check::Part, number: u32) -> String {
    let (reference, total, _) = part.place.unwrap_or_default();
    let to = &part.submit.destination.text;
    format!("{:08x}-{to}-{reference}-{total}-{number}", hub.run as u32)
}

/// Answers the last part as the script wants.
async fn answer_with(
    hub: &Hub,
    esme: &Esme,
    frame: &Frame,
    (number, id, answer): (usize, String, Answer),
) {
    let taken = [id.as_bytes(), b"\0"].concat();
    match answer {
        Answer::Accept => say(hub, esme, frame, (number, 0, taken)).await,
        Answer::Refuse(status) | Answer::Fault(status) => {
            let status = u32::from(command_status(status));
            say(hub, esme, frame, (number, status, Vec::new())).await;
        }
        Answer::Busy(_) => say(hub, esme, frame, (number, 0x58, Vec::new())).await,
        Answer::ServerError => say(hub, esme, frame, (number, SYSTEM_ERROR, Vec::new())).await,
        Answer::Lost | Answer::HangUp => {
            esme.hang_up().await;
        }
        Answer::Truncated => {
            let whole = Frame {
                id: frame.id | pdu::ANSWER,
                status: 0,
                sequence: frame.sequence,
                body: taken,
            };
            let _ = esme.write(&whole.octets()[..20]).await;
            esme.hang_up().await;
        }
        Answer::Garbage => {
            let _ = esme.write(b"HTTP/1.1 200 OK\r\n\r\nnot SMPP").await;
            esme.hang_up().await;
        }
    }
}

/// Logs the answer and then gives it.
async fn say(hub: &Hub, esme: &Esme, frame: &Frame, (number, status, body): (usize, u32, Vec<u8>)) {
    let answered = Answered {
        at: crate::clock::now(),
        http: 0,
        status: u16::try_from(status).ok(),
    };
    hub.log.answer(number, answered);
    let _ = esme.answer(frame, status, body).await;
}
