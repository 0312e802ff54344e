//! Keys and signing secrets, made from the operating system's random numbers.
//!
//! Guarantee: 256 bits each; the text of a key exists only here and on the screen.

use crate::hex::hex;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::account::Scope;
use domain::id::AccountId;
use jiff::Timestamp;
use rand::TryRng as _;
use sha2::{Digest as _, Sha256};
use storage::account::Key;

/// Letters of a key.
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Letters that 256 bits take: 62^43 is the first power above 2^256.
const LENGTH: usize = 43;

/// A key before it is stored.
pub struct NewKey {
    /// What the customer gets to see, once.
    pub text: String,
}

impl NewKey {
    /// Makes one; keys of test accounts are told by their first letters.
    #[must_use]
    pub fn make(test: bool) -> Self {
        let kind = if test { "gw_test_" } else { "gw_live_" };
        Self {
            text: format!("{kind}{}", base62(random())),
        }
    }

    /// One that somebody has already.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self {
            text: text.to_owned(),
        }
    }

    /// Its SHA-256, as files have it.
    #[must_use]
    pub fn digest(&self) -> String {
        format!("sha256:{}", hex(&engine::digest(&self.text).0))
    }

    /// What people tell it by.
    #[must_use]
    pub fn last4(&self) -> String {
        last4(&self.text)
    }

    /// What is stored of it.
    #[must_use]
    pub fn row(&self, account: AccountId, label: &str, now: Timestamp) -> Key {
        Key {
            digest: engine::digest(&self.text),
            account,
            label: label.to_owned(),
            last4: last4(&self.text),
            created: now,
            ends: None,
            scope: Scope::default(),
        }
    }
}

/// A token for the admin API, and its SHA-256 in hexadecimal.
#[must_use]
pub fn token() -> (String, String) {
    let text = format!("gw_admin_{}", base62(random()));
    let digest = hex(&Sha256::digest(text.as_bytes()));
    (text, digest)
}

/// What people tell a key by.
fn last4(text: &str) -> String {
    let count = text.chars().count();
    text.chars().skip(count.saturating_sub(4)).collect()
}

/// 32 random bytes.
#[must_use]
pub fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    let filled = rand::rngs::SysRng.try_fill_bytes(&mut bytes);
    filled.expect("without random numbers of the operating system no secret can be made");
    bytes
}

/// A signing secret as customers' libraries take it.
///
/// Source: Standard Webhooks 1.0.0, form of the secret.
#[must_use]
pub fn shown(secret: &[u8; 32]) -> String {
    format!("whsec_{}", STANDARD.encode(secret))
}

/// Reads [`shown`] back.
#[must_use]
pub fn read(secret: &str) -> Option<[u8; 32]> {
    let bytes = STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
    bytes.try_into().ok()
}

/// The bytes as one number in base 62, always [`LENGTH`] letters.
fn base62(mut number: [u8; 32]) -> String {
    let mut text = [0; LENGTH];
    for letter in text.iter_mut().rev() {
        let mut rest = 0_u32;
        for byte in &mut number {
            let value = rest * 256 + u32::from(*byte);
            // The quotient is below 256 because `rest` is below 62.
            *byte = (value / 62) as u8;
            rest = value % 62;
        }
        *letter = LETTERS[rest as usize];
    }
    text.iter().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base62_counts_in_letters() {
        let mut one = [0; 32];
        one[31] = 63;
        assert_eq!(base62(one), format!("{}11", "0".repeat(41)));
        assert_eq!(base62([0; 32]), "0".repeat(43));
        assert_eq!(base62([255; 32]).len(), 43);
        assert_ne!(base62([255; 32]), base62([254; 32]));
    }

    #[test]
    fn a_key_tells_its_kind_and_is_new_each_time() {
        let (test, live) = (NewKey::make(true).text, NewKey::make(false).text);
        assert!(test.starts_with("gw_test_") && live.starts_with("gw_live_"));
        assert_eq!(test.len(), 51);
        assert_ne!(NewKey::make(true).text, test);
    }

    #[test]
    fn a_secret_is_shown_in_base64() {
        assert_eq!(shown(&[0; 32]), format!("whsec_{}=", "A".repeat(43)));
    }
}
