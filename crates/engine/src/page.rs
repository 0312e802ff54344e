//! What an address opens that whoever knows it may open, and how such an address is written.
//!
//! Source: docs/contract.md, endpoints, hosted page and link expiry.

use crate::context::Context;
use bytes::Bytes;
use domain::account::Account;

/// What an address opens.
#[derive(Debug)]
pub enum Page {
    /// A file.
    File(PageFile),
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

/// The address of a page, for the customers of an account.
pub(crate) fn address(ctx: &Context, account: &Account, path: &str) -> String {
    match &account.policy.link_host {
        Some(host) if host.contains("://") => format!("{}{path}", host.trim_end_matches('/')),
        Some(host) => format!("https://{host}{path}"),
        None => format!("{}{path}", ctx.public_url()),
    }
}
