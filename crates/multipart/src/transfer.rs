//! Transfer encodings.
//!
//! Speaks RFC 2045 §6. Knows bytes only. Its guarantee: linear time, and no more memory than the
//! input times 1.4.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;

use crate::error::Error;

/// How a part's bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    /// As they are, without a header; what text in UTF-8 is sent as over HTTP.
    Plain,
    /// As they are, said to be `binary`.
    Binary,
    /// In base64, said to be `base64`.
    Base64,
}

/// Characters of a base64 line; 57 bytes make one. Source: RFC 2045 §6.8.
const LINE_CHARACTERS: usize = 76;

/// Bytes that `raw` bytes take in a base64 body, line ends included.
///
/// A line holds 76 characters and ends in CRLF, the last line too. Operators count their
/// message size limits after this step, so size checks must use this number, not `raw`.
///
/// Source: RFC 2045 §6.8 for the 76; the last CRLF is how we write.
pub const fn base64_len(raw: usize) -> usize {
    let characters = raw.div_ceil(3) * 4;
    characters + characters.div_ceil(LINE_CHARACTERS) * 2
}

/// `raw` in lines of base64.
pub(crate) fn encode_base64(raw: &[u8]) -> Bytes {
    let mut out = String::with_capacity(base64_len(raw.len()));
    for line in raw.chunks(LINE_CHARACTERS / 4 * 3) {
        STANDARD.encode_string(line, &mut out);
        out.push_str("\r\n");
    }
    out.into()
}

/// The bytes that `body` stands for under a `Content-Transfer-Encoding`; an encoding that is
/// unknown changes nothing, and then `body` is not copied.
pub(crate) fn decode(encoding: &str, body: &Bytes) -> Result<Bytes, Error> {
    let encoding = encoding.trim();
    if encoding.eq_ignore_ascii_case("base64") {
        decode_base64(body)
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        Ok(decode_quoted_printable(body))
    } else {
        Ok(body.clone())
    }
}

/// Padding may be absent; characters outside the alphabet are skipped, as RFC 2045 §6.8 asks.
fn decode_base64(body: &[u8]) -> Result<Bytes, Error> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let in_alphabet = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let end = body.iter().position(|&byte| byte == b'=');
    let characters = &body[..end.unwrap_or(body.len())];
    let clean: Vec<u8> = characters.iter().copied().filter(in_alphabet).collect();
    GeneralPurpose::new(&alphabet::STANDARD, config)
        .decode(clean)
        .map(Bytes::from)
        .map_err(|_| Error::BadBase64)
}

/// An equals sign that begins nothing stays as it is.
fn decode_quoted_printable(body: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&byte, behind)) = rest.split_first() {
        let (decoded, used) = match (byte, behind) {
            (b'=', [b'\r', b'\n', ..]) => (None, 3),
            (b'=', [b'\n', ..]) => (None, 2),
            (b'=', [high, low, ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (Some(high << 4 | low), 3),
                _ => (Some(byte), 1),
            },
            _ => (Some(byte), 1),
        };
        out.extend(decoded);
        rest = &rest[used..];
    }
    out.into()
}

/// Value of a hexadecimal digit.
pub(crate) fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::{Error, base64_len, decode, encode_base64};
    use bytes::Bytes;

    #[test]
    fn base64_lines_have_76_characters_and_the_length_is_known() {
        for raw in [0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 10_000] {
            let bytes: Bytes = (0..raw).map(|n| (n * 7 % 256) as u8).collect();
            let encoded = encode_base64(&bytes);
            assert_eq!(encoded.len(), base64_len(raw));
            assert!(encoded.split(|&b| b == b'\n').all(|line| line.len() <= 77));
            assert_eq!(decode(" BASE64 ", &encoded), Ok(bytes));
        }
    }

    #[track_caller]
    fn check(encoding: &str, body: &'static str, expected: &'static str) {
        let decoded = decode(encoding, &Bytes::from_static(body.as_bytes()));
        assert_eq!(decoded, Ok(Bytes::from_static(expected.as_bytes())));
    }

    #[test]
    fn encodings_are_undone_however_they_are_written() {
        check("base64", "aGVs\n bG8", "hello");
        check("base64", "aGVsbG8=\r\n\r\n", "hello");
        check("base64", "", "");
        check(
            "Quoted-Printable",
            "a=3Db=\r\nc=\nd=C3=a9=zz=",
            "a=bcdé=zz=",
        );
        check("7bit", "a=3D", "a=3D");
        check("8bit", "é", "é");
        check("x-unknown", "aGVsbG8=", "aGVsbG8=");
    }

    #[test]
    fn base64_cut_inside_a_character_is_an_error() {
        assert_eq!(decode("base64", &"aGVsb".into()), Err(Error::BadBase64));
    }
}
