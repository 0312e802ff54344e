//! A message with what is around it.

use crate::change::{CancelReq, ChangeRsp, ExtendedCancelReq, ReplaceReq};
use crate::deliver::{DeliverReq, DeliverRsp};
use crate::profile::Profile;
use crate::report::{DeliveryReportReq, DeliveryReportRsp, ReadReplyReq, ReadReplyRsp};
use crate::status::Status;
use crate::submit::{SubmitReq, SubmitRsp};

/// A message with what is around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What is around the message.
    pub header: Header,
    /// The message.
    pub message: Message,
}

/// What is around a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The requester's name for the exchange, trimmed; an answer repeats it. Empty when the peer
    /// left it out, as some do in faults.
    pub transaction_id: String,
    /// `MM7Version`; empty when the peer left it out.
    pub version: String,
    /// The MM7 namespace; empty when the peer declared none.
    pub namespace: String,
}

/// The messages that we write and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A provider hands over a message.
    SubmitReq(Box<SubmitReq>),
    /// The answer.
    SubmitRsp(SubmitRsp),
    /// A subscriber sent a message.
    DeliverReq(Box<DeliverReq>),
    /// The answer.
    DeliverRsp(DeliverRsp),
    /// Something became of a message.
    DeliveryReportReq(Box<DeliveryReportReq>),
    /// The answer.
    DeliveryReportRsp(DeliveryReportRsp),
    /// A recipient did something with a message.
    ReadReplyReq(Box<ReadReplyReq>),
    /// The answer.
    ReadReplyRsp(ReadReplyRsp),
    /// A provider calls a message back.
    CancelReq(Box<CancelReq>),
    /// The answer.
    CancelRsp(ChangeRsp),
    /// A provider calls all messages of a name back.
    ExtendedCancelReq(Box<ExtendedCancelReq>),
    /// The answer.
    ExtendedCancelRsp(ChangeRsp),
    /// A provider gives a message another content.
    ReplaceReq(Box<ReplaceReq>),
    /// The answer.
    ReplaceRsp(ChangeRsp),
    /// The MMSC refuses a request.
    RsErrorRsp(ErrorRsp),
    /// The provider refuses a request.
    VaspErrorRsp(ErrorRsp),
    /// A message that we do not know, by its element's name.
    Other(String),
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRsp {
    /// `faultstring`; empty when there is none.
    pub fault: String,
    /// The status; when the peer gave none, 2000 or 3000 after its `faultcode`.
    pub status: Status,
}

impl Message {
    /// Name of the message's element.
    pub fn name(&self) -> &str {
        match self {
            Self::SubmitReq(_) => "SubmitReq",
            Self::SubmitRsp(_) => "SubmitRsp",
            Self::DeliverReq(_) => "DeliverReq",
            Self::DeliverRsp(_) => "DeliverRsp",
            Self::DeliveryReportReq(_) => "DeliveryReportReq",
            Self::DeliveryReportRsp(_) => "DeliveryReportRsp",
            Self::ReadReplyReq(_) => "ReadReplyReq",
            Self::ReadReplyRsp(_) => "ReadReplyRsp",
            Self::CancelReq(_) => "CancelReq",
            Self::CancelRsp(_) => "CancelRsp",
            Self::ExtendedCancelReq(_) => "extendedCancelReq",
            Self::ExtendedCancelRsp(_) => "extendedCancelRsp",
            Self::ReplaceReq(_) => "ReplaceReq",
            Self::ReplaceRsp(_) => "ReplaceRsp",
            Self::RsErrorRsp(_) => "RSErrorRsp",
            Self::VaspErrorRsp(_) => "VASPErrorRsp",
            Self::Other(name) => name,
        }
    }
}

impl Envelope {
    /// A request of ours.
    pub fn request(transaction_id: &str, profile: &Profile, message: Message) -> Self {
        let header = Header {
            transaction_id: transaction_id.to_owned(),
            version: profile.version.clone(),
            namespace: profile.namespace.clone(),
        };
        Self { header, message }
    }
}

impl Header {
    /// An answer to the request that had this header: same transaction, version and namespace.
    pub fn reply(&self, message: Message) -> Envelope {
        Envelope {
            header: self.clone(),
            message,
        }
    }
}
