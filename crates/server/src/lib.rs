#![doc = include_str!("../README.md")]

pub mod cli;
pub mod client;
mod commands;
pub mod config;
mod error;
mod life;
mod logging;
pub mod samples;
mod screen;
mod secrets;
mod table;
pub mod wiring;

pub use error::Error;
