//! Lanes: events in their order, and when each may be told.
//!
//! An event waits for the one before it. Guarantee: numbers within a lane have no gaps, and an
//! event that is settled wakes its successor in the same transaction.
//!
//! Source: docs/contract.md, order of postbacks.

use super::columns::{Columns, all, execute, millis, one};
use super::jobs;
use crate::Error;
use crate::common::events as json;
use crate::common::words::Word;
use crate::event::{Blocker, Lane, NewEvent, PATIENCE, StoredEvent, Telling};
use crate::job::NewJob;
use domain::campaign::SubscriberId;
use domain::id::{AccountId, EventId, MessageId, MmsId};
use domain::inbound::InboundId;
use domain::order::Element;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, named_params};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

const LAST: &str = "SELECT seq, telling, at_ms FROM events
                    WHERE lane_kind = ?1 AND lane = ?2 ORDER BY seq DESC LIMIT 1";

const APPEND: &str = "
    INSERT INTO events (event_id, lane_kind, lane, seq, account, event, at_ms, sent_as, reason,
        handset, carrier_message_id, failed_element, failed_source, detail, job_kind, job_queue,
        telling)
    VALUES (:event_id, :lane_kind, :lane, :seq, :account, :event, :at, :sent_as, :reason,
        :handset, :carrier_message_id, :failed_element, :failed_source, :detail, :job_kind,
        :job_queue, :telling)";

/// Events with the one before them, where it is pending.
const READ: &str = "
    SELECT events.*, before.id AS before_id, before.tries AS before_tries,
        before.at_ms AS before_at_ms
    FROM events LEFT JOIN events AS before
        ON before.lane_kind = events.lane_kind AND before.lane = events.lane
            AND before.seq = events.seq - 1 AND before.telling = 'pending'
    WHERE ";

const SETTLE: &str = "UPDATE events SET telling = ?2 WHERE id = ?1
                      RETURNING lane_kind, lane, seq";

const SUCCESSOR: &str = "SELECT id, job_kind FROM events
                         WHERE lane_kind = ?1 AND lane = ?2 AND seq = ?3
                             AND telling = 'pending' AND tries = 0";

/// Puts an event at the end of its lane and makes the job that tells it.
pub(super) fn append(
    connection: &Connection,
    lane: Lane,
    fact: &NewEvent,
    now: Timestamp,
) -> Result<EventId, Error> {
    let last = |row: &Row<'_>| {
        Ok((
            row.raw::<u32>("seq")?,
            row.word::<Telling>("telling")?,
            row.time("at_ms")?,
        ))
    };
    let before = one(connection, LAST, columns(lane), last)?;
    let seq = before.as_ref().map_or(1, |(seq, ..)| seq + 1);
    let due = match before {
        Some((_, Telling::Pending, at)) => patience(at).max(now),
        Some((_, Telling::Delivered | Telling::Dropped | Telling::Undeliverable, _)) | None => now,
    };
    let id = insert(connection, lane, seq, fact)?;
    let (kind, queue) = fact.job.clone();
    jobs::make(
        connection,
        &NewJob {
            kind,
            queue,
            lane: String::new(),
            subject: id.0,
            due,
        },
        now,
    )?;
    Ok(id)
}

fn patience(at: Timestamp) -> Timestamp {
    let patience = SignedDuration::try_from(PATIENCE).unwrap_or(SignedDuration::MAX);
    at.saturating_add(patience).unwrap_or(Timestamp::MAX)
}

fn insert(
    connection: &Connection,
    lane: Lane,
    seq: u32,
    fact: &NewEvent,
) -> Result<EventId, Error> {
    let (lane_kind, lane) = columns(lane);
    let failed = fact.failed_file.as_ref();
    let parameters = named_params! {
        ":event_id": new_event_id(),
        ":lane_kind": lane_kind,
        ":lane": lane,
        ":seq": seq,
        ":account": fact.account.0,
        ":event": fact.event.word(),
        ":at": millis(fact.at),
        ":sent_as": fact.sent_as.map(|way| Word::word(&way)),
        ":reason": fact.reason,
        ":handset": fact.handset,
        ":carrier_message_id": fact.carrier_message_id,
        ":failed_element": failed.map(|(element, _)| element.word()),
        ":failed_source": failed.map(|(_, source)| source),
        ":detail": fact.detail.as_ref().map(json::write_detail).transpose()?,
        ":job_kind": fact.job.0,
        ":job_queue": fact.job.1,
        ":telling": Telling::Pending.word(),
    };
    execute(connection, APPEND, parameters)?;
    Ok(EventId(connection.last_insert_rowid()))
}

/// Marks an event as told, dropped or set aside; its successor may be told from `at` on.
///
/// A successor that has been tried already keeps to its own schedule.
pub(super) fn settle(
    connection: &Connection,
    id: EventId,
    telling: Telling,
    at: Timestamp,
) -> Result<(), Error> {
    let place = |row: &Row<'_>| {
        Ok((
            row.raw::<String>("lane_kind")?,
            row.raw::<i64>("lane")?,
            row.raw::<u32>("seq")?,
        ))
    };
    let settled = one(connection, SETTLE, (id.0, telling.word()), place)?;
    let (kind, lane, seq) = settled.ok_or_else(|| Error::Missing(format!("event {id}")))?;
    let job = |row: &Row<'_>| Ok((row.raw::<i64>("id")?, row.raw::<String>("job_kind")?));
    if let Some((next, job)) = one(connection, SUCCESSOR, (kind, lane, seq + 1), job)? {
        jobs::hasten(connection, &job, next, at)?;
    }
    Ok(())
}

/// One event.
pub(super) fn event(connection: &Connection, id: EventId) -> Result<Option<StoredEvent>, Error> {
    one(
        connection,
        &format!("{READ} events.id = ?1"),
        [id.0],
        stored,
    )
}

/// All events of a lane in their order.
pub(super) fn events(connection: &Connection, lane: Lane) -> Result<Vec<StoredEvent>, Error> {
    let sql = format!("{READ} events.lane_kind = ?1 AND events.lane = ?2 ORDER BY events.seq");
    all(connection, &sql, columns(lane), stored)
}

fn columns(lane: Lane) -> (&'static str, i64) {
    match lane {
        Lane::Message(id) => ("message", id.0),
        Lane::Content(id) => ("content", id.0),
        Lane::Membership(id) => ("membership", id.0),
        Lane::Inbound(id) => ("inbound", id.0),
    }
}

fn stored(row: &Row<'_>) -> Result<StoredEvent, Error> {
    let lane = row.raw("lane")?;
    let lane = match row.raw::<String>("lane_kind")?.as_str() {
        "message" => Lane::Message(MessageId(lane)),
        "content" => Lane::Content(MmsId(lane)),
        "membership" => Lane::Membership(SubscriberId(lane)),
        "inbound" => Lane::Inbound(InboundId(lane)),
        other => {
            return Err(Error::Damaged {
                what: "lane".into(),
                why: format!("unknown {other:?}"),
            });
        }
    };
    Ok(StoredEvent {
        id: EventId(row.raw("id")?),
        event_id: row.raw("event_id")?,
        lane,
        seq: row.raw("seq")?,
        fact: fact(row)?,
        telling: row.word("telling")?,
        tries: row.raw("tries")?,
        blocked_by: blocker(row)?,
    })
}

fn fact(row: &Row<'_>) -> Result<NewEvent, Error> {
    let element: Option<Element> = row.maybe_word("failed_element")?;
    let source: Option<String> = row.raw("failed_source")?;
    let detail: Option<String> = row.raw("detail")?;
    Ok(NewEvent {
        event: row.word("event")?,
        at: row.time("at_ms")?,
        account: AccountId(row.raw("account")?),
        sent_as: row.maybe_word("sent_as")?,
        reason: row.raw("reason")?,
        handset: row.raw("handset")?,
        carrier_message_id: row.raw("carrier_message_id")?,
        failed_file: element.zip(source),
        detail: detail.as_deref().map(json::read_detail).transpose()?,
        job: (kept(row.raw("job_kind")?), row.raw("job_queue")?),
    })
}

fn blocker(row: &Row<'_>) -> Result<Option<Blocker>, Error> {
    let Some(id) = row.raw("before_id")? else {
        return Ok(None);
    };
    let tries = row.raw("before_tries")?;
    Ok(Some(Blocker {
        id: EventId(id),
        tries,
        at: row.time("before_at_ms")?,
    }))
}

/// The name of a step as a constant. Each name is kept once and for good; there are as many as
/// there are steps that tell events.
fn kept(kind: String) -> &'static str {
    static KINDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kinds = KINDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kinds.get(kind.as_str()) {
        return known;
    }
    let kind: &'static str = Box::leak(kind.into_boxed_str());
    kinds.insert(kind);
    kind
}

/// `evt_` and 128 bits (UUID version 7, RFC 9562) in Crockford's base 32.
fn new_event_id() -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = Uuid::now_v7().as_u128();
    let digit = |place: u32| char::from(DIGITS[(bits >> (5 * place)) as usize % 32]);
    let mut id = String::from("evt_");
    id.extend((0..26).rev().map(digit));
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_id_is_26_digits_and_new_each_time() {
        let ids: BTreeSet<String> = (0..1000).map(|_| new_event_id()).collect();
        assert_eq!(ids.len(), 1000);
        for id in ids {
            let digits = id.strip_prefix("evt_").unwrap();
            assert_eq!(digits.len(), 26, "{id}");
            assert!(
                digits
                    .chars()
                    .all(|digit| digit.is_ascii_digit() || digit.is_ascii_uppercase())
            );
        }
    }
}
