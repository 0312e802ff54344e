//! Events: facts about a message, a template, an inbound message or a subscriber.
//!
//! Every event becomes one postback. The table says for each its code, where it comes from,
//! whether more follows, and the status words of each wording. Knows nothing of the fields of a
//! postback and how they are spelt. Guarantee: an answer code of the fault table and an event
//! code never mean the same, even where they look alike.
//!
//! Source: docs/contract.md, events; 3GPP TS 23.140 for the carrier's words behind them.

use crate::fault::Wording;
use crate::report::Fate;

mod table;

/// Codes of older event lists that are never sent; a range includes both ends.
///
/// Source: docs/contract.md, events.
pub const NEVER_SENT: &[&str] = &["N002", "E001", "N303", "N304", "N801-N811"];

/// What happened.
///
/// An expired message is one event here with several codes outside: `DeliveryFailed(Expired)`
/// and `ExpiredUnsent` are N103 in JSON, E102 and E101 in XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A template is stored, prepared and usable.
    TemplateReady,
    /// A sound of a template could not be encoded; the template is corrupt.
    TemplateAudioFailed,
    /// A film of a template could not be encoded; the template is corrupt.
    TemplateVideoFailed,
    /// An image of a template could not be prepared after the call; the template is corrupt.
    TemplateImageFailed,
    /// Sound and film of a direct send are checked; sending begins.
    ContentReady,
    /// Other content of a direct send failed after acceptance; not sent.
    ContentInvalid,
    /// A sound of a direct send failed its check; not sent.
    AudioInvalid,
    /// A film of a direct send failed its check; not sent.
    VideoInvalid,
    /// The carrier accepted the message or its fallback SMS, or acceptance stayed unconfirmed.
    MessageSent,
    /// The message was delivered as MMS.
    MessageDelivered,
    /// Impossible to send: never left us, or refused at hand-over.
    SendFailed,
    /// The message's validity ended before hand-over.
    ExpiredUnsent,
    /// The carrier accepted the message and did not deliver it.
    DeliveryFailed(How),
    /// The fallback SMS was delivered.
    FallbackDelivered,
    /// The fallback SMS was accepted and not delivered.
    FallbackFailed(How),
    /// The carrier accepted an ordered SMS.
    SmsSent,
    /// An ordered SMS was delivered.
    SmsDelivered,
    /// An ordered SMS was impossible to send.
    SmsFailed,
    /// An ordered SMS was accepted and not delivered.
    SmsNotDelivered(How),
    /// The carrier accepted a discovery message.
    DiscoverySent,
    /// A discovery message was delivered.
    DiscoveryDone,
    /// A discovery message was impossible to send; the message goes on.
    DiscoveryFailed,
    /// A discovery message was not delivered; the message goes on.
    DiscoveryNotDelivered(How),
    /// Our own fault between acceptance and hand-over; not sent.
    QueueError,
    /// No report came in the time for it. Sent only to accounts with extended events.
    NoReport,
    /// A person read the message. Sent only to accounts with extended events.
    MessageRead,
    /// A handset sent an SMS.
    SmsReceived,
    /// A handset sent an MMS.
    MmsReceived,
    /// A number joined a campaign.
    Subscribed,
    /// A number left a campaign.
    Unsubscribed,
}

/// How a delivery ended that did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// The carrier gave up after its time.
    Expired,
    /// The receiver or the network refused it.
    Rejected,
    /// Any other final failure.
    Failed,
    /// The handset or network cannot take it.
    NotSupported,
}

/// Where an event comes from; the first word of every postback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Templates and messages ordered as MMS, their fallback SMS too.
    MmsMt,
    /// Messages ordered as SMS.
    SmsMt,
    /// An SMS from a handset.
    SmsMo,
    /// An MMS from a handset.
    MmsMo,
    /// Membership of campaigns.
    Subscription,
}

impl Origin {
    /// The word on the wire: `MMS_MT`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::MmsMt => "MMS_MT",
            Self::SmsMt => "SMS_MT",
            Self::SmsMo => "SMS_MO",
            Self::MmsMo => "MMS_MO",
            Self::Subscription => "SUB",
        }
    }
}

/// Whether further delivery events of the message can follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Finality {
    /// None follows.
    Final,
    /// More follow.
    NotFinal,
    /// None follows unless a late report comes.
    UntilReport,
    /// It is the last event of the preparation of a template.
    Template,
    /// It stands outside of the life of an ordered message.
    Apart,
}

/// Which codes the report of a fallback SMS carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FallbackCode {
    /// Those of an SMS: N202 and E202.
    OfSms,
    /// Those of the MMS it stands for: N102 and E102.
    OfMms,
}

impl FallbackCode {
    /// What a wording uses unless the account says otherwise.
    ///
    /// Source: docs/contract.md, which dialect and which URL.
    #[must_use]
    pub const fn usual(wording: Wording) -> Self {
        match wording {
            Wording::Upper => Self::OfSms,
            Wording::Kebab | Wording::Json => Self::OfMms,
        }
    }
}

/// What a postback says of an event.
///
/// In JSON the text of a reason, where there is one, takes the place of `details`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The code: `N101`.
    pub code: &'static str,
    /// The status word; `None` where the wording has none for this event.
    pub status: Option<&'static str>,
    /// The words of JSON's status-details; always `None` in XML.
    pub details: Option<&'static str>,
}

/// One row of the table.
#[derive(Debug)]
struct Row {
    event: Event,
    /// Stable name for storage.
    word: &'static str,
    code: &'static str,
    /// The first one is that of a message ordered as MMS.
    origins: &'static [Origin],
    finality: Finality,
    status: Status,
}

/// Status words; `None` where nothing is said.
#[derive(Debug, Clone, Copy)]
struct Status {
    upper: Option<&'static str>,
    kebab: Option<&'static str>,
    json: Option<&'static str>,
    details: Option<&'static str>,
}

impl Event {
    /// Every event, with each way in which a delivery can fail.
    pub fn all() -> impl Iterator<Item = Self> {
        table::ROWS.iter().map(|row| row.event)
    }

    /// The code in the upper-case dialects; see [`Event::words`] for what a wording makes of it.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// Stable lower-case name for storage and logs: `delivery_failed_expired`.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().word
    }

    /// Reads [`Event::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::all().find(|event| event.word() == word)
    }

    /// Where it can come from; the first is that of a message ordered as MMS.
    #[must_use]
    pub fn origins(self) -> &'static [Origin] {
        self.row().origins
    }

    /// Where it comes from, unless it is about a message ordered as SMS.
    #[must_use]
    pub fn origin(self) -> Origin {
        let [origin, ..] = self.origins() else {
            return Origin::MmsMt;
        };
        *origin
    }

    /// Whether further delivery events of the message can follow.
    #[must_use]
    pub fn finality(self) -> Finality {
        self.row().finality
    }

    /// Sent only to accounts with extended events: events that older receivers do not know.
    #[must_use]
    pub fn is_extended(self) -> bool {
        matches!(self, Self::NoReport | Self::MessageRead)
    }

    /// Says that the carrier took the message; told once in its life.
    #[must_use]
    pub fn says_sent(self) -> bool {
        matches!(self, Self::MessageSent | Self::SmsSent)
    }

    /// Code and status words in a wording.
    #[must_use]
    pub fn words(self, wording: Wording, fallback: FallbackCode) -> Words {
        let Status {
            upper,
            kebab,
            json,
            details,
        } = self.row().status;
        let (status, details) = match wording {
            Wording::Upper => (upper, None),
            Wording::Kebab => (kebab, None),
            Wording::Json => (json, details),
        };
        Words {
            code: self.code_in(wording, fallback),
            status,
            details,
        }
    }

    /// The event that a message ordered as SMS has in place of this one of the MMS family.
    ///
    /// The states of both are the same, so the table of moves names the MMS event only.
    #[must_use]
    pub fn of_sms_order(self) -> Self {
        match self {
            Self::MessageSent => Self::SmsSent,
            Self::MessageDelivered | Self::FallbackDelivered => Self::SmsDelivered,
            Self::SendFailed | Self::ExpiredUnsent => Self::SmsFailed,
            Self::DeliveryFailed(how) | Self::FallbackFailed(how) => Self::SmsNotDelivered(how),
            other => other,
        }
    }

    fn code_in(self, wording: Wording, fallback: FallbackCode) -> &'static str {
        let expired = matches!(
            self,
            Self::ExpiredUnsent | Self::DeliveryFailed(How::Expired)
        );
        if expired && wording == Wording::Json {
            return "N103";
        }
        match (self, fallback) {
            (Self::FallbackDelivered, FallbackCode::OfMms) => Self::MessageDelivered.code(),
            (Self::FallbackFailed(how), FallbackCode::OfMms) => Self::DeliveryFailed(how).code(),
            (event, FallbackCode::OfMms | FallbackCode::OfSms) => event.code(),
        }
    }

    fn row(self) -> &'static Row {
        table::ROWS
            .iter()
            .find(|row| row.event == self)
            .expect("a test holds the table against every event")
    }
}

impl How {
    /// Every way.
    pub const ALL: [Self; 4] = [
        Self::Expired,
        Self::Rejected,
        Self::Failed,
        Self::NotSupported,
    ];

    /// How a delivery with this fate ended; `None` where it did not fail.
    #[must_use]
    pub const fn of(fate: Fate) -> Option<Self> {
        match fate {
            Fate::Expired => Some(Self::Expired),
            Fate::Rejected => Some(Self::Rejected),
            Fate::Unrecognised => Some(Self::NotSupported),
            Fate::Failed => Some(Self::Failed),
            Fate::Delivered | Fate::Held | Fate::Read => None,
        }
    }
}

#[cfg(test)]
mod tests;
