#![doc = include_str!("../README.md")]

pub mod image;
mod media_type;
mod sniff;
mod source;

pub use media_type::{Kind, MediaType};
pub use sniff::sniff;
pub use source::{FetchFault, Source, Wanted, fetch, recognise};
