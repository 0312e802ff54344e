#![doc = include_str!("../README.md")]

mod common;
mod sqlite;

pub mod account;
pub mod blacklist;
pub mod call;
pub mod campaign;
pub mod carrier_link;
pub mod change;
pub mod credit;
pub mod error;
pub mod event;
pub mod fetched;
pub mod idempotency;
pub mod inbox;
pub mod job;
pub mod life;
pub mod link;
pub mod long_text;
pub mod message;
pub mod report;
pub mod run;
pub mod sending;
pub mod session;
pub mod template;
pub mod trace;

pub use campaign::{Campaigns, Members};
pub use carrier_link::CarrierLinks;
pub use error::Error;
pub use fetched::FetchedFiles;
pub use inbox::Inbox;
pub use link::Links;
pub use long_text::LongTexts;
pub use run::Runs;
pub use sending::SendingReports;
pub use session::Sessions;
pub use template::{Leftovers, Templates};
pub use trace::Traces;

use crate::account::{Holder, Key, KeyDigest, LegacyUser};
use crate::blacklist::{Block, BlockPage};
use crate::call::{CallTotals, Counted, NewCall, Now};
use crate::change::{Applied, Change};
use crate::credit::Credit;
use crate::event::{PostbackTry, Retention, StoredEvent, Then, TryRecorded};
use crate::idempotency::{KeyClaim, KeyClaimed, NewKeyClaim};
use crate::job::{Job, Lease, QueueDepth, Turns};
use crate::life::Life;
use crate::message::{Accepted, NewMessages, NewTemplate, StoredRendition};
use crate::report::{OpenReport, Recorded, Wake};
use async_trait::async_trait;
use domain::account::{Account, StopScope};
use domain::content::Content;
use domain::id::{AccountId, BlobHash, EventId, MessageId, MmsId};
use domain::message::Message;
use domain::notice::Notification;
use domain::number::Recipient;
use domain::report::Report;
use domain::state::State;
use jiff::Timestamp;
use std::sync::Arc;

/// Every engine that this build has; the scheme of the store's address chooses one.
pub const REGISTRY: &[&dyn Engine] = &[
    &sqlite::Sqlite, // sqlite:PATH
];

/// Opens stores of one kind.
#[async_trait]
pub trait Engine: Sync {
    /// Scheme of the addresses it opens.
    fn scheme(&self) -> &'static str;

    /// Opens the store, bringing its schema up to date.
    ///
    /// # Errors
    ///
    /// When the place cannot be used, is newer than this build, or would not keep the promise of
    /// durability (the settings are read back).
    async fn open(&self, address: &str, durability: Durability) -> Result<Arc<dyn Store>, Error>;
}

/// When a write is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// After the commit has reached the disk. The default, and the promise of the product.
    #[default]
    Committed,
    /// Before it; commits follow every tenth of a second. Loses messages when the process dies.
    Relaxed,
}

/// Opens the store that an address names (`sqlite:data/wirephoto.db`).
///
/// # Errors
///
/// [`Error::UnknownEngine`] for another scheme, else what the engine says.
pub async fn open(address: &str, durability: Durability) -> Result<Arc<dyn Store>, Error> {
    let scheme = address.split(':').next().unwrap_or_default();
    let engine = REGISTRY.iter().find(|engine| engine.scheme() == scheme);
    let engine = engine.ok_or_else(|| Error::UnknownEngine(scheme.into()))?;
    engine.open(address, durability).await
}

/// All of it. Each call that writes is one transaction and is durable when it returns `Ok`
/// (under [`Durability::Committed`]); after `Err` nothing of it has happened.
pub trait Store:
    Accounts
    + Keys
    + LegacyUsers
    + Calls
    + Blacklist
    + Lookups
    + Credits
    + Contents
    + Idempotency
    + Messages
    + Reports
    + Postbacks
    + Jobs
    + Campaigns
    + Members
    + Runs
    + Templates
    + Leftovers
    + FetchedFiles
    + Links
    + CarrierLinks
    + Traces
    + Sessions
    + Inbox
    + LongTexts
    + SendingReports
{
}
impl<T> Store for T where
    T: Accounts
        + Keys
        + LegacyUsers
        + Calls
        + Blacklist
        + Lookups
        + Credits
        + Contents
        + Idempotency
        + Messages
        + Reports
        + Postbacks
        + Jobs
        + Campaigns
        + Members
        + Runs
        + Templates
        + Leftovers
        + FetchedFiles
        + Links
        + CarrierLinks
        + Traces
        + Sessions
        + Inbox
        + LongTexts
        + SendingReports
{
}

/// Customers.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Stores a new account (its `id` is ignored). [`Error::Exists`] when the name is taken.
    async fn create_account(&self, account: &Account, now: Timestamp) -> Result<AccountId, Error>;
    /// Stores all fields of an account again. [`Error::Missing`] when there is none.
    async fn update_account(&self, account: &Account) -> Result<(), Error>;
    /// As [`Accounts::update_account`], if all of the account of that number is still as `seen`;
    /// `false`: it is not, or it is gone, and nothing was done.
    async fn replace_account(&self, seen: &Account, account: &Account) -> Result<bool, Error>;
    /// One account.
    async fn account(&self, id: AccountId) -> Result<Option<Account>, Error>;
    /// The account of that name.
    async fn account_named(&self, name: &str) -> Result<Option<Account>, Error>;
    /// All accounts by name.
    async fn accounts(&self) -> Result<Vec<Account>, Error>;
}

/// Keys of accounts.
#[async_trait]
pub trait Keys: Send + Sync {
    /// The account whose key has this digest and has not ended at `now`.
    async fn account_by_key(
        &self,
        digest: &KeyDigest,
        now: Timestamp,
    ) -> Result<Option<Holder>, Error>;
    /// Adds a key; [`Error::Exists`] when the digest is known.
    async fn add_key(&self, key: &Key) -> Result<(), Error>;
    /// Keys of an account, ended ones included, oldest first.
    async fn keys(&self, account: AccountId) -> Result<Vec<Key>, Error>;
    /// Stores label, end and scope of a key again. [`Error::Missing`] when the account has none
    /// with that digest.
    async fn update_key(&self, key: &Key) -> Result<(), Error>;
    /// Ends all keys of an account but one at an instant; returns how many.
    async fn end_keys_but(
        &self,
        account: AccountId,
        kept: &KeyDigest,
        at: Timestamp,
    ) -> Result<u64, Error>;
    /// Forgets a key of an account; `false` when it has none with that digest.
    async fn remove_key(&self, account: AccountId, digest: &KeyDigest) -> Result<bool, Error>;
}

/// User names and passwords of accounts whose clients know no keys.
#[async_trait]
pub trait LegacyUsers: Send + Sync {
    /// Gives an account its user, in place of one that it had. [`Error::Exists`] when another
    /// account has that name, [`Error::Missing`] when there is no such account.
    async fn set_legacy_user(&self, user: &LegacyUser) -> Result<(), Error>;
    /// The user of that name.
    async fn legacy_user(&self, name: &str) -> Result<Option<LegacyUser>, Error>;
    /// The user of an account.
    async fn legacy_user_of(&self, account: AccountId) -> Result<Option<LegacyUser>, Error>;
    /// Takes the user away; `false` when there was none.
    async fn remove_legacy_user(&self, account: AccountId) -> Result<bool, Error>;
}

/// Counts of calls, which bound how fast and how much an account calls.
#[async_trait]
pub trait Calls: Send + Sync {
    /// Decides whether a call may go on, by spacing, throughput and total in this order, and
    /// counts it, in one transaction: of calls that come at once, no more go on than may.
    ///
    /// Marks of the future, left by a clock that was put back, hold nobody up for longer than the
    /// marks of a clock that goes right.
    ///
    /// The one write that is answered before it is durable: a count that was answered may be lost
    /// in a power cut with what came in the last moment before it. Whatever is durable after it
    /// makes it durable too.
    async fn count_call(&self, call: NewCall, now: Now) -> Result<Counted, Error>;
    /// How many calls an account has made until that instant, in its day, in its month and ever.
    async fn call_totals(&self, account: AccountId, at: Timestamp) -> Result<CallTotals, Error>;
}

/// Numbers that get nothing.
#[async_trait]
pub trait Blacklist: Send + Sync {
    /// Puts a number on the list, in place of an entry of the same sender and number; `false`:
    /// there was one. [`Error::Missing`] when there is no such account.
    async fn block(&self, block: &Block) -> Result<bool, Error>;
    /// Takes the entry of that very sender off the list, `None` being the one for all senders;
    /// `false`: there was none.
    async fn unblock(
        &self,
        account: AccountId,
        sender: Option<&str>,
        number: &Recipient,
    ) -> Result<bool, Error>;
    /// Whether a number gets nothing from a sender at that instant: by an entry of the sender or
    /// one for all, or where `scope` is the account by an entry of any of its senders.
    #[expect(clippy::too_many_arguments, reason = "five and the store itself")]
    async fn is_blocked(
        &self,
        account: AccountId,
        sender: &str,
        number: &Recipient,
        scope: StopScope,
        now: Timestamp,
    ) -> Result<bool, Error>;
    /// One page of an account's entries by number and sender, those that have ended included.
    async fn blocks(&self, account: AccountId, page: BlockPage) -> Result<Vec<Block>, Error>;
}

/// Answers to questions for the operator of a number.
#[async_trait]
pub trait Lookups: Send + Sync {
    /// What was found out about a number and still holds: the name of its operator, or that nobody
    /// knows it (`Some(None)`).
    async fn looked_up(
        &self,
        number: &Recipient,
        now: Timestamp,
    ) -> Result<Option<Option<String>>, Error>;
    /// Keeps what was found out `now` until that instant. Answered before it is durable: what is lost in
    /// a power cut is asked again.
    async fn keep_lookup(
        &self,
        number: &Recipient,
        operator: Option<&str>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), Error>;
}

/// What accounts have paid. Messages reserve of it when they are accepted
/// ([`message::NewMessage::charge_micros`]) and settle that when they are sent, or never will be
/// ([`change::Change::settles`]), in the same transactions.
#[async_trait]
pub trait Credits: Send + Sync {
    /// What an account has; nothing, as long as nothing was added.
    async fn credit(&self, account: AccountId) -> Result<Credit, Error>;
    /// Adds to the balance, or takes from it, and returns what the account has then.
    /// [`Error::Missing`] when there is no such account.
    async fn add_credit(&self, account: AccountId, micros: i64) -> Result<Credit, Error>;
}

/// Templates, one-off contents and what has been made of their files.
#[async_trait]
pub trait Contents: Send + Sync {
    /// Stores a template with its first event, if it is ready at once.
    async fn save_template(&self, template: NewTemplate) -> Result<MmsId, Error>;
    /// One content, in whatever state.
    async fn content(&self, id: MmsId) -> Result<Option<Content>, Error>;
    /// What was made of a file for a target, if it was made before.
    async fn rendition(
        &self,
        source: BlobHash,
        target: &str,
    ) -> Result<Option<StoredRendition>, Error>;
    /// Remembers what was made of a file. Storing it twice is the same as once.
    async fn put_rendition(
        &self,
        source: BlobHash,
        target: &str,
        rendition: &StoredRendition,
    ) -> Result<(), Error>;
}

/// Keys of requests: claimed while their first request is in progress, then kept with its answer.
///
/// What is accepted under a key brings its answer along ([`idempotency::Keep`]) and keeps it in
/// the same transaction.
#[async_trait]
pub trait Idempotency: Send + Sync {
    /// Claims a key for a request, unless it is claimed or kept already.
    async fn claim_key(&self, claim: NewKeyClaim) -> Result<KeyClaimed, Error>;
    /// Lets a key go whose request came to nothing. When an answer is kept, or the claim was lost,
    /// nothing is done.
    async fn release_key(&self, claim: &KeyClaim) -> Result<(), Error>;
    /// Removes up to `limit` keys whose time is over; returns how many.
    async fn forget_keys(&self, now: Timestamp, limit: u32) -> Result<u64, Error>;
}

/// Messages and their moves.
#[async_trait]
pub trait Messages: Send + Sync {
    /// Stores messages, their one-off content if any, and their first jobs, all or nothing, but
    /// for those of a batch that the account's credits do not suffice for.
    ///
    /// [`Error::Unpaid`] when they suffice for none.
    async fn accept(&self, messages: NewMessages) -> Result<Accepted, Error>;
    /// One message.
    async fn message(&self, id: MessageId) -> Result<Option<Message>, Error>;
    /// The message of a tracking-id, in its plain or its Base64 form.
    async fn tracked(&self, tracking: &str) -> Result<Option<MessageId>, Error>;
    /// Moves a message and does all that belongs to the move, or nothing: see [`Applied`].
    async fn change(&self, change: Change) -> Result<Applied, Error>;
    /// Several such moves, each based on the state that the one before leaves: all of them in their
    /// order, or none, and then the answer is that of the first that could not be made.
    async fn changes(&self, changes: Vec<Change>) -> Result<Applied, Error>;
    /// All that is known of a message, for people.
    async fn life(&self, id: MessageId) -> Result<Option<Life>, Error>;
    /// How many messages stand in each state.
    async fn states(&self) -> Result<Vec<(State, u64)>, Error>;
}

/// What carriers say.
#[async_trait]
pub trait Reports: Send + Sync {
    /// Stores a report and, if its message is known, wakes it; else the report is parked until a
    /// [`Change`] brings the message's receipt. `key` is the form of the carrier's id by which the
    /// two find each other.
    async fn record_report(
        &self,
        key: &str,
        report: &Report,
        wake: Wake,
    ) -> Result<Recorded, Error>;
    /// Reports of a message that have not been applied, oldest first.
    async fn open_reports(&self, message: MessageId) -> Result<Vec<OpenReport>, Error>;
    /// Reports that wait for a message that nobody knows (yet), newest first: those before the
    /// report of that number, and so many at most.
    async fn unknown_reports(
        &self,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<OpenReport>, Error>;
    /// How many reports wait for a message that nobody knows (yet).
    async fn parked_reports(&self) -> Result<u64, Error>;
    /// Removes reports that were parked before an instant, some at a time; returns how many.
    async fn forget_parked(&self, before: Timestamp) -> Result<u64, Error>;
}

/// Events on their way to customers.
#[async_trait]
pub trait Postbacks: Send + Sync {
    /// One event, with what stands before it in its lane.
    async fn event(&self, id: EventId) -> Result<Option<StoredEvent>, Error>;
    /// Stores a try and what follows from it. When the event is settled, the job of its successor
    /// in the lane becomes due. When the claim was lost the try is stored nevertheless, and of
    /// what follows only an acknowledgement.
    async fn record_try(&self, tried: PostbackTry, then: Then) -> Result<TryRecorded, Error>;
    /// The running number of an event among all that its account was told in numbers. It is made
    /// when it is asked for first, without a gap, and then stays with the event.
    async fn number_event(&self, id: EventId, now: Timestamp) -> Result<Notification, Error>;
    /// Whether nothing is sent to an address of an account until it is enabled again.
    async fn endpoint_disabled(&self, account: AccountId, url: &str) -> Result<bool, Error>;
    /// Switches an address off, or on again with a clean record.
    async fn disable_endpoint(
        &self,
        account: AccountId,
        url: &str,
        disabled: bool,
    ) -> Result<(), Error>;
    /// Removes the tries of events whose time is over and which need not be told any more; the
    /// events stay. Returns how many events were looked at.
    async fn forget_tries(&self, retention: Retention) -> Result<u64, Error>;
    /// Sets an event aside that has nowhere to go; it is kept for replay, and its successor goes
    /// on. When the claim was lost nothing is done, and that is no error.
    async fn set_aside(
        &self,
        id: EventId,
        lease: Lease,
        why: &str,
        now: Timestamp,
    ) -> Result<(), Error>;
}

/// The queue. A job is claimed for a time; whoever finishes it must still hold the claim.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Queues that have a job due, in no order. Cost grows with the number of queues, not jobs.
    async fn due_queues(&self, now: Timestamp) -> Result<Vec<String>, Error>;
    /// Claims up to `limit` due jobs of a queue, oldest first, until `until`.
    #[expect(clippy::too_many_arguments, reason = "five and the store itself")]
    async fn claim(
        &self,
        queue: &str,
        limit: usize,
        now: Timestamp,
        until: Timestamp,
        node: &str,
    ) -> Result<Vec<Job>, Error>;
    /// Lanes of a queue that have a job due, by name: those from that name on, then from the
    /// beginning, up to `limit` of them.
    async fn due_lanes(
        &self,
        queue: &str,
        now: Timestamp,
        from: &str,
        limit: usize,
    ) -> Result<Vec<String>, Error>;
    /// Claims due jobs of some lanes until `until`: each lane gets an equal share of what is wanted,
    /// at least one as long as there is something, and what one does not need the others get. In a
    /// lane the lowest subjects come first.
    async fn claim_turns(
        &self,
        turns: &Turns,
        now: Timestamp,
        until: Timestamp,
        node: &str,
    ) -> Result<Vec<Job>, Error>;
    /// Gives a job back, due later. `false`: the claim was lost and nothing was done.
    async fn postpone(&self, lease: Lease, due: Timestamp, why: &str) -> Result<bool, Error>;
    /// As [`Jobs::postpone`], for a job that did not fail but has to wait: its tries begin anew.
    async fn wait(&self, lease: Lease, due: Timestamp, why: &str) -> Result<bool, Error>;
    /// Makes all jobs of a queue due that nobody holds and that wait for a later time; returns how
    /// many.
    async fn hasten(&self, queue: &str, now: Timestamp) -> Result<u64, Error>;
    /// Removes a job that has nothing more to do. `false`: the claim was lost.
    async fn finish(&self, lease: Lease) -> Result<bool, Error>;
    /// How many jobs of a queue are due and nobody works on, counted no further than `most`.
    async fn backlog(&self, queue: &str, now: Timestamp, most: usize) -> Result<usize, Error>;
    /// Jobs of a queue that nobody holds, by lane and subject, due or not: those behind that place,
    /// up to `limit` of them.
    async fn waiting(
        &self,
        queue: &str,
        behind: Option<(String, i64)>,
        limit: usize,
    ) -> Result<Vec<(String, i64)>, Error>;
    /// When the next job of any queue becomes due after an instant.
    async fn next_due(&self, after: Timestamp) -> Result<Option<Timestamp>, Error>;
    /// Makes all jobs due that an earlier life of this node had claimed; returns how many.
    async fn release_node(&self, node: &str, now: Timestamp) -> Result<u64, Error>;
    /// How full each queue is.
    async fn depths(&self, now: Timestamp) -> Result<Vec<QueueDepth>, Error>;
}
