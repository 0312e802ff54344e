//! Takes due jobs out of the queue and has them done, each queue within its own bounds.
//!
//! Waits for a hint, for the next due time, or for a second, whichever is first; so a lost hint
//! costs a second and never a message. A step that panics or fails is tried again by its back-off
//! and cannot stop the runner.

use super::failover;
use super::turns::Order;
use crate::connections::Connections;
use crate::context::Context;
use crate::error::chain;
use crate::{Error, jobs, steps};
use futures_util::FutureExt;
use jiff::Timestamp;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use storage::event::Retention;
use storage::job::{Job, Turns};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How long a claimed job is ours. Longer than any step takes; after a crash the claims of this
/// node are given back at the next start, so that nobody waits for it.
const LEASE: Duration = Duration::from_secs(5 * 60);

/// Jobs claimed from one queue in one go.
const BATCH: usize = 64;

/// How long the runner trusts that no hint was lost.
const BACKSTOP: Duration = Duration::from_secs(1);

/// Names the looks at messages whose link is out, among what this process works on.
const DETOURS: &str = "detours";

/// How often is swept.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// Keys of requests, fetched files or events that are looked at in one go; so many rows hold nobody up.
const ROWS: u32 = 1_000;

/// How long a report of an unknown message is kept: longer than any message is valid or waited
/// for.
const FORGET_AFTER: Duration = Duration::from_secs(14 * 24 * 3_600);

/// How long steps in progress may take when the runner stops: as long as a carrier usually may,
/// because a hand-over that is cut off leaves a doubtful message behind.
const FAREWELL: Duration = Duration::from_secs(75);

/// The queue's worker of this process.
pub struct Runner {
    ctx: Arc<Context>,
    busy: HashMap<String, usize>,
    order: Order,
    /// When messages of a link may be looked at again that could go by another one; while they are
    /// looked at, when that began.
    detours: HashMap<String, Instant>,
    tasks: JoinSet<String>,
}

impl Runner {
    /// A runner that has not begun.
    #[must_use]
    pub fn new(ctx: Arc<Context>) -> Self {
        Self {
            ctx,
            busy: HashMap::new(),
            order: Order::default(),
            detours: HashMap::new(),
            tasks: JoinSet::new(),
        }
    }

    /// Works until `stop` turns true, then waits for the steps in progress.
    ///
    /// # Errors
    ///
    /// When the store has stopped for good; whoever runs the process must end it.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) -> Result<(), Error> {
        let (node, now) = (self.ctx.settings.node.clone(), self.ctx.clock.now());
        let released = self.ctx.store.release_node(&node, now).await?;
        if released > 0 {
            tracing::info!(
                released,
                "took up {released} jobs that an earlier life had begun"
            );
        }
        let connections = Connections::open(&self.ctx);
        let mut swept = Timestamp::MIN;
        while !*stop.borrow() {
            if self.ctx.stopped.load(Ordering::Relaxed) {
                return Err(Error::Broken("a place that has stopped"));
            }
            swept = self.sweep(swept).await;
            match self.round().await {
                Ok(claimed) if claimed > 0 => self.reap(),
                Ok(_) => self.rest(&mut stop).await,
                Err(error @ Error::Store(storage::Error::Stopped(_))) => return Err(error),
                Err(error) => {
                    let why = chain(&error);
                    tracing::error!(error = %why, "the queue cannot be read: {why}");
                    tokio::time::sleep(BACKSTOP).await;
                }
            }
        }
        let last = async { while self.tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(FAREWELL, last).await;
        connections.close().await;
        Ok(())
    }

    /// Now and then removes what nobody will ask for any more.
    async fn sweep(&self, swept: Timestamp) -> Timestamp {
        let now = self.ctx.clock.now();
        if swept
            .saturating_add(SWEEP_EVERY)
            .is_ok_and(|next| now < next)
        {
            return swept;
        }
        match self.ctx.store.forget_parked(now - FORGET_AFTER).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "forgot {count} reports of unknown messages"),
            Err(error) => tracing::warn!(error = %error, "sweeping failed: {error}"),
        }
        let sweep = jobs::sweep(now + self.ctx.settings.keep_unused);
        for forgotten in [
            self.ctx.store.forget_keys(now, ROWS).await,
            self.ctx.store.forget_fetched(now, ROWS, sweep).await,
            self.forget_tries(now).await,
            self.ctx
                .store
                .forget_exchanges(now - self.ctx.settings.trace.retention, ROWS)
                .await,
        ] {
            match forgotten {
                // There are more: go on in the next round, after what is due.
                Ok(count) if count >= u64::from(ROWS) => return swept,
                Ok(_) => {}
                Err(error) => tracing::warn!(error = %error, "sweeping failed: {error}"),
            }
        }
        now
    }

    /// Removes tries of old events, as each account keeps them.
    async fn forget_tries(&self, now: Timestamp) -> Result<u64, storage::Error> {
        let accounts = self.ctx.store.accounts().await?;
        let own = accounts
            .iter()
            .filter_map(|account| Some((account.id, account.policy.times.event_retention?)));
        let retention = Retention {
            now,
            usual: self.ctx.settings.event_retention,
            own: own.collect(),
            limit: ROWS,
        };
        self.ctx.store.forget_tries(retention).await
    }

    /// Claims what is due and free, and starts it. Returns how many jobs that were.
    async fn round(&mut self) -> Result<usize, Error> {
        let now = self.ctx.clock.now();
        self.order.begin(now);
        self.ctx.switches.read(&*self.ctx.store).await?;
        self.take_along();
        let mut wanted = Vec::new();
        for queue in self.ctx.store.due_queues(now).await? {
            let bound = steps::bound(&self.ctx, &queue).await;
            let free = bound.saturating_sub(self.busy.get(&queue).copied().unwrap_or(0));
            let free = free.min(BATCH);
            if free > 0 && Order::governs(&queue) {
                let turns = self.order.turns(&self.ctx, &queue, free).await?;
                wanted.extend(turns.map(Wanted::InTurn));
            } else if free > 0 {
                wanted.push(Wanted::Oldest(queue, free));
            }
        }
        let claims = wanted.iter().map(|wanted| wanted.claim(&self.ctx, now));
        let mut claimed = 0;
        let mut failed = None;
        for jobs in futures_util::future::join_all(claims).await {
            // What was claimed is started, even if another claim failed.
            match jobs {
                Ok(jobs) => {
                    claimed += jobs.len();
                    self.order.claimed(&self.ctx, &jobs);
                    jobs.into_iter().for_each(|job| self.start(job));
                }
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(claimed),
        }
    }

    /// Sees to messages whose link is out, one look at a time for each link.
    fn take_along(&mut self) {
        for link in self.ctx.links.iter() {
            let link = &link.settings().name;
            let label = format!("{DETOURS}/{link}");
            let waits = self
                .detours
                .get(link)
                .is_some_and(|next| *next > Instant::now());
            if waits || self.busy.contains_key(&label) || !failover::is_due(&self.ctx, link) {
                continue;
            }
            self.busy.insert(label.clone(), 1);
            self.detours.insert(link.clone(), Instant::now());
            let (ctx, link) = (Arc::clone(&self.ctx), link.clone());
            self.tasks.spawn(async move {
                if let Err(error) = failover::take_along(&ctx, &link).await {
                    let why = chain(&error);
                    tracing::warn!(link, error = %why, "messages of {link} wait on: {why}");
                }
                label
            });
        }
    }

    fn start(&mut self, job: Job) {
        *self.busy.entry(job.queue.clone()).or_default() += 1;
        let ctx = Arc::clone(&self.ctx);
        self.tasks.spawn(async move {
            work(&ctx, &job).await;
            job.queue
        });
    }

    /// Waits for something to do: a hint, a due job, or room in a queue that was full.
    async fn rest(&mut self, stop: &mut watch::Receiver<bool>) {
        let now = self.ctx.clock.now();
        let due = self.ctx.store.next_due(now).await.ok().flatten();
        let others = [self.ctx.breakers.next(now), self.order.wake()];
        let next = others.into_iter().chain([due]).flatten().min();
        let next = next.unwrap_or(Timestamp::MAX);
        tokio::select! {
            Some(done) = self.tasks.join_next() => self.settle(done),
            () = self.ctx.hint.notified() => {}
            () = self.ctx.clock.sleep_until(next) => {}
            () = tokio::time::sleep(BACKSTOP) => {}
            _ = stop.changed() => {}
        }
        self.reap();
    }

    fn reap(&mut self) {
        while let Some(done) = self.tasks.try_join_next() {
            self.settle(done);
        }
    }

    fn settle(&mut self, done: Result<String, tokio::task::JoinError>) {
        // A task cannot panic (its work is caught) and nobody aborts it.
        let Ok(queue) = done else { return };
        if let Some((DETOURS, link)) = queue.split_once('/') {
            // However many wait that have no other way, looking at them is a small part of the work.
            let next = |began: &mut Instant| {
                *began = Instant::now() + BACKSTOP.max(began.elapsed() * 20);
            };
            self.detours.get_mut(link).map(next);
        }
        if let Some(busy) = self.busy.get_mut(&queue) {
            *busy = busy.saturating_sub(1);
            if *busy == 0 {
                self.busy.remove(&queue);
            }
        }
    }
}

/// What is to be claimed of a queue.
enum Wanted {
    /// So many of those that are due longest.
    Oldest(String, usize),
    /// Some of each sender.
    InTurn(Turns),
}

impl Wanted {
    async fn claim(&self, ctx: &Context, now: Timestamp) -> Result<Vec<Job>, storage::Error> {
        let (store, node, until) = (&ctx.store, &ctx.settings.node, now + LEASE);
        match self {
            Self::Oldest(queue, limit) => store.claim(queue, *limit, now, until, node).await,
            Self::InTurn(turns) => store.claim_turns(turns, now, until, node).await,
        }
    }
}

/// Does one job and sees to it that it is tried again when it fails.
async fn work(ctx: &Context, job: &Job) {
    let Some(step) = steps::named(&job.kind) else {
        tracing::error!(step = %job.kind, "no step is called {}; a newer build left it", job.kind);
        return;
    };
    let run = AssertUnwindSafe(step.run(ctx, job)).catch_unwind().await;
    let error = match run {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error,
        Err(_) => Error::Broken(step.name()),
    };
    let why = chain(&error);
    tracing::warn!(
        step = step.name(), subject = job.subject, tries = job.tries, error = %why,
        "step {} failed and will be tried again: {why}", step.name()
    );
    if error.is_lasting() {
        ctx.give_up();
        return;
    }
    if job.tries >= step.backoff().tries && !error.passes() {
        match step.abandon(ctx, job, &why).await {
            Ok(()) => return,
            Err(error) => tracing::error!(error = %chain(&error), "giving up failed too"),
        }
    }
    let pause = step.backoff().pause(job.tries, rand::random());
    if let Err(error) = ctx
        .store
        .postpone(job.lease, ctx.clock.now() + pause, &why)
        .await
    {
        // The claim lapses by itself; the job is not lost.
        tracing::error!(error = %error, "a job could not be given back: {error}");
    }
}
