//! One move of a message with all that belongs to it.
//!
//! Guarantee: either everything that the [`Change`] says is done, or nothing, because all of it
//! runs in one savepoint and nothing is written before both questions (is the claim held, has the
//! message stayed where it was) are answered.

use super::columns::{count, execute, millis};
use super::{credits, jobs, lanes, message_rows, reports};
use crate::Error;
use crate::change::{Applied, Change};
use crate::common::words::Word;
use crate::event::{Lane, NewEvent};
use crate::life::{Attempt, Move};
use domain::id::MessageId;
use rusqlite::Connection;

/// See [`crate::Messages::changes`].
pub(super) fn apply_all(connection: &Connection, changes: &[Change]) -> Result<Applied, Error> {
    execute(connection, "SAVEPOINT changes", [])?;
    for change in changes {
        let applied = apply(connection, change)?;
        if applied != Applied::Done {
            execute(connection, "ROLLBACK TO changes", [])?;
            execute(connection, "RELEASE changes", [])?;
            return Ok(applied);
        }
    }
    execute(connection, "RELEASE changes", [])?;
    Ok(Applied::Done)
}

/// See [`crate::Messages::change`].
pub(super) fn apply(connection: &Connection, change: &Change) -> Result<Applied, Error> {
    if let Some(lease) = change.finishes
        && !jobs::holds(connection, lease)?
    {
        return Ok(Applied::LeaseLost);
    }
    let missing = || Error::Missing(format!("message {}", change.message));
    let (state, told_sent) =
        message_rows::standing(connection, change.message)?.ok_or_else(missing)?;
    if state != change.from {
        return Ok(Applied::Stale);
    }
    if let Some(detour) = &change.detour
        && !jobs::take_along(connection, change.message, detour)?
    {
        return Ok(Applied::LeaseLost);
    }
    if change.from != change.to {
        move_on(connection, change)?;
    }
    set_fields(connection, change)?;
    if change.from != change.to || !change.note.is_empty() {
        let moved = Move {
            at: change.at,
            to: change.to,
            note: change.note.clone(),
        };
        message_rows::remember(connection, change.message, &moved)?;
    }
    if let Some(attempt) = &change.attempt {
        put_attempt(connection, change.message, attempt)?;
    }
    if let Some(settlement) = change.settles {
        credits::settle(connection, change.message, settlement)?;
    }
    tell(connection, change, told_sent)?;
    queue(connection, change)?;
    Ok(Applied::Done)
}

/// Counts the message where it is now; the table of moves has the last word.
fn move_on(connection: &Connection, change: &Change) -> Result<(), Error> {
    let Change {
        message, from, to, ..
    } = change;
    if !from.may_become(*to) {
        let (from, to) = (from.word(), to.word());
        return Err(Error::Failed(format!(
            "message {message} may not go from {from} to {to}"
        )));
    }
    message_rows::recount(connection, *from, -1)?;
    message_rows::recount(connection, *to, 1)
}

fn set_fields(connection: &Connection, change: &Change) -> Result<(), Error> {
    let sql = "UPDATE messages SET state = ?2, exchange = COALESCE(exchange, ?3),
                   told_sent = told_sent OR ?4,
                   link = COALESCE(?5, link)
               WHERE id = ?1";
    let Change {
        message,
        to,
        transaction,
        tells_sent,
        detour,
        ..
    } = change;
    let link = detour.as_ref().map(|detour| &detour.link);
    let values = (message.0, to.word(), transaction, tells_sent, link);
    execute(connection, sql, values)?;
    Ok(())
}

fn put_attempt(
    connection: &Connection,
    message: MessageId,
    attempt: &Attempt,
) -> Result<(), Error> {
    let sql = "INSERT OR REPLACE INTO attempts (message, number, began_ms, ended_ms, size_bytes,
                   ending, code, text, carrier_message_id, link)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let Attempt {
        number,
        link,
        began,
        ended,
        size_bytes,
        ending,
        code,
        text,
        carrier_message_id,
    } = attempt;
    let (began, ended, size) = (millis(*began), ended.map(millis), count(*size_bytes));
    let ending = ending.word();
    let values = (
        message.0,
        number,
        began,
        ended,
        size,
        ending,
        code,
        text,
        carrier_message_id,
        link,
    );
    execute(connection, sql, values)?;
    let begun = "UPDATE messages SET attempts = MAX(attempts, ?2) WHERE id = ?1";
    execute(connection, begun, (message.0, number))?;
    Ok(())
}

/// What the customer will be told, and what has been made of reports.
fn tell(connection: &Connection, change: &Change, told_sent: bool) -> Result<(), Error> {
    let told = |event: &&NewEvent| !(told_sent && event.event.says_sent());
    for event in change.events.iter().filter(told) {
        lanes::append(connection, Lane::Message(change.message), event, change.at)?;
    }
    for report in &change.reports {
        reports::applied(connection, change.message, *report)?;
    }
    Ok(())
}

/// Jobs: what is done goes first, so that a step can make a job of its own kind again.
fn queue(connection: &Connection, change: &Change) -> Result<(), Error> {
    if let Some(lease) = change.finishes {
        jobs::finish(connection, lease)?;
    }
    for kind in &change.cancels {
        jobs::cancel(connection, kind, change.message.0)?;
    }
    for job in &change.jobs {
        jobs::make(connection, job, change.at)?;
    }
    if let Some(receipt) = &change.receipt {
        reports::hand_over(connection, change.message, receipt, change.at)?;
    }
    Ok(())
}
