//! What each party says of each message, brought to one form.
//!
//! Nothing is judged here. The clients' ledger, the carrier's log and the postbacks come from this
//! process; the store is read after the gateway is dead.

use crate::ledger::{Order, of_subject};
use crate::picture;
use crate::wire::element;
use domain::id::MessageId;
use domain::state::State;
use mmsc::{Outcome, Submission};
use storage::Store;
use testkit::Received;

/// All there is to know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// What the clients asked for.
    pub(crate) orders: Vec<Order>,
    /// What reached the carrier, in order of arrival.
    pub(crate) offers: Vec<Offer>,
    /// What reached the postback address, in order of arrival.
    pub(crate) hooks: Vec<Hook>,
    /// What the store holds.
    pub(crate) stored: Vec<Stored>,
}

/// What the carrier did with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Taken, whether the gateway has heard of it or not.
    Taken,
    /// Not taken for now, and so answered.
    Busy,
    /// Not taken for good, and so answered.
    Refused,
    /// Not taken, and nothing answered.
    Unanswered,
}

/// One request at the carrier.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    /// The order that its subject names.
    pub(crate) order: Option<u64>,
    /// Receiver.
    pub(crate) to: String,
    /// Its text part.
    pub(crate) text: String,
    /// Number that its picture shows.
    pub(crate) picture: Option<u64>,
    /// TransactionID.
    pub(crate) transaction: String,
    /// What the carrier did.
    pub(crate) fate: Fate,
    /// Whether a whole answer was handed to the connection.
    pub(crate) answered: bool,
    /// Words of the reports that were tried, and whether the gateway has confirmed them.
    pub(crate) reports: Vec<(String, bool)>,
}

/// One request at the postback address.
#[derive(Debug, Clone)]
pub(crate) struct Hook {
    /// The order that its client reference names.
    pub(crate) order: Option<u64>,
    /// Tracking-id.
    pub(crate) tracking: String,
    /// `webhook-id`.
    pub(crate) id: String,
    /// `X-Event-Seq`.
    pub(crate) seq: u32,
    /// Code.
    pub(crate) code: String,
    /// Whether it was answered 2xx.
    pub(crate) acknowledged: bool,
}

/// One message in the store.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// The order that its client reference names.
    pub(crate) order: Option<u64>,
    /// Tracking-id.
    pub(crate) tracking: String,
    /// The states that it has been in, the present one last.
    pub(crate) path: Vec<State>,
}

impl Stored {
    /// Where it stands.
    pub(crate) fn state(&self) -> Option<State> {
        self.path.last().copied()
    }

    /// Whether an answer of the carrier was lost on the way.
    pub(crate) fn was_ambiguous(&self) -> bool {
        self.path.contains(&State::Ambiguous)
    }
}

impl Offer {
    /// Reads a line of the carrier's log.
    pub(crate) fn of(submission: &Submission) -> Self {
        let part = |kind: &str| {
            let mut parts = submission.parts.iter();
            parts.find(|part| part.content_type.starts_with(kind))
        };
        let status = submission.answered.as_ref().and_then(|said| said.status);
        let fate = match (submission.outcome, status) {
            (Outcome::Accepted, _) => Fate::Taken,
            (Outcome::Refused, Some(4006) | None) => Fate::Busy,
            (Outcome::Refused, Some(_)) => Fate::Refused,
            (Outcome::Failed, _) => Fate::Unanswered,
        };
        let subject = submission.subject.as_deref();
        let picture = part("image/").and_then(|part| part.body.as_ref());
        let reports = submission.reports.iter();
        Self {
            order: subject.and_then(of_subject),
            to: submission.recipient().to_owned(),
            text: part("text/")
                .and_then(mmsc::Part::text)
                .unwrap_or_default()
                .to_owned(),
            picture: picture.and_then(|bytes| picture::read(bytes)),
            transaction: submission.transaction.clone(),
            fate,
            answered: status.is_some(),
            reports: reports
                .map(|one| (one.word.clone(), one.confirmed))
                .collect(),
        }
    }
}

impl Hook {
    /// Reads a postback about a message; `None` when it is about a template.
    pub(crate) fn of(received: &Received) -> Option<Self> {
        let body = received.text();
        let text = |name| element(&body, name).map(str::to_owned);
        Some(Self {
            tracking: text("TRACKINGID")?,
            order: text("CLIENT_REFERENCE").and_then(|it| it.parse().ok()),
            id: received.header("webhook-id").to_owned(),
            seq: received.header("x-event-seq").parse().unwrap_or(0),
            code: text("CODE").unwrap_or_default(),
            acknowledged: received.answered.is_some_and(|status| status / 100 == 2),
        })
    }
}

/// Reads every message of a store. Numbers are given in a row, but nothing relies on that here.
pub(crate) async fn stored(store: &dyn Store) -> Vec<Stored> {
    let counts = store.states().await.unwrap();
    let total: u64 = counts.iter().map(|(_, count)| count).sum();
    let mut found = Vec::new();
    let last = i64::try_from(total).unwrap() * 2 + 1_000;
    for number in 1..=last {
        if found.len() as u64 == total {
            break;
        }
        let Some(life) = store.life(MessageId(number)).await.unwrap() else {
            continue;
        };
        let mut path: Vec<State> = life.moves.iter().map(|step| step.to).collect();
        if path.last() != Some(&life.message.state) {
            path.push(life.message.state);
        }
        found.push(Stored {
            order: life.message.client_reference.and_then(|it| it.parse().ok()),
            tracking: life.message.tracking,
            path,
        });
    }
    assert_eq!(
        found.len() as u64,
        total,
        "the store counts other messages than it has"
    );
    found
}
