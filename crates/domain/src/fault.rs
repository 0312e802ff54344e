//! Refusals that a customer sees: the one table of error codes, and a filled-in row of it.
//!
//! A [`Kind`] is a row, a [`Fault`] a row with its gap filled: slide number, limit, seconds,
//! the parser's words or a country. The texts are those that clients compare, letter by letter;
//! each family of dialects has its own column. Knows nothing of HTTP and of how a dialect writes
//! an answer. Guarantee: every fault has a code and a text in every wording, also when a dialect
//! asks for a column that has none of its own.

use std::fmt;

use crate::action::Action;

mod table;

pub use table::Kind;

/// Codes that older lists name and that are never answered.
///
/// Ranges include both ends. A new fault of ours must not take one of these.
///
/// Source: docs/contract.md, error codes, reserved.
pub const RESERVED: &[(u16, u16)] = &[
    (150, 154),
    (211, 211),
    (301, 304),
    (361, 363),
    (400, 404),
    (406, 406),
    (630, 633),
    (800, 899),
    (911, 918),
    (950, 998),
];

/// The column of texts that a dialect takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wording {
    /// Upper-case XML and query parameters: LEGACY, WXML and GET.
    Upper,
    /// Lower-case XML with hyphens: KEBAB.
    Kebab,
    /// JSON.
    Json,
}

/// Who has to act before the same call can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Blame {
    /// The request is wrong; the caller corrects it.
    Customer,
    /// The account's settings, rights or funds do not allow it.
    Account,
    /// Nothing is wrong for good; the same call later may succeed.
    Retry,
    /// We failed.
    Us,
}

/// One row of the table.
#[derive(Debug)]
pub struct Row {
    /// The kind this row describes.
    pub kind: Kind,
    /// Its name, for logs and counters: `ImageTooBig`.
    pub name: &'static str,
    /// The code shown to customers: `E331`.
    pub code: &'static str,
    /// Who has to act.
    pub blame: Blame,
    /// Actions that can be answered with it.
    pub actions: &'static [Action],
    /// When exactly it is answered, one sentence.
    pub when: &'static str,
    texts: Texts,
}

/// The texts of a row; `None` where the dialects of that column never say it.
#[derive(Debug)]
struct Texts {
    upper: Option<&'static str>,
    kebab: Option<&'static str>,
    json: Option<&'static str>,
}

impl Kind {
    /// The code shown to customers: `E331`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The name for logs and counters: `ImageTooBig`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Who has to act.
    #[must_use]
    pub fn blame(self) -> Blame {
        self.row().blame
    }

    /// True when the column has a text of its own for this kind.
    ///
    /// A dialect for which this is false should choose another kind; see [`Row::when`].
    #[must_use]
    pub fn has_words(self, wording: Wording) -> bool {
        self.own_text(wording).is_some()
    }

    /// The text with its gap still open: `Image in slide {slide} is too big.`
    ///
    /// A column without a text of its own answers with that of another, never with nothing.
    #[must_use]
    pub fn pattern(self, wording: Wording) -> &'static str {
        let texts = &self.row().texts;
        self.own_text(wording)
            .or(texts.upper)
            .or(texts.json)
            .unwrap_or_default()
    }

    /// A fault about the slide of this number, counted from 1.
    #[must_use]
    pub fn slide(self, number: usize) -> Fault {
        Fault::new(self, Slot::Slide(number))
    }

    /// A fault about a limit, in the unit of the text (characters).
    #[must_use]
    pub fn limit(self, limit: usize) -> Fault {
        Fault::new(self, Slot::Limit(limit))
    }

    /// A fault about an interval in whole seconds.
    #[must_use]
    pub fn seconds(self, seconds: u64) -> Fault {
        Fault::new(self, Slot::Seconds(seconds))
    }

    /// A fault with a parser's words, without a full stop at the end.
    #[must_use]
    pub fn error(self, words: impl Into<String>) -> Fault {
        Fault::new(self, Slot::Error(words.into()))
    }

    /// A fault about a country, by its English name.
    #[must_use]
    pub fn country(self, name: impl Into<String>) -> Fault {
        Fault::new(self, Slot::Country(name.into()))
    }

    /// A fault with a remark for the operator's log.
    #[must_use]
    pub fn because(self, detail: impl Into<String>) -> Fault {
        Fault::from(self).because(detail)
    }

    fn own_text(self, wording: Wording) -> Option<&'static str> {
        let texts = &self.row().texts;
        match wording {
            Wording::Upper => texts.upper,
            Wording::Kebab => texts.kebab,
            Wording::Json => texts.json,
        }
    }
}

/// What fills the gap of a text; a text has at most one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// The text has no gap.
    Nothing,
    /// Number of a slide, counted from 1.
    Slide(usize),
    /// A limit in characters.
    Limit(usize),
    /// Whole seconds.
    Seconds(u64),
    /// A parser's words.
    Error(String),
    /// English name of a country.
    Country(String),
}

/// A refusal: a row of the table with its gap filled.
///
/// `detail` is for the log only. No text of [`Fault::text`] ever holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which row.
    pub kind: Kind,
    /// What fills its gap.
    pub slot: Slot,
    /// What the operator should know beyond the text; never shown to the customer.
    pub detail: Option<String>,
}

impl Fault {
    fn new(kind: Kind, slot: Slot) -> Self {
        Self {
            kind,
            slot,
            detail: None,
        }
    }

    /// The same fault with a remark for the operator's log.
    #[must_use]
    pub fn because(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The code shown to customers: `E331`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The text shown to customers, with its gap filled.
    ///
    /// A gap that nothing fills is written `?`; that is a mistake of the caller.
    #[must_use]
    pub fn text(&self, wording: Wording) -> String {
        let pattern = self.kind.pattern(wording);
        let (Some(open), Some(close)) = (pattern.find('{'), pattern.find('}')) else {
            return pattern.to_owned();
        };
        let filling = self.filling(&pattern[open + 1..close]);
        format!("{}{filling}{}", &pattern[..open], &pattern[close + 1..])
    }

    fn filling(&self, gap: &str) -> String {
        match (&self.slot, gap) {
            (Slot::Slide(number) | Slot::Limit(number), "slide" | "limit") => number.to_string(),
            (Slot::Seconds(seconds), "seconds") => seconds.to_string(),
            (Slot::Error(words), "error") => words.clone(),
            (Slot::Country(name), "country") => name.clone(),
            (_, _) => "?".to_owned(),
        }
    }
}

impl From<Kind> for Fault {
    fn from(kind: Kind) -> Self {
        Self::new(kind, Slot::Nothing)
    }
}

/// For logs: `E331 ImageTooBig: Image in slide 3 is too big. (4194304 bytes)`.
impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text(Wording::Upper);
        write!(out, "{} {}: {text}", self.code(), self.kind.name())?;
        match &self.detail {
            Some(detail) => write!(out, " ({detail})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests;
