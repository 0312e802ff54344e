//! All that is stored, row by row, to see whether anything has changed.

use crate::gateway::Gateway;
use rusqlite::Row;
use std::collections::{BTreeMap, BTreeSet};

/// Tables that count for the gateway itself: a call that is refused has been made nevertheless,
/// and numbers that were given are gone.
const COUNTS: [&str; 4] = ["call_counts", "recent_calls", "message_counts", "sequences"];

/// Rows of each table, as they can be compared.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rows(BTreeMap<String, BTreeSet<String>>);

impl Rows {
    /// All of a gateway, without what it counts.
    pub(super) fn of(gateway: &Gateway) -> Self {
        let database = gateway.opened_database();
        let names = "SELECT name FROM sqlite_schema WHERE type = 'table'";
        let mut names = database.prepare(names).unwrap();
        let names = names.query_map((), |row| row.get(0)).unwrap();
        let names = names.map(Result::unwrap);
        let kept = names.filter(|name: &String| !COUNTS.contains(&name.as_str()));
        let rows = kept.map(|name| {
            let mut all = database.prepare(&format!("SELECT * FROM {name}")).unwrap();
            let rows = all.query_map((), |row| Ok(text(row))).unwrap();
            let rows = rows.map(Result::unwrap).collect();
            (name, rows)
        });
        Self(rows.collect())
    }

    /// Rows that are not there any more in this form.
    pub(super) fn missing_from<'a>(&'a self, later: &'a Self) -> Vec<(&'a str, &'a str)> {
        let tables = self.0.iter();
        let missing = tables.flat_map(|(name, rows)| {
            let left = &later.0[name];
            let gone = rows.iter().filter(move |row| !left.contains(*row));
            gone.map(|row| (name.as_str(), row.as_str()))
        });
        missing.collect()
    }

    /// In how many rows a text stands, table by table.
    pub(super) fn tables_with(&self, text: &str) -> BTreeSet<&str> {
        let holds = |rows: &BTreeSet<String>| rows.iter().any(|row| row.contains(text));
        let tables = self.0.iter().filter(|(_, rows)| holds(rows));
        tables.map(|(name, _)| name.as_str()).collect()
    }
}

/// A row with the names of its columns.
fn text(row: &Row<'_>) -> String {
    let columns = row.as_ref().column_names();
    let pairs = columns.enumerate().map(|(at, name)| {
        let value: rusqlite::types::Value = row.get(at).unwrap();
        format!("{name}={value:?}")
    });
    pairs.collect::<Vec<_>>().join(" ")
}
