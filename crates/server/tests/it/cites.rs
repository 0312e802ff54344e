//! Notes which promises of the users' documents a test has kept.
//!
//! A test that proves an item of `docs/conformance.tsv` ends with `covers("S2-146 S3-106")`, behind
//! its last assertion, so that nothing is noted of a test that fails. `./test` counts the notes.

use std::fs::{File, create_dir_all};
use std::io::Write;
use std::path::Path;

/// Says that these items, given by their ids with blanks between, were proved just now.
pub(crate) fn covers(items: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    create_dir_all(&folder).unwrap();
    let mut notes = File::options();
    let notes = notes.create(true).append(true).open(folder.join("it"));
    // One write, so that lines of tests that run at the same time do not mix.
    let line = format!("{items}\n");
    notes.unwrap().write_all(line.as_bytes()).unwrap();
}
