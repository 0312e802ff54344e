//! Reports about a period in SQLite.

use super::columns::{Columns, all, count, execute, millis, one};
use super::{SqliteStore, constrained, life, message_rows, reports};
use crate::Error;
use crate::link::TokenDigest;
use crate::sending::{ReportOrder, SendingReports, Sent, SentPage};
use async_trait::async_trait;
use domain::id::AccountId;
use domain::message::Message;
use rusqlite::{Connection, Row};
use std::time::Duration;

const LAST: &str = "SELECT MAX(ordered_ms) AS last_ms FROM report_orders WHERE account = ?1";

const ORDER: &str = "
    INSERT INTO report_orders (digest, account, since_ms, until_ms, ordered_ms, ends_ms)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// Messages that the gateway sends by itself were not ordered.
const PAGE: &str = "
    SELECT * FROM messages
    WHERE account = ?1 AND (accepted_ms, id) > (?2, ?3) AND accepted_ms < ?4 AND unasked = 0
    ORDER BY accepted_ms, id LIMIT ?5";

const REASONS: &str = "SELECT reason FROM events
                       WHERE lane_kind = 'message' AND lane = ?1 AND reason IS NOT NULL
                       ORDER BY seq";

#[async_trait]
impl SendingReports for SqliteStore {
    async fn order_report(&self, order: ReportOrder, pause: Duration) -> Result<bool, Error> {
        self.write(move |connection| put(connection, &order, pause))
            .await
    }

    async fn report_order(&self, digest: TokenDigest) -> Result<Option<ReportOrder>, Error> {
        let sql = "SELECT * FROM report_orders WHERE digest = ?1";
        let order = move |row: &Row<'_>| read(row, digest);
        self.read(move |connection| one(connection, sql, [digest.0], order))
            .await
    }

    async fn sent(&self, page: SentPage) -> Result<Vec<Sent>, Error> {
        self.read(move |connection| sent(connection, page)).await
    }
}

fn put(connection: &Connection, order: &ReportOrder, pause: Duration) -> Result<bool, Error> {
    let last = one(connection, LAST, [order.account.0], |row| {
        row.maybe_time("last_ms")
    })?;
    let soon = |last: jiff::Timestamp| {
        let since = Duration::try_from(order.ordered.duration_since(last));
        since.is_ok_and(|since| since < pause)
    };
    if last.flatten().is_some_and(soon) {
        return Ok(false);
    }
    let values = (
        order.digest.0,
        order.account.0,
        millis(order.since),
        millis(order.until),
        millis(order.ordered),
        millis(order.ends),
    );
    let missing = format!("account {}", order.account);
    let put = execute(connection, ORDER, values);
    put.map_err(|error| constrained(error, "the report", &missing))?;
    Ok(true)
}

fn sent(connection: &Connection, page: SentPage) -> Result<Vec<Sent>, Error> {
    let (at, id) = match page.after {
        Some((at, id)) => (millis(at), id.0),
        None => (millis(page.since), i64::MIN),
    };
    let limit = count(page.limit as u64);
    let values = (page.account.0, at, id, millis(page.until), limit);
    let messages = all(connection, PAGE, values, message_rows::read)?;
    let with_rest = |message| rest(connection, message);
    messages.into_iter().map(with_rest).collect()
}

fn rest(connection: &Connection, message: Message) -> Result<Sent, Error> {
    let id = message.id;
    let name = "SELECT name FROM contents WHERE id = ?1";
    let name_of = |content: i64| one(connection, name, [content], |row| row.raw("name"));
    let content = message.mms().map(|mms| mms.mms_id.0);
    Ok(Sent {
        content_name: content.map(name_of).transpose()?.flatten(),
        moves: life::moves(connection, id)?,
        attempts: life::attempts(connection, id)?,
        reports: reports::of_message(connection, id)?,
        reasons: all(connection, REASONS, [id.0], |row| row.raw("reason"))?,
        message,
    })
}

fn read(row: &Row<'_>, digest: TokenDigest) -> Result<ReportOrder, Error> {
    Ok(ReportOrder {
        digest,
        account: AccountId(row.raw("account")?),
        since: row.time("since_ms")?,
        until: row.time("until_ms")?,
        ordered: row.time("ordered_ms")?,
        ends: row.time("ends_ms")?,
    })
}
