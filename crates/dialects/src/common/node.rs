//! What is written, as a tree of words and values, before a dialect lays it out.
//!
//! XML and JSON differ in what a list looks like, so each shape of list that the contract knows
//! is a variant of its own. Knows neither spelling nor layout.
//!
//! Source: docs/contract.md, names of replies and postbacks.

use crate::common::word::Word;

/// One or more fields that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// `<A>text</A>`, `"a":"text"`.
    Text(Word, String),
    /// `<A>7</A>`, `"a":7`.
    Number(Word, u64),
    /// `<A>1,2</A>`, `"a":["1","2"]`.
    Joined(Word, Vec<String>),
    /// `<A>x</A><A>y</A>`, `"a":["x","y"]`.
    Repeated(Word, Vec<String>),
    /// `<A>…</A><A>…</A>`, `"a":[{…},{…}]`.
    Blocks(Word, Vec<Vec<Self>>),
    /// `<A><B>…</B><B>…</B></A>`, `"a":[{…},{…}]`.
    Enclosed(Word, Word, Vec<Vec<Self>>),
    /// `<A><B>x</B><B>y</B></A>`, `"a":[{"b":"x"},{"b":"y"}]`.
    Wrapped(Word, Word, Vec<String>),
}

/// A field with a text.
pub(crate) fn text(word: Word, value: impl Into<String>) -> Node {
    Node::Text(word, value.into())
}

/// A field with a text that may be missing.
pub(crate) fn known(word: Word, value: Option<impl Into<String>>) -> Option<Node> {
    value.map(|value| text(word, value))
}
