//! `wirephoto admin link`.

use super::{Said, show};
use crate::error::Error;
use admin::{Desk, links};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the links to carriers, and how they are doing; the configuration has them, in [[link]].
    List,
    /// Show how a link is doing.
    Show {
        /// Its name.
        link: String,
    },
    /// Hand nothing over by a link. Messages wait, or go by another link that serves them.
    Pause {
        /// Its name.
        link: String,
    },
    /// Send nothing new to a link; what waits there is still handed over.
    ///
    /// New messages go by another link that serves them, and are refused (E619) where there is none.
    Drain {
        /// Its name.
        link: String,
    },
    /// Open a link again that was paused or drained.
    Resume {
        /// Its name.
        link: String,
    },
}

pub(super) async fn run(desk: &Desk, what: &What) -> Result<Said, Error> {
    let switch = async |link: &str, state: &str| {
        let order = json!({ "state": state });
        links::switch(desk, link, &order).await.map(of_one)
    };
    let said = match what {
        What::List => links::list(desk).await.map(|shown| of_all(&shown)),
        What::Show { link } => links::show(desk, link).await.map(of_one),
        What::Pause { link } => switch(link, "paused").await,
        What::Drain { link } => switch(link, "draining").await,
        What::Resume { link } => switch(link, "open").await,
    };
    Ok(said?)
}

fn of_all(shown: &[Value]) -> Said {
    let columns = [
        ("LINK", "name"),
        ("PROTOCOL", "protocol"),
        ("STATE", "state"),
        ("WINDOW", "window"),
        ("IN USE", "in_use"),
        ("RATE", "rate"),
        ("WAITING", "waiting"),
        ("OLDEST", "oldest"),
        ("LAST FAILURE AT", "last_failure_at"),
        ("LAST FAILURE", "last_failure"),
    ];
    let text = match shown.is_empty() {
        true => "no link\n".to_owned(),
        false => show::list(&columns, shown),
    };
    Said::new(json!({ "links": shown }), text)
}

fn of_one(link: Value) -> Said {
    let row = |field: &'static str| (field, show::cell(&link[field]));
    let fields = [
        "name",
        "protocol",
        "state",
        "since",
        "window",
        "in_use",
        "rate",
        "sender_rate",
        "waiting",
        "oldest",
        "last_failure_at",
        "last_failure",
    ];
    let text = show::rows(&fields.map(row));
    Said::new(link, text)
}
