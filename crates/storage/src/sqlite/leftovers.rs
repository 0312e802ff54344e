//! Files that something has stopped naming, in SQLite.

use super::SqliteStore;
use super::columns::{Columns, all, count, execute, millis, one};
use crate::{Error, Leftovers};
use async_trait::async_trait;
use domain::id::BlobHash;
use jiff::Timestamp;
use rusqlite::Connection;

const OLDEST: &str = "SELECT blob FROM leftovers WHERE since_ms <= ?1
                      ORDER BY since_ms, blob LIMIT ?2";

/// A picture that fits as it is is its own rendition, and does not keep itself.
const NAMED: &str = "SELECT 1 AS named
                     WHERE EXISTS (SELECT 1 FROM content_blobs WHERE blob = ?1)
                        OR EXISTS (SELECT 1 FROM renditions WHERE blob = ?1 AND source <> ?1)
                        OR EXISTS (SELECT 1 FROM inbound_files WHERE blob = ?1)
                        OR EXISTS (SELECT 1 FROM fetched_files WHERE blob = ?1)";

#[async_trait]
impl Leftovers for SqliteStore {
    async fn leftovers(&self, until: Timestamp, limit: usize) -> Result<Vec<BlobHash>, Error> {
        let limit = count(limit as u64);
        self.write(move |connection| oldest(connection, millis(until), limit))
            .await
    }

    async fn keep_leftover(&self, blob: BlobHash, now: Timestamp) -> Result<(), Error> {
        self.write(move |connection| leave(connection, blob, now))
            .await
    }

    async fn forget_leftover(&self, blob: BlobHash, now: Timestamp) -> Result<(), Error> {
        self.write(move |connection| forget(connection, blob, now))
            .await
    }

    async fn oldest_leftover(&self) -> Result<Option<Timestamp>, Error> {
        let sql = "SELECT MIN(since_ms) AS since_ms FROM leftovers";
        let since = |row: &rusqlite::Row<'_>| row.maybe_time("since_ms");
        self.read(move |connection| Ok(one(connection, sql, [], since)?.flatten()))
            .await
    }
}

/// Remembers a file that one thing fewer names.
pub(super) fn leave(connection: &Connection, blob: BlobHash, now: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO leftovers (blob, since_ms) VALUES (?1, ?2)
               ON CONFLICT (blob) DO UPDATE SET since_ms = excluded.since_ms";
    execute(connection, sql, (blob.0, millis(now)))?;
    Ok(())
}

/// Those that are named again are no leftovers any more.
fn oldest(connection: &Connection, until: i64, limit: i64) -> Result<Vec<BlobHash>, Error> {
    let blobs: Vec<BlobHash> = all(connection, OLDEST, (until, limit), |row| row.blob("blob"))?;
    let mut unnamed = Vec::new();
    for blob in blobs {
        if one(connection, NAMED, [blob.0], |_| Ok(()))?.is_none() {
            unnamed.push(blob);
        } else {
            remove(connection, blob)?;
        }
    }
    Ok(unnamed)
}

/// What was made of the file is not needed without it.
fn forget(connection: &Connection, blob: BlobHash, now: Timestamp) -> Result<(), Error> {
    remove(connection, blob)?;
    let sql = "DELETE FROM renditions WHERE source = ?1 RETURNING blob";
    let made = all(connection, sql, [blob.0], |row| row.maybe_blob("blob"))?;
    for rendition in made.into_iter().flatten() {
        leave(connection, rendition, now)?;
    }
    Ok(())
}

fn remove(connection: &Connection, blob: BlobHash) -> Result<(), Error> {
    execute(
        connection,
        "DELETE FROM leftovers WHERE blob = ?1",
        [blob.0],
    )?;
    Ok(())
}
