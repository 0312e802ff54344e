//! One order to one receiver, from acceptance to its final state.

use crate::content::Fallback;
use crate::id::{AccountId, MessageId, MmsId, RunId, Tracking};
use crate::notice::SentAs;
use crate::number::Recipient;
use crate::state::State;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// A message as stored. All but `state`, `transaction`, `attempts` and `told_sent` is fixed at acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: MessageId,
    /// Whose it is.
    pub account: AccountId,
    /// What it says.
    pub body: Body,
    /// Names it to the customer; the same bytes in the answer and in all events.
    pub tracking: String,
    /// Dialect in which it was ordered.
    pub dialect: String,
    /// The receiver.
    pub to: Recipient,
    /// The sender really used.
    pub from: String,
    /// Alphanumeric sender.
    pub from_mask: Option<String>,
    /// Product of the account.
    pub service_id: Option<String>,
    /// Name of the receiver's operator in the operator table, if known.
    pub operator: Option<String>,
    /// Campaign named by the request.
    pub campaign_ref: Option<String>,
    /// The customer's own id.
    pub client_reference: Option<String>,
    /// The campaign run that it belongs to.
    pub run: Option<RunId>,
    /// The gateway sends it by itself (a welcome, a question, the answer to STOP): nobody ordered
    /// it, so nobody is told what becomes of it.
    pub unasked: bool,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// No attempt after this.
    pub validity: Timestamp,
    /// Name of the link that takes it to the carrier.
    pub link: String,
    /// Where it stands.
    pub state: State,
    /// Name of the exchange with the carrier; fixed before the first byte goes out and kept for
    /// every later attempt, because it is the only key by which a carrier could see a repetition.
    pub transaction: Option<String>,
    /// Attempts to hand it over that were begun.
    pub attempts: u32,
    /// The customer has been told that it was sent (N101, N201).
    pub told_sent: bool,
}

/// What a message says, as it was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Slides. It goes as MMS, or as SMS where it cannot.
    Mms(Mms),
    /// One text, ordered as SMS.
    Sms(String),
}

/// A message of slides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mms {
    /// The content.
    pub mms_id: MmsId,
    /// Effective subject.
    pub subject: Option<String>,
    /// Texts by 0-based slide that replace those of the content.
    pub texts: BTreeMap<usize, String>,
    /// Others shown as members of the group.
    pub display_only: Vec<Recipient>,
    /// What happens when it cannot go as MMS.
    pub fallback: Fallback,
    /// Goes as SMS whatever the handset.
    pub force_sms: bool,
    /// A pass goes as a link, whatever the handset.
    pub pass_as_link: bool,
    /// A message that finds out the handset goes before it, if one is wanted.
    pub discovery: Option<Discovery>,
}

/// A device discovery message.
///
/// Source: docs/contract.md, device discovery message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// How long its report is waited for.
    pub wait: Duration,
    /// It goes out even if the handset is known.
    pub force: bool,
}

impl Message {
    /// What the customer knows of its content; `None` for a text.
    #[must_use]
    pub const fn mms(&self) -> Option<&Mms> {
        match &self.body {
            Body::Mms(mms) => Some(mms),
            Body::Sms(_) => None,
        }
    }
}

impl Body {
    /// By which way it was ordered to go.
    #[must_use]
    pub const fn ordered_as(&self) -> SentAs {
        match self {
            Self::Mms(_) => SentAs::Mms,
            Self::Sms(_) => SentAs::Sms,
        }
    }

    /// The tracking-id of a message with this body.
    #[must_use]
    pub const fn tracking(&self, id: MessageId) -> Tracking {
        match self {
            Self::Mms(_) => Tracking::Mms(id),
            Self::Sms(_) => Tracking::Sms(id),
        }
    }
}
