//! What every engine of this family writes in the same way: the words of enums and the JSON of
//! nested values. Knows no engine.

pub(crate) mod accounts;
pub(crate) mod contents;
pub(crate) mod words;

use crate::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes a mirror as JSON text.
fn write<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Failed(error.to_string()))
}

/// Reads a mirror back; `what` names the thing if it does not.
fn read<T: DeserializeOwned>(text: &str, what: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Damaged {
        what: what.into(),
        why: error.to_string(),
    })
}

/// [`Error::Damaged`] for a word that nobody knows.
fn unknown(what: &str, word: &str) -> Error {
    Error::Damaged {
        what: what.into(),
        why: format!("unknown word {word:?}"),
    }
}
