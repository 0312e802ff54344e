//! Messages in SQLite: accepting and reading them. Their moves are in `change.rs`.

use super::columns::{Columns, all};
use super::{SqliteStore, change, contents, credits, idempotency, jobs, life, message_rows};
use crate::change::{Applied, Change};
use crate::job::NewJob;
use crate::life::{Life, Move};
use crate::message::{Accepted, AcceptedMessage, NewMessage, NewMessages};
use crate::{Error, Messages};
use async_trait::async_trait;
use domain::id::{MessageId, MmsId, Tracking};
use domain::message::Message;
use domain::state::State;
use rusqlite::{Connection, Row};

/// Note of the first line of every history.
const ACCEPTED: &str = "accepted";

#[async_trait]
impl Messages for SqliteStore {
    async fn accept(&self, messages: NewMessages) -> Result<Accepted, Error> {
        self.write(move |connection| accept(connection, &messages))
            .await
    }

    async fn message(&self, id: MessageId) -> Result<Option<Message>, Error> {
        self.read(move |connection| message_rows::message(connection, id))
            .await
    }

    async fn tracked(&self, tracking: &str) -> Result<Option<MessageId>, Error> {
        let Some(given) = Tracking::parse(tracking) else {
            return Ok(None);
        };
        let id = given.message();
        let found = self
            .read(move |connection| message_rows::tracking(connection, id))
            .await?;
        // A number is that of one message, ordered as MMS or as SMS.
        let same = |stored: &String| Tracking::parse(stored) == Some(given);
        Ok(found.filter(same).map(|_| id))
    }

    async fn change(&self, change: Change) -> Result<Applied, Error> {
        self.write(move |connection| change::apply(connection, &change))
            .await
    }

    async fn changes(&self, changes: Vec<Change>) -> Result<Applied, Error> {
        self.write(move |connection| change::apply_all(connection, &changes))
            .await
    }

    async fn life(&self, id: MessageId) -> Result<Option<Life>, Error> {
        self.read(move |connection| life::life(connection, id))
            .await
    }

    async fn states(&self) -> Result<Vec<(State, u64)>, Error> {
        let sql = "SELECT state, messages FROM message_counts WHERE messages > 0";
        let line = |row: &Row<'_>| {
            Ok((
                row.word("state")?,
                row.raw::<i64>("messages")?.unsigned_abs(),
            ))
        };
        let mut states = self
            .read(move |connection| all(connection, sql, [], line))
            .await?;
        states.sort_unstable();
        Ok(states)
    }
}

fn accept(connection: &Connection, messages: &NewMessages) -> Result<Accepted, Error> {
    let content = messages.content.as_ref();
    let content = content
        .map(|content| contents::insert(connection, content))
        .transpose()?;
    let mut accepted = Accepted {
        content,
        messages: Vec::new(),
        unpaid: Vec::new(),
    };
    for (place, new) in messages.messages.iter().enumerate() {
        let account = new.message.account;
        match credits::reserve(connection, account, new.charge_micros)? {
            true => {
                let named = accept_one(connection, new, content)?;
                credits::charge(connection, named.id, (account, new.charge_micros))?;
                accepted.messages.push(named);
            }
            false => accepted.unpaid.push(place),
        }
    }
    if let (true, [new, ..]) = (accepted.messages.is_empty(), &*messages.messages) {
        return Err(Error::Unpaid(new.message.account));
    }
    idempotency::keep(connection, messages.keep.as_ref(), &accepted)?;
    Ok(accepted)
}

/// Stores one message with its first jobs; `content` is what it shows, if the batch brings that.
pub(super) fn accept_one(
    connection: &Connection,
    new: &NewMessage,
    content: Option<MmsId>,
) -> Result<AcceptedMessage, Error> {
    let message = &new.message;
    let id = MessageId(contents::next(connection, "message")?);
    let mms_id = message.mms().map(|mms| content.unwrap_or(mms.mms_id));
    let tracking = new.tracking.write(message.body.tracking(id));
    let accepted = AcceptedMessage { id, tracking };
    message_rows::insert(connection, message, (&accepted, mms_id))?;
    let moved = Move {
        at: message.accepted,
        to: message.state,
        note: ACCEPTED.into(),
    };
    message_rows::remember(connection, id, &moved)?;
    message_rows::recount(connection, message.state, 1)?;
    for job in &new.jobs {
        jobs::make(
            connection,
            &NewJob {
                subject: id.0,
                ..job.clone()
            },
            message.accepted,
        )?;
    }
    Ok(accepted)
}
