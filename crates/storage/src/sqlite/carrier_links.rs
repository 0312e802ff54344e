//! Links to carriers in SQLite.

use super::SqliteStore;
use super::columns::{Columns, all, execute, millis, one};
use super::life;
use crate::Error;
use crate::carrier_link::{CarrierLinks, LinkFigures, Switch, Switched};
use crate::common::words::Word as _;
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Row;

const SWITCH: &str = "INSERT INTO carrier_links (name, switched, changed_ms) VALUES (?1, ?2, ?3)
                      ON CONFLICT (name) DO UPDATE SET
                          switched = excluded.switched, changed_ms = excluded.changed_ms
                      WHERE switched <> excluded.switched";

const FIGURES: &str = "SELECT COUNT(*) AS jobs, COUNT(node) AS under_way,
                           MIN(IIF(node IS NULL, created_ms, NULL)) AS oldest_ms
                       FROM jobs WHERE queue = ?1";

const LAST_FAILURE: &str = "SELECT * FROM attempts INDEXED BY attempts_failed
                            WHERE link = ?1 AND ending IN ('not_now', 'not_sent', 'unknown')
                            ORDER BY ended_ms DESC LIMIT 1";

#[async_trait]
impl CarrierLinks for SqliteStore {
    async fn switches(&self) -> Result<Vec<Switch>, Error> {
        let sql = "SELECT * FROM carrier_links ORDER BY name";
        self.read(move |connection| all(connection, sql, [], switch))
            .await
    }

    async fn switch_link(
        &self,
        link: &str,
        switched: Option<Switched>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let link = link.to_owned();
        self.write(move |connection| {
            match switched {
                Some(switched) => {
                    let values = (link, switched.word(), millis(now));
                    execute(connection, SWITCH, values)?
                }
                None => execute(
                    connection,
                    "DELETE FROM carrier_links WHERE name = ?1",
                    [link],
                )?,
            };
            Ok(())
        })
        .await
    }

    async fn link_figures(&self, link: &str, queue: &str) -> Result<LinkFigures, Error> {
        let (link, queue) = (link.to_owned(), queue.to_owned());
        self.read(move |connection| {
            let figures = one(connection, FIGURES, [queue], figures)?.unwrap_or_default();
            Ok(LinkFigures {
                last_failure: one(connection, LAST_FAILURE, [link], life::attempt)?,
                ..figures
            })
        })
        .await
    }
}

fn switch(row: &Row<'_>) -> Result<Switch, Error> {
    Ok(Switch {
        link: row.raw("name")?,
        switched: row.word("switched")?,
        changed: row.time("changed_ms")?,
    })
}

fn figures(row: &Row<'_>) -> Result<LinkFigures, Error> {
    let count = |name| Ok::<_, Error>(row.raw::<i64>(name)?.unsigned_abs());
    let under_way = count("under_way")?;
    Ok(LinkFigures {
        waiting: count("jobs")?.saturating_sub(under_way),
        oldest: row.maybe_time("oldest_ms")?,
        under_way,
        last_failure: None,
    })
}
