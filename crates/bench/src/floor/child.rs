//! The floor as a child process of the benchmark.
//!
//! Guarantee: it ends when this is dropped, and also when the benchmark is killed, because its standard input ends.

use super::Args;
use crate::error::Error;
use crate::program::Program;
use std::net::SocketAddr;
use tokio::process::Command;

/// What it says before the address on which it takes calls.
pub(super) const READY: &str = "ready ";

/// A running floor.
#[derive(Debug)]
pub(crate) struct Floor {
    /// The process.
    pub(crate) program: Program,
    /// Where it takes calls.
    pub(crate) address: SocketAddr,
}

impl Floor {
    /// Starts this very program as the floor.
    pub(crate) async fn start(args: &Args) -> Result<Self, Error> {
        let this = std::env::current_exe().map_err(Error::doing("find this program"))?;
        let mut command = Command::new(this);
        command.arg("floor");
        command.arg("--database").arg(&args.database);
        command.arg("--sink").arg(args.sink.to_string());
        command.arg("--size").arg(args.size.to_string());
        command.arg("--window").arg(args.window.to_string());
        let (program, said) = Program::start(command, READY).await?;
        let address = said
            .last()
            .and_then(|line| line.strip_prefix(READY)?.parse().ok());
        let address = address.ok_or_else(|| Error::said("the floor names no address"))?;
        Ok(Self { program, address })
    }
}
