//! What a call may ask for: one file for each action, and the one place that chooses.
//!
//! An action is called with everything of steps 1 to 9 behind it; its own function shows the
//! order of steps 10 to 15.
//!
//! Source: docs/contract.md, actions and order of checks.

mod campaigns;
mod inbox;
mod membership;
mod save;
mod send;
mod send_by_reference;
mod send_saved;
mod send_sms;
mod send_to_campaign;
mod sending_status;
mod sessions;
mod templates;

use crate::check::Call;
use domain::action::Action;
use domain::answer::Answer;
use domain::fault::Fault;

/// Does what the call asks for. `Ok` means that it is durable.
pub(crate) async fn perform(call: &Call<'_>, action: Action) -> Result<Answer, Fault> {
    match action {
        Action::SaveMms => save::save(call).await,
        Action::SendMms => send::send(call).await,
        Action::SendSavedMms => send_saved::send_saved(call).await,
        Action::SendSms => send_sms::send_sms(call).await,
        Action::DeleteMmsId => templates::delete(call).await,
        Action::GetMmsTemplates => templates::list(call).await,
        Action::GetMmsIds => templates::ids(call).await,
        Action::Subscribe => membership::subscribe(call).await,
        Action::Unsubscribe => membership::unsubscribe(call).await,
        Action::CreateMmsCampaign => campaigns::create(call).await,
        Action::GetMmsCampaigns => campaigns::list(call).await,
        Action::RemoveMmsInboxMessage => inbox::remove(call).await,
        Action::GetSendingStatus => sending_status::order(call).await,
        Action::LoginUser | Action::CreateAccountSession => sessions::open(call).await,
        Action::SendMessageBySubscriberRef => send_by_reference::send(call).await,
        Action::SendSavedMmsCampaign => send_to_campaign::send(call).await,
    }
}
