//! Identifiers that customers, carriers and operators see.
//!
//! All numbers are positive 64-bit integers handed out by the storage family. Nothing here makes
//! a number; it only gives numbers their outside form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// Names an account of this gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub i64);

/// Names stored content: a template, or the one-off content of a `sendMMS`.
///
/// One server-wide sequence that starts at 10,000 serves both kinds.
///
/// Source: docs/contract.md, identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MmsId(pub i64);

impl MmsId {
    /// First number of the sequence.
    pub const FIRST: i64 = 10_000;

    /// Parses what a customer sends: ASCII digits, positive, at most 63 bits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        text.parse().ok().filter(|&n| n > 0).map(Self)
    }
}

/// Number of an accepted message, server-wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub i64);

/// Number of an event (one fact that becomes one postback), server-wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(pub i64);

macro_rules! show {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
show!(AccountId, MmsId, MessageId, EventId);

/// How the tracking-id of a message is written.
///
/// Fixed when the message is accepted; the answer and all events carry the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackingForm {
    /// `MMS_12345`.
    Plain,
    /// Base64 of the plain form, `TU1TXzEyMzQ1`.
    Base64,
}

impl TrackingForm {
    /// The tracking-id of an MMS.
    #[must_use]
    pub fn mms(self, id: MessageId) -> String {
        let plain = format!("MMS_{id}");
        match self {
            Self::Plain => plain,
            Self::Base64 => STANDARD.encode(plain),
        }
    }
}

/// Reads the number out of a tracking-id of an MMS, in either form.
#[must_use]
pub fn parse_tracking(text: &str) -> Option<MessageId> {
    let decoded = match text.strip_prefix("MMS_") {
        Some(_) => text.to_owned(),
        None => String::from_utf8(STANDARD.decode(text).ok()?).ok()?,
    };
    decoded
        .strip_prefix("MMS_")?
        .parse()
        .ok()
        .filter(|&n| n > 0)
        .map(MessageId)
}

/// SHA-256 of some bytes; names them in the blob store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobHash(pub [u8; 32]);

impl BlobHash {
    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(MmsId::parse(text).map(|id| id.0), expected, "{text:?}");
    }

    #[test]
    fn an_mms_id_is_a_positive_63_bit_integer() {
        check("35674", Some(35_674));
        check("0035674", Some(35_674));
        check("9223372036854775807", Some(i64::MAX));
        check("9223372036854775808", None);
        check("0", None);
        check("-1", None);
        check("+1", None);
        check("12a", None);
        check("", None);
    }

    #[test]
    fn a_tracking_id_is_plain_or_base64_and_reads_back() {
        assert_eq!(TrackingForm::Plain.mms(MessageId(12_345)), "MMS_12345");
        assert_eq!(
            TrackingForm::Base64.mms(MessageId(597_879)),
            "TU1TXzU5Nzg3OQ=="
        );
        assert_eq!(parse_tracking("MMS_12345"), Some(MessageId(12_345)));
        assert_eq!(parse_tracking("TU1TXzU5Nzg3OQ=="), Some(MessageId(597_879)));
        assert_eq!(parse_tracking("MMS_-3"), None);
        assert_eq!(parse_tracking("nonsense"), None);
    }

    #[test]
    fn a_blob_hash_survives_its_own_text() {
        let hash = BlobHash([0xa5; 32]);
        assert_eq!(BlobHash::parse(&hash.to_string()), Some(hash));
        assert_eq!(BlobHash::parse("zz"), None);
        assert_eq!(BlobHash::parse(&"é".repeat(32)), None);
    }
}
