//! `wirephoto admin secret`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, accounts};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Sign postbacks with a new secret, and show it, once. The old one ends at once.
    Renew {
        /// Name of the account.
        account: String,
    },
    /// Do not sign postbacks any more.
    Remove {
        /// Name of the account.
        account: String,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    match what {
        What::Renew { account } => {
            let secret = accounts::renew_secret(desk, &account).await?;
            let text = show::rows(&[("signing secret", secret.clone())]);
            let text = format!("{text}The secret is shown only now.\n");
            Ok(Said::new(json!({ "signing_secret": secret }), text))
        }
        What::Remove { account } => {
            accounts::remove_secret(desk, &account).await?;
            let text = format!("postbacks of {account} are not signed any more\n");
            Ok(Said::new(json!({}), text))
        }
    }
}
