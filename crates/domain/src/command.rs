//! What a request means, once everything in it is valid.

use crate::content::Fallback;
use crate::id::{RunId, TrackingForm};
use crate::message::Mms;
use crate::number::Recipient;
use crate::operator::Operator;
use crate::order::Element;
use jiff::Timestamp;
use std::sync::Arc;

/// A slide that passed all checks that need no fetching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlideDraft {
    /// Text, line breaks resolved.
    pub text: Option<String>,
    /// Seconds, 1 to 60.
    pub duration_s: u32,
    /// Addresses still to be fetched, in the order image, audio, video, object.
    pub files: Vec<(Element, String)>,
}

/// Store content to be sent later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveMms {
    /// Internal label.
    pub name: String,
    /// Subject, cut and cleaned, tags unresolved.
    pub subject: Option<String>,
    /// One to eight slides.
    pub slides: Vec<SlideDraft>,
    /// What sends use when they bring none of their own.
    pub fallback: Fallback,
    /// The customer's own id.
    pub client_reference: Option<String>,
}

/// Who gets a message, and from whom: what differs between the receivers of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The receiver.
    pub to: Recipient,
    /// The sender really used, digits.
    pub from: String,
    /// Alphanumeric sender shown where the country allows it.
    pub from_mask: Option<String>,
    /// Product of the account; the VASID on MM7 links.
    pub service_id: Option<String>,
    /// The receiver's operator, if known.
    pub operator: Option<Arc<Operator>>,
}

/// What a send asks for, whoever gets it and whatever it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Campaign named by the request, kept and echoed.
    pub campaign_ref: Option<String>,
    /// The customer's own id, echoed in every event.
    pub client_reference: Option<String>,
    /// The campaign run that it belongs to.
    pub run: Option<RunId>,
    /// No delivery attempt after this instant.
    pub validity: Timestamp,
    /// How the tracking-id is written.
    pub tracking: TrackingForm,
}

/// Send the content of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendMms {
    /// How.
    pub terms: Terms,
    /// What it says; the number of its content is given when that is stored.
    pub mms: Mms,
    /// Internal label; empty where the dialect does not need one.
    pub name: String,
    /// One to nine slides.
    pub slides: Vec<SlideDraft>,
    /// Files fetched once may be used again for a day.
    pub cache_content: bool,
}

/// Send a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendSavedMms {
    /// How.
    pub terms: Terms,
    /// What it says.
    pub mms: Mms,
}
