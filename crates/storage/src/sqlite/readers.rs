//! Connections that read.
//!
//! Each read sees one snapshot and runs on the thread that asks. Guarantee: at most
//! [`CONNECTIONS`] reads run at once; the others wait in their order.

use super::schema;
use crate::Error;
use rusqlite::Connection;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Reads at the same time. Reading is quick; more would only compete for the processor.
const CONNECTIONS: usize = 4;

/// The connections; they are opened when first needed.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    room: Semaphore,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            idle: Mutex::default(),
            room: Semaphore::new(CONNECTIONS),
        }
    }

    /// Runs a read. When it panics its connection is given up and the caller gets an error.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self
            .room
            .acquire()
            .await
            .expect("the semaphore is never closed");
        // Run where the caller runs: a read takes microseconds, and handing it to another thread
        // and back costs several times that. A page that has to come from the disk first holds
        // this worker up for as long.
        let read = AssertUnwindSafe(|| {
            let kept = self
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let connection = kept.map_or_else(|| schema::connect_reader(&self.path), Ok)?;
            let found = snapshot(&connection, work);
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
            found
        });
        let found = std::panic::catch_unwind(read)
            .unwrap_or_else(|_| Err(Error::Failed("a read panicked".into())));
        found.map_err(|error| match error {
            // A failed read says nothing of what was written.
            Error::Stopped(why) => Error::Failed(why),
            other => other,
        })
    }
}

/// Several statements see the same state of the store.
fn snapshot<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, Error>,
) -> Result<T, Error> {
    let transaction = connection.unchecked_transaction()?;
    work(&transaction)
}
