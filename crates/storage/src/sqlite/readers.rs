//! Connections that read.
//!
//! Each read sees one snapshot and runs where blocking is allowed. Guarantee: at most
//! [`CONNECTIONS`] reads run at once; the others wait in their order.

use super::schema;
use crate::Error;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Reads at the same time. Reading is quick; more would only compete for the processor.
const CONNECTIONS: usize = 4;

/// The connections; they are opened when first needed.
pub(super) struct Readers {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
    room: Semaphore,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path: path.into(),
            idle: Arc::default(),
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
        let (idle, path) = (Arc::clone(&self.idle), Arc::clone(&self.path));
        let read = move || {
            let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = kept.map_or_else(|| schema::connect_reader(&path), Ok)?;
            let found = snapshot(&connection, work);
            idle.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
            found
        };
        let joined = tokio::task::spawn_blocking(read).await;
        let found = joined.unwrap_or_else(|error| Err(Error::Failed(error.to_string())));
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
