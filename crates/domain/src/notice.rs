//! What a customer is told of one event, before a dialect spells it.

use crate::event::{Event, Origin};
use crate::id::{MmsId, RunId};
use crate::operator::Operator;
use crate::order::Element;
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
    /// Sender really used.
    pub from: Option<String>,
    /// Alphanumeric sender.
    pub from_mask: Option<String>,
    /// Receiver, canonical digits.
    pub to: Option<String>,
    /// Names the message.
    pub tracking: Option<String>,
    /// The customer's own id.
    pub client_reference: Option<String>,
    /// Campaign named by the request.
    pub campaign_ref: Option<String>,
    /// Campaign run that the message belongs to.
    pub run: Option<RunId>,
    /// The receiver's operator.
    pub operator: Option<Arc<Operator>>,
    /// When the fact happened.
    pub at: Timestamp,
    /// Zone in which XML timestamps are written.
    pub zone: TimeZone,
    /// What the carrier's report says of the phone.
    pub handset: Option<String>,
    /// The carrier's own id of the message.
    pub carrier_message_id: Option<String>,
    /// Why, in the words of the reasons table or of the carrier.
    pub reason: Option<String>,
    /// File that failed and the address it came from.
    pub failed_file: Option<(Element, String)>,
    /// Number of the event within its message or template, from 1.
    pub seq: u32,
    /// `evt_…`; the same on every try.
    pub event_id: String,
    /// `seq` and `event_id` are wanted in the body too.
    pub extras: bool,
}
