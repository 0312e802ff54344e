#![doc = include_str!("../README.md")]

mod disk;
pub mod error;

pub use error::Error;

use async_trait::async_trait;
use bytes::Bytes;
use domain::id::BlobHash;
use std::sync::Arc;
use std::time::Duration;

/// Every kind of place that this build can keep blobs in; the scheme of the address chooses one.
pub const REGISTRY: &[&dyn Place] = &[
    &disk::Disk, // file:FOLDER
];

/// Opens blob stores of one kind.
#[async_trait]
pub trait Place: Sync {
    /// Scheme of the addresses it opens.
    fn scheme(&self) -> &'static str;

    /// Opens the store, making it if need be.
    async fn open(&self, address: &str) -> Result<Arc<dyn Blobs>, Error>;
}

/// Opens the blob store that an address names (`file:data/blobs`).
///
/// # Errors
///
/// [`Error::UnknownPlace`] for another scheme, else what the place says.
pub async fn open(address: &str) -> Result<Arc<dyn Blobs>, Error> {
    let scheme = address.split(':').next().unwrap_or_default();
    let place = REGISTRY.iter().find(|place| place.scheme() == scheme);
    place
        .ok_or_else(|| Error::UnknownPlace(scheme.into()))?
        .open(address)
        .await
}

/// Bytes by the SHA-256 of their content. What is stored never changes.
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Stores bytes. When it returns `Ok` they survive a power cut; storing them again is free.
    async fn put(&self, bytes: Bytes) -> Result<BlobHash, Error>;

    /// Keeps bytes for as long as somebody holds them, under no name: nothing of them is left
    /// behind, also not by a crash.
    async fn hold(&self, bytes: Bytes) -> Result<Arc<dyn Held>, Error>;

    /// Reads bytes back and checks them against their name.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] when there are none, [`Error::Damaged`] when they are not what was
    /// stored.
    async fn get(&self, hash: BlobHash) -> Result<Bytes, Error>;

    /// Whether the bytes are there.
    async fn has(&self, hash: BlobHash) -> Result<bool, Error>;

    /// Removes bytes that nobody has put for so long; `false` when somebody has. Removing what is
    /// not there is no error.
    ///
    /// Whoever puts bytes names them in a row a little later; with a time longer than that, the
    /// bytes of a row that is about to be written are never removed.
    async fn discard(&self, hash: BlobHash, unused_for: Duration) -> Result<bool, Error>;
}

/// Bytes that are there until this is dropped.
#[async_trait]
pub trait Held: Send + Sync {
    /// Reads the bytes back.
    async fn bytes(&self) -> Result<Bytes, Error>;
}
