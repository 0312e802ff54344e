#![doc = include_str!("../README.md")]

mod address;
mod change;
mod content;
mod decode;
mod deliver;
mod encode;
mod envelope;
mod fields;
mod moment;
mod profile;
mod report;
mod soap;
mod status;
mod submit;
mod words;

pub use address::{Address, Recipient};
pub use change::{CancelReq, ChangeRsp, ExtendedCancelReq, Identity, ReplaceReq};
pub use content::{Content, Part};
pub use decode::{Error, decode};
pub use deliver::{DeliverReq, DeliverRsp};
pub use encode::{Encoded, encode, encode_submit, submit_length};
pub use envelope::{Envelope, ErrorRsp, Header, Message};
pub use moment::Moment;
pub use multipart::ContentType;
pub use profile::{ContentTransfer, NumberFormat, Profile, ShortCodeFormat, SoapAction};
pub use report::{
    DeliveryReportReq, DeliveryReportRsp, MmStatus, ReadReplyReq, ReadReplyRsp, UaCapabilities,
};
pub use status::{Class, Status, StatusCode};
pub use submit::{SubmitReq, SubmitRsp};
pub use words::{ChargedParty, MessageClass, Priority};
