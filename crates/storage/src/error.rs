//! What can go wrong with a store.

use domain::id::AccountId;

/// A store did not do what was asked. Nothing of the call has happened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The address names an engine that this build does not have.
    #[error("no storage engine is called {0:?}; this build has: sqlite")]
    UnknownEngine(String),
    /// Something of that name is there already.
    #[error("{0} exists already")]
    Exists(String),
    /// Something that must be there is not.
    #[error("{0} does not exist")]
    Missing(String),
    /// The place cannot be opened or does not keep the promise of durability.
    #[error("cannot open the store: {0}")]
    Open(String),
    /// The schema was written by a newer build.
    #[error("the store has schema {found}, this build knows {known}; use a newer build")]
    Newer {
        /// Schema of the store.
        found: u32,
        /// Newest schema of this build.
        known: u32,
    },
    /// The key of the call is another call's by now; nothing was accepted under it.
    #[error("a claim on a key of account {0} is lost")]
    ClaimLost(AccountId),
    /// The account's credits suffice for no message of a batch.
    #[error("the credits of account {0} do not suffice")]
    Unpaid(AccountId),
    /// No room on the disk; reading goes on.
    #[error("the store's disk is full")]
    Full,
    /// Stored data does not read back.
    #[error("stored {what} is damaged: {why}")]
    Damaged {
        /// Which thing.
        what: String,
        /// In which way.
        why: String,
    },
    /// The engine failed; the call may be repeated.
    #[error("the store failed: {0}")]
    Failed(String),
    /// A commit could not reach the disk. Nothing more is written by this process: what was
    /// answered is safe, what was not is unknown until the store is opened again.
    #[error("the store could not reach its disk and has stopped: {0}")]
    Stopped(String),
}
