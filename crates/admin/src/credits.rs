//! Credits: what a prepaid account has, and what is added to it.
//!
//! Source: docs/contract.md, billing.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape};
use serde_json::{Value, json};
use storage::credit::Credit;

/// The most that is added or taken at once: a billion credits. Ours, so that sums stay exact also
/// for readers of JSON who know floating-point numbers only.
const MOST: i64 = 1_000_000_000_000_000;

const SUM: Form = Form::Number {
    min: i64::MIN,
    max: i64::MAX,
};

/// What an account has.
pub const CREDITS: Shape = Shape {
    name: "Credits",
    doc: "What an account has, in millionths of a credit.",
    fields: || {
        vec![
            Field::needed(
                "balance_micros",
                SUM,
                "What was added and not used yet, reserved or not.",
            ),
            Field::needed(
                "reserved_micros",
                SUM,
                "What messages under way have reserved of it.",
            ),
            Field::needed(
                "available_micros",
                SUM,
                "What is left for further messages.",
            ),
        ]
    },
};

/// What shall be added.
pub const ORDER: Shape = Shape {
    name: "CreditsOrder",
    doc: "What is added to the credits of an account.",
    fields: || {
        vec![Field::needed(
            "micros",
            Form::Number {
                min: -MOST,
                max: MOST,
            },
            "Millionths of a credit; less than nothing takes from them.",
        )]
    },
};

/// As it is shown.
#[must_use]
pub fn view(credit: &Credit) -> Value {
    json!({
        "balance_micros": credit.balance_micros,
        "reserved_micros": credit.reserved_micros,
        "available_micros": credit.available_micros(),
    })
}

/// What an account has.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(desk: &Desk, account: &str) -> Result<Credit, Error> {
    let id = desk.account(account).await?.id;
    Ok(desk.store.credit(id).await?)
}

/// Adds to what an account has, each time anew; returns what it has then.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for the order, or the store's.
pub async fn add(desk: &Desk, account: &str, order: &Value) -> Result<Credit, Error> {
    ORDER.check("", order)?;
    let micros = order["micros"].as_i64().unwrap_or_default();
    let id = desk.account(account).await?.id;
    Ok(desk.store.add_credit(id, micros).await?)
}
