//! Addresses that whoever knows them may open.

use crate::Error;
use async_trait::async_trait;
use domain::id::MmsId;
use jiff::Timestamp;
use std::fmt;

/// SHA-256 of the token of an address. Tokens are random, so a fast digest is enough.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenDigest(pub [u8; 32]);

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(…)")
    }
}

/// What an address shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The first picture of a template, to the template's owner.
    Poster,
}

/// An address, found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it shows.
    pub purpose: Purpose,
    /// Of which content.
    pub content: MmsId,
}

/// An address for the poster of a template, if the template has none yet.
#[derive(Debug, Clone)]
pub struct NewPoster {
    /// The template.
    pub content: MmsId,
    /// The token, as it stands in the address.
    pub token: String,
    /// Its digest.
    pub digest: TokenDigest,
    /// When it was made.
    pub created: Timestamp,
}

/// Addresses that whoever knows them may open.
#[async_trait]
pub trait Links: Send + Sync {
    /// Tokens of the posters of templates, in their order: the one offered, or the one that a
    /// template has already.
    async fn posters(&self, offered: Vec<NewPoster>) -> Result<Vec<String>, Error>;
    /// What a token opens.
    async fn link(&self, digest: TokenDigest) -> Result<Option<Link>, Error>;
}
