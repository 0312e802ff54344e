//! Hands a message to its carrier.
//!
//! The intent is durable before the first byte goes out, with the transaction id that the carrier
//! could recognise a repetition by. From then on a lost answer, a crash included, makes the
//! message ambiguous; it is sent again only where the link was declared safe for that. What the
//! carrier answered is written down even if that takes several tries, and even if the job has
//! meanwhile gone to somebody else.
//!
//! Source: docs/contract.md, message states; 3GPP TS 23.140, MM7_submit.

mod outcome;

use super::{Step, anew, apply, conclude, subject};
use crate::breaker::{LONGEST_WISH, LinkIs, Trouble};
use crate::compose::Misfit;
use crate::context::Context;
use crate::fallback::Wishes;
use crate::queue::failover;
use crate::queue::retry::Backoff;
use crate::{Error, compose, course, fallback, jobs, moves};
use async_trait::async_trait;
use carriers::{Handover, Link, Words};
use domain::account::Account;
use domain::message::Message;
use domain::reason::{Fixed, Reason};
use domain::state::{Cause, State};
use std::sync::Arc;
use std::time::Duration;
use storage::change::{Applied, Change, Receipt};
use storage::job::Job;
use storage::life::{Attempt, Ending};

/// So many attempts that were refused for now, and a message goes on to the next link of its list.
const REFUSALS: u32 = 3;

/// How often in a row a link that is safe for it gets a message again after a lost answer.
const SAFE_REPEATS: u32 = 3;

pub(crate) struct Submit;

#[async_trait]
impl Step for Submit {
    fn name(&self) -> &'static str {
        jobs::SUBMIT
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let Some((account, message)) = subject(ctx, job).await? else {
            return Ok(());
        };
        if is_out(message.state) {
            // The process ended between intent and result.
            return doubt(
                ctx,
                job,
                (&account, &message),
                "the process ended meanwhile",
            )
            .await;
        }
        // A link that was renamed or removed is replaced by the one that serves the account now.
        let named = ctx.links.named(&message.link);
        let link = named.or_else(|| ctx.route(&course::wanted(ctx, &account, &message)));
        let Some(link) = link else {
            let with = moves::Particulars {
                reason: Some(Reason::Fixed(Fixed::NoRoute)),
                note: format!("no link is called {} any more", message.link),
                ..moves::Particulars::default()
            };
            return conclude(ctx, job, (&account, &message), Cause::CannotSend, with).await;
        };
        let hand = Hand {
            ctx,
            job,
            account: &account,
            link,
        };
        let valid = message.validity > ctx.clock.now();
        match message.state {
            State::Ready | State::SmsReady
                if valid && blacklisted(ctx, &account, &message).await? =>
            {
                let with = moves::Particulars {
                    reason: Some(Reason::Fixed(Fixed::Blacklisted)),
                    note: "the receiver is on the blacklist now".into(),
                    ..moves::Particulars::default()
                };
                conclude(ctx, job, (&account, &message), Cause::CannotSend, with).await
            }
            State::Ready | State::SmsReady if valid => hand.over(message).await,
            State::Ready | State::SmsReady => hand.expire(&message).await,
            // Only the very link that was asked before could see a repetition.
            State::Ambiguous | State::SmsAmbiguous if valid && is_safe(link, &message) => {
                hand.over(message).await
            }
            _ => {
                ctx.store.finish(job.lease).await?;
                Ok(())
            }
        }
    }

    /// Bytes may be out, so a message that is being handed over is doubtful and has not failed.
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        match subject(ctx, job).await? {
            Some((account, message)) if is_out(message.state) => {
                doubt(ctx, job, (&account, &message), why).await
            }
            Some(_) => super::abandon(ctx, job, why).await,
            None => Ok(()),
        }
    }
}

/// Its bytes may be out.
const fn is_out(state: State) -> bool {
    matches!(state, State::Submitting | State::SmsSubmitting)
}

fn is_safe(link: &Arc<dyn Link>, message: &Message) -> bool {
    link.settings().resend_safe && link.settings().name == message.link
}

/// Whether the receiver was put on the blacklist while the message waited.
async fn blacklisted(ctx: &Context, account: &Account, message: &Message) -> Result<bool, Error> {
    if message.unasked {
        // The answer to STOP goes to a number that has just said it.
        return Ok(false);
    }
    let scope = account.policy.stops.scope;
    let (from, to, now) = (&message.from, &message.to, ctx.clock.now());
    let blocked = ctx.store.is_blocked(account.id, from, to, scope, now);
    Ok(blocked.await?)
}

/// Makes a message ambiguous whose bytes may be out. A repetition, where the link is safe for it,
/// is decided when the job comes again.
async fn doubt(ctx: &Context, job: &Job, of: (&Account, &Message), why: &str) -> Result<(), Error> {
    let safe = ctx
        .links
        .named(&of.1.link)
        .is_some_and(|link| link.settings().resend_safe);
    let with = moves::Particulars {
        note: format!("the answer was lost: {why}"),
        finishes: Some(job.lease).filter(|_| !safe),
        ..moves::Particulars::default()
    };
    match moves::change(ctx, of, Cause::AnswerLost, ctx.clock.now(), with) {
        Some(change) if safe => {
            ctx.store.change(change).await?;
            anew(ctx, job).await
        }
        Some(change) => apply(ctx, job, change).await,
        None => anew(ctx, job).await,
    }
}

struct Hand<'a> {
    ctx: &'a Context,
    job: &'a Job,
    account: &'a Account,
    link: &'a Arc<dyn Link>,
}

impl Hand<'_> {
    async fn expire(&self, message: &Message) -> Result<(), Error> {
        let with = moves::Particulars {
            reason: Some(Reason::Fixed(Fixed::ExpiredUnsent)),
            note: "its validity is over".into(),
            ..moves::Particulars::default()
        };
        let of = (self.account, message);
        conclude(self.ctx, self.job, of, Cause::ValidityOver, with).await
    }

    /// One attempt: intent, bytes, result.
    async fn over(&self, mut message: Message) -> Result<(), Error> {
        let transaction = match &message.transaction {
            Some(transaction) => transaction.clone(),
            None => uuid::Uuid::now_v7().to_string(),
        };
        let composed =
            compose::compose(self.ctx, self.account, &message, transaction.clone()).await?;
        let submission = match composed {
            Ok(submission) => submission,
            Err(misfit) => return self.misfit(&message, misfit).await,
        };
        let attempt = Attempt {
            number: message.attempts + 1,
            link: Some(self.link.settings().name.clone()),
            began: self.ctx.clock.now(),
            ended: None,
            size_bytes: self.link.wire_bytes(&submission),
            ending: Ending::Open,
            code: None,
            text: None,
            carrier_message_id: None,
        };
        let Some(intent) = self.intent(&message, transaction, attempt.clone()) else {
            return Ok(());
        };
        message.state = intent.to;
        match self.ctx.store.change(intent).await? {
            Applied::Done => {}
            Applied::Stale => return anew(self.ctx, self.job).await,
            Applied::LeaseLost => return Ok(()),
        }
        let handover = self.link.submit(&submission).await;
        let attempt = Attempt {
            ended: Some(self.ctx.clock.now()),
            ..attempt
        };
        self.settle(&message, attempt, handover).await
    }

    /// Stores that bytes are about to go out; a repetition of an ambiguous message moves nothing.
    fn intent(&self, message: &Message, transaction: String, attempt: Attempt) -> Option<Change> {
        let at = attempt.began;
        let of = (self.account, message);
        let with = moves::Particulars {
            note: format!("handing over, attempt {}", attempt.number),
            ..moves::Particulars::default()
        };
        let change = match message.state {
            State::Ready | State::SmsReady => {
                moves::change(self.ctx, of, Cause::LinkFree, at, with)
            }
            _ => Some(moves::stay(message, at, with.note)),
        };
        change.map(|change| Change {
            transaction: Some(transaction),
            attempt: Some(attempt),
            ..change
        })
    }

    /// What fitted when it was prepared does not any more: the account or a table has changed.
    async fn misfit(&self, message: &Message, misfit: Misfit) -> Result<(), Error> {
        let with = moves::Particulars {
            reason: Some(fallback::misfit(
                self.account,
                Wishes::of(self.account, message),
                &misfit,
            )),
            note: misfit.why(),
            ..moves::Particulars::default()
        };
        conclude(
            self.ctx,
            self.job,
            (self.account, message),
            Cause::CannotSend,
            with,
        )
        .await
    }

    async fn settle(
        &self,
        message: &Message,
        attempt: Attempt,
        handover: Handover,
    ) -> Result<(), Error> {
        let link = self.note(&handover);
        if matches!(link, LinkIs::LeftAloneNow | LinkIs::Back) {
            self.bring_forward().await;
        }
        let alone = matches!(link, LinkIs::LeftAloneNow | LinkIs::LeftAlone);
        match handover {
            Handover::Receipt {
                carrier_message_id,
                more,
                words,
            } => {
                let attempt = said(attempt, Ending::Accepted, words);
                self.taken(message, attempt, (carrier_message_id, more))
                    .await
            }
            Handover::NotNow { words, pause } => {
                let pause = Some(pause.unwrap_or_default()).filter(|_| !alone);
                self.again(message, said(attempt, Ending::NotNow, words), pause)
                    .await
            }
            Handover::NotSent { why } => {
                let attempt = Attempt {
                    ending: Ending::NotSent,
                    text: Some(why),
                    ..attempt
                };
                let pause = Some(Duration::ZERO).filter(|_| !alone);
                self.again(message, attempt, pause).await
            }
            Handover::Never { words, because } => {
                let with = moves::Particulars {
                    reason: Some(fallback::refused(self.account, message, because, &words)),
                    note: "the carrier refused it for good".into(),
                    finishes: Some(self.job.lease),
                    ..moves::Particulars::default()
                };
                let attempt = said(attempt, Ending::Never, words);
                self.write(message, (Cause::Refused, with), attempt, None)
                    .await
            }
            Handover::Unknown { why } => {
                tracing::warn!(
                    message.id = message.id.0, link = %self.link.settings().name, why,
                    "the answer of {} to message {} was lost: {why}", self.link.settings().name, message.id
                );
                let attempt = Attempt {
                    ending: Ending::Unknown,
                    text: Some(why),
                    ..attempt
                };
                self.lost(message, attempt).await
            }
        }
    }

    /// What waits for its own time in the queue of the link waits for the link from now on, in its
    /// place; or the link is back.
    async fn bring_forward(&self) {
        let (queue, now) = (&self.job.queue, self.ctx.clock.now());
        if let Err(error) = self.ctx.store.hasten(queue, now).await {
            // It goes later; what the carrier answered matters more now.
            tracing::warn!(error = %error, "{queue} could not be brought forward: {error}");
        }
    }

    /// How the link is doing.
    fn note(&self, handover: &Handover) -> LinkIs {
        // By the name of the queue, because that is what the runner asks about.
        let name = jobs::link_of(&self.job.queue).unwrap_or_default();
        let (breakers, now) = (&self.ctx.breakers, self.ctx.clock.now());
        let trouble = |trouble| breakers.trouble(name, trouble, now, rand::random());
        match handover {
            Handover::NotSent { why } | Handover::Unknown { why } => trouble(Trouble::Failed(why)),
            Handover::NotNow { words, pause } => {
                let code = words.code.as_deref().unwrap_or_default();
                let text = words.text.as_deref().unwrap_or_default();
                trouble(Trouble::Refused(format!("{code} {text}").trim(), *pause))
            }
            Handover::Receipt { .. } | Handover::Never { .. } => breakers.works(name),
        }
    }

    async fn taken(
        &self,
        message: &Message,
        attempt: Attempt,
        (id, more): (String, Vec<String>),
    ) -> Result<(), Error> {
        let attempt = Attempt {
            carrier_message_id: Some(id.clone()),
            ..attempt
        };
        let with = moves::Particulars {
            note: format!("the carrier took it as {id}"),
            carrier_message_id: Some(id.clone()),
            finishes: Some(self.job.lease),
            ..moves::Particulars::default()
        };
        let receipt = Receipt {
            link: self.link.settings().name.clone(),
            keys: std::iter::once(&id)
                .chain(&more)
                .map(|id| self.link.ids().of_answer(id))
                .collect(),
            wake: jobs::report(),
        };
        self.write(message, (Cause::Taken, with), attempt, Some(receipt))
            .await
    }

    /// A clear refusal for now: back into the link's queue. While the link is left alone the message
    /// keeps its place there (`pause` is `None`) and the link waits; else it alone waits, for the
    /// pause or longer, but not beyond the end of the validity, which is told to the customer when
    /// it comes. Waiting is no failure of ours, so the job's tries begin anew.
    async fn again(
        &self,
        message: &Message,
        attempt: Attempt,
        pause: Option<Duration>,
    ) -> Result<(), Error> {
        let number = attempt.number;
        let why = attempt
            .text
            .clone()
            .unwrap_or_else(|| "refused for now".into());
        let with = moves::Particulars {
            note: format!("not now: {why}"),
            ..moves::Particulars::default()
        };
        self.write(message, (Cause::RefusedForNow, with), attempt, None)
            .await?;
        let enough = number.is_multiple_of(REFUSALS) || self.ctx.is_away(&message.link);
        if enough && self.goes_on(message, &why).await? {
            return Ok(());
        }
        let own = |pause: Duration| {
            let backoff = Backoff::CARRIER.pause(number, rand::random());
            pause.min(LONGEST_WISH).max(backoff)
        };
        let pause = pause.map_or(Duration::ZERO, own);
        let due = (self.ctx.clock.now() + pause).min(message.validity);
        self.ctx.store.wait(self.job.lease, due, &why).await?;
        Ok(())
    }

    /// Goes on to the next link of the list, if there is one that is open.
    async fn goes_on(&self, message: &Message, why: &str) -> Result<bool, Error> {
        let Some(message) = self.ctx.store.message(message.id).await? else {
            return Ok(false);
        };
        let why = format!("refused it for now ({why})");
        let of = (self.account, &message);
        let Some(change) = failover::detour(self.ctx, of, &why, Some(self.job.lease)) else {
            return Ok(false);
        };
        let moved = self.ctx.store.change(change).await? == Applied::Done;
        if moved {
            self.ctx.hint();
        }
        Ok(moved)
    }

    /// The answer was lost: doubtful, and over unless the link is safe for a repetition.
    async fn lost(&self, message: &Message, attempt: Attempt) -> Result<(), Error> {
        let repeats = self.link.settings().resend_safe && self.job.tries <= SAFE_REPEATS;
        let with = moves::Particulars {
            note: "the answer was lost".into(),
            finishes: Some(self.job.lease).filter(|_| !repeats),
            ..moves::Particulars::default()
        };
        self.write(message, (Cause::AnswerLost, with), attempt, None)
            .await?;
        if repeats {
            let pause = Backoff::CARRIER.pause(self.job.tries, rand::random());
            let due = (self.ctx.clock.now() + pause).min(message.validity);
            let why = "a lost answer, on a link that is safe to repeat";
            self.ctx.store.postpone(self.job.lease, due, why).await?;
        }
        Ok(())
    }
}

fn said(attempt: Attempt, ending: Ending, words: Words) -> Attempt {
    Attempt {
        ending,
        code: words.code,
        text: words.text,
        ..attempt
    }
}
