#![doc = include_str!("../README.md")]

mod answer;
mod api;
mod bad_keys;
mod body;
mod callback;
mod caller;
mod connection;
mod crowd;
mod error;
mod face;
mod guest;
mod handbook;
mod head;
mod health;
mod listener;
mod network;
mod pages;
mod routes;
mod settings;
mod status;
mod visit;
mod wire;
mod wishes;

pub use domain::network::{Network, NotANetwork};
pub use error::Error;
pub use listener::{serve, serve_carriers, serve_pages};
pub use settings::Settings;
