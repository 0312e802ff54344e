//! A text from a phone that comes in parts.
//!
//! Parts are kept as octets, because some phones end one in the middle of a character. Knows
//! nothing of carriers. Guarantee: parts that are all there make exactly the text that was cut.
//!
//! Source: 3GPP TS 23.040 §9.2.3.24.1; docs/contract.md, payload samples of N211.

use crate::sms::read_gsm;

/// Number of a text that comes in parts, server-wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LongTextId(pub i64);

/// How octets of a text are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// A septet of the default alphabet of GSM in each octet.
    Gsm,
    /// ISO 8859-1, and ASCII with it.
    Latin1,
    /// UTF-16, the high octet first.
    Ucs2,
}

impl Coding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Gsm, Self::Latin1, Self::Ucs2];

    /// Stable lower-case name for storage.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gsm => "gsm",
            Self::Latin1 => "latin1",
            Self::Ucs2 => "ucs2",
        }
    }

    /// Reads [`Coding::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|coding| coding.word() == word)
    }

    /// The text of octets. What cannot be read becomes U+FFFD.
    #[must_use]
    pub fn read(self, octets: &[u8]) -> String {
        match self {
            Self::Gsm => read_gsm(octets),
            Self::Latin1 => octets.iter().copied().map(char::from).collect(),
            Self::Ucs2 => {
                let unit = |pair: &[u8]| match pair {
                    [high, low] => u16::from_be_bytes([*high, *low]),
                    _ => 0xfffd,
                };
                let units: Vec<u16> = octets.chunks(2).map(unit).collect();
                String::from_utf16_lossy(&units)
            }
        }
    }
}

/// The place of a part in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The same in all parts of one text between the two parties.
    pub reference: u16,
    /// How many parts there are.
    pub total: u8,
    /// Which one it is, from 1.
    pub number: u8,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPart {
    /// Where it belongs.
    pub place: Place,
    /// How its octets are to be read.
    pub coding: Coding,
    /// What it says.
    pub octets: Vec<u8>,
}

/// What stands for parts that never came.
pub const MISSING: &str = "…";

/// The text of its parts, which are in the order of their numbers. Each gap is one [`MISSING`].
#[must_use]
pub fn join(parts: &[TextPart]) -> String {
    let mut text = String::new();
    let mut after = 0;
    let follows = |a: &TextPart, b: &TextPart| {
        a.coding == b.coding && b.place.number == a.place.number.wrapping_add(1)
    };
    for run in parts.chunk_by(follows) {
        let [first, ..] = run else { continue };
        if first.place.number > after + 1 {
            text.push_str(MISSING);
        }
        let octets: Vec<u8> = run.iter().flat_map(|it| &it.octets).copied().collect();
        text.push_str(&first.coding.read(&octets));
        after = run.last().map_or(after, |last| last.place.number);
    }
    if parts.last().is_some_and(|last| after < last.place.total) {
        text.push_str(MISSING);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(number: u8, coding: Coding, octets: &[u8]) -> TextPart {
        TextPart {
            place: Place {
                reference: 7,
                total: 3,
                number,
            },
            coding,
            octets: octets.to_vec(),
        }
    }

    #[test]
    fn a_character_that_is_cut_in_two_is_whole_again() {
        let euro = [
            part(1, Coding::Gsm, b"a\x1b"),
            part(2, Coding::Gsm, b"\x65b"),
        ];
        let smile = [
            part(1, Coding::Ucs2, &[0xd8, 0x3d]),
            part(2, Coding::Ucs2, &[0xde, 0x42]),
        ];
        let unit = [
            part(1, Coding::Ucs2, &[0x04]),
            part(2, Coding::Ucs2, &[0x4f]),
        ];
        let last = [part(3, Coding::Latin1, b"!")];
        let whole = |parts: &[TextPart]| join(&[parts, &last].concat());
        assert_eq!(whole(&euro), "a€b!");
        assert_eq!(whole(&smile), "🙂!");
        assert_eq!(whole(&unit), "я!");
    }

    #[test]
    fn a_gap_is_shown_where_it_is() {
        let one = |number| part(number, Coding::Gsm, b"x");
        assert_eq!(join(&[one(1), one(2), one(3)]), "xxx");
        assert_eq!(join(&[one(1), one(3)]), "x…x");
        assert_eq!(join(&[one(2)]), "…x…");
        assert_eq!(join(&[one(3)]), "…x");
        assert_eq!(join(&[]), "");
    }
}
