//! Addresses that events of an account are posted to, and whether anything is sent there.
//!
//! An address is switched off when it answers 410 or fails for days; events are kept meanwhile.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text};
use domain::account::Account;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An address.
pub const ENDPOINT: Shape = Shape {
    name: "Endpoint",
    doc: "An address that events of an account are posted to.",
    fields: || {
        vec![
            Field::needed("url", Form::Text(&Text::ANY), "The address."),
            Field::needed("enabled", Form::Flag, "Whether anything is sent there."),
        ]
    },
};

/// Which address to switch.
pub const SWITCH: Shape = Shape {
    name: "EndpointSwitch",
    doc: "Addresses to switch on or off.",
    fields: || {
        vec![
            Field::maybe(
                "url",
                Form::Text(&Text::ADDRESS),
                "The address; left out, all of the account.",
            ),
            Field::needed(
                "enabled",
                Form::Flag,
                "Whether anything shall be sent there.",
            ),
        ]
    },
};

/// The account's own addresses and those of its senders.
fn addresses(account: &Account) -> BTreeSet<&str> {
    let own = [&account.postbacks.url, &account.postbacks.mo_url];
    let senders = account.senders.iter().map(|sender| &sender.postback_url);
    own.into_iter()
        .chain(senders)
        .filter_map(|url| url.as_deref())
        .collect()
}

/// All addresses of an account.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn list(desk: &Desk, account: &str) -> Result<Vec<Value>, Error> {
    let account = desk.account(account).await?;
    let mut found = Vec::new();
    for url in addresses(&account) {
        let disabled = desk.store.endpoint_disabled(account.id, url).await?;
        found.push(json!({ "url": url, "enabled": !disabled }));
    }
    Ok(found)
}

/// Switches addresses on, with a clean record, or off.
///
/// # Errors
///
/// [`Error::Missing`] for the account or the address, [`Error::Wrong`] for the order, or the
/// store's.
pub async fn switch(desk: &Desk, account: &str, order: &Value) -> Result<(), Error> {
    SWITCH.check("", order)?;
    let account = desk.account(account).await?;
    let all = addresses(&account);
    let wanted = match order["url"].as_str() {
        Some(url) if !all.contains(url) => return Err(Error::missing("address", url)),
        Some(url) => BTreeSet::from([url]),
        None => all,
    };
    let disabled = order["enabled"] == false;
    for url in wanted {
        desk.store
            .disable_endpoint(account.id, url, disabled)
            .await?;
    }
    Ok(())
}
