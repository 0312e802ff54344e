//! The end of the tries of old events, in SQLite.
//!
//! Events get their numbers as they happen, so a mark that moves up finds the old ones without an
//! index of its own. What the mark passes before its time (an account that keeps longer, an event
//! that is still to be told) is held with the time when it is looked at again. Guarantee: each
//! event is looked at, and the tries of one that is still to be told stay.

use super::columns::{Columns, all, execute, millis, one};
use crate::Error;
use crate::event::{Retention, Telling};
use domain::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row};
use std::time::Duration;

const MARK: &str = "SELECT next FROM sequences WHERE name = 'swept_event'";

const MOVE_MARK: &str = "UPDATE sequences SET next = ?1 WHERE name = 'swept_event'";

const NEXT: &str = "SELECT id, account, at_ms, telling FROM events WHERE id >= ?1
                    ORDER BY id LIMIT ?2";

const HELD: &str = "
    SELECT events.id, events.account, events.at_ms, events.telling
    FROM held_events JOIN events ON events.id = held_events.event
    WHERE held_events.until_ms <= ?1 ORDER BY held_events.until_ms LIMIT ?2";

const HOLD: &str = "INSERT OR REPLACE INTO held_events (event, until_ms) VALUES (?1, ?2)";

const RELEASE: &str = "DELETE FROM held_events WHERE event = ?1";

const REMOVE: &str = "DELETE FROM postback_tries WHERE event = ?1";

/// When an event is looked at again that is old and still to be told.
const TOMORROW: SignedDuration = SignedDuration::from_hours(24);

/// An event as it is looked at.
struct Old {
    id: i64,
    account: AccountId,
    at: Timestamp,
    telling: Telling,
}

/// See [`crate::Postbacks::forget_tries`].
pub(super) fn forget(connection: &Connection, retention: &Retention) -> Result<u64, Error> {
    let limit = retention.limit;
    let mut seen = 0;
    let held = all(connection, HELD, (millis(retention.now), limit), read)?;
    for event in held {
        execute(connection, RELEASE, [event.id])?;
        end(connection, &event, retention)?;
        seen += 1;
    }
    let shortest = retention
        .own
        .values()
        .fold(retention.usual, |a, b| a.min(*b));
    let mark: i64 = one(connection, MARK, [], |row| row.raw("next"))?.unwrap_or(1);
    let mut moved = mark;
    for event in all(connection, NEXT, (mark, limit), read)? {
        let is_young = over(&event, shortest) > retention.now;
        // What claims to be of the future says nothing about those behind it.
        if is_young && event.at <= retention.now {
            break;
        }
        end(connection, &event, retention)?;
        moved = event.id + 1;
        seen += 1;
    }
    if moved != mark {
        execute(connection, MOVE_MARK, [moved])?;
    }
    Ok(seen)
}

/// Removes the tries of an event, or holds it until its time is over.
fn end(connection: &Connection, event: &Old, retention: &Retention) -> Result<(), Error> {
    let own = retention.own.get(&event.account);
    let over = over(event, own.copied().unwrap_or(retention.usual));
    let again = match event.telling {
        _ if over > retention.now => over,
        Telling::Pending => retention
            .now
            .saturating_add(TOMORROW)
            .unwrap_or(Timestamp::MAX),
        Telling::Delivered | Telling::Dropped | Telling::Undeliverable => {
            execute(connection, REMOVE, [event.id])?;
            return Ok(());
        }
    };
    execute(connection, HOLD, (event.id, millis(again)))?;
    Ok(())
}

fn over(event: &Old, keeps: Duration) -> Timestamp {
    let keeps = SignedDuration::try_from(keeps).unwrap_or(SignedDuration::MAX);
    event.at.saturating_add(keeps).unwrap_or(Timestamp::MAX)
}

fn read(row: &Row<'_>) -> Result<Old, Error> {
    Ok(Old {
        id: row.raw("id")?,
        account: AccountId(row.raw("account")?),
        at: row.time("at_ms")?,
        telling: row.word::<Telling>("telling")?,
    })
}
