//! The command line.

use crate::commands::{account, admin, carrier, config, demo, message, route, send, serve, trace};
use crate::error::Error;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// A self-hosted gateway for picture messages (MMS).
///
/// Customers send over an HTTP API; the gateway fetches the pictures, fits them to handset and
/// network, hands the message to mobile operators over MM7, and tells the customer by postback
/// what became of it.
#[derive(Debug, Parser)]
#[command(name = "wirephoto", version, after_long_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// The configuration file; else the one that WIREPHOTO_CONFIG names, else wirephoto.toml here.
    #[arg(long, global = true, value_name = "FILE", display_order = 1000)]
    config: Option<PathBuf>,
}

const EXAMPLES: &str = "\
First steps:
  wirephoto demo --once                  a message from request to postback, in one process
  wirephoto account create acme --test --sender 60856
  wirephoto carrier                      the simulated carrier, on 127.0.0.1:8081
  wirephoto serve                        in another terminal: the gateway, on 127.0.0.1:8080
  wirephoto send --key KEY --to 12025550100 --from 60856 --subject Hello photo.jpg

`wirephoto COMMAND --help` tells all about a command.
Exit codes: 0 done, 1 not done (the reason is on standard error), 2 wrong command line.";

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Demo(demo::Args),
    Send(send::Args),
    Carrier(carrier::Args),
    Account(account::Args),
    Admin(admin::Args),
    Message(message::Args),
    Route(route::Args),
    Trace(trace::Args),
    Config(config::Args),
}

/// Runs the command that the process was started with.
pub async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("wirephoto: {}", error.chain());
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode, Error> {
    let file = cli.config.as_deref();
    match cli.command {
        Command::Serve(args) => Box::pin(serve::run(args, file)).await,
        Command::Demo(args) => Box::pin(demo::run(args)).await,
        Command::Send(args) => Box::pin(send::run(args)).await,
        Command::Carrier(args) => Box::pin(carrier::run(args)).await,
        Command::Account(args) => Box::pin(account::run(args, file)).await,
        Command::Admin(args) => return Box::pin(admin::run(args, file)).await,
        Command::Message(args) => message::run(args, file).await,
        Command::Route(args) => route::run(args, file).await,
        Command::Trace(args) => Box::pin(trace::run(args, file)).await,
        Command::Config(args) => config::run(&args, file),
    }
    .map(|()| ExitCode::SUCCESS)
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
