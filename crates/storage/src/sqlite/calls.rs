//! Counts of calls in SQLite.
//!
//! Guarantee: with a throughput of N, of any N + 1 calls of an action that were counted one after
//! the other the first and the last are more than a second apart, because the last one was
//! counted only if the Nth before it was that old. All counting is done by the one writer, which
//! asks the time while it counts; so nobody observes more than N calls within a second, wherever
//! the second begins.

use super::SqliteStore;
use super::columns::{Columns, execute, millis, one};
use crate::call::{CallTotals, Counted, NewCall, Now};
use crate::{Calls, Error};
use async_trait::async_trait;
use domain::account::LimitPeriod;
use domain::id::AccountId;
use domain::limits::rates;
use jiff::Timestamp;
use rusqlite::{Connection, Row};
use std::time::Duration;

/// How long recent calls are kept: longer than any window of [`rates`].
const KEPT: Duration = Duration::from_secs(5);

#[async_trait]
impl Calls for SqliteStore {
    async fn count_call(&self, call: NewCall, now: Now) -> Result<Counted, Error> {
        self.write_early(move |connection| decide(connection, &call, now()))
            .await
    }

    async fn call_totals(&self, account: AccountId, at: Timestamp) -> Result<CallTotals, Error> {
        // By the writer, because counts are answered before they are committed.
        self.write(move |connection| totals(connection, account, at))
            .await
    }
}

fn decide(connection: &Connection, call: &NewCall, now: Timestamp) -> Result<Counted, Error> {
    if comes_too_soon(connection, call)? {
        return Ok(Counted::TooSoon);
    }
    if let Some(action) = call.action
        && !note(connection, call, action.name(), now)?
    {
        return Ok(Counted::TooMany);
    }
    let counted = count(connection, call, now)?;
    let used_up = call.rates.request_limit.is_some_and(|limit| {
        let calls = match limit.period {
            LimitPeriod::Day => counted.day,
            LimitPeriod::Month => counted.month,
            LimitPeriod::Ever => counted.ever,
        };
        calls > limit.calls
    });
    Ok(match used_up {
        true => Counted::LimitReached,
        false => Counted::Yes,
    })
}

/// Whether the latest call of the account began less than the interval before this one, or after
/// it: that is a call that has overtaken this one.
fn comes_too_soon(connection: &Connection, call: &NewCall) -> Result<bool, Error> {
    let Some(interval) = call.rates.min_call_interval else {
        return Ok(false);
    };
    let sql = "SELECT latest_ms FROM call_counts WHERE account = ?1";
    let latest = one(connection, sql, [call.account.0], |row| {
        row.raw("latest_ms")
    })?;
    Ok(latest.is_some_and(|latest| apart(latest, call.started) < interval.as_millis()))
}

/// Notes the call among the recent ones of its action, unless there are too many.
fn note(
    connection: &Connection,
    call: &NewCall,
    action: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let (most, window) = rates::window(&call.rates);
    let account = call.account.0;
    let sql = "SELECT seq FROM recent_calls WHERE account = ?1 AND action = ?2
               ORDER BY seq DESC LIMIT 1";
    let latest = one(connection, sql, (account, action), |row| {
        row.raw::<i64>("seq")
    })?;
    let seq = latest.map_or(1, |latest| latest + 1);
    let sql = "SELECT at_ms FROM recent_calls WHERE account = ?1 AND action = ?2 AND seq = ?3";
    let before = (account, action, seq - i64::from(most));
    let before = one(connection, sql, before, |row| row.raw("at_ms"))?;
    // Times are whole milliseconds, cut off: two that differ by a second may be less apart.
    let is_full = before.is_some_and(|before| apart(before, now) <= window.as_millis());
    if most == 0 || is_full {
        return Ok(false);
    }
    let sql = "INSERT INTO recent_calls (account, action, seq, at_ms) VALUES (?1, ?2, ?3, ?4)";
    execute(connection, sql, (account, action, seq, millis(now)))?;
    forget(connection, (account, action), now)?;
    Ok(true)
}

/// Milliseconds between two times. One of the future counts like one of the past, so that a clock
/// that is put back holds nobody up for long.
fn apart(stored: i64, time: Timestamp) -> u128 {
    stored.abs_diff(millis(time)).into()
}

/// Removes old calls: two for each that comes, so that what is kept shrinks when fewer come.
fn forget(
    connection: &Connection,
    (account, action): (i64, &str),
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "DELETE FROM recent_calls WHERE account = ?1 AND action = ?2 AND seq IN
                   (SELECT seq FROM recent_calls WHERE account = ?1 AND action = ?2
                    ORDER BY seq LIMIT 2)
               AND ABS(at_ms - ?3) > ?4";
    let kept = i64::try_from(KEPT.as_millis()).unwrap_or(i64::MAX);
    execute(connection, sql, (account, action, millis(now), kept))?;
    Ok(())
}

/// Counts the call into its day, its month and all.
fn count(connection: &Connection, call: &NewCall, now: Timestamp) -> Result<CallTotals, Error> {
    let sql = "INSERT INTO call_counts
                   (account, latest_ms, day, day_calls, month, month_calls, calls)
               VALUES (?1, ?2, ?3, 1, ?4, 1, 1)
               ON CONFLICT (account) DO UPDATE SET
                   latest_ms = excluded.latest_ms,
                   day_calls = CASE day WHEN excluded.day THEN day_calls + 1 ELSE 1 END,
                   day = excluded.day,
                   month_calls = CASE month WHEN excluded.month THEN month_calls + 1 ELSE 1 END,
                   month = excluded.month,
                   calls = calls + 1
               RETURNING day_calls, month_calls, calls, latest_ms";
    let (day, month) = (LimitPeriod::Day.number(now), LimitPeriod::Month.number(now));
    let values = (call.account.0, millis(call.started), day, month);
    let counted = one(connection, sql, values, read)?;
    counted.ok_or_else(|| Error::Failed("a count returned no row".into()))
}

fn totals(connection: &Connection, account: AccountId, at: Timestamp) -> Result<CallTotals, Error> {
    let sql = "SELECT CASE day WHEN ?2 THEN day_calls ELSE 0 END AS day_calls,
                   CASE month WHEN ?3 THEN month_calls ELSE 0 END AS month_calls,
                   calls, latest_ms
               FROM call_counts WHERE account = ?1";
    let (day, month) = (LimitPeriod::Day.number(at), LimitPeriod::Month.number(at));
    let found = one(connection, sql, (account.0, day, month), read)?;
    Ok(found.unwrap_or_default())
}

fn read(row: &Row<'_>) -> Result<CallTotals, Error> {
    let number = |name| Ok::<_, Error>(row.raw::<i64>(name)?.unsigned_abs());
    Ok(CallTotals {
        day: number("day_calls")?,
        month: number("month_calls")?,
        ever: number("calls")?,
        latest: Some(row.time("latest_ms")?),
    })
}
