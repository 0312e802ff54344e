//! Why a command did not do what it was asked to, for the person at the terminal.

use crate::config::Problems;
use std::error::Error as StdError;

/// A command failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What is wrong and what to do about it.
    #[error("{0}")]
    Said(String),
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] Problems),
    /// Something below failed while a thing was being done.
    #[error("cannot {doing}")]
    Doing {
        /// The thing, as in "open the store".
        doing: String,
        /// What the layer below said.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl From<admin::Error> for Error {
    fn from(error: admin::Error) -> Self {
        match error {
            admin::Error::Store(source) => Self::doing("work on the store")(source),
            said => Self::said(said.to_string()),
        }
    }
}

impl Error {
    /// What is wrong and what to do about it.
    pub(crate) fn said(words: impl Into<String>) -> Self {
        Self::Said(words.into())
    }

    /// Says what was being done, for `map_err`.
    pub(crate) fn doing<E>(doing: impl Into<String>) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        |source| Self::Doing {
            doing: doing.into(),
            source: source.into(),
        }
    }

    /// The error with its causes in one line, outermost first.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}
