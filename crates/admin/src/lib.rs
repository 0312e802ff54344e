#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod apply;
pub mod blacklist;
pub mod blank;
pub mod campaigns;
pub mod credits;
mod desk;
pub mod endpoints;
mod error;
pub mod form;
mod hex;
pub mod http;
pub mod keys;
pub mod links;
pub mod messages;
pub mod operators;
pub mod reports;
pub mod routing;
pub mod runs;
pub mod secrets;
pub mod senders;
pub mod services;
pub mod settings;
mod spelling;
pub mod subscribers;
pub mod traces;
pub mod users;
mod version;
pub mod view;

pub use desk::{Desk, Seen};
pub use error::Error;
pub use version::Version;
