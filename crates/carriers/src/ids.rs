//! How a carrier spells the id of one message in its answer and in its reports.
//!
//! Many carriers give an id in one way and repeat it in another: hexadecimal here and decimal
//! there, with leading zeros lost or added, in the other case. Both spellings are brought to one
//! form, by which a report finds its message; the spelling itself is kept for people. Pure.
//!
//! Guarantee: two ids get the same form only if the link's setting says that they are the same
//! number. Text that is no number stays as it is, blanks around it removed, and never gets the form
//! of a number.
//!
//! Source: SMPP 3.4 §5.2.23 and appendix B: an id is an opaque text, and its place in a receipt is
//! specific to the vendor.

use std::borrow::Cow;

/// Digits beyond which an id is no number; the longest one of SMPP has 64.
const MOST_DIGITS: usize = 64;

/// How to compare the ids of a link; the key `message_ids`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ids {
    /// Each sign counts; only blanks around do not.
    #[default]
    Exact,
    /// Numbers of one base, whichever: leading zeros and the case of hexadecimal digits do not
    /// count. `10` never meets `a`.
    Number,
    /// Hexadecimal in the answer, decimal in reports. An id with a hexadecimal letter is
    /// hexadecimal wherever it stands.
    HexDecimal,
    /// Decimal in the answer, hexadecimal in reports. An id with a hexadecimal letter is
    /// hexadecimal wherever it stands.
    DecimalHex,
}

impl Ids {
    /// All of them, with their words.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Exact, "exact"),
        (Self::Number, "number"),
        (Self::HexDecimal, "hex_decimal"),
        (Self::DecimalHex, "decimal_hex"),
    ];

    /// The form of an id that the carrier gave in the answer to a submission.
    #[must_use]
    pub fn of_answer(self, spelt: &str) -> String {
        self.form(spelt, self == Self::DecimalHex)
    }

    /// The form of an id that the carrier gave in a report.
    #[must_use]
    pub fn of_report(self, spelt: &str) -> String {
        self.form(spelt, self == Self::HexDecimal)
    }

    fn form(self, spelt: &str, decimal: bool) -> String {
        let spelt = spelt.trim();
        let number = match self {
            Self::Exact => None,
            Self::Number | Self::HexDecimal | Self::DecimalHex => number(spelt, decimal),
        };
        number.unwrap_or_else(|| spelt.to_owned())
    }
}

/// The number in hexadecimal digits, lower case, without leading zeros; `None`: it is none.
///
/// All digits without a letter are read as decimal if `decimal` says so; `0x` before them says
/// hexadecimal.
fn number(spelt: &str, decimal: bool) -> Option<String> {
    let prefixed = spelt
        .strip_prefix("0x")
        .or_else(|| spelt.strip_prefix("0X"));
    let digits = prefixed.unwrap_or(spelt);
    let hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
    if digits.is_empty() || digits.len() > MOST_DIGITS || !hex {
        return None;
    }
    let lettered = digits.bytes().any(|it| it.is_ascii_alphabetic());
    let digits = match decimal && !lettered && prefixed.is_none() {
        true => Cow::Owned(to_hex(digits)),
        false => Cow::Borrowed(digits),
    };
    let plain = digits.trim_start_matches('0').to_ascii_lowercase();
    Some(if plain.is_empty() { "0".into() } else { plain })
}

/// A decimal number of any length in hexadecimal digits, leading zeros not minded.
fn to_hex(decimal: &str) -> String {
    // Words of 32 bits, the lowest first; each digit is `all = all * 10 + digit`.
    let mut words: Vec<u32> = Vec::new();
    for digit in decimal.bytes() {
        let mut carry = u64::from(digit - b'0');
        for word in &mut words {
            let product = u64::from(*word) * 10 + carry;
            *word = (product & u64::from(u32::MAX)) as u32;
            carry = product >> 32;
        }
        if carry > 0 {
            words.push(carry as u32);
        }
    }
    words
        .iter()
        .rev()
        .map(|word| format!("{word:08x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn meets(ids: Ids, answer: &str, report: &str, same: bool) {
        let forms = (ids.of_answer(answer), ids.of_report(report));
        assert_eq!(
            forms.0 == forms.1,
            same,
            "{ids:?}: {answer:?} and {report:?}: {forms:?}"
        );
    }

    #[test]
    fn an_exact_id_meets_itself_whatever_is_around_it() {
        meets(Ids::Exact, "Ab-17", " Ab-17\r\n", true);
        meets(Ids::Exact, "Ab-17", "ab-17", false);
        meets(Ids::Exact, "0017", "17", false);
        meets(Ids::Exact, "1f", "31", false);
    }

    #[test]
    fn a_number_loses_its_zeros_and_its_case_and_nothing_else() {
        meets(Ids::Number, "000000001A2B", "1a2b", true);
        meets(Ids::Number, "1a2b", "0x1A2B", true);
        meets(Ids::Number, "17", "0000000017 ", true);
        meets(Ids::Number, "0", "0000", true);
        meets(Ids::Number, "10", "a", false);
        meets(Ids::Number, "a", "10", false);
        meets(Ids::Number, "16", "10", false);
        meets(Ids::Number, "100", "1", false);
    }

    #[test]
    fn hexadecimal_in_the_answer_meets_decimal_in_the_report() {
        meets(Ids::HexDecimal, "0000001F", "31", true);
        meets(Ids::HexDecimal, "10", "16", true);
        meets(Ids::HexDecimal, "10", "0000000016", true);
        meets(Ids::HexDecimal, "10", "10", false);
        meets(Ids::HexDecimal, "1f", "1F", true);
        meets(Ids::HexDecimal, "1f", "0x1f", true);
        meets(Ids::HexDecimal, "ffffffff", "4294967295", true);
        meets(Ids::HexDecimal, "100000000", "4294967296", true);
        meets(Ids::HexDecimal, "0", "000", true);
    }

    #[test]
    fn decimal_in_the_answer_meets_hexadecimal_in_the_report() {
        meets(Ids::DecimalHex, "0031", "1F", true);
        meets(Ids::DecimalHex, "16", "10", true);
        meets(Ids::DecimalHex, "10", "10", false);
        meets(Ids::DecimalHex, "4294967296", "0100000000", true);
    }

    #[test]
    fn numbers_longer_than_a_machine_word_are_exact() {
        let hex = "ffffffffffffffffffffffffffffffff";
        let decimal = "340282366920938463463374607431768211455";
        meets(Ids::HexDecimal, hex, decimal, true);
        meets(Ids::DecimalHex, decimal, hex, true);
        meets(
            Ids::HexDecimal,
            hex,
            "340282366920938463463374607431768211454",
            false,
        );
    }

    #[test]
    fn what_is_no_number_is_taken_as_it_is() {
        for (ids, _) in Ids::ALL {
            meets(ids, "M-00017/north", "M-00017/north", true);
            meets(ids, "M-00017/north", "M-17/north", false);
            meets(ids, "Zz", "zz", false);
            meets(ids, "", "0", false);
            meets(ids, "0x", "0", false);
            let (long, longer) = ("1".repeat(65), format!("0{}", "1".repeat(65)));
            meets(ids, &long, &long, true);
            meets(ids, &long, &longer, false);
        }
    }

    #[test]
    fn each_number_of_a_range_meets_itself_in_all_spellings_and_no_other() {
        for number in 0..2_000_u32 {
            let next = number + 1;
            meets(
                Ids::HexDecimal,
                &format!("{number:X}"),
                &format!("{number:010}"),
                true,
            );
            meets(
                Ids::HexDecimal,
                &format!("{number:08x}"),
                &format!("{next}"),
                false,
            );
            meets(
                Ids::DecimalHex,
                &format!("{number}"),
                &format!("{number:08X}"),
                true,
            );
            meets(
                Ids::DecimalHex,
                &format!("{number}"),
                &format!("{next:x}"),
                false,
            );
        }
    }

    #[test]
    fn every_word_of_the_key_is_read() {
        for (ids, word) in Ids::ALL {
            let read = toml::Value::String(word.into()).try_into::<Ids>().unwrap();
            assert_eq!(read, ids);
        }
    }
}
