//! Which part of a long message a PDU carries.
//!
//! Source: 3GPP TS 23.040 §9.2.3.24 (user data header, elements 0x00 and 0x08), SMPP 3.4 §5.3.2.22
//! to §5.3.2.24 (the SAR parameters).

use rusmpp::tlvs::{Tlv, TlvValue};

/// Element: concatenated short messages, 8-bit reference.
const SHORT_REFERENCE: u8 = 0x00;

/// Element: concatenated short messages, 16-bit reference.
const LONG_REFERENCE: u8 = 0x08;

/// The place of a part in its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Segment {
    /// The same in all parts of one message between the two parties.
    pub reference: u16,
    /// How many parts there are.
    pub total: u8,
    /// Which one it is, from 1.
    pub number: u8,
}

impl Segment {
    /// The place that the SAR parameters give, if all three are there and make sense.
    #[must_use]
    pub fn of_parameters(parameters: &[Tlv]) -> Option<Self> {
        let value = |wanted: fn(&TlvValue) -> Option<u16>| {
            let mut values = parameters.iter().filter_map(Tlv::value);
            values.find_map(wanted)
        };
        let reference = value(|value| match value {
            TlvValue::SarMsgRefNum(reference) => Some(*reference),
            _ => None,
        })?;
        let total = value(|value| match value {
            TlvValue::SarTotalSegments(total) => Some(u16::from(*total)),
            _ => None,
        })?;
        let number = value(|value| match value {
            TlvValue::SarSegmentSeqnum(number) => Some(u16::from(*number)),
            _ => None,
        })?;
        Self::sensible(
            reference,
            u8::try_from(total).ok()?,
            u8::try_from(number).ok()?,
        )
    }

    /// The place that a user data header gives, and the user data after it. A header that speaks of
    /// something else, such as ports, gives none; `None` for data that cannot hold its header.
    #[must_use]
    pub fn of_header(data: &[u8]) -> Option<(Option<Self>, &[u8])> {
        let (length, rest) = data.split_first()?;
        let (mut elements, text) = rest.split_at_checked(usize::from(*length))?;
        let mut place = None;
        while let [kind, length, values @ ..] = elements {
            let (values, rest) = values.split_at_checked(usize::from(*length))?;
            elements = rest;
            let found = match (*kind, values) {
                (SHORT_REFERENCE, [reference, total, number]) => {
                    Self::sensible(u16::from(*reference), *total, *number)
                }
                (LONG_REFERENCE, [high, low, total, number]) => {
                    Self::sensible(u16::from_be_bytes([*high, *low]), *total, *number)
                }
                _ => None,
            };
            place = place.or(found);
        }
        Some((place, text))
    }

    const fn sensible(reference: u16, total: u8, number: u8) -> Option<Self> {
        let place = Self {
            reference,
            total,
            number,
        };
        match number >= 1 && number <= total {
            true => Some(place),
            false => None,
        }
    }
}

/// The user data header of a part, with the 8-bit reference that leaves room for 153 septets.
#[must_use]
pub const fn udh(reference: u8, total: u8, number: u8) -> [u8; 6] {
    [5, SHORT_REFERENCE, 3, reference, total, number]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference, total and number, if there is a place.
    type Place = Option<(u16, u8, u8)>;

    #[track_caller]
    fn check(data: &[u8], expected: Option<(Place, &[u8])>) {
        let found = Segment::of_header(data);
        let place = |it: Segment| (it.reference, it.total, it.number);
        let found = found.map(|(segment, text)| (segment.map(place), text));
        assert_eq!(found, expected, "{data:?}");
    }

    #[test]
    fn a_header_says_which_part_it_is() {
        check(&[5, 0, 3, 7, 2, 1, b'a'], Some((Some((7, 2, 1)), b"a")));
        check(
            &[6, 8, 4, 1, 2, 3, 3, b'a'],
            Some((Some((258, 3, 3)), b"a")),
        );
        let ports_first = [12, 5, 4, 0, 1, 0, 2, 0, 3, 9, 2, 2, 0, b'a'];
        check(&ports_first[..12], None);
        check(
            &[11, 5, 4, 0, 1, 0, 2, 0, 3, 9, 2, 2, b'a'],
            Some((Some((9, 2, 2)), b"a")),
        );
    }

    #[test]
    fn a_header_that_makes_no_sense_gives_no_place() {
        check(&[6, 5, 4, 0, 1, 0, 2, b'a'], Some((None, b"a")));
        check(&[5, 0, 3, 7, 2, 0, b'a'], Some((None, b"a")));
        check(&[5, 0, 3, 7, 2, 3, b'a'], Some((None, b"a")));
        check(&[0, b'a'], Some((None, b"a")));
        check(&[9, 0, 3, 7], None);
        check(&[2, 0, 9, b'a'], None);
        check(&[], None);
    }

    #[test]
    fn a_header_that_is_written_is_read_back() {
        check(&udh(200, 3, 2), Some((Some((200, 3, 2)), b"")));
    }

    #[test]
    fn the_parameters_say_it_too() {
        let of = |values: &[TlvValue]| {
            let tlvs: Vec<Tlv> = values.iter().cloned().map(Tlv::new).collect();
            Segment::of_parameters(&tlvs)
        };
        let all = [
            TlvValue::SarMsgRefNum(700),
            TlvValue::SarTotalSegments(2),
            TlvValue::SarSegmentSeqnum(1),
        ];
        let place = Segment {
            reference: 700,
            total: 2,
            number: 1,
        };
        assert_eq!(of(&all), Some(place));
        assert_eq!(of(&all[..2]), None);
    }
}
