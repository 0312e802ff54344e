//! What a text takes on the air, counted here once more and in another way than the gateway does.
//!
//! Source: 3GPP TS 23.038 §6.2.1, TS 23.040 §9.2.3.24.1.

/// Code points of the default alphabet beyond ASCII.
const BEYOND_ASCII: &[u32] = &[
    0xa1, 0xa3, 0xa4, 0xa5, 0xa7, 0xbf, 0xc4, 0xc5, 0xc6, 0xc7, 0xc9, 0xd1, 0xd6, 0xd8, 0xdc, 0xdf,
    0xe0, 0xe4, 0xe5, 0xe6, 0xe8, 0xe9, 0xec, 0xf1, 0xf2, 0xf6, 0xf8, 0xf9, 0xfc, 0x393, 0x394,
    0x398, 0x39b, 0x39e, 0x3a0, 0x3a3, 0x3a6, 0x3a8, 0x3a9,
];

/// Septets of a character; 0 when the alphabet lacks it.
fn septets(c: char) -> usize {
    match c {
        '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' | '\u{c}' => 2,
        '`' => 0,
        '\n' | '\r' | ' '..='\u{7e}' => 1,
        c if BEYOND_ASCII.contains(&u32::from(c)) => 1,
        _ => 0,
    }
}

/// Name of the alphabet that a text needs, and its parts.
pub(crate) fn measure(text: &str) -> (&'static str, usize) {
    let is_gsm = text.chars().all(|c| septets(c) > 0);
    let units: Vec<usize> = if is_gsm {
        text.chars().map(septets).collect()
    } else {
        text.chars().map(char::len_utf16).collect()
    };
    let (name, alone, in_each) = if is_gsm {
        ("gsm7", 160, 153)
    } else {
        ("ucs2", 70, 67)
    };
    if units.iter().sum::<usize>() <= alone {
        return (name, 1);
    }
    let cut = units.iter().fold((1, 0), |(parts, used), units| {
        if used + units > in_each {
            (parts + 1, *units)
        } else {
            (parts, used + units)
        }
    });
    (name, cut.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_counted_in_the_units_of_their_alphabet() {
        assert_eq!(measure("Hi"), ("gsm7", 1));
        assert_eq!(measure(&"€".repeat(80)), ("gsm7", 1));
        assert_eq!(measure(&"€".repeat(81)), ("gsm7", 2));
        assert_eq!(measure(&"@".repeat(1_530)), ("gsm7", 10));
        assert_eq!(measure(&"`".repeat(70)), ("ucs2", 1));
        assert_eq!(measure(&"🙂".repeat(67)), ("ucs2", 3));
    }
}
