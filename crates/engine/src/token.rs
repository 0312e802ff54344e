//! Random names that open something to whoever knows them.
//!
//! Guarantee: 128 random bits, made of nothing that anybody could know. The store finds them by
//! their digest.
//!
//! Source: docs/contract.md, hosted page and link expiry, for the form.

use sha2::{Digest, Sha256};
use storage::link::TokenDigest;

/// Characters of a token.
const LENGTH: usize = 22;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new token: 22 letters and digits.
pub(crate) fn new() -> String {
    let mut rest: u128 = rand::random();
    let digit = |_| {
        let digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
        char::from(digit)
    };
    (0..LENGTH).map(digit).collect()
}

/// The name of a new message from a phone behind its prefix: eight letters and digits.
///
/// Source: docs/contract.md, identifiers.
pub(crate) fn inbound() -> String {
    let mut name = new();
    name.truncate(8);
    name
}

/// The id of a new session: 40 lower-case hexadecimal digits of 160 random bits.
///
/// Source: docs/contract.md, loginUser, createAccountSession.
pub(crate) fn session() -> String {
    let bytes: [u8; 20] = rand::random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Digest that a token is found by.
pub(crate) fn digest(token: &str) -> TokenDigest {
    TokenDigest(Sha256::digest(token.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_token_is_22_letters_and_digits_and_new_each_time() {
        let tokens: BTreeSet<String> = (0..1000).map(|_| new()).collect();
        assert_eq!(tokens.len(), 1000);
        for token in tokens {
            assert_eq!(token.len(), LENGTH, "{token}");
            assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
    }
}
