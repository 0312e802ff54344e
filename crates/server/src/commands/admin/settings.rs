//! `wirephoto admin settings`.

use super::{Said, show};
use crate::error::Error;
use admin::settings::{self, Row};
use serde_json::{Value, json};

/// Say what can be set of accounts and senders, what it means, and what its default is.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only what is called so, or begins so.
    name: Option<String>,
}

pub(super) fn settings(args: &Args) -> Result<Said, Error> {
    let wanted = args.name.as_deref().unwrap_or_default();
    let accounts = chosen(settings::of_accounts(), wanted);
    let senders = chosen(settings::of_senders(), wanted);
    let mut text = String::new();
    for (title, rows) in [("ACCOUNT SETTING", &accounts), ("SENDER SETTING", &senders)] {
        if !rows.is_empty() {
            let columns = [(title, "name"), ("DEFAULT", "default"), ("MEANING", "doc")];
            text.push_str(&show::list(&columns, rows));
        }
    }
    if text.is_empty() {
        let words = format!("nothing is called {wanted:?} that can be set");
        return Err(Error::said(format!(
            "{words}; `wirephoto admin settings` shows all"
        )));
    }
    Ok(Said::new(
        json!({ "account": accounts, "sender": senders }),
        text,
    ))
}

fn chosen<T>(rows: &[Row<T>], wanted: &str) -> Vec<Value> {
    let chosen = rows.iter().filter(|row| row.name.starts_with(wanted));
    chosen.map(admin::view::setting).collect()
}
