//! One API call, from the request as read to the answer: the order of checks in one place.
//!
//! Source: docs/contract.md, order of checks. Transport (step 1) is the edge's, syntax (step 2)
//! the dialect's; steps 10 to 15 are in the function of each action.

use crate::authenticate::{admit, authenticate, permit};
use crate::check::Call;
use crate::context::Context;
use crate::{save, send, send_saved};
use dialects::Opened;
use domain::action::{Action, Reading};
use domain::command::{Answer, Outcome};
use domain::fault::{Fault, Kind};
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
            return Outcome::Refused {
                fault: fault.clone(),
                to: None,
            };
        }
    };
    match serve(ctx, opened, order, caller).await {
        Ok(answer) => Outcome::Done(answer),
        Err(fault) => {
            let sends = order.action.as_deref().map(Action::read).is_some_and(
                |reading| matches!(reading, Reading::Served(action) if action.sends()),
            );
            Outcome::Refused {
                fault,
                to: order.echoed_to().filter(|_| sends),
            }
        }
    }
}

async fn serve(
    ctx: &Context,
    opened: &Opened,
    order: &Order,
    caller: Caller,
) -> Result<Answer, Fault> {
    let dialect = opened.dialect;
    let manners = dialect.manners();
    let action = order
        .action
        .as_deref()
        .ok_or_else(|| Fault::from(manners.action_missing))?;
    let account = authenticate(ctx, &order.credentials, caller.key_in_url, manners).await?;
    admit(&account, caller.address, manners)?;
    let action = permit(&account, action, manners)?;
    let now = ctx.clock.now();
    let name = dialect.name();
    let call = Call {
        ctx,
        account: &account,
        order,
        manners,
        dialect: name,
        now,
    };
    match action {
        Action::SaveMms => save::save(&call).await,
        Action::SendMms => send::send(&call).await,
        Action::SendSavedMms => send_saved::send_saved(&call).await,
        Action::DeleteMmsId
        | Action::GetMmsTemplates
        | Action::GetMmsIds
        | Action::SendSavedMmsCampaign
        | Action::SendSms
        | Action::Subscribe
        | Action::Unsubscribe
        | Action::CreateMmsCampaign
        | Action::GetMmsCampaigns
        | Action::RemoveMmsInboxMessage
        | Action::GetSendingStatus
        | Action::LoginUser
        | Action::CreateAccountSession
        | Action::SendMessageBySubscriberRef => {
            Err(Kind::ActionNotAllowed.because("this build does not serve the action yet"))
        }
    }
}
