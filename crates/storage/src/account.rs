//! Keys of accounts, as stored.

use domain::id::AccountId;
use jiff::Timestamp;
use std::fmt;

/// SHA-256 of a key. Keys are random, so a fast digest is enough; the key itself is not stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyDigest(pub [u8; 32]);

impl fmt::Debug for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyDigest(…)")
    }
}

/// One key of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Digest it is found by.
    pub digest: KeyDigest,
    /// Whose it is.
    pub account: AccountId,
    /// What the owner calls it.
    pub label: String,
    /// Last four characters, shown so that people can tell keys apart.
    pub last4: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends; `None`: never.
    pub ends: Option<Timestamp>,
}
