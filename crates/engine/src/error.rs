//! What operators hear when something of ours fails.

use domain::fault::{Fault, Kind};

/// A verb did not finish. Customers never see this; see [`Error::into_fault`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error("the store did not do it")]
    Store(#[from] storage::Error),
    /// The blob store failed.
    #[error("the blob store did not do it")]
    Blobs(#[from] blobs::Error),
    /// Stored data that must be there is not, or contradicts itself.
    #[error("stored data do not fit together: {0}")]
    Inconsistent(String),
    /// Whether somebody can be sent to could not be found out.
    #[error("a receiver could not be judged: {0}")]
    Unjudged(String),
    /// A step panicked or was lost.
    #[error("the step {0} broke off")]
    Broken(&'static str),
}

impl Error {
    /// What the customer hears of it: our fault, no details. The details go to the log here, at
    /// the boundary that handles them.
    #[must_use]
    pub fn into_fault(self) -> Fault {
        self.kind().because(chain_logged(&self))
    }

    /// The same where the action has a row of its own for faults of ours.
    pub(crate) fn told_as(self, kind: Kind) -> Fault {
        kind.because(chain_logged(&self))
    }

    /// Whether waiting may help: the store or the disk is in trouble, not the data.
    pub(crate) fn passes(&self) -> bool {
        match self {
            Self::Store(storage::Error::Damaged { .. } | storage::Error::Missing(_))
            | Self::Blobs(blobs::Error::Damaged(_) | blobs::Error::Missing(_))
            | Self::Inconsistent(_)
            | Self::Broken(_) => false,
            Self::Store(_) | Self::Blobs(_) | Self::Unjudged(_) => true,
        }
    }

    /// Whether only a new process can help.
    pub(crate) fn is_lasting(&self) -> bool {
        matches!(
            self,
            Self::Store(storage::Error::Stopped(_)) | Self::Blobs(blobs::Error::Stopped(_))
        )
    }

    /// Which row of the table it is to customers; all but the lost claim, which is taken up by
    /// another call, have the same code and text.
    fn kind(&self) -> Kind {
        match self {
            Self::Store(storage::Error::ClaimLost(_)) => Kind::IdempotencyInFlight,
            Self::Store(storage::Error::Unpaid(_)) => Kind::BillingProblem,
            Self::Store(storage::Error::Full) | Self::Blobs(blobs::Error::Full) => Kind::StoreFull,
            Self::Store(storage::Error::Stopped(_)) | Self::Blobs(blobs::Error::Stopped(_)) => {
                Kind::StoreStopped
            }
            Self::Store(_)
            | Self::Blobs(_)
            | Self::Inconsistent(_)
            | Self::Unjudged(_)
            | Self::Broken(_) => Kind::InternalError,
        }
    }
}

fn chain_logged(error: &Error) -> String {
    let chain = chain(error);
    tracing::error!(error = %chain, "a call failed for a reason of ours: {chain}");
    chain
}

/// An error with its causes, outermost first.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
