//! Makes messages of a campaign run, part by part.
//!
//! Each part is one transaction: its messages are accepted, their receivers leave the list of the
//! run, and the job of the next part is made. Guarantee: everyone on the list gets exactly one
//! message, however often the process dies in between; whoever cannot be sent to gets one that
//! fails at once and says why.
//!
//! A run steps back for others: it makes no more messages while many are waiting before it.
//!
//! Source: docs/contract.md, sendSavedMMSCampaign and reasons.

use super::Step;
use crate::check::delivery::{falls_back, suffices};
use crate::check::reach::{Addressing, OperatorNamed, Way};
use crate::context::Context;
use crate::issuer::Issuer;
use crate::personal::Personal;
use crate::{Error, jobs, moves};
use async_trait::async_trait;
use dialects::Dialect;
use domain::account::Account;
use domain::campaign::{Campaign, Membership, Run, Subscriber};
use domain::command::{Addressee, Terms};
use domain::content::{Content, Fallback};
use domain::fault::{Blame, Fault, Kind};
use domain::id::RunId;
use domain::message::{Body, Message, Mms};
use domain::reason::{Fixed, Reason};
use domain::state::Cause;
use futures_util::{FutureExt, StreamExt, stream};
use std::collections::BTreeMap;
use std::time::Duration;
use storage::change::Change;
use storage::job::Job;
use storage::message::NewMessage;
use storage::run::{RunMessage, RunPart};

/// Messages of one part. Ours: some milliseconds of the one writer.
const PART: usize = 200;

/// Receivers of a part that are judged at a time; a lookup may ask far away.
const AT_A_TIME: usize = 16;

/// Jobs that may wait for preparation or for a link before a run steps back. Ours: some seconds
/// of work.
const BACKLOG: usize = 1_000;

/// How long a run steps back.
const STEP_BACK: Duration = Duration::from_millis(250);

/// How long a run steps back at most, however many wait before it.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a part is tried while numbers cannot be looked up, before their messages fail.
const LOOKUPS: u32 = 5;

pub(crate) struct MakeMessages;

#[async_trait]
impl Step for MakeMessages {
    fn name(&self) -> &'static str {
        jobs::RUN
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let id = RunId(job.subject);
        let Some(run) = ctx.store.run(id).await? else {
            ctx.store.finish(job.lease).await?;
            return Ok(());
        };
        let now = ctx.clock.now();
        let waited = now.duration_since(job.created).unsigned_abs();
        let plan = Plan::of(ctx, &run).await?;
        if waited < PATIENCE && plan.is_crowded().await? {
            let why = "many messages wait before those of the run";
            ctx.store.wait(job.lease, now + STEP_BACK, why).await?;
            return Ok(());
        }
        let people = ctx.store.run_receivers(id, PART).await?;
        // Boxed, because the compiler cannot see through a stream of borrowing futures that the
        // whole may move between threads.
        let judged: Vec<_> = people
            .iter()
            .map(|person| plan.judge(person).boxed())
            .collect();
        let judged: Vec<_> = stream::iter(judged).buffered(AT_A_TIME).collect().await;
        let made = people.iter().zip(judged);
        let made = made.map(|(person, judged)| plan.made(person, judged, job.tries));
        let messages = made.collect::<Result<_, _>>()?;
        let part = RunPart {
            run: id,
            messages,
            finishes: job.lease,
            next: jobs::run(now),
        };
        ctx.store.continue_run(part).await?;
        ctx.hint();
        Ok(())
    }

    /// Nobody is left out because something of ours is broken.
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        super::tomorrow(ctx, job, why).await
    }
}

/// What is the same for all messages of a run.
struct Plan<'a> {
    ctx: &'a Context,
    run: &'a Run,
    account: Account,
    campaign: Campaign,
    template: Content,
    dialect: &'static dyn Dialect,
}

impl<'a> Plan<'a> {
    async fn of(ctx: &'a Context, run: &'a Run) -> Result<Self, Error> {
        let missing = |what: &str| Error::Inconsistent(format!("run {} has no {what}", run.id));
        let account = ctx.store.account(run.account).await?;
        let campaign = ctx.store.campaign(run.campaign).await?;
        let template = ctx.store.content(run.template).await?;
        Ok(Self {
            ctx,
            run,
            account: account.ok_or_else(|| missing("account"))?,
            campaign: campaign.ok_or_else(|| missing("campaign"))?,
            template: template.ok_or_else(|| missing("template"))?,
            dialect: dialects::named(&run.dialect).ok_or_else(|| missing("dialect"))?,
        })
    }

    /// Whether enough messages wait already, of whatever customer: for preparation, or for a link
    /// that the run may need.
    async fn is_crowded(&self) -> Result<bool, Error> {
        let now = self.ctx.clock.now();
        let mut queues = vec![jobs::PREPARE.to_owned()];
        let test = self.account.policy.test;
        let links = self.ctx.links.iter().map(|link| link.settings());
        let own = links.filter(|settings| settings.simulated == test);
        queues.extend(own.map(|settings| jobs::submit_queue(&settings.name)));
        for queue in queues {
            if self.ctx.store.backlog(&queue, now, BACKLOG).await? >= BACKLOG {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn issuer(&self) -> Issuer<'_> {
        Issuer {
            ctx: self.ctx,
            account: &self.account,
            dialect: &self.run.dialect,
            now: self.ctx.clock.now(),
        }
    }

    /// The message of one person, or why there is none to be sent.
    async fn judge(&self, person: &Subscriber) -> Result<NewMessage, Fault> {
        if person.membership != Membership::Subscribed {
            return Err(Kind::NotSubscribed.because("left after the run began"));
        }
        if !self.issuer().is_real(&person.mobile) {
            return Err(Kind::CarrierNotProvisioned.because("a number of fiction"));
        }
        let gone = || Kind::InvalidSender.because("the campaign's sender is none of the account");
        let sender = self
            .account
            .sender(&self.campaign.sender)
            .ok_or_else(gone)?;
        let mms = self.mms(person)?;
        let addressing = Addressing {
            sender,
            rewrites: self.dialect.manners().rewrites_sender,
            service_id: sender.service_ids.first().cloned(),
            mask: None,
            way: Way::Mms,
            falls_back: falls_back(&self.account, &mms.fallback),
            campaign: None,
            operator: OperatorNamed::OfSubscriber(person.operator.clone()),
        };
        let issuer = self.issuer();
        let addressee = issuer.addressee(person.mobile.clone(), &addressing).await?;
        Ok(issuer.message(addressee, &self.terms(), Body::Mms(mms)))
    }

    fn terms(&self) -> Terms {
        Terms {
            campaign_ref: Some(self.run.campaign_ref.clone()),
            client_reference: None,
            run: Some(self.run.id),
            validity: self.run.validity,
            tracking: self.dialect.manners().tracking_on_saved,
        }
    }

    /// What one person reads.
    fn mms(&self, person: &Subscriber) -> Result<Mms, Fault> {
        let personal = Personal {
            account: &self.account,
            data: Some(&person.data),
        };
        let subject = personal.subject(self.template.subject.as_deref())?;
        let mut fallback = Fallback::default().or(&self.template.fallback, self.run.began);
        fallback.text = personal.fallback_text(fallback.text.as_deref())?;
        let said = (&fallback, subject.as_deref());
        let falls_back = falls_back(&self.account, &fallback);
        if falls_back && !suffices(&self.account, self.dialect.manners(), said) {
            return Err(Kind::FallbackTextRequired.because("nothing is left of the text"));
        }
        let texts = personal.slide_texts(&self.template, &BTreeMap::new())?;
        Ok(Mms {
            subject,
            texts,
            fallback,
            ..self.as_written()
        })
    }

    /// The template as it is, for nobody in particular.
    fn as_written(&self) -> Mms {
        Mms {
            mms_id: self.run.template,
            subject: self.template.subject.clone(),
            texts: BTreeMap::new(),
            display_only: Vec::new(),
            fallback: self.template.fallback.clone(),
            force_sms: false,
            pass_as_link: false,
            discovery: None,
        }
    }

    /// What is stored for one person: a message to be sent, or one that fails at once.
    ///
    /// # Errors
    ///
    /// When it is our fault, or may pass.
    fn made(
        &self,
        person: &Subscriber,
        judged: Result<NewMessage, Fault>,
        tries: u32,
    ) -> Result<RunMessage, Error> {
        let receiver = person.id;
        let fault = match judged {
            Ok(message) => {
                return Ok(RunMessage {
                    receiver,
                    message,
                    ends: None,
                });
            }
            Err(fault) => fault,
        };
        let chosen = self.issuer().magic(&person.mobile).is_some();
        let passes = fault.kind == Kind::CarrierLookupFailed && tries < LOOKUPS && !chosen;
        let reason = reason(fault.kind).filter(|_| !passes);
        let reason = reason.ok_or_else(|| Error::Unjudged(fault.to_string()))?;
        let addressee = Addressee {
            to: person.mobile.clone(),
            from: self.campaign.sender.clone(),
            from_mask: None,
            service_id: None,
            operator: person
                .operator
                .as_deref()
                .and_then(|name| self.ctx.settings.operators.by_name(name).cloned()),
        };
        let body = Body::Mms(self.as_written());
        let mut new = self.issuer().message(addressee, &self.terms(), body);
        new.jobs.clear();
        let ends = self.failure(&new.message, reason, &fault);
        Ok(RunMessage {
            receiver,
            message: new,
            ends: Some(ends.ok_or(Error::Broken(jobs::RUN))?),
        })
    }

    fn failure(&self, message: &Message, reason: Fixed, fault: &Fault) -> Option<Change> {
        let with = moves::Particulars {
            reason: Some(Reason::Fixed(reason)),
            note: fault.to_string(),
            ..moves::Particulars::default()
        };
        let of = (&self.account, message);
        moves::change(self.ctx, of, Cause::CannotSend, message.accepted, with)
    }
}

/// What a customer is told of a receiver's fault, which in a run is an event and no answer;
/// `None`: it is no fault of the receiver.
///
/// Source: docs/contract.md, reasons.
fn reason(kind: Kind) -> Option<Fixed> {
    Some(match kind {
        Kind::ReceiverBlacklisted => Fixed::Blacklisted,
        Kind::NotSubscribed => Fixed::NotSubscribed,
        Kind::CarrierLookupFailed => Fixed::LookupFailed,
        Kind::CarrierNotProvisioned => Fixed::NotProvisioned,
        Kind::OperatorNotSupported => Fixed::OperatorNotSupported,
        Kind::InvalidSender | Kind::InvalidSenderForCountry => Fixed::InvalidSender,
        Kind::SubjectRequired
        | Kind::FallbackTextRequired
        | Kind::TextTooLong
        | Kind::TextTooLongInSlide => Fixed::ContentNotBuilt,
        kind if kind.blame() == Blame::Us => return None,
        // A row that is new here holds nobody else up.
        _ => Fixed::ContentNotBuilt,
    })
}
