//! Runs of campaigns in SQLite.
//!
//! The list of a run is written by one statement, in the transaction that begins it: some tens of
//! milliseconds for a hundred thousand people, in which no other write goes on.

use super::columns::{Columns, all, count, execute, millis, one};
use super::{
    SqliteStore, change, constrained, contents, credits, idempotency, jobs, members, messages,
};
use crate::change::{Applied, Change};
use crate::job::NewJob;
use crate::run::{NewRun, Progress, RunMessage, RunPart};
use crate::{Error, Runs};
use async_trait::async_trait;
use domain::campaign::{CampaignId, Membership, Run, Subscriber};
use domain::id::{AccountId, MmsId, RunId};
use rusqlite::{Connection, Row, named_params};

const BEGIN: &str = "
    INSERT INTO runs (id, account, campaign, campaign_ref, content, dialect, began_ms, validity_ms,
        receivers, charge_micros)
    VALUES (:id, :account, :campaign, :campaign_ref, :content, :dialect, :began, :validity,
        0, :charge)";

const LIST: &str = "INSERT INTO run_receivers (run, subscriber)
                    SELECT ?1, id FROM subscribers WHERE campaign = ?2 AND membership = ?3
                    ORDER BY id";

const RECEIVERS: &str = "SELECT subscribers.* FROM run_receivers
                         JOIN subscribers ON subscribers.id = run_receivers.subscriber
                         WHERE run = ?1 ORDER BY subscriber LIMIT ?2";

const TAKE_OFF: &str = "DELETE FROM run_receivers WHERE run = ?1 AND subscriber = ?2";

const PAGE: &str = "SELECT * FROM runs WHERE account = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";

const WAITING: &str = "SELECT COUNT(*) AS waiting FROM run_receivers WHERE run = ?1";

const STATES: &str = "SELECT state, COUNT(*) AS messages FROM messages WHERE run = ?1
                      GROUP BY state";

const LEFT: &str = "SELECT 1 AS left_over FROM run_receivers WHERE run = ?1 LIMIT 1";

#[async_trait]
impl Runs for SqliteStore {
    async fn begin_run(&self, run: NewRun) -> Result<Run, Error> {
        self.write(move |connection| begin(connection, run)).await
    }

    async fn run(&self, id: RunId) -> Result<Option<Run>, Error> {
        self.read(move |connection| by_id(connection, id)).await
    }

    async fn run_receivers(&self, id: RunId, limit: usize) -> Result<Vec<Subscriber>, Error> {
        let limit = count(limit as u64);
        self.read(move |connection| all(connection, RECEIVERS, (id.0, limit), members::read))
            .await
    }

    async fn continue_run(&self, part: RunPart) -> Result<bool, Error> {
        self.write(move |connection| go_on(connection, &part)).await
    }

    async fn run_progress(
        &self,
        account: AccountId,
        before: Option<RunId>,
        limit: usize,
    ) -> Result<Vec<Progress>, Error> {
        let before = before.map_or(i64::MAX, |run| run.0);
        let page = (account.0, before, count(limit as u64));
        self.read(move |connection| {
            let runs = all(connection, PAGE, page, read)?;
            let progress = runs.into_iter().map(|run| progress(connection, run));
            progress.collect()
        })
        .await
    }
}

/// See [`Runs::begin_run`].
fn begin(connection: &Connection, new: NewRun) -> Result<Run, Error> {
    let NewRun { mut run, job, keep } = new;
    run.id = RunId(contents::next(connection, "run")?);
    let parameters = named_params! {
        ":id": run.id.0,
        ":account": run.account.0,
        ":campaign": run.campaign.0,
        ":campaign_ref": run.campaign_ref,
        ":content": run.template.0,
        ":dialect": run.dialect,
        ":began": millis(run.began),
        ":validity": millis(run.validity),
        ":charge": count(run.charge_micros),
    };
    let missing = "account, campaign or content of the run";
    let inserted = execute(connection, BEGIN, parameters);
    inserted.map_err(|error| constrained(error, "the run", missing))?;
    let list = (run.id.0, run.campaign.0, Membership::Subscribed.word());
    run.receivers = execute(connection, LIST, list)? as u64;
    let sql = "UPDATE runs SET receivers = ?2 WHERE id = ?1";
    execute(connection, sql, (run.id.0, count(run.receivers)))?;
    let all_of_them = run.charge_micros.saturating_mul(run.receivers);
    if !credits::reserve(connection, run.account, all_of_them)? {
        return Err(Error::Unpaid(run.account));
    }
    if run.receivers > 0 {
        make(connection, &run, &job)?;
    }
    idempotency::keep(connection, keep.as_ref(), &run)?;
    Ok(run)
}

/// Makes the job that makes the next messages of a run.
fn make(connection: &Connection, run: &Run, job: &NewJob) -> Result<(), Error> {
    let job = NewJob {
        subject: run.id.0,
        ..job.clone()
    };
    jobs::make(connection, &job, job.due)
}

/// See [`Runs::continue_run`].
fn go_on(connection: &Connection, part: &RunPart) -> Result<bool, Error> {
    if !jobs::holds(connection, part.finishes)? {
        return Ok(false);
    }
    let missing = || Error::Missing(format!("run {}", part.run));
    let run = by_id(connection, part.run)?.ok_or_else(missing)?;
    for message in &part.messages {
        accept(connection, &run, message)?;
    }
    jobs::finish(connection, part.finishes)?;
    if one(connection, LEFT, [run.id.0], |_| Ok(()))?.is_some() {
        make(connection, &run, &part.next)?;
    }
    Ok(true)
}

/// Accepts the message of one receiver, if that one is still on the list.
fn accept(connection: &Connection, run: &Run, new: &RunMessage) -> Result<(), Error> {
    if execute(connection, TAKE_OFF, (run.id.0, new.receiver.0))? == 0 {
        return Err(Error::Failed(format!(
            "subscriber {} has left the list of run {}",
            new.receiver.0, run.id
        )));
    }
    let named = messages::accept_one(connection, &new.message, None)?;
    // It was reserved when the run began.
    credits::charge(connection, named.id, (run.account, run.charge_micros))?;
    if let Some(ends) = &new.ends {
        let ends = Change {
            message: named.id,
            ..ends.clone()
        };
        match change::apply(connection, &ends)? {
            Applied::Done => {}
            Applied::Stale | Applied::LeaseLost => {
                let why = format!("message {} has moved before it was there", named.id);
                return Err(Error::Failed(why));
            }
        }
    }
    Ok(())
}

fn progress(connection: &Connection, run: Run) -> Result<Progress, Error> {
    let number = |row: &Row<'_>, name: &str| Ok(row.raw::<i64>(name)?.unsigned_abs());
    let waiting = one(connection, WAITING, [run.id.0], |row| {
        number(row, "waiting")
    })?;
    let mut states = all(connection, STATES, [run.id.0], |row| {
        Ok((row.word("state")?, number(row, "messages")?))
    })?;
    states.sort_unstable();
    Ok(Progress {
        run,
        waiting: waiting.unwrap_or(0),
        states,
    })
}

/// One run.
fn by_id(connection: &Connection, id: RunId) -> Result<Option<Run>, Error> {
    one(connection, "SELECT * FROM runs WHERE id = ?1", [id.0], read)
}

fn read(row: &Row<'_>) -> Result<Run, Error> {
    Ok(Run {
        id: RunId(row.raw("id")?),
        account: AccountId(row.raw("account")?),
        campaign: CampaignId(row.raw("campaign")?),
        campaign_ref: row.raw("campaign_ref")?,
        template: MmsId(row.raw("content")?),
        dialect: row.raw("dialect")?,
        began: row.time("began_ms")?,
        validity: row.time("validity_ms")?,
        receivers: row.raw::<i64>("receivers")?.unsigned_abs(),
        charge_micros: row.raw::<i64>("charge_micros")?.unsigned_abs(),
    })
}
