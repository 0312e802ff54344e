//! Messages from phones.

use crate::Error;
use crate::blacklist::Block;
use crate::campaign::MemberChange;
use crate::event::NewEvent;
use crate::job::{Lease, NewJob};
use crate::link::TokenDigest;
use crate::message::NewMessage;
use async_trait::async_trait;
use domain::id::AccountId;
use domain::inbound::{Inbound, InboundId};
use domain::long_text::LongTextId;
use domain::number::Recipient;
use jiff::Timestamp;

/// A message from a phone, to be kept. The blobs of its files are durable already.
#[derive(Debug, Clone)]
pub struct NewInbound {
    /// The message; its `id` is ignored, a new one is given.
    pub message: Inbound,
    /// Digest of the token in the addresses of its files.
    pub token: Option<TokenDigest>,
    /// Names the hand-over: a second one of that name within a day is the same message.
    pub handover: Option<[u8; 32]>,
    /// The text whose parts it is put together from: it is told with this, unless it was before or has
    /// more parts by now.
    pub text: Option<Joined>,
    /// What the customer is told; its lane is that of the message.
    pub event: Option<NewEvent>,
    /// What shall be done next; `subject` is ignored and becomes the new number.
    pub jobs: Vec<NewJob>,
}

/// A text that a message is put together from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// The text.
    pub id: LongTextId,
    /// How many of its parts are in the message. With more of them there is no message yet: whoever
    /// makes it has to look again.
    pub parts: usize,
}

/// What follows from the wish of a person, applied whole or not at all.
#[derive(Debug, Clone)]
pub struct Heeding {
    /// Puts the person on the blacklist.
    pub block: Option<Block>,
    /// Entries of senders that go off the blacklist.
    pub unblocks: Vec<(AccountId, String, Recipient)>,
    /// Memberships that change.
    pub members: Vec<MemberChange>,
    /// Texts to the person.
    pub texts: Vec<NewMessage>,
    /// The job that does it.
    pub finishes: Lease,
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
    /// Keeps a message; `None`: it is kept already, or its text has more parts by now. [`Error::Exists`] when its tracking-id is
    /// taken; [`Error::Missing`] when there is no such account.
    async fn receive(&self, new: NewInbound) -> Result<Option<InboundId>, Error>;
    /// One message.
    async fn inbound_by_id(&self, id: InboundId) -> Result<Option<Inbound>, Error>;
    /// Does what a person wished for, or nothing: `false` when a membership is not (any more) what
    /// it was, or the job is held by somebody else.
    async fn heed(&self, heeding: Heeding) -> Result<bool, Error>;
    /// The message of an account with that tracking-id.
    async fn inbound(&self, account: AccountId, tracking: &str) -> Result<Option<Inbound>, Error>;
    /// The message whose files' addresses hold the token of that digest.
    async fn inbound_by_token(&self, digest: TokenDigest) -> Result<Option<Inbound>, Error>;
    /// Ends a message's files; the record stays. `false`: they had ended before.
    async fn clear_inbound(&self, clearing: Clearing) -> Result<bool, Error>;
}
