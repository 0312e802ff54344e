//! Numbers that an account may send from, and the services that they may be used for.

use crate::blank;
use crate::desk::{Desk, Seen};
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text, Wrong};
use crate::settings;
use domain::account::{Account, Sender};
use serde_json::{Map, Value};

/// A sender, but for its digits.
pub const ORDER: Shape = Shape {
    name: "SenderOrder",
    doc: "All of a sender; what is left out has its default.",
    fields: settings::sender_fields,
};

/// A sender with its digits.
pub const NEW: Shape = Shape {
    name: "NewSender",
    doc: "A sender; what is left out has its default.",
    fields: || {
        let mut fields = settings::sender_fields();
        fields.insert(
            0,
            Field::needed("address", Form::Text(&Text::DIGITS), "Its digits."),
        );
        fields
    },
};

/// Senders of an account.
pub(crate) const ORDERS: Form = Form::List {
    of: &Form::Object(&NEW),
    max: 10_000,
};

/// Reads senders that stand at a place.
pub(crate) fn read(at: &str, orders: &[Value]) -> Result<Vec<Sender>, Wrong> {
    let mut senders: Vec<Sender> = Vec::with_capacity(orders.len());
    for (index, order) in orders.iter().enumerate() {
        let at = format!("{at}[{index}]");
        NEW.check(&at, order)?;
        let mut values = order.as_object().cloned().unwrap_or_default();
        let address = values.remove("address");
        let address = address.as_ref().and_then(Value::as_str).unwrap_or_default();
        if senders.iter().any(|sender| sender.address == address) {
            let why = format!("the sender {address} is there twice");
            return Err(Wrong::unknown(&format!("{at}.address"), why));
        }
        senders.push(build(address, (&at, &values))?);
    }
    Ok(senders)
}

fn build(address: &str, (at, values): (&str, &Map<String, Value>)) -> Result<Sender, Wrong> {
    let mut sender = blank::sender(address);
    settings::change(settings::of_senders(), &mut sender, (at, values))?;
    Ok(sender)
}

/// Makes a sender equal to an order; one that is not there is added behind the others. Returns
/// the account, and whether it was added.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for digits or order, [`Error::Changed`] when the account
/// is not as it was seen, or the store's.
pub async fn put(
    desk: &Desk,
    (account, address): (&str, &str),
    seen: &Seen,
    order: &Value,
) -> Result<(Account, bool), Error> {
    ORDER.check("", order)?;
    Form::Text(&Text::DIGITS).check("address", &Value::from(address))?;
    let values = order.as_object().cloned().unwrap_or_default();
    let sender = build(address, ("", &values))?;
    let change = |account: &mut Account| {
        let there = account.senders.iter_mut().find(|it| it.address == address);
        let is_new = there.is_none();
        match there {
            Some(there) => *there = sender.clone(),
            None => account.senders.push(sender.clone()),
        }
        Ok(is_new)
    };
    desk.change(account, seen, change).await
}

/// Changes some settings of a sender that is there. Returns the account.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for a value, [`Error::Changed`] when the account is not
/// as it was seen, or the store's.
pub async fn change(
    desk: &Desk,
    (account, address): (&str, &str),
    seen: &Seen,
    order: &Value,
) -> Result<Account, Error> {
    ORDER.check("", order)?;
    let values = order.as_object().cloned().unwrap_or_default();
    let change = |account: &mut Account| {
        let sender = account.senders.iter_mut().find(|it| it.address == address);
        let sender = sender.ok_or_else(|| Error::missing("sender", address))?;
        Ok(settings::change(
            settings::of_senders(),
            sender,
            ("", &values),
        )?)
    };
    Ok(desk.change(account, seen, change).await?.0)
}

/// Takes a sender away. Messages that were accepted go on. Returns the account.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Changed`] when the account is not as it was seen, or the store's.
pub async fn remove(
    desk: &Desk,
    (account, address): (&str, &str),
    seen: &Seen,
) -> Result<Account, Error> {
    let change = |account: &mut Account| {
        let before = account.senders.len();
        account.senders.retain(|sender| sender.address != address);
        match account.senders.len() == before {
            true => Err(Error::missing("sender", address)),
            false => Ok(()),
        }
    };
    Ok(desk.change(account, seen, change).await?.0)
}

/// The sender of an account, in an answer about it.
///
/// # Errors
///
/// [`Error::Missing`].
pub fn of<'a>(account: &'a Account, address: &str) -> Result<&'a Sender, Error> {
    let found = account.senders.iter().find(|it| it.address == address);
    found.ok_or_else(|| Error::missing("sender", address))
}
