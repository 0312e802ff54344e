//! The state as something that can be applied again.

use crate::desk::Desk;
use crate::error::Error;
use crate::hex::hex;
use crate::spelling::Spelled as _;
use crate::{blacklist, blank, campaigns, settings};
use domain::account::{Account, Sender};
use domain::campaign::Campaign;
use serde_json::{Map, Value, json};
use storage::account::Key;

/// All accounts, or one, as [`super::plan`] takes them; without the people in campaigns, and
/// without secrets: keys are there by their digests, signing secrets not at all.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn export(desk: &Desk, only: Option<&str>) -> Result<Value, Error> {
    let accounts = match only {
        Some(name) => vec![desk.account(name).await?],
        None => desk.store.accounts().await?,
    };
    let mut exported = Vec::with_capacity(accounts.len());
    for account in &accounts {
        exported.push(one(desk, account).await?);
    }
    Ok(json!({ "account": exported }))
}

async fn one(desk: &Desk, account: &Account) -> Result<Value, Error> {
    let mut fields = Map::from_iter([("name".to_owned(), json!(account.name))]);
    let mut add = |name: &str, values: Vec<Value>| {
        if !values.is_empty() {
            fields.insert(name.to_owned(), Value::Array(values));
        }
    };
    add("sender", account.senders.iter().map(sender).collect());
    let now = desk.clock.now();
    let keys = desk.store.keys(account.id).await?;
    let valid = keys
        .iter()
        .filter(|key| key.ends.is_none_or(|ends| ends > now));
    add("key", valid.map(key).collect());
    let all = desk.store.campaigns(account.id).await?;
    add("campaign", all.iter().map(campaign).collect());
    let blocks = blacklist::all(desk, &account.name).await?;
    add("block", blocks.iter().map(block).collect());
    let plain = blank::account(&account.name);
    let set = settings::differing(settings::of_accounts(), account, &plain);
    if !set.is_empty() {
        fields.insert("settings".to_owned(), Value::Object(set));
    }
    Ok(Value::Object(fields))
}

fn sender(sender: &Sender) -> Value {
    let plain = blank::sender(&sender.address);
    let mut fields = settings::differing(settings::of_senders(), sender, &plain);
    fields.insert("address".to_owned(), json!(sender.address));
    Value::Object(fields)
}

fn key(key: &Key) -> Value {
    let mut fields = json!({ "label": key.label, "digest": digest(key), "last4": key.last4 });
    if key.scope.actions.is_some() {
        fields["actions"] = key.scope.actions.spell();
    }
    if key.scope.read_only {
        fields["read_only"] = Value::Bool(true);
    }
    if let Some(ends) = key.ends {
        fields["ends"] = json!(ends.to_string());
    }
    fields
}

fn campaign(campaign: &Campaign) -> Value {
    let mut fields = campaigns::view(campaign);
    if let Value::Object(fields) = &mut fields {
        fields.remove("id");
        fields.remove("created");
        fields.retain(|_, value| !value.is_null());
    }
    fields
}

fn block(block: &storage::blacklist::Block) -> Value {
    let mut fields = blacklist::view(block);
    if let Value::Object(fields) = &mut fields {
        fields.remove("source");
        fields.remove("since");
        fields.retain(|_, value| !value.is_null());
    }
    fields
}

/// The digest of a key, as files have it.
fn digest(key: &Key) -> String {
    format!("sha256:{}", hex(&key.digest.0))
}
