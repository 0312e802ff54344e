//! One API call, from the request as read to the answer: the order of checks in one place.
//!
//! Source: docs/contract.md, order of checks. Transport (step 1) is the edge's, syntax (step 2)
//! the dialect's; steps 10 to 15 are in the function of each action.

use crate::actions::perform;
use crate::authenticate::{admit, authenticate, permit};
use crate::check::Call;
use crate::context::Context;
use crate::rates;
use dialects::Opened;
use domain::action::{Action, Reading};
use domain::answer::{Answer, Echo, Outcome};
use domain::fault::Fault;
use domain::order::Order;
use std::net::IpAddr;

/// Where a call comes from.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// Address of the caller.
    pub address: IpAddr,
    /// The key travelled in the URL.
    pub key_in_url: bool,
}

/// Serves a call. `Done` means that what was ordered survives a crash.
pub async fn answer(ctx: &Context, opened: &Opened, caller: Caller) -> Outcome {
    let order = match &opened.order {
        Ok(order) => order,
        Err(fault) => {
            return Outcome::refused(fault.clone());
        }
    };
    match serve(ctx, opened, order, caller).await {
        Ok(answer) => Outcome::Done(answer),
        Err(fault) => {
            let echo = echo(order);
            Outcome::Refused { fault, echo }
        }
    }
}

/// What a refusal repeats of the request.
fn echo(order: &Order) -> Echo {
    let Some(Reading::Served(action)) = order.action.as_deref().map(Action::read) else {
        return Echo::Nothing;
    };
    let to = order.echoed_to();
    match action {
        Action::SendSms => to.map_or(Echo::Nothing, Echo::ToLast),
        action if action.sends() => to.map_or(Echo::Nothing, Echo::To),
        _ => Echo::Nothing,
    }
}

async fn serve(
    ctx: &Context,
    opened: &Opened,
    order: &Order,
    caller: Caller,
) -> Result<Answer, Fault> {
    let now = ctx.clock.now();
    let dialect = opened.dialect;
    let manners = dialect.manners();
    let action = order
        .action
        .as_deref()
        .ok_or_else(|| Fault::from(manners.action_missing))?;
    let holder = authenticate(ctx, &order.credentials, caller.key_in_url, manners).await?;
    admit(&holder.account, caller.address, manners)?;
    rates::count(ctx, &holder.account, action, now).await?;
    let action = permit(&holder, action, manners)?;
    let name = dialect.name();
    let call = Call {
        ctx,
        account: &holder.account,
        order,
        manners,
        dialect: name,
        now,
    };
    perform(&call, action).await
}
