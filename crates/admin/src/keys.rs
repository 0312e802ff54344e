//! API keys of accounts: several, bound to a scope, shown once, stored as digests.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text, Wrong, millis};
use crate::hex::unhex;
use crate::secrets::NewKey;
use crate::spelling::Spelled as _;
use crate::view;
use domain::account::{Account, Scope};
use jiff::Timestamp;
use serde_json::Value;
use std::time::Duration;
use storage::account::{Key, KeyDigest};

const SCOPE: fn() -> [Field; 3] = || {
    [
        Field::maybe(
            "actions",
            view::ACTIONS,
            "Actions it may call of those that the account may; null is all.",
        )
        .or_null(),
        Field::maybe(
            "read_only",
            Form::Flag,
            "It changes nothing and orders nothing.",
        ),
        Field::maybe(
            "ends",
            Form::Text(&Text::INSTANT),
            "When it ends; null is never.",
        )
        .or_null(),
    ]
};

/// A new key.
pub const NEW: Shape = Shape {
    name: "NewKey",
    doc: "A key to be made, or one from elsewhere to be taken over.",
    fields: || {
        let mut fields = vec![Field::maybe(
            "label",
            Form::Text(&Text::LINE),
            "What people call it.",
        )];
        fields.extend(SCOPE());
        fields.push(Field::maybe(
            "key",
            Form::Text(&Text::KEY),
            "The key itself, if customers have it already.",
        ));
        fields.push(Field::maybe(
            "digest",
            Form::Text(&Text::DIGEST),
            "Its SHA-256 in place of the key itself.",
        ));
        fields.push(Field::maybe(
            "last4",
            Form::Text(&Text::LAST4),
            "Its last four characters, beside a digest.",
        ));
        fields
    },
};

/// What shall change of a key.
pub const CHANGE: Shape = Shape {
    name: "KeyChange",
    doc: "What shall change; what is left out stays.",
    fields: || {
        let mut fields = vec![Field::maybe(
            "label",
            Form::Text(&Text::LINE),
            "What people call it.",
        )];
        fields.extend(SCOPE());
        fields
    },
};

/// How keys are replaced.
pub const ROTATION: Shape = Shape {
    name: "Rotation",
    doc: "How a key is replaced.",
    fields: || {
        vec![
            Field::maybe(
                "label",
                Form::Text(&Text::LINE),
                "What people call the new key.",
            ),
            Field::maybe(
                "grace",
                Form::Text(&Text::TIME),
                "How long the old key still works; left out, it ends at once.",
            ),
        ]
    },
};

/// A key that was made.
pub const MADE: Shape = Shape {
    name: "MadeKey",
    doc: "A key that was made, shown only now; null when it came from elsewhere.",
    fields: || {
        let mut fields = view::key_fields();
        fields.push(Field::needed("key", Form::Text(&Text::ANY), "The key.").or_null());
        fields
    },
};

/// A key that was made.
#[derive(Debug)]
pub struct Made {
    /// What is stored of it.
    pub key: Key,
    /// The key itself, to be shown once; `None`: it came from elsewhere.
    pub text: Option<String>,
    /// When that was.
    pub now: Timestamp,
}

impl Made {
    /// As it is shown.
    #[must_use]
    pub fn view(&self) -> Value {
        let mut shown = view::key(&self.key, self.now);
        shown["key"] = Value::from(self.text.clone());
        shown
    }
}

/// Keys of an account, ended ones included, oldest first.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn list(desk: &Desk, account: &str) -> Result<Vec<Key>, Error> {
    let account = desk.account(account).await?;
    Ok(desk.store.keys(account.id).await?)
}

/// One key.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(desk: &Desk, account: &str, id: &str) -> Result<Key, Error> {
    let keys = list(desk, account).await?;
    let found = keys.into_iter().find(|key| view::key_id(&key.digest) == id);
    found.ok_or_else(|| Error::missing("key", id))
}

/// Makes a key, or takes over one from elsewhere.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for a value, [`Error::Exists`] when the key is known, or
/// the store's.
pub async fn create(desk: &Desk, account: &str, order: &Value) -> Result<Made, Error> {
    NEW.check("", order)?;
    let account = desk.account(account).await?;
    let now = desk.clock.now();
    let label = order["label"].as_str().unwrap_or("key");
    let (mut key, text) = new_key(&account, order, (label, now))?;
    set(&mut key, order);
    add(desk, &key).await?;
    Ok(Made { key, text, now })
}

fn new_key(
    account: &Account,
    order: &Value,
    (label, now): (&str, Timestamp),
) -> Result<(Key, Option<String>), Wrong> {
    let (text, digest, last4) = (&order["key"], &order["digest"], &order["last4"]);
    let given = match (text.as_str(), digest.as_str()) {
        (Some(_), Some(_)) => {
            return Err(Wrong::unknown(
                "digest",
                "give the key or its digest, not both",
            ));
        }
        (Some(text), None) => NewKey::of(text).row(account.id, label, now),
        (None, Some(digest)) => {
            let digits = digest.strip_prefix("sha256:").unwrap_or_default();
            Key {
                digest: KeyDigest(unhex(digits).unwrap_or_default()),
                last4: last4.as_str().unwrap_or("????").to_owned(),
                ..NewKey::of("????").row(account.id, label, now)
            }
        }
        (None, None) => {
            let new = NewKey::make(account.policy.test);
            let row = new.row(account.id, label, now);
            return Ok((row, Some(new.text)));
        }
    };
    Ok((given, None))
}

async fn add(desk: &Desk, key: &Key) -> Result<(), Error> {
    match desk.store.add_key(key).await {
        Err(storage::Error::Exists(_)) => Err(Error::exists("key", format!("...{}", key.last4))),
        added => Ok(added?),
    }
}

/// Changes label, end and scope of a key.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for a value, or the store's.
pub async fn change(desk: &Desk, account: &str, id: &str, order: &Value) -> Result<Key, Error> {
    CHANGE.check("", order)?;
    let mut key = show(desk, account, id).await?;
    set(&mut key, order);
    store_again(desk, &key, id).await?;
    Ok(key)
}

async fn store_again(desk: &Desk, key: &Key, id: &str) -> Result<(), Error> {
    match desk.store.update_key(key).await {
        Err(storage::Error::Missing(_)) => Err(Error::missing("key", id)),
        stored => Ok(stored?),
    }
}

/// Sets what an order, which was checked, says.
fn set(key: &mut Key, order: &Value) {
    let Value::Object(order) = order else { return };
    if let Some(label) = order.get("label").and_then(Value::as_str) {
        label.clone_into(&mut key.label);
    }
    if let Some(actions) = order.get("actions") {
        key.scope.actions = Option::read(actions).unwrap_or_default();
    }
    if let Some(read_only) = order.get("read_only").and_then(Value::as_bool) {
        key.scope.read_only = read_only;
    }
    if let Some(ends) = order.get("ends") {
        key.ends = ends.as_str().and_then(|ends| ends.parse().ok());
    }
}

/// Replaces a key by a new one of the same scope; the old one ends at once, or after a grace.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for a value, or the store's. The new key is there before
/// the old one ends.
pub async fn rotate(desk: &Desk, account: &str, id: &str, order: &Value) -> Result<Made, Error> {
    ROTATION.check("", order)?;
    let mut old = show(desk, account, id).await?;
    let account = desk.account(account).await?;
    let made = replacement(desk, &account, order, (&old.label, old.scope.clone())).await?;
    let end = made.now + grace(order);
    old.ends = Some(old.ends.map_or(end, |ends| ends.min(end)));
    store_again(desk, &old, id).await?;
    Ok(made)
}

/// Makes a new key and lets all others of the account end, at once or after a grace. Returns the
/// key, and how many end.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for a value, or the store's. The new key is there before
/// the others end.
pub async fn rotate_all(desk: &Desk, account: &str, order: &Value) -> Result<(Made, u64), Error> {
    ROTATION.check("", order)?;
    let account = desk.account(account).await?;
    let made = replacement(desk, &account, order, ("rotated", Scope::default())).await?;
    let end = made.now + grace(order);
    let ended = desk.store.end_keys_but(account.id, &made.key.digest, end);
    let ended = ended.await?;
    Ok((made, ended))
}

async fn replacement(
    desk: &Desk,
    account: &Account,
    order: &Value,
    (label, scope): (&str, Scope),
) -> Result<Made, Error> {
    let now = desk.clock.now();
    let new = NewKey::make(account.policy.test);
    let label = order["label"].as_str().unwrap_or(label);
    let key = Key {
        scope,
        ..new.row(account.id, label, now)
    };
    add(desk, &key).await?;
    Ok(Made {
        key,
        text: Some(new.text),
        now,
    })
}

fn grace(order: &Value) -> Duration {
    let millis = order["grace"].as_str().and_then(millis);
    Duration::from_millis(millis.unwrap_or(0))
}

/// Forgets a key; it ends at once.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn remove(desk: &Desk, account: &str, id: &str) -> Result<(), Error> {
    let key = show(desk, account, id).await?;
    match desk.store.remove_key(key.account, &key.digest).await? {
        true => Ok(()),
        false => Err(Error::missing("key", id)),
    }
}
