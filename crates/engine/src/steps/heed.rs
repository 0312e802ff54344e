//! Does what a person wished for with a single word: STOP, START, HELP, or YES to a question.
//!
//! All that follows from a wish is one transaction with the end of the job, so a person is answered
//! once.
//!
//! Source: docs/contract.md, blacklist and STOP; subscribe, Cta.

use super::Step;
use crate::context::Context;
use crate::issuer::Issuer;
use crate::receiving::TEXT;
use crate::{Error, by_hand, jobs, unasked};
use async_trait::async_trait;
use domain::account::{Account, StopScope};
use domain::campaign::{Campaign, Membership, Source, Subscriber};
use domain::event::Event;
use domain::id::AccountId;
use domain::inbound::{Inbound, InboundId, Wish};
use domain::magic::{OPT_OUT, Outcome};
use domain::number::Recipient;
use jiff::Timestamp;
use storage::blacklist::{Block, BlockPage};
use storage::campaign::MemberChange;
use storage::inbox::Heeding;
use storage::job::Job;

/// Entries of one person that are read; no account has as many senders.
const SENDERS: usize = 10_000;

pub(crate) struct Heed;

#[async_trait]
impl Step for Heed {
    fn name(&self) -> &'static str {
        jobs::HEED
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let message = ctx.store.inbound_by_id(InboundId(job.subject)).await?;
        let account = match &message {
            Some(message) => ctx.store.account(message.account).await?,
            None => None,
        };
        let (Some(message), Some(account)) = (message, account) else {
            ctx.store.finish(job.lease).await?;
            return Ok(());
        };
        let wish = Wish::of(&text(ctx, &message).await?, &account.policy.stops);
        let (Some(wish), Ok(person)) = (wish, Recipient::parse(&message.from)) else {
            ctx.store.finish(job.lease).await?;
            return Ok(());
        };
        let heard = Heard {
            ctx,
            account: &account,
            message: &message,
            person: &person,
            now: ctx.clock.now(),
        };
        let heeding = heard.heeding(wish, job).await?;
        match ctx.store.heed(heeding).await? {
            true => ctx.hint(),
            false => super::anew(ctx, job).await?,
        }
        Ok(())
    }

    /// A wish is heeded, however late.
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        super::tomorrow(ctx, job, why).await
    }
}

/// All that a message says in words.
async fn text(ctx: &Context, message: &Inbound) -> Result<String, Error> {
    if let Some(text) = &message.text {
        return Ok(text.clone());
    }
    let mut texts = Vec::new();
    for file in message.files.iter().filter(|it| it.mime == TEXT) {
        let bytes = ctx.blobs.get(file.blob).await?;
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(texts.join(" "))
}

/// A wish, and who has it.
struct Heard<'a> {
    ctx: &'a Context,
    account: &'a Account,
    message: &'a Inbound,
    person: &'a Recipient,
    now: Timestamp,
}

impl Heard<'_> {
    async fn heeding(&self, wish: Wish, job: &Job) -> Result<Heeding, Error> {
        let stops = &self.account.policy.stops;
        let nothing = Heeding {
            block: None,
            unblocks: Vec::new(),
            members: Vec::new(),
            texts: Vec::new(),
            finishes: job.lease,
        };
        Ok(match wish {
            Wish::Stop => Heeding {
                block: Some(self.block()),
                members: self.members(Membership::OptedOut).await?,
                texts: self.answer(stops.answer.as_deref()),
                ..nothing
            },
            Wish::Start => Heeding {
                unblocks: self.unblocks().await?,
                texts: self.answer(stops.start_answer.as_deref()),
                ..nothing
            },
            Wish::Help => Heeding {
                texts: self.answer(stops.help_answer.as_deref()),
                ..nothing
            },
            Wish::Agree => Heeding {
                members: self.members(Membership::Subscribed).await?,
                ..nothing
            },
        })
    }

    fn block(&self) -> Block {
        // A test account shall not lose the number for good.
        let test = self.account.policy.test;
        let for_a_while = test && Outcome::of(self.person) == Outcome::RepliesStop;
        Block {
            account: self.account.id,
            sender: Some(self.message.to.clone()),
            number: self.person.clone(),
            source: Source::Mo,
            since: self.now,
            ends: for_a_while.then(|| self.now + OPT_OUT),
        }
    }

    /// What START takes off the blacklist: the entry of the sender that it was sent to, and where
    /// a STOP reaches all senders, each one that the person has made.
    async fn unblocks(&self) -> Result<Vec<(AccountId, String, Recipient)>, Error> {
        let mut senders = vec![self.message.to.clone()];
        if self.account.policy.stops.scope == StopScope::Account {
            let page = BlockPage {
                number: Some(self.person.clone()),
                after: None,
                limit: SENDERS,
            };
            let found = self.ctx.store.blocks(self.account.id, page).await?;
            let own = found.into_iter().filter(|it| it.source == Source::Mo);
            senders.extend(own.filter_map(|block| block.sender));
        }
        let unblock = |sender| (self.account.id, sender, self.person.clone());
        Ok(senders.into_iter().map(unblock).collect())
    }

    /// Memberships that a wish changes: of campaigns that send from where the message was sent to,
    /// or of all, where a STOP reaches that far.
    async fn members(&self, wished: Membership) -> Result<Vec<MemberChange>, Error> {
        let stops = wished == Membership::OptedOut;
        let all = stops && self.account.policy.stops.scope == StopScope::Account;
        let found = self.ctx.store.memberships(self.account.id, self.person);
        let concerned = |(campaign, member): &(Campaign, Subscriber)| {
            let from_here = all || campaign.sender == self.message.to;
            let standing = match member.membership {
                Membership::Pending => true,
                Membership::Subscribed => stops,
                Membership::Unsubscribed | Membership::OptedOut => false,
            };
            from_here && standing
        };
        let found = found.await?.into_iter().filter(concerned);
        Ok(found
            .map(|(campaign, member)| self.change(wished, &campaign, member))
            .collect())
    }

    fn change(&self, wished: Membership, campaign: &Campaign, before: Subscriber) -> MemberChange {
        let after = Subscriber {
            membership: wished,
            lapses_to: None,
            changed: self.now,
            ..before.clone()
        };
        let told = |event| by_hand::membership(event, (campaign, &after), Source::Mo, self.now);
        let (event, welcome) = match (wished, before.membership) {
            (Membership::Subscribed, _) => (Some(told(Event::Subscribed)), &campaign.welcome),
            (_, Membership::Subscribed) => (Some(told(Event::Unsubscribed)), &None),
            // Who was only asked was never in it.
            _ => (None, &None),
        };
        let welcome = welcome
            .as_deref()
            .and_then(|text| unasked::of_campaign(&self.issuer(), campaign, &after, text));
        MemberChange {
            event,
            texts: welcome.into_iter().collect(),
            before: Some(before),
            after,
            jobs: Vec::new(),
            cancels: vec![jobs::LAPSE],
            finishes: None,
        }
    }

    fn answer(&self, text: Option<&str>) -> Vec<storage::message::NewMessage> {
        let person = (self.person, self.message.operator.as_deref());
        let answer = |text| unasked::answer(&self.issuer(), &self.message.to, person, text);
        text.and_then(answer).into_iter().collect()
    }

    fn issuer(&self) -> Issuer<'_> {
        Issuer {
            ctx: self.ctx,
            account: self.account,
            dialect: by_hand::DIALECT,
            now: self.now,
        }
    }
}
