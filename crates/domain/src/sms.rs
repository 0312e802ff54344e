//! What an SMS holds: its alphabet, and into how many parts it is cut.
//!
//! Speaks the default alphabet of GSM with its extension table, and UCS-2 for all that lies beyond.
//! National language tables are not used: handsets and carriers that know them are few, and nobody
//! can tell before. Knows nothing of carriers. Guarantee: no part ends between the two halves of a
//! character.
//!
//! Source: 3GPP TS 23.038 §6.2.1 (default alphabet, extension table), TS 23.040 §9.2.3.24.1
//! (concatenation: a header of 6 octets leaves 153 septets, or 67 units of UCS-2).

/// The default alphabet without the escape, which stands for itself nowhere.
const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// What the escape makes of the next septet.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The characters that an SMS is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// The default alphabet of GSM and its extension table: 7 bits, or twice 7 bits.
    Gsm,
    /// Everything else: 16 bits, or twice 16 bits.
    Ucs2,
}

impl Alphabet {
    /// The one that a text needs.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match text.chars().all(|c| septets(c).is_some()) {
            true => Self::Gsm,
            false => Self::Ucs2,
        }
    }

    /// Units (septets, or 16 bits) that an SMS of one part holds.
    #[must_use]
    pub const fn alone(self) -> usize {
        match self {
            Self::Gsm => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units that each of several parts holds.
    #[must_use]
    pub const fn in_each(self) -> usize {
        match self {
            Self::Gsm => 153,
            Self::Ucs2 => 67,
        }
    }

    /// Characters of one unit each that so many parts hold.
    #[must_use]
    pub const fn capacity(self, parts: usize) -> usize {
        match parts {
            0 | 1 => self.alone(),
            parts => parts * self.in_each(),
        }
    }

    /// Units that a character takes; one that the alphabet lacks takes none.
    fn units(self, c: char) -> usize {
        match self {
            Self::Gsm => septets(c).unwrap_or(0),
            Self::Ucs2 => c.len_utf16(),
        }
    }
}

/// Septets of a character of the default alphabet or its extension.
fn septets(c: char) -> Option<usize> {
    match (DEFAULT.contains(c), EXTENSION.contains(c)) {
        (true, _) => Some(1),
        (false, true) => Some(2),
        (false, false) => None,
    }
}

/// Into how many parts a text is cut; an empty one takes one part.
#[must_use]
pub fn parts(text: &str) -> usize {
    let alphabet = Alphabet::of(text);
    let units = || text.chars().map(|c| alphabet.units(c));
    if units().sum::<usize>() <= alphabet.alone() {
        return 1;
    }
    let (mut parts, mut used) = (1, 0);
    for units in units() {
        if used + units > alphabet.in_each() {
            (parts, used) = (parts + 1, 0);
        }
        used += units;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, alphabet: Alphabet, expected: usize) {
        assert_eq!(
            (Alphabet::of(text), parts(text)),
            (alphabet, expected),
            "{text:?}"
        );
    }

    #[test]
    fn the_default_alphabet_has_127_characters_besides_the_escape() {
        assert_eq!(DEFAULT.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn a_text_of_the_default_alphabet_takes_160_septets_or_153_a_part() {
        check("", Alphabet::Gsm, 1);
        check(&"a".repeat(160), Alphabet::Gsm, 1);
        check(&"a".repeat(161), Alphabet::Gsm, 2);
        check(&"ß".repeat(306), Alphabet::Gsm, 2);
        check(&"a".repeat(307), Alphabet::Gsm, 3);
        check(&"a".repeat(1_530), Alphabet::Gsm, 10);
        check(&"a".repeat(1_531), Alphabet::Gsm, 11);
    }

    #[test]
    fn a_character_of_the_extension_takes_two_septets_that_stay_together() {
        check(&"€".repeat(80), Alphabet::Gsm, 1);
        check(&format!("{}a", "€".repeat(80)), Alphabet::Gsm, 2);
        // 152 septets, one that would be cut in two, and 76 more.
        check(&"€".repeat(152), Alphabet::Gsm, 2);
        check(&"€".repeat(153), Alphabet::Gsm, 3);
        let straddling = format!("{}€{}", "a".repeat(152), "a".repeat(151));
        check(&straddling, Alphabet::Gsm, 2);
        check(&(straddling + "a"), Alphabet::Gsm, 3);
    }

    #[test]
    fn any_other_character_makes_the_whole_text_ucs2() {
        check(&"я".repeat(70), Alphabet::Ucs2, 1);
        check(&"я".repeat(71), Alphabet::Ucs2, 2);
        check(&"я".repeat(670), Alphabet::Ucs2, 10);
        check(&"я".repeat(671), Alphabet::Ucs2, 11);
        check(&format!("{}ç", "a".repeat(69)), Alphabet::Ucs2, 1);
        check(&format!("{}ç", "a".repeat(70)), Alphabet::Ucs2, 2);
    }

    #[test]
    fn a_pair_of_surrogates_stays_together() {
        check(&"🙂".repeat(35), Alphabet::Ucs2, 1);
        check(&"🙂".repeat(36), Alphabet::Ucs2, 2);
        // 33 pairs are 66 units, and the 67th stays empty.
        check(&"🙂".repeat(66), Alphabet::Ucs2, 2);
        check(&"🙂".repeat(67), Alphabet::Ucs2, 3);
    }

    #[test]
    fn a_capacity_is_what_fits_without_characters_of_two_units() {
        assert_eq!(Alphabet::Gsm.capacity(1), 160);
        assert_eq!(Alphabet::Gsm.capacity(10), 1_530);
        assert_eq!(Alphabet::Ucs2.capacity(10), 670);
    }
}
