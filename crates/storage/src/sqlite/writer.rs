//! The one thread that writes, and group commit.
//!
//! Whoever writes hands over a closure and waits. The thread opens a transaction, runs all
//! closures that wait (each in a savepoint, so that one that fails takes nothing with it), commits
//! once and answers all of them. It never waits for more: what came meanwhile is the next group.
//!
//! Guarantee: an answer `Ok` comes after the commit. After an I/O error nothing more is written,
//! because a second `fsync` may succeed although the first one lost the data.
//!
//! An early write ([`Writer::run_early`]) is answered when it is done; its commit does not wait
//! for the disk unless somebody else's in the same group does.
//!
//! With [`Durability::Relaxed`] the closures are answered at once and the commit follows; what
//! was answered in that time is lost when the process dies.

mod group;

use self::group::{Group, Pace};
use crate::{Durability, Error};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// Writes that may wait; whoever comes later waits before the queue, without taking memory in it.
const WAITING: usize = 4096;

/// How long answered writes stay uncommitted under [`Durability::Relaxed`].
const RELAXED: Duration = Duration::from_millis(100);

/// The thread's handle. Dropping it ends the thread after all that was handed over.
pub(super) struct Writer {
    tasks: Option<Sender<Box<dyn Task>>>,
    room: Semaphore,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; it owns the connection from now on.
    pub(super) fn start(connection: Connection, durability: Durability) -> Result<Self, Error> {
        let (tasks, queue) = mpsc::channel();
        let pace = match durability {
            Durability::Committed => Pace::AtOnce,
            Durability::Relaxed => Pace::Every(RELAXED),
        };
        let group = Group::new(connection, pace)?;
        let thread = std::thread::Builder::new().name("store-writer".into());
        let thread = thread.spawn(move || group.serve(&queue));
        let thread = thread.map_err(|error| Error::Open(error.to_string()))?;
        Ok(Self {
            tasks: Some(tasks),
            room: Semaphore::new(WAITING),
            thread: Some(thread),
        })
    }

    /// Runs a write. When the caller stops waiting it is done nevertheless.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.hand_over(work, false).await
    }

    /// Runs a write that need not be durable when it is answered. It is, as soon as any write
    /// that comes after it is.
    pub(super) async fn run_early<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.hand_over(work, true).await
    }

    async fn hand_over<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
        early: bool,
    ) -> Result<T, Error> {
        let _permit = self
            .room
            .acquire()
            .await
            .expect("the semaphore is never closed");
        let (reply, answer) = oneshot::channel();
        let task = Closure {
            work: Some(work),
            done: None,
            reply,
            early,
        };
        let tasks = self
            .tasks
            .as_ref()
            .expect("the sender is there until the writer is dropped");
        let gone = || Error::Stopped("the writer has ended".into());
        tasks.send(Box::new(task)).map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.tasks = None;
        let ended = self.thread.take().map(JoinHandle::join);
        if let Some(Err(_)) = ended {
            tracing::error!("the store's writer panicked");
        }
    }
}

/// A write, whatever it returns.
trait Task: Send {
    /// Whether it may be answered before it is durable.
    fn is_early(&self) -> bool;

    /// Does it within a savepoint; an error means that it is to be undone. Called once.
    fn run(&mut self, connection: &Connection) -> Result<(), Error>;

    /// Answers the caller: with what [`Task::run`] came to, or with the error that has undone it.
    fn answer(self: Box<Self>, undone: Option<Error>);
}

/// A write as it was handed over.
struct Closure<T, F> {
    work: Option<F>,
    done: Option<Result<T, Error>>,
    reply: oneshot::Sender<Result<T, Error>>,
    early: bool,
}

impl<T: Send, F> Task for Closure<T, F>
where
    F: FnOnce(&Connection) -> Result<T, Error> + Send,
{
    fn is_early(&self) -> bool {
        self.early
    }

    fn run(&mut self, connection: &Connection) -> Result<(), Error> {
        let Some(work) = self.work.take() else {
            return Err(Error::Failed("a write was begun twice".into()));
        };
        // What the closure leaves half done is undone with its savepoint.
        let done = catch_unwind(AssertUnwindSafe(|| work(connection)));
        let done = done.unwrap_or_else(|_| Err(Error::Failed("a write panicked".into())));
        let result = done.as_ref().map(|_| ()).map_err(Error::clone);
        self.done = Some(done);
        result
    }

    fn answer(self: Box<Self>, undone: Option<Error>) {
        let Self { done, reply, .. } = *self;
        let never = || Err(Error::Failed("a write was never begun".into()));
        let answer = undone.map_or_else(|| done.unwrap_or_else(never), Err);
        // Nobody may be waiting any more.
        let _ = reply.send(answer);
    }
}

#[cfg(test)]
mod tests;
