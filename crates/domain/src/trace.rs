//! What went over the wire between us and a carrier, as it may be kept and shown.
//!
//! Guarantee of whoever makes one: no secret is in it and no telephone number in full.

use jiff::Timestamp;
use std::ops::Range;
use std::time::Duration;

/// Who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// We did.
    Out,
    /// The carrier did.
    In,
}

/// An exchange as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Who asked.
    pub direction: Direction,
    /// What was asked, in the protocol's word.
    pub kind: String,
    /// When.
    pub began: Timestamp,
    /// Until the answer was there, or was given up.
    pub took: Duration,
    /// How it ended.
    pub outcome: String,
    /// The request.
    pub asked: Shown,
    /// The answer; without bytes if none came.
    pub answered: Shown,
}

/// One side of an exchange as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// Its first bytes, those that are hidden as `*`.
    pub bytes: Vec<u8>,
    /// How many bytes it had.
    pub total: u64,
    /// SHA-256 of those after `bytes`, if there are any.
    pub rest_sha256: Option<[u8; 32]>,
    /// Which bytes are hidden, and why.
    pub hidden: Vec<(Range<usize>, Hidden)>,
}

/// Why bytes are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// They let somebody in.
    Secret,
    /// They are a part of a telephone number.
    Number,
}

impl Direction {
    /// Its word in the store and for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }

    /// The direction of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Out, Self::In]
            .into_iter()
            .find(|it| it.word() == word)
    }
}

impl Hidden {
    /// Its word in the store and for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Number => "number",
        }
    }

    /// The reason of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Secret, Self::Number]
            .into_iter()
            .find(|it| it.word() == word)
    }
}
