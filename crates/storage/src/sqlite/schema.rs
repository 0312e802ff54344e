//! Opening a file: folder, settings, schema.
//!
//! Guarantee: a connection that comes from here keeps the promise of durability, because what
//! makes it durable was read back; a file of a newer build is left alone.

use crate::Error;
use rusqlite::config::DbConfig;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection, OpenFlags, TransactionBehavior};
use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Duration;

/// One file each, in their order; the number of the last one applied is the file's `user_version`.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_create_tables.sql"),
    include_str!("migrations/0002_add_legacy_users.sql"),
    include_str!("migrations/0003_create_campaigns.sql"),
    include_str!("migrations/0004_scope_keys.sql"),
    include_str!("migrations/0005_add_calls.sql"),
    include_str!("migrations/0006_extend_messages.sql"),
    include_str!("migrations/0007_create_idempotency_keys.sql"),
    include_str!("migrations/0008_add_blacklist.sql"),
    include_str!("migrations/0009_create_links.sql"),
    include_str!("migrations/0010_add_lookups.sql"),
    include_str!("migrations/0011_number_events.sql"),
    include_str!("migrations/0012_create_sessions.sql"),
    include_str!("migrations/0013_create_inbox.sql"),
    include_str!("migrations/0014_add_credits.sql"),
    include_str!("migrations/0015_create_fetched_files.sql"),
    include_str!("migrations/0016_create_runs.sql"),
    include_str!("migrations/0017_index_runs.sql"),
    include_str!("migrations/0018_hold_events.sql"),
    include_str!("migrations/0019_recognise_inbound.sql"),
    include_str!("migrations/0020_add_lanes.sql"),
    include_str!("migrations/0021_switch_links.sql"),
    include_str!("migrations/0022_compare_ids.sql"),
    include_str!("migrations/0023_count_parts.sql"),
    include_str!("migrations/0024_join_texts.sql"),
    include_str!("migrations/0025_keep_traces.sql"),
];

/// How long a transaction waits for one of another process.
const BUSY: Duration = Duration::from_secs(5);

/// Statements kept ready for each connection.
const STATEMENTS: usize = 128;

/// The settings of the write connection. The log is checkpointed by the writer itself, because
/// SQLite's own checkpoint after a commit hides a failed `fsync`.
///
/// `fullfsync` counts on macOS only, where a plain `fsync` does not reach the disk.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA secure_delete = FAST;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -65536;
";

/// `PRAGMA synchronous` reads back as this for FULL.
pub(super) const FULL: i64 = 2;

fn folder(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new("."))
}

/// Makes the folder of the file; folders that are new are durable when this returns.
fn create_folder(path: &Path) -> Result<(), Error> {
    make(folder(path)).map_err(|error| Error::Open(error.to_string()))
}

/// Makes a folder and its parents, outermost first, and syncs the parent of each new one.
fn make(folder: &Path) -> std::io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or_else(|| Path::new(""));
    make(parent)?;
    // Numbers, texts and signing secrets are in it: nobody else's business.
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        other => other?,
    }
    let parent = Some(parent).filter(|parent| !parent.as_os_str().is_empty());
    sync(parent.unwrap_or_else(|| Path::new(".")))
}

/// Makes the file, for its owner only; the log beside it gets the same permissions.
fn create_file(path: &Path) -> Result<(), Error> {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(Error::Open(error.to_string()))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

fn sync(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Opens the connection that writes, with a schema that is up to date.
pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    let opened = create_folder(path)
        .and_then(|()| create_file(path))
        .and_then(|()| {
            let mut connection = connect(path)?;
            migrate(&mut connection)?;
            // SQLite syncs the folder of a new file, but does not say when that fails.
            sync(folder(path)).map_err(|error| Error::Open(error.to_string()))?;
            Ok(connection)
        });
    opened.map_err(|error| match error {
        Error::Failed(why) | Error::Stopped(why) | Error::Open(why) => {
            Error::Open(format!("{}: {why}", path.display()))
        }
        other => other,
    })
}

fn connect(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    keep_statements(&connection)?;
    set(&connection, SETTINGS)?;
    check_durable(&connection, path)?;
    Ok(connection)
}

/// Statements are prepared once. Without the second setting SQLite looks at the bound values and
/// prepares many of them again for each new one; all of ours have one good plan.
fn keep_statements(connection: &Connection) -> Result<(), Error> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Runs settings to their very end: the switch to the write-ahead log says `wal` first and
/// commits after that, so whoever stops at the first row never hears that it has failed.
fn set(connection: &Connection, settings: &str) -> Result<(), Error> {
    let mut batch = Batch::new(connection, settings);
    while let Some(mut statement) = batch.next()? {
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
    }
    Ok(())
}

/// Opens a connection that reads.
pub(super) fn connect_reader(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    keep_statements(&connection)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;")?;
    Ok(connection)
}

/// Reads back what durability rests on; a file system may have refused the write-ahead log, and
/// a build of SQLite may have other ideas.
///
/// The journal is asked of another connection, which has it from the file: the one that was told
/// to switch believes that it has.
fn check_durable(connection: &Connection, path: &Path) -> Result<(), Error> {
    let reader = connect_reader(path)?;
    let journal: String = reader.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if journal != "wal" || synchronous != FULL {
        return Err(Error::Open(format!(
            "journal_mode is {journal} and synchronous is {synchronous}, not wal and {FULL}: \
             what is answered would not survive a power cut"
        )));
    }
    Ok(())
}

/// Applies what the file lacks, each migration whole or not at all.
///
/// Two processes may come here at the same time; the second one finds nothing left to do.
fn migrate(connection: &mut Connection) -> Result<(), Error> {
    let known = u32::try_from(MIGRATIONS.len()).expect("there are few migrations");
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            return Err(Error::Newer { found, known });
        }
        let Some(sql) = MIGRATIONS.get(found as usize) else {
            return Ok(());
        };
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
        tracing::info!(schema = found + 1, "migrated the store");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_would_lose_writes_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let connection = connect(&path).unwrap();
        for setting in [
            "synchronous = NORMAL",
            "synchronous = OFF",
            "journal_mode = DELETE",
        ] {
            set(&connection, SETTINGS).unwrap();
            check_durable(&connection, &path).unwrap();
            set(&connection, &format!("PRAGMA {setting}")).unwrap();
            let error = check_durable(&connection, &path).unwrap_err();
            assert!(matches!(error, Error::Open(_)), "{setting}: {error}");
        }
    }

    #[test]
    fn an_empty_file_is_migrated_and_a_second_time_nothing_happens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/store.db");
        for _ in 0..2 {
            let connection = open(&path).unwrap();
            let version: u32 = connection
                .pragma_query_value(None, "user_version", |row| row.get(0))
                .unwrap();
            assert_eq!(version as usize, MIGRATIONS.len());
        }
    }

    /// A file of the first builds, with a message to a content.
    const OLD: &str = "
        INSERT INTO accounts (id, name, created_ms, access, senders, policy, postbacks)
        VALUES (1, 'shop', 0, 'open', '[]', '{}', '{}');
        INSERT INTO contents (id, account, kind, state, name, slides, created_ms, dialect)
        VALUES (10000, 1, 'one_off', 'ready', 'spring', '[]', 0, 'wxml');
        INSERT INTO messages (id, account, content, tracking, dialect, recipient, sender,
            force_sms, accepted_ms, validity_ms, link, state, told_sent)
        VALUES (1, 1, 10000, 'MMS_1', 'wxml', '12125550123', '60856', 0, 0, 9, 'main', 'ready', 0);
        INSERT INTO history (message, seq, at_ms, state, note) VALUES (1, 1, 0, 'ready', '');";

    #[test]
    fn messages_of_an_older_build_keep_their_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let old = connect(&path).unwrap();
        old.execute_batch(MIGRATIONS[0]).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        old.execute_batch(OLD).unwrap();
        drop(old);
        let new = open(&path).unwrap();
        let one = "SELECT content, sms_text FROM messages WHERE id = 1";
        let kept: (i64, Option<String>) = new
            .query_row(one, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(kept, (10_000, None));
        let broken = new.pragma_query_value(None, "foreign_key_check", |_| Ok(()));
        assert!(broken.is_err(), "a reference leads nowhere");
        let neither = "UPDATE messages SET content = NULL";
        assert!(new.execute(neither, []).is_err(), "it says nothing");
    }

    #[test]
    fn a_file_of_a_newer_build_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        open(&path)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
        let error = open(&path).unwrap_err();
        let known = u32::try_from(MIGRATIONS.len()).unwrap();
        assert!(
            matches!(error, Error::Newer { found: 99, known: k } if k == known),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_database_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let text = "a letter to somebody\n".repeat(100);
        std::fs::write(&path, &text).unwrap();
        let error = open(&path).unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}
