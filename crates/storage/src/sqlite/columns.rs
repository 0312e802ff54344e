//! Values of columns: times, enums, hashes, numbers.

use crate::Error;
use crate::account::KeyDigest;
use crate::common::words::Word;
use domain::id::BlobHash;
use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::FromSql;

/// Reads columns by name and turns them into the domain's values.
pub(super) trait Columns {
    /// A column as SQLite has it.
    fn raw<T: FromSql>(&self, name: &str) -> Result<T, Error>;

    /// Milliseconds.
    fn time(&self, name: &str) -> Result<Timestamp, Error> {
        time(self.raw(name)?)
    }

    /// Milliseconds or NULL.
    fn maybe_time(&self, name: &str) -> Result<Option<Timestamp>, Error> {
        self.raw::<Option<i64>>(name)?.map(time).transpose()
    }

    /// A word.
    fn word<T: Word>(&self, name: &str) -> Result<T, Error> {
        T::read(&self.raw::<String>(name)?)
    }

    /// A blob's name.
    fn blob(&self, name: &str) -> Result<BlobHash, Error> {
        blob_hash(&self.raw::<Vec<u8>>(name)?)
    }

    /// A blob's name or NULL.
    fn maybe_blob(&self, name: &str) -> Result<Option<BlobHash>, Error> {
        let bytes = self.raw::<Option<Vec<u8>>>(name)?;
        bytes.map(|bytes| blob_hash(&bytes)).transpose()
    }

    /// A word or NULL.
    fn maybe_word<T: Word>(&self, name: &str) -> Result<Option<T>, Error> {
        self.raw::<Option<String>>(name)?
            .map(|word| T::read(&word))
            .transpose()
    }
}

impl Columns for Row<'_> {
    fn raw<T: FromSql>(&self, name: &str) -> Result<T, Error> {
        let damaged = |error: rusqlite::Error| match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => Error::Damaged {
                what: name.into(),
                why: error.to_string(),
            },
            other => other.into(),
        };
        self.get(name).map_err(damaged)
    }
}

/// What the first row makes of a query, if there is one.
///
/// The statement runs to its end in any case: one that writes checks its constraints after its
/// rows.
pub(super) fn one<T>(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let found = rows.next()?.map(read).transpose()?;
    while rows.next()?.is_some() {}
    Ok(found)
}

/// What all rows make of a query.
pub(super) fn all<T>(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: impl Fn(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Runs a statement; returns how many rows it changed.
pub(super) fn execute(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> rusqlite::Result<usize> {
    connection.prepare_cached(sql)?.execute(parameters)
}

/// An instant as stored.
pub(super) fn millis(time: Timestamp) -> i64 {
    time.as_millisecond()
}

fn time(millis: i64) -> Result<Timestamp, Error> {
    let damaged = |error: jiff::Error| Error::Damaged {
        what: "time".into(),
        why: error.to_string(),
    };
    Timestamp::from_millisecond(millis).map_err(damaged)
}

/// A count as stored; what does not fit (nothing real) is cut.
pub(super) fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// 32 bytes as stored.
pub(super) fn hash(bytes: &[u8]) -> Result<[u8; 32], Error> {
    let damaged = |_| Error::Damaged {
        what: "hash".into(),
        why: "it has not 32 bytes".into(),
    };
    bytes.try_into().map_err(damaged)
}

fn blob_hash(bytes: &[u8]) -> Result<BlobHash, Error> {
    hash(bytes).map(BlobHash)
}

/// A key's digest as stored.
pub(super) fn key_digest(bytes: &[u8]) -> Result<KeyDigest, Error> {
    hash(bytes).map(KeyDigest)
}
