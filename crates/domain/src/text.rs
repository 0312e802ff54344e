//! Texts of requests: trimming, line breaks, forbidden characters, subjects.
//!
//! Speaks the character set of XML 1.0, because every text may travel in XML sooner or later.
//! Knows nothing of fields and of encodings on the wire. Guarantee: nothing here fails; what may
//! not stay is removed.
//!
//! Source: docs/contract.md, tolerance, and subject.

use crate::account::SubjectUnicode;

/// Whether the two characters `\n` in a text are a line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backslash {
    /// They are, unless a further backslash stands before them.
    BreaksLine,
    /// They stay as they are: in JSON, and for accounts that want it so.
    Stays,
}

/// The value without white space at both ends; `None` when nothing is left, which counts as
/// absent.
///
/// Source: docs/contract.md, tolerance, rule N4.
#[must_use]
pub fn trimmed(value: &str) -> Option<&str> {
    Some(value.trim()).filter(|value| !value.is_empty())
}

/// A text of several lines as it is stored: slide, custom, fallback, discovery and SMS texts.
///
/// Line breaks are LF afterwards; characters that XML 1.0 forbids are gone.
///
/// Source: docs/contract.md, tolerance, rules N8 and N9.
#[must_use]
pub fn lines(text: &str, backslash: Backslash) -> String {
    let text = without_forbidden(&with_line_feeds(text));
    match backslash {
        Backslash::BreaksLine => with_written_breaks(&text),
        Backslash::Stays => text,
    }
}

/// A text of one line, a subject or name: every line break becomes one blank.
///
/// Source: docs/contract.md, tolerance, rules N8 and N9.
#[must_use]
pub fn one_line(text: &str) -> String {
    without_forbidden(&with_line_feeds(text)).replace('\n', " ")
}

/// A subject as it is sent: one line, cleaned as the account wants it, cut at `most` characters
/// without an error, because clients rely on that.
///
/// `None` when nothing is left. Merge tags must be resolved before.
///
/// Source: docs/contract.md, subject.
#[must_use]
pub fn subject(text: &str, unicode: SubjectUnicode, most: usize) -> Option<String> {
    let text = one_line(text);
    let cleaned = match unicode {
        SubjectUnicode::Strip => without_emoji(&text),
        SubjectUnicode::Ascii => text.chars().filter(char::is_ascii).collect(),
        SubjectUnicode::Pass => text,
    };
    trimmed(&cleaned).map(|subject| subject.chars().take(most).collect())
}

/// Whether a text has more than `limit` characters (Unicode scalar values).
#[must_use]
pub fn is_longer(text: &str, limit: usize) -> bool {
    text.chars().nth(limit).is_some()
}

/// CR LF and CR become LF.
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Line breaks written out as `\n` or `\r\n` become LF.
///
/// A further backslash before them keeps all of it as it is, so that `C:\\new` stays a path.
fn with_written_breaks(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        read.push_str(&rest[..at]);
        let (written, after) = written_break(&rest[at..]);
        read.push_str(written);
        rest = after;
    }
    read + rest
}

/// What the text that begins with a backslash becomes, and what follows it.
fn written_break(text: &str) -> (&str, &str) {
    for (written, read) in [
        ("\\\\r\\n", None),
        ("\\\\n", None),
        ("\\r\\n", Some("\n")),
        ("\\n", Some("\n")),
    ] {
        if let Some(after) = text.strip_prefix(written) {
            return (read.unwrap_or(&text[..written.len()]), after);
        }
    }
    text.split_at(1)
}

/// Removes what XML 1.0 does not allow as a character.
///
/// Source: XML 1.0, production 2.
fn without_forbidden(text: &str) -> String {
    let allowed = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => *c >= ' ',
    };
    text.chars().filter(allowed).collect()
}

/// Removes emoji with all that joins and varies them, and the double blanks that this leaves.
///
/// A text without emoji keeps its double blanks.
fn without_emoji(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !is_emoji(*c)).collect();
    if kept.len() == text.len() {
        return kept;
    }
    let mut single = String::with_capacity(kept.len());
    for c in kept.chars() {
        if c != ' ' || !single.ends_with(' ') {
            single.push(c);
        }
    }
    single
}

/// Emoji, pictographs, joiners, variation selectors, keycaps and tags.
///
/// Letters, punctuation, currency and signs such as © stay, because carriers take them.
///
/// Source: Unicode blocks, and Unicode Technical Standard 51 for the single ones.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}'
        | '\u{e0000}'..='\u{e01ef}'
        | '\u{203c}' | '\u{2049}' | '\u{2139}'
        | '\u{2194}'..='\u{2199}' | '\u{21a9}' | '\u{21aa}'
        | '\u{2300}'..='\u{23ff}'
        | '\u{24c2}' | '\u{25aa}' | '\u{25ab}' | '\u{25b6}' | '\u{25c0}' | '\u{25fb}'..='\u{25fe}'
        | '\u{2600}'..='\u{27bf}'
        | '\u{2934}' | '\u{2935}'
        | '\u{2b00}'..='\u{2bff}'
        | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
        | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests;
