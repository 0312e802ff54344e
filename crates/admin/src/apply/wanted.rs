//! One account as it shall be, against the one that is there.

use super::Rest;
use super::lines::{differences, place_told, told};
use super::plan::Plan;
use super::steps::{Deed, Entry};
use crate::blacklist;
use crate::desk::Desk;
use crate::error::Error;
use crate::form::Wrong;
use crate::hex::unhex;
use crate::secrets;
use crate::settings;
use crate::spelling::{Spelled as _, shown};
use crate::version::Version;
use crate::{blank, campaigns, senders, view};
use domain::account::{Account, Sender};
use domain::campaign::{Campaign, Source};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use storage::account::{Key, KeyDigest};

fn array<'a>(order: &'a Value, name: &str) -> &'a [Value] {
    order[name].as_array().map_or(&[], Vec::as_slice)
}
/// An account as it shall be.
pub(super) struct Wanted<'a> {
    /// Where it stands in the order.
    pub(super) at: String,
    pub(super) name: &'a str,
    pub(super) order: &'a Value,
    pub(super) rest: Rest,
}

impl Wanted<'_> {
    /// Adds all that has to be done for it.
    pub(super) async fn plan(&self, desk: &Desk, plan: &mut Plan) -> Result<(), Error> {
        let there = desk.find(self.name).await?;
        let plain = blank::account(self.name);
        let account = self.account(there.as_ref().unwrap_or(&plain))?;
        match &there {
            None => {
                let mut lines = vec![format!("+ account {}", self.name)];
                lines.extend(differences(&plain, &account));
                plan.add(lines, Deed::Create(Box::new(account.clone())));
            }
            Some(there) if *there != account => {
                let mut lines = vec![format!("~ account {}", self.name)];
                lines.extend(differences(there, &account));
                let deed = Deed::Replace(Version::of(there), Box::new(account.clone()));
                plan.add(lines, deed);
            }
            Some(_) => {}
        }
        self.plan_keys(desk, there.as_ref(), plan).await?;
        self.plan_campaigns(desk, (there.as_ref(), &account), plan)
            .await?;
        self.plan_blocks(desk, there.as_ref(), plan).await
    }

    /// The account as it shall be.
    fn account(&self, there: &Account) -> Result<Account, Error> {
        let secret = there.postbacks.secret;
        let mut account = match self.rest {
            Rest::Stays => there.clone(),
            Rest::Goes => Account {
                id: there.id,
                ..blank::account(self.name)
            },
        };
        account.postbacks.secret = secret;
        if let Some(secret) = self.order["signing_secret"].as_str() {
            let read = secrets::read(secret);
            let wrong = || {
                Wrong::unknown(
                    &format!("{}.signing_secret", self.at),
                    "32 bytes are needed",
                )
            };
            account.postbacks.secret = Some(read.ok_or_else(wrong)?);
        }
        if let Some(values) = self.order["settings"].as_object() {
            let at = format!("{}.settings", self.at);
            settings::change(settings::of_accounts(), &mut account, (&at, values))?;
        }
        if let Some(orders) = self.order["sender"].as_array() {
            account.senders = self.senders(there, orders)?;
        }
        Ok(account)
    }

    /// The senders in the order in which they are wanted; what is not named comes behind.
    fn senders(&self, there: &Account, orders: &[Value]) -> Result<Vec<Sender>, Error> {
        let at = format!("{}.sender", self.at);
        let mut wanted = senders::read(&at, orders)?;
        if self.rest == Rest::Goes {
            return Ok(wanted);
        }
        for (sender, order) in wanted.iter_mut().zip(orders) {
            let old = there.senders.iter().find(|it| it.address == sender.address);
            if let (Some(old), Some(values)) = (old, order.as_object()) {
                let mut values = values.clone();
                values.remove("address");
                *sender = old.clone();
                settings::change(settings::of_senders(), sender, (&at, &values))?;
            }
        }
        let is_named = |old: &&Sender| wanted.iter().any(|it| it.address == old.address);
        let others: Vec<Sender> = there
            .senders
            .iter()
            .filter(|it| !is_named(it))
            .cloned()
            .collect();
        wanted.extend(others);
        Ok(wanted)
    }

    async fn plan_keys(
        &self,
        desk: &Desk,
        there: Option<&Account>,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let keys = match there {
            Some(there) => desk.store.keys(there.id).await?,
            None => Vec::new(),
        };
        let mut named = Vec::new();
        for order in array(self.order, "key") {
            let digits = order["digest"]
                .as_str()
                .and_then(|it| it.strip_prefix("sha256:"));
            let digest = KeyDigest(digits.and_then(unhex).unwrap_or_default());
            let known = keys.iter().find(|key| key.digest == digest);
            self.plan_key(known, order, plan);
            named.push(digest);
        }
        if self.rest == Rest::Goes {
            for key in keys.iter().filter(|key| !named.contains(&key.digest)) {
                let lines = vec![format!("-   account {}: key {}", self.name, told(key))];
                let id = view::key_id(&key.digest);
                plan.add(lines, Deed::RemoveKey(self.name.to_owned(), id));
            }
        }
        Ok(())
    }

    fn plan_key(&self, known: Option<&Key>, order: &Value, plan: &mut Plan) {
        let name = self.name.to_owned();
        let Some(key) = known else {
            let label = order["label"].as_str().unwrap_or("key");
            let last4 = order["last4"].as_str().unwrap_or("????");
            let line = format!("+   account {name}: key ...{last4} ({label})");
            plan.add(vec![line], Deed::AddKey(name, order.clone()));
            return;
        };
        let now = key_values(key);
        let changes: Map<String, Value> = now
            .iter()
            .filter_map(|(field, now)| {
                let usual = match field.as_str() {
                    "label" => now.clone(),
                    "read_only" => Value::Bool(false),
                    _ => Value::Null,
                };
                let left_out = match self.rest {
                    Rest::Stays => now.clone(),
                    Rest::Goes => usual,
                };
                let then = order.get(field).cloned().unwrap_or(left_out);
                (same(now) != same(&then)).then(|| (field.clone(), then))
            })
            .collect();
        if changes.is_empty() {
            return;
        }
        let mut lines = vec![format!("~   account {name}: key {}", told(key))];
        lines.extend(changes.iter().map(|(field, then)| {
            format!("~     {field}: {} -> {}", shown(&now[field]), shown(then))
        }));
        let id = view::key_id(&key.digest);
        plan.add(lines, Deed::ChangeKey(name, id, Value::Object(changes)));
    }

    async fn plan_campaigns(
        &self,
        desk: &Desk,
        (there, wanted): (Option<&Account>, &Account),
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let known = match there {
            Some(there) => desk.store.campaigns(there.id).await?,
            None => Vec::new(),
        };
        for (index, order) in array(self.order, "campaign").iter().enumerate() {
            let at = format!("{}.campaign[{index}]", self.at);
            self.check_sender(&at, order, wanted)?;
            let reference = order["reference"].as_str().unwrap_or_default();
            match known.iter().find(|it| it.reference == reference) {
                Some(campaign) => self.plan_campaign(campaign, order, plan),
                None => {
                    let line = format!("+   account {}: campaign {reference}", self.name);
                    let deed = Deed::CreateCampaign(self.name.to_owned(), order.clone());
                    plan.add(vec![line], deed);
                }
            }
        }
        Ok(())
    }

    /// A campaign needs a sender of the account as it will be then.
    fn check_sender(&self, at: &str, order: &Value, wanted: &Account) -> Result<(), Error> {
        let known = |address: &str| wanted.senders.iter().any(|it| it.address == address);
        let why = match order["sender"].as_str() {
            Some(address) if known(address) => return Ok(()),
            Some(address) => format!("the account has no sender {address}"),
            None if !wanted.senders.is_empty() => return Ok(()),
            None => "the account has no sender that a campaign could send from".to_owned(),
        };
        Err(Wrong::unknown(&format!("{at}.sender"), why).into())
    }

    fn plan_campaign(&self, there: &Campaign, order: &Value, plan: &mut Plan) {
        let now = campaigns::view(there);
        let fields = order.as_object().into_iter().flatten();
        let changes: Map<String, Value> = fields
            .filter(|(field, then)| now[field.as_str()] != **then)
            .map(|(field, then)| (field.clone(), then.clone()))
            .collect();
        if changes.is_empty() {
            return;
        }
        let (name, reference) = (self.name.to_owned(), there.reference.clone());
        let mut lines = vec![format!("~   account {name}: campaign {reference}")];
        lines.extend(changes.iter().map(|(field, then)| {
            let now = &now[field.as_str()];
            format!("~     {field}: {} -> {}", shown(now), shown(then))
        }));
        plan.add(
            lines,
            Deed::ChangeCampaign(name, reference, Value::Object(changes)),
        );
    }

    async fn plan_blocks(
        &self,
        desk: &Desk,
        there: Option<&Account>,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let mut named = BTreeSet::new();
        for (index, order) in array(self.order, "block").iter().enumerate() {
            let entry = Entry {
                account: self.name.to_owned(),
                number: order["number"].as_str().unwrap_or_default().to_owned(),
                sender: order["sender"].as_str().map(str::to_owned),
            };
            if !named.insert((entry.number.clone(), entry.sender.clone())) {
                let why = format!("the number {} is there twice", entry.number);
                return Err(Wrong::unknown(&format!("{}.block[{index}]", self.at), why).into());
            }
            let now = match there {
                Some(_) => match blacklist::show(desk, entry.place()).await {
                    Err(Error::Missing { .. }) => None,
                    found => Some(found?),
                },
                None => None,
            };
            self.plan_block(now.as_ref(), entry, order, plan);
        }
        match (there, self.rest) {
            (Some(_), Rest::Goes) => self.unblock_others(desk, &named, plan).await,
            (Some(_), Rest::Stays) | (None, _) => Ok(()),
        }
    }

    fn plan_block(
        &self,
        now: Option<&storage::blacklist::Block>,
        entry: Entry,
        order: &Value,
        plan: &mut Plan,
    ) {
        let ends = |ends: &Value| {
            ends.as_str()
                .and_then(|it| it.parse::<jiff::Timestamp>().ok())
        };
        let then = match order.get("ends") {
            Some(wanted) => ends(wanted),
            None if self.rest == Rest::Stays => now.and_then(|it| it.ends),
            None => None,
        };
        let mark = match now {
            Some(now) if now.ends == then => return,
            Some(_) => "~",
            None => "+",
        };
        let place = place_told(entry.place());
        let until = then.map_or("for ever".to_owned(), |then| format!("until {then}"));
        let line = format!("{mark}   account {}: blacklist {place}, {until}", self.name);
        let then = then.map(|then| then.to_string());
        plan.add(
            vec![line],
            Deed::Block(entry, serde_json::json!({ "ends": then })),
        );
    }

    /// Takes off what an operator put on; what people and customers said stays in any case.
    async fn unblock_others(
        &self,
        desk: &Desk,
        named: &BTreeSet<(String, Option<String>)>,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        for block in blacklist::all(desk, self.name).await? {
            let entry = (block.number.digits().to_owned(), block.sender.clone());
            if block.source != Source::Manager || named.contains(&entry) {
                continue;
            }
            let entry = Entry {
                account: self.name.to_owned(),
                number: entry.0,
                sender: entry.1,
            };
            let place = place_told(entry.place());
            let line = format!("-   account {}: blacklist {place}", self.name);
            plan.add(vec![line], Deed::Unblock(entry));
        }
        Ok(())
    }
}

/// What can be set of a key.
fn key_values(key: &Key) -> Map<String, Value> {
    let ends = key.ends.map(|ends| ends.to_string());
    let values = [
        ("label", Value::from(key.label.as_str())),
        ("actions", key.scope.actions.spell()),
        ("read_only", Value::Bool(key.scope.read_only)),
        ("ends", Value::from(ends)),
    ];
    values
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// A value as it is compared: instants and sets may be written in several ways.
fn same(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.parse::<jiff::Timestamp>() {
            Ok(instant) => Value::from(instant.to_string()),
            Err(_) => value.clone(),
        },
        Value::Array(values) => {
            let mut words: Vec<String> = values.iter().map(Value::to_string).collect();
            words.sort();
            Value::from(words)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.clone(),
    }
}
