//! Texts of phones as Unicode.
//!
//! Reads what phones write: UTF-8 and its subset ASCII, UTF-16 with or without a byte-order mark,
//! Latin-1. Anything else counts as UTF-8. Guarantee: never fails; what cannot be read becomes
//! U+FFFD.
//!
//! Source: 3GPP TS 26.140 §4.2, character sets of MMS.

/// The text of a part; `charset` is its parameter, if it has one.
pub(crate) fn decode(bytes: &[u8], charset: Option<&str>) -> String {
    let charset = charset.unwrap_or_default().to_ascii_lowercase();
    match (charset.as_str(), bytes) {
        ("utf-16be", bytes) | (_, [0xfe, 0xff, bytes @ ..]) => utf16(bytes, u16::from_be_bytes),
        ("utf-16le", bytes) | (_, [0xff, 0xfe, bytes @ ..]) => utf16(bytes, u16::from_le_bytes),
        ("utf-16" | "iso-10646-ucs-2" | "ucs-2", bytes) => utf16(bytes, u16::from_be_bytes),
        ("iso-8859-1" | "latin1", bytes) => bytes.iter().copied().map(char::from).collect(),
        (_, [0xef, 0xbb, 0xbf, bytes @ ..] | bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let units = units.skip_while(|unit| *unit == 0xfeff);
    char::decode_utf16(units)
        .map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], charset: Option<&str>, expected: &str) {
        assert_eq!(decode(bytes, charset), expected, "{charset:?}");
    }

    #[test]
    fn phones_write_in_several_character_sets() {
        check("Grüße".as_bytes(), Some("UTF-8"), "Grüße");
        check("Grüße".as_bytes(), None, "Grüße");
        check(b"\xef\xbb\xbfHi", None, "Hi");
        check(b"Gr\xfc\xdfe", Some("iso-8859-1"), "Grüße");
        check(b"\0H\0i", Some("utf-16"), "Hi");
        check(b"\xff\xfeH\0i\0", Some("utf-16"), "Hi");
        check(b"\xfe\xff\0H\0i", None, "Hi");
        check(b"H\0i\0", Some("utf-16le"), "Hi");
        check(b"\xd8\x3d\xde\x00", Some("utf-16be"), "\u{1f600}");
        check(b"\xd8\x3d", Some("utf-16be"), "\u{fffd}");
        check(b"a\xffb", Some("us-ascii"), "a\u{fffd}b");
        check(b"a", Some("klingon"), "a");
    }
}
