//! Time zones as requests write them.
//!
//! Source: docs/contract.md, subscribe, TimeZone.

use jiff::tz::TimeZone;

/// North American abbreviations that customers use; not all of them are names of the tz database.
///
/// Source: docs/contract.md, subscribe.
const ABBREVIATIONS: [&str; 6] = ["EST", "CST", "MST", "PST", "AKST", "HST"];

/// Reads one of `EST CST MST PST AKST HST` or an IANA name, in any case; `None` for anything else.
#[must_use]
pub fn read(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    if ABBREVIATIONS.contains(&upper.as_str()) {
        return Some(upper);
    }
    let zone = TimeZone::get(text).ok()?;
    zone.iana_name().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_an_abbreviation_or_an_iana_name() {
        let check = |text, expected: Option<&str>| assert_eq!(read(text).as_deref(), expected);
        check("AKST", Some("AKST"));
        check("pst", Some("PST"));
        check("America/New_York", Some("America/New_York"));
        check("Europe/Berlin", Some("Europe/Berlin"));
        check("Mars/Olympus", None);
        check("+02:00", None);
        check("", None);
    }
}
