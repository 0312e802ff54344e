//! Clock values such as `5000ms`, `5s` and `00:01:30.5`.
//!
//! Speaks SMIL 2.0, "Clock values". Its guarantee: no arithmetic overflows, whatever is written.

use std::time::Duration;

/// Longest duration; more is not meant. Ours.
const CEILING_S: f64 = 86_400.0;

/// Reads a clock value; a number without a unit is seconds. `None` when it is none, as
/// `indefinite` is, or more than a day.
pub(crate) fn parse(value: &str) -> Option<Duration> {
    let value = value.trim();
    let seconds = if value.contains(':') {
        let mut fields = value.split(':');
        let first = number(fields.next()?)?;
        let second = number(fields.next()?)?;
        match (fields.next(), fields.next()) {
            (None, None) => first * 60.0 + second,
            (Some(third), None) => first * 3600.0 + second * 60.0 + number(third)?,
            (_, Some(_)) => return None,
        }
    } else {
        let units = [("ms", 0.001), ("min", 60.0), ("h", 3600.0), ("s", 1.0)];
        let in_unit = |&(unit, factor): &(&str, f64)| Some((value.strip_suffix(unit)?, factor));
        let (digits, factor) = units.iter().find_map(in_unit).unwrap_or((value, 1.0));
        number(digits.trim_end())? * factor
    };
    let milliseconds = Duration::try_from_secs_f64(seconds).ok()?.as_secs_f64() * 1000.0;
    (seconds <= CEILING_S).then(|| Duration::from_secs_f64(milliseconds.round() / 1000.0))
}

/// A decimal number without sign, exponent or words.
fn number(digits: &str) -> Option<f64> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    digits.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[track_caller]
    fn check(value: &str, expected_ms: Option<u128>) {
        assert_eq!(parse(value).map(|d| d.as_millis()), expected_ms, "{value}");
    }

    #[test]
    fn durations_are_read_in_every_unit() {
        check("5000ms", Some(5_000));
        check("35.723s", Some(35_723));
        check(" 7 s ", Some(7_000));
        check("8", Some(8_000));
        check("2min", Some(120_000));
        check("0.5h", Some(1_800_000));
        check("01:30", Some(90_000));
        check("00:01:30.250", Some(90_250));
        check("0", Some(0));
    }

    #[test]
    fn what_is_no_duration_is_none() {
        for value in [
            "",
            "indefinite",
            "-5s",
            "+5s",
            "1e3s",
            "inf",
            "NaN",
            "5x",
            ":",
            "1:2:3:4",
            "1.2.3",
            "999999999999999999999999h",
        ] {
            check(value, None);
        }
    }
}
