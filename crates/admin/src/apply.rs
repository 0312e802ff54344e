//! Many accounts at once: what a file says, made true.
//!
//! First a plan is made, which knows every difference and can be shown; then it is carried out.
//! What the file does not name stays, unless it is to be pruned. Guarantee: planning changes
//! nothing; a plan that was carried out leaves no difference; an account that somebody else
//! changed between planning and doing is not written over.

mod export;
mod lines;
mod plan;
mod shape;
mod steps;
mod wanted;

pub use export::export;
pub use plan::Plan;
pub use shape::{DIFFERENCE, ORDER};

use crate::desk::Desk;
use crate::error::Error;
use crate::form::Wrong;
use crate::version::Version;
use domain::account::{Access, Account};
use serde_json::Value;
use std::collections::BTreeSet;
use steps::Deed;
use wanted::Wanted;

/// What becomes of what the file does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rest {
    /// It stays as it is.
    #[default]
    Stays,
    /// Settings get their defaults; senders, keys, and entries of the blacklist that an operator
    /// made are removed; other accounts are blocked. Campaigns and accounts are never deleted.
    Goes,
}

/// Plans what makes the state equal to an order.
///
/// # Errors
///
/// [`Error::Wrong`] for the order, or the store's. Nothing is changed in any case.
pub async fn plan(desk: &Desk, order: &Value, rest: Rest) -> Result<Plan, Error> {
    ORDER.check("", order)?;
    let mut plan = Plan::default();
    let mut named = BTreeSet::new();
    let accounts = order["account"].as_array();
    for (index, wanted) in accounts.into_iter().flatten().enumerate() {
        let at = format!("account[{index}]");
        let name = wanted["name"].as_str().unwrap_or_default();
        if !named.insert(name) {
            let why = format!("the account {name:?} is there twice");
            return Err(Wrong::unknown(&format!("{at}.name"), why).into());
        }
        let wanted = Wanted {
            at,
            name,
            order: wanted,
            rest,
        };
        wanted.plan(desk, &mut plan).await?;
    }
    if rest == Rest::Goes {
        block_others(desk, &named, &mut plan).await?;
    }
    Ok(plan)
}

/// Blocks the accounts that the order does not name.
async fn block_others(desk: &Desk, named: &BTreeSet<&str>, plan: &mut Plan) -> Result<(), Error> {
    for account in desk.store.accounts().await? {
        let is_other = !named.contains(account.name.as_str());
        if is_other && account.access != Access::Blocked {
            let lines = vec![format!("- account {}: is blocked", account.name)];
            let version = Version::of(&account);
            let blocked = Account {
                access: Access::Blocked,
                ..account
            };
            plan.add(lines, Deed::Replace(version, Box::new(blocked)));
        }
    }
    Ok(())
}
