//! What the users' documents promise, row by row: `docs/conformance.tsv` names every item.
//!
//! A row says what is sent and what must come of it, in the dialect of its document. Behaviour that
//! needs a story of its own is in the file of that behaviour and cites its items there.

mod answers;
mod clients;
mod codes;
mod fields;
mod messages;
mod missing;
mod postbacks;
mod request;
mod samples;
mod saved;
mod table;
