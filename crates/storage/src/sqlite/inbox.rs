//! Messages from phones in SQLite.

use super::columns::{Columns, all, count, execute, millis, one};
use super::{
    SqliteStore, blacklist, constrained, jobs, lanes, leftovers, long_texts, members, messages,
};
use crate::Error;
use crate::event::Lane;
use crate::inbox::{Clearing, Heeding, Inbox, NewInbound};
use crate::job::NewJob;
use crate::link::TokenDigest;
use async_trait::async_trait;
use domain::id::{AccountId, BlobHash};
use domain::inbound::{Inbound, InboundFile, InboundId};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, named_params};

const PUT: &str = "
    INSERT INTO inbound (account, kind, tracking, recipient, sender, operator, subject, text,
        token, received_ms, files_until_ms, cleared_ms, handover)
    VALUES (:account, :kind, :tracking, :recipient, :sender, :operator, :subject, :text,
        :token, :received, :files_until, :cleared, :handover)";

const KNOWN: &str = "SELECT 1 FROM inbound WHERE handover = ?1 AND received_ms > ?2";

/// How long a hand-over may be repeated.
const REPEATED: SignedDuration = SignedDuration::from_hours(24);

const PUT_FILE: &str = "
    INSERT INTO inbound_files (inbound, position, name, mime, size_bytes, blob)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

const FILES: &str = "SELECT * FROM inbound_files WHERE inbound = ?1 ORDER BY position";

const CLEAR: &str = "UPDATE inbound SET cleared_ms = ?2 WHERE id = ?1 AND cleared_ms IS NULL";

#[async_trait]
impl Inbox for SqliteStore {
    async fn receive(&self, new: NewInbound) -> Result<Option<InboundId>, Error> {
        self.write(move |connection| receive(connection, &new))
            .await
    }

    async fn inbound_by_id(&self, id: InboundId) -> Result<Option<Inbound>, Error> {
        let sql = "SELECT * FROM inbound WHERE id = ?1";
        self.read(move |connection| find(connection, sql, [id.0]))
            .await
    }

    async fn heed(&self, heeding: Heeding) -> Result<bool, Error> {
        self.write(move |connection| heed(connection, &heeding))
            .await
    }

    async fn inbound(&self, account: AccountId, tracking: &str) -> Result<Option<Inbound>, Error> {
        let tracking = tracking.to_owned();
        let sql = "SELECT * FROM inbound WHERE tracking = ?1 AND account = ?2";
        self.read(move |connection| find(connection, sql, (tracking, account.0)))
            .await
    }

    async fn inbound_by_token(&self, digest: TokenDigest) -> Result<Option<Inbound>, Error> {
        let sql = "SELECT * FROM inbound WHERE token = ?1";
        self.read(move |connection| find(connection, sql, [digest.0]))
            .await
    }

    async fn clear_inbound(&self, clearing: Clearing) -> Result<bool, Error> {
        self.write(move |connection| clear(connection, &clearing))
            .await
    }
}

fn receive(connection: &Connection, new: &NewInbound) -> Result<Option<InboundId>, Error> {
    let message = &new.message;
    if let Some(handover) = new.handover {
        let since = message.received.saturating_sub(REPEATED);
        let since = since.unwrap_or(Timestamp::MIN);
        if one(connection, KNOWN, (handover, millis(since)), |_| Ok(()))?.is_some() {
            return Ok(None);
        }
    }
    if let Some(text) = new.text
        && !long_texts::tell(connection, text)?
    {
        return Ok(None);
    }
    let parameters = named_params! {
        ":account": message.account.0,
        ":kind": message.kind.word(),
        ":tracking": message.tracking,
        ":recipient": message.to,
        ":sender": message.from,
        ":operator": message.operator,
        ":subject": message.subject,
        ":text": message.text,
        ":token": new.token.map(|digest| digest.0),
        ":received": millis(message.received),
        ":files_until": millis(message.files_until),
        ":cleared": message.cleared.map(millis),
        ":handover": new.handover,
    };
    let exists = format!("inbound message {:?}", message.tracking);
    let missing = format!("account {}", message.account);
    let put = execute(connection, PUT, parameters);
    put.map_err(|error| constrained(error, &exists, &missing))?;
    let id = InboundId(connection.last_insert_rowid());
    for (position, file) in message.files.iter().enumerate() {
        put_file(connection, id, position, file)?;
    }
    if let Some(event) = &new.event {
        lanes::append(connection, Lane::Inbound(id), event, message.received)?;
    }
    for job in &new.jobs {
        let job = NewJob {
            subject: id.0,
            ..job.clone()
        };
        jobs::make(connection, &job, message.received)?;
    }
    Ok(Some(id))
}

/// See [`Inbox::heed`].
fn heed(connection: &Connection, heeding: &Heeding) -> Result<bool, Error> {
    let Heeding {
        block,
        unblocks,
        members,
        texts,
        finishes,
    } = heeding;
    if !jobs::holds(connection, *finishes)? {
        return Ok(false);
    }
    // All that is asked is asked before anything is written.
    for change in members {
        if !members::is_current(connection, change)? {
            return Ok(false);
        }
    }
    if let Some(block) = block {
        blacklist::put(connection, block)?;
    }
    for (account, sender, number) in unblocks {
        blacklist::remove(connection, *account, sender, number)?;
    }
    for change in members {
        members::apply(connection, change)?;
    }
    for text in texts {
        messages::accept_one(connection, text, None)?;
    }
    jobs::finish(connection, *finishes)?;
    Ok(true)
}

fn put_file(
    connection: &Connection,
    id: InboundId,
    position: usize,
    file: &InboundFile,
) -> Result<(), Error> {
    let InboundFile {
        name,
        mime,
        size_bytes,
        blob,
    } = file;
    let position = count(position as u64);
    let values = (id.0, position, name, mime, count(*size_bytes), blob.0);
    execute(connection, PUT_FILE, values)?;
    Ok(())
}

fn find(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Option<Inbound>, Error> {
    let Some(mut message) = one(connection, sql, parameters, read)? else {
        return Ok(None);
    };
    message.files = all(connection, FILES, [message.id.0], read_file)?;
    Ok(Some(message))
}

/// See [`Inbox::clear_inbound`].
fn clear(connection: &Connection, clearing: &Clearing) -> Result<bool, Error> {
    let Clearing {
        id,
        at,
        sweep,
        cancels,
        finishes,
    } = clearing;
    if let Some(lease) = *finishes {
        if !jobs::holds(connection, lease)? {
            return Ok(false);
        }
        jobs::finish(connection, lease)?;
    }
    if execute(connection, CLEAR, (id.0, millis(*at)))? == 0 {
        return Ok(false);
    }
    for kind in cancels {
        jobs::cancel(connection, kind, id.0)?;
    }
    let sql = "DELETE FROM inbound_files WHERE inbound = ?1 RETURNING blob";
    let blobs: Vec<BlobHash> = all(connection, sql, [id.0], |row| row.blob("blob"))?;
    for blob in blobs {
        leftovers::leave(connection, blob, *at)?;
    }
    jobs::make(connection, sweep, *at)?;
    Ok(true)
}

/// Without its files.
fn read(row: &Row<'_>) -> Result<Inbound, Error> {
    Ok(Inbound {
        id: InboundId(row.raw("id")?),
        account: AccountId(row.raw("account")?),
        kind: row.word("kind")?,
        tracking: row.raw("tracking")?,
        to: row.raw("recipient")?,
        from: row.raw("sender")?,
        operator: row.raw("operator")?,
        subject: row.raw("subject")?,
        text: row.raw("text")?,
        received: row.time("received_ms")?,
        files: Vec::new(),
        files_until: row.time("files_until_ms")?,
        cleared: row.maybe_time("cleared_ms")?,
    })
}

fn read_file(row: &Row<'_>) -> Result<InboundFile, Error> {
    Ok(InboundFile {
        name: row.raw("name")?,
        mime: row.raw("mime")?,
        size_bytes: row.raw::<i64>("size_bytes")?.unsigned_abs(),
        blob: row.blob("blob")?,
    })
}
