//! Hands a message to its carrier.
//!
//! The intent is durable before the first byte goes out, with the transaction id that the carrier
//! could recognise a repetition by. From then on a lost answer, a crash included, makes the
//! message ambiguous; it is sent again only where the link was declared safe for that.
//!
//! Source: docs/contract.md, message states; 3GPP TS 23.140, MM7_submit.

use super::{Step, anew, apply, conclude, subject};
use crate::context::Context;
use crate::queue::retry::Backoff;
use crate::{Error, compose, fallback, jobs, moves};
use async_trait::async_trait;
use carriers::{Handover, Link, Submission, Words};
use domain::account::Account;
use domain::message::Message;
use domain::reason::{Fixed, Reason};
use domain::state::{Cause, State};
use std::sync::Arc;
use std::time::Duration;
use storage::change::{Applied, Change, Receipt};
use storage::job::Job;
use storage::life::{Attempt, Ending};

/// The longest pause that a carrier's `Retry-After` is granted.
const LONGEST_PAUSE: Duration = Duration::from_secs(10 * 60);

/// How often a link that is safe for it gets a message again after a lost answer.
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
        let Some(link) = ctx.links.named(&message.link) else {
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
        match message.state {
            State::Ready if message.validity <= ctx.clock.now() => hand.expire(&message).await,
            State::Ready => hand.over(message, Cause::LinkFree).await,
            State::Submitting => hand.doubt(&message, "the process ended meanwhile").await,
            State::Ambiguous
                if link.settings().resend_safe && message.validity > ctx.clock.now() =>
            {
                hand.over(message, Cause::AnswerLost).await
            }
            _ => {
                ctx.store.finish(job.lease).await?;
                Ok(())
            }
        }
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
        conclude(
            self.ctx,
            self.job,
            (self.account, message),
            Cause::ValidityOver,
            with,
        )
        .await
    }

    /// One attempt: intent, bytes, result.
    async fn over(&self, mut message: Message, cause: Cause) -> Result<(), Error> {
        let transaction = match &message.transaction {
            Some(transaction) => transaction.clone(),
            None => uuid::Uuid::now_v7().to_string(),
        };
        let submission =
            compose::compose(self.ctx, self.account, &message, transaction.clone()).await?;
        let began = self.ctx.clock.now();
        let attempt = Attempt {
            number: self.job.tries,
            began,
            ended: None,
            size_bytes: self.link.wire_bytes(&submission),
            ending: Ending::Open,
            code: None,
            text: None,
            carrier_message_id: None,
        };
        if cause == Cause::LinkFree {
            let with = moves::Particulars {
                note: "handing over".into(),
                ..Default::default()
            };
            let intent = moves::change(self.ctx, (self.account, &message), cause, began, with).map(
                |change| Change {
                    transaction: Some(transaction.clone()),
                    attempt: Some(attempt.clone()),
                    ..change
                },
            );
            let Some(intent) = intent else { return Ok(()) };
            message.state = intent.to;
            match self.ctx.store.change(intent).await? {
                Applied::Done => {}
                Applied::Stale => return anew(self.ctx, self.job).await,
                Applied::LeaseLost => return Ok(()),
            }
        }
        let handover = self.link.submit(&submission).await;
        self.settle(&message, &submission, attempt, handover).await
    }

    async fn settle(
        &self,
        message: &Message,
        submission: &Submission,
        attempt: Attempt,
        handover: Handover,
    ) -> Result<(), Error> {
        let attempt = Attempt {
            ended: Some(self.ctx.clock.now()),
            ..attempt
        };
        match handover {
            Handover::Receipt {
                carrier_message_id,
                words,
            } => {
                self.taken(message, attempt, carrier_message_id, words)
                    .await
            }
            Handover::NotNow { words, pause } => {
                let attempt = said(attempt, Ending::NotNow, words);
                self.again(message, attempt, pause).await
            }
            Handover::NotSent { why } => {
                let attempt = Attempt {
                    ending: Ending::NotSent,
                    text: Some(why),
                    ..attempt
                };
                self.again(message, attempt, None).await
            }
            Handover::Never { words, because } => {
                let reason = fallback::refused(self.account, message, because, &words);
                let note = "the carrier refused it for good".into();
                let with = moves::Particulars {
                    reason: Some(reason),
                    note,
                    ..Default::default()
                };
                let attempt = said(attempt, Ending::Never, words);
                self.change(message, Cause::Refused, with, (attempt, None))
                    .await
            }
            Handover::Unknown { why } => {
                tracing::warn!(
                    message.id = message.id.0, link = %message.link, why,
                    "the answer of {} to message {} was lost: {why}", message.link, message.id
                );
                let attempt = Attempt {
                    ending: Ending::Unknown,
                    text: Some(why),
                    ..attempt
                };
                let note = format!(
                    "the answer was lost (transaction {})",
                    submission.transaction
                );
                self.lost(message, attempt, note).await
            }
        }
    }

    async fn taken(
        &self,
        message: &Message,
        attempt: Attempt,
        id: String,
        words: Words,
    ) -> Result<(), Error> {
        let attempt = Attempt {
            carrier_message_id: Some(id.clone()),
            ..said(attempt, Ending::Accepted, words)
        };
        let with = moves::Particulars {
            note: format!("the carrier took it as {id}"),
            carrier_message_id: Some(id.clone()),
            ..Default::default()
        };
        let receipt = Receipt {
            link: message.link.clone(),
            carrier_message_id: id,
            wake: jobs::report(),
        };
        self.change(message, Cause::Taken, with, (attempt, Some(receipt)))
            .await
    }

    /// A clear refusal for now: back into the link's queue, after a pause but not after the end
    /// of the validity, which is told to the customer when it comes.
    async fn again(
        &self,
        message: &Message,
        attempt: Attempt,
        pause: Option<Duration>,
    ) -> Result<(), Error> {
        let now = self.ctx.clock.now();
        let why = attempt
            .text
            .clone()
            .unwrap_or_else(|| "refused for now".into());
        let with = moves::Particulars {
            note: why.clone(),
            ..Default::default()
        };
        let of = (self.account, message);
        let change = moves::change(self.ctx, of, Cause::RefusedForNow, now, with);
        if let Some(change) = change {
            let change = Change {
                attempt: Some(attempt),
                finishes: None,
                ..change
            };
            self.ctx.store.change(change).await?;
        }
        let backoff = Backoff::CARRIER.pause(self.job.tries, rand::random());
        let due = (now + pause.unwrap_or_default().min(LONGEST_PAUSE).max(backoff)).min(message.validity);
        self.ctx.store.postpone(self.job.lease, due, &why).await?;
        Ok(())
    }

    /// The process ended between intent and result.
    async fn doubt(&self, message: &Message, why: &str) -> Result<(), Error> {
        let now = self.ctx.clock.now();
        let note = format!("the answer was lost: {why}");
        let with = moves::Particulars {
            note,
            ..Default::default()
        };
        let change = moves::change(
            self.ctx,
            (self.account, message),
            Cause::AnswerLost,
            now,
            with,
        );
        let Some(change) = change else { return Ok(()) };
        self.repeat_or_end(message, change).await
    }

    async fn lost(&self, message: &Message, attempt: Attempt, note: String) -> Result<(), Error> {
        let now = self.ctx.clock.now();
        let with = moves::Particulars {
            note,
            ..Default::default()
        };
        let of = (self.account, message);
        match moves::change(self.ctx, of, Cause::AnswerLost, now, with) {
            Some(change) => {
                let change = Change {
                    attempt: Some(attempt),
                    ..change
                };
                self.repeat_or_end(message, change).await
            }
            // A repetition on a safe link was lost too: the message is ambiguous already.
            None => self.repeat_later(message).await,
        }
    }

    async fn repeat_or_end(&self, message: &Message, change: Change) -> Result<(), Error> {
        if !self.link.settings().resend_safe {
            let change = Change {
                finishes: Some(self.job.lease),
                ..change
            };
            return apply(self.ctx, self.job, change).await;
        }
        self.ctx.store.change(change).await?;
        self.ctx.hint();
        self.repeat_later(message).await
    }

    async fn repeat_later(&self, message: &Message) -> Result<(), Error> {
        if self.job.tries > SAFE_REPEATS {
            self.ctx.store.finish(self.job.lease).await?;
            return Ok(());
        }
        let pause = Backoff::CARRIER.pause(self.job.tries, rand::random());
        let due = (self.ctx.clock.now() + pause).min(message.validity);
        self.ctx
            .store
            .postpone(self.job.lease, due, "a lost answer, on a safe link")
            .await?;
        Ok(())
    }

    async fn change(
        &self,
        message: &Message,
        cause: Cause,
        with: moves::Particulars,
        (attempt, receipt): (Attempt, Option<Receipt>),
    ) -> Result<(), Error> {
        let with = moves::Particulars {
            finishes: Some(self.job.lease),
            ..with
        };
        let at = attempt.ended.unwrap_or(attempt.began);
        match moves::change(self.ctx, (self.account, message), cause, at, with) {
            Some(change) => {
                let change = Change {
                    attempt: Some(attempt),
                    receipt,
                    ..change
                };
                apply(self.ctx, self.job, change).await
            }
            None => {
                self.ctx.store.finish(self.job.lease).await?;
                Ok(())
            }
        }
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
