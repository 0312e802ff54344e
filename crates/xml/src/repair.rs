//! A second chance for documents with raw ampersands.
//!
//! People put addresses such as `http://h/?a=1&b=2` into XML without escaping them. Knows where
//! an ampersand is literal and where it begins a reference; knows nothing else of XML.

use crate::error::Error;
use crate::limits::Limits;
use crate::parse::{decode, parse_text};
use crate::tree::Element;

/// A document, and what it took to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The root element.
    pub root: Element,
    /// Whether raw ampersands were escaped first.
    pub repaired: bool,
}

/// Reads a document; if that fails, escapes raw ampersands and reads it once more.
///
/// Every `&` outside CDATA, comments and processing instructions that does not begin one of the
/// five entities or a numeric reference becomes `&amp;`, so HTML entities become literal text.
/// A stray `<` is never repaired.
///
/// # Errors
///
/// [`Error`] of the first reading when the second one fails too.
///
/// Source: docs/contract.md, XML reading rules.
pub fn parse_repaired(bytes: &[u8], limits: &Limits) -> Result<Parsed, Error> {
    let text = decode(bytes)?;
    let (root, repaired) = match parse_text(text, limits) {
        Ok(root) => (root, false),
        Err(first) => match escape_ampersands(text) {
            Some(text) => (parse_text(&text, limits).map_err(|_| first)?, true),
            None => return Err(first),
        },
    };
    Ok(Parsed { root, repaired })
}

/// `text` with its raw ampersands escaped; `None` when it has none.
fn escape_ampersands(text: &str) -> Option<String> {
    let mut repaired = String::with_capacity(text.len() + text.len() / 16);
    let (mut rest, mut changed) = (text, false);
    while let Some(at) = rest.find(['&', '<']) {
        let (before, here) = rest.split_at(at);
        repaired.push_str(before);
        let literal = literal_section(here);
        if literal > 0 {
            repaired.push_str(&here[..literal]);
            rest = &here[literal..];
            continue;
        }
        let raw = here.starts_with('&') && !begins_reference(&here[1..]);
        repaired.push_str(if raw { "&amp;" } else { &here[..1] });
        changed |= raw;
        rest = &here[1..];
    }
    repaired.push_str(rest);
    changed.then_some(repaired)
}

/// Length of the comment, CDATA section or processing instruction that begins here; an unclosed
/// one reaches to the end. 0 when none begins.
fn literal_section(here: &str) -> usize {
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if let Some(inside) = here.strip_prefix(open) {
            return inside
                .find(close)
                .map_or(here.len(), |at| open.len() + at + close.len());
        }
    }
    0
}

/// Whether what follows an ampersand makes it a reference.
fn begins_reference(behind: &str) -> bool {
    if ["amp;", "lt;", "gt;", "quot;", "apos;"]
        .iter()
        .any(|name| behind.starts_with(name))
    {
        return true;
    }
    let Some(number) = behind.strip_prefix('#') else {
        return false;
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let behind = digits.trim_start_matches(|c: char| c.is_digit(radix));
    behind.len() < digits.len() && behind.starts_with(';')
}
