//! `wirephoto account`: customers, their senders and keys.

mod create;
mod set;
mod show;

use crate::config::Layers;
use crate::desk;
use crate::error::Error;
use crate::screen;
use admin::{Desk, keys};
use clap::Subcommand;
use domain::account::Account;
use serde_json::json;
use std::path::Path;
use storage::Store;

/// Create, change and list accounts, and rotate their keys.
///
/// Works on the store of the configuration, also while `serve` runs on it; what is changed holds
/// from the next call on. Keys and signing secrets are shown once, when they are made: the store
/// keeps only a digest of a key.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto account create acme --sender 60856 --postback-url https://acme.example/mms
  wirephoto account create trial --test --sender 60856
  wirephoto account set trial --sender 18005550100 --postback-url https://trial.example/mms
  wirephoto account list
  wirephoto account show acme
  wirephoto account key rotate acme --grace 24h";

#[derive(Debug, Subcommand)]
enum What {
    Create(create::Args),
    Set(set::Args),
    /// List all accounts.
    List,
    /// Show everything about an account but its secrets.
    Show {
        /// Name of the account.
        name: String,
    },
    /// Post events again to addresses that were switched off.
    ///
    /// An address is switched off when it answers 410, or fails for days. Events that happened
    /// meanwhile are kept and not posted.
    Enable {
        /// Name of the account.
        name: String,
    },
    /// Work on keys.
    Key {
        #[command(subcommand)]
        what: KeyWhat,
    },
}

#[derive(Debug, Subcommand)]
enum KeyWhat {
    /// Make a new key and let the others of the account end.
    Rotate {
        /// Name of the account.
        name: String,
        /// How long the other keys still work, such as 24h; else they end at once.
        #[arg(long, value_name = "TIME", default_value = "0s")]
        grace: String,
    },
}

/// Does what was asked for and prints what came of it.
pub(crate) async fn run(args: Args, file: Option<&Path>) -> Result<(), Error> {
    let desk = desk::open(&Layers::find(file)?).await?;
    let store = desk.store.as_ref();
    let text = match args.what {
        What::Create(args) => create::create(&desk, args).await?,
        What::Set(args) => set::set(store, args).await?,
        What::List => show::list(store).await?,
        What::Show { name } => show::show(store, &named(store, &name).await?).await?,
        What::Enable { name } => show::enable(store, &named(store, &name).await?).await?,
        What::Key {
            what: KeyWhat::Rotate { name, grace },
        } => rotate(&desk, &name, &grace).await?,
    };
    screen::text(&text);
    Ok(())
}

/// The account of that name.
async fn named(store: &dyn Store, name: &str) -> Result<Account, Error> {
    let accounts = store
        .accounts()
        .await
        .map_err(Error::doing("read the accounts"))?;
    let found = accounts.into_iter().find(|account| account.name == name);
    found.ok_or_else(|| {
        Error::said(format!(
            "no account is called {name:?}; `wirephoto account list` shows all"
        ))
    })
}

async fn rotate(desk: &Desk, name: &str, grace: &str) -> Result<String, Error> {
    let order = json!({ "grace": grace });
    let (made, ended) = keys::rotate_all(desk, name, &order).await?;
    let ended = match ended {
        1 => "1 other key ends".to_owned(),
        more => format!("{more} other keys end"),
    };
    let when = match grace {
        "0s" => "at once".to_owned(),
        grace => format!("in {grace}"),
    };
    let key = made.text.unwrap_or_default();
    Ok(format!(
        "API key  {key}  (shown only now)\n{ended} {when}\n"
    ))
}
