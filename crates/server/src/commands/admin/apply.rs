//! `wirephoto admin apply` and `export`: many accounts at once, as a file has them.

mod file;

use super::Said;
use crate::error::Error;
use crate::screen;
use admin::Desk;
use admin::apply::{self, Plan, Rest};
use serde_json::json;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

/// Make accounts equal to a file, and print the difference first.
///
/// The file is what `export` writes: accounts with settings, senders, keys (by digest or in files
/// of their own), campaigns and blacklist. A line begins with + for what is made, ~ for what is
/// changed and - for what is removed. What the file does not name stays.
#[derive(Debug, clap::Args)]
#[command(after_long_help = APPLY)]
pub(super) struct Args {
    /// The file, TOML.
    file: PathBuf,
    /// Go on without asking.
    #[arg(long)]
    yes: bool,
    /// Only print the difference; the exit code is 3 if there is any.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// What the file does not name goes: settings get their defaults; senders, keys, and entries
    /// of the blacklist that an operator made are removed; other accounts are blocked.
    #[arg(long)]
    prune: bool,
}

const APPLY: &str = "\
Examples:
  wirephoto admin export > accounts.toml
  wirephoto admin apply accounts.toml
  wirephoto admin apply accounts.toml --dry-run && echo nothing to do
  wirephoto admin apply accounts.toml --prune --yes

A file:
  [[account]]
  name = \"acme\"
  settings = { throughput = 10, postback_url = \"https://acme.example/mms\", test = \"default\" }
  signing_secret_file = \"acme.secret\"

  [[account.sender]]
  address = \"60856\"
  service_ids = [\"60856mms\"]

  [[account.key]]
  label = \"reports\"
  key_file = \"acme.key\"                # or digest = \"sha256:...\"
  read_only = true

  [[account.campaign]]
  reference = \"Spring26\"
  name = \"Spring offers\"
  brand = \"Acme\"

  [[account.block]]
  number = \"12025550100\"";

/// Print accounts as `apply` takes them, without secrets.
///
/// Keys are there by their digests, signing secrets and legacy users not at all. The people in
/// campaigns are not part of it.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// Only this account.
    account: Option<String>,
}

/// Exit code of a dry run that found a difference.
const DIFFERENT: u8 = 3;

pub(super) async fn run(desk: &Desk, args: Args, as_json: bool) -> Result<ExitCode, Error> {
    let order = file::read(&args.file)?;
    let rest = if args.prune { Rest::Goes } else { Rest::Stays };
    let plan = apply::plan(desk, &order, rest).await?;
    if !as_json {
        print(&plan);
    }
    let applied = match plan.is_empty() || args.dry_run {
        true => false,
        false if args.yes || agreed(as_json)? => {
            plan.carry_out(desk).await?;
            true
        }
        false => return Err(Error::said("nothing was changed")),
    };
    if as_json {
        let lines: Vec<&str> = plan.lines().collect();
        let said = json!({ "difference": lines, "applied": applied });
        screen::line(format_args!("{said:#}"));
    } else if applied {
        screen::line(format_args!("done"));
    }
    match args.dry_run && !plan.is_empty() {
        true => Ok(ExitCode::from(DIFFERENT)),
        false => Ok(ExitCode::SUCCESS),
    }
}

fn print(plan: &Plan) {
    for line in plan.lines() {
        screen::line(format_args!("{line}"));
    }
    if plan.is_empty() {
        screen::line(format_args!("no difference"));
    }
}

/// Asks a person. Where nobody sits, or what is said is for machines, `--yes` must have been said.
fn agreed(as_json: bool) -> Result<bool, Error> {
    if as_json || !std::io::stdin().is_terminal() {
        return Err(Error::said(
            "nothing was changed; say --yes to go on without being asked",
        ));
    }
    screen::text("Go on? [y/N] ");
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.map_err(Error::doing("read the answer"))?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

pub(super) async fn export(desk: &Desk, args: ExportArgs) -> Result<Said, Error> {
    let exported = apply::export(desk, args.account.as_deref()).await?;
    let text = file::write(&exported)?;
    Ok(Said::new(exported, text))
}
