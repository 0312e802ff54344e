//! The life of one message, read on one snapshot.

use super::columns::{Columns, all};
use super::{lanes, message_rows, postbacks, reports};
use crate::Error;
use crate::event::Lane;
use crate::life::{Attempt, Life, Move};
use domain::id::MessageId;
use rusqlite::{Connection, Row};

/// See [`crate::Messages::life`].
pub(super) fn life(connection: &Connection, id: MessageId) -> Result<Option<Life>, Error> {
    let Some(message) = message_rows::message(connection, id)? else {
        return Ok(None);
    };
    let told = lanes::events(connection, Lane::Message(id))?;
    let with_tries = |event: crate::event::StoredEvent| {
        let tries = postbacks::tries(connection, event.id)?;
        Ok((event, tries))
    };
    Ok(Some(Life {
        message,
        moves: moves(connection, id)?,
        attempts: attempts(connection, id)?,
        reports: reports::of_message(connection, id)?,
        events: told
            .into_iter()
            .map(with_tries)
            .collect::<Result<_, Error>>()?,
    }))
}

/// All moves of a message, oldest first.
pub(super) fn moves(connection: &Connection, id: MessageId) -> Result<Vec<Move>, Error> {
    let sql = "SELECT * FROM history WHERE message = ?1 ORDER BY seq";
    all(connection, sql, [id.0], moved)
}

/// All attempts to hand a message over, oldest first.
pub(super) fn attempts(connection: &Connection, id: MessageId) -> Result<Vec<Attempt>, Error> {
    let sql = "SELECT * FROM attempts WHERE message = ?1 ORDER BY number";
    all(connection, sql, [id.0], attempt)
}

fn moved(row: &Row<'_>) -> Result<Move, Error> {
    Ok(Move {
        at: row.time("at_ms")?,
        to: row.word("state")?,
        note: row.raw("note")?,
    })
}

pub(super) fn attempt(row: &Row<'_>) -> Result<Attempt, Error> {
    Ok(Attempt {
        number: row.raw("number")?,
        link: row.raw("link")?,
        began: row.time("began_ms")?,
        ended: row.maybe_time("ended_ms")?,
        size_bytes: row.raw::<i64>("size_bytes")?.unsigned_abs(),
        ending: row.word("ending")?,
        code: row.raw("code")?,
        text: row.raw("text")?,
        carrier_message_id: row.raw("carrier_message_id")?,
    })
}
