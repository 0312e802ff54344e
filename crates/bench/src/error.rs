//! Why a measurement was not made, for the person at the terminal.

use std::error::Error as StdError;

/// A measurement failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// What is wrong and what to do about it.
    #[error("{0}")]
    Said(String),
    /// Something failed while a thing was being done.
    #[error("cannot {doing}")]
    Doing {
        /// The thing, as in "start the gateway".
        doing: String,
        /// What was said below.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
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
    pub(crate) fn chain(&self) -> String {
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
