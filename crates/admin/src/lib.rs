#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod blank;
mod desk;
mod error;
pub mod form;
mod hex;
pub mod http;
pub mod keys;
pub mod secrets;
pub mod senders;
pub mod settings;
mod spelling;
mod version;
pub mod view;

pub use desk::{Desk, Seen};
pub use error::Error;
pub use version::Version;
