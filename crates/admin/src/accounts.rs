//! Accounts: listed, made, changed.
//!
//! An account is never deleted, because its messages tell of it; it is blocked instead.

use crate::blank;
use crate::desk::{Desk, Seen};
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text, Wrong};
use crate::secrets::{self, NewKey};
use crate::senders;
use crate::settings;
use crate::view;
use domain::account::Account;
use serde_json::{Map, Value, json};

/// Most accounts of one page.
pub const PAGE: usize = 500;

/// A new account.
pub const NEW: Shape = Shape {
    name: "NewAccount",
    doc: "An account to be made.",
    fields: || {
        let mut fields = vec![Field::needed(
            "name",
            Form::Text(&Text::ACCOUNT),
            "Its name, unique on this server.",
        )];
        fields.extend((ORDER.fields)());
        fields
    },
};

/// All of an account but its name.
pub const ORDER: Shape = Shape {
    name: "AccountOrder",
    doc: "All of an account; what is left out has its default.",
    fields: || {
        vec![
            Field::maybe("settings", Form::Object(&settings::CHANGE), "Settings."),
            Field::maybe(
                "senders",
                senders::ORDERS,
                "Its senders, the default first.",
            ),
        ]
    },
};

/// What shall change of an account.
pub const CHANGE: Shape = Shape {
    name: "AccountChange",
    doc: "What shall change; what is left out stays.",
    fields: || {
        vec![
            Field::maybe("name", Form::Text(&Text::ACCOUNT), "Its new name."),
            Field::maybe(
                "settings",
                Form::Object(&settings::CHANGE),
                "Settings to change; null is the default.",
            ),
            Field::maybe(
                "senders",
                senders::ORDERS,
                "All of its senders, in place of those that it has.",
            ),
        ]
    },
};

/// An account that was made, and its secrets.
pub const MADE: Shape = Shape {
    name: "MadeAccount",
    doc: "An account that was made. Key and signing secret are shown only now.",
    fields: || {
        vec![
            Field::needed("account", Form::Object(&view::ACCOUNT), "The account."),
            Field::needed("key", Form::Text(&Text::ANY), "Its API key."),
            Field::needed(
                "signing_secret",
                Form::Text(&Text::ANY),
                "What its postbacks are signed with.",
            ),
        ]
    },
};

/// An account that was made.
#[derive(Debug)]
pub struct Made {
    /// The account.
    pub account: Account,
    /// Its key, to be shown once.
    pub key: String,
    /// Its signing secret, to be shown once.
    pub secret: String,
}

impl Made {
    /// As it is shown.
    #[must_use]
    pub fn view(&self) -> Value {
        json!({
            "account": view::account(&self.account),
            "key": self.key,
            "signing_secret": self.secret,
        })
    }
}

/// Accounts by name, those behind `after`; so many at most.
///
/// # Errors
///
/// The store's.
pub async fn list(desk: &Desk, after: &str, limit: usize) -> Result<Vec<Account>, Error> {
    let accounts = desk.store.accounts().await?;
    let behind = accounts.into_iter().filter(|it| it.name.as_str() > after);
    Ok(behind.take(limit).collect())
}

/// One account.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(desk: &Desk, name: &str) -> Result<Account, Error> {
    desk.account(name).await
}

/// Makes an account with a key and a signing secret.
///
/// # Errors
///
/// [`Error::Wrong`] for a value of the order, [`Error::Exists`], or the store's. When the store
/// fails between account and key, the account is there without a key.
pub async fn create(desk: &Desk, order: &Value) -> Result<Made, Error> {
    NEW.check("", order)?;
    let mut account = blank::account(order["name"].as_str().unwrap_or_default());
    set(&mut account, order)?;
    let secret = secrets::random();
    account.postbacks.secret = Some(secret);
    let account = store_new(desk, account).await?;
    let key = NewKey::make(account.policy.test);
    let row = key.row(account.id, "first", desk.clock.now());
    desk.store.add_key(&row).await?;
    Ok(Made {
        account,
        key: key.text,
        secret: secrets::shown(&secret),
    })
}

/// Stores an account that is not there yet; returns it with its number.
pub(crate) async fn store_new(desk: &Desk, mut account: Account) -> Result<Account, Error> {
    match desk.store.create_account(&account, desk.clock.now()).await {
        Err(storage::Error::Exists(_)) => Err(Error::exists("account", &account.name)),
        created => {
            account.id = created?;
            Ok(account)
        }
    }
}

/// Makes an account equal to an order; one that is not there is made, without a key. Returns it,
/// and whether it was made.
///
/// # Errors
///
/// [`Error::Wrong`] for name or order, [`Error::Changed`] when it is not as it was seen, or the
/// store's.
pub async fn put(
    desk: &Desk,
    name: &str,
    seen: &Seen,
    order: &Value,
) -> Result<(Account, bool), Error> {
    ORDER.check("", order)?;
    Form::Text(&Text::ACCOUNT).check("name", &Value::from(name))?;
    if desk.find(name).await?.is_none() {
        seen.check(None)?;
        let mut account = blank::account(name);
        set(&mut account, order)?;
        match store_new(desk, account).await {
            // Somebody else was faster; then it is an account that is there.
            Err(Error::Exists { .. }) => {}
            made => return Ok((made?, true)),
        }
    }
    let put = desk.change(name, seen, |account| {
        let secret = account.postbacks.secret;
        let (id, name) = (account.id, std::mem::take(&mut account.name));
        *account = Account {
            id,
            ..blank::account(&name)
        };
        account.postbacks.secret = secret;
        set(account, order)
    });
    Ok((put.await?.0, false))
}

/// Changes an account.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for a value, [`Error::Exists`] when the new name is taken,
/// [`Error::Changed`] when it is not as it was seen, or the store's.
pub async fn change(desk: &Desk, name: &str, seen: &Seen, order: &Value) -> Result<Account, Error> {
    CHANGE.check("", order)?;
    desk.change(name, seen, |account| {
        if let Some(name) = order["name"].as_str() {
            name.clone_into(&mut account.name);
        }
        set(account, order)
    })
    .await
    .map(|(account, ())| account)
}

/// Sets what an order says.
fn set(account: &mut Account, order: &Value) -> Result<(), Error> {
    if let Some(values) = order["settings"].as_object() {
        set_all(account, values)?;
    }
    if let Some(orders) = order["senders"].as_array() {
        account.senders = senders::read("senders", orders)?;
    }
    Ok(())
}

fn set_all(account: &mut Account, values: &Map<String, Value>) -> Result<(), Wrong> {
    settings::change(settings::of_accounts(), account, ("settings", values))
}

/// Gives the account a new signing secret, which is returned to be shown once.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn renew_secret(desk: &Desk, name: &str) -> Result<String, Error> {
    let secret = secrets::random();
    let change = |account: &mut Account| {
        account.postbacks.secret = Some(secret);
        Ok(())
    };
    desk.change(name, &Seen::Whatever, change).await?;
    Ok(secrets::shown(&secret))
}

/// Postbacks are not signed any more.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn remove_secret(desk: &Desk, name: &str) -> Result<(), Error> {
    let change = |account: &mut Account| {
        account.postbacks.secret = None;
        Ok(())
    };
    desk.change(name, &Seen::Whatever, change).await?;
    Ok(())
}
