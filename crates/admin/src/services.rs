//! Services: products of an account for which its senders may be used.
//!
//! A service is nothing but its id at senders; the last sender that loses it ends it.
//!
//! Source: docs/contract.md, service id.

use crate::desk::{Desk, Seen};
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text, Wrong};
use domain::account::Account;
use serde_json::{Value, json};

/// A service.
pub const SERVICE: Shape = Shape {
    name: "Service",
    doc: "A product of an account.",
    fields: || {
        vec![
            Field::needed("id", Form::Text(&Text::ANY), "What requests call it."),
            Field::needed("senders", ADDRESSES, "Senders that may be used for it."),
            Field::needed(
                "default_of",
                ADDRESSES,
                "Senders that are used for it where a request names no service.",
            ),
        ]
    },
};

/// What a service shall be.
pub const ORDER: Shape = Shape {
    name: "ServiceOrder",
    doc: "All of a service.",
    fields: || {
        vec![Field::needed(
            "senders",
            SENDERS,
            "Senders of the account that may be used for it; no others may.",
        )]
    },
};

const ADDRESSES: Form = Form::List {
    of: &Form::Text(&Text::ANY),
    max: 10_000,
};

const SENDERS: Form = Form::List {
    of: &Form::Text(&Text::DIGITS),
    max: 10_000,
};

/// All services of an account, by id.
#[must_use]
pub fn of(account: &Account) -> Vec<Value> {
    let ids = account.senders.iter().flat_map(|it| &it.service_ids);
    let ids: std::collections::BTreeSet<&String> = ids.collect();
    ids.into_iter().map(|id| view(account, id)).collect()
}

fn view(account: &Account, id: &String) -> Value {
    let senders = || account.senders.iter();
    let used = senders().filter(|it| it.service_ids.contains(id));
    let first = senders().filter(|it| it.service_ids.first() == Some(id));
    json!({
        "id": id,
        "senders": used.map(|it| it.address.as_str()).collect::<Value>(),
        "default_of": first.map(|it| it.address.as_str()).collect::<Value>(),
    })
}

/// One service.
///
/// # Errors
///
/// [`Error::Missing`].
pub fn one(account: &Account, id: &str) -> Result<Value, Error> {
    let found = of(account).into_iter().find(|it| it["id"] == id);
    found.ok_or_else(|| Error::missing("service", id))
}

/// Lets these senders be used for a service, and no others. Returns the account, and whether the
/// service is new.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for id or senders, [`Error::Changed`] when the account is
/// not as it was seen, or the store's.
pub async fn put(
    desk: &Desk,
    (account, id): (&str, &str),
    seen: &Seen,
    order: &Value,
) -> Result<(Account, bool), Error> {
    ORDER.check("", order)?;
    Form::Text(&Text::REFERENCE).check("id", &Value::from(id))?;
    let wanted: Vec<&str> = order["senders"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if wanted.is_empty() {
        let why = "a service needs a sender; remove it instead";
        return Err(Wrong::unknown("senders", why).into());
    }
    let change = |account: &mut Account| {
        let is_new = one(account, id).is_err();
        let strange = |it: &&&str| !account.senders.iter().any(|sender| sender.address == **it);
        if let Some(strange) = wanted.iter().find(strange) {
            let why = format!("the account has no sender {strange}");
            return Err(Wrong::unknown("senders", why).into());
        }
        for sender in &mut account.senders {
            let has = sender.service_ids.iter().any(|it| it == id);
            match (has, wanted.contains(&sender.address.as_str())) {
                (false, true) => sender.service_ids.push(id.to_owned()),
                (true, false) => sender.service_ids.retain(|it| it != id),
                (true, true) | (false, false) => {}
            }
        }
        Ok(is_new)
    };
    desk.change(account, seen, change).await
}

/// Takes a service away from all senders. Returns the account.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Changed`] when the account is not as it was seen, or the store's.
pub async fn remove(
    desk: &Desk,
    (account, id): (&str, &str),
    seen: &Seen,
) -> Result<Account, Error> {
    let change = |account: &mut Account| {
        one(account, id)?;
        for sender in &mut account.senders {
            sender.service_ids.retain(|it| it != id);
        }
        Ok(())
    };
    Ok(desk.change(account, seen, change).await?.0)
}
