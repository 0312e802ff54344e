//! Runs: a template on its way to everyone in a campaign.
//!
//! A run begins with the list of its receivers, and becomes messages part by part. Guarantee: each
//! receiver of the list gets exactly one message, because whoever has got it leaves the list in the
//! transaction that accepts the message.

use crate::Error;
use crate::change::Change;
use crate::idempotency::Keep;
use crate::job::{Lease, NewJob};
use crate::message::NewMessage;
use async_trait::async_trait;
use domain::campaign::{Run, Subscriber, SubscriberId};
use domain::id::{AccountId, RunId};
use domain::state::State;

/// A run to be begun.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The run; `id` and `receivers` are given by the store.
    pub run: Run,
    /// Makes messages of it; `subject` is ignored and becomes its number. There is none when
    /// nobody is in the campaign.
    pub job: NewJob,
    /// The answer to be kept with it.
    pub keep: Option<Keep<Run>>,
}

/// The message of one receiver of a run.
#[derive(Debug, Clone)]
pub struct RunMessage {
    /// Who gets it.
    pub receiver: SubscriberId,
    /// The message; what it costs is that of the run.
    pub message: NewMessage,
    /// A move that it makes at once, where nothing can be sent; its `message` is ignored.
    pub ends: Option<Change>,
}

/// Part of a run that becomes messages.
#[derive(Debug, Clone)]
pub struct RunPart {
    /// The run.
    pub run: RunId,
    /// Messages of receivers who are still on the list.
    pub messages: Vec<RunMessage>,
    /// The job that this finishes. When its claim was lost, nothing is done.
    pub finishes: Lease,
    /// The job of the next part; there is none after the last one.
    pub next: NewJob,
}

/// How far a run has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The run.
    pub run: Run,
    /// People whose messages are still to be made.
    pub waiting: u64,
    /// How many of its messages stand in each state.
    pub states: Vec<(State, u64)>,
}

/// Runs of campaigns.
#[async_trait]
pub trait Runs: Send + Sync {
    /// Begins a run with everyone who is subscribed at this moment, reserves for all of them, and
    /// returns it as it is now. [`Error::Unpaid`] when the account's credits do not suffice for
    /// all: nothing is begun then.
    async fn begin_run(&self, run: NewRun) -> Result<Run, Error>;
    /// One run.
    async fn run(&self, id: RunId) -> Result<Option<Run>, Error>;
    /// Those who are still to get their message, as they are now; so many at most.
    async fn run_receivers(&self, id: RunId, limit: usize) -> Result<Vec<Subscriber>, Error>;
    /// Makes messages of a part of a run. `false`: the claim was lost and nothing was done.
    async fn continue_run(&self, part: RunPart) -> Result<bool, Error>;
    /// How far the runs of an account have come, newest first; those before a run, so many at most.
    async fn run_progress(
        &self,
        account: AccountId,
        before: Option<RunId>,
        limit: usize,
    ) -> Result<Vec<Progress>, Error>;
}
