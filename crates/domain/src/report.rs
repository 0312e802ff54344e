//! What a carrier says of a message after it has taken it.

use jiff::Timestamp;

/// Fate of a message in the carrier's words, brought down to what we distinguish.
///
/// Source: 3GPP TS 23.140 MM7_delivery_report, and docs/contract.md, carrier's words to events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// On the handset.
    Delivered,
    /// Too late.
    Expired,
    /// Refused by the receiver or the network.
    Rejected,
    /// The handset or network cannot take it.
    Unrecognised,
    /// Any other final failure.
    Failed,
    /// The carrier holds it: deferred, forwarded, indeterminate.
    Held,
    /// The person has read it.
    Read,
}

impl Fate {
    /// All fates.
    pub const ALL: [Self; 7] = [
        Self::Delivered,
        Self::Expired,
        Self::Rejected,
        Self::Unrecognised,
        Self::Failed,
        Self::Held,
        Self::Read,
    ];

    /// Stable word for storage and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Unrecognised => "unrecognised",
            Self::Failed => "failed",
            Self::Held => "held",
            Self::Read => "read",
        }
    }

    /// Reads [`Fate::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.word() == word)
    }
}

/// One report, as a link understood it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Link it came by; ids of two carriers never meet.
    pub link: String,
    /// The carrier's id of the message, an opaque text.
    pub carrier_message_id: String,
    /// What became of it.
    pub fate: Fate,
    /// The carrier's own word (`Retrieved`).
    pub word: String,
    /// The carrier's own explanation.
    pub text: Option<String>,
    /// What it says of the phone: profile address, user agent or free text.
    pub handset: Option<String>,
    /// When it happened by the carrier's clock, if it says so.
    pub at: Option<Timestamp>,
    /// When we received it.
    pub received: Timestamp,
}
