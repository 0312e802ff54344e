//! `wirephoto account list`, `show` and `enable`.

use crate::error::Error;
use crate::table::table;
use domain::account::{Access, Account, Class, Sender, SenderKind};
use engine::clock::{Clock as _, SystemClock};
use std::collections::BTreeSet;
use storage::Store;
use storage::account::Key;

/// All accounts, a line each.
pub(super) async fn list(store: &dyn Store) -> Result<String, Error> {
    let accounts = store
        .accounts()
        .await
        .map_err(Error::doing("read the accounts"))?;
    if accounts.is_empty() {
        return Ok("no accounts yet; `wirephoto account create NAME` makes one\n".to_owned());
    }
    let titles = ["ID", "NAME", "CLASS", "TEST", "SENDERS", "KEYS"];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    for account in &accounts {
        let keys = valid_keys(store, account).await?;
        let keys: Vec<_> = keys.iter().map(|key| format!("...{}", key.last4)).collect();
        let senders: Vec<_> = account
            .senders
            .iter()
            .map(|it| it.address.as_str())
            .collect();
        rows.push(vec![
            account.id.to_string(),
            account.name.clone(),
            class(account).to_owned(),
            yes(account.policy.test).to_owned(),
            senders.join(" "),
            keys.join(" "),
        ]);
    }
    Ok(table(0, &rows))
}

/// Everything about one account but its secrets.
pub(super) async fn show(store: &dyn Store, account: &Account) -> Result<String, Error> {
    let row = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
    let postbacks = &account.postbacks;
    let mut rows = vec![
        row(
            "account",
            &format!("{} (number {})", account.name, account.id),
        ),
        row("access", access(account.access)),
        row("class", class(account)),
        row("test", yes(account.policy.test)),
        row(
            "postbacks to",
            postbacks.url.as_deref().unwrap_or("nowhere; they are kept"),
        ),
        row("retries", postbacks.schedule.word()),
        row("signed", yes(postbacks.secret.is_some())),
    ];
    for url in addresses(account) {
        let off = store.endpoint_disabled(account.id, url).await;
        if off.map_err(Error::doing("read the postback addresses"))? {
            rows.push(row(
                "switched off",
                &format!("{url}; `account enable` switches it on"),
            ));
        }
    }
    rows.extend(account.senders.iter().map(|it| row("sender", &sender(it))));
    for key in store
        .keys(account.id)
        .await
        .map_err(Error::doing("read the keys"))?
    {
        let end = key.ends.map_or("never".to_owned(), |ends| ends.to_string());
        let words = format!(
            "...{} ({}), made {}, ends {end}",
            key.last4, key.label, key.created
        );
        rows.push(row("key", &words));
    }
    Ok(table(0, &rows))
}

/// Switches on again the postback addresses that failed for days or said that they are gone.
pub(super) async fn enable(store: &dyn Store, account: &Account) -> Result<String, Error> {
    let mut text = String::new();
    for url in addresses(account) {
        let enabled = store.disable_endpoint(account.id, url, false).await;
        enabled.map_err(Error::doing("switch the address on"))?;
        text.push_str(&format!("postbacks go to {url}\n"));
    }
    match text.is_empty() {
        true => Err(Error::said(format!(
            "{} has no postback address",
            account.name
        ))),
        false => Ok(text),
    }
}

/// The account's own postback addresses and those of its senders.
fn addresses(account: &Account) -> BTreeSet<&str> {
    let own = [&account.postbacks.url, &account.postbacks.mo_url];
    let senders = account.senders.iter().map(|sender| &sender.postback_url);
    own.into_iter()
        .chain(senders)
        .filter_map(|url| url.as_deref())
        .collect()
}

async fn valid_keys(store: &dyn Store, account: &Account) -> Result<Vec<Key>, Error> {
    let keys = store
        .keys(account.id)
        .await
        .map_err(Error::doing("read the keys"))?;
    let now = SystemClock.now();
    Ok(keys
        .into_iter()
        .filter(|key| key.ends.is_none_or(|ends| ends > now))
        .collect())
}

fn sender(sender: &Sender) -> String {
    let kind = match sender.kind {
        SenderKind::ShortCode => "short code",
        SenderKind::LongCode => "long code",
        SenderKind::TollFree => "toll-free",
    };
    let off = if sender.active { "" } else { ", switched off" };
    format!("{} ({kind}, {}{off})", sender.address, sender.country)
}

const fn class(account: &Account) -> &'static str {
    match account.policy.class {
        Class::Optimized => "optimized",
        Class::Standard => "standard",
    }
}

const fn access(access: Access) -> &'static str {
    match access {
        Access::Open => "open",
        Access::NotActivated => "not activated",
        Access::NoApi => "no API access",
        Access::Blocked => "blocked",
    }
}

const fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}
