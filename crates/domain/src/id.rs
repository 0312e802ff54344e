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

/// Number of a campaign run, server-wide; the `SCHEDULEDID` of its answer and events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(pub i64);

show!(RunId);

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
    /// Writes a tracking-id in this form.
    #[must_use]
    pub fn write(self, tracking: Tracking) -> String {
        let plain = match tracking {
            Tracking::Mms(id) => format!("{MMS}{id}"),
            Tracking::Sms(id) => format!("{SMS}{id}"),
        };
        match self {
            Self::Plain => plain,
            Self::Base64 => STANDARD.encode(plain),
        }
    }
}

const MMS: &str = "MMS_";
const SMS: &str = "SMS_";

/// What a tracking-id says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tracking {
    /// A message ordered as MMS.
    Mms(MessageId),
    /// A message ordered as SMS.
    Sms(MessageId),
}

impl Tracking {
    /// Reads a tracking-id in either form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |text: &str| {
            let number = |text: &str| text.parse().ok().filter(|&n| n > 0).map(MessageId);
            match (text.strip_prefix(MMS), text.strip_prefix(SMS)) {
                (Some(rest), _) => number(rest).map(Self::Mms),
                (None, Some(rest)) => number(rest).map(Self::Sms),
                (None, None) => None,
            }
        };
        let decoded = || String::from_utf8(STANDARD.decode(text).ok()?).ok();
        plain(text).or_else(|| plain(&decoded()?))
    }

    /// The number of the message.
    #[must_use]
    pub const fn message(self) -> MessageId {
        match self {
            Self::Mms(id) | Self::Sms(id) => id,
        }
    }
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

    #[track_caller]
    fn check_tracking(tracking: Tracking, plain: &str, encoded: &str) {
        assert_eq!(TrackingForm::Plain.write(tracking), plain);
        assert_eq!(TrackingForm::Base64.write(tracking), encoded);
        assert_eq!(Tracking::parse(plain), Some(tracking));
        assert_eq!(Tracking::parse(encoded), Some(tracking));
    }

    #[test]
    fn a_tracking_id_is_plain_or_base64_and_reads_back() {
        let mms = Tracking::Mms(MessageId(597_879));
        check_tracking(mms, "MMS_597879", "TU1TXzU5Nzg3OQ==");
        let sms = Tracking::Sms(MessageId(767_867));
        check_tracking(sms, "SMS_767867", "U01TXzc2Nzg2Nw==");
        for nothing in ["MMS_-3", "SMS_0", "MO_5", "nonsense", ""] {
            assert_eq!(Tracking::parse(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_blob_hash_survives_its_own_text() {
        let hash = BlobHash([0xa5; 32]);
        assert_eq!(BlobHash::parse(&hash.to_string()), Some(hash));
        assert_eq!(BlobHash::parse("zz"), None);
        assert_eq!(BlobHash::parse(&"é".repeat(32)), None);
    }
}
