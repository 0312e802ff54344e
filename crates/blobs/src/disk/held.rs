//! Bytes without a name, for as long as somebody holds them.
//!
//! The file loses its name before anything is written to it, so the system frees it when it is
//! closed, also when that is because the process was killed. Nothing is synced: nothing of it
//! shall last.
//!
//! Source: POSIX unlink, on files that are open.

use super::{blocking, failed};
use crate::{Error, Held};
use async_trait::async_trait;
use bytes::Bytes;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;

/// An open file without a name.
pub(super) struct HeldFile {
    file: Arc<File>,
    length: usize,
}

impl HeldFile {
    /// Writes bytes to a file that has the path only until it has been made.
    pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        fs::remove_file(path)?;
        file.write_all(bytes)?;
        Ok(Self {
            file: Arc::new(file),
            length: bytes.len(),
        })
    }
}

#[async_trait]
impl Held for HeldFile {
    async fn bytes(&self) -> Result<Bytes, Error> {
        let (file, length) = (Arc::clone(&self.file), self.length);
        blocking(move || {
            let mut bytes = vec![0; length];
            file.read_exact_at(&mut bytes, 0).map_err(failed)?;
            Ok(bytes.into())
        })
        .await
    }
}
