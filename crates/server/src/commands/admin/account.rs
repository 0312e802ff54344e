//! `wirephoto admin account`.

use super::pairs::{self, Pair, pair};
use super::{Said, show};
use crate::error::Error;
use admin::{Desk, Seen, accounts, blank, settings, view};
use clap::Subcommand;
use domain::account::Account;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List all accounts.
    List,
    /// Show an account: its senders, and what is set of it.
    Show {
        /// Name of the account.
        name: String,
        /// Show all settings, not only those that differ from the default.
        #[arg(long)]
        all: bool,
    },
    /// Create an account with an API key and a signing secret, and show both, once.
    Create {
        /// Its name, unique on this server.
        name: String,
        /// A number it may send from; several times for several numbers, the default first.
        #[arg(long = "sender", value_name = "DIGITS")]
        senders: Vec<String>,
        /// What is set of it, such as class=standard; `wirephoto admin settings` shows all.
        #[arg(value_name = "SETTING=VALUE", value_parser = pair)]
        settings: Vec<Pair>,
    },
    /// Change what is set of an account; what is not named stays as it is.
    Set {
        /// Name of the account.
        name: String,
        /// What shall change, such as throughput=10 or throughput=default.
        #[arg(value_name = "SETTING=VALUE", value_parser = pair, required = true)]
        settings: Vec<Pair>,
    },
    /// Give an account another name.
    Rename {
        /// Name of the account.
        name: String,
        /// Its new name.
        new: String,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    match what {
        What::List => list(desk).await,
        What::Show { name, all } => {
            let account = accounts::show(desk, &name).await?;
            Ok(said(&account, all))
        }
        What::Create {
            name,
            senders,
            settings,
        } => create(desk, &name, (&senders, &settings)).await,
        What::Set { name, settings } => {
            let values = pairs::read(settings::of_accounts(), &settings)?;
            change(desk, &name, json!({ "settings": values })).await
        }
        What::Rename { name, new } => change(desk, &name, json!({ "name": new })).await,
    }
}

async fn list(desk: &Desk) -> Result<Said, Error> {
    let found = accounts::list(desk, "", usize::MAX).await?;
    let shown: Vec<Value> = found.iter().map(view::account).collect();
    let line = |account: &Value| {
        let senders = account["senders"].as_array().into_iter().flatten();
        let senders: Value = senders.map(|sender| sender["address"].clone()).collect();
        let set = &account["settings"];
        json!({
            "id": account["id"], "name": account["name"], "access": set["access"],
            "class": set["class"], "test": set["test"], "senders": senders,
        })
    };
    let columns = [
        ("ID", "id"),
        ("NAME", "name"),
        ("ACCESS", "access"),
        ("CLASS", "class"),
        ("TEST", "test"),
        ("SENDERS", "senders"),
    ];
    let lines: Vec<Value> = shown.iter().map(line).collect();
    let text = match lines.is_empty() {
        true => "no accounts yet; `wirephoto admin account create NAME` makes one\n".to_owned(),
        false => show::list(&columns, &lines),
    };
    Ok(Said::new(json!({ "accounts": shown }), text))
}

async fn create(
    desk: &Desk,
    name: &str,
    (senders, pairs): (&[String], &[Pair]),
) -> Result<Said, Error> {
    let values = pairs::read(settings::of_accounts(), pairs)?;
    let senders: Value = senders.iter().map(|it| json!({ "address": it })).collect();
    let order = json!({ "name": name, "settings": values, "senders": senders });
    let made = accounts::create(desk, &order).await?;
    let text = show::rows(&[
        ("account", format!("{name} (number {})", made.account.id)),
        ("API key", made.key.clone()),
        ("signing secret", made.secret.clone()),
    ]);
    let text = format!("{text}Key and secret are shown only now.\n");
    Ok(Said::new(made.view(), text))
}

async fn change(desk: &Desk, name: &str, order: Value) -> Result<Said, Error> {
    let account = accounts::change(desk, name, &Seen::Whatever, &order).await?;
    Ok(said(&account, false))
}

/// An account, with all of its settings or with those that differ from the default.
fn said(account: &Account, all: bool) -> Said {
    let mut rows = vec![
        (
            "account",
            format!("{} (number {})", account.name, account.id),
        ),
        (
            "signed",
            show::cell(&Value::Bool(account.postbacks.secret.is_some())),
        ),
    ];
    for sender in &account.senders {
        let plain = blank::sender(&sender.address);
        let differing = settings::differing(settings::of_senders(), sender, &plain);
        let set = differing
            .iter()
            .map(|(name, value)| format!(" {name}={}", show::cell(value)));
        rows.push((
            "sender",
            format!("{}{}", sender.address, set.collect::<String>()),
        ));
    }
    let plain = blank::account(&account.name);
    for row in settings::of_accounts() {
        let value = row.get(account);
        if all || value != row.get(&plain) {
            let usual = match value.is_null() {
                true => format!(" ({})", row.usual),
                false => String::new(),
            };
            rows.push((row.name, format!("{}{usual}", show::cell(&value))));
        }
    }
    Said::new(view::account(account), show::rows(&rows))
}
