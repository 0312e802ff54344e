//! What phones send.
//!
//! Knows nothing of carriers. Guarantee: what the customer is told of a message is fixed when it
//! arrives, whatever becomes of its files.
//!
//! Source: docs/contract.md, payload samples of N211 and N401, removeMMSInboxMessage, identifiers.

use crate::id::{AccountId, BlobHash};
use jiff::Timestamp;

/// Number of an inbound message, server-wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InboundId(pub i64);

/// As what it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InboundKind {
    /// A picture message.
    Mms,
    /// A text.
    Sms,
}

impl InboundKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Mms, Self::Sms];

    /// Stable lower-case name for storage and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mms => "mms",
            Self::Sms => "sms",
        }
    }

    /// Reads [`InboundKind::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What its tracking-ids begin with; eight letters or digits follow.
    ///
    /// Source: docs/contract.md, identifiers.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Mms => "MMS_MO_",
            Self::Sms => "SMS_MO_",
        }
    }
}

/// A file of an inbound message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundFile {
    /// Its name within the message, the last part of its address: `1.jpg`.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Bytes.
    pub size_bytes: u64,
    /// Where its bytes are.
    pub blob: BlobHash,
}

/// A message from a phone, as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// Its number.
    pub id: InboundId,
    /// Whose sender it was sent to.
    pub account: AccountId,
    /// As what it came.
    pub kind: InboundKind,
    /// Names it to the customer.
    pub tracking: String,
    /// The account's sender that it was sent to, digits.
    pub to: String,
    /// Who sent it, digits.
    pub from: String,
    /// Name of that one's operator in the operator table, if known.
    pub operator: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// The text of an SMS; texts of an MMS are files.
    pub text: Option<String>,
    /// When it was received.
    pub received: Timestamp,
    /// Its files, while they are there.
    pub files: Vec<InboundFile>,
    /// Until when its files are kept.
    pub files_until: Timestamp,
    /// Since when its files are gone.
    pub cleared: Option<Timestamp>,
}

impl Inbound {
    /// Whether its files can be opened at an instant.
    #[must_use]
    pub fn has_files(&self, now: Timestamp) -> bool {
        self.cleared.is_none() && now < self.files_until && !self.files.is_empty()
    }
}

/// What the customer is told of an inbound message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundFact {
    /// Names it.
    pub tracking: String,
    /// Who sent it.
    pub from: String,
    /// The account's sender that it was sent to.
    pub to: String,
    /// Name of that one's operator in the operator table.
    pub operator: Option<String>,
    /// The keyword of the sender that it begins with, as configured.
    pub keyword: Option<String>,
    /// Subject of an MMS.
    pub subject: Option<String>,
    /// Text of an SMS.
    pub text: Option<String>,
    /// Addresses of the files of an MMS.
    pub files: Vec<String>,
    /// The other receivers of a group message.
    pub copy_to: Vec<String>,
}
