//! `wirephoto admin credits`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, credits};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Show what an account has.
    Show {
        /// Name of the account.
        account: String,
    },
    /// Add to what an account has, each time anew.
    Add {
        /// Name of the account.
        account: String,
        /// Millionths of a credit; less than nothing takes from them.
        #[arg(allow_negative_numbers = true)]
        micros: i64,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let credit = match what {
        What::Show { account } => credits::show(desk, &account).await?,
        What::Add { account, micros } => {
            credits::add(desk, &account, &json!({ "micros": micros })).await?
        }
    };
    let text = show::rows(&[
        ("balance", credit.balance_micros.to_string()),
        ("reserved", credit.reserved_micros.to_string()),
        ("available", credit.available_micros().to_string()),
    ]);
    Ok(Said::new(credits::view(&credit), text))
}
