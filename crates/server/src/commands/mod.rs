//! One file for each command: its arguments, its help, and what it does.

pub(crate) mod account;
pub(crate) mod carrier;
pub(crate) mod config;
pub(crate) mod demo;
pub(crate) mod send;
pub(crate) mod serve;

use crate::error::Error;

/// Waits for the first SIGINT or SIGTERM.
async fn asked_to_stop() -> Result<(), Error> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = || Error::doing("listen for signals");
    let mut terminate = signal(SignalKind::terminate()).map_err(failed())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
