//! Area codes within country code 1 and the country of each.
//!
//! What is not here counts as the United States, assigned or not. Special codes that serve no
//! country (toll-free and the like) are among those.
//!
//! Source: North American Numbering Plan Administration, list of area codes by country.

use super::{Country, MASK};

/// A country of the plan that shows no sender masks: its networks replace them.
const fn plain(iso: &'static str, name: &'static str) -> Country {
    Country {
        iso: Some(iso),
        name,
        mask: None,
    }
}

const fn masked(iso: &'static str, name: &'static str) -> Country {
    Country {
        iso: Some(iso),
        name,
        mask: MASK,
    }
}

/// Every area code that is not in [`AREAS`].
pub(super) static UNITED_STATES: Country = plain("US", "United States");

/// Area codes and their country.
pub(super) static AREAS: &[(&[&str], Country)] = &[
    (CANADA, plain("CA", "Canada")),
    (&["340"], plain("VI", "United States Virgin Islands")),
    (&["670"], plain("MP", "Northern Mariana Islands")),
    (&["671"], plain("GU", "Guam")),
    (&["684"], plain("AS", "American Samoa")),
    (&["787", "939"], plain("PR", "Puerto Rico")),
    (&["242"], masked("BS", "Bahamas")),
    (&["246"], masked("BB", "Barbados")),
    (&["264"], masked("AI", "Anguilla")),
    (&["268"], masked("AG", "Antigua and Barbuda")),
    (&["284"], masked("VG", "British Virgin Islands")),
    (&["345"], masked("KY", "Cayman Islands")),
    (&["441"], masked("BM", "Bermuda")),
    (&["473"], masked("GD", "Grenada")),
    (&["649"], masked("TC", "Turks and Caicos Islands")),
    (&["658", "876"], masked("JM", "Jamaica")),
    (&["664"], masked("MS", "Montserrat")),
    (&["721"], masked("SX", "Sint Maarten")),
    (&["758"], masked("LC", "Saint Lucia")),
    (&["767"], masked("DM", "Dominica")),
    (&["784"], masked("VC", "Saint Vincent and the Grenadines")),
    (&["809", "829", "849"], masked("DO", "Dominican Republic")),
    (&["868"], masked("TT", "Trinidad and Tobago")),
    (&["869"], masked("KN", "Saint Kitts and Nevis")),
];

const CANADA: &[&str] = &[
    "204", "226", "236", "249", "250", "257", "263", "289", "306", "343", "354", "365", "367",
    "368", "382", "403", "416", "418", "428", "431", "437", "438", "450", "460", "468", "474",
    "506", "514", "519", "548", "579", "581", "584", "587", "600", "604", "613", "622", "633",
    "639", "644", "647", "655", "672", "677", "683", "688", "705", "709", "742", "753", "778",
    "780", "782", "807", "819", "825", "867", "873", "879", "902", "905", "942",
];
