//! Keys by which customers repeat a request without its being done twice.
//!
//! Speaks of the header's value only, not of HTTP. A key belongs to its account; what a request is,
//! is told by a digest, so that no copy of it has to be kept.
//!
//! Source: docs/contract.md, Idempotency-Key.

/// Most characters of a key.
///
/// Source: docs/contract.md, Idempotency-Key.
const MAX_KEY: usize = 255;

/// A key that a customer gave to a request: printable ASCII, not empty, not too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatKey(String);

impl RepeatKey {
    /// Reads the value of the header; `None` when it is no key.
    #[must_use]
    pub fn parse(value: &[u8]) -> Option<Self> {
        let fits = (1..=MAX_KEY).contains(&value.len());
        let printable = |byte: &u8| *byte == b' ' || byte.is_ascii_graphic();
        if !fits || !value.iter().all(printable) {
            return None;
        }
        String::from_utf8(value.to_vec()).ok().map(Self)
    }

    /// The key as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// SHA-256 of a request: of its method, path, query and body, each with its length before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestDigest(pub [u8; 32]);

/// An answer that was kept: what the first request of a key was answered, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Value of the `Content-Type` header.
    pub content_type: String,
    /// The bytes.
    pub body: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &[u8], expected: bool) {
        assert_eq!(RepeatKey::parse(value).is_some(), expected, "{value:?}");
    }

    #[test]
    fn a_key_is_1_to_255_printable_characters() {
        check(b"order-4711", true);
        check(b"~ !\"{}", true);
        check(&[b'k'; 255], true);
        check(&[b'k'; 256], false);
        check(b"", false);
        check(b"a\tb", false);
        check(b"a\x7f", false);
        check("ä".as_bytes(), false);
        check(&[0xff], false);
    }
}
