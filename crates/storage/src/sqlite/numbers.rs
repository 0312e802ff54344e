//! Running numbers of what an account is told.
//!
//! Guarantee: numbers of an account have no gaps, and an event keeps the one it got.

use super::columns::{Columns, execute, millis, one};
use crate::Error;
use domain::id::EventId;
use domain::notice::Notification;
use jiff::Timestamp;
use rusqlite::{Connection, Row};

const NUMBERED: &str = "SELECT account, notification, numbered_ms FROM events WHERE id = ?1";

const NEXT: &str = "
    INSERT INTO notification_numbers (account, last) VALUES (?1, 1)
    ON CONFLICT (account) DO UPDATE SET last = last + 1
    RETURNING last";

const KEEP: &str = "UPDATE events SET notification = ?2, numbered_ms = ?3 WHERE id = ?1";

/// The number of an event, made if it has none.
pub(super) fn number(
    connection: &Connection,
    event: EventId,
    now: Timestamp,
) -> Result<Notification, Error> {
    let known = |row: &Row<'_>| {
        let account: i64 = row.raw("account")?;
        let number: Option<i64> = row.raw("notification")?;
        let kept = match number {
            Some(number) => Some(Notification {
                number,
                created: row.time("numbered_ms")?,
            }),
            None => None,
        };
        Ok((account, kept))
    };
    let found = one(connection, NUMBERED, [event.0], known)?;
    let (account, kept) = found.ok_or_else(|| Error::Missing(format!("event {event}")))?;
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let last = |row: &Row<'_>| row.raw("last");
    let number = one(connection, NEXT, [account], last)?;
    let number = number.ok_or_else(|| Error::Missing(format!("number of event {event}")))?;
    execute(connection, KEEP, (event.0, number, millis(now)))?;
    Ok(Notification {
        number,
        created: now,
    })
}
