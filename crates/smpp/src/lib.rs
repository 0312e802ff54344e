#![doc = include_str!("../README.md")]

mod drive;
mod frame;
mod receipt;
mod segment;
mod session;
mod shared;
mod tolerant;

pub use receipt::{Receipt, Stat, payload};
pub use rusmpp;
pub use segment::{Segment, udh};
pub use session::{Ended, Incoming, Lost, Session, Settings, open};
