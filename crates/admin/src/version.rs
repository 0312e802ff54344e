//! Versions of an account, so that two people do not write over each other.

use crate::hex::hex;
use crate::view;
use domain::account::Account;
use sha2::{Digest as _, Sha256};

/// What an account looked like: it changes with everything that its view shows, and with its
/// signing secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version(pub String);

impl Version {
    /// That of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let digest = Sha256::new()
            .chain_update(view::account(account).to_string())
            .chain_update(account.postbacks.secret.unwrap_or_default());
        Self(hex(&digest.finalize()[..8]))
    }
}
