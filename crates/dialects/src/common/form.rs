//! Names and values out of `application/x-www-form-urlencoded`, in a query or in a body.
//!
//! Speaks the WHATWG URL standard, but gives bytes, because only the caller knows whether a
//! value must be text. Guarantee: every input has a reading; one linear pass.

/// A name and its value, decoded; nothing says yet that they are text.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// Splits and decodes. Empty pieces (`a=1&&b=2`) give nothing; a piece without `=` has no value.
pub(crate) fn decode(encoded: &[u8]) -> Vec<Pair> {
    let pieces = encoded
        .split(|&byte| byte == b'&')
        .filter(|piece| !piece.is_empty());
    pieces.map(pair).collect()
}

fn pair(piece: &[u8]) -> Pair {
    let equals = piece.iter().position(|&byte| byte == b'=');
    let (name, value) = match equals {
        Some(at) => (&piece[..at], &piece[at + 1..]),
        None => (piece, &[][..]),
    };
    (unescape(name), unescape(value))
}

/// `+` is a blank, `%41` a byte; a `%` without two hexadecimal digits stays.
fn unescape(encoded: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        match (first, behind) {
            (b'+', _) => bytes.push(b' '),
            (b'%', &[high, low, ref after @ ..]) => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = after;
                }
                (_, _) => bytes.push(b'%'),
            },
            (byte, _) => bytes.push(byte),
        }
    }
    bytes
}

fn digit(byte: u8) -> Option<u8> {
    let value = char::from(byte).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[track_caller]
    fn check(encoded: &str, expected: &[(&str, &str)]) {
        let decoded = decode(encoded.as_bytes());
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()))
            .collect();
        assert_eq!(decoded, expected, "{encoded}");
    }

    #[test]
    fn pluses_and_percent_signs_are_resolved() {
        check("a=1&b=2", &[("a", "1"), ("b", "2")]);
        check("a=x+y%20z%2B", &[("a", "x y z+")]);
        check("%61=%C3%bc", &[("a", "ü")]);
        check(
            "a=http%3A%2F%2Fh%2F%3Fb%3Dc%26d",
            &[("a", "http://h/?b=c&d")],
        );
    }

    #[test]
    fn oddities_have_a_reading() {
        check("", &[]);
        check("&&a&=", &[("a", ""), ("", "")]);
        check("a=b=c", &[("a", "b=c")]);
        check(
            "a=%&b=%4&c=%zz&d=%%41",
            &[("a", "%"), ("b", "%4"), ("c", "%zz"), ("d", "%A")],
        );
    }

    #[test]
    fn bytes_that_are_not_text_come_through() {
        assert_eq!(decode(b"a=%FF\xfe"), [(b"a".to_vec(), vec![0xff, 0xfe])]);
    }
}
