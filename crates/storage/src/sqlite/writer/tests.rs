//! Groups in which something goes wrong.

use super::*;
use crate::sqlite::schema;
use rusqlite::OptionalExtension;
use std::future::Future;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A writer with a table of numbers, each of which must be in itself.
fn writer(durability: Durability) -> (TempDir, PathBuf, Writer) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let connection = schema::open(&path).unwrap();
    let table = "CREATE TABLE numbers (
        number INTEGER PRIMARY KEY REFERENCES numbers (number) DEFERRABLE INITIALLY DEFERRED,
        bytes BLOB)";
    connection.execute_batch(table).unwrap();
    (folder, path, Writer::start(connection, durability).unwrap())
}

fn insert(number: i64) -> impl FnOnce(&Connection) -> Result<(), Error> + Send + 'static {
    move |connection| {
        connection.execute("INSERT INTO numbers (number) VALUES (?1)", [number])?;
        Ok(())
    }
}

/// What another connection sees.
fn is_there(path: &Path, number: i64) -> bool {
    let connection = schema::connect_reader(path).unwrap();
    let sql = "SELECT 1 FROM numbers WHERE number = ?1";
    connection
        .query_row(sql, [number], |_| Ok(()))
        .optional()
        .unwrap()
        .is_some()
}

/// Lets a writer begin a group of which all given writes are part: the first one waits until
/// the others are queued.
async fn together<F: Future>(writer: &Writer, others: F) -> F::Output {
    let (queued, wait) = mpsc::channel::<()>();
    let hold = writer.run(move |_| {
        let _ = wait.recv();
        Ok(())
    });
    let others = async {
        let mut others = std::pin::pin!(others);
        // Once polled, the writes are in the queue.
        let early = poll_once(others.as_mut()).await;
        drop(queued);
        match early {
            Some(output) => output,
            None => others.await,
        }
    };
    tokio::join!(biased; hold, others).1
}

/// Polls a future once.
async fn poll_once<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    std::future::poll_fn(
        |context| match std::pin::Pin::new(&mut future).poll(context) {
            std::task::Poll::Ready(output) => std::task::Poll::Ready(Some(output)),
            std::task::Poll::Pending => std::task::Poll::Ready(None),
        },
    )
    .await
}

#[tokio::test]
async fn an_answered_write_is_committed() {
    let (_folder, path, writer) = writer(Durability::Committed);
    writer.run(insert(1)).await.unwrap();
    assert!(is_there(&path, 1));
}

#[tokio::test]
async fn a_write_that_fails_or_panics_takes_nothing_with_it() {
    let (_folder, path, writer) = writer(Durability::Committed);
    let fails = |connection: &Connection| {
        insert(2)(connection)?;
        Err::<(), _>(Error::Exists("it".into()))
    };
    let panics = |connection: &Connection| -> Result<(), Error> {
        insert(3)(connection)?;
        panic!("as a bug would")
    };
    let all = async {
        tokio::join!(
            writer.run(insert(1)),
            writer.run(fails),
            writer.run(panics),
            writer.run(insert(4))
        )
    };
    let (first, failed, panicked, last) = together(&writer, all).await;
    first.unwrap();
    last.unwrap();
    assert!(matches!(failed, Err(Error::Exists(_))));
    assert!(matches!(panicked, Err(Error::Failed(_))));
    let there = [1, 2, 3, 4].map(|number| is_there(&path, number));
    assert_eq!(there, [true, false, false, true]);
}

#[tokio::test]
async fn a_commit_that_fails_fails_the_whole_group_and_the_next_one_goes_on() {
    let (_folder, path, writer) = writer(Durability::Committed);
    let breaks = |connection: &Connection| {
        connection.execute("INSERT INTO numbers (number) VALUES (2)", [])?;
        connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        connection.execute("CREATE TABLE other (n REFERENCES numbers (number))", [])?;
        connection.execute("INSERT INTO other VALUES (99)", [])?;
        Ok(())
    };
    let both = async { tokio::join!(writer.run(insert(1)), writer.run(breaks)) };
    let (first, second) = together(&writer, both).await;
    assert!(matches!(first, Err(Error::Failed(_))), "{first:?}");
    assert!(matches!(second, Err(Error::Failed(_))), "{second:?}");
    writer.run(insert(3)).await.unwrap();
    assert_eq!(
        [1, 2, 3].map(|number| is_there(&path, number)),
        [false, false, true]
    );
}

#[tokio::test]
async fn a_full_disk_refuses_and_smaller_writes_go_on() {
    let (_folder, path, writer) = writer(Durability::Committed);
    let limit =
        |connection: &Connection| Ok(connection.execute_batch("PRAGMA max_page_count = 8")?);
    writer.run(limit).await.unwrap();
    let big = |connection: &Connection| {
        connection.execute("INSERT INTO numbers VALUES (2, zeroblob(1000000))", [])?;
        Ok(())
    };
    let both = async { tokio::join!(writer.run(insert(1)), writer.run(big)) };
    let (_, big) = together(&writer, both).await;
    assert!(matches!(big, Err(Error::Full)), "{big:?}");
    writer.run(insert(3)).await.unwrap();
    assert_eq!([2, 3].map(|number| is_there(&path, number)), [false, true]);
}

#[tokio::test]
async fn after_an_io_error_nothing_is_written_any_more() {
    let (_folder, path, writer) = writer(Durability::Committed);
    let breaks = |_: &Connection| {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
        Err::<(), _>(rusqlite::Error::SqliteFailure(code, None).into())
    };
    let both = async { tokio::join!(writer.run(insert(1)), writer.run(breaks)) };
    let (first, second) = together(&writer, both).await;
    let third = writer.run(insert(3)).await;
    for answer in [first, second, third] {
        assert!(matches!(answer, Err(Error::Stopped(_))), "{answer:?}");
    }
    assert_eq!([1, 3].map(|number| is_there(&path, number)), [false, false]);
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_its_write() {
    let (_folder, path, writer) = writer(Durability::Committed);
    let _gone = poll_once(std::pin::pin!(writer.run(insert(1)))).await;
    writer.run(insert(2)).await.unwrap();
    assert!(is_there(&path, 1));
}

#[tokio::test]
async fn what_waits_when_the_writer_is_dropped_is_still_written() {
    for durability in [Durability::Committed, Durability::Relaxed] {
        let (_folder, path, writer) = writer(durability);
        let _gone = poll_once(std::pin::pin!(writer.run(insert(1)))).await;
        drop(writer);
        assert!(is_there(&path, 1));
    }
}

#[tokio::test]
async fn the_log_is_emptied_into_the_file_when_it_has_grown() {
    let (_folder, path, writer) = writer(Durability::Committed);
    for number in 0..24 {
        let big = move |connection: &Connection| {
            let sql = "INSERT INTO numbers VALUES (?1, zeroblob(1000000))";
            connection.execute(sql, [number])?;
            Ok(())
        };
        writer.run(big).await.unwrap();
    }
    writer.run(|_| Ok(())).await.unwrap();
    let length = std::fs::metadata(&path).unwrap().len();
    assert!(length > 15_000_000, "{length} bytes in the file itself");
}

/// What the writer's connection promises of its commits, as a write sees it.
async fn synchronous(writer: &Writer) -> i64 {
    let level = |connection: &Connection| {
        Ok(connection.pragma_query_value(None, "synchronous", |row| row.get(0))?)
    };
    writer.run(level).await.unwrap()
}

#[tokio::test]
async fn a_write_that_follows_an_early_one_waits_for_the_disk_again() {
    let (_folder, path, writer) = writer(Durability::Committed);
    let level = |connection: &Connection| {
        insert(1)(connection)?;
        Ok(connection.pragma_query_value::<i64, _>(None, "synchronous", |row| row.get(0))?)
    };
    assert_ne!(writer.run_early(level).await.unwrap(), schema::FULL);
    assert_eq!(synchronous(&writer).await, schema::FULL);
    assert!(is_there(&path, 1), "committed with what came after it");
}

#[tokio::test]
async fn an_early_write_does_not_wait_for_its_group() {
    let (_folder, path, writer) = writer(Durability::Committed);
    let (answered, wait) = mpsc::channel();
    let early = async {
        writer.run_early(insert(1)).await.unwrap();
        answered.send(()).unwrap();
    };
    // Ends only when the other one has been answered, although that one came later.
    let waits = writer.run(move |connection| {
        wait.recv().unwrap();
        insert(2)(connection)
    });
    let all = async { tokio::join!(waits, early) };
    let (waited, ()) = together(&writer, all).await;
    waited.unwrap();
    assert_eq!([1, 2].map(|number| is_there(&path, number)), [true, true]);
}

#[tokio::test]
async fn an_early_write_that_fails_hears_of_it() {
    let (_folder, path, writer) = writer(Durability::Committed);
    let fails = |connection: &Connection| {
        insert(1)(connection)?;
        Err::<(), _>(Error::Exists("it".into()))
    };
    let failed = writer.run_early(fails).await;
    assert!(matches!(failed, Err(Error::Exists(_))), "{failed:?}");
    writer.run(insert(2)).await.unwrap();
    assert_eq!([1, 2].map(|number| is_there(&path, number)), [false, true]);
}
