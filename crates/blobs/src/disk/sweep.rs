//! Removes what a crash left unfinished.

use super::discard::age;
use domain::id::BlobHash;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Nothing is written for so long; what is younger may belong to another process.
const ABANDONED: Duration = Duration::from_secs(3600);

/// Removes the files of a folder that nobody has touched for an hour. A file with the name of a
/// blob is whole and was set aside by a discard that broke off: it goes back to its place.
pub(super) fn sweep(folder: &Path, place: impl Fn(BlobHash) -> PathBuf) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(hash) = name.and_then(BlobHash::parse) {
            // Another process may have brought it back, or be in the middle of discarding it.
            let back = fs::rename(&path, place(hash));
            tracing::info!(path = %path.display(), back = back.is_ok(), "found a blob set aside");
            continue;
        }
        // Another process may have finished or swept it meanwhile.
        let Ok(touched) = fs::metadata(&path).and_then(|found| found.modified()) else {
            continue;
        };
        if age(touched) > ABANDONED {
            super::remove(&path)?;
            tracing::info!(path = %path.display(), "removed an unfinished blob");
        }
    }
    Ok(())
}
