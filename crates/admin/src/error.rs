//! Why a verb did not do what it was asked to.

use crate::form::Wrong;
use std::borrow::Cow;

/// Nothing of what was asked for has happened, unless it says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was named is not there.
    #[error("no {kind} is called {name:?}")]
    Missing {
        /// The kind of thing.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// What was to be made is there already.
    #[error("the {kind} {name:?} is there already")]
    Exists {
        /// The kind of thing.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// A value does not do.
    #[error("{0}")]
    Wrong(Wrong),
    /// It must not be done as things stand.
    #[error("{0}")]
    Refused(Cow<'static, str>),
    /// Of several things some were done before one failed.
    #[error("{done} of {of} changes are made, then: {source}")]
    Partly {
        /// So many.
        done: usize,
        /// Of so many.
        of: usize,
        /// Why it went no further.
        source: Box<Error>,
    },
    /// Somebody else was faster.
    #[error("it was changed meanwhile; look at it again before you change it")]
    Changed,
    /// The store failed.
    #[error("the store did not do it")]
    Store(#[from] storage::Error),
}

impl From<Wrong> for Error {
    fn from(wrong: Wrong) -> Self {
        Self::Wrong(wrong)
    }
}

impl Error {
    /// Nothing of that name.
    pub(crate) fn missing(kind: &'static str, name: impl Into<String>) -> Self {
        let name = name.into();
        Self::Missing { kind, name }
    }

    /// A thing of that name is there.
    pub(crate) fn exists(kind: &'static str, name: impl Into<String>) -> Self {
        let name = name.into();
        Self::Exists { kind, name }
    }
}
