//! Keys of requests, as claimed and kept.

use crate::Error;
use domain::id::AccountId;
use domain::idempotency::{KeptAnswer, RepeatKey, RequestDigest};
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;

/// A claim on a key: nobody else works on its request meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyClaim {
    /// Whose key.
    pub account: AccountId,
    /// The key.
    pub key: RepeatKey,
    /// Names the claim; given by the claimer, new for each.
    pub token: i64,
}

/// What claims a key.
#[derive(Debug, Clone)]
pub struct NewKeyClaim {
    /// The claim to be made.
    pub claim: KeyClaim,
    /// What the key stands for.
    pub request: RequestDigest,
    /// Who claims it.
    pub node: String,
    /// Now.
    pub now: Timestamp,
    /// When the claim lapses, if nothing comes of it.
    pub until: Timestamp,
    /// A claim that is known to be dead: its key is taken as free.
    pub instead_of: Option<i64>,
}

/// What a claim on a key comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyClaimed {
    /// It is the claimer's until the claim is used, released, or has lapsed and was made anew.
    Granted,
    /// The same request was answered before.
    Kept(KeptAnswer),
    /// Another request was answered under the key.
    Other,
    /// A request is in progress under the key, or its call is gone and has left the claim behind.
    Busy {
        /// It is the same request.
        same: bool,
        /// Who claimed it.
        node: String,
        /// By which claim.
        token: i64,
    },
}

/// What renders an answer.
type Render<T> = Arc<dyn Fn(&T) -> KeptAnswer + Send + Sync>;

/// An answer to be kept under a claimed key, in the transaction of what it tells of.
///
/// When the claim is lost by then, the transaction fails with [`Error::ClaimLost`], and nothing of
/// it has happened: two requests of a key are never both accepted.
#[derive(Clone)]
pub struct Keep<T> {
    /// The claim.
    pub claim: KeyClaim,
    /// Until when the answer is kept.
    pub until: Timestamp,
    /// Makes the answer of what the store gave: the numbers in it are new. Called within the
    /// transaction, so it does nothing else.
    pub render: Render<T>,
}

impl<T> fmt::Debug for Keep<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Keep")
            .field("claim", &self.claim)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

impl KeyClaim {
    /// [`Error::ClaimLost`] for this claim.
    pub(crate) fn lost(&self) -> Error {
        Error::ClaimLost(self.account)
    }
}
