//! How quickly the disk confirms: the number that every durable figure depends on.
//!
//! Guarantee: takes about a second and leaves no file.

use crate::clock::now;
use crate::error::Error;
use crate::figures::{millis, percentile};
use serde::Serialize;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

/// How long it is measured.
const TIME: Duration = Duration::from_secs(1);

/// Bytes appended before each confirmation: a page of the database.
const PAGE: [u8; 4_096] = [0x5A; 4_096];

/// What was measured, one after the other.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Disk {
    /// `fdatasync` calls a second, each after 4 KB appended.
    pub(crate) syncs_per_s: f64,
    /// Half of them took no longer, in milliseconds.
    pub(crate) sync_p50_ms: f64,
    /// All but one in a hundred took no longer, in milliseconds.
    pub(crate) sync_p99_ms: f64,
}

/// Measures the disk of a folder. Blocks for about a second.
pub(crate) fn measure(folder: &Path) -> Result<Disk, Error> {
    let failed = || Error::doing(format!("write to {folder:?}"));
    let mut file = tempfile::tempfile_in(folder).map_err(failed())?;
    let (began, mut took) = (now(), Vec::new());
    while began.elapsed() < TIME {
        let before = now();
        file.write_all(&PAGE).map_err(failed())?;
        file.sync_data().map_err(failed())?;
        took.push(before.elapsed());
    }
    let syncs_per_s = took.len() as f64 / began.elapsed().as_secs_f64();
    took.sort_unstable();
    Ok(Disk {
        syncs_per_s,
        sync_p50_ms: millis(percentile(&took, 50)),
        sync_p99_ms: millis(percentile(&took, 99)),
    })
}
