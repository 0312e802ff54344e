//! Which senders may have how many of their messages handed over now.
//!
//! In the queues that messages go through senders take turns, so that one with very many does not
//! hold up another; and a link that has a rate, or one for each sender, gets no more than that. No
//! job is claimed that may not go: it would wait in a claim.

use super::bucket::{Bucket, Rate};
use crate::context::Context;
use crate::jobs;
use jiff::Timestamp;
use std::collections::HashMap;
use std::time::Duration;
use storage::job::{Behind, Job, Turns};

/// Senders that are looked at in one go.
const LANES: usize = 256;

/// How soon the next of them are looked at, where these may not send.
const NEXT_LANES: Duration = Duration::from_millis(20);

/// How long a message waits for one of the same sender that was accepted before it and is not
/// prepared yet. Longer than pictures take; a film is not waited for.
const IN_ORDER: Duration = Duration::from_secs(5);

/// Buckets of senders above which full ones are forgotten.
const MANY: usize = 1_024;

/// Whose turn it is, and what rates have left.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Where the next round begins, by queue.
    from: HashMap<String, String>,
    links: HashMap<String, Bucket>,
    /// By link and sender.
    senders: HashMap<(String, String), Bucket>,
    /// When a rate lets something go that waits for it.
    wake: Option<Timestamp>,
}

impl Order {
    /// Whether a queue has lanes.
    pub(super) fn governs(queue: &str) -> bool {
        queue == jobs::PREPARE || jobs::link_of(queue).is_some()
    }

    /// Begins a round.
    pub(super) fn begin(&mut self, now: Timestamp) {
        self.wake = None;
        if self.senders.len() > MANY {
            self.senders.retain(|_, bucket| !bucket.is_full(now));
        }
    }

    /// When a rate lets something go that it held back in this round.
    pub(super) const fn wake(&self) -> Option<Timestamp> {
        self.wake
    }

    /// What may be claimed of a queue that has room for `free`; nothing, if nothing may go.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(super) async fn turns(
        &mut self,
        ctx: &Context,
        queue: &str,
        free: usize,
    ) -> Result<Option<Turns>, storage::Error> {
        let now = ctx.clock.now();
        let limit = free.min(self.left_of_link(ctx, queue, now));
        if limit == 0 {
            return Ok(None);
        }
        let from = self.from.get(queue).cloned().unwrap_or_default();
        let due = ctx.store.due_lanes(queue, now, &from, LANES).await?;
        let last = due.last().filter(|_| due.len() == LANES).cloned();
        let mut lanes = Vec::new();
        for lane in due {
            let left = self.left_of_sender(ctx, queue, &lane, now);
            if left > 0 {
                lanes.push((lane, left));
            }
        }
        if let Some(last) = last.filter(|_| lanes.is_empty()) {
            self.go_on_after(queue, &last);
            self.wake_at(now + NEXT_LANES);
        }
        let behind = jobs::link_of(queue).map(|_| Behind {
            queue: jobs::PREPARE.to_owned(),
            since: now - IN_ORDER,
        });
        let turns = Turns {
            queue: queue.to_owned(),
            limit,
            lanes,
            behind,
        };
        Ok(Some(turns).filter(|turns| !turns.lanes.is_empty()))
    }

    /// These were claimed, in the order of their turns.
    pub(super) fn claimed(&mut self, ctx: &Context, jobs: &[Job]) {
        let now = ctx.clock.now();
        if let Some(last) = jobs.last().filter(|job| Self::governs(&job.queue)) {
            self.go_on_after(&last.queue, &last.lane);
        }
        for job in jobs {
            let Some(link) = jobs::link_of(&job.queue) else {
                return;
            };
            if let Some(rate) = rate(ctx, link) {
                let bucket = self.links.entry(link.to_owned()).or_default();
                bucket.take(1, rate, now);
            }
            if let Some(rate) = sender_rate(ctx, link) {
                let sender = (link.to_owned(), job.lane.clone());
                self.senders.entry(sender).or_default().take(1, rate, now);
            }
        }
    }

    fn left_of_link(&mut self, ctx: &Context, queue: &str, now: Timestamp) -> usize {
        let Some((link, rate)) = jobs::link_of(queue).and_then(|it| Some((it, rate(ctx, it)?)))
        else {
            return usize::MAX;
        };
        let bucket = self.links.get(link).copied().unwrap_or_default();
        self.left(bucket, rate, now)
    }

    fn left_of_sender(&mut self, ctx: &Context, queue: &str, lane: &str, now: Timestamp) -> usize {
        let rated = jobs::link_of(queue).and_then(|it| Some((it, sender_rate(ctx, it)?)));
        let Some((link, rate)) = rated else {
            return usize::MAX;
        };
        let sender = (link.to_owned(), lane.to_owned());
        let bucket = self.senders.get(&sender).copied().unwrap_or_default();
        self.left(bucket, rate, now)
    }

    /// What is in a bucket. What it lacks may be waited for.
    fn left(&mut self, bucket: Bucket, rate: Rate, now: Timestamp) -> usize {
        if let Some(next) = bucket.next(rate, now) {
            self.wake_at(next);
        }
        bucket.available(rate, now)
    }

    fn wake_at(&mut self, at: Timestamp) {
        self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
    }

    /// The next turn is that of the lane after this one.
    fn go_on_after(&mut self, queue: &str, lane: &str) {
        self.from.insert(queue.to_owned(), format!("{lane}\u{1}"));
    }
}

fn rate(ctx: &Context, link: &str) -> Option<Rate> {
    let rate = ctx.links.named(link)?.settings().rate?;
    Some(Rate::per_second(rate))
}

fn sender_rate(ctx: &Context, link: &str) -> Option<Rate> {
    let rate = ctx.links.named(link)?.settings().sender_rate?;
    Some(Rate::per_second(rate))
}
