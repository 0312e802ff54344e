//! What can go wrong around the customer's side itself.

use std::net::SocketAddr;
use std::time::Duration;

/// A server of this crate could not do its work, or a condition was not met.
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
    /// A condition was not met in time.
    #[error("the condition was not met within {limit:?}; {count} requests have come")]
    TimedOut {
        /// How long was waited.
        limit: Duration,
        /// Requests received at the end.
        count: usize,
    },
}
