//! `wirephoto admin endpoint`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, endpoints};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the addresses that events of an account are posted to.
    List {
        /// Name of the account.
        account: String,
    },
    /// Post events again to addresses that were switched off, with a clean record.
    ///
    /// An address is switched off when it answers 410, or fails for days. Events that happened
    /// meanwhile are kept and not posted.
    Enable {
        /// Name of the account.
        account: String,
        /// The address; else all of the account.
        url: Option<String>,
    },
    /// Post no events to an address; they are kept.
    Disable {
        /// Name of the account.
        account: String,
        /// The address.
        url: String,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let account = match what {
        What::List { account } => account,
        What::Enable { account, url } => {
            let order = match url {
                Some(url) => json!({ "url": url, "enabled": true }),
                None => json!({ "enabled": true }),
            };
            endpoints::switch(desk, &account, &order).await?;
            account
        }
        What::Disable { account, url } => {
            let order = json!({ "url": url, "enabled": false });
            endpoints::switch(desk, &account, &order).await?;
            account
        }
    };
    let shown = endpoints::list(desk, &account).await?;
    let text = match shown.is_empty() {
        true => format!("{account} has no postback address; its events are kept\n"),
        false => show::list(&[("ADDRESS", "url"), ("ENABLED", "enabled")], &shown),
    };
    Ok(Said::new(json!({ "endpoints": shown }), text))
}
