#![doc = include_str!("../README.md")]

mod common;
mod mm7;
mod smpp;
mod sms_http;

pub mod cancel;
pub mod error;
pub mod ids;
mod received;

pub use error::Error;
use ids::Ids;
pub use received::{Received, ReceivedPart, TEXT};

use async_trait::async_trait;
use bytes::Bytes;
use domain::account::SenderKind;
use domain::notice::SentAs;
use domain::report::Report;
use http::HeaderMap;
use jiff::Timestamp;
use std::fmt;
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

/// A link as configured: what every protocol has, and the rest for the protocol to read.
#[derive(Clone, serde::Deserialize)]
pub struct LinkSettings {
    /// Its name: a part of callback addresses and of queue names, so letters, digits, `-`, `_`.
    pub name: String,
    /// A protocol of [`REGISTRY`].
    pub protocol: String,
    /// Exchanges open at the same time.
    #[serde(default = "window")]
    pub window: usize,
    /// Messages that it gets in a second, on average and from one process; a tenth of that, and at
    /// least one, may go at once. None: as fast as it answers.
    #[serde(default)]
    pub rate: Option<f64>,
    /// As `rate`, for the messages of each sender.
    #[serde(default)]
    pub sender_rate: Option<f64>,
    /// The carrier sees repetitions by their transaction id: an exchange whose answer was lost
    /// may be repeated.
    #[serde(default)]
    pub resend_safe: bool,
    /// How ids of messages in reports are compared with those in answers; none: as usual for the
    /// protocol, see [`Link::ids`].
    #[serde(default)]
    pub message_ids: Option<Ids>,
    /// How long this carrier may keep silent about a message that it took; none: as long as the
    /// account or the gateway says.
    #[serde(default, deserialize_with = "report_wait")]
    pub report_wait: Option<Duration>,
    /// It is the simulated carrier: test accounts use it, others never do.
    #[serde(default)]
    pub simulated: bool,
    /// Operators whose messages it takes, by id or by name; none: those of all, and of receivers
    /// whose operator nobody knows.
    #[serde(default)]
    pub operators: Vec<String>,
    /// Accounts whose messages it takes, by name; none: those of all.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// Kinds of senders from which it takes messages; none: from all.
    #[serde(default, deserialize_with = "sender_kinds")]
    pub sender_kinds: Vec<SenderKind>,
    /// Keys of the protocol.
    #[serde(flatten)]
    pub protocol_keys: toml::Table,
}

const fn window() -> usize {
    16
}

/// Times that `report_wait` can be: a receipt is waited for in seconds by tests and in days by
/// carriers that try for a week.
const REPORT_WAITS: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(1)..=Duration::from_secs(30 * 24 * 3600);

fn report_wait<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    use serde::{Deserialize as _, de::Error as _};
    let value = toml::Value::deserialize(from)?;
    let text = value.as_str().unwrap_or_default();
    let wait = common::keys::time(text, &REPORT_WAITS);
    let right = "is no time from 1s to 720h; write it as \"72h\"";
    wait.map(Some)
        .ok_or_else(|| D::Error::custom(format!("report_wait: {value} {right}")))
}

fn sender_kinds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<SenderKind>, D::Error> {
    use serde::{Deserialize as _, de::Error as _};
    let words = Vec::<String>::deserialize(from)?;
    let kind = |word: &String| {
        let right = "not one of short_code, long_code, toll_free";
        let kind = SenderKind::parse(word);
        kind.ok_or_else(|| D::Error::custom(format!("sender_kinds: {word:?} is {right}")))
    };
    words.iter().map(kind).collect()
}

/// Shows which keys of the protocol there are, not their values: some are passwords.
impl fmt::Debug for LinkSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<&String> = self.protocol_keys.keys().collect();
        out.debug_struct("LinkSettings")
            .field("name", &self.name)
            .field("protocol", &self.protocol)
            .field("window", &self.window)
            .field("rate", &self.rate)
            .field("sender_rate", &self.sender_rate)
            .field("resend_safe", &self.resend_safe)
            .field("message_ids", &self.message_ids)
            .field("report_wait", &self.report_wait)
            .field("simulated", &self.simulated)
            .field("operators", &self.operators)
            .field("accounts", &self.accounts)
            .field("sender_kinds", &self.sender_kinds)
            .field("protocol_keys", &keys)
            .finish()
    }
}

impl LinkSettings {
    /// Checks what every protocol has.
    fn check(&self) -> Result<(), Error> {
        let wrong = |what: &str| Error::Settings {
            link: self.name.clone(),
            what: what.to_owned(),
        };
        let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Err(wrong(
                "name: it is a part of callback addresses; use letters, digits, `-` and `_`",
            ));
        }
        if self.window == 0 {
            return Err(wrong("window: nothing could be sent; give at least 1"));
        }
        for (key, rate) in [("rate", self.rate), ("sender_rate", self.sender_rate)] {
            if rate.is_some_and(|rate| !RATES.contains(&rate)) {
                return Err(wrong(&format!(
                    "{key}: messages per second, from {} to {}; leave it out for no limit",
                    RATES.start(),
                    RATES.end()
                )));
            }
        }
        Ok(())
    }
}

/// Rates that can be given, in messages per second: from one in a quarter of an hour on.
const RATES: std::ops::RangeInclusive<f64> = 0.001..=100_000.0;

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
