//! What phones send.
//!
//! Knows nothing of carriers. Guarantee: what the customer is told of a message is fixed when it
//! arrives, whatever becomes of its files.
//!
//! Source: docs/contract.md, payload samples of N211 and N401, removeMMSInboxMessage, identifiers.

use crate::account::{STOP_WORDS, Stops};
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

/// What a person wants who sends a single word.
///
/// Source: docs/contract.md, blacklist and STOP; subscribe, Cta.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To get nothing more.
    Stop,
    /// To get messages again.
    Start,
    /// To know more.
    Help,
    /// To join what they were asked for.
    Agree,
}

impl Wish {
    /// Reads the whole text of a message; case and punctuation do not count. STOP goes before all
    /// others, whatever words an account has for it.
    #[must_use]
    pub fn of(text: &str, stops: &Stops) -> Option<Self> {
        let text = plain(text);
        let stop = match &stops.words {
            Some(words) => words.iter().any(|word| plain(word) == text),
            None => STOP_WORDS.iter().any(|word| plain(word) == text),
        };
        match text.as_str() {
            "" => None,
            _ if stop => Some(Self::Stop),
            "start" | "unstop" => Some(Self::Start),
            "help" => Some(Self::Help),
            "yes" | "y" => Some(Self::Agree),
            _ => None,
        }
    }
}

/// Letters and digits in lower case, with one blank between words.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

/// The keyword that a text begins with, as configured; case does not count.
///
/// Source: docs/contract.md, payload samples, N401, keyword.
#[must_use]
pub fn keyword<'a>(text: &str, keywords: &'a [String]) -> Option<&'a str> {
    let first = text.split_whitespace().next()?;
    let first = first.trim_matches(|c: char| !c.is_alphanumeric());
    let same = |keyword: &&String| keyword.to_lowercase() == first.to_lowercase();
    let found = keywords.iter().find(same);
    found.filter(|_| !first.is_empty()).map(String::as_str)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Wish>) {
        assert_eq!(Wish::of(text, &Stops::default()), expected, "{text:?}");
    }

    #[test]
    fn a_wish_is_the_whole_text_without_case_and_punctuation() {
        for text in ["STOP", "stop.", " Stop! ", "stop all", "Stop-All", "quit\n"] {
            check(text, Some(Wish::Stop));
        }
        check("Start", Some(Wish::Start));
        check("UNSTOP", Some(Wish::Start));
        check("help?", Some(Wish::Help));
        check("Yes!", Some(Wish::Agree));
        check("y", Some(Wish::Agree));
        for text in [
            "",
            "...",
            "please stop",
            "stop it",
            "yes please",
            "starting",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn an_account_may_have_words_of_its_own_for_stop() {
        let stops = Stops {
            words: Some(vec!["HALT".into(), "Start".into()]),
            ..Stops::default()
        };
        assert_eq!(Wish::of("halt", &stops), Some(Wish::Stop));
        assert_eq!(Wish::of("start", &stops), Some(Wish::Stop));
        assert_eq!(Wish::of("stop", &stops), None);
    }

    #[test]
    fn a_keyword_is_the_first_word_and_is_given_as_configured() {
        let keywords = ["Info".to_owned(), "win".to_owned()];
        assert_eq!(keyword("INFO, please", &keywords), Some("Info"));
        assert_eq!(keyword("  win", &keywords), Some("win"));
        for text in ["", "information", "my info", "!"] {
            assert_eq!(keyword(text, &keywords), None, "{text}");
        }
    }
}
