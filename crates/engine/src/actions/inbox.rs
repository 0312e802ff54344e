//! `removeMMSInboxMessage`: ends the files of a message from a phone; its record stays.
//!
//! Source: docs/contract.md, removeMMSInboxMessage.

use crate::check::Call;
use crate::{Error, jobs};
use domain::answer::Answer;
use domain::fault::{Fault, Kind};
use domain::inbound::InboundKind;
use domain::order::Field;

/// Serves a call of `removeMMSInboxMessage`.
pub(crate) async fn remove(call: &Call<'_>) -> Result<Answer, Fault> {
    let given = call.given(Field::MmsInboxId)?;
    let given = given.ok_or_else(|| Fault::from(Kind::InboxIdRequired))?;
    let failed = |error: storage::Error| Error::from(error).told_as(Kind::InboxNotCleaned);
    let store = &call.ctx.store;
    let found = store.inbound(call.account.id, given).await;
    let pictures = found
        .map_err(failed)?
        .filter(|message| message.kind == InboundKind::Mms);
    let message = pictures.ok_or_else(|| Fault::from(Kind::InboxIdInvalid))?;
    if !message.has_files(call.now) {
        return Err(Kind::InboxEmpty.into());
    }
    let clearing = jobs::clearing(call.ctx, message.id, call.now);
    if !store.clear_inbound(clearing).await.map_err(failed)? {
        return Err(Kind::InboxEmpty.because("another call has removed them"));
    }
    call.ctx.hint();
    Ok(Answer::InboxCleared {
        inbox_id: message.tracking,
    })
}
