//! Where files of a message are, and what is made of them: kept for good, or only tried.
//!
//! A dry run goes the same way as a real call, through the same fetching and fitting; only the
//! shelf differs. On a shelf that is tried nothing reaches the stores: files lie in a place without
//! a name until the run is over, and of what is made of them only the sizes are remembered. What
//! is kept already is found from both.

use crate::Error;
use crate::context::Context;
use blobs::Held;
use bytes::Bytes;
use domain::id::BlobHash;
use media::image::Rendition;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use storage::message::StoredRendition;

/// What a dry run has brought and made; all of it is gone when this is dropped.
#[derive(Default)]
pub(crate) struct Trial {
    files: Mutex<HashMap<BlobHash, Arc<dyn Held>>>,
    renditions: Mutex<HashMap<(BlobHash, String), StoredRendition>>,
}

/// A shelf of files and renditions.
#[derive(Clone, Copy)]
pub(crate) struct Shelf<'a> {
    pub(crate) ctx: &'a Context,
    trial: Option<&'a Trial>,
}

/// What stands for a picture of which no rendition fits.
const NO_RENDITION: StoredRendition = StoredRendition {
    blob: None,
    mime: String::new(),
    width: 0,
    height: 0,
    size_bytes: 0,
};

impl<'a> Shelf<'a> {
    /// Everything put on it survives a crash.
    pub(crate) const fn kept(ctx: &'a Context) -> Self {
        Self { ctx, trial: None }
    }

    /// Nothing put on it outlives the trial, where there is one.
    pub(crate) const fn of(ctx: &'a Context, trial: Option<&'a Trial>) -> Self {
        Self { ctx, trial }
    }

    /// Puts a file on it.
    pub(crate) async fn put(&self, bytes: Bytes) -> Result<BlobHash, Error> {
        let Some(trial) = self.trial else {
            return Ok(self.ctx.blobs.put(bytes).await?);
        };
        let name = name(&bytes);
        let held = self.ctx.blobs.hold(bytes).await?;
        lock(&trial.files).insert(name, held);
        Ok(name)
    }

    /// The bytes of a file.
    pub(crate) async fn get(&self, name: BlobHash) -> Result<Bytes, Error> {
        let held = self
            .trial
            .and_then(|trial| lock(&trial.files).get(&name).cloned());
        match held {
            Some(held) => Ok(held.bytes().await?),
            None => Ok(self.ctx.blobs.get(name).await?),
        }
    }

    /// What was made of a file for a target, if it was made before.
    pub(crate) async fn rendition(
        &self,
        source: BlobHash,
        target: &str,
    ) -> Result<Option<StoredRendition>, Error> {
        if let Some(trial) = self.trial
            && let Some(made) = lock(&trial.renditions).get(&(source, target.to_owned()))
        {
            return Ok(Some(made.clone()));
        }
        Ok(self.ctx.store.rendition(source, target).await?)
    }

    /// Remembers what was made of a file for a target; `None`: nothing fits.
    pub(crate) async fn put_rendition(
        &self,
        source: BlobHash,
        target: &str,
        made: Option<Rendition>,
    ) -> Result<StoredRendition, Error> {
        let stored = match (made, self.trial) {
            (None, _) => NO_RENDITION,
            (Some(made), Some(_)) => described(&made, name(&made.bytes)),
            (Some(made), None) => {
                let blob = self.ctx.blobs.put(made.bytes.clone()).await?;
                described(&made, blob)
            }
        };
        match self.trial {
            Some(trial) => {
                let key = (source, target.to_owned());
                lock(&trial.renditions).insert(key, stored.clone());
            }
            None => {
                let store = &self.ctx.store;
                store.put_rendition(source, target, &stored).await?;
            }
        }
        Ok(stored)
    }
}

fn described(made: &Rendition, blob: BlobHash) -> StoredRendition {
    StoredRendition {
        blob: Some(blob),
        mime: made.media_type.mime().to_owned(),
        width: made.width,
        height: made.height,
        size_bytes: made.bytes.len() as u64,
    }
}

/// The name that the bytes would have.
fn name(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

/// A panic while holding it can leave no half-made entry.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
