//! One table, one writer, group commit: the same promise as the gateway's store and nothing else.
//!
//! Guarantee: `Ok` comes after the commit, with SQLite's write-ahead log and `synchronous=FULL`.

use crate::error::Error;
use bytes::Bytes;
use rusqlite::Connection;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::oneshot;

/// Rows in one transaction, as in the gateway.
const GROUP: usize = 256;

/// The settings of the gateway's store that bear on speed.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -65536;
    CREATE TABLE calls (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
";

/// A body, and who waits for it.
type Row = (Bytes, oneshot::Sender<()>);

/// The table.
#[derive(Debug)]
pub(super) struct Rows {
    queue: Sender<Row>,
}

impl Rows {
    /// Makes the file and starts the thread that writes; it ends when this is dropped.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let opening = || Error::doing(format!("make the database {path:?}"));
        let connection = Connection::open(path).map_err(opening())?;
        connection.execute_batch(SETTINGS).map_err(opening())?;
        let (queue, waiting) = mpsc::channel();
        let thread = std::thread::Builder::new().name("writer".into());
        let thread = thread.spawn(move || write(&connection, &waiting));
        thread.map_err(Error::doing("start the writer"))?;
        Ok(Self { queue })
    }

    /// Stores a row durably.
    pub(super) async fn insert(&self, body: Bytes) -> Result<(), Error> {
        let (reply, stored) = oneshot::channel();
        let gone = || Error::said("the writer has ended");
        self.queue.send((body, reply)).map_err(|_| gone())?;
        stored.await.map_err(|_| gone())
    }
}

/// Takes what waits, commits once, answers all; until nobody can send any more.
fn write(connection: &Connection, waiting: &Receiver<Row>) {
    while let Ok(first) = waiting.recv() {
        let rows = std::iter::once(first).chain(waiting.try_iter()).take(GROUP);
        let rows: Vec<Row> = rows.collect();
        match commit(connection, &rows) {
            Ok(()) => {
                for (_, reply) in rows {
                    // Nobody may be waiting any more.
                    let _ = reply.send(());
                }
            }
            // Whoever waits hears that the writer has ended.
            Err(_) => return,
        }
    }
}

fn commit(connection: &Connection, rows: &[Row]) -> Result<(), rusqlite::Error> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut insert = connection.prepare_cached("INSERT INTO calls (body) VALUES (?1)")?;
    for (body, _) in rows {
        insert.execute([body.as_ref()])?;
    }
    connection.execute_batch("COMMIT")
}
