//! One living process for each node name of a store.
//!
//! A process takes up what an earlier one of its name has left; so two that live at the same time
//! would take each other's work. The claim is a lock on a file beside the database, which the
//! kernel gives back when the process ends, however it ends.

use crate::config::Config;
use crate::error::Error;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

/// Holds the claim until it is dropped.
#[derive(Debug)]
pub(crate) struct Claim(#[expect(dead_code, reason = "the open file is the claim")] File);

impl Claim {
    /// Claims the node name of the configuration; `None` for a store that is no local file.
    ///
    /// # Errors
    ///
    /// Another process of that name lives, or the file cannot be made.
    pub(crate) fn take(config: &Config) -> Result<Option<Self>, Error> {
        let Some(path) = path(config) else {
            return Ok(None);
        };
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path);
        let file = file.map_err(Error::doing(format!("make {}", path.display())))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => {
                let (node, store) = (&config.server.node, &config.store.address);
                Err(Error::said(format!(
                    "a gateway that is called {node:?} runs on {store} already; \
                     stop it, or give this one another name (server.node)"
                )))
            }
            Err(TryLockError::Error(error)) => {
                Err(Error::doing(format!("lock {}", path.display()))(error))
            }
        }
    }
}

/// The file beside the database. The form of `server.node` leaves only letters that belong into the
/// name of a file.
fn path(config: &Config) -> Option<PathBuf> {
    let database = config.store.address.strip_prefix("sqlite:")?;
    let node = &config.server.node;
    Some(PathBuf::from(format!("{database}.{node}.lock")))
}
