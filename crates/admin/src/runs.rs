//! Runs: templates on their way to everyone in a campaign.
//!
//! Source: docs/contract.md, sendSavedMMSCampaign.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text};
use crate::view::{COUNT, NUMBER};
use domain::id::RunId;
use domain::state::State;
use serde_json::{Value, json};
use storage::run::Progress;

/// Most runs of one page.
pub const PAGE: usize = 100;

/// A run, and what has become of its messages.
pub const RUN: Shape = Shape {
    name: "Run",
    doc: "A template on its way to everyone in a campaign.",
    fields: || {
        vec![
            Field::needed("id", NUMBER, "Its number: the SCHEDULEDID of its events."),
            Field::needed(
                "campaign",
                Form::Text(&Text::ANY),
                "The campaign as the request named it.",
            ),
            Field::needed("template", NUMBER, "The MMSID of what is sent."),
            Field::needed("began", Form::Text(&Text::INSTANT), "When it began."),
            Field::needed(
                "valid_until",
                Form::Text(&Text::INSTANT),
                "Its messages are tried no longer.",
            ),
            Field::needed("receivers", COUNT, "People in the campaign when it began."),
            Field::needed("waiting", COUNT, "Those whose message is still to be made."),
            Field::needed(
                "under_way",
                COUNT,
                "Messages of which the end is not known.",
            ),
            Field::needed("delivered", COUNT, "Messages that were delivered."),
            Field::needed("failed", COUNT, "Messages that ended in another way."),
        ]
    },
};

/// As it is shown.
#[must_use]
pub fn view(progress: &Progress) -> Value {
    let Progress {
        run,
        waiting,
        states,
    } = progress;
    let delivered = |state: State| matches!(state, State::Delivered | State::SmsDelivered);
    let count = |belongs: &dyn Fn(State) -> bool| -> u64 {
        let of_state = states.iter().filter(|(state, _)| belongs(*state));
        of_state.map(|(_, messages)| messages).sum()
    };
    json!({
        "id": run.id.0,
        "campaign": run.campaign_ref,
        "template": run.template.0,
        "began": run.began.to_string(),
        "valid_until": run.validity.to_string(),
        "receivers": run.receivers,
        "waiting": waiting,
        "under_way": count(&|state| !state.is_final()),
        "delivered": count(&delivered),
        "failed": count(&|state| state.is_final() && !delivered(state)),
    })
}

/// One page of an account's runs, newest first: those before a run, if that is said.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn list(
    desk: &Desk,
    account: &str,
    (before, limit): (Option<i64>, usize),
) -> Result<Vec<Progress>, Error> {
    let account = desk.account(account).await?;
    let found = desk
        .store
        .run_progress(account.id, before.map(RunId), limit);
    Ok(found.await?)
}

/// One run of an account.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(desk: &Desk, account: &str, run: i64) -> Result<Progress, Error> {
    let missing = || Error::missing("run", run.to_string());
    let behind = run.checked_add(1).ok_or_else(missing)?;
    let found = list(desk, account, (Some(behind), 1)).await?;
    let found = found.into_iter().find(|it| it.run.id.0 == run);
    found.ok_or_else(missing)
}
