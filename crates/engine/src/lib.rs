#![doc = include_str!("../README.md")]

mod accept;
mod actions;
mod adapt;
mod authenticate;
mod breaker;
pub mod call;
mod carrier_lookup;
mod check;
pub mod clock;
mod compose;
pub mod context;
mod error;
mod fallback;
mod gather;
pub mod hearing;
pub mod idempotency;
mod in_flight;
mod jobs;
pub mod lookup;
mod moves;
mod page;
pub mod pages;
mod postback;
mod poster;
mod preview;
mod queue;
mod rates;
pub mod routing;
mod sending;
mod shelf;
mod steps;
mod token;

pub use authenticate::{digest, pass_digest};
pub use context::{Context, Settings};
pub use error::Error;
pub use queue::Runner;
