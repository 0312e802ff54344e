//! What is shown of things: never a secret, and a key only by its last characters.

use crate::form::{Field, Form, Shape, Text};
use crate::settings::{self, Row};
use crate::spelling::{Spelled as _, action_names};
use domain::account::{Account, Sender};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use storage::account::{Key, KeyDigest};

/// An account.
#[must_use]
pub fn account(account: &Account) -> Value {
    json!({
        "id": account.id.0,
        "name": account.name,
        "signed": account.postbacks.secret.is_some(),
        "settings": settings::all(settings::of_accounts(), account),
        "senders": account.senders.iter().map(sender).collect::<Value>(),
    })
}

/// Shape of [`account`].
pub const ACCOUNT: Shape = Shape {
    name: "Account",
    doc: "A customer, with all of its settings and senders.",
    fields: || {
        vec![
            Field::needed("id", NUMBER, "Its number."),
            Field::needed("name", Form::Text(&Text::ANY), "Its name."),
            Field::needed("signed", Form::Flag, "Whether its postbacks are signed."),
            Field::needed(
                "settings",
                Form::Object(&settings::SETTINGS),
                "All settings.",
            ),
            Field::needed(
                "senders",
                SENDERS,
                "Its senders; the first that serves a country is the default for it.",
            ),
        ]
    },
};

/// Numbers that the store gives.
pub(crate) const NUMBER: Form = Form::Number {
    min: 1,
    max: i64::MAX,
};

/// Counts of things.
pub(crate) const COUNT: Form = Form::Number {
    min: 0,
    max: i64::MAX,
};

const SENDERS: Form = Form::List {
    of: &Form::Object(&SENDER),
    max: 10_000,
};

/// A sender.
#[must_use]
pub fn sender(sender: &Sender) -> Value {
    let mut shown = settings::all(settings::of_senders(), sender);
    shown["address"] = Value::from(sender.address.as_str());
    shown
}

/// Shape of [`sender`].
pub const SENDER: Shape = Shape {
    name: "Sender",
    doc: "A number that an account may send from.",
    fields: || {
        let mut fields = settings::sender_fields();
        for field in &mut fields {
            field.needed = true;
        }
        fields.insert(
            0,
            Field::needed("address", Form::Text(&Text::ANY), "Its digits."),
        );
        fields
    },
};

/// A key, without the key.
#[must_use]
pub fn key(key: &Key, now: Timestamp) -> Value {
    json!({
        "id": key_id(&key.digest),
        "label": key.label,
        "last4": key.last4,
        "actions": key.scope.actions.spell(),
        "read_only": key.scope.read_only,
        "created": key.created.to_string(),
        "ends": key.ends.map(|ends| ends.to_string()),
        "valid": key.ends.is_none_or(|ends| ends > now),
    })
}

/// Shape of [`key`].
pub const KEY: Shape = Shape {
    name: "Key",
    doc: "An API key of an account; the key itself is shown only when it is made.",
    fields: key_fields,
};

/// Fields of [`KEY`].
pub(crate) fn key_fields() -> Vec<Field> {
    vec![
        Field::needed(
            "id",
            Form::Text(&Text::KEY_ID),
            "What it is called by here.",
        ),
        Field::needed("label", Form::Text(&Text::ANY), "What people call it."),
        Field::needed("last4", Form::Text(&Text::ANY), "Its last four characters."),
        Field::needed(
            "actions",
            ACTIONS,
            "Actions it may call of those that the account may; null is all.",
        )
        .or_null(),
        Field::needed(
            "read_only",
            Form::Flag,
            "It changes nothing and orders nothing.",
        ),
        Field::needed("created", Form::Text(&Text::INSTANT), "When it was made."),
        Field::needed(
            "ends",
            Form::Text(&Text::INSTANT),
            "When it ends; null is never.",
        )
        .or_null(),
        Field::needed("valid", Form::Flag, "Whether it opens the account now."),
    ]
}

/// Names of actions.
pub(crate) const ACTIONS: Form = Form::List {
    of: &Form::Word(action_names),
    max: 100,
};

/// Something that can be set.
#[must_use]
pub fn setting<T>(row: &Row<T>) -> Value {
    json!({
        "name": row.name,
        "doc": row.doc,
        "value": row.form.right(),
        "default": row.usual,
        "example": row.example,
    })
}

/// What a key is called by: it says nothing about the key, and is the same everywhere.
#[must_use]
pub fn key_id(digest: &KeyDigest) -> String {
    let mixed = Sha256::new().chain_update("key id").chain_update(digest.0);
    crate::hex::hex(&mixed.finalize()[..8])
}
