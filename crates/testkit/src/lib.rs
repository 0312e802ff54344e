#![doc = include_str!("../README.md")]

mod clock;
mod error;
mod media;
mod receiver;

pub use clock::ManualClock;
pub use error::Error;
pub use media::{Length, MediaServer, Resource};
pub use receiver::{Received, Receiver, Reply};
