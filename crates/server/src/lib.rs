#![doc = include_str!("../README.md")]

mod claim;
pub mod cli;
pub mod client;
mod commands;
pub mod config;
mod desk;
mod error;
mod life;
mod logging;
mod operators;
pub mod samples;
mod screen;
mod table;
pub mod wiring;

pub use error::Error;
