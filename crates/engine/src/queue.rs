//! The queue: who works on what, and when it is tried again.
//!
//! Jobs are rows of the store. A queue's name says what bounds it: a link's window, an endpoint's
//! concurrency, the number of pictures decoded at once.

mod bucket;
pub(crate) mod failover;
pub(crate) mod retry;
mod runner;
mod turns;

pub use runner::Runner;
