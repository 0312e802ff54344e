//! What an event is about: where its postback goes, in which dialect, and what is said.
//!
//! Source: docs/contract.md, which dialect and which URL, field presence.

use crate::context::Context;
use crate::{Error, by_hand};
use dialects::Dialect;
use domain::account::Account;
use domain::campaign::{MembershipFact, SubscriberId};
use domain::content::Content;
use domain::event::Origin;
use domain::inbound::InboundFact;
use domain::message::{Body, Message};
use domain::notice::{CarrierWords, Inbound, Notice, Subscription, Wishes};
use domain::reason::Reason;
use jiff::tz::TimeZone;
use storage::event::{Detail, Lane, StoredEvent};
use storage::life::Life;

/// What an event is about.
pub(super) enum About {
    Message(Box<Message>),
    Content(Box<Content>),
    Membership(SubscriberId, Box<MembershipFact>),
    Inbound(Box<InboundFact>),
}

impl About {
    /// Reads it; what is missing contradicts the event.
    pub(super) async fn of(ctx: &Context, event: &StoredEvent) -> Result<Self, Error> {
        let found = match event.lane {
            Lane::Message(id) => {
                let message = ctx.store.message(id).await?;
                message.map(Box::new).map(Self::Message)
            }
            Lane::Content(id) => {
                let content = ctx.store.content(id).await?;
                content.map(Box::new).map(Self::Content)
            }
            Lane::Membership(id) => match &event.fact.detail {
                Some(Detail::Membership(fact)) => Some(Self::Membership(id, fact.clone())),
                Some(Detail::Inbound(_)) | None => None,
            },
            Lane::Inbound(_) => match &event.fact.detail {
                Some(Detail::Inbound(fact)) => Some(Self::Inbound(fact.clone())),
                Some(Detail::Membership(_)) | None => None,
            },
        };
        found.ok_or_else(|| {
            Error::Inconsistent(format!("what event {} is about is not there", event.id))
        })
    }

    /// Where its postback goes: to the sender's own address, else to the account's, which may
    /// have one of its own for what phones send.
    pub(super) fn url<'a>(&self, account: &'a Account) -> Option<&'a str> {
        let sender = match self {
            Self::Message(message) => Some(&message.from),
            Self::Membership(_, fact) => Some(&fact.sender),
            Self::Inbound(fact) => Some(&fact.to),
            Self::Content(_) => None,
        };
        let own = sender.and_then(|address| {
            let mut senders = account.senders.iter();
            let sender = senders.find(|sender| sender.address == *address)?;
            sender.postback_url.as_deref()
        });
        let postbacks = &account.postbacks;
        let of_inbound = match self {
            Self::Inbound(_) => postbacks.mo_url.as_deref(),
            Self::Message(_) | Self::Content(_) | Self::Membership(..) => None,
        };
        own.or(of_inbound).or(postbacks.url.as_deref())
    }

    /// The dialect that it is told in: the one that the account names, else the one for postbacks
    /// of what was ordered as it was.
    pub(super) fn told_in(&self, account: &Account) -> Option<&'static dyn Dialect> {
        if let Some(name) = &account.postbacks.dialect {
            return dialects::named(name);
        }
        // Those of GET and LEGACY look like WXML.
        let ordered_in = dialects::named(self.ordered_in())?;
        dialects::named(ordered_in.manners().postbacks)
    }

    fn ordered_in(&self) -> &str {
        match self {
            Self::Message(message) => &message.dialect,
            Self::Content(content) => &content.dialect,
            Self::Membership(_, fact) => &fact.dialect,
            Self::Inbound(_) => by_hand::DIALECT,
        }
    }

    /// All that may be said. What the dialect asks for beyond the event is looked up.
    pub(super) async fn notice(
        &self,
        ctx: &Context,
        account: &Account,
        event: &StoredEvent,
        dialect: &dyn Dialect,
    ) -> Result<Notice, Error> {
        let notice = self.known(ctx, account, event);
        if !dialect.needs_history() {
            return Ok(notice);
        }
        let now = ctx.clock.now();
        let carrier_words = match self {
            Self::Message(message) => {
                let life = ctx.store.life(message.id).await?;
                life.map_or_else(CarrierWords::default, |life| carrier_words(&life, event))
            }
            Self::Content(_) | Self::Membership(..) | Self::Inbound(_) => CarrierWords::default(),
        };
        Ok(Notice {
            carrier_words,
            notification: Some(ctx.store.number_event(event.id, now).await?),
            ..notice
        })
    }

    fn known(&self, ctx: &Context, account: &Account, event: &StoredEvent) -> Notice {
        let fact = &event.fact;
        let blank = Notice {
            sent_as: fact.sent_as,
            handset: fact.handset.clone(),
            carrier_message_id: fact.carrier_message_id.clone(),
            reason: fact.reason.as_deref().and_then(Reason::parse),
            failed_file: fact.failed_file.clone(),
            seq: event.seq,
            event_id: event.event_id.clone(),
            wishes: wishes(account),
            ..Notice::new(fact.event, fact.at)
        };
        match self {
            Self::Content(content) => Notice {
                mms_id: Some(content.id),
                client_reference: content.client_reference.clone(),
                ..blank
            },
            Self::Message(message) => of_message(ctx, blank, message),
            Self::Inbound(fact) => of_inbound(ctx, blank, fact),
            Self::Membership(id, fact) => Notice {
                subscription: Some(Subscription {
                    id: *id,
                    fact: fact.clone(),
                }),
                ..blank
            },
        }
    }
}

fn of_inbound(ctx: &Context, blank: Notice, fact: &InboundFact) -> Notice {
    let InboundFact {
        tracking,
        from,
        to,
        operator,
        keyword,
        subject,
        text,
        files,
        copy_to,
    } = fact.clone();
    Notice {
        from: Some(from),
        to: Some(to),
        tracking: Some(tracking),
        operator: operator.and_then(|name| ctx.settings.operators.by_name(&name).cloned()),
        inbound: Some(Inbound {
            text,
            keyword,
            subject,
            files,
            copy_to,
        }),
        ..blank
    }
}

fn of_message(ctx: &Context, blank: Notice, message: &Message) -> Notice {
    Notice {
        origin: match message.body {
            Body::Mms(_) => Origin::MmsMt,
            Body::Sms(_) => Origin::SmsMt,
        },
        mms_id: message.mms().map(|mms| mms.mms_id),
        from: Some(message.from.clone()),
        from_mask: message.from_mask.clone(),
        to: Some(message.to.digits().to_owned()),
        tracking: Some(message.tracking.clone()),
        message: Some(message.id),
        client_reference: message.client_reference.clone(),
        campaign_ref: message.campaign_ref.clone(),
        run: message.run,
        operator: message
            .operator
            .as_deref()
            .and_then(|name| ctx.settings.operators.by_name(name))
            .cloned(),
        ..blank
    }
}

/// What the carrier said at the hand-over, and in the report where the event comes of one.
fn carrier_words(life: &Life, event: &StoredEvent) -> CarrierWords {
    let mut attempts = life.attempts.iter().rev();
    let attempt = attempts.find(|attempt| attempt.code.is_some());
    let mut words = CarrierWords {
        code: attempt.and_then(|attempt| attempt.code.clone()),
        word: attempt.and_then(|attempt| attempt.text.clone()),
    };
    let of_report = |id: &str| {
        let mut reports = life.reports.iter().rev();
        reports.find(|report| report.carrier_message_id == id)
    };
    let says_sent = event.fact.event.says_sent();
    let report = event.fact.carrier_message_id.as_deref().and_then(of_report);
    if let Some(report) = report.filter(|_| !says_sent) {
        words.word = Some(report.word.clone());
    }
    words
}

fn wishes(account: &Account) -> Wishes {
    let postbacks = &account.postbacks;
    let zone = account.policy.timezone.as_deref();
    Wishes {
        // UTC when it is unset or unknown to this machine.
        zone: zone
            .and_then(|name| TimeZone::get(name).ok())
            .unwrap_or(TimeZone::UTC),
        extras: postbacks.extras,
        fallback_code: postbacks.fallback_code,
        operator_ids: postbacks.operator_ids,
    }
}
