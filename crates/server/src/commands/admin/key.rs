//! `wirephoto admin key`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, keys, view};
use clap::Subcommand;
use serde_json::{Map, Value, json};
use std::io::Read as _;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the keys of an account, without the keys themselves.
    List {
        /// Name of the account.
        account: String,
    },
    /// Make a key and show it, once; or take over one that customers have already.
    Create {
        /// Name of the account.
        account: String,
        #[command(flatten)]
        scope: Scope,
        /// A file that holds the key which customers have already; - is standard input.
        #[arg(long, value_name = "FILE", conflicts_with = "digest")]
        key_file: Option<String>,
        /// The SHA-256 of the key which customers have already, as sha256:HEX.
        #[arg(long)]
        digest: Option<String>,
        /// The last four characters of that key.
        #[arg(long, requires = "digest")]
        last4: Option<String>,
    },
    /// Change label, scope or end of a key; what is not named stays as it is.
    Set {
        /// Name of the account.
        account: String,
        /// Id of the key, as `list` shows it.
        key: String,
        #[command(flatten)]
        scope: Scope,
    },
    /// Replace a key by a new one of the same scope, and show it, once.
    Rotate {
        /// Name of the account.
        account: String,
        /// Id of the key, as `list` shows it; without it all keys are replaced by one for everything.
        key: Option<String>,
        /// How long the old key still works, such as 24h; else it ends at once.
        #[arg(long, value_name = "TIME")]
        grace: Option<String>,
        /// What people call the new key.
        #[arg(long)]
        label: Option<String>,
    },
    /// Forget a key; it ends at once.
    Remove {
        /// Name of the account.
        account: String,
        /// Id of the key, as `list` shows it.
        key: String,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Scope {
    /// What people call it.
    #[arg(long)]
    label: Option<String>,
    /// An action that it may call; several times for several. `all` is all that the account may.
    #[arg(long = "action", value_name = "ACTION")]
    actions: Vec<String>,
    /// It changes nothing and orders nothing.
    #[arg(long)]
    read_only: bool,
    /// It may change and order things again.
    #[arg(long, conflicts_with = "read_only")]
    read_write: bool,
    /// When it ends, such as 2027-01-31T12:00:00Z, or never.
    #[arg(long, value_name = "INSTANT")]
    ends: Option<String>,
}

impl Scope {
    fn order(&self) -> Map<String, Value> {
        let mut order = Map::new();
        let mut set = |name: &str, value: Value| order.insert(name.to_owned(), value);
        if let Some(label) = &self.label {
            set("label", json!(label));
        }
        match self.actions.as_slice() {
            [] => {}
            [all] if all == "all" => {
                set("actions", Value::Null);
            }
            actions => {
                set("actions", json!(actions));
            }
        }
        if self.read_only || self.read_write {
            set("read_only", json!(self.read_only));
        }
        match self.ends.as_deref() {
            None => {}
            Some("never") => {
                set("ends", Value::Null);
            }
            Some(ends) => {
                set("ends", json!(ends));
            }
        }
        order
    }
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    match what {
        What::List { account } => list(desk, &account).await,
        What::Create {
            account,
            scope,
            key_file,
            digest,
            last4,
        } => {
            let mut order = scope.order();
            let given = [("digest", digest), ("last4", last4)];
            for (name, value) in given.into_iter().chain([("key", read(key_file)?)]) {
                order.extend(value.map(|value| (name.to_owned(), json!(value))));
            }
            let made = keys::create(desk, &account, &Value::Object(order)).await?;
            Ok(said(&made, ""))
        }
        What::Set {
            account,
            key,
            scope,
        } => {
            keys::change(desk, &account, &key, &Value::Object(scope.order())).await?;
            list(desk, &account).await
        }
        What::Rotate {
            account,
            key,
            grace,
            label,
        } => rotate(desk, (&account, key), (grace, label)).await,
        What::Remove { account, key } => {
            keys::remove(desk, &account, &key).await?;
            list(desk, &account).await
        }
    }
}

/// The key in a file. A key on the command line would be seen by everybody on the machine.
fn read(file: Option<String>) -> Result<Option<String>, Error> {
    let Some(file) = file else { return Ok(None) };
    let mut text = String::new();
    let read = match file.as_str() {
        "-" => std::io::stdin().read_to_string(&mut text).map(|_| text),
        path => std::fs::read_to_string(path),
    };
    let text = read.map_err(Error::doing(format!("read the key ({file})")))?;
    Ok(Some(text.trim().to_owned()))
}

async fn rotate(
    desk: &Desk,
    (account, key): (&str, Option<String>),
    (grace, label): (Option<String>, Option<String>),
) -> Result<Said, Error> {
    let mut order = Map::new();
    for (name, value) in [("grace", &grace), ("label", &label)] {
        order.extend(value.as_ref().map(|value| (name.to_owned(), json!(value))));
    }
    let order = Value::Object(order);
    let when = match grace {
        None => "at once".to_owned(),
        Some(grace) => format!("in {grace}"),
    };
    match key {
        Some(key) => {
            let made = keys::rotate(desk, account, &key, &order).await?;
            Ok(said(&made, &format!("The old key ends {when}.\n")))
        }
        None => {
            let (made, ended) = keys::rotate_all(desk, account, &order).await?;
            Ok(said(
                &made,
                &format!("Other keys that end {when}: {ended}.\n"),
            ))
        }
    }
}

fn said(made: &keys::Made, remark: &str) -> Said {
    let id = view::key_id(&made.key.digest);
    let text = match &made.text {
        Some(text) => {
            let rows = show::rows(&[("key id", id), ("API key", text.clone())]);
            format!("{rows}The key is shown only now.\n{remark}")
        }
        None => show::rows(&[("key id", id), ("ends in", made.key.last4.clone())]),
    };
    Said::new(made.view(), text)
}

async fn list(desk: &Desk, account: &str) -> Result<Said, Error> {
    let keys = keys::list(desk, account).await?;
    let now = desk.clock.now();
    let shown: Vec<Value> = keys.iter().map(|key| view::key(key, now)).collect();
    let columns = [
        ("ID", "id"),
        ("LABEL", "label"),
        ("LAST 4", "last4"),
        ("ACTIONS", "actions"),
        ("READ-ONLY", "read_only"),
        ("CREATED", "created"),
        ("ENDS", "ends"),
        ("VALID", "valid"),
    ];
    let text = match shown.is_empty() {
        true => format!("{account} has no key; `wirephoto admin key create {account}` makes one\n"),
        false => show::list(&columns, &shown),
    };
    Ok(Said::new(json!({ "keys": shown }), text))
}
