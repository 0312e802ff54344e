//! `loginUser` and `createAccountSession`, which do the same: a session for the console, to read.
//!
//! Source: docs/contract.md, loginUser, createAccountSession.

use crate::Error;
use crate::check::Call;
use crate::token;
use domain::answer::Answer;
use domain::fault::Fault;
use domain::limits::time::SESSION;
use storage::session::Session;

/// Serves a call of either.
pub(crate) async fn open(call: &Call<'_>) -> Result<Answer, Fault> {
    let session_id = token::session();
    let session = Session {
        digest: token::digest(&session_id),
        account: call.account.id,
        ends: call.now + SESSION,
    };
    let opened = call.ctx.store.open_session(&session, call.now).await;
    opened.map_err(|error| Error::from(error).into_fault())?;
    Ok(Answer::Session { session_id })
}
