#![doc = include_str!("../README.md")]

mod common;
mod get;
mod json;
mod kebab;
mod legacy;
pub mod sending_list;
mod wxml;

pub use common::dry_run::asks_for_dry_run;
pub use common::reply_types::ReplyTypes;
pub use common::request::{Method, Request};
pub use common::sniff::{Carried, Sniffed};

use domain::answer::Outcome;
use domain::fault::{Fault, Kind};
use domain::manners::Manners;
use domain::notice::Notice;
use domain::order::Order;

/// Every dialect that this build speaks. The first that claims a request reads and answers it.
pub const REGISTRY: &[&dyn Dialect] = &[
    &json::Json,     // whatever comes on its paths
    &kebab::Kebab,   // lower-case XML, and parameters on its paths
    &legacy::Legacy, // upper-case XML with a user, or with nested content
    &wxml::Wxml,     // upper-case XML, the rest of it
    &get::Get,       // query and form parameters, the rest of them
];

/// One spelling of the API: bytes in, bytes out, no I/O.
pub trait Dialect: Sync {
    /// Its name, stored with every message that came by it.
    fn name(&self) -> &'static str;

    /// Paths that are its home, compared without regard to case: there it answers what cannot be
    /// read. Requests are read wherever they turn up, so a dialect can do without.
    fn mounts(&self) -> &'static [&'static str];

    /// Methods that its home takes; all others are answered 405 there.
    fn methods(&self) -> &'static [Method] {
        &[Method::Get, Method::Post]
    }

    /// What it decides about meaning.
    fn manners(&self) -> &'static Manners;

    /// Whether the request is written in this dialect.
    fn claims(&self, sniffed: &Sniffed<'_>) -> bool;

    /// Reads a request that it claims. Judges nothing but the syntax.
    ///
    /// # Errors
    ///
    /// A fault of the readable-at-all kind (E100, E108).
    fn read(&self, sniffed: &Sniffed<'_>) -> Result<Order, Fault>;

    /// The answer to a call, typed as by default: see [`ReplyTypes`].
    fn reply(&self, outcome: &Outcome) -> Document;

    /// The body of a postback.
    fn notice(&self, notice: &Notice) -> Document;

    /// Whether its postbacks say what has to be looked up for them: a running number, and the
    /// carrier's own words.
    fn needs_history(&self) -> bool {
        false
    }
}

/// A body with its content type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The bytes.
    pub body: Vec<u8>,
}

/// A request with the dialect that reads and answers it.
pub struct Opened {
    /// Answers the request, whatever comes of it.
    pub dialect: &'static dyn Dialect,
    /// The request, or why it cannot be read.
    pub order: Result<Order, Fault>,
    /// The URL holds a key, or a whole document in which one may be; some accounts refuse that.
    pub key_in_url: bool,
}

/// Finds the dialect of a request and reads it. Never panics, whatever the bytes.
///
/// Source: docs/contract.md, sniffing order and choosing the dialect of the answer.
#[must_use]
pub fn open(request: &Request<'_>) -> Opened {
    let unread = |fault: Fault, key_in_url: bool| Opened {
        dialect: by_path(request.path),
        order: Err(fault),
        key_in_url,
    };
    match common::sniff::sniff(request) {
        Ok(sniffed) => match REGISTRY.iter().find(|dialect| dialect.claims(&sniffed)) {
            Some(&dialect) => Opened {
                dialect,
                order: dialect.read(&sniffed),
                key_in_url: sniffed.key_in_url,
            },
            None => unread(Kind::InvalidRequest.into(), sniffed.key_in_url),
        },
        Err(fault) => unread(fault, false),
    }
}

/// The dialect that answers on a path when the request itself does not tell: not readable, too
/// large, too late.
#[must_use]
pub fn by_path(path: &str) -> &'static dyn Dialect {
    REGISTRY
        .iter()
        .copied()
        .find(|dialect| {
            dialect
                .mounts()
                .iter()
                .any(|mount| mount.eq_ignore_ascii_case(path))
        })
        .unwrap_or(&wxml::Wxml)
}

/// Whether any dialect is served under the path.
#[must_use]
pub fn is_mounted(path: &str) -> bool {
    REGISTRY.iter().any(|dialect| {
        dialect
            .mounts()
            .iter()
            .any(|mount| mount.eq_ignore_ascii_case(path))
    })
}

/// The dialect of that name, for postbacks of stored messages.
#[must_use]
pub fn named(name: &str) -> Option<&'static dyn Dialect> {
    REGISTRY
        .iter()
        .copied()
        .find(|dialect| dialect.name() == name)
}
