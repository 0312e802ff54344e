#![doc = include_str!("../README.md")]

mod graph;
mod lexer;
mod manifest;
mod tree;

pub mod cycles;
pub mod families;
pub mod files;
pub mod layers;
pub mod libraries;
pub mod manifests;
pub mod migrations;
pub mod paths;
pub mod promises;
pub mod words;

pub use tree::{Finding, Tree};
