//! New contents and messages, as handed to the store.

use crate::event::NewEvent;
use crate::idempotency::Keep;
use crate::job::NewJob;
use domain::content::Content;
use domain::id::{BlobHash, MessageId, MmsId, TrackingForm};
use domain::message::Message;

/// A template to be stored. The blobs of its files are durable already.
#[derive(Debug, Clone)]
pub struct NewTemplate {
    /// The content; its `id` is ignored, a new one is given.
    pub content: Content,
    /// First event (its lane is the new template's), told at once.
    pub event: Option<NewEvent>,
    /// First jobs; `subject` is ignored and becomes the new number.
    pub jobs: Vec<NewJob>,
    /// The answer to be kept with it.
    pub keep: Option<Keep<MmsId>>,
}

/// One message to be stored.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The message; `id` and `tracking` are given by the store, the `mms_id` of its slides too when
    /// the batch brings their content.
    pub message: Message,
    /// How its tracking-id is written.
    pub tracking: TrackingForm,
    /// First jobs; `subject` is ignored and becomes the new number.
    pub jobs: Vec<NewJob>,
    /// What it reserves of the account's credits, in millionths; 0: nothing.
    pub charge_micros: u64,
}

/// What one call accepts: everything or nothing.
#[derive(Debug, Clone)]
pub struct NewMessages {
    /// One-off content of a `sendMMS`; its `id` is ignored, a new one is given.
    pub content: Option<Content>,
    /// One message for each receiver that is accepted; none, when all were refused one by one.
    pub messages: Vec<NewMessage>,
    /// The answer to be kept with them; they may be none.
    pub keep: Option<Keep<Accepted>>,
}

/// What an accepted message is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedMessage {
    /// Its number.
    pub id: MessageId,
    /// Its name for the customer.
    pub tracking: String,
}

/// What a call has accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The one-off content, if the batch brought one.
    pub content: Option<MmsId>,
    /// Names of all messages, in their order, without those that are unpaid.
    pub messages: Vec<AcceptedMessage>,
    /// Places in the batch of messages for which the account's credits did not suffice. They were
    /// not accepted.
    pub unpaid: Vec<usize>,
}

/// What was made of a file for a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRendition {
    /// Where its bytes are; `None`: it cannot be made to fit this target.
    pub blob: Option<BlobHash>,
    /// MIME type.
    pub mime: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bytes.
    pub size_bytes: u64,
}
