//! What can go wrong around the simulated MMSC itself.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The simulated MMSC could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// The log file cannot be opened or read.
    #[error("cannot use the log file {path}")]
    LogFile {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// A line of the log file is not one of ours.
    #[error("line {line} of the log file {path} is not a record")]
    LogLine {
        /// The file.
        path: PathBuf,
        /// Line number, from 1.
        line: usize,
        /// What the parser said.
        #[source]
        source: serde_json::Error,
    },
    /// The settings name a path that is none.
    #[error("the path {0:?} for MM7 must begin with a slash, be plain and not be a page of ours")]
    Path(String),
    /// The HTTP client for reports could not be built.
    #[error("cannot build the client for reports")]
    Client(#[source] reqwest::Error),
    /// A condition was not met in time.
    #[error("the condition was not met within {limit:?}; the log holds {count} submissions")]
    TimedOut {
        /// How long was waited.
        limit: Duration,
        /// Submissions in the log at the end.
        count: usize,
    },
}
