//! Switches and integers as requests write them.
//!
//! Knows nothing of fields; the caller names the fault where a field has a code of its own.
//!
//! Source: docs/contract.md, tolerance.

use crate::fault::Kind;

/// Reads a switch: `true yes 1` and `false no 0`, in any case.
///
/// # Errors
///
/// [`Kind::InvalidRequest`] for anything else.
///
/// Source: docs/contract.md, tolerance, rule N5.
pub fn switch(text: &str) -> Result<bool, Kind> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(Kind::InvalidRequest),
    }
}

/// Reads the switch that forces an SMS, which takes only `true` and `false`, in any case.
///
/// # Errors
///
/// [`Kind::ForceSmsInvalid`] for anything else.
///
/// Source: docs/contract.md, tolerance, rule N5.
pub fn force_sms(text: &str) -> Result<bool, Kind> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Kind::ForceSmsInvalid),
    }
}

/// Reads an integer: ASCII digits only, no sign, leading zeros allowed.
///
/// `None` for anything else, and beyond 64 bits.
///
/// Source: docs/contract.md, tolerance, rule N7.
#[must_use]
pub fn integer(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_has_three_words_for_each_side() {
        let check = |text, expected| assert_eq!(switch(text), expected, "{text}");
        check("true", Ok(true));
        check("YES", Ok(true));
        check("1", Ok(true));
        check("False", Ok(false));
        check("no", Ok(false));
        check("0", Ok(false));
        check("on", Err(Kind::InvalidRequest));
        check("01", Err(Kind::InvalidRequest));
        check("", Err(Kind::InvalidRequest));
    }

    #[test]
    fn forcing_an_sms_has_one() {
        let check = |text, expected| assert_eq!(force_sms(text), expected, "{text}");
        check("TRUE", Ok(true));
        check("false", Ok(false));
        check("yes", Err(Kind::ForceSmsInvalid));
        check("1", Err(Kind::ForceSmsInvalid));
    }

    #[test]
    fn an_integer_is_digits_only() {
        let check = |text, expected| assert_eq!(integer(text), expected, "{text}");
        check("10", Some(10));
        check("0010", Some(10));
        check("18446744073709551615", Some(u64::MAX));
        check("18446744073709551616", None);
        check("+1", None);
        check("-1", None);
        check("1.0", None);
        check("", None);
        check("١", None);
    }
}
