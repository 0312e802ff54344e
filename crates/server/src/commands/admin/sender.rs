//! `wirephoto admin sender`.

use super::pairs::{self, Pair, pair};
use super::{Said, show};
use crate::error::Error;
use admin::{Desk, Seen, accounts, senders, settings, view};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the senders of an account, the default first.
    List {
        /// Name of the account.
        account: String,
    },
    /// Add a sender, or change one; what is not named stays as it is.
    Set {
        /// Name of the account.
        account: String,
        /// Its digits.
        address: String,
        /// What is set of it, such as country=CA; `wirephoto admin settings` shows all.
        #[arg(value_name = "SETTING=VALUE", value_parser = pair)]
        settings: Vec<Pair>,
    },
    /// Take a sender away; messages that were accepted go on.
    Remove {
        /// Name of the account.
        account: String,
        /// Its digits.
        address: String,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let account = match what {
        What::List { account } => accounts::show(desk, &account).await?,
        What::Set {
            account,
            address,
            settings,
        } => {
            let values = pairs::read(settings::of_senders(), &settings)?;
            let (order, place) = (Value::Object(values), (account.as_str(), address.as_str()));
            match senders::change(desk, place, &Seen::Whatever, &order).await {
                Err(admin::Error::Missing { kind: "sender", .. }) => {
                    senders::put(desk, place, &Seen::Whatever, &order).await?.0
                }
                changed => changed?,
            }
        }
        What::Remove { account, address } => {
            senders::remove(desk, (&account, &address), &Seen::Whatever).await?
        }
    };
    let shown: Vec<Value> = account.senders.iter().map(view::sender).collect();
    let columns = [
        ("SENDER", "address"),
        ("KIND", "kind"),
        ("COUNTRY", "country"),
        ("SERVES", "serves"),
        ("ACTIVE", "active"),
        ("SHARED", "shared"),
        ("MMS", "mms_route"),
        ("SMS", "sms_route"),
        ("SERVICES", "service_ids"),
    ];
    let text = match shown.is_empty() {
        true => format!("{} has no sender and cannot send\n", account.name),
        false => show::list(&columns, &shown),
    };
    Ok(Said::new(json!({ "senders": shown }), text))
}
