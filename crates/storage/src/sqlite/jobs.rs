//! The queue in SQLite.
//!
//! A claim moves the due time to the end of the lease, so "due" means the same for a new job, a
//! postponed one and one whose claim has lapsed, and one index serves all. A job that is made
//! again while it is claimed is not taken from its holder; it is due again when that one is done.
//! Guarantee: no statement reads more of the table than the jobs it returns (the number of
//! queues or lanes, for those about them; in a lane also those before it that are claimed or wait
//! for their own time); the tests ask SQLite for its plans.

use super::SqliteStore;
use super::columns::{Columns, all, count, execute, millis, one};
use crate::change::Detour;
use crate::job::{Job, Lease, NewJob, QueueDepth, Turns};
use crate::{Error, Jobs};
use async_trait::async_trait;
use domain::id::MessageId;
use jiff::Timestamp;
use rusqlite::{Connection, Row};

/// Names of the queues, by jumping from one to the next in the index. Followed by the rest of a
/// statement that reads from `queues`.
macro_rules! for_each_queue {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE names (queue) AS (
                 SELECT MIN(queue) FROM jobs
                 UNION ALL
                 SELECT (SELECT MIN(jobs.queue) FROM jobs WHERE jobs.queue > names.queue)
                 FROM names WHERE names.queue IS NOT NULL
             ), queues AS (SELECT queue FROM names WHERE queue IS NOT NULL) ",
            $rest
        )
    };
}

const DUE_QUEUES: &str = for_each_queue!(
    "SELECT queue FROM queues WHERE EXISTS (
         SELECT 1 FROM jobs WHERE jobs.queue = queues.queue AND jobs.due_ms <= ?1)"
);

const NEXT_DUE: &str = for_each_queue!(
    "SELECT MIN(due) AS due_ms FROM (
         SELECT (SELECT MIN(due_ms) FROM jobs
                 WHERE jobs.queue = queues.queue AND jobs.due_ms > ?1) AS due FROM queues)"
);

/// Lanes by jumping from one to the next in their index, from `?3` on and before `?4`, if that is
/// given.
const DUE_LANES: &str = "
    WITH RECURSIVE names (lane) AS (
        SELECT (SELECT MIN(lane) FROM jobs INDEXED BY jobs_lanes WHERE queue = ?1 AND lane >= ?3)
        UNION ALL
        SELECT (SELECT MIN(jobs.lane) FROM jobs INDEXED BY jobs_lanes
                WHERE jobs.queue = ?1 AND jobs.lane > names.lane)
        FROM names WHERE names.lane IS NOT NULL
    )
    SELECT lane FROM names
    WHERE lane IS NOT NULL AND (?4 IS NULL OR lane < ?4) AND EXISTS (
        SELECT 1 FROM jobs INDEXED BY jobs_lanes
        WHERE jobs.queue = ?1 AND jobs.lane = names.lane AND jobs.due_ms <= ?2)
    LIMIT ?5";

const DUE_IN_LANE: &str = "
    SELECT id FROM jobs INDEXED BY jobs_lanes
    WHERE queue = ?1 AND lane = ?2 AND due_ms <= ?3 AND subject < ?4
    ORDER BY subject LIMIT ?5";

const FIRST_IN_LANE: &str = "
    SELECT subject, created_ms FROM jobs INDEXED BY jobs_lanes
    WHERE queue = ?1 AND lane = ?2 ORDER BY subject LIMIT 1";

const DEPTHS: &str = for_each_queue!(
    "SELECT queue,
         (SELECT COUNT(*) FROM jobs WHERE jobs.queue = queues.queue) AS jobs,
         (SELECT MIN(due_ms) FROM jobs WHERE jobs.queue = queues.queue) AS due_ms
     FROM queues"
);

const BACKLOG: &str = "SELECT COUNT(*) AS jobs FROM (
                           SELECT 1 FROM jobs WHERE queue = ?1 AND due_ms <= ?2 LIMIT ?3)";

const DUE_JOBS: &str = "SELECT id FROM jobs WHERE queue = ?1 AND due_ms <= ?2
                        ORDER BY due_ms, id LIMIT ?3";

const CLAIM: &str = "UPDATE jobs SET due_ms = ?2, node = ?3, token = random(), tries = tries + 1,
                         again_ms = NULL
                     WHERE id = ?1
                     RETURNING id, token, kind, queue, lane, subject, tries, created_ms";

const HOLDS: &str = "SELECT 1 AS held FROM jobs WHERE id = ?1 AND token = ?2 AND node IS NOT NULL";

const POSTPONE: &str = "UPDATE jobs SET due_ms = MIN(?3, COALESCE(again_ms, ?3)), why = ?4,
                            node = NULL, again_ms = NULL, token = random()
                        WHERE id = ?1 AND token = ?2 AND node IS NOT NULL";

const WAIT: &str = "UPDATE jobs SET due_ms = MIN(?3, COALESCE(again_ms, ?3)), why = ?4,
                        node = NULL, again_ms = NULL, token = random(), tries = 0
                    WHERE id = ?1 AND token = ?2 AND node IS NOT NULL";

const FINISH_AGAIN: &str = "UPDATE jobs SET due_ms = again_ms, node = NULL, again_ms = NULL,
                                token = random(), tries = 0, why = NULL, created_ms = again_ms
                            WHERE id = ?1 AND token = ?2 AND node IS NOT NULL
                                AND again_ms IS NOT NULL";

const FINISH: &str = "DELETE FROM jobs WHERE id = ?1 AND token = ?2 AND node IS NOT NULL";

const RELEASE: &str = "UPDATE jobs SET due_ms = MIN(due_ms, ?2), node = NULL, again_ms = NULL,
                           token = random()
                       WHERE node = ?1";

const MAKE: &str = "INSERT INTO jobs (kind, queue, lane, subject, due_ms, created_ms)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                    ON CONFLICT (kind, subject) DO UPDATE SET
                        due_ms = IIF(node IS NULL, MIN(due_ms, excluded.due_ms), due_ms),
                        again_ms = IIF(node IS NULL, NULL,
                            MIN(COALESCE(again_ms, excluded.due_ms), excluded.due_ms))";

const HASTEN: &str = "UPDATE jobs SET
                          due_ms = IIF(node IS NULL, MIN(due_ms, ?3), due_ms),
                          again_ms = IIF(node IS NULL, NULL, MIN(COALESCE(again_ms, ?3), ?3))
                      WHERE kind = ?1 AND subject = ?2";

const HASTEN_ALL: &str = "UPDATE jobs SET due_ms = ?2
                          WHERE queue = ?1 AND due_ms > ?2 AND node IS NULL";

const TAKE_ALONG: &str = "UPDATE jobs SET queue = ?3, lane = ?4, due_ms = ?5, node = NULL,
                              again_ms = NULL, token = random(), tries = 0, why = NULL
                          WHERE kind = ?1 AND subject = ?2
                              AND (node IS NULL OR (id = ?6 AND token = ?7))";

const WAITING: &str = "SELECT lane, subject FROM jobs INDEXED BY jobs_lanes
                       WHERE queue = ?1 AND (lane, subject) > (?2, ?3) AND node IS NULL
                       ORDER BY lane, subject LIMIT ?4";

const CANCEL: &str = "DELETE FROM jobs WHERE kind = ?1 AND subject = ?2";

#[async_trait]
impl Jobs for SqliteStore {
    async fn due_queues(&self, now: Timestamp) -> Result<Vec<String>, Error> {
        let now = millis(now);
        self.read(move |connection| all(connection, DUE_QUEUES, [now], |row| row.raw("queue")))
            .await
    }

    async fn claim(
        &self,
        queue: &str,
        limit: usize,
        now: Timestamp,
        until: Timestamp,
        node: &str,
    ) -> Result<Vec<Job>, Error> {
        let (queue, node) = (queue.to_owned(), node.to_owned());
        let (now, until) = (millis(now), millis(until));
        self.write(move |connection| {
            let due = (queue, now, count(limit as u64));
            let due = all(connection, DUE_JOBS, due, |row| row.raw("id"))?;
            take(connection, due, until, &node)
        })
        .await
    }

    async fn due_lanes(
        &self,
        queue: &str,
        now: Timestamp,
        from: &str,
        limit: usize,
    ) -> Result<Vec<String>, Error> {
        let (queue, from, now) = (queue.to_owned(), from.to_owned(), millis(now));
        self.read(move |connection| {
            let lanes = |from: &str, before: Option<&str>, limit: usize| {
                let values = (&queue, now, from, before, count(limit as u64));
                all(connection, DUE_LANES, values, |row| row.raw("lane"))
            };
            let mut found: Vec<String> = lanes(&from, None, limit)?;
            found.extend(lanes("", Some(&from), limit.saturating_sub(found.len()))?);
            Ok(found)
        })
        .await
    }

    async fn claim_turns(
        &self,
        turns: &Turns,
        now: Timestamp,
        until: Timestamp,
        node: &str,
    ) -> Result<Vec<Job>, Error> {
        let (turns, node) = (turns.clone(), node.to_owned());
        let (now, until) = (millis(now), millis(until));
        self.write(move |connection| {
            let due = due_in_turn(connection, &turns, now)?;
            take(connection, due, until, &node)
        })
        .await
    }

    async fn postpone(&self, lease: Lease, due: Timestamp, why: &str) -> Result<bool, Error> {
        let why = why.to_owned();
        self.write(move |connection| postpone(connection, lease, due, &why))
            .await
    }

    async fn wait(&self, lease: Lease, due: Timestamp, why: &str) -> Result<bool, Error> {
        let why = why.to_owned();
        self.write(move |connection| {
            let values = (lease.job, lease.token, millis(due), why);
            Ok(execute(connection, WAIT, values)? > 0)
        })
        .await
    }

    async fn hasten(&self, queue: &str, now: Timestamp) -> Result<u64, Error> {
        let values = (queue.to_owned(), millis(now));
        self.write(move |connection| Ok(execute(connection, HASTEN_ALL, values)? as u64))
            .await
    }

    async fn finish(&self, lease: Lease) -> Result<bool, Error> {
        self.write(move |connection| finish(connection, lease))
            .await
    }

    async fn backlog(&self, queue: &str, now: Timestamp, most: usize) -> Result<usize, Error> {
        let values = (queue.to_owned(), millis(now), count(most as u64));
        let jobs = |row: &Row<'_>| row.raw::<i64>("jobs");
        let found = self.read(move |connection| one(connection, BACKLOG, values, jobs));
        Ok(usize::try_from(found.await?.unwrap_or(0)).unwrap_or(usize::MAX))
    }

    async fn waiting(
        &self,
        queue: &str,
        behind: Option<(String, i64)>,
        limit: usize,
    ) -> Result<Vec<(String, i64)>, Error> {
        let (lane, subject) = behind.unwrap_or((String::new(), i64::MIN));
        let values = (queue.to_owned(), lane, subject, count(limit as u64));
        let place = |row: &Row<'_>| Ok((row.raw("lane")?, row.raw("subject")?));
        self.read(move |connection| all(connection, WAITING, values, place))
            .await
    }

    async fn next_due(&self, after: Timestamp) -> Result<Option<Timestamp>, Error> {
        let due = |row: &Row<'_>| row.maybe_time("due_ms");
        let after = millis(after);
        self.read(move |connection| Ok(one(connection, NEXT_DUE, [after], due)?.flatten()))
            .await
    }

    async fn release_node(&self, node: &str, now: Timestamp) -> Result<u64, Error> {
        let (node, now) = (node.to_owned(), millis(now));
        self.write(move |connection| Ok(execute(connection, RELEASE, (node, now))? as u64))
            .await
    }

    async fn depths(&self, now: Timestamp) -> Result<Vec<QueueDepth>, Error> {
        self.read(move |connection| all(connection, DEPTHS, [], |row| depth(row, now)))
            .await
    }
}

/// Claims jobs.
fn take(connection: &Connection, ids: Vec<i64>, until: i64, node: &str) -> Result<Vec<Job>, Error> {
    let claimed = |id| one(connection, CLAIM, (id, until, node), job);
    ids.into_iter()
        .filter_map(|id| claimed(id).transpose())
        .collect()
}

/// The jobs that are due, lane by lane: first an equal share for each, then of those that have more
/// what the others left.
fn due_in_turn(connection: &Connection, turns: &Turns, now: i64) -> Result<Vec<i64>, Error> {
    let mut lanes = Vec::new();
    for (lane, most) in &turns.lanes {
        let before = first_behind(connection, turns, lane)?.unwrap_or(i64::MAX);
        let most = count(turns.limit.min(*most) as u64);
        let due = (&turns.queue, lane, now, before, most);
        lanes.push(all(connection, DUE_IN_LANE, due, |row| row.raw::<i64>("id"))?.into_iter());
    }
    let mut due = Vec::new();
    while due.len() < turns.limit && lanes.iter().any(|lane| lane.len() > 0) {
        let free = turns.limit - due.len();
        let turn = lanes.iter_mut().filter_map(Iterator::next);
        due.extend(turn.take(free));
    }
    Ok(due)
}

/// The subject that a lane has to let go first, if there is one.
fn first_behind(connection: &Connection, turns: &Turns, lane: &str) -> Result<Option<i64>, Error> {
    let Some(behind) = &turns.behind else {
        return Ok(None);
    };
    let first = |row: &Row<'_>| Ok((row.raw::<i64>("subject")?, row.time("created_ms")?));
    let found = one(connection, FIRST_IN_LANE, (&behind.queue, lane), first)?;
    Ok(found
        .filter(|(_, created)| *created > behind.since)
        .map(|(subject, _)| subject))
}

/// Makes a job, or brings the one forward that is there for the same kind and subject.
pub(super) fn make(connection: &Connection, job: &NewJob, now: Timestamp) -> Result<(), Error> {
    let NewJob {
        kind,
        queue,
        lane,
        subject,
        due,
    } = job;
    let values = (kind, queue, lane, subject, millis(*due), millis(now));
    execute(connection, MAKE, values)?;
    Ok(())
}

/// Brings a job forward, if there is one.
pub(super) fn hasten(
    connection: &Connection,
    kind: &str,
    subject: i64,
    due: Timestamp,
) -> Result<(), Error> {
    execute(connection, HASTEN, (kind, subject, millis(due)))?;
    Ok(())
}

/// Removes a job whoever holds it.
pub(super) fn cancel(connection: &Connection, kind: &str, subject: i64) -> Result<(), Error> {
    execute(connection, CANCEL, (kind, subject))?;
    Ok(())
}

/// Puts the job of a message where the message goes now; `false`: somebody may be at it.
pub(super) fn take_along(
    connection: &Connection,
    message: MessageId,
    detour: &Detour,
) -> Result<bool, Error> {
    let NewJob {
        kind,
        queue,
        lane,
        due,
        ..
    } = &detour.job;
    let (id, token) = detour.lease.map(|lease| (lease.job, lease.token)).unzip();
    let values = (kind, message.0, queue, lane, millis(*due), id, token);
    Ok(execute(connection, TAKE_ALONG, values)? > 0)
}

/// Whether the claim still holds.
pub(super) fn holds(connection: &Connection, lease: Lease) -> Result<bool, Error> {
    let held = one(connection, HOLDS, (lease.job, lease.token), |row| {
        row.raw::<i64>("held")
    })?;
    Ok(held.is_some())
}

/// See [`Jobs::finish`].
pub(super) fn finish(connection: &Connection, lease: Lease) -> Result<bool, Error> {
    let lease = (lease.job, lease.token);
    let again = execute(connection, FINISH_AGAIN, lease)?;
    Ok(again > 0 || execute(connection, FINISH, lease)? > 0)
}

/// See [`Jobs::postpone`].
pub(super) fn postpone(
    connection: &Connection,
    lease: Lease,
    due: Timestamp,
    why: &str,
) -> Result<bool, Error> {
    let values = (lease.job, lease.token, millis(due), why);
    Ok(execute(connection, POSTPONE, values)? > 0)
}

fn job(row: &Row<'_>) -> Result<Job, Error> {
    Ok(Job {
        lease: Lease {
            job: row.raw("id")?,
            token: row.raw("token")?,
        },
        kind: row.raw("kind")?,
        queue: row.raw("queue")?,
        lane: row.raw("lane")?,
        subject: row.raw("subject")?,
        tries: row.raw("tries")?,
        created: row.time("created_ms")?,
    })
}

fn depth(row: &Row<'_>, now: Timestamp) -> Result<QueueDepth, Error> {
    let waiting = millis(now) - row.raw::<i64>("due_ms")?;
    Ok(QueueDepth {
        queue: row.raw("queue")?,
        jobs: row.raw::<i64>("jobs")?.unsigned_abs(),
        waiting_ms: u64::try_from(waiting).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests;
