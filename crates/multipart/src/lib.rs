#![doc = include_str!("../README.md")]

mod boundary;
mod content_type;
mod error;
mod part;
mod read;
mod related;
mod transfer;
mod write;

pub use content_type::ContentType;
pub use error::Error;
pub use part::{Content, Entity};
pub use read::{Limits, read};
pub use related::{related_root, resolve};
pub use transfer::{Transfer, base64_len};
pub use write::{Body, Encoded, Multipart, Part};
