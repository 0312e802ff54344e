//! Addresses that whoever knows them may open, in SQLite.

use super::columns::{Columns, execute, millis, one};
use super::{SqliteStore, constrained};
use crate::common::words::Word;
use crate::link::{Link, NewPoster, Purpose, TokenDigest};
use crate::{Error, Links};
use async_trait::async_trait;
use domain::id::MmsId;
use rusqlite::{Connection, Row};

const PUT_POSTER: &str = "INSERT INTO links (digest, purpose, content, token, created_ms)
                          SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
                              SELECT 1 FROM links WHERE content = ?3 AND purpose = 'poster')";

const POSTER: &str = "SELECT token FROM links WHERE content = ?1 AND purpose = 'poster'";

#[async_trait]
impl Links for SqliteStore {
    async fn posters(&self, offered: Vec<NewPoster>) -> Result<Vec<String>, Error> {
        self.write(move |connection| {
            let token = |poster| poster_token(connection, poster);
            offered.iter().map(token).collect()
        })
        .await
    }

    async fn link(&self, digest: TokenDigest) -> Result<Option<Link>, Error> {
        let sql = "SELECT * FROM links WHERE digest = ?1";
        self.read(move |connection| one(connection, sql, [digest.0], read))
            .await
    }
}

fn poster_token(connection: &Connection, offered: &NewPoster) -> Result<String, Error> {
    let NewPoster {
        content,
        token,
        digest,
        created,
    } = offered;
    let values = (
        digest.0,
        Purpose::Poster.word(),
        content.0,
        token,
        millis(*created),
    );
    let missing = format!("content {content}");
    let put = execute(connection, PUT_POSTER, values);
    put.map_err(|error| constrained(error, "the token", &missing))?;
    let stored = one(connection, POSTER, [content.0], |row| row.raw("token"))?;
    stored.ok_or(Error::Missing(missing))
}

fn read(row: &Row<'_>) -> Result<Link, Error> {
    Ok(Link {
        purpose: row.word("purpose")?,
        content: MmsId(row.raw("content")?),
    })
}
