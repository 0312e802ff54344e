//! Groups of writes with one commit.

use super::Task;
use crate::Error;
use crate::sqlite::{columns, schema};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// Writes in one transaction. More would not make it quicker and would let the first one wait.
const GROUP: usize = 256;

/// Pages by which the log grows between two checkpoints (16 MB).
const CHECKPOINT_EVERY: i32 = 4_000;

/// Pages from which on a checkpoint makes readers wait, so that the log can begin anew (256 MB).
const CHECKPOINT_HARD: i32 = 64_000;

/// When a group is committed.
#[derive(Clone, Copy)]
pub(super) enum Pace {
    /// When nothing more is waiting; the answers come after.
    AtOnce,
    /// So long after its first write; each write is answered when it is done.
    Every(Duration),
}

/// The thread's state.
pub(super) struct Group {
    connection: Connection,
    pace: Pace,
    /// A commit waits until it has reached the disk.
    waits: bool,
    /// Pages in the log after the latest commit.
    log_pages: Arc<AtomicI32>,
    /// Pages in the log at which it is checkpointed next.
    checkpoint_at: i32,
    /// Why nothing is written any more.
    stopped: Option<Error>,
}

impl Group {
    pub(super) fn new(mut connection: Connection, pace: Pace) -> Result<Self, Error> {
        let log_pages = Arc::new(AtomicI32::new(0));
        let seen = Arc::clone(&log_pages);
        connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            seen.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        let checkpoint_at = CHECKPOINT_EVERY;
        Ok(Self {
            connection,
            pace,
            // The connection comes with what makes it durable.
            waits: true,
            log_pages,
            checkpoint_at,
            stopped: None,
        })
    }

    /// Works until the sender is gone and its queue is empty.
    pub(super) fn serve(mut self, queue: &Receiver<Box<dyn Task>>) {
        while let Ok(first) = queue.recv() {
            match (self.stopped.clone(), self.pace) {
                (Some(why), _) => first.answer(Some(why)),
                (None, Pace::AtOnce) => self.commit_then_answer(first, queue),
                (None, Pace::Every(pause)) => self.answer_then_commit(first, queue, pause),
            }
        }
    }

    /// Runs what is waiting, commits, answers.
    ///
    /// Early writes come first and are answered at once, so that what their callers write next may
    /// come in time for the same commit; where there are no others, the commit waits for no disk.
    fn commit_then_answer(&mut self, first: Box<dyn Task>, queue: &Receiver<Box<dyn Task>>) {
        let waiting = std::iter::once(first).chain(queue.try_iter()).take(GROUP);
        let (early, others): (Vec<_>, Vec<_>) = waiting.partition(|task| task.is_early());
        let durable = !others.is_empty();
        let room = match durable {
            true => GROUP.saturating_sub(early.len() + others.len()),
            false => 0,
        };
        let meanwhile = queue.try_iter().take(room);
        let mut fate = self.wait_for_disk(durable).and_then(|()| self.begin());
        let mut tasks = Vec::new();
        for mut task in early.into_iter().chain(others).chain(meanwhile) {
            if fate.is_ok() {
                fate = self.run(&mut *task);
            }
            match task.is_early() && fate.is_ok() {
                true => task.answer(None),
                false => tasks.push(task),
            }
        }
        let undone = fate.and_then(|()| self.commit()).err();
        self.note(undone.as_ref());
        for task in tasks {
            task.answer(undone.clone());
        }
        self.checkpoint();
    }

    /// Runs and answers what comes in the given time, then commits.
    fn answer_then_commit(
        &mut self,
        first: Box<dyn Task>,
        queue: &Receiver<Box<dyn Task>>,
        pause: Duration,
    ) {
        let mut fate = self.begin();
        let end = now() + pause;
        let mut next = Some(first);
        while let Some(mut task) = next {
            if fate.is_ok() {
                fate = self.run(&mut *task);
            }
            task.answer(fate.clone().err());
            let left = end.saturating_duration_since(now());
            next = if fate.is_ok() {
                queue.recv_timeout(left).ok()
            } else {
                None
            };
        }
        let undone = fate.and_then(|()| self.commit()).err();
        self.note(undone.as_ref());
        self.checkpoint();
    }

    /// Sets whether commits wait for the disk, and reads back that they do: what durability rests
    /// on is changed here.
    fn wait_for_disk(&mut self, waits: bool) -> Result<(), Error> {
        if self.waits == waits {
            return Ok(());
        }
        let level = if waits { "FULL" } else { "NORMAL" };
        self.connection.pragma_update(None, "synchronous", level)?;
        let found = columns::one(&self.connection, "PRAGMA synchronous", [], |row| {
            Ok(row.get::<_, i64>(0)?)
        })?;
        if waits && found != Some(schema::FULL) {
            let why = format!("synchronous is {found:?} and not {}", schema::FULL);
            return Err(Error::Stopped(why));
        }
        self.waits = waits;
        Ok(())
    }

    /// Takes the write lock, waiting for other processes.
    fn begin(&self) -> Result<(), Error> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Runs one write. `Err` means that the whole group is lost, not only this write.
    fn run(&self, task: &mut dyn Task) -> Result<(), Error> {
        self.statement("SAVEPOINT task")?;
        let done = task.run(&self.connection);
        if self.connection.is_autocommit() {
            // SQLite has rolled everything back: disk full, no memory, I/O error.
            let lost = Error::Failed("a write has ended its transaction".into());
            return Err(done.err().unwrap_or(lost));
        }
        match done {
            Ok(()) => {}
            Err(error @ Error::Stopped(_)) => return Err(error),
            Err(_) => self.statement("ROLLBACK TO task")?,
        }
        self.statement("RELEASE task")
    }

    fn commit(&self) -> Result<(), Error> {
        self.statement("COMMIT")
    }

    fn statement(&self, sql: &str) -> Result<(), Error> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Leaves no transaction open, and stops for good when the disk has failed.
    fn note(&mut self, undone: Option<&Error>) {
        let Some(error) = undone else { return };
        tracing::error!(%error, "a group of writes was lost");
        if matches!(error, Error::Stopped(_)) {
            self.stop(error.clone());
        }
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            self.stop(Error::Stopped(error.to_string()));
        }
    }

    /// From now on nothing reaches the file, not even when it is closed.
    fn stop(&mut self, why: Error) {
        let off = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        if let Err(error) = self.connection.set_db_config(off, true) {
            tracing::error!(%error, "closing the store may write to it");
        }
        self.stopped = Some(why);
    }

    /// Copies the log into the file when it has grown. Comes after the answers: the log alone is
    /// durable, this only keeps it short.
    fn checkpoint(&mut self) {
        let pages = self.log_pages.load(Ordering::Relaxed);
        if pages < self.checkpoint_at || self.stopped.is_some() {
            if pages < CHECKPOINT_EVERY {
                self.checkpoint_at = CHECKPOINT_EVERY;
            }
            return;
        }
        self.checkpoint_at = pages.saturating_add(CHECKPOINT_EVERY);
        let mode = if pages < CHECKPOINT_HARD {
            "PASSIVE"
        } else {
            "RESTART"
        };
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        match columns::one(&self.connection, &sql, [], |_| Ok(())) {
            Ok(_) => {}
            Err(error @ Error::Stopped(_)) => {
                tracing::error!(%error, "the store could not be checkpointed");
                self.stop(error);
            }
            Err(error) => tracing::warn!(%error, "the store could not be checkpointed"),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "paces commits; no stored time depends on it"
)]
fn now() -> Instant {
    Instant::now()
}
