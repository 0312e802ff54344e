//! One API call, from the request as read to the answer: the order of checks in one place.
//!
//! Source: docs/contract.md, order of checks. Transport (step 1) is the edge's, syntax (step 2)
//! the dialect's; steps 10 to 15 are in the function of each action.

use crate::actions::perform;
use crate::authenticate::{admit, authenticate, permit};
use crate::check::Call;
use crate::context::Context;
use crate::idempotency::{Entry, Keyed, enter};
use crate::rates;
use crate::shelf::Trial;
use dialects::{Dialect, Opened};
use domain::account::Account;
use domain::action::{Action, KeyUse, Reading};
use domain::answer::{CampaignName, Echo, Outcome};
use domain::fault::{Fault, Kind};
use domain::idempotency::KeptAnswer;
use domain::order::{Field, Order};
use std::net::IpAddr;

/// Where a call comes from, and what its transport says besides the request.
#[derive(Clone, Copy)]
pub struct Caller<'a> {
    /// Address of the caller.
    pub address: IpAddr,
    /// The key travelled in the URL.
    pub key_in_url: bool,
    /// The request came with a key against its repetition.
    pub keyed: Option<Keyed<'a>>,
    /// Whether the request is to be done.
    pub mode: Mode,
}

/// Whether a request is to be done, or only tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is done.
    Real,
    /// A dry run: everything is checked, nothing is stored, sent, billed or posted back.
    Dry,
}

/// What a call is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// What it has come to; the dialect says it.
    Fresh(Outcome),
    /// What an earlier call with the same key was answered, to the byte. Nothing was done.
    Kept(KeptAnswer),
}

/// Serves a call. `Done` means that what was ordered survives a crash.
pub async fn answer(ctx: &Context, opened: &Opened, caller: Caller<'_>) -> Reply {
    let order = match &opened.order {
        Ok(order) => order,
        Err(fault) => {
            return Reply::Fresh(Outcome::refused(fault.clone()));
        }
    };
    let served = serve(ctx, opened, order, caller).await;
    served.unwrap_or_else(|fault| {
        if fault.kind == Kind::StoreStopped {
            ctx.give_up();
        }
        let echo = echo(order, fault.kind);
        Reply::Fresh(Outcome::Refused { fault, echo })
    })
}

/// What a refusal repeats of the request.
fn echo(order: &Order, kind: Kind) -> Echo {
    let Some(Reading::Served(action)) = order.action.as_deref().map(Action::read) else {
        return Echo::Nothing;
    };
    let to = order.echoed_to();
    match action {
        Action::SendSms => to.map_or(Echo::Nothing, Echo::ToLast),
        Action::SendMessageBySubscriberRef if kind == Kind::NotSubscribed => Echo::References {
            subscriber_ref: order
                .get(Field::SubscriberRef)
                .unwrap_or_default()
                .to_owned(),
            campaign: CampaignName::of(order),
        },
        Action::SendMessageBySubscriberRef => Echo::Nothing,
        action if action.sends() => to.map_or(Echo::Nothing, Echo::To),
        _ => Echo::Nothing,
    }
}

async fn serve(
    ctx: &Context,
    opened: &Opened,
    order: &Order,
    caller: Caller<'_>,
) -> Result<Reply, Fault> {
    let now = ctx.clock.now();
    let dialect = opened.dialect;
    let manners = dialect.manners();
    let action = order
        .action
        .as_deref()
        .ok_or_else(|| Fault::from(manners.action_missing))?;
    let holder = authenticate(ctx, &order.credentials, caller.key_in_url, manners).await?;
    let account = &holder.account;
    admit(account, caller.address, manners)?;
    rates::count(ctx, account, action, now).await?;
    let action = permit(&holder, action, manners)?;
    let (claim, trial) = match caller.mode {
        Mode::Real => match claim(ctx, account, (action, caller.keyed), dialect).await? {
            Entry::Free => (None, None),
            Entry::Claimed(claim) => (Some(claim), None),
            Entry::Kept(answer) => return Ok(Reply::Kept(answer)),
        },
        Mode::Dry if !action.can_be_tried() => {
            return Err(Kind::InvalidRequest.because("the action has no dry run"));
        }
        // Nothing is done that could be done twice: a key does not count.
        Mode::Dry => (None, Some(Trial::default())),
    };
    let call = Call {
        ctx,
        account,
        order,
        manners,
        dialect: dialect.name(),
        now,
        claim,
        trial,
    };
    let done = perform(&call, action).await;
    if let Some(claim) = call.claim {
        claim.end(ctx, done.is_ok()).await;
    }
    Ok(Reply::Fresh(Outcome::Done(done?)))
}

/// Step 9.
async fn claim(
    ctx: &Context,
    account: &Account,
    (action, keyed): (Action, Option<Keyed<'_>>),
    dialect: &'static dyn Dialect,
) -> Result<Entry, Fault> {
    match keyed.filter(|_| action.key() == KeyUse::Honoured) {
        Some(keyed) => enter(ctx, account.id, keyed, dialect).await,
        None => Ok(Entry::Free),
    }
}
