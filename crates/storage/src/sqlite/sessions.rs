//! Sessions in SQLite.

use super::columns::{Columns, execute, millis, one};
use super::{SqliteStore, constrained};
use crate::Error;
use crate::link::TokenDigest;
use crate::session::{Session, Sessions};
use async_trait::async_trait;
use domain::id::AccountId;
use jiff::Timestamp;
use rusqlite::{Connection, Row};

/// More than are opened at once, so that those that have ended never pile up.
const FORGET: &str = "DELETE FROM sessions WHERE digest IN (
                          SELECT digest FROM sessions WHERE ends_ms <= ?1 LIMIT 100)";

const OPEN: &str = "INSERT INTO sessions (digest, account, ends_ms) VALUES (?1, ?2, ?3)";

const FIND: &str = "SELECT * FROM sessions WHERE digest = ?1 AND ends_ms > ?2";

#[async_trait]
impl Sessions for SqliteStore {
    async fn open_session(&self, session: &Session, now: Timestamp) -> Result<(), Error> {
        let session = *session;
        self.write(move |connection| open(connection, &session, now))
            .await
    }

    async fn session(&self, digest: TokenDigest, now: Timestamp) -> Result<Option<Session>, Error> {
        let session = move |row: &Row<'_>| {
            Ok(Session {
                digest,
                account: AccountId(row.raw("account")?),
                ends: row.time("ends_ms")?,
            })
        };
        self.read(move |connection| one(connection, FIND, (digest.0, millis(now)), session))
            .await
    }
}

fn open(connection: &Connection, session: &Session, now: Timestamp) -> Result<(), Error> {
    execute(connection, FORGET, [millis(now)])?;
    let Session {
        digest,
        account,
        ends,
    } = session;
    let opened = execute(connection, OPEN, (digest.0, account.0, millis(*ends)));
    let missing = format!("account {account}");
    opened.map_err(|error| constrained(error, "the session", &missing))?;
    Ok(())
}
