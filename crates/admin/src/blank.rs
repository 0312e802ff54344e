//! New accounts and senders, before anything is set.

use domain::account::{Access, Account, Policy, Postbacks, Sender, SenderKind};
use domain::id::AccountId;

/// First digits of numbers that are free to call in North America.
///
/// Source: North American Numbering Plan, service codes 8XX.
const TOLL_FREE: [&str; 7] = ["1800", "1833", "1844", "1855", "1866", "1877", "1888"];

/// Country of senders unless somebody says otherwise.
const COUNTRY: &str = "US";

/// An account that has a name and nothing else.
#[must_use]
pub fn account(name: &str) -> Account {
    Account {
        id: AccountId(0),
        name: name.to_owned(),
        access: Access::Open,
        senders: Vec::new(),
        policy: Policy::default(),
        postbacks: Postbacks::default(),
    }
}

/// A sender whose kind follows from its digits.
#[must_use]
pub fn sender(digits: &str) -> Sender {
    Sender::new(digits, kind_of(digits), COUNTRY)
}

/// What kind of number that is.
fn kind_of(digits: &str) -> SenderKind {
    match digits.len() {
        0..=8 => SenderKind::ShortCode,
        11 if TOLL_FREE.iter().any(|first| digits.starts_with(first)) => SenderKind::TollFree,
        _ => SenderKind::LongCode,
    }
}
