//! Which keyed requests are being served by this process.
//!
//! A claim on a key is in the store, and whether its call still lives is known only here: a caller
//! who hangs up, a panic and the end of the process all leave a claim behind that nobody works
//! under. Lives in memory, so an earlier life of this process has no call in it. No truth: whoever
//! commits must still hold the claim.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tokens of the claims whose calls are running.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<HashSet<i64>>);

/// A call that is running under a claim; ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Flight {
    token: i64,
    all: Arc<InFlight>,
}

impl InFlight {
    /// Begins.
    pub(crate) fn begin(self: &Arc<Self>, token: i64) -> Flight {
        self.lock().insert(token);
        Flight {
            token,
            all: Arc::clone(self),
        }
    }

    /// Whether a call runs under that claim.
    pub(crate) fn has(&self, token: i64) -> bool {
        self.lock().contains(&token)
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<i64>> {
        // A panic while holding it can leave no half-made set.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.all.lock().remove(&self.token);
    }
}
