//! The command line.

use crate::error::Error;
use crate::floor;
use crate::gateway;
use crate::load::Load;
use crate::report::Report;
use crate::workload::{self, Action, Plan};
use clap::{Parser, Subcommand, ValueEnum as _};
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Measure the gateway beside a floor: throughput, times of answers, processor time, memory.
///
/// Runs the real program against the simulated carrier and a postback receiver, all on loopback,
/// in turns with a bare HTTP server that stores one row durably for each call and forwards one
/// request. Prints medians and their ratio. Ends by itself and leaves nothing behind.
#[derive(Debug, Parser)]
#[command(
    name = "bench",
    args_conflicts_with_subcommands = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    args: Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    Floor(floor::Args),
}

#[derive(Debug, clap::Args)]
struct Args {
    /// Messages in a round; of sendMMS, whose pictures take long, a tenth. Before the rounds a
    /// tenth of a round warms up each side.
    #[arg(long, value_name = "COUNT", default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    messages: u64,

    /// Connections of the customers, each with one call at a time.
    #[arg(long, value_name = "COUNT", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=200))]
    connections: u16,

    /// Exchanges open with the carrier at the same time.
    #[arg(long, value_name = "COUNT", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=200))]
    window: u16,

    /// How long the carrier takes for each answer, as one at the other end of a line does.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=10_000))]
    latency: u64,

    /// Rounds of each side.
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=50))]
    rounds: u8,

    /// Longest time in which a round makes calls, and again in which it waits for their end.
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,

    /// Measure this action only.
    #[arg(long, value_name = "ACTION", value_enum)]
    only: Option<Action>,

    /// The program to measure; else the `wirephoto` beside this one.
    #[arg(long, value_name = "PROGRAM")]
    wirephoto: Option<PathBuf>,

    /// Where data are kept meanwhile, which decides what disk is measured; else beside this
    /// program.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,

    /// Write everything, round by round, into this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Runs what the process was started for; a signal ends it, and its children with it.
pub(crate) async fn main() -> Result<(), Error> {
    let cli = Cli::parse();
    let listening = || Error::doing("listen for signals");
    let mut term = signal(SignalKind::terminate()).map_err(listening())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(listening())?;
    let work = async {
        match cli.command {
            Some(Command::Floor(args)) => floor::run(args).await,
            None => Box::pin(run(cli.args)).await,
        }
    };
    tokio::select! {
        done = work => done,
        _ = term.recv() => Err(Error::said("ended by a signal")),
        _ = interrupt.recv() => Err(Error::said("ended by a signal")),
    }
}

async fn run(args: Args) -> Result<(), Error> {
    let plan = args.plan()?;
    let mut report = Report::new(&plan);
    println!("{}", report.heading(&plan).trim_end());
    let actions = Action::value_variants().iter().copied();
    for action in actions.filter(|action| args.only.is_none_or(|only| only == *action)) {
        let measured = Box::pin(workload::measure(&plan, action)).await?;
        print!("{}", report.add(measured));
    }
    match &args.json {
        Some(path) => report.write(path),
        None => Ok(()),
    }
}

impl Args {
    fn plan(&self) -> Result<Plan, Error> {
        let program = match &self.wirephoto {
            Some(program) => program.clone(),
            None => gateway::beside_this()?,
        };
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => {
                let this = std::env::current_exe().map_err(Error::doing("find this program"))?;
                this.parent().map(PathBuf::from).unwrap_or_default()
            }
        };
        Ok(Plan {
            program,
            folder,
            load: Load {
                connections: self.connections.into(),
                messages: self.messages,
                limit: Duration::from_secs(self.seconds),
            },
            rounds: self.rounds.into(),
            window: self.window.into(),
            latency: Duration::from_millis(self.latency),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
