//! How SQLite goes about the statements of the queue.

use super::*;
use crate::sqlite::schema;

/// What `EXPLAIN QUERY PLAN` says of a statement.
fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let nothing = vec![rusqlite::types::Null; statement.parameter_count()];
    let lines = statement.query_map(rusqlite::params_from_iter(nothing), |row| row.get("detail"));
    lines.unwrap().collect::<Result<_, _>>().unwrap()
}

fn queue() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let connection = schema::open(&folder.path().join("store.db")).unwrap();
    (folder, connection)
}

#[track_caller]
fn check(sql: &str) {
    let (_folder, connection) = queue();
    let plan = plan(&connection, sql);
    let scans = |line: &String| line.contains("SCAN jobs") || line.contains("TEMP B-TREE");
    assert!(!plan.iter().any(scans), "{sql}\n{plan:#?}");
}

#[test]
fn no_statement_reads_the_whole_table_or_sorts() {
    check(DUE_QUEUES);
    check(NEXT_DUE);
    check(DEPTHS);
    check(BACKLOG);
    check(DUE_JOBS);
    check(DUE_LANES);
    check(DUE_IN_LANE);
    check(FIRST_IN_LANE);
    check(CLAIM);
    check(HOLDS);
    check(POSTPONE);
    check(FINISH_AGAIN);
    check(FINISH);
    check(RELEASE);
    check(MAKE);
    check(HASTEN);
    check(HASTEN_ALL);
    check(TAKE_ALONG);
    check(WAITING);
    check(CANCEL);
}

#[test]
fn the_check_notices_a_scan() {
    let (_folder, connection) = queue();
    let scan = plan(&connection, "SELECT id FROM jobs WHERE due_ms <= ?1");
    assert!(
        scan.iter().any(|line| line.contains("SCAN jobs")),
        "{scan:?}"
    );
}
