//! `wirephoto admin token`.

use super::{Said, show};
use crate::error::Error;
use serde_json::json;

/// Make a token for the admin API, and show it, once.
///
/// Nothing is stored: put the line that is printed into the configuration.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What people call it; it is in the log.
    name: String,
    /// It may look, and change nothing.
    #[arg(long)]
    read_only: bool,
}

pub(super) fn token(args: &Args) -> Result<Said, Error> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if args.name.is_empty() || !args.name.chars().all(fits) {
        let right = "a token's name is of letters, digits, \"-\", \"_\" and \".\"";
        return Err(Error::said(right));
    }
    let (text, digest) = admin::secrets::token();
    let rights = if args.read_only { "read" } else { "full" };
    let line = format!("{} {rights} sha256:{digest}", args.name);
    let rows = show::rows(&[
        ("token", text.clone()),
        ("tokens =", format!("[\"{line}\"]")),
    ]);
    let said = format!(
        "{rows}The token is shown only now. The second line belongs into [admin] of the \
         configuration.\n"
    );
    Ok(Said::new(json!({ "token": text, "setting": line }), said))
}
