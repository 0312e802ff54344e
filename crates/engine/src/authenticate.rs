//! Who calls, and whether the account may.
//!
//! Source: docs/contract.md, authentication and order of checks, steps 4 to 8.

use crate::context::Context;
use domain::account::{Access, Account, Scope};
use domain::action::{Action, Reading};
use domain::fault::{Fault, Kind};
use domain::id::AccountId;
use domain::manners::Manners;
use domain::order::Credentials;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use storage::account::{Holder, KeyDigest, LegacyUser, PassDigest};
use subtle::ConstantTimeEq;

/// Longest key that can be valid, in characters.
///
/// Source: docs/contract.md, authentication.
const MAX_KEY: usize = 128;

/// Digits of an MD5 digest in hexadecimal.
const MD5_DIGITS: usize = 32;

/// What a password is checked against when nobody has that user name. No password has this digest.
const NOBODY: PassDigest = PassDigest {
    salt: [0; 32],
    digest: [0; 32],
};

/// Finds the account of a credential, and what the credential may do for it.
///
/// Unknown and wrong credentials give the same answer after the same work. Keys are looked up by
/// digest, so the time that takes says nothing about how much of a key was right.
///
/// # Errors
///
/// The dialect's code for a missing credential, `AuthFailed` for a wrong one.
pub(crate) async fn authenticate(
    ctx: &Context,
    credentials: &Credentials,
    key_in_url: bool,
    manners: &Manners,
) -> Result<Holder, Fault> {
    let holder = match credentials {
        Credentials::None => return Err(manners.credential_missing.into()),
        Credentials::User { pass: None, .. } => return Err(manners.password_missing.into()),
        Credentials::User {
            user,
            pass: Some(pass),
        } => by_user(ctx, user, pass).await?,
        Credentials::Key(key) => by_key(ctx, key).await?,
    };
    if key_in_url && holder.account.policy.refuse_key_in_url {
        return Err(Kind::AuthFailed.because("keys in URLs are switched off for the account"));
    }
    Ok(holder)
}

async fn by_key(ctx: &Context, key: &str) -> Result<Holder, Fault> {
    if key.len() > MAX_KEY || !key.is_ascii() {
        return Err(Kind::AuthFailed.because("not the form of a key"));
    }
    let found = ctx
        .store
        .account_by_key(&digest(key), ctx.clock.now())
        .await;
    let holder = found.map_err(store_failed)?;
    holder.ok_or_else(|| Kind::AuthFailed.because("unknown key"))
}

/// The account of a legacy user, which may do all that the account may; `pass` is the MD5 of the
/// password in hexadecimal, in any case.
async fn by_user(ctx: &Context, name: &str, pass: &str) -> Result<Holder, Fault> {
    if pass.len() != MD5_DIGITS || !pass.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Kind::AuthFailed.because("the password is not an MD5 in hexadecimal"));
    }
    let user = ctx.store.legacy_user(name).await.map_err(store_failed)?;
    let account = matching(user.as_ref(), pass).ok_or_else(|| {
        // One remark for both: the log does not tell either which names there are.
        Kind::AuthFailed.because("unknown user or wrong password")
    })?;
    let account = ctx.store.account(account).await.map_err(store_failed)?;
    let account =
        account.ok_or_else(|| Kind::AuthFailed.because("the account of the user is gone"))?;
    Ok(Holder {
        account,
        scope: Scope::default(),
    })
}

/// The account of a user whose password this is. Costs the same whether or not there is a user.
fn matching(user: Option<&LegacyUser>, pass: &str) -> Option<AccountId> {
    let stored = user.map_or(NOBODY, |user| user.pass);
    let shown = pass_digest(stored.salt, pass);
    let is_right = shown.digest.ct_eq(&stored.digest);
    user.filter(|_| is_right.into()).map(|user| user.account)
}

fn store_failed(error: storage::Error) -> Fault {
    crate::Error::from(error).into_fault()
}

/// What is stored of a legacy user's password, from its MD5 in hexadecimal (in any case).
#[must_use]
pub fn pass_digest(salt: [u8; 32], md5_hex: &str) -> PassDigest {
    let digest = Sha256::new()
        .chain_update(salt)
        .chain_update(md5_hex.to_ascii_lowercase());
    PassDigest {
        salt,
        digest: digest.finalize().into(),
    }
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

/// What the action word means for this account and key: both must allow it.
pub(crate) fn permit(holder: &Holder, word: &str, manners: &Manners) -> Result<Action, Fault> {
    let action = match Action::read(word) {
        Reading::Served(action) => action,
        Reading::OutOfScope(_) => return Err(Kind::ActionNotAllowed.into()),
        Reading::Unknown => return Err(manners.action_unknown.into()),
    };
    let rights = &holder.account.policy.actions;
    if rights
        .as_ref()
        .is_some_and(|rights| !rights.contains(&action))
    {
        return Err(Kind::ActionNotAllowed.into());
    }
    if holder.scope.allows(action) {
        Ok(action)
    } else {
        Err(Kind::ActionNotAllowed.because("not within the scope of the key"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stored: Option<&str>, shown: &str, expected: bool) {
        let user = stored.map(|md5| LegacyUser {
            account: AccountId(7),
            name: "shop".into(),
            pass: pass_digest([3; 32], md5),
        });
        let expected = expected.then_some(AccountId(7));
        assert_eq!(matching(user.as_ref(), shown), expected, "{shown}");
    }

    #[test]
    fn a_password_opens_in_any_case_and_only_where_there_is_a_user() {
        const RIGHT: &str = "5f4dcc3b5aa765d61d8327deb882cf99";
        const WRONG: &str = "5f4dcc3b5aa765d61d8327deb882cf98";
        check(Some(RIGHT), RIGHT, true);
        check(Some(RIGHT), &RIGHT.to_uppercase(), true);
        check(Some(&RIGHT.to_uppercase()), RIGHT, true);
        check(Some(RIGHT), WRONG, false);
        check(None, RIGHT, false);
    }

    #[test]
    fn the_salt_makes_the_same_password_look_different() {
        let stored = |salt| pass_digest([salt; 32], "5f4dcc3b5aa765d61d8327deb882cf99").digest;
        assert_ne!(stored(1), stored(2));
    }
}
