//! One file for each command: its arguments, its help, and what it does.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod carrier;
pub(crate) mod config;
pub(crate) mod demo;
pub(crate) mod message;
pub(crate) mod route;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod trace;

use crate::error::Error;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGINT and SIGTERM, heard from the moment this is made: a program that says it is ready must
/// not die of a signal that came a moment later.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self, Error> {
        let failed = || Error::doing("listen for signals");
        Ok(Self {
            terminate: signal(SignalKind::terminate()).map_err(failed())?,
            interrupt: signal(SignalKind::interrupt()).map_err(failed())?,
        })
    }

    /// Returns at the next of them.
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
