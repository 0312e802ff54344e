//! The admin API as its callers meet it, on a real store; without a socket.
//!
//! Every answer of every test is checked against the document that the API serves of itself.

#![cfg(test)]

mod given;
mod schema;

mod accounts;
mod apply;
mod blacklist;
mod campaigns;
mod credits;
mod document;
mod hostile;
mod keys;
mod links;
mod operators;
mod reports;
mod runs;
mod senders;
mod services;
mod tokens;
mod traces;
