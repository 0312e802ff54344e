//! Removes a file that nobody needs, while somebody else may be putting the same bytes.
//!
//! Putting what is there already makes the file young; only old files are removed. Guarantee:
//! after a `put` has found the file, it is there, whatever is discarded meanwhile. Whoever
//! discards sets the file aside *before* it looks at its age, and whoever puts looks for the
//! file once more *after* it has made it young: one of the two sees the other.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Makes the file young, if it is there whole. One of another length is damaged and is written
/// anew.
pub(super) fn refresh(path: &Path, length: usize) -> io::Result<bool> {
    let file = match File::options().append(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let found = file.metadata()?;
    if !found.is_file() || found.len() != length as u64 {
        return Ok(false);
    }
    file.set_modified(now())?;
    path.try_exists()
}

/// Removes the file unless somebody has put it within that time.
///
/// A crash in the middle leaves it aside; opening the folder brings it back.
pub(super) fn discard(path: &Path, aside: &Path, unused_for: Duration) -> io::Result<bool> {
    match is_old(path, unused_for) {
        Ok(true) => {}
        Ok(false) => return Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    }
    fs::rename(path, aside)?;
    if is_old(aside, unused_for)? {
        super::remove(aside)?;
        Ok(true)
    } else {
        fs::rename(aside, path)?;
        Ok(false)
    }
}

fn is_old(path: &Path, unused_for: Duration) -> io::Result<bool> {
    let touched = fs::metadata(path)?.modified()?;
    Ok(age(touched) >= unused_for)
}

/// How long ago that was; nothing for what is in the future.
pub(super) fn age(touched: SystemTime) -> Duration {
    now().duration_since(touched).unwrap_or_default()
}

#[expect(
    clippy::disallowed_methods,
    reason = "compared with the file system's own times only"
)]
fn now() -> SystemTime {
    SystemTime::now()
}
