//! Traces of links in SQLite.

use super::SqliteStore;
use super::columns::{Columns, all, count, execute, hash, millis, one};
use crate::Error;
use crate::common::traces::{read_spans, spans};
use crate::trace::{Kept, Trace, Traces};
use async_trait::async_trait;
use domain::trace::{Exchange, Shown};
use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};
use std::time::Duration;

const SWITCH: &str = "
    INSERT INTO traces (link, since_ms, until_ms) VALUES (:link, :now, :until)
    ON CONFLICT (link) DO UPDATE SET
        until_ms = :until,
        since_ms = IIF(until_ms > :now, since_ms, :now),
        lost = IIF(until_ms > :now, lost, 0)";

/// One that is over keeps its end.
const END: &str = "UPDATE traces SET until_ms = ?2 WHERE link = ?1 AND until_ms > ?2";

const KEEP: &str = "
    INSERT INTO exchanges (
        link, direction, kind, began_ms, took_us, outcome,
        asked, asked_bytes, asked_rest, asked_hidden,
        answered, answered_bytes, answered_rest, answered_hidden
    ) VALUES (
        :link, :direction, :kind, :began, :took, :outcome,
        :asked, :asked_bytes, :asked_rest, :asked_hidden,
        :answered, :answered_bytes, :answered_rest, :answered_hidden
    )";

const LOSE: &str = "UPDATE traces SET lost = lost + ?2 WHERE link = ?1";

/// The ring: what stands behind the last ones goes.
const TRIM: &str = "
    DELETE FROM exchanges WHERE link = ?1 AND id <= (
        SELECT id FROM exchanges WHERE link = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";

const LAST: &str = "SELECT * FROM exchanges WHERE link = ?1 ORDER BY id DESC LIMIT ?2";

const ONE: &str = "SELECT * FROM exchanges WHERE link = ?1 AND id = ?2";

const FORGET: &str = "DELETE FROM exchanges WHERE id IN (
                          SELECT id FROM exchanges WHERE began_ms < ?1 LIMIT ?2)";

#[async_trait]
impl Traces for SqliteStore {
    async fn traces(&self) -> Result<Vec<Trace>, Error> {
        let sql = "SELECT * FROM traces ORDER BY link";
        self.read(move |connection| all(connection, sql, [], trace))
            .await
    }

    async fn switch_trace(
        &self,
        link: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error> {
        let link = link.to_owned();
        self.write(move |connection| {
            let (until, now) = (millis(until), millis(now));
            if until > now {
                let values = named_params! { ":link": link, ":until": until, ":now": now };
                execute(connection, SWITCH, values)?;
            } else {
                execute(connection, END, (link, now))?;
            }
            Ok(())
        })
        .await
    }

    async fn keep_exchanges(
        &self,
        link: &str,
        exchanges: Vec<Exchange>,
        lost: u64,
        most: u32,
    ) -> Result<(), Error> {
        let link = link.to_owned();
        self.write(move |connection| {
            for exchange in &exchanges {
                keep(connection, &link, exchange)?;
            }
            execute(connection, LOSE, (&link, count(lost)))?;
            execute(connection, TRIM, (&link, most))?;
            Ok(())
        })
        .await
    }

    async fn exchanges(&self, link: &str, limit: u32) -> Result<Vec<Kept>, Error> {
        let link = link.to_owned();
        self.read(move |connection| all(connection, LAST, (link, limit), kept))
            .await
    }

    async fn exchange(&self, link: &str, id: i64) -> Result<Option<Kept>, Error> {
        let link = link.to_owned();
        self.read(move |connection| one(connection, ONE, (link, id), kept))
            .await
    }

    async fn forget_exchanges(&self, before: Timestamp, limit: u32) -> Result<u64, Error> {
        self.write(move |connection| {
            Ok(execute(connection, FORGET, (millis(before), limit))? as u64)
        })
        .await
    }
}

fn keep(connection: &Connection, link: &str, exchange: &Exchange) -> Result<(), Error> {
    let (asked, answered) = (&exchange.asked, &exchange.answered);
    let took = i64::try_from(exchange.took.as_micros()).unwrap_or(i64::MAX);
    let values = named_params! {
        ":link": link,
        ":direction": exchange.direction.word(),
        ":kind": exchange.kind,
        ":began": millis(exchange.began),
        ":took": took,
        ":outcome": exchange.outcome,
        ":asked": asked.bytes,
        ":asked_bytes": count(asked.total),
        ":asked_rest": asked.rest_sha256,
        ":asked_hidden": spans(&asked.hidden),
        ":answered": answered.bytes,
        ":answered_bytes": count(answered.total),
        ":answered_rest": answered.rest_sha256,
        ":answered_hidden": spans(&answered.hidden),
    };
    execute(connection, KEEP, values)?;
    Ok(())
}

fn trace(row: &Row<'_>) -> Result<Trace, Error> {
    Ok(Trace {
        link: row.raw("link")?,
        since: row.time("since_ms")?,
        until: row.time("until_ms")?,
        lost: row.raw::<i64>("lost")?.unsigned_abs(),
    })
}

fn kept(row: &Row<'_>) -> Result<Kept, Error> {
    Ok(Kept {
        id: row.raw("id")?,
        exchange: Exchange {
            direction: row.word("direction")?,
            kind: row.raw("kind")?,
            began: row.time("began_ms")?,
            took: Duration::from_micros(row.raw::<i64>("took_us")?.unsigned_abs()),
            outcome: row.raw("outcome")?,
            asked: shown(row, "asked")?,
            answered: shown(row, "answered")?,
        },
    })
}

fn shown(row: &Row<'_>, side: &str) -> Result<Shown, Error> {
    let rest = row.raw::<Option<Vec<u8>>>(&format!("{side}_rest"))?;
    Ok(Shown {
        bytes: row.raw(side)?,
        total: row.raw::<i64>(&format!("{side}_bytes"))?.unsigned_abs(),
        rest_sha256: rest.map(|rest| hash(&rest)).transpose()?,
        hidden: read_spans(&row.raw::<String>(&format!("{side}_hidden"))?)?,
    })
}
