//! Our links over SMPP against an SMSC that is not ours.
//!
//! The SMSC is the library `smpp` of node, in a process of its own (`smsc.js`): a reader and writer
//! of PDUs, alphabets and headers that shares nothing with ours.

#![cfg(test)]

mod handing_over;
mod phones;
mod receipts;
mod sessions;
mod smsc;
mod stage;
mod texts;
mod tls;
