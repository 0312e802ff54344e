#![doc = include_str!("../README.md")]

mod common;
mod mm7;
mod settings;
mod smpp;
mod sms_http;

pub mod cancel;
pub mod error;
pub mod ids;
mod received;
pub mod trace;

pub use error::Error;
pub use settings::LinkSettings;

use ids::Ids;
pub use received::{Received, ReceivedPart, TEXT};
use trace::Tap;

use async_trait::async_trait;
use bytes::Bytes;
use domain::notice::SentAs;
use domain::report::Report;
use http::HeaderMap;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Every protocol that this build speaks to carriers.
pub const REGISTRY: &[&dyn Protocol] = &[
    &mm7::Mm7,          // MMS, as a VASP
    &smpp::Smpp,        // SMS, as an ESME
    &sms_http::SmsHttp, // SMS, the form of the simulated carrier
];

/// Opens links of one protocol.
pub trait Protocol: Sync {
    /// Its word in the configuration.
    fn name(&self) -> &'static str;

    /// Checks the settings of a link and opens it. Sends nothing.
    ///
    /// # Errors
    ///
    /// Names the key and what would be right.
    fn open(&self, settings: LinkSettings, client: net::Client) -> Result<Arc<dyn Link>, Error>;
}

/// Opens a link by its protocol's name.
///
/// # Errors
///
/// [`Error::UnknownProtocol`], or [`Error::Settings`] for a name or window that cannot be, or what
/// the protocol finds wrong.
pub fn open(settings: LinkSettings, client: net::Client) -> Result<Arc<dyn Link>, Error> {
    settings.check()?;
    let protocol = REGISTRY
        .iter()
        .find(|protocol| protocol.name() == settings.protocol);
    match protocol {
        Some(protocol) => protocol.open(settings, client),
        None => Err(Error::UnknownProtocol {
            link: settings.name,
            protocol: settings.protocol,
        }),
    }
}

/// One configured connection to one network.
#[async_trait]
pub trait Link: Send + Sync {
    /// Its settings.
    fn settings(&self) -> &LinkSettings;

    /// Hands one message over and says how that ended. Sends at most one request; safe to call
    /// again only after [`Handover::NotNow`] and [`Handover::NotSent`].
    async fn submit(&self, submission: &Submission) -> Handover;

    /// Whether it takes messages of that kind; another one is never sent and never taken.
    fn takes(&self, kind: SentAs) -> bool;

    /// Through which it shows what goes over the wire, while somebody wants to see it.
    fn tap(&self) -> &Arc<Tap>;

    /// How a report's id is brought together with that of a receipt. Members give both as the
    /// carrier spells them; whoever matches them asks this.
    fn ids(&self) -> Ids {
        self.settings().message_ids.unwrap_or_default()
    }

    /// How it asks its carrier to take a message back; `None`: it cannot.
    fn cancels(&self) -> Option<&dyn cancel::Cancels> {
        None
    }

    /// Bytes that the message takes on the way to the carrier, envelope and encoding included.
    fn wire_bytes(&self, submission: &Submission) -> u64;

    /// Understands what the network sent. No I/O.
    ///
    /// # Errors
    ///
    /// The answer to give when it is not understood or not for us.
    fn hear(&self, heard: &Heard<'_>) -> Result<Understood, Answer>;

    /// Keeps a connection up for as long as it is not told to stop, and tells what the network says
    /// on it. A link that the network calls back has none, and returns at once.
    async fn run(&self, _ear: &dyn Ear, _stop: watch::Receiver<bool>) {}
}

/// Whom a link tells what the network says on a connection of its own.
#[async_trait]
pub trait Ear: Send + Sync {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Makes durable what was told; says what the network may be answered.
    async fn hear(&self, told: Told) -> Hearing;
}

/// What became of what the network told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearing {
    /// It is durable.
    Kept,
    /// It could not be stored: the network shall try again.
    Later,
    /// It is for nobody here: the network shall not try again.
    Nobody,
}

/// One part of a message.
#[derive(Debug, Clone)]
pub struct Part {
    /// MIME type with its parameters (`text/plain; charset=utf-8`).
    pub content_type: String,
    /// File name: Content-ID and Content-Location alike.
    pub name: String,
    /// The bytes.
    pub bytes: Bytes,
}

/// One message, ready to go.
#[derive(Debug, Clone)]
pub enum Submission {
    /// Slides.
    Mms(Mms),
    /// A text.
    Sms(Sms),
}

impl From<Mms> for Submission {
    fn from(mms: Mms) -> Self {
        Self::Mms(mms)
    }
}

impl From<Sms> for Submission {
    fn from(sms: Sms) -> Self {
        Self::Sms(sms)
    }
}

impl Submission {
    /// By which way it goes.
    #[must_use]
    pub const fn kind(&self) -> SentAs {
        match self {
            Self::Mms(_) => SentAs::Mms,
            Self::Sms(_) => SentAs::Sms,
        }
    }
}

/// A text, ready to go as SMS. Into how many parts it is cut, and in which alphabet, follows from
/// the text: see [`domain::sms`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sms {
    /// Names the exchange; the same on every repetition.
    pub transaction: String,
    /// Sender, digits.
    pub from: String,
    /// Whether the sender is a short code.
    pub from_short_code: bool,
    /// Letters that are shown as the sender, where the receiver's country allows it.
    pub from_mask: Option<String>,
    /// Receiver, E.164 digits without `+`.
    pub to: String,
    /// What it says.
    pub text: String,
    /// After this instant the carrier shall not try any more.
    pub expiry: Timestamp,
    /// When the request is made.
    pub at: Timestamp,
}

/// Slides, ready to go as MMS.
#[derive(Debug, Clone)]
pub struct Mms {
    /// Names the exchange; the same on every repetition.
    pub transaction: String,
    /// Sender, digits.
    pub from: String,
    /// Whether the sender is a short code.
    pub from_short_code: bool,
    /// Letters that are shown as the sender, where the receiver's country allows it.
    pub from_mask: Option<String>,
    /// Receiver, E.164 digits without `+`.
    pub to: String,
    /// Name of the receiver's operator, if it is known.
    pub operator: Option<String>,
    /// Others shown as members of the group.
    pub display_only: Vec<String>,
    /// Product of the account.
    pub service_id: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// After this instant the carrier shall not try any more.
    pub expiry: Timestamp,
    /// When the request is made.
    pub at: Timestamp,
    /// The presentation (SMIL).
    pub presentation: Part,
    /// Pictures, texts and the rest, in the order of the slides.
    pub parts: Vec<Part>,
}

/// Why a network will never take a message, as far as it matters to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Too large for the network or the handset.
    Size,
    /// A type that it does not carry.
    Type,
    /// Anything else.
    Other,
}

/// How a hand-over ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handover {
    /// Taken. The carrier answers for it now.
    Receipt {
        /// Its name for the message as it spells it; by its form ([`Link::ids`]) reports find it.
        carrier_message_id: String,
        /// Its names for the parts after the first, where it names each and reports on each.
        more: Vec<String>,
        /// Its code and words.
        words: Words,
    },
    /// Refused for now: busy, throttled, out of order.
    NotNow {
        /// Its code and words.
        words: Words,
        /// How long it asks us to wait.
        pause: Option<Duration>,
    },
    /// Refused for good.
    Never {
        /// Its code and words.
        words: Words,
        /// Why, as far as it matters.
        because: Because,
    },
    /// Surely nothing reached the carrier.
    NotSent {
        /// What went wrong.
        why: String,
    },
    /// The carrier may have it: the answer was lost or makes no sense.
    Unknown {
        /// What went wrong.
        why: String,
    },
}

/// What the carrier said, kept with the message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Its status code.
    pub code: Option<String>,
    /// Its text and details.
    pub text: Option<String>,
}

/// A request of the network to us.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    /// Value of the `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// Value of the `Authorization` header.
    pub authorization: Option<&'a str>,
    /// All headers; some carriers say there which operator it is about.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
    /// When it came.
    pub at: Timestamp,
}

/// An answer to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Value of the `Content-Type` header.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// What the network told, and the answers that it may get.
#[derive(Debug, Clone)]
pub struct Understood {
    /// What it told.
    pub told: Told,
    /// To be sent once that is durable.
    pub kept: Answer,
    /// To be sent when it could not be stored: the network shall try again.
    pub later: Answer,
    /// To be sent when it is for nobody here: the network shall not try again.
    pub nobody: Answer,
}

/// What the network told.
#[derive(Debug, Clone)]
pub enum Told {
    /// Nothing that concerns us; to be acknowledged.
    Nothing,
    /// What became of a message.
    Report(Report),
    /// A message from a phone.
    Message(Box<Received>),
    /// A part of a text from a phone.
    Part(Box<ReceivedPart>),
}

impl Told {
    /// The report, if it is one.
    #[must_use]
    pub fn report(self) -> Option<Report> {
        match self {
            Self::Report(report) => Some(report),
            Self::Nothing | Self::Message(_) | Self::Part(_) => None,
        }
    }
}
