//! Differences for people, a line each. Shows no secret.

use crate::blacklist::Place;
use crate::blank;
use crate::settings::{self, Row};
use crate::spelling::shown;
use domain::account::Account;
use storage::account::Key;

/// The differences of two accounts of one name, a line each.
pub(super) fn differences(from: &Account, to: &Account) -> Vec<String> {
    let mut lines = values(settings::of_accounts(), from, to, "  ");
    match (&from.postbacks.secret, &to.postbacks.secret) {
        (one, other) if one == other => {}
        (None, Some(_)) => lines.push("+   signing secret ****".to_owned()),
        (Some(_), _) | (None, None) => lines.push("~   signing secret ****".to_owned()),
    }
    for sender in &to.senders {
        let address = &sender.address;
        match from.senders.iter().find(|it| it.address == *address) {
            None => {
                lines.push(format!("+   sender {address}"));
                let plain = blank::sender(address);
                lines.extend(values(settings::of_senders(), &plain, sender, "    "));
            }
            Some(old) if old != sender => {
                lines.push(format!("~   sender {address}"));
                lines.extend(values(settings::of_senders(), old, sender, "    "));
            }
            Some(_) => {}
        }
    }
    let addresses = |account: &Account| -> Vec<String> {
        account
            .senders
            .iter()
            .map(|it| it.address.clone())
            .collect()
    };
    let (before, after) = (addresses(from), addresses(to));
    let gone = before.iter().filter(|it| !after.contains(it));
    lines.extend(gone.map(|address| format!("-   sender {address}")));
    let kept = |some: &[String], others: &[String]| -> Vec<String> {
        some.iter()
            .filter(|it| others.contains(it))
            .cloned()
            .collect()
    };
    if kept(&before, &after) != kept(&after, &before) {
        lines.push(format!("~   order of senders: {}", after.join(", ")));
    }
    lines
}

/// Settings that differ, a line each.
fn values<T>(rows: &[Row<T>], from: &T, to: &T, indent: &str) -> Vec<String> {
    let differing = rows.iter().filter(|row| row.get(from) != row.get(to));
    let line = |row: &Row<T>| {
        let (before, after) = (row.get(from), row.get(to));
        format!(
            "~ {indent}{}: {} -> {}",
            row.name,
            shown(&before),
            shown(&after)
        )
    };
    differing.map(line).collect()
}

/// What a key is called in a difference.
pub(super) fn told(key: &Key) -> String {
    format!("...{} ({})", key.last4, key.label)
}

pub(super) fn place_told(place: Place<'_>) -> String {
    match place.sender {
        Some(sender) => format!("{} of sender {sender}", place.number),
        None => place.number.to_owned(),
    }
}
