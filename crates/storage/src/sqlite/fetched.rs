//! Files that may be used again for the same address, in SQLite.
//!
//! A row whose time is over is as good as none. Guarantee: a blob that a row stops naming is left
//! to whoever sweeps in the same transaction, so none is forgotten.

use super::columns::{Columns, all, execute, millis, one};
use super::{SqliteStore, constrained, jobs, leftovers};
use crate::Error;
use crate::fetched::{AddressDigest, FetchedFile, FetchedFiles, NewFetchedFile};
use crate::job::NewJob;
use async_trait::async_trait;
use domain::id::{AccountId, BlobHash};
use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};

const FIND: &str = "SELECT blob, declared_type FROM fetched_files
                    WHERE account = ?1 AND address = ?2 AND until_ms > ?3";

const REPLACED: &str = "SELECT blob FROM fetched_files WHERE account = ?1 AND address = ?2";

const KEEP: &str = "
    INSERT OR REPLACE INTO fetched_files (account, address, blob, declared_type, until_ms)
    VALUES (:account, :address, :blob, :declared_type, :until)";

/// Few at a time, so that sweeping holds nobody up.
const FORGET: &str = "
    DELETE FROM fetched_files WHERE (account, address) IN
        (SELECT account, address FROM fetched_files WHERE until_ms <= ?1
         ORDER BY until_ms LIMIT ?2)
    RETURNING blob";

#[async_trait]
impl FetchedFiles for SqliteStore {
    async fn fetched_file(
        &self,
        account: AccountId,
        address: AddressDigest,
        now: Timestamp,
    ) -> Result<Option<FetchedFile>, Error> {
        let values = (account.0, address.0, millis(now));
        self.read(move |connection| one(connection, FIND, values, read))
            .await
    }

    async fn keep_fetched(&self, new: NewFetchedFile) -> Result<(), Error> {
        self.write_early(move |connection| keep(connection, &new))
            .await
    }

    async fn forget_fetched(
        &self,
        now: Timestamp,
        limit: u32,
        sweep: NewJob,
    ) -> Result<u64, Error> {
        self.write(move |connection| forget(connection, now, limit, &sweep))
            .await
    }
}

fn read(row: &Row<'_>) -> Result<FetchedFile, Error> {
    Ok(FetchedFile {
        blob: row.blob("blob")?,
        declared_type: row.raw("declared_type")?,
    })
}

/// See [`FetchedFiles::keep_fetched`].
fn keep(connection: &Connection, new: &NewFetchedFile) -> Result<(), Error> {
    let NewFetchedFile {
        account,
        address,
        file,
        fetched,
        until,
        sweep,
    } = new;
    let replaced = one(connection, REPLACED, (account.0, address.0), |row| {
        row.blob("blob")
    })?;
    let parameters = named_params! {
        ":account": account.0,
        ":address": address.0,
        ":blob": file.blob.0,
        ":declared_type": file.declared_type,
        ":until": millis(*until),
    };
    let missing = format!("account {account}");
    let kept = execute(connection, KEEP, parameters);
    kept.map_err(|error| constrained(error, "the file", &missing))?;
    match replaced.filter(|blob| *blob != file.blob) {
        Some(blob) => leave(connection, &[blob], sweep, *fetched),
        None => Ok(()),
    }
}

/// See [`FetchedFiles::forget_fetched`].
fn forget(
    connection: &Connection,
    now: Timestamp,
    limit: u32,
    sweep: &NewJob,
) -> Result<u64, Error> {
    let over = (millis(now), limit);
    let blobs = all(connection, FORGET, over, |row| row.blob("blob"))?;
    leave(connection, &blobs, sweep, now)?;
    Ok(blobs.len() as u64)
}

/// Leaves blobs to whoever sweeps.
fn leave(
    connection: &Connection,
    blobs: &[BlobHash],
    sweep: &NewJob,
    now: Timestamp,
) -> Result<(), Error> {
    for blob in blobs {
        leftovers::leave(connection, *blob, now)?;
    }
    match blobs.is_empty() {
        true => Ok(()),
        false => jobs::make(connection, sweep, now),
    }
}
