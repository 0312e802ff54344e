//! What an address opens that whoever knows it may open, and how such an address is written.
//!
//! Source: docs/contract.md, endpoints, hosted page and link expiry.

use crate::Error;
use crate::context::Context;
use bytes::Bytes;
use domain::account::Account;
use futures_util::stream::BoxStream;

/// What an address opens.
#[derive(Debug)]
pub enum Page {
    /// A file.
    File(PageFile),
    /// A document that is read while it is told.
    Stream(PageStream),
    /// It is over.
    Gone,
    /// There never was anything.
    Unknown,
}

/// A file to be shown.
#[derive(Debug)]
pub struct PageFile {
    /// All of it.
    pub bytes: Bytes,
    /// Its type.
    pub mime: String,
}

/// A document that is read while it is told.
pub struct PageStream {
    /// Its pieces; an error means that it broke off.
    pub pieces: BoxStream<'static, Result<Bytes, Error>>,
    /// Its type.
    pub mime: &'static str,
}

impl std::fmt::Debug for PageStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageStream").finish_non_exhaustive()
    }
}

/// The address of a page, for the customers of an account.
pub(crate) fn address(ctx: &Context, account: &Account, path: &str) -> String {
    match &account.policy.link_host {
        Some(host) if host.contains("://") => format!("{}{path}", host.trim_end_matches('/')),
        Some(host) => format!("https://{host}{path}"),
        None => format!("{}{path}", ctx.public_url()),
    }
}
