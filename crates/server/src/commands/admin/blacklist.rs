//! `wirephoto admin blacklist`.

use super::{Said, show};
use crate::error::Error;
use admin::Desk;
use admin::blacklist::{self, Place};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the numbers that get nothing from an account, by number and sender.
    List {
        /// Name of the account.
        account: String,
        /// Only entries of this number.
        #[arg(long)]
        number: Option<String>,
        /// Only those behind this one: a number, or a number and a sender with a slash between.
        #[arg(long)]
        after: Option<String>,
        /// So many at most.
        #[arg(long, default_value_t = 1_000)]
        limit: usize,
    },
    /// Let a number get nothing.
    Add {
        #[command(flatten)]
        entry: Entry,
        /// When it ends by itself, such as 2027-01-31T12:00:00Z.
        #[arg(long, value_name = "INSTANT")]
        ends: Option<String>,
    },
    /// Take an entry off the list.
    Remove {
        #[command(flatten)]
        entry: Entry,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Entry {
    /// Name of the account.
    account: String,
    /// The telephone number.
    number: String,
    /// Only from this sender; else from all of the account.
    #[arg(long, value_name = "DIGITS")]
    sender: Option<String>,
}

impl Entry {
    fn place(&self) -> Place<'_> {
        Place {
            account: &self.account,
            number: &self.number,
            sender: self.sender.as_deref(),
        }
    }
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let blocks = match what {
        What::List {
            account,
            number,
            after,
            limit,
        } => {
            let page = (after.as_deref(), limit);
            blacklist::list(desk, &account, number.as_deref(), page).await?
        }
        What::Add { entry, ends } => {
            let order = json!({ "ends": ends });
            vec![blacklist::put(desk, entry.place(), &order).await?.0]
        }
        What::Remove { entry } => {
            blacklist::remove(desk, entry.place()).await?;
            let text = format!("{} is off the list\n", entry.number);
            return Ok(Said::new(json!({}), text));
        }
    };
    let shown: Vec<Value> = blocks.iter().map(blacklist::view).collect();
    let columns = [
        ("NUMBER", "number"),
        ("SENDER", "sender"),
        ("SOURCE", "source"),
        ("SINCE", "since"),
        ("ENDS", "ends"),
    ];
    let text = match shown.is_empty() {
        true => "nobody\n".to_owned(),
        false => show::list(&columns, &shown),
    };
    Ok(Said::new(json!({ "blocks": shown }), text))
}
