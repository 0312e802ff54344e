//! `wirephoto demo`: everything in one process, to look at and to try.

mod once;
mod stage;
mod stay;

use crate::config::{Config, Log};
use crate::error::Error;
use crate::logging;
use stage::Stage;
use std::path::PathBuf;

/// Run everything in one process: gateway, simulated carrier, media server and postback receiver.
///
/// Works offline, on 127.0.0.1 only. Without --once it stays up, prints addresses, a key and a
/// call to copy, and lists postbacks as they come.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// Send four messages, wait until they are delivered, print their lives, and exit: 0 when all
    /// went well.
    #[arg(long)]
    once: bool,

    /// Port of the API; 0 takes a free one. Without --once the default is 8080.
    #[arg(long)]
    port: Option<u16>,

    /// Folder for the data, which stays; else a temporary one is used and removed.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  wirephoto demo --once
  wirephoto demo --port 9000
  wirephoto demo --once --keep demo-data";

/// Sets the stage and plays.
pub(crate) async fn run(args: Args) -> Result<(), Error> {
    let level = if args.once {
        "warn"
    } else {
        "warn,engine=info"
    };
    logging::start(&Log {
        level: level.to_owned(),
        ..Config::default().log
    });
    let port = args.port.unwrap_or(if args.once { 0 } else { 8080 });
    let stage = Stage::open(port, args.keep).await?;
    match args.once {
        true => once::play(stage).await,
        false => stay::play(stage).await,
    }
}
