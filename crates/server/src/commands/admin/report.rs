//! `wirephoto admin report`.

use super::{Said, show};
use crate::error::Error;
use crate::table::counted;
use admin::{Desk, reports};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the reports of carriers for which no message is known, newest first.
    ///
    /// A report may come before the answer that names its message, so it is kept for two weeks. One
    /// that stays here is about a message that this gateway did not send, or its id is spelt otherwise
    /// than in the answer: see message_ids of the link.
    Unknown {
        /// Only those before the report of this number.
        #[arg(long, value_name = "REPORT")]
        before: Option<i64>,
        /// So many at most.
        #[arg(long, value_name = "COUNT", default_value_t = 20)]
        limit: usize,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let What::Unknown { before, limit } = what;
    let shown = reports::unknown(desk, (before, limit)).await?;
    let count = reports::count(desk).await?;
    let columns = [
        ("REPORT", "id"),
        ("LINK", "link"),
        ("ID OF THE CARRIER", "message_id"),
        ("WORD", "word"),
        ("TEXT", "text"),
        ("RECEIVED", "received"),
    ];
    let all = usize::try_from(count).unwrap_or(usize::MAX);
    let text = match shown.is_empty() {
        true => "no report without a message\n".to_owned(),
        false => format!(
            "{}{} without a message\n",
            show::list(&columns, &shown),
            counted(all, "report")
        ),
    };
    Ok(Said::new(json!({ "reports": shown, "count": count }), text))
}
