#![doc = include_str!("../README.md")]

mod error;
mod limits;
mod names;
mod parse;
mod repair;
mod scopes;
mod tree;
mod writer;

pub use error::Error;
pub use limits::{Lenience, Limits};
pub use names::{clean, is_char, is_name};
pub use parse::{parse, root_name};
pub use repair::{Parsed, parse_repaired};
pub use tree::{Element, Node};
pub use writer::{DECLARATION, Writer};
