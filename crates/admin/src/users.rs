//! Legacy users: name and password of an account, for clients older than keys.
//!
//! Source: docs/contract.md, authentication.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text};
use crate::secrets;
use serde_json::{Value, json};
use storage::account::LegacyUser;

/// A user.
pub const USER: Shape = Shape {
    name: "LegacyUser",
    doc: "The user of an account for clients older than keys.",
    fields: || vec![Field::needed("name", Form::Text(&Text::ANY), "Its name.")],
};

/// What the user shall be.
pub const ORDER: Shape = Shape {
    name: "LegacyUserOrder",
    doc: "The user that an account shall have.",
    fields: || {
        vec![
            Field::needed(
                "name",
                Form::Text(&Text::LINE),
                "Its name, unique on this server.",
            ),
            Field::needed(
                "password_md5",
                Form::Text(&Text::MD5),
                "The MD5 of its password, which is what its clients send.",
            ),
        ]
    },
};

/// As it is shown: never its password.
#[must_use]
pub fn view(user: &LegacyUser) -> Value {
    json!({ "name": user.name })
}

/// The user of an account.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(desk: &Desk, account: &str) -> Result<LegacyUser, Error> {
    let id = desk.account(account).await?.id;
    let found = desk.store.legacy_user_of(id).await?;
    found.ok_or_else(|| Error::missing("user of", account))
}

/// Gives an account its user, in place of one that it had. Returns it, and whether it is new.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for the order, [`Error::Exists`] when another account has
/// that name, or the store's.
pub async fn put(desk: &Desk, account: &str, order: &Value) -> Result<(LegacyUser, bool), Error> {
    ORDER.check("", order)?;
    let text = |name: &str| order[name].as_str().unwrap_or_default();
    let account = desk.account(account).await?;
    let is_new = desk.store.legacy_user_of(account.id).await?.is_none();
    let user = LegacyUser {
        account: account.id,
        name: text("name").to_owned(),
        pass: engine::pass_digest(secrets::random(), text("password_md5")),
    };
    match desk.store.set_legacy_user(&user).await {
        Err(storage::Error::Exists(_)) => Err(Error::exists("user", &user.name)),
        set => {
            set?;
            Ok((user, is_new))
        }
    }
}

/// Takes the user away.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn remove(desk: &Desk, account: &str) -> Result<(), Error> {
    let id = desk.account(account).await?.id;
    match desk.store.remove_legacy_user(id).await? {
        true => Ok(()),
        false => Err(Error::missing("user of", account)),
    }
}
