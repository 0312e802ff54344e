//! Messages from phones.

use crate::Error;
use crate::event::NewEvent;
use crate::job::{Lease, NewJob};
use crate::link::TokenDigest;
use async_trait::async_trait;
use domain::id::AccountId;
use domain::inbound::{Inbound, InboundId};
use jiff::Timestamp;

/// A message from a phone, to be kept. The blobs of its files are durable already.
#[derive(Debug, Clone)]
pub struct NewInbound {
    /// The message; its `id` is ignored, a new one is given.
    pub message: Inbound,
    /// Digest of the token in the addresses of its files.
    pub token: Option<TokenDigest>,
    /// What the customer is told; its lane is that of the message.
    pub event: Option<NewEvent>,
    /// What shall be done next; `subject` is ignored and becomes the new number.
    pub jobs: Vec<NewJob>,
}

/// The end of a message's files.
#[derive(Debug, Clone)]
pub struct Clearing {
    /// The message.
    pub id: InboundId,
    /// When.
    pub at: Timestamp,
    /// Removes files that nothing names any more.
    pub sweep: NewJob,
    /// Kinds of jobs of the message that have become pointless.
    pub cancels: Vec<&'static str>,
    /// The job that does it. When its claim was lost, nothing is done.
    pub finishes: Option<Lease>,
}

/// Messages from phones.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Keeps a message. [`Error::Exists`] when its tracking-id is taken; [`Error::Missing`] when
    /// there is no such account.
    async fn receive(&self, new: NewInbound) -> Result<InboundId, Error>;
    /// The message of an account with that tracking-id.
    async fn inbound(&self, account: AccountId, tracking: &str) -> Result<Option<Inbound>, Error>;
    /// The message whose files' addresses hold the token of that digest.
    async fn inbound_by_token(&self, digest: TokenDigest) -> Result<Option<Inbound>, Error>;
    /// Ends a message's files; the record stays. `false`: they had ended before.
    async fn clear_inbound(&self, clearing: Clearing) -> Result<bool, Error>;
}
