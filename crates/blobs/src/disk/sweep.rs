//! Removes what a crash left unfinished.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Nothing is written for so long; what is younger may belong to another process.
const ABANDONED: Duration = Duration::from_secs(3600);

/// Removes the files of a folder that nobody has touched for an hour.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // Another process may have finished or swept it meanwhile.
        let Ok(touched) = fs::metadata(&path).and_then(|found| found.modified()) else {
            continue;
        };
        if now()
            .duration_since(touched)
            .is_ok_and(|age| age > ABANDONED)
        {
            super::remove(&path)?;
            tracing::info!(path = %path.display(), "removed an unfinished blob");
        }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "compared with the file system's own times only"
)]
fn now() -> SystemTime {
    SystemTime::now()
}
