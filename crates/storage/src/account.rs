//! Keys and legacy users of accounts, as stored.

use domain::account::{Account, Scope};
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
    /// What it may do of what the account may.
    pub scope: Scope,
}

/// Who shows a key: the account, and what that key may do for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The account.
    pub account: Account,
    /// Bounds of the key.
    pub scope: Scope,
}

/// Salted SHA-256 of what a legacy user shows; neither the password nor its MD5 is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PassDigest {
    /// Random bytes that go before the password's MD5 into the digest.
    pub salt: [u8; 32],
    /// The digest.
    pub digest: [u8; 32],
}

impl fmt::Debug for PassDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PassDigest(…)")
    }
}

/// The user name and password of an account, for clients older than keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyUser {
    /// Whose it is; an account has one at most.
    pub account: AccountId,
    /// Its name, unique on this server, compared letter by letter.
    pub name: String,
    /// What its password is checked against.
    pub pass: PassDigest,
}
