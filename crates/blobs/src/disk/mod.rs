//! Blobs as files below a folder (`file:FOLDER`).
//!
//! The blob `abcdef…` is the file `ab/cd/abcdef…`, so that no folder grows large; unfinished files
//! are in `tmp`. Everything after `file:` is the path as it stands, without escapes. Several
//! processes may use the folder. Knows nothing of what the bytes are.
//!
//! Guarantee: a file under its final name is complete. When `put` returns `Ok`, file, name and
//! all folders above it are on the disk: the file is synced before it is renamed, its folder after
//! it, and folders above once by each process, because the one that made them may have died before
//! it synced them. After a failed sync of a folder nothing more is put, because a second sync may
//! succeed although the first one lost the entry.
//!
//! Source: POSIX fsync and rename, which promise no more than that.

mod discard;
mod held;
mod sweep;

use self::held::HeldFile;
use crate::{Blobs, Error, Held, Place};
use async_trait::async_trait;
use bytes::Bytes;
use domain::id::BlobHash;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Folder of unfinished files.
const UNFINISHED: &str = "tmp";

/// Opens folders.
pub(crate) struct Disk;

#[async_trait]
impl Place for Disk {
    fn scheme(&self) -> &'static str {
        "file"
    }

    async fn open(&self, address: &str) -> Result<Arc<dyn Blobs>, Error> {
        let folder = PathBuf::from(address.strip_prefix("file:").unwrap_or(address));
        let address = address.to_owned();
        let opened = blocking(move || Ok(Folder::open(folder))).await?;
        let folder = opened.map_err(|source| Error::Open { address, source })?;
        Ok(Arc::new(DiskBlobs {
            folder: Arc::new(folder),
        }))
    }
}

/// An open folder.
struct DiskBlobs {
    folder: Arc<Folder>,
}

#[async_trait]
impl Blobs for DiskBlobs {
    async fn put(&self, bytes: Bytes) -> Result<BlobHash, Error> {
        let folder = Arc::clone(&self.folder);
        blocking(move || folder.put(&bytes)).await
    }

    async fn hold(&self, bytes: Bytes) -> Result<Arc<dyn Held>, Error> {
        let unfinished = self.folder.unfinished();
        let held = blocking(move || HeldFile::write(&unfinished, &bytes).map_err(failed)).await?;
        Ok(Arc::new(held))
    }

    async fn get(&self, hash: BlobHash) -> Result<Bytes, Error> {
        let folder = Arc::clone(&self.folder);
        blocking(move || folder.get(hash)).await
    }

    async fn has(&self, hash: BlobHash) -> Result<bool, Error> {
        let path = self.folder.path(hash);
        blocking(move || path.try_exists().map_err(failed)).await
    }

    async fn discard(&self, hash: BlobHash, unused_for: Duration) -> Result<bool, Error> {
        let folder = Arc::clone(&self.folder);
        blocking(move || folder.discard(hash, unused_for).map_err(failed)).await
    }
}

/// Runs disk work where blocking is allowed.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.unwrap_or_else(|error| Err(Error::Failed(io::Error::other(error))))
}

/// The folder, without async.
struct Folder {
    root: PathBuf,
    /// Folders whose own entry, and those above, this process knows to be on the disk.
    durable: Mutex<HashSet<PathBuf>>,
    /// Why nothing is put any more.
    stopped: OnceLock<String>,
}

impl Folder {
    fn open(root: PathBuf) -> io::Result<Self> {
        if root.as_os_str().is_empty() {
            return Err(io::Error::new(
                ErrorKind::InvalidInput,
                "the folder has no name",
            ));
        }
        let unfinished = root.join(UNFINISHED);
        make(&unfinished)?;
        let folder = Self {
            root,
            durable: Mutex::default(),
            stopped: OnceLock::new(),
        };
        sweep::sweep(&unfinished, |hash| folder.path(hash))?;
        Ok(folder)
    }

    fn path(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        self.root.join(&name[..2]).join(&name[2..4]).join(name)
    }

    /// A new path for a file that has no final name yet.
    fn unfinished(&self) -> PathBuf {
        self.root.join(UNFINISHED).join(Uuid::now_v7().to_string())
    }

    fn put(&self, bytes: &[u8]) -> Result<BlobHash, Error> {
        let hash = BlobHash(Sha256::digest(bytes).into());
        if let Some(why) = self.stopped.get() {
            return Err(Error::Stopped(why.clone()));
        }
        self.store(&self.path(hash), bytes)?;
        Ok(hash)
    }

    /// A file that is there may have been put by somebody who has not synced its folder yet, so
    /// the folder is synced in either case.
    fn store(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let folder = path.parent().unwrap_or(&self.root);
        self.prepare(folder)?;
        if !discard::refresh(path, bytes.len()).map_err(failed)? {
            self.write(path, bytes).map_err(failed)?;
        }
        self.sync(folder)
    }

    /// See [`Blobs::discard`].
    fn discard(&self, hash: BlobHash, unused_for: Duration) -> io::Result<bool> {
        let aside = self.root.join(UNFINISHED).join(hash.to_string());
        discard::discard(&self.path(hash), &aside, unused_for)
    }

    /// Makes a folder of blobs, and syncs the folders above it once.
    fn prepare(&self, folder: &Path) -> Result<(), Error> {
        let known = || self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        if known().contains(folder) {
            return Ok(());
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(failed)?;
        self.sync(&self.root)?;
        folder.parent().map_or(Ok(()), |above| self.sync(above))?;
        known().insert(folder.to_owned());
        Ok(())
    }

    /// Syncs a folder; stops for good when that fails.
    fn sync(&self, folder: &Path) -> Result<(), Error> {
        sync(folder).map_err(|error| {
            tracing::error!(%error, folder = %folder.display(), "a folder cannot be synced");
            let why = format!("{}: {error}", folder.display());
            Error::Stopped(self.stopped.get_or_init(|| why).clone())
        })
    }

    /// Writes a file whole or not at all.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let unfinished = self.unfinished();
        let written = write_synced(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
        if written.is_err()
            && let Err(error) = remove(&unfinished)
        {
            tracing::warn!(%error, path = %unfinished.display(), "an unfinished blob stays behind");
        }
        written
    }

    fn get(&self, hash: BlobHash) -> Result<Bytes, Error> {
        let bytes = match fs::read(self.path(hash)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(Error::Missing(hash)),
            read => read.map_err(failed)?,
        };
        if BlobHash(Sha256::digest(&bytes).into()) != hash {
            return Err(Error::Damaged(hash));
        }
        Ok(bytes.into())
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Removes a file; the removal itself may be undone by a power cut, which costs nothing but room.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Makes a folder and those above it, outermost first, and syncs the parent of each new one.
fn make(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or_else(|| Path::new(""));
    make(parent)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
        other => other?,
    }
    sync(parent)
}

fn sync(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    File::open(folder)?.sync_all()
}

fn failed(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::Full,
        _ => Error::Failed(error),
    }
}
