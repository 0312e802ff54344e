//! What a sending report says of one message.
//!
//! The names and numbers are those of the contract; how they are spelt is not known here.
//! Guarantee: [`statuses`] is a pure function of what happened.
//!
//! Source: docs/contract.md, getSendingStatus.

use crate::state::State;
use jiff::Timestamp;

/// A line of a sending report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Names the message.
    pub tracking: String,
    /// Canonical digits.
    pub to: String,
    /// Sender really used.
    pub from: String,
    /// Id of the operator, where it is known and has one.
    pub carrier: Option<String>,
    /// What was sent.
    pub what: What,
    /// What happened, in order.
    pub statuses: Vec<Status>,
    /// What the carrier says of the phone.
    pub handset: Option<String>,
}

/// What a message was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Slides.
    Content {
        /// The content.
        id: i64,
        /// Its internal label.
        name: String,
        /// It went as a text with a link.
        as_link: bool,
    },
    /// A text.
    Text(String),
}

/// What happened to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The word of the contract.
    pub name: Name,
    /// The number of the contract, where there is one.
    pub gw: Option<u8>,
    /// What the network said: a code or a word.
    pub net: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Why, of an error.
    pub info: Option<String>,
}

/// Where a message stands, in the words of sending reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Name {
    /// In our queue.
    InQueue,
    /// Being handed over.
    Init,
    /// Taken by the carrier.
    Ack,
    /// Delivered.
    Dlr,
    /// Too late.
    Expired,
    /// Refused by the network or the person.
    Rejected,
    /// Any other end.
    Error,
}

impl Name {
    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::InQueue => "INQUE",
            Self::Init => "INIT",
            Self::Ack => "ACK",
            Self::Dlr => "DLR",
            Self::Expired => "EXPIRED",
            Self::Rejected => "REJECTED",
            Self::Error => "ERROR",
        }
    }

    /// Where a message in that state stands, with its number.
    ///
    /// Source: docs/contract.md, getSendingStatus, names and numbers.
    #[must_use]
    pub const fn of(state: State) -> (Self, Option<u8>) {
        match state {
            State::Accepted
            | State::Discovering
            | State::Preparing
            | State::Ready
            | State::SmsReady => (Self::InQueue, None),
            State::Submitting | State::Ambiguous | State::SmsSubmitting | State::SmsAmbiguous => {
                (Self::Init, Some(0))
            }
            State::Submitted | State::Deferred => (Self::Ack, Some(9)),
            State::SmsSubmitted => (Self::Ack, Some(10)),
            State::Delivered | State::SmsDelivered => (Self::Dlr, Some(20)),
            State::Expired => (Self::Expired, Some(30)),
            State::Rejected => (Self::Rejected, Some(35)),
            State::Failed | State::Undelivered | State::SmsUndelivered | State::NoReport => {
                (Self::Error, None)
            }
        }
    }

    /// Whether it says where the message is just now, and nothing once it is elsewhere.
    const fn passes(self) -> bool {
        match self {
            Self::InQueue | Self::Init => true,
            Self::Ack | Self::Dlr | Self::Expired | Self::Rejected | Self::Error => false,
        }
    }
}

/// What happened to a message that went through these states, in order, without what network and
/// reasons add to it.
///
/// Queue and hand-over are said only while the message is there; silence is said only as long as
/// no report has ended it.
#[must_use]
pub fn statuses(moves: &[(State, Timestamp)]) -> Vec<Status> {
    let mut statuses: Vec<Status> = Vec::new();
    for (index, &(state, at)) in moves.iter().enumerate() {
        let (name, gw) = Name::of(state);
        let last = index + 1 == moves.len();
        let over = name.passes() || state == State::NoReport;
        let said = statuses.last().map(|status| (status.name, status.gw));
        if (over && !last) || said == Some((name, gw)) {
            continue;
        }
        statuses.push(Status {
            name,
            gw,
            net: None,
            at,
            info: None,
        });
    }
    statuses
}

#[cfg(test)]
mod tests {
    use super::*;
    use State::{
        Accepted, Deferred, Delivered, Expired, Failed, NoReport, Ready, SmsReady, SmsSubmitted,
        SmsSubmitting, Submitted, Submitting,
    };

    #[track_caller]
    fn check(states: &[State], expected: &[&str]) {
        let moves: Vec<_> = states
            .iter()
            .map(|&it| (it, Timestamp::UNIX_EPOCH))
            .collect();
        let said = statuses(&moves).into_iter().map(|status| {
            let gw = status.gw.map_or_else(String::new, |gw| gw.to_string());
            format!("{} {gw}", status.name.word())
        });
        assert_eq!(said.collect::<Vec<_>>(), expected, "{states:?}");
    }

    #[test]
    fn a_message_is_said_to_be_under_way_only_while_it_is() {
        check(&[Accepted], &["INQUE "]);
        check(&[Accepted, Ready, Submitting], &["INIT 0"]);
        check(&[Accepted, Ready, Submitting, Ready], &["INQUE "]);
        check(&[Accepted, Ready, Submitting, Submitted], &["ACK 9"]);
    }

    #[test]
    fn each_fact_is_said_once() {
        check(
            &[Accepted, Submitting, Submitted, Deferred, Delivered],
            &["ACK 9", "DLR 20"],
        );
        check(&[Accepted, Submitted, NoReport], &["ACK 9", "ERROR "]);
        check(
            &[Accepted, Submitted, NoReport, Delivered],
            &["ACK 9", "DLR 20"],
        );
        check(&[Accepted, Expired], &["EXPIRED 30"]);
        check(&[Accepted, Failed], &["ERROR "]);
        check(
            &[Accepted, SmsReady, SmsSubmitting, SmsSubmitted],
            &["ACK 10"],
        );
    }
}
