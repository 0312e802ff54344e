#![doc = include_str!("../README.md")]

mod clock;
mod presentation;
mod read;
mod write;

pub use presentation::{Presentation, Slide};
pub use read::{Error, read};
pub use write::{Objects, write};
