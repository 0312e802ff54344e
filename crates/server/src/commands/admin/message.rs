//! `wirephoto admin message`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, messages};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Take a message back: out of the queue, or from the carrier that has it.
    ///
    /// One that waits here fails, and its customer is told so (E101, E201). A carrier is asked once, if
    /// its link has cancel = true, and what it answers is shown and kept in the life of the message; what
    /// became of the message is still told by the carrier's report.
    Cancel {
        /// Its tracking-id, or its number.
        message: String,
    },
}

pub(super) async fn run(desk: &Desk, what: What) -> Result<Said, Error> {
    let What::Cancel { message } = what;
    let told = messages::cancel(desk, &message).await?;
    let fields = ["id", "tracking", "state", "outcome", "link", "code", "text"];
    let text = show::rows(&fields.map(|field| (field, show::cell(&told[field]))));
    Ok(Said::new(told, text))
}
