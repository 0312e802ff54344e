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

/// The septets after the escape, in the order of [`EXTENSION`].
const EXTENDED: [u8; 10] = [0x0a, 0x14, 0x28, 0x29, 0x2f, 0x3c, 0x3d, 0x3e, 0x40, 0x65];

/// The septet that leads to the extension table.
const ESCAPE: u8 = 0x1b;

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
    split(text).len()
}

/// The parts of a text, in order: together they are the text. An empty one has one empty part.
#[must_use]
pub fn split(text: &str) -> Vec<&str> {
    split_in(text, Alphabet::of(text))
}

/// As [`split`], in an alphabet that need not be the shortest.
#[must_use]
pub fn split_in(text: &str, alphabet: Alphabet) -> Vec<&str> {
    let units = |text: &str| text.chars().map(|c| alphabet.units(c)).sum::<usize>();
    if units(text) <= alphabet.alone() {
        return vec![text];
    }
    let (mut parts, mut begin, mut used) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        let units = alphabet.units(c);
        if used + units > alphabet.in_each() {
            parts.push(&text[begin..at]);
            (begin, used) = (at, 0);
        }
        used += units;
    }
    parts.push(&text[begin..]);
    parts
}

/// The octets of a text in an alphabet: a septet in each, not packed, or UTF-16 with the high octet
/// first. A character that the alphabet lacks is left out.
#[must_use]
pub fn octets(text: &str, alphabet: Alphabet) -> Vec<u8> {
    match alphabet {
        Alphabet::Gsm => text.chars().flat_map(septets_of).collect(),
        Alphabet::Ucs2 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    }
}

/// The septets of a character, none if the alphabet lacks it.
fn septets_of(c: char) -> impl Iterator<Item = u8> {
    let septet = |table: &str| table.chars().position(|known| known == c);
    let first = septet(DEFAULT).map(|place| [None, Some(code(place))]);
    let second = || {
        let place = septet(EXTENSION)?;
        Some([Some(ESCAPE), EXTENDED.get(place).copied()])
    };
    let both = first.or_else(second).unwrap_or_default();
    both.into_iter().flatten()
}

/// The septet of the character at that place of [`DEFAULT`], which lacks the escape.
fn code(place: usize) -> u8 {
    let septet = if place < usize::from(ESCAPE) {
        place
    } else {
        place + 1
    };
    u8::try_from(septet).unwrap_or(b'?')
}

/// The text of octets that carry a septet each. What follows an escape and is in no table is shown
/// as it is without the escape, as the standard wants it; octets above 127 become U+FFFD.
#[must_use]
pub fn read_gsm(octets: &[u8]) -> String {
    let mut octets = octets.iter().copied();
    let plain = |octet: u8| match usize::from(octet) {
        place @ 0..=0x1a => DEFAULT.chars().nth(place),
        place @ 0x1c..=0x7f => DEFAULT.chars().nth(place - 1),
        _ => None,
    };
    let mut text = String::new();
    while let Some(octet) = octets.next() {
        let read = match octet {
            ESCAPE => match octets.next() {
                None => break,
                Some(octet) => match EXTENDED.iter().position(|code| *code == octet) {
                    Some(place) => EXTENSION.chars().nth(place),
                    None if octet == ESCAPE => Some(' '),
                    None => plain(octet),
                },
            },
            octet => plain(octet),
        };
        text.push(read.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    text
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

    #[test]
    fn parts_are_the_text_cut_where_no_character_is_halved() {
        for text in [
            format!("{}€{}", "a".repeat(152), "b".repeat(151)),
            format!("{}{{}}[]", "a".repeat(159)),
            "🙂".repeat(67),
            String::new(),
        ] {
            let parts = split(&text);
            assert_eq!(parts.concat(), text);
            assert_eq!(parts.len(), super::parts(&text));
        }
        let straddling = format!("{}€{}", "a".repeat(152), "b".repeat(151));
        assert_eq!(split(&straddling)[0], "a".repeat(152));
    }

    #[track_caller]
    fn check_octets(text: &str, expected: &[u8]) {
        assert_eq!(octets(text, Alphabet::Gsm), expected, "{text:?}");
        assert_eq!(read_gsm(expected), text);
    }

    #[test]
    fn septets_are_those_of_the_standard() {
        check_octets("@£$¥", &[0, 1, 2, 3]);
        check_octets("Æß É", &[0x1c, 0x1e, 0x20, 0x1f]);
        check_octets("Az¿à", &[0x41, 0x7a, 0x60, 0x7f]);
        check_octets("\u{c}^{}", &[27, 10, 27, 0x14, 27, 0x28, 27, 0x29]);
        check_octets("\\[~]", &[27, 0x2f, 27, 0x3c, 27, 0x3d, 27, 0x3e]);
        check_octets("|€", &[27, 0x40, 27, 0x65]);
        assert_eq!(
            octets("я🙂", Alphabet::Ucs2),
            [4, 0x4f, 0xd8, 0x3d, 0xde, 0x42]
        );
    }

    #[test]
    fn septets_that_mean_nothing_are_read_as_the_standard_says() {
        assert_eq!(read_gsm(&[0x41, 27]), "A");
        assert_eq!(read_gsm(&[27, 0x41]), "A");
        assert_eq!(read_gsm(&[27, 27]), " ");
        assert_eq!(read_gsm(&[0x80]), "\u{fffd}");
    }
}
