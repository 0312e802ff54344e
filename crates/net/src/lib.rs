#![doc = include_str!("../README.md")]

mod address;
mod ask;
mod client;
mod fetch;
mod guard;
mod post;
mod resolve;
mod segments;
mod stream;
mod tape;
mod wire;

pub use address::{BadNetwork, Cidr, public_range};
pub use ask::{Ask, AskError};
pub use client::{Client, ClientError, PeerTls, Settings, install_crypto};
pub use fetch::{FetchError, FetchLimits, Fetched, Phase};
pub use guard::{Checked, Guard, Reach, Refusal};
pub use post::{BODY_PATIENCE, Doubt, NotSent, Post, PostAnswer, PostError, Trust};
pub use resolve::{Looking, Lookup, SystemLookup};
pub use tape::{End, Keep, Recording, Side, Tape, Taped};
pub use wire::Stream;
