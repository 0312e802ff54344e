//! Routes of messages.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::error::Error;
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
    // Whoever asked may hang up; what the carrier says is written down all the same.
    #[expect(
        clippy::disallowed_methods,
        reason = "it ends with the answer of the carrier or its time"
    )]
    let asked = tokio::spawn(async move {
        let message = ask.named("message");
        messages::cancel(&ask.desk, message).await
    });
    let done = asked
        .await
        .map_err(|it| storage::Error::Failed(it.to_string()));
    Ok(Reply::ok(done.map_err(Error::from)??))
}
