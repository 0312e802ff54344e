//! What a customer is told of one event, before a dialect spells it.

use crate::campaign::{MembershipFact, SubscriberId};
use crate::event::{Event, FallbackCode, Origin};
use crate::generation::Generation;
use crate::id::{MessageId, MmsId, RunId};
use crate::operator::Operator;
use crate::order::Element;
use crate::reason::Reason;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// By which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentAs {
    /// As MMS.
    Mms,
    /// As SMS, with or without a link.
    Sms,
}

impl SentAs {
    /// The word of the contract.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mms => "MMS",
            Self::Sms => "SMS",
        }
    }
}

/// One event, complete. Fields that are `None` are left out of the postback, never sent empty;
/// which fields an event may carry at all is the dialect's table of field presence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub event: Event,
    /// Where it comes from.
    pub origin: Origin,
    /// By which way.
    pub sent_as: Option<SentAs>,
    /// Content concerned.
    pub mms_id: Option<MmsId>,
    /// Sender really used; of an inbound message the person.
    pub from: Option<String>,
    /// Alphanumeric sender.
    pub from_mask: Option<String>,
    /// Receiver, canonical digits; of an inbound message the account's sender.
    pub to: Option<String>,
    /// Names the message.
    pub tracking: Option<String>,
    /// Number of the message.
    pub message: Option<MessageId>,
    /// The customer's own id.
    pub client_reference: Option<String>,
    /// Campaign named by the request.
    pub campaign_ref: Option<String>,
    /// Run of a campaign that the message belongs to.
    pub run: Option<RunId>,
    /// The receiver's operator.
    pub operator: Option<Arc<Operator>>,
    /// When the fact happened.
    pub at: Timestamp,
    /// What the carrier's report says of the phone.
    pub handset: Option<String>,
    /// The carrier's own id of the message.
    pub carrier_message_id: Option<String>,
    /// The carrier's own code and word.
    pub carrier_words: CarrierWords,
    /// Why.
    pub reason: Option<Reason>,
    /// File that failed and the address it came from.
    pub failed_file: Option<(Element, String)>,
    /// What a handset sent.
    pub inbound: Option<Inbound>,
    /// Who joined or left what.
    pub subscription: Option<Subscription>,
    /// Its number among all that the account was told, where the dialect needs one.
    pub notification: Option<Notification>,
    /// Number of the event within its message or template, from 1.
    pub seq: u32,
    /// `evt_…`; the same on every try.
    pub event_id: String,
    /// What the account wants of all its postbacks.
    pub wishes: Wishes,
}

impl Notice {
    /// An event of which nothing else is known.
    #[must_use]
    pub fn new(event: Event, at: Timestamp) -> Self {
        Self {
            event,
            origin: event.origin(),
            sent_as: None,
            mms_id: None,
            from: None,
            from_mask: None,
            to: None,
            tracking: None,
            message: None,
            client_reference: None,
            campaign_ref: None,
            run: None,
            operator: None,
            at,
            handset: None,
            carrier_message_id: None,
            carrier_words: CarrierWords::default(),
            reason: None,
            failed_file: None,
            inbound: None,
            subscription: None,
            notification: None,
            seq: 1,
            event_id: String::new(),
            wishes: Wishes::default(),
        }
    }
}

/// What a carrier said of a message, in its own terms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CarrierWords {
    /// Its status code: `1000`.
    pub code: Option<String>,
    /// Its word: `Retrieved`.
    pub word: Option<String>,
}

/// What a handset sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inbound {
    /// The text of an SMS.
    pub text: Option<String>,
    /// The keyword of the sender that it begins with, as configured.
    pub keyword: Option<String>,
    /// The subject of an MMS.
    pub subject: Option<String>,
    /// Addresses of the files of an MMS.
    pub files: Vec<String>,
    /// The other receivers of a group message.
    pub copy_to: Vec<String>,
}

/// A membership that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its number.
    pub id: SubscriberId,
    /// Who, what and how.
    pub fact: Box<MembershipFact>,
}

/// A place in the row of all that an account was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notification {
    /// From 1, without gaps.
    pub number: i64,
    /// When it was given its number.
    pub created: Timestamp,
}

/// What an account wants of its postbacks, whatever the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// Zone in which XML timestamps are written.
    pub zone: TimeZone,
    /// Sequence number and event id are wanted in the body too.
    pub extras: bool,
    /// Codes of reports about fallback SMS; `None` leaves it to the dialect.
    pub fallback_code: Option<FallbackCode>,
    /// Generation of operator ids; `None` leaves it to the dialect.
    pub operator_ids: Option<Generation>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            zone: TimeZone::UTC,
            extras: false,
            fallback_code: None,
            operator_ids: None,
        }
    }
}
