//! What every engine of this family writes in the same way: the words of enums and the JSON of
//! nested values. Knows no engine.

/// Mirrors of enums without values.
macro_rules! mirrors {
    ($($mirror:ident of $domain:literal { $($variant:ident),* })*) => {$(
        #[derive(Serialize, Deserialize)]
        #[serde(remote = $domain, rename_all = "snake_case")]
        enum $mirror {
            $($variant),*
        }
    )*};
}

/// How mirrors write a value that may be absent: a module for `#[serde(with = ...)]` each.
macro_rules! optional {
    ($($name:ident: $domain:ident by $mirror:ident = $path:literal)*) => {$(
        /// A value that may be absent.
        mod $name {
            use super::{Deserialize, $domain, $mirror, Serialize};
            use serde::{Deserializer, Serializer};

            #[derive(Serialize, Deserialize)]
            struct Row(#[serde(with = $path)] $domain);

            #[expect(clippy::ref_option, reason = "the form that serde asks for")]
            pub(super) fn serialize<S: Serializer>(
                value: &Option<$domain>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                value.map(Row).serialize(serializer)
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<$domain>, D::Error> {
                Ok(Option::<Row>::deserialize(deserializer)?.map(|row| row.0))
            }
        }
    )*};
}

pub(crate) mod accounts;
pub(crate) mod contents;
pub(crate) mod events;
pub(crate) mod members;
mod policy;
pub(crate) mod traces;
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
