//! `wirephoto admin operator`.

use super::{Said, show};
use admin::{Desk, operators};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// List the operators; the configuration has them, in [[operator]].
    List,
}

pub(super) fn run(desk: &Desk, what: &What) -> Said {
    let What::List = what;
    let shown = operators::list(desk);
    let columns = [
        ("NAME", "name"),
        ("ROLE", "role"),
        ("MMS", "mms"),
        ("SUPPORTED", "supported"),
        ("LEGACY", "legacy"),
        ("WXML", "wxml"),
        ("KEBAB", "kebab"),
        ("JSON", "json"),
        ("SHORT CODE BYTES", "short_code_bytes"),
    ];
    let text = show::list(&columns, &shown);
    Said::new(json!({ "operators": shown }), text)
}
