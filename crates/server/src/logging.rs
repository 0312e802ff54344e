//! The log, on standard error: answers of commands own standard output.

use crate::config::{Log, LogFormat};
use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// Starts the log. A second start changes nothing.
pub(crate) fn start(settings: &Log) {
    // The level was checked when the configuration was read.
    let filter = EnvFilter::new(&settings.level);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // The error says that there is a log already.
    let _ = match settings.format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}
