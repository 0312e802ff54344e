//! Telephone numbers of receivers and the addresses of senders.
//!
//! Speaks the international form of ITU-T E.164. A number is judged by its length and country
//! code only; area codes and exchanges are not judged, because documented samples use ones that
//! are not assigned. Knows nothing of operators. Guarantee: a [`Recipient`] exists only in its
//! canonical form, and shows no more than its last four digits in debug output.
//!
//! Source: docs/contract.md, numbers and senders.

use std::fmt;

use crate::country::Country;
use crate::fault::Kind;

/// A receiver: 8 to 15 digits with country code, without `+`.
///
/// `Display` writes all digits, for the wire; `Debug` masks them, for logs.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Recipient {
    digits: String,
}

impl Recipient {
    /// Reads a number as customers send it: digits, with or without one leading `+`.
    ///
    /// # Errors
    ///
    /// [`Kind::InvalidReceiver`] when anything else is in it, when it has fewer than 8 or more
    /// than 15 digits, begins with 0 or with no assigned country code, or has country code 1 and
    /// not exactly 11 digits.
    ///
    /// Source: docs/contract.md, numbers; ITU-T E.164 for the 15.
    pub fn parse(text: &str) -> Result<Self, Kind> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let formed = (8..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && (!digits.starts_with('1') || digits.len() == 11);
        match Country::of_digits(digits) {
            Some(_) if formed => Ok(Self {
                digits: digits.to_owned(),
            }),
            Some(_) | None => Err(Kind::InvalidReceiver),
        }
    }

    /// The canonical digits: stored, echoed, posted back.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The country, by country code, and by area code within country code 1.
    #[must_use]
    pub fn country(&self) -> &'static Country {
        Country::of_digits(&self.digits).expect("a number is made with an assigned country code")
    }

    /// The number for logs: its last four digits.
    #[must_use]
    pub fn masked(&self) -> String {
        mask(&self.digits)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.digits)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Recipient({})", self.masked())
    }
}

/// A number or address for logs: stars for all but the last four characters.
///
/// Shorter ones are stars only; a short code is no secret, but a log need not know the difference.
#[must_use]
pub fn mask(number: &str) -> String {
    let length = number.chars().count();
    let shown = if length > 4 { 4 } else { 0 };
    let hidden = std::iter::repeat_n('*', length - shown);
    hidden.chain(number.chars().skip(length - shown)).collect()
}

/// The canonical form of a sender's address as customers send it: digits only.
///
/// `+` and blanks are tolerated. `None` when it is neither a short code (3 to 8 digits) nor a
/// number (up to 15 digits). Whose it is, the account decides.
///
/// Source: docs/contract.md, senders.
#[must_use]
pub fn sender_address(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| *c != '+' && !c.is_whitespace())
        .collect();
    let formed = (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    formed.then_some(digits)
}

/// Reads a comma list of numbers; blanks around commas and empty items are ignored, repeated
/// numbers are kept once, in the order of their first appearance.
///
/// Each item is judged on its own, so that a faulty one fails only its part of the answer: the
/// text as given comes with what it was read as.
///
/// Source: docs/contract.md, several receivers in one call.
#[must_use]
pub fn list(text: &str) -> Vec<(String, Result<Recipient, Kind>)> {
    let mut read: Vec<(String, Result<Recipient, Kind>)> = Vec::new();
    for item in text
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
    {
        let number = Recipient::parse(item);
        let known = read
            .iter()
            .any(|(given, earlier)| match (earlier, &number) {
                (Ok(earlier), Ok(number)) => earlier == number,
                (Err(_), Err(_)) => given == item,
                (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
            });
        if !known {
            read.push((item.to_owned(), number));
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, Kind>) {
        let number = Recipient::parse(text);
        assert_eq!(
            number.as_ref().map(Recipient::digits),
            expected.as_ref().map(|digits| *digits)
        );
    }

    const BAD: Result<&str, Kind> = Err(Kind::InvalidReceiver);

    #[test]
    fn a_number_has_a_country_code_and_digits_only() {
        check("12025550100", Ok("12025550100"));
        check("+12025550100", Ok("12025550100"));
        check("15551234888", Ok("15551234888"));
        check("447700900123", Ok("447700900123"));
        check("++12025550100", BAD);
        check("1 202 555 0100", BAD);
        check("1-202-555-0100", BAD);
        check("١٢٠٢٥٥٥٠١٠٠", BAD);
        check("", BAD);
    }

    #[test]
    fn a_number_has_8_to_15_digits_and_11_in_north_america() {
        check("2025550", BAD);
        check("2025550100", Ok("2025550100"));
        check("1202555010", BAD);
        check("120255501000", BAD);
        check("29012345", Ok("29012345"));
        check("2901234", BAD);
        check("491234567890123", Ok("491234567890123"));
        check("4912345678901234", BAD);
    }

    #[test]
    fn dialling_prefixes_and_unassigned_country_codes_do_not_pass() {
        check("0012025550100", BAD);
        check("01112025550100", BAD);
        check("2101234567", BAD);
    }

    #[test]
    fn a_log_shows_the_last_four_digits() {
        let number = Recipient::parse("12025550123").unwrap();
        assert_eq!(format!("{number:?}"), "Recipient(*******0123)");
        assert_eq!(number.to_string(), "12025550123");
        assert_eq!(mask("0123"), "****");
    }

    #[track_caller]
    fn check_sender(text: &str, expected: Option<&str>) {
        assert_eq!(sender_address(text).as_deref(), expected);
    }

    #[test]
    fn a_sender_may_be_written_with_plus_and_blanks() {
        check_sender("60856", Some("60856"));
        check_sender("+1 202 555 0100", Some("12025550100"));
        check_sender("12", None);
        check_sender("Acme", None);
    }

    #[test]
    fn a_list_keeps_order_drops_repeats_and_judges_each() {
        let read = list("12025550101, +12025550100,,12025550101 ,x, x");
        let shown: Vec<(&str, bool)> = read.iter().map(|(item, n)| (&**item, n.is_ok())).collect();
        assert_eq!(
            shown,
            [("12025550101", true), ("+12025550100", true), ("x", false)]
        );
    }
}
