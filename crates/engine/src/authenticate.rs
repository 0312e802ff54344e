//! Who calls, and whether the account may.
//!
//! Source: docs/contract.md, authentication and order of checks, steps 4 to 8.

use crate::context::Context;
use domain::account::{Access, Account};
use domain::action::{Action, Reading};
use domain::fault::{Fault, Kind};
use domain::manners::Manners;
use domain::order::Credentials;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use storage::account::KeyDigest;

/// Longest key that can be valid, in characters.
///
/// Source: docs/contract.md, authentication.
const MAX_KEY: usize = 128;

/// Finds the account of a credential.
///
/// Unknown and wrong credentials give the same answer. Keys are looked up by digest, so the time
/// that takes says nothing about how much of a key was right.
///
/// # Errors
///
/// The dialect's code for a missing credential, `AuthFailed` for a wrong one.
pub(crate) async fn authenticate(
    ctx: &Context,
    credentials: &Credentials,
    key_in_url: bool,
    manners: &Manners,
) -> Result<Account, Fault> {
    let key = match credentials {
        Credentials::None => return Err(manners.credential_missing.into()),
        Credentials::User { pass: None, .. } => return Err(manners.password_missing.into()),
        Credentials::User { .. } => {
            return Err(Kind::AuthFailed.because("no account has a legacy user"));
        }
        Credentials::Key(key) => key,
    };
    if key.len() > MAX_KEY || !key.is_ascii() {
        return Err(Kind::AuthFailed.because("not the form of a key"));
    }
    let found = ctx
        .store
        .account_by_key(&digest(key), ctx.clock.now())
        .await;
    let account = found.map_err(|error| crate::Error::from(error).into_fault())?;
    let account = account.ok_or_else(|| Kind::AuthFailed.because("unknown key"))?;
    if key_in_url && account.policy.refuse_key_in_url {
        return Err(Kind::AuthFailed.because("keys in URLs are switched off for the account"));
    }
    Ok(account)
}

/// Digest that a key is stored and found by.
#[must_use]
pub fn digest(key: &str) -> KeyDigest {
    KeyDigest(Sha256::digest(key.as_bytes()).into())
}

/// Whether the account is let in at all, and from here.
pub(crate) fn admit(account: &Account, from: IpAddr, manners: &Manners) -> Result<(), Fault> {
    match account.access {
        Access::Open => {}
        Access::Blocked => return Err(manners.account_blocked.into()),
        Access::NoApi => return Err(Kind::NoApiRights.into()),
        Access::NotActivated => return Err(Kind::ApiNotActivated.into()),
    }
    let allowed = &account.policy.ip_allow;
    if allowed.is_empty() || allowed.iter().any(|network| network.contains(from)) {
        Ok(())
    } else {
        Err(Kind::IpNotAllowed.because(from.to_string()))
    }
}

/// What the action word means for this account.
pub(crate) fn permit(account: &Account, word: &str, manners: &Manners) -> Result<Action, Fault> {
    let action = match Action::read(word) {
        Reading::Served(action) => action,
        Reading::OutOfScope(_) => return Err(Kind::ActionNotAllowed.into()),
        Reading::Unknown => return Err(manners.action_unknown.into()),
    };
    match &account.policy.actions {
        Some(allowed) if !allowed.contains(&action) => Err(Kind::ActionNotAllowed.into()),
        _ => Ok(action),
    }
}
