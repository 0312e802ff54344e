//! `wirephoto admin service`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, Seen, accounts, services};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the services of an account.
    List {
        /// Name of the account.
        account: String,
    },
    /// Say which senders may be used for a service; no others may.
    Set {
        /// Name of the account.
        account: String,
        /// Id of the service, as requests call it.
        service: String,
        /// Senders of the account.
        #[arg(value_name = "DIGITS", required = true)]
        senders: Vec<String>,
    },
    /// Take a service away from all senders.
    Remove {
        /// Name of the account.
        account: String,
        /// Id of the service.
        service: String,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let account = match what {
        What::List { account } => accounts::show(desk, &account).await?,
        What::Set {
            account,
            service,
            senders,
        } => {
            let order = json!({ "senders": senders });
            let place = (account.as_str(), service.as_str());
            services::put(desk, place, &Seen::Whatever, &order).await?.0
        }
        What::Remove { account, service } => {
            services::remove(desk, (&account, &service), &Seen::Whatever).await?
        }
    };
    let shown = services::of(&account);
    let columns = [
        ("SERVICE", "id"),
        ("SENDERS", "senders"),
        ("DEFAULT OF", "default_of"),
    ];
    let text = match shown.is_empty() {
        true => format!("{} has no service\n", account.name),
        false => show::list(&columns, &shown),
    };
    Ok(Said::new(json!({ "services": shown }), text))
}
