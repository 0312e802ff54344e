//! Files that customers let us use again for the same address.

use crate::Error;
use crate::job::NewJob;
use async_trait::async_trait;
use domain::id::{AccountId, BlobHash};
use jiff::Timestamp;

/// SHA-256 of the address that was asked. Addresses may hold a customer's secrets, and nothing but
/// the same address is ever looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressDigest(pub [u8; 32]);

/// A file as a customer's server gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedFile {
    /// Its bytes.
    pub blob: BlobHash,
    /// What the server said it is.
    pub declared_type: Option<String>,
}

/// A file, to be used again. Its blob is durable already.
#[derive(Debug, Clone)]
pub struct NewFetchedFile {
    /// Whose calls may use it.
    pub account: AccountId,
    /// For which address.
    pub address: AddressDigest,
    /// The file.
    pub file: FetchedFile,
    /// When it was fetched.
    pub fetched: Timestamp,
    /// Until when it may be used.
    pub until: Timestamp,
    /// Removes files that nothing names any more, for the file whose place this one takes.
    pub sweep: NewJob,
}

/// Files that customers let us use again for the same address.
#[async_trait]
pub trait FetchedFiles: Send + Sync {
    /// What an account may use for an address at that instant.
    async fn fetched_file(
        &self,
        account: AccountId,
        address: AddressDigest,
        now: Timestamp,
    ) -> Result<Option<FetchedFile>, Error>;
    /// Keeps a file, in place of one that the account had for the address. [`Error::Missing`] when
    /// there is no such account. Answered before it is durable: what is lost in a power cut is
    /// fetched again.
    async fn keep_fetched(&self, new: NewFetchedFile) -> Result<(), Error>;
    /// Removes up to `limit` of them whose time is over, and leaves their blobs to whoever sweeps;
    /// returns how many.
    async fn forget_fetched(&self, now: Timestamp, limit: u32, sweep: NewJob)
    -> Result<u64, Error>;
}
