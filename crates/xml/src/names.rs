//! Which characters XML allows, and where.
//!
//! Speaks XML 1.0, fifth edition, §2.2 and §2.3. Knows no documents.

use std::borrow::Cow;

/// Whether XML 1.0 can carry `character`, raw or as a reference.
///
/// Source: XML 1.0 §2.2, production `Char`.
pub const fn is_char(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// `text` without the characters that XML 1.0 cannot carry; borrowed when there are none.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_char) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|&c| is_char(c)).collect())
    }
}

/// Whether `name` can name an element or attribute; a colon counts as a letter.
///
/// Source: XML 1.0 §2.3, production `Name`.
pub fn is_name(name: &str) -> bool {
    name.starts_with(is_name_start) && name.chars().all(is_name_char)
}

/// Source: XML 1.0 §2.3, production `NameStartChar`.
pub(crate) const fn is_name_start(character: char) -> bool {
    matches!(character,
        ':' | 'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Source: XML 1.0 §2.3, production `NameChar`.
pub(crate) const fn is_name_char(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Splits `prefix:local`; the prefix is empty when there is none.
pub(crate) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once(':').unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::{clean, is_name};

    #[test]
    fn names_begin_with_a_letter() {
        for (name, expected) in [
            ("a", true),
            ("soap:Body", true),
            ("a-1.x", true),
            ("größe", true),
            ("", false),
            ("1a", false),
            ("-a", false),
            ("a b", false),
            ("a=b", false),
            ("a<", false),
        ] {
            assert_eq!(is_name(name), expected, "{name}");
        }
    }

    #[test]
    fn forbidden_characters_are_dropped() {
        for (text, expected) in [
            ("plain\ttext\r\n", "plain\ttext\r\n"),
            ("a\0b\u{1b}c\u{b}", "abc"),
            ("\u{fffe}x\u{ffff}", "x"),
            ("🙂", "🙂"),
        ] {
            assert_eq!(clean(text), expected);
        }
    }
}
