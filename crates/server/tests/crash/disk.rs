//! What lies in the data folder, looked at without the gateway's code.
//!
//! The database is opened read-only, beside a running gateway or after its death; blobs are files
//! whose path is their SHA-256.

use rusqlite::{Connection, OpenFlags};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A data folder.
#[derive(Debug, Clone)]
pub(crate) struct Disk(PathBuf);

impl Disk {
    /// The data folder at a path.
    pub(crate) fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Address of the store.
    pub(crate) fn store(&self) -> String {
        format!("sqlite:{}", self.database().display())
    }

    /// Address of the blobs.
    pub(crate) fn blobs(&self) -> String {
        format!("file:{}", self.blob_folder().display())
    }

    fn database(&self) -> PathBuf {
        self.0.join("wirephoto.db")
    }

    fn blob_folder(&self) -> PathBuf {
        self.0.join("blobs")
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(self.database(), flags)
    }

    /// The first column of a query.
    fn column<T: rusqlite::types::FromSql>(&self, sql: &str) -> rusqlite::Result<Vec<T>> {
        let connection = self.open()?;
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    }

    /// What is still to be done, in words; `None` when nothing is.
    pub(crate) fn unfinished(&self) -> Option<String> {
        let jobs = "SELECT queue || ': ' || kind || ' ' || count(*) || ', next in ' ||
            (min(due_ms) / 1000 - unixepoch()) || ' s' FROM jobs GROUP BY queue, kind";
        let states = "SELECT state || ': ' || count(*) FROM messages WHERE state NOT IN
            ('delivered', 'expired', 'rejected', 'undelivered', 'failed', 'no_report')
            GROUP BY state";
        let templates = "SELECT 'no template' WHERE NOT EXISTS (SELECT 1 FROM contents)";
        let asked = [jobs, states, templates].map(|sql| self.column::<String>(sql));
        let asked: rusqlite::Result<Vec<Vec<String>>> = asked.into_iter().collect();
        match asked {
            Ok(lines) if lines.iter().all(Vec::is_empty) => None,
            Ok(lines) => Some(lines.concat().join("\n")),
            Err(error) => Some(error.to_string()),
        }
    }

    /// Client references of all messages.
    pub(crate) fn references(&self) -> BTreeSet<String> {
        let sql = "SELECT client_reference FROM messages WHERE client_reference IS NOT NULL";
        self.column(sql).unwrap().into_iter().collect()
    }

    /// Whether an order has become two messages.
    pub(crate) fn has_doubled(&self) -> bool {
        let sql = "SELECT 1 FROM messages WHERE client_reference IS NOT NULL
                   GROUP BY client_reference HAVING COUNT(*) > 1";
        !self.column::<i64>(sql).unwrap().is_empty()
    }

    /// Everything that is damaged: the database, and blobs that a row names.
    pub(crate) fn damage(&self) -> Vec<String> {
        let integrity: Vec<String> = self.column("PRAGMA integrity_check").unwrap();
        let mut damage: Vec<String> = integrity.into_iter().filter(|line| line != "ok").collect();
        let dangling: Vec<String> = self.column("PRAGMA foreign_key_check").unwrap();
        damage.extend(
            dangling
                .iter()
                .map(|table| format!("{table} names a row that is gone")),
        );
        let named = "SELECT lower(hex(blob)) FROM content_blobs UNION
            SELECT lower(hex(blob)) FROM renditions WHERE blob IS NOT NULL";
        for name in self.column::<String>(named).unwrap() {
            let path = self
                .blob_folder()
                .join(&name[..2])
                .join(&name[2..4])
                .join(&name);
            match std::fs::read(path) {
                Ok(bytes) if hex(&Sha256::digest(&bytes)) == name => {}
                Ok(_) => damage.push(format!("blob {name} holds something else")),
                Err(error) => damage.push(format!("blob {name}: {error}")),
            }
        }
        damage
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
