//! Tries to tell events, in SQLite.

use super::SqliteStore;
use super::columns::{Columns, all, count, execute, millis, one};
use super::{jobs, lanes, numbers, retention};
use crate::event::{
    FORGIVEN_AFTER, PostbackTry, Retention, StoredEvent, Telling, Then, TryRecorded,
};
use crate::job::Lease;
use crate::{Error, Postbacks};
use async_trait::async_trait;
use domain::id::{AccountId, EventId};
use domain::notice::Notification;
use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};

/// A number that is taken (a try whose claim was lost came first) is followed by the next one.
const PUT_TRY: &str = "
    INSERT INTO postback_tries (event, number, url, job, token, at_ms, took_ms, status, error, body)
    SELECT :event, MAX(:number, COALESCE(MAX(number), 0) + 1), :url, :job, :token, :at, :took, :status,
        :error, :body
    FROM postback_tries WHERE event = :event";

const COUNT_TRY: &str = "UPDATE events SET tries = tries + 1 WHERE id = ?1
                         RETURNING account, job_kind, telling";

/// The count of failures begins anew when the last one is long ago.
const FAILING: &str = "
    INSERT INTO endpoints (account, url, failing_since_ms, failed_ms) VALUES (?1, ?2, ?3, ?3)
    ON CONFLICT (account, url) DO UPDATE SET
        failing_since_ms = IIF(failed_ms >= ?4, failing_since_ms, excluded.failing_since_ms),
        failed_ms = excluded.failed_ms
    RETURNING failing_since_ms";

const DISABLE: &str = "INSERT INTO endpoints (account, url, disabled) VALUES (?1, ?2, 1)
                       ON CONFLICT (account, url) DO UPDATE SET disabled = 1";

const FORGIVE: &str = "DELETE FROM endpoints WHERE account = ?1 AND url = ?2";

#[async_trait]
impl Postbacks for SqliteStore {
    async fn event(&self, id: EventId) -> Result<Option<StoredEvent>, Error> {
        self.read(move |connection| lanes::event(connection, id))
            .await
    }

    async fn record_try(&self, tried: PostbackTry, then: Then) -> Result<TryRecorded, Error> {
        self.write(move |connection| record_try(connection, &tried, then))
            .await
    }

    async fn number_event(&self, id: EventId, now: Timestamp) -> Result<Notification, Error> {
        self.write(move |connection| numbers::number(connection, id, now))
            .await
    }

    async fn endpoint_disabled(&self, account: AccountId, url: &str) -> Result<bool, Error> {
        let sql = "SELECT disabled FROM endpoints WHERE account = ?1 AND url = ?2";
        let url = url.to_owned();
        let disabled = |row: &Row<'_>| row.raw("disabled");
        self.read(move |connection| {
            Ok(one(connection, sql, (account.0, url), disabled)?.unwrap_or(false))
        })
        .await
    }

    async fn disable_endpoint(
        &self,
        account: AccountId,
        url: &str,
        disabled: bool,
    ) -> Result<(), Error> {
        let url = url.to_owned();
        let sql = if disabled { DISABLE } else { FORGIVE };
        self.write(move |connection| {
            execute(connection, sql, (account.0, url))?;
            Ok(())
        })
        .await
    }

    async fn forget_tries(&self, retention: Retention) -> Result<u64, Error> {
        self.write(move |connection| retention::forget(connection, &retention))
            .await
    }

    async fn set_aside(
        &self,
        id: EventId,
        lease: Lease,
        why: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let why = why.to_owned();
        self.write(move |connection| set_aside(connection, id, lease, (&why, now)))
            .await
    }
}

/// An event as a try finds it.
struct Tried {
    account: AccountId,
    job_kind: String,
    telling: Telling,
}

/// The try is stored whoever holds the job now: it has happened. So is an acknowledgement: the
/// customer has the event. All else is left to who holds the job.
fn record_try(
    connection: &Connection,
    tried: &PostbackTry,
    then: Then,
) -> Result<TryRecorded, Error> {
    let event = one(connection, COUNT_TRY, [tried.event.0], |row| {
        Ok(Tried {
            account: AccountId(row.raw("account")?),
            job_kind: row.raw("job_kind")?,
            telling: row.word("telling")?,
        })
    })?;
    let event = event.ok_or_else(|| Error::Missing(format!("event {}", tried.event)))?;
    put_try(connection, tried)?;
    let held = jobs::holds(connection, tried.lease)?;
    match then {
        Then::Delivered => {
            lanes::settle(connection, tried.event, Telling::Delivered, tried.at)?;
            jobs::cancel(connection, &event.job_kind, tried.event.0)?;
        }
        Then::Dropped if held => {
            jobs::finish(connection, tried.lease)?;
            if event.telling == Telling::Pending {
                lanes::settle(connection, tried.event, Telling::Dropped, tried.at)?;
            }
        }
        Then::Again(due) if held => {
            let why = tried.error.as_deref().unwrap_or_default();
            jobs::postpone(connection, tried.lease, due, why)?;
        }
        Then::Dropped | Then::Again(_) => {}
    }
    let failing_since = match then {
        Then::Delivered => works(connection, event.account, &tried.url)?,
        Then::Dropped | Then::Again(_) => failing(connection, event.account, tried)?,
    };
    Ok(TryRecorded { failing_since })
}

fn put_try(connection: &Connection, tried: &PostbackTry) -> Result<(), Error> {
    let parameters = named_params! {
        ":event": tried.event.0,
        ":number": tried.number,
        ":url": tried.url,
        ":job": tried.lease.job,
        ":token": tried.lease.token,
        ":at": millis(tried.at),
        ":took": count(tried.took_ms),
        ":status": tried.status,
        ":error": tried.error,
        ":body": tried.body,
    };
    execute(connection, PUT_TRY, parameters)?;
    Ok(())
}

fn works(
    connection: &Connection,
    account: AccountId,
    url: &str,
) -> Result<Option<Timestamp>, Error> {
    execute(connection, FORGIVE, (account.0, url))?;
    Ok(None)
}

fn failing(
    connection: &Connection,
    account: AccountId,
    tried: &PostbackTry,
) -> Result<Option<Timestamp>, Error> {
    let since = |row: &Row<'_>| row.time("failing_since_ms");
    let continued = millis(tried.at - FORGIVEN_AFTER);
    one(
        connection,
        FAILING,
        (account.0, &tried.url, millis(tried.at), continued),
        since,
    )
}

/// Nothing is done when the claim was lost: the holder will come to the same end.
fn set_aside(
    connection: &Connection,
    id: EventId,
    lease: Lease,
    (why, now): (&str, Timestamp),
) -> Result<(), Error> {
    if !jobs::holds(connection, lease)? {
        return Ok(());
    }
    execute(
        connection,
        "UPDATE events SET why = ?2 WHERE id = ?1",
        (id.0, why),
    )?;
    lanes::settle(connection, id, Telling::Undeliverable, now)?;
    jobs::finish(connection, lease)?;
    Ok(())
}

/// All tries of an event, oldest first.
pub(super) fn tries(connection: &Connection, event: EventId) -> Result<Vec<PostbackTry>, Error> {
    let sql = "SELECT * FROM postback_tries WHERE event = ?1 ORDER BY number";
    all(connection, sql, [event.0], |row| {
        Ok(PostbackTry {
            event,
            lease: Lease {
                job: row.raw("job")?,
                token: row.raw("token")?,
            },
            number: row.raw("number")?,
            url: row.raw("url")?,
            at: row.time("at_ms")?,
            took_ms: row.raw::<i64>("took_ms")?.unsigned_abs(),
            status: row.raw("status")?,
            error: row.raw("error")?,
            body: row.raw("body")?,
        })
    })
}
