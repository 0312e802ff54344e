//! `wirephoto account`: customers, their senders and keys.

mod create;
mod set;
mod show;

use crate::config::{Layers, parse_time};
use crate::error::Error;
use crate::screen;
use crate::secrets::NewKey;
use crate::wiring;
use clap::Subcommand;
use domain::account::Account;
use engine::clock::{Clock as _, SystemClock};
use std::path::Path;
use std::time::Duration;
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
        /// How long the other keys still work, such as 1h; 0s ends them at once.
        #[arg(long, value_name = "TIME", default_value = "1h", value_parser = time)]
        grace: Duration,
    },
}

fn time(text: &str) -> Result<Duration, String> {
    parse_time(text).ok_or_else(|| "write a time such as 30m or 24h".to_owned())
}

/// Does what was asked for and prints what came of it.
pub(crate) async fn run(args: Args, file: Option<&Path>) -> Result<(), Error> {
    let config = Layers::find(file)?.config()?;
    let store = wiring::store(&config).await?;
    let store = store.as_ref();
    let text = match args.what {
        What::Create(args) => create::create(store, args).await?,
        What::Set(args) => set::set(store, args).await?,
        What::List => show::list(store).await?,
        What::Show { name } => show::show(store, &named(store, &name).await?).await?,
        What::Enable { name } => show::enable(store, &named(store, &name).await?).await?,
        What::Key {
            what: KeyWhat::Rotate { name, grace },
        } => rotate(store, &name, grace).await?,
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

async fn rotate(store: &dyn Store, name: &str, grace: Duration) -> Result<String, Error> {
    let account = named(store, name).await?;
    let now = SystemClock.now();
    let key = NewKey::make(account.policy.test);
    let row = key.row(account.id, "rotated", now);
    store
        .add_key(&row)
        .await
        .map_err(Error::doing("store the key"))?;
    let ended = store
        .end_keys_but(account.id, &row.digest, now + grace)
        .await;
    let ended = ended.map_err(Error::doing("end the other keys"))?;
    let ended = match ended {
        1 => "1 other key ends".to_owned(),
        more => format!("{more} other keys end"),
    };
    let when = match grace.is_zero() {
        true => "at once".to_owned(),
        false => format!("at {}", now + grace),
    };
    Ok(format!(
        "API key  {}  (shown only now)\n{ended} {when}\n",
        key.text
    ))
}
