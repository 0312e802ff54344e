//! Forms of element values.
//!
//! Speaks XML Schema (dateTime, duration, boolean), ITU-T E.164 and SMIL clock values. Knows
//! nothing of where they stand. Guarantee: no value is repaired.

use std::time::Duration;

/// `true`, `false`, `1` or `0`.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Whether a text is an xs:dateTime.
pub(super) fn is_date_time(text: &str) -> bool {
    let is_framed =
        text.len() >= 19 && text.as_bytes()[10] == b'T' && !text.contains(['t', 'z', '[', ',']);
    is_framed
        && (text.parse::<jiff::Timestamp>().is_ok()
            || text.parse::<jiff::civil::DateTime>().is_ok())
}

/// Whether a text is an xs:duration.
pub(super) fn is_duration(text: &str) -> bool {
    text.starts_with('P')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "PTYMDHS.".contains(c))
        && text.parse::<jiff::Span>().is_ok()
}

/// Whether a text is an international number: 7 to 15 digits, a plus or not.
///
/// Source: ITU-T E.164 for the 15 and for the first digit, which is not 0.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (7..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0')
}

/// Whether a text is a short code: 3 to 8 digits.
pub(super) fn is_short_code(text: &str) -> bool {
    (3..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text is a sender in letters: up to 50 letters, digits, `-` and `_`, not digits alone.
///
/// Source: GSM networks show 11 characters, Australia's more; the 50 are the API's.
pub(crate) fn is_mask(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (1..=50).contains(&text.len())
        && text.chars().all(plain)
        && !text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A SMIL clock value in seconds or milliseconds, as handsets take it: `5s`, `5000ms`, `2.5s`.
pub(super) fn clock(text: &str) -> Option<Duration> {
    let (count, unit) = match text.strip_suffix("ms") {
        Some(count) => (count, 0.001),
        None => (text.strip_suffix('s')?, 1.0),
    };
    let plain = !count.is_empty() && count.chars().all(|c| c.is_ascii_digit() || c == '.');
    let seconds: f64 = plain.then(|| count.parse().ok()).flatten()?;
    Duration::try_from_secs_f64(seconds * unit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(holds: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(holds(text), "{text} should be taken");
        }
        for text in bad {
            assert!(!holds(text), "{text} should be refused");
        }
    }

    #[test]
    fn date_times_are_those_of_xml_schema() {
        check(
            is_date_time,
            &[
                "2026-11-20T12:00:00Z",
                "2026-11-20T12:00:00.123+01:00",
                "2026-11-20T12:00:00",
            ],
            &[
                "",
                "2026-11-20",
                "2026-11-20 12:00:00Z",
                "2026-13-20T12:00:00Z",
                "20261120T120000Z",
            ],
        );
    }

    #[test]
    fn durations_are_those_of_xml_schema() {
        check(
            is_duration,
            &["P2D", "PT1H", "P1DT2H3M4.5S"],
            &["", "P", "P1W", "2D", "p2d", "PT", "1 hour"],
        );
    }

    #[test]
    fn numbers_are_international() {
        check(
            is_number,
            &["12025550100", "+12025550100"],
            &["", "+", "02025550100", "123456", "1202555010a"],
        );
        check(
            is_short_code,
            &["28444", "123"],
            &["12", "123456789", "28 44"],
        );
    }

    #[test]
    fn masks_are_letters_digits_and_two_signs() {
        check(
            is_mask,
            &["Acme", "Acme_News-1", "4ever", &"a".repeat(50)],
            &["", "28444", "Ac me", "Café", &"a".repeat(51)],
        );
    }

    #[test]
    fn clock_values_have_a_unit() {
        check(
            |text| clock(text).is_some(),
            &["5s", "5000ms", "2.5s", "0s"],
            &[
                "",
                "5",
                "s",
                "ms",
                "-5s",
                "1e3s",
                "5 s",
                "indefinite",
                "99999999999999999999999s",
            ],
        );
    }
}
