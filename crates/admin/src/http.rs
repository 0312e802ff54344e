//! The admin API over HTTP: JSON below `/admin/v1`, one table of routes.
//!
//! Knows HTTP, and of the verbs only that they exist. Whoever serves the router bounds sizes,
//! times and connections, and tells the peer's address nowhere: all that counts is the token.
//! Guarantee: nothing is answered without a token, not even that a path does not exist; what is
//! served is in the document and the reverse, because both are made of the one table.
//!
//! Source: RFC 9110 for methods and preconditions, RFC 9457 for problems, RFC 6750 for tokens.

mod accounts;
mod ask;
mod blacklist;
mod bulk;
mod campaigns;
mod credits;
mod document;
mod endpoints;
mod keys;
mod links;
mod messages;
mod problem;
mod reports;
mod route;
mod routes;
mod runs;
mod senders;
mod serve;
mod services;
mod tables;
mod token;
mod traces;

pub use ask::PREFIX;
pub use document::document;
pub use serve::router;
pub use token::{BadToken, Rights, Token};
