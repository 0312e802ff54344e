//! Reports and receipts in SQLite.
//!
//! Guarantee: a report is never lost between two transactions. One that comes before the receipt
//! is parked and found by the transaction that stores the receipt; one that comes later finds
//! the receipt.

use super::SqliteStore;
use super::columns::{Columns, all, count, execute, millis, one};
use super::jobs;
use crate::change::Receipt;
use crate::job::NewJob;
use crate::report::{OpenReport, Recorded, Wake};
use crate::{Error, Reports};
use async_trait::async_trait;
use domain::id::MessageId;
use domain::report::{Fate, Report};
use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};

const KNOWN: &str = "SELECT message FROM receipts WHERE link = ?1 AND key = ?2";

const RECORD: &str = "
    INSERT INTO reports (message, link, key, carrier_message_id, fate, word, text, handset, at_ms,
        received_ms)
    VALUES (:message, :link, :key, :carrier_message_id, :fate, :word, :text, :handset, :at, :received)";

/// A carrier that gives a name twice means the later message from then on.
const RECEIPT: &str = "
    INSERT INTO receipts (link, key, message, parts) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (link, key) DO UPDATE SET message = excluded.message, parts = excluded.parts";

const HAND_OVER: &str = "UPDATE reports SET message = ?3
                         WHERE link = ?1 AND key = ?2 AND message IS NULL";

/// With how many parts the message has by the receipt of the reported one, and how many are
/// delivered.
const OPEN: &str = "
    SELECT reports.*,
        (SELECT parts FROM receipts WHERE receipts.link = reports.link
            AND receipts.key = reports.key) AS parts,
        (SELECT COUNT(DISTINCT other.key) FROM reports AS other
            WHERE other.message = reports.message AND other.link = reports.link
                AND other.fate = ?2) AS delivered
    FROM reports WHERE message = ?1 AND applied = 0 ORDER BY id";

#[async_trait]
impl Reports for SqliteStore {
    async fn record_report(
        &self,
        key: &str,
        report: &Report,
        wake: Wake,
    ) -> Result<Recorded, Error> {
        let (key, report) = (key.to_owned(), report.clone());
        self.write(move |connection| record(connection, &key, &report, &wake))
            .await
    }

    async fn open_reports(&self, message: MessageId) -> Result<Vec<OpenReport>, Error> {
        let of = (message.0, Fate::Delivered.word());
        self.read(move |connection| all(connection, OPEN, of, open))
            .await
    }

    async fn unknown_reports(
        &self,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<OpenReport>, Error> {
        let page = (before.unwrap_or(i64::MAX), limit);
        self.read(move |connection| all(connection, UNKNOWN, page, unknown))
            .await
    }

    async fn parked_reports(&self) -> Result<u64, Error> {
        let sql = "SELECT COUNT(*) AS parked FROM reports WHERE message IS NULL";
        let parked = |row: &Row<'_>| Ok(row.raw::<i64>("parked")?.unsigned_abs());
        self.read(move |connection| Ok(one(connection, sql, [], parked)?.unwrap_or(0)))
            .await
    }

    async fn forget_parked(&self, before: Timestamp) -> Result<u64, Error> {
        self.write(move |connection| Ok(execute(connection, FORGET, [millis(before)])? as u64))
            .await
    }
}

/// Those without a message are few among all, so they are found first and put in order then.
const UNKNOWN: &str = "SELECT * FROM reports INDEXED BY reports_parked
                       WHERE message IS NULL AND id < ?1 ORDER BY id DESC LIMIT ?2";

/// Few at a time, so that sweeping holds nobody up.
const FORGET: &str = "DELETE FROM reports WHERE id IN (
                          SELECT id FROM reports WHERE message IS NULL AND received_ms < ?1
                          LIMIT 1000)";

fn record(
    connection: &Connection,
    key: &str,
    report: &Report,
    wake: &Wake,
) -> Result<Recorded, Error> {
    let name = (&report.link, key);
    let message = one(connection, KNOWN, name, |row| row.raw::<i64>("message"))?;
    let parameters = named_params! {
        ":message": message,
        ":link": report.link,
        ":key": key,
        ":carrier_message_id": report.carrier_message_id,
        ":fate": report.fate.word(),
        ":word": report.word,
        ":text": report.text,
        ":handset": report.handset,
        ":at": report.at.map(millis),
        ":received": millis(report.received),
    };
    execute(connection, RECORD, parameters)?;
    let Some(message) = message.map(MessageId) else {
        return Ok(Recorded::Parked);
    };
    rouse(connection, message, wake, report.received)?;
    Ok(Recorded::Matched(message))
}

/// Makes the job that applies a message's reports.
fn rouse(
    connection: &Connection,
    message: MessageId,
    wake: &Wake,
    now: Timestamp,
) -> Result<(), Error> {
    let Wake { kind, queue } = wake;
    let job = NewJob {
        kind,
        queue: queue.clone(),
        lane: String::new(),
        subject: message.0,
        due: now,
    };
    jobs::make(connection, &job, now)
}

/// Stores the carrier's name for a message, and hands it the reports that waited for it.
pub(super) fn hand_over(
    connection: &Connection,
    message: MessageId,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<(), Error> {
    let parts = count(receipt.keys.len() as u64);
    let mut found = 0;
    for key in &receipt.keys {
        let (link, message) = (&receipt.link, message.0);
        execute(connection, RECEIPT, (link, key, message, parts))?;
        found += execute(connection, HAND_OVER, (link, key, message))?;
    }
    if found > 0 {
        rouse(connection, message, &receipt.wake, now)?;
    }
    Ok(())
}

fn open(row: &Row<'_>) -> Result<OpenReport, Error> {
    let report = read(row)?;
    // A report without a receipt of its own is about the whole.
    let parts = row.raw::<Option<i64>>("parts")?.unwrap_or(1);
    let delivered = row.raw::<i64>("delivered")?;
    Ok(OpenReport {
        id: row.raw("id")?,
        partial: report.fate == Fate::Delivered && delivered < parts,
        report,
    })
}

/// Marks a report of a message as applied.
pub(super) fn applied(
    connection: &Connection,
    message: MessageId,
    report: i64,
) -> Result<(), Error> {
    let sql = "UPDATE reports SET applied = 1 WHERE id = ?1 AND message = ?2";
    execute(connection, sql, (report, message.0))?;
    Ok(())
}

/// All reports of a message, oldest first.
pub(super) fn of_message(
    connection: &Connection,
    message: MessageId,
) -> Result<Vec<Report>, Error> {
    let sql = "SELECT * FROM reports WHERE message = ?1 ORDER BY id";
    all(connection, sql, [message.0], read)
}

fn unknown(row: &Row<'_>) -> Result<OpenReport, Error> {
    Ok(OpenReport {
        id: row.raw("id")?,
        report: read(row)?,
        partial: false,
    })
}

fn read(row: &Row<'_>) -> Result<Report, Error> {
    Ok(Report {
        link: row.raw("link")?,
        carrier_message_id: row.raw("carrier_message_id")?,
        fate: row.word("fate")?,
        word: row.raw("word")?,
        text: row.raw("text")?,
        handset: row.raw("handset")?,
        at: row.maybe_time("at_ms")?,
        received: row.time("received_ms")?,
    })
}
