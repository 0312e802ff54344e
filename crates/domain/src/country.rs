//! Countries by telephone number: country codes and the area codes of North America.
//!
//! Speaks the assignments of ITU-T E.164 and of the North American Numbering Plan. Also holds
//! what each country does with alphanumeric senders. Knows nothing of senders' accounts.
//! Guarantee: every assigned country code has exactly one row.
//!
//! Source: docs/contract.md, numbers, and senders for the masks.

use crate::fault::Kind;
use crate::limits::text::{FROM_MASK, FROM_MASK_LONGEST};

mod codes;
mod north_america;

/// A country, or a service that has a country code.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166 code of two letters; `None` for satellites, networks and services.
    pub iso: Option<&'static str>,
    /// English name, ASCII, as texts to customers show it.
    pub name: &'static str,
    /// Longest sender mask in characters; `None` where masks are not shown.
    mask: Option<usize>,
}

/// What most countries do: masks of eleven characters, as the networks allow.
const MASK: Option<usize> = Some(FROM_MASK);
const MASK_AUSTRALIA: Option<usize> = Some(FROM_MASK_LONGEST);

impl Country {
    /// The country of an international number, digits only; `None` when its first digits are no
    /// assigned country code.
    ///
    /// Within country code 1 the area code decides, and unknown ones are the United States.
    #[must_use]
    pub fn of_digits(digits: &str) -> Option<&'static Self> {
        if let Some(national) = digits.strip_prefix('1') {
            return Some(in_north_america(national));
        }
        let matching = codes::CODES
            .iter()
            .filter(|(code, _)| digits.starts_with(code));
        matching
            .max_by_key(|(code, _)| code.len())
            .map(|(_, country)| country)
    }

    /// The country with this ISO 3166 code, in capitals.
    #[must_use]
    pub fn by_iso(iso: &str) -> Option<&'static Self> {
        Self::all().find(|country| country.iso == Some(iso))
    }

    /// What the country shows of a sender mask that [`check_mask`] passed.
    ///
    /// `None` where masks are not shown and the sender's number is; otherwise the mask, cut at
    /// the country's limit.
    #[must_use]
    pub fn shown_mask(&self, mask: &str) -> Option<String> {
        self.mask
            .map(|longest| mask.chars().take(longest).collect())
    }

    fn all() -> impl Iterator<Item = &'static Self> {
        let americas = north_america::AREAS.iter().map(|(_, country)| country);
        let others = codes::CODES.iter().map(|(_, country)| country);
        std::iter::once(&north_america::UNITED_STATES)
            .chain(americas)
            .chain(others)
    }
}

/// Checks the form of a sender mask: ASCII letters and digits, `_` and `-`, not digits only.
///
/// Length is no matter of form: it is cut, see [`Country::shown_mask`]; what JSON says of one
/// over [`FROM_MASK_LONGEST`] is the dialect's.
///
/// # Errors
///
/// [`Kind::InvalidSender`] for any other form.
pub fn check_mask(mask: &str) -> Result<(), Kind> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let digits_only = mask.chars().all(|c| c.is_ascii_digit());
    if digits_only || !mask.chars().all(allowed) {
        return Err(Kind::InvalidSender);
    }
    Ok(())
}

fn in_north_america(national: &str) -> &'static Country {
    let area = national.get(..3).unwrap_or_default();
    north_america::AREAS
        .iter()
        .find(|(areas, _)| areas.contains(&area))
        .map_or(&north_america::UNITED_STATES, |(_, country)| country)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[track_caller]
    fn check(digits: &str, iso: Option<&str>, name: &str) {
        let country = Country::of_digits(digits).unwrap();
        assert_eq!((country.iso, country.name), (iso, name));
    }

    #[test]
    fn the_country_code_names_the_country() {
        check("447700900123", Some("GB"), "United Kingdom");
        check("491701234567", Some("DE"), "Germany");
        check("35312345678", Some("IE"), "Ireland");
        check("79161234567", Some("RU"), "Russia");
        check("77011234567", Some("KZ"), "Kazakhstan");
        check("881612345678", None, "Global Mobile Satellite System");
        assert_eq!(Country::of_digits("2101234567"), None);
        assert_eq!(Country::of_digits("0"), None);
        assert_eq!(Country::of_digits(""), None);
    }

    #[test]
    fn within_country_code_1_the_area_code_does() {
        check("12025550100", Some("US"), "United States");
        check("15551234888", Some("US"), "United States");
        check("14165550100", Some("CA"), "Canada");
        check("17875550100", Some("PR"), "Puerto Rico");
        check("18765550100", Some("JM"), "Jamaica");
        check("1", Some("US"), "United States");
    }

    #[test]
    fn no_code_is_there_twice_and_every_name_is_ascii() {
        let codes: BTreeSet<&str> = codes::CODES.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), codes::CODES.len());
        let areas: Vec<&str> = north_america::AREAS
            .iter()
            .flat_map(|(a, _)| *a)
            .copied()
            .collect();
        assert_eq!(areas.iter().collect::<BTreeSet<_>>().len(), areas.len());
        assert!(Country::all().all(|country| country.name.is_ascii()));
        assert_eq!(
            Country::by_iso("CA").map(|country| country.name),
            Some("Canada")
        );
        assert_eq!(Country::by_iso("ca"), None);
    }

    #[track_caller]
    fn check_shown(iso: &str, expected: Option<&str>) {
        let country = Country::by_iso(iso).unwrap();
        assert_eq!(country.shown_mask("Acme_Holidays").as_deref(), expected);
    }

    #[test]
    fn a_mask_is_cut_or_not_shown_as_the_country_has_it() {
        check_shown("GB", Some("Acme_Holida"));
        check_shown("AU", Some("Acme_Holidays"));
        check_shown("US", None);
        check_shown("CA", None);
    }

    #[test]
    fn a_mask_has_letters_digits_and_two_signs() {
        assert_eq!(check_mask("Acme-1_x"), Ok(()));
        assert_eq!(check_mask("-"), Ok(()));
        assert_eq!(check_mask("12345"), Err(Kind::InvalidSender));
        assert_eq!(check_mask("Acme Inc"), Err(Kind::InvalidSender));
        assert_eq!(check_mask("Café"), Err(Kind::InvalidSender));
        assert_eq!(check_mask(""), Err(Kind::InvalidSender));
    }
}
