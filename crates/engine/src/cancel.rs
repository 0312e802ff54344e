//! Takes a message back, on the operator's word.
//!
//! One that waits in our queue ends there: it is with no carrier, and the customer is told so. One
//! that a carrier has taken is asked back, where the carrier understands that, and nothing moves by
//! the answer: what became of it is the report's to say, since the phone may have been faster. That
//! it was asked for is in the message's history before a byte is out, and so is the answer after;
//! an answer that was lost is said to be lost, and nothing asks again by itself.
//!
//! Source: docs/administration.md, what became of a message; docs/contract.md, message states.

use crate::moves;
use crate::routing::Links;
use carriers::Words;
use carriers::cancel::{Cancellation, Cancelled, Cancels};
use domain::account::Account;
use domain::id::MessageId;
use domain::message::Message;
use domain::reason::{Fixed, Reason};
use domain::state::{Cause, State};
use jiff::Timestamp;
use storage::Store;
use storage::change::Applied;
use storage::life::{Attempt, Ending};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// In one word.
    pub end: End,
    /// The link whose carrier was asked.
    pub link: Option<String>,
    /// The carrier's code.
    pub code: Option<String>,
    /// The carrier's own words, or what went wrong.
    pub text: Option<String>,
}

/// What came of it, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It waited for its turn; now it has failed, and no carrier gets it.
    Ended,
    /// The carrier says that it took it back.
    TakenBack,
    /// The carrier says that it did not.
    Refused,
    /// The carrier could not be asked.
    NotSent,
    /// The carrier was asked, and its answer was lost.
    Unknown,
}

/// Why a message is not taken back; nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody knows it.
    #[error("there is no such message")]
    Missing,
    /// What became of it is known.
    #[error("the message is {} already; nothing can take it back", .0.word())]
    Over(State),
    /// Its bytes may be going out at this moment.
    #[error("the message is being handed over now; try again when its carrier has answered")]
    UnderWay,
    /// The carrier may have it, and has given no name for it.
    #[error(
        "the carrier's answer to the message was lost, so the carrier gave no id by which it could \
         be asked back; ask the carrier, with the transaction and the time of the attempt"
    )]
    Unnamed,
    /// The link that took it is not in the configuration any more.
    #[error("the link {0:?} that took the message is not in the configuration any more")]
    NoLink(String),
    /// Its link does not ask messages back.
    #[error(
        "the link {0:?} takes no message back; if it is one over MM7 and its carrier understands \
         CancelReq, set cancel = true in its [[link]]"
    )]
    Incapable(String),
}

/// Of a message that waited.
const ENDED: Outcome = Outcome {
    end: End::Ended,
    link: None,
    code: None,
    text: None,
};

/// The carrier that has a message, and how to ask it.
struct Carrier<'a> {
    link: String,
    asks: &'a dyn Cancels,
    id: String,
}

/// How often a message that moves meanwhile is looked at again. Ours: it moves a handful of times in
/// its life.
const LOOKS: usize = 20;

/// Takes a message back, or says why not.
///
/// # Errors
///
/// The store's. When it fails after the carrier has answered, the answer is in the log.
pub async fn cancel(
    store: &dyn Store,
    links: &Links,
    id: MessageId,
    now: impl Fn() -> Timestamp + Send + Sync,
) -> Result<Result<Outcome, Refusal>, storage::Error> {
    for _ in 0..LOOKS {
        let Some((message, attempts)) = look(store, id).await? else {
            return Ok(Err(Refusal::Missing));
        };
        if waits(message.state) {
            let account = store.account(message.account).await?;
            let missing = || storage::Error::Missing(format!("account {}", message.account));
            match end(store, (&account.ok_or_else(missing)?, &message), now()).await? {
                true => return Ok(Ok(ENDED)),
                false => continue,
            }
        }
        let carrier = match carrier(links, &message, &attempts) {
            Ok(carrier) => carrier,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let note = format!(
            "the operator asks {} to take {} back",
            carrier.link, carrier.id
        );
        let asked = store.change(moves::stay(&message, now(), note)).await?;
        if asked == Applied::Done {
            let outcome = carrier.ask(&message, now()).await;
            write_down(store, id, &outcome, &now).await?;
            return Ok(Ok(outcome));
        }
    }
    Ok(Err(Refusal::UnderWay))
}

async fn look(
    store: &dyn Store,
    id: MessageId,
) -> Result<Option<(Message, Vec<Attempt>)>, storage::Error> {
    let life = store.life(id).await?;
    Ok(life.map(|life| (life.message, life.attempts)))
}

/// No carrier has a byte of it, and it is in our queue.
const fn waits(state: State) -> bool {
    use State::{Accepted, Discovering, Preparing, Ready, SmsReady};
    matches!(state, Accepted | Discovering | Preparing | Ready | SmsReady)
}

/// Ends it where it waits; false when it has moved meanwhile.
async fn end(
    store: &dyn Store,
    of: (&Account, &Message),
    now: Timestamp,
) -> Result<bool, storage::Error> {
    let with = moves::Particulars {
        reason: Some(Reason::Fixed(Fixed::Cancelled)),
        note: "the operator took it back before it was handed over".into(),
        ..moves::Particulars::default()
    };
    match moves::end(of, Cause::CannotSend, now, with) {
        Some(change) => Ok(store.change(change).await? == Applied::Done),
        None => Ok(false),
    }
}

/// Who has it, if it can be asked back from there.
fn carrier<'a>(
    links: &'a Links,
    message: &Message,
    attempts: &[Attempt],
) -> Result<Carrier<'a>, Refusal> {
    match message.state {
        State::Submitting | State::SmsSubmitting => return Err(Refusal::UnderWay),
        state if state.is_final() => return Err(Refusal::Over(state)),
        _ => {}
    }
    let taken = attempts.iter().rev();
    let mut taken = taken.filter(|it| it.ending == Ending::Accepted);
    let attempt = taken.next().ok_or(Refusal::Unnamed)?;
    let id = attempt.carrier_message_id.clone().ok_or(Refusal::Unnamed)?;
    let link = attempt.link.as_ref().unwrap_or(&message.link).clone();
    let Some(found) = links.named(&link) else {
        return Err(Refusal::NoLink(link));
    };
    match found.cancels() {
        Some(asks) => Ok(Carrier { link, asks, id }),
        None => Err(Refusal::Incapable(link)),
    }
}

impl Carrier<'_> {
    async fn ask(&self, message: &Message, at: Timestamp) -> Outcome {
        let wish = Cancellation {
            transaction: uuid::Uuid::now_v7().to_string(),
            carrier_message_id: self.id.clone(),
            service_id: message.service_id.clone(),
            operator: message.operator.clone(),
            at,
        };
        let (end, words) = match self.asks.cancel(&wish).await {
            Cancelled::Done(words) => (End::TakenBack, words),
            Cancelled::Refused(words) => (End::Refused, words),
            Cancelled::NotSent { why } => (End::NotSent, wrong(why)),
            Cancelled::Unknown { why } => (End::Unknown, wrong(why)),
        };
        Outcome {
            end,
            link: Some(self.link.clone()),
            code: words.code,
            text: words.text,
        }
    }
}

const fn wrong(why: String) -> Words {
    Words {
        code: None,
        text: Some(why),
    }
}

/// Keeps the answer in the history, wherever the message stands now.
async fn write_down(
    store: &dyn Store,
    id: MessageId,
    outcome: &Outcome,
    now: impl Fn() -> Timestamp,
) -> Result<(), storage::Error> {
    let note = note(outcome);
    tracing::info!(message.id = id.0, "message {id}: {note}");
    for _ in 0..LOOKS {
        let Some(message) = store.message(id).await? else {
            break;
        };
        let change = moves::stay(&message, now(), note.clone());
        if store.change(change).await? == Applied::Done {
            return Ok(());
        }
    }
    Err(storage::Error::Failed(format!(
        "message {id} moved so often that this could not be written down: {note}"
    )))
}

/// What the history says of it.
fn note(outcome: &Outcome) -> String {
    let said = match outcome.end {
        End::Ended => "no carrier was asked",
        End::TakenBack => "the carrier took it back",
        End::Refused => "the carrier did not take it back",
        End::NotSent => "the carrier could not be asked",
        End::Unknown => "the carrier may have taken it back, its answer was lost",
    };
    let words = [outcome.code.as_deref(), outcome.text.as_deref()];
    let words: Vec<_> = words.into_iter().flatten().collect();
    format!("{said}: {}", words.join(" "))
}
