//! Versions of an account, so that two people do not write over each other.

use crate::hex::hex;
use crate::view;
use domain::account::Account;
use sha2::{Digest as _, Sha256};

/// What an account looked like: it changes with everything that its view shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version(pub String);

impl Version {
    /// That of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let shown = view::account(account).to_string();
        Self(hex(&Sha256::digest(shown.as_bytes())[..8]))
    }
}
