//! Links over SMPP 3.4, this gateway as the ESME.
//!
//! Keeps one session bound as transceiver. Knows nothing of accounts, queues and databases.
//! Guarantees: a submit_sm is sent once, unless the SMSC refused it for now in the midst of a long
//! text; whatever is not clearly taken, refused or unsent is [`Handover::Unknown`]; a deliver_sm is
//! answered when what it tells is durable.

mod connection;
mod inbound;
mod references;
mod settings;
mod status;
mod trace;
mod translate;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::notice::SentAs;
use smpp::rusmpp::encode::Length as _;
use smpp::rusmpp::pdus::SubmitSm;
use smpp::{Lost, Session};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use crate::common::tls;
use crate::ids::Ids;
use crate::trace::Tap;
use crate::{
    Answer, Ear, Error, Handover, Heard, Link, LinkSettings, Protocol, Sms, Submission, Understood,
    Words,
};
use references::References;
use settings::Settings;

/// The protocol SMPP.
pub(crate) struct Smpp;

impl Protocol for Smpp {
    fn name(&self) -> &'static str {
        "smpp"
    }

    fn open(&self, settings: LinkSettings, client: net::Client) -> Result<Arc<dyn Link>, Error> {
        let own = Settings::read(&settings)?;
        let client = tls::client(client, own.peer_tls.as_ref(), &settings)?;
        Ok(Arc::new(SmppLink {
            tap: Tap::new(&settings.protocol_keys, trace::READER),
            settings,
            own,
            client,
            state: watch::Sender::new(State::Down("it has not been bound yet".into())),
            references: References::default(),
        }))
    }
}

/// How long a message waits for a session that is about to be bound: a process that starts should
/// not call its link broken.
const BINDING: Duration = Duration::from_secs(3);

/// Octets of a PDU before its fields.
const HEADER: u64 = 16;

/// Whether the link is bound.
#[derive(Debug, Clone)]
enum State {
    Bound(Session),
    Down(String),
}

/// A link to one SMSC.
struct SmppLink {
    settings: LinkSettings,
    own: Settings,
    client: net::Client,
    tap: Arc<Tap>,
    state: watch::Sender<State>,
    references: References,
}

#[async_trait]
impl Link for SmppLink {
    fn settings(&self) -> &LinkSettings {
        &self.settings
    }

    fn takes(&self, kind: SentAs) -> bool {
        kind == SentAs::Sms
    }

    /// SMSCs are known to lose leading zeros and to change the case of hexadecimal digits.
    fn ids(&self) -> Ids {
        self.settings.message_ids.unwrap_or(Ids::Number)
    }

    async fn submit(&self, submission: &Submission) -> Handover {
        let Submission::Sms(sms) = submission else {
            let why = "this link carries no MMS".to_owned();
            return Handover::NotSent { why };
        };
        match self.parts(sms) {
            Ok(parts) => self.hand_over(parts).await,
            // The text will never be another one.
            Err(why) => Handover::Never {
                words: Words {
                    code: None,
                    text: Some(why),
                },
                because: crate::Because::Other,
            },
        }
    }

    fn tap(&self) -> &Arc<Tap> {
        &self.tap
    }

    fn wire_bytes(&self, submission: &Submission) -> u64 {
        let Submission::Sms(sms) = submission else {
            return 0;
        };
        let parts = translate::parts(sms, &self.own, 0).unwrap_or_default();
        let octets = |part: &SubmitSm| HEADER + part.length() as u64;
        parts.iter().map(octets).sum()
    }

    fn hear(&self, _heard: &Heard<'_>) -> Result<Understood, Answer> {
        Err(Answer {
            status: 404,
            content_type: "text/plain; charset=utf-8".into(),
            body: b"this link listens on its SMPP session\n".to_vec(),
        })
    }

    async fn run(&self, ear: &dyn Ear, stop: watch::Receiver<bool>) {
        connection::keep_up(self, ear, stop).await;
    }
}

impl SmppLink {
    fn parts(&self, sms: &Sms) -> Result<Vec<SubmitSm>, String> {
        let reference = self.references.next(&sms.from, &sms.to);
        translate::parts(sms, &self.own, reference)
    }

    /// The session, waited for if it is about to be bound.
    async fn session(&self, patience: Duration) -> Result<Session, String> {
        let mut state = self.state.subscribe();
        let bound = |state: &State| matches!(state, State::Bound(session) if session.is_open());
        let _ = timeout(patience, state.wait_for(bound)).await;
        match &*self.state.borrow() {
            State::Bound(session) => Ok(session.clone()),
            State::Down(why) => Err(why.clone()),
        }
    }

    /// Hands the parts over one after the other, so that what the SMSC refuses at once is refused
    /// as a whole. Once the first is taken the rest are tried for what is left of the time of an
    /// answer; a text whose end is still missing then is in doubt.
    async fn hand_over(&self, parts: Vec<SubmitSm>) -> Handover {
        let (total, until) = (parts.len(), Instant::now() + self.own.timeout);
        let mut ids = Vec::new();
        for (number, part) in (1..).zip(parts) {
            let outcome = match number {
                1 => self.submit_part(&part, until).await,
                _ => self.submit_rest(&part, until).await,
            };
            match outcome {
                Handover::Receipt {
                    carrier_message_id, ..
                } => ids.push(carrier_message_id),
                Handover::NotNow { .. } | Handover::NotSent { .. } | Handover::Unknown { .. }
                    if number > 1 =>
                {
                    let why = format!(
                        "{} of {total} parts were taken, then: {}",
                        number - 1,
                        said(&outcome)
                    );
                    return Handover::Unknown { why };
                }
                outcome => return outcome,
            }
        }
        let mut ids = ids.into_iter();
        Handover::Receipt {
            carrier_message_id: ids.next().unwrap_or_default(),
            more: ids.collect(),
            words: Words::default(),
        }
    }

    /// A part after the first: what is not now is tried again.
    async fn submit_rest(&self, part: &SubmitSm, until: Instant) -> Handover {
        loop {
            let outcome = self.submit_part(part, until).await;
            let again = matches!(outcome, Handover::NotNow { .. } | Handover::NotSent { .. });
            if !again || Instant::now() + status::THROTTLED >= until {
                return outcome;
            }
            sleep(status::THROTTLED).await;
        }
    }

    async fn submit_part(&self, part: &SubmitSm, until: Instant) -> Handover {
        let session = match self.session(BINDING).await {
            Ok(session) => session,
            Err(why) => return Handover::NotSent { why },
        };
        match session.request_by(part.clone(), until).await {
            Ok(answer) => status::judge(&answer, &self.own.retry_statuses),
            Err(Lost::NotSent(why)) => Handover::NotSent { why },
            Err(lost @ Lost::Unknown(_)) => Handover::Unknown {
                why: lost.to_string(),
            },
        }
    }
}

/// What an outcome says, for the history of the message.
fn said(outcome: &Handover) -> String {
    match outcome {
        Handover::NotNow { words, .. } => {
            let code = words.code.as_deref().unwrap_or_default();
            format!("{code} {}", words.text.as_deref().unwrap_or_default())
        }
        Handover::NotSent { why } | Handover::Unknown { why } => why.clone(),
        Handover::Receipt { .. } | Handover::Never { .. } => String::new(),
    }
}
