//! What can go wrong with a blob store.

use domain::id::BlobHash;

/// A blob store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address names a kind of place that this build does not have.
    #[error("no kind of blob store is called {0:?}; this build has: file")]
    UnknownPlace(String),
    /// The place cannot be used.
    #[error("cannot open the blob store {address:?}")]
    Open {
        /// Address as configured.
        address: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// There are no such bytes.
    #[error("blob {0} is not there")]
    Missing(BlobHash),
    /// The bytes are not those that were stored.
    #[error("blob {0} is damaged")]
    Damaged(BlobHash),
    /// No room; reading goes on.
    #[error("the blob store is full")]
    Full,
    /// A name could not reach the disk. Nothing more is put by this process: what was answered is
    /// safe, what was not is unknown.
    #[error("the blob store could not reach its disk and has stopped: {0}")]
    Stopped(String),
    /// Reading or writing failed; the call may be repeated.
    #[error("the blob store failed")]
    Failed(#[source] std::io::Error),
}
