//! Routes of messages.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::messages;
use http::Method;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    vec![Route {
        answers: &[(200, Some(&messages::CANCELLATION))],
        refusals: &[404, 409],
        run: run!(cancel),
        ..Route::write(
            Method::POST,
            "/messages/{message}/cancel",
            "cancelMessage",
            "Take a message back: out of the queue, or from the carrier that has it, where the \
             carrier understands that. Each call asks the carrier once.",
        )
    }]
}

async fn cancel(ask: Ask) -> Answered {
    let message = ask.named("message");
    Ok(Reply::ok(messages::cancel(&ask.desk, message).await?))
}
