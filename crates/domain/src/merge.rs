//! Merge tags: gaps in stored texts that each send fills from its data.
//!
//! A tag is `{$name}` or `{$name|default}`. Knows nothing of where texts and data come from.
//! Guarantee: one pass; a value that looks like a tag is put in as it is, so that data can never
//! reach other data. Whatever is no tag stays plain text.
//!
//! ```text
//! tag     = "{$" name [ "|" default ] "}"
//! name    = 1 to 64 of: ASCII letters, digits, "_", "-", "."
//! default = 0 to 500 of: any character but "}"
//! ```
//!
//! Source: docs/contract.md, merge tags.

use std::collections::BTreeMap;

use crate::fault::{Fault, Kind};
use crate::limits::text::{DATA_NAME, DATA_NAMES, DATA_VALUE, TAG_DEFAULT};
use crate::text::is_longer;

/// The values of a send or a subscriber, by name without regard to ASCII case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Data {
    values: BTreeMap<String, String>,
}

impl Data {
    /// Checks names and values; of a repeated name the first counts.
    ///
    /// # Errors
    ///
    /// [`Kind::InvalidRequest`] when a name is not 1 to 64 letters, digits, `_`, `-` or `.`, when
    /// there are more than 100 names, or a value has more than 1,000 characters.
    ///
    /// Source: docs/contract.md, merge tags, rules M1, M6 and M8.
    pub fn new(pairs: &[(String, String)]) -> Result<Self, Fault> {
        let mut values = BTreeMap::new();
        for (name, value) in pairs {
            let value = value.trim();
            if name_length(name) != name.len() || !(1..=DATA_NAME).contains(&name.len()) {
                return Err(Kind::InvalidRequest.because("malformed name in merge data"));
            }
            if is_longer(value, DATA_VALUE) {
                return Err(Kind::InvalidRequest.because("over-long value in merge data"));
            }
            values
                .entry(name.to_ascii_lowercase())
                .or_insert_with(|| value.to_owned());
        }
        if values.len() > DATA_NAMES {
            return Err(Kind::InvalidRequest.because("too many names in merge data"));
        }
        Ok(Self { values })
    }

    /// Names, in lower case, with their values; in the order of the names.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// These data with newer ones put over them by name.
    ///
    /// # Errors
    ///
    /// [`Kind::InvalidRequest`] when both together have more than 100 names.
    pub fn with(&self, newer: &Self) -> Result<Self, Fault> {
        let mut values = self.values.clone();
        values.extend(newer.values.clone());
        if values.len() > DATA_NAMES {
            return Err(Kind::InvalidRequest.because("too many names in merge data"));
        }
        Ok(Self { values })
    }

    /// Fills the tags of a text; without a value a tag becomes its default, or nothing.
    ///
    /// The result may be longer than any limit of the text; the caller checks it afterwards.
    ///
    /// Source: docs/contract.md, merge tags, rules M1 to M5.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(OPEN) {
            filled.push_str(&rest[..at]);
            rest = match read_tag(&rest[at..]) {
                Some((tag, after)) => {
                    filled.push_str(self.value(tag.name).unwrap_or(tag.default));
                    after
                }
                None => {
                    filled.push_str(OPEN);
                    &rest[at + OPEN.len()..]
                }
            };
        }
        filled + rest
    }

    fn value(&self, name: &str) -> Option<&str> {
        let value = self.values.get(&name.to_ascii_lowercase())?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }
}

/// Whether a text holds at least one tag.
#[must_use]
pub fn has_tags(text: &str) -> bool {
    text.match_indices(OPEN)
        .any(|(at, _)| read_tag(&text[at..]).is_some())
}

const OPEN: &str = "{$";

struct Tag<'a> {
    name: &'a str,
    default: &'a str,
}

/// The tag that a text begins with, and what follows it.
fn read_tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let inside = text.strip_prefix(OPEN)?;
    let (name, rest) = inside.split_at(name_length(inside));
    if name.is_empty() || name.len() > DATA_NAME {
        return None;
    }
    if let Some(after) = rest.strip_prefix('}') {
        return Some((Tag { name, default: "" }, after));
    }
    let (default, after) = rest.strip_prefix('|')?.split_once('}')?;
    let fits = !is_longer(default, TAG_DEFAULT);
    fits.then_some((Tag { name, default }, after))
}

/// Bytes at the beginning that may stand in a name.
fn name_length(text: &str) -> usize {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    text.bytes().take_while(in_name).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(pairs: &[(&str, &str)]) -> Result<Data, Fault> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Data::new(&pairs.iter().map(owned).collect::<Vec<_>>())
    }

    #[track_caller]
    fn check(text: &str, pairs: &[(&str, &str)], expected: &str) {
        assert_eq!(data(pairs).unwrap().fill(text), expected);
    }

    #[test]
    fn a_value_or_the_default_takes_the_place_of_a_tag() {
        let text = "Dear {$firstname|guest}, table {$table|to follow}.";
        check(
            text,
            &[("FIRSTNAME", "Ana"), ("TABLE", "Nr. 7")],
            "Dear Ana, table Nr. 7.",
        );
        check(text, &[], "Dear guest, table to follow.");
        check("PIN {$pin}!", &[], "PIN !");
        check("PIN {$pin|}!", &[("pin", "")], "PIN !");
        check("PIN {$pin|none}!", &[("pin", "  ")], "PIN none!");
        check("{$a|two\nlines}", &[], "two\nlines");
        check("{$a}{$a}", &[("a", "1")], "11");
    }

    #[test]
    fn names_differ_by_signs_and_not_by_case() {
        check("{$FirstName}", &[("firstname", "Bo")], "Bo");
        check("{$first_name}", &[("first_name", "Bo")], "Bo");
        check("{$first_name}", &[("firstname", "Bo")], "");
    }

    #[test]
    fn a_default_may_hold_bars_and_braces() {
        check("{$a|x|y}", &[], "x|y");
        check("{$a|{$b|z}}", &[], "{$b|z}");
    }

    #[test]
    fn a_value_is_not_scanned_again() {
        check("{$a}", &[("a", "{$b}"), ("b", "1")], "{$b}");
    }

    #[test]
    fn what_is_no_tag_stays() {
        for text in [
            "{$ a}", "{$}", "{a}", "{$a", "$a", "{$a|x", "{$é}", "{", "{$a x}", "{${$",
        ] {
            check(text, &[("a", "1")], text);
        }
        check("{${$a}", &[("a", "1")], "{$1");
    }

    #[test]
    fn names_and_defaults_have_a_longest() {
        let long = "n".repeat(64);
        check(&format!("{{${long}}}"), &[(&long, "1")], "1");
        let longer = format!("{{${long}n}}");
        check(&longer, &[], &longer);
        let default = "é".repeat(500);
        check(&format!("{{$a|{default}}}"), &[], &default);
        let longer = format!("{{$a|{default}é}}");
        check(&longer, &[], &longer);
    }

    #[test]
    fn of_a_repeated_name_the_first_counts() {
        check("{$a}", &[("a", "1"), ("A", "2")], "1");
    }

    #[track_caller]
    fn check_data(pairs: &[(&str, &str)], good: bool) {
        let kind = data(pairs).map_err(|fault| fault.kind).err();
        assert_eq!(kind, (!good).then_some(Kind::InvalidRequest));
    }

    #[test]
    fn data_has_limits() {
        check_data(&[("a.b-c_D9", "é")], true);
        check_data(&[("a b", "1")], false);
        check_data(&[("", "1")], false);
        check_data(&[(&"n".repeat(64), &"é".repeat(1_000))], true);
        check_data(&[(&"n".repeat(65), "1")], false);
        check_data(&[("a", &"é".repeat(1_001))], false);
        let names: Vec<String> = (0..101).map(|n| n.to_string()).collect();
        let pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        check_data(&pairs[..100], true);
        check_data(&pairs, false);
    }

    #[test]
    fn newer_data_go_over_older_ones_by_name() {
        let old = data(&[("a", "1"), ("b", "2")]).unwrap();
        let both = old.with(&data(&[("B", "3"), ("c", "")]).unwrap()).unwrap();
        assert!(both.pairs().eq([("a", "1"), ("b", "3"), ("c", "")]));
        let names: Vec<String> = (0..99).map(|n| n.to_string()).collect();
        let pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        let many = data(&pairs).unwrap();
        assert!(many.with(&old).is_err());
    }

    #[test]
    fn tags_can_be_found_without_filling_them() {
        assert!(has_tags("a {$ {$b}"));
        assert!(!has_tags("a {$ {b}"));
    }
}
