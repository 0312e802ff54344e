//! The store in one SQLite file (`sqlite:PATH`).
//!
//! One thread writes and commits for all that wait at the same time, so that many callers share
//! one `fsync`; a few connections read. Several processes may have the file open: each
//! transaction takes the write lock for itself. Knows nothing of what jobs and events mean.
//!
//! Guarantee: under [`Durability::Committed`] a call that returns `Ok` survives a power cut
//! (write-ahead log, `synchronous = FULL`, both read back when opening), and once a write to the
//! disk has failed nothing more is written. Times are kept to the millisecond.
//!
//! Source: sqlite.org/wal.html and sqlite.org/pragma.html#pragma_synchronous.

mod accounts;
mod blacklist;
mod calls;
mod campaigns;
mod carrier_links;
mod change;
mod columns;
mod contents;
mod credits;
mod fetched;
mod idempotency;
mod inbox;
mod jobs;
mod keys;
mod lanes;
mod leftovers;
mod legacy_users;
mod life;
mod links;
mod long_texts;
mod lookups;
mod members;
mod message_rows;
mod messages;
mod numbers;
mod postbacks;
mod readers;
mod reports;
mod retention;
mod runs;
mod schema;
mod sending;
mod sessions;
mod templates;
mod traces;
mod writer;

use self::readers::Readers;
use self::writer::Writer;
use crate::{Durability, Engine, Error, Store};
use async_trait::async_trait;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::Arc;

/// Opens SQLite files.
pub(crate) struct Sqlite;

#[async_trait]
impl Engine for Sqlite {
    fn scheme(&self) -> &'static str {
        "sqlite"
    }

    async fn open(&self, address: &str, durability: Durability) -> Result<Arc<dyn Store>, Error> {
        let path = address.strip_prefix("sqlite:").unwrap_or(address);
        if path.is_empty() || path.contains(":memory:") {
            return Err(Error::Open(
                "the address must name a file, as in sqlite:PATH".into(),
            ));
        }
        let path = PathBuf::from(path);
        let opened = tokio::task::spawn_blocking(move || SqliteStore::open(path, durability)).await;
        let store = opened.map_err(|error| Error::Open(error.to_string()))??;
        Ok(Arc::new(store))
    }
}

/// An open file. The readers are closed first, so that the writer is the last one out and
/// empties the write-ahead log.
struct SqliteStore {
    readers: Readers,
    writer: Writer,
    durability: Durability,
}

impl SqliteStore {
    fn open(path: PathBuf, durability: Durability) -> Result<Self, Error> {
        let writer = Writer::start(schema::open(&path)?, durability)?;
        Ok(Self {
            readers: Readers::new(path),
            writer,
            durability,
        })
    }

    /// Runs a write in a transaction; `Ok` means that it is as durable as was asked for.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.writer.run(work).await
    }

    /// As [`SqliteStore::write`], but answered before it is durable: it is lost in a power cut
    /// unless a write that comes after it is durable.
    async fn write_early<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.writer.run_early(work).await
    }

    /// Runs a read on one snapshot. It sees all writes that were answered before: that is why it
    /// goes through the writer where writes are answered before their commit.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        match self.durability {
            Durability::Committed => self.readers.run(work).await,
            Durability::Relaxed => self.writer.run(work).await,
        }
    }
}

impl From<rusqlite::Error> for Error {
    /// An I/O error counts as [`Error::Stopped`]: the write connection must not go on after it.
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::SystemIoFailure) => Self::Stopped(error.to_string()),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                what: "database".into(),
                why: error.to_string(),
            },
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// Says [`Error::Exists`] or [`Error::Missing`] where a constraint of the schema was in the way.
fn constrained(error: rusqlite::Error, exists: &str, missing: &str) -> Error {
    use rusqlite::ffi;
    match error.sqlite_error().map(|error| error.extended_code) {
        Some(ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
            Error::Exists(exists.into())
        }
        Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Error::Missing(missing.into()),
        _ => error.into(),
    }
}
