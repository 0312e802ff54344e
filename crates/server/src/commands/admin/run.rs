//! `wirephoto admin run`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, runs};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the runs of an account, newest first, and how far they have come.
    List {
        /// Name of the account.
        account: String,
        /// Only those before the run of this number.
        #[arg(long, value_name = "RUN")]
        before: Option<i64>,
        /// So many at most.
        #[arg(long, value_name = "COUNT", default_value_t = 20)]
        limit: usize,
    },
    /// Show how far a run has come.
    Show {
        /// Name of the account.
        account: String,
        /// Its number: the SCHEDULEDID of its answer and events.
        run: i64,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let found = match what {
        What::List {
            account,
            before,
            limit,
        } => runs::list(desk, &account, (before, limit)).await?,
        What::Show { account, run } => vec![runs::show(desk, &account, run).await?],
    };
    let shown: Vec<Value> = found.iter().map(runs::view).collect();
    let columns = [
        ("RUN", "id"),
        ("CAMPAIGN", "campaign"),
        ("TEMPLATE", "template"),
        ("BEGAN", "began"),
        ("RECEIVERS", "receivers"),
        ("WAITING", "waiting"),
        ("UNDER WAY", "under_way"),
        ("DELIVERED", "delivered"),
        ("FAILED", "failed"),
    ];
    let text = match shown.is_empty() {
        true => "no run\n".to_owned(),
        false => show::list(&columns, &shown),
    };
    Ok(Said::new(json!({ "runs": shown }), text))
}
