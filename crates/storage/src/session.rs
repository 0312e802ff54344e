//! Sessions of people at the console.

use crate::Error;
use crate::link::TokenDigest;
use async_trait::async_trait;
use domain::id::AccountId;
use jiff::Timestamp;

/// Who may look at what, for how long. Its id is not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Digest of its id.
    pub digest: TokenDigest,
    /// Whose data it shows.
    pub account: AccountId,
    /// When it ends.
    pub ends: Timestamp,
}

/// Sessions of people at the console.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Opens a session, and forgets some that have ended. [`Error::Missing`] when there is no
    /// such account.
    async fn open_session(&self, session: &Session, now: Timestamp) -> Result<(), Error>;
    /// The session whose id has this digest and that has not ended.
    async fn session(&self, digest: TokenDigest, now: Timestamp) -> Result<Option<Session>, Error>;
}
