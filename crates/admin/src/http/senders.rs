//! Routes of senders.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::form::{Field, Form, Shape};
use crate::version::Version;
use crate::{accounts, senders, view};
use http::Method;
use serde_json::{Value, json};

/// Senders of an account.
const LIST: Shape = Shape {
    name: "SenderList",
    doc: "The senders of an account; the first that serves a country is the default for it.",
    fields: || vec![Field::needed("senders", SENDERS, "The senders.")],
};

const SENDERS: Form = Form::List {
    of: &Form::Object(&view::SENDER),
    max: 10_000,
};

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    const ONE: &str = "/accounts/{account}/senders/{address}";
    vec![
        Route {
            answers: &[(200, Some(&LIST))],
            refusals: &[404],
            run: run!(list),
            ..Route::get(
                "/accounts/{account}/senders",
                "listSenders",
                "List the senders of an account.",
            )
        },
        Route {
            answers: &[(200, Some(&view::SENDER))],
            refusals: &[404],
            run: run!(show),
            ..Route::get(ONE, "showSender", "Show a sender.")
        },
        Route {
            body: Some(&senders::ORDER),
            conditional: true,
            answers: &[(200, Some(&view::SENDER)), (201, Some(&view::SENDER))],
            refusals: &[404],
            run: run!(put),
            ..Route::write(
                Method::PUT,
                ONE,
                "putSender",
                "Make a sender equal to this, or add it.",
            )
        },
        Route {
            body: Some(&senders::ORDER),
            conditional: true,
            answers: &[(200, Some(&view::SENDER))],
            refusals: &[404],
            run: run!(change),
            ..Route::write(
                Method::PATCH,
                ONE,
                "changeSender",
                "Change a sender; what is left out stays.",
            )
        },
        Route {
            conditional: true,
            answers: &[(204, None)],
            refusals: &[404],
            run: run!(remove),
            ..Route::write(
                Method::DELETE,
                ONE,
                "removeSender",
                "Take a sender away; messages that were accepted go on.",
            )
        },
    ]
}

async fn list(ask: Ask) -> Answered {
    let account = accounts::show(&ask.desk, ask.named("account")).await?;
    let shown: Value = account.senders.iter().map(view::sender).collect();
    Ok(Reply::ok(json!({ "senders": shown })).of(&Version::of(&account)))
}

async fn show(ask: Ask) -> Answered {
    let account = accounts::show(&ask.desk, ask.named("account")).await?;
    let sender = senders::of(&account, ask.named("address"))?;
    Ok(Reply::ok(view::sender(sender)).of(&Version::of(&account)))
}

async fn put(ask: Ask) -> Answered {
    let place @ (name, address) = (ask.named("account"), ask.named("address"));
    let (account, added) = senders::put(&ask.desk, place, &ask.seen, &ask.body).await?;
    let shown = view::sender(senders::of(&account, address)?);
    let reply = match added {
        true => Reply::created(shown, &["accounts", name, "senders", address]),
        false => Reply::ok(shown),
    };
    Ok(reply.of(&Version::of(&account)))
}

async fn change(ask: Ask) -> Answered {
    let place @ (_, address) = (ask.named("account"), ask.named("address"));
    let account = senders::change(&ask.desk, place, &ask.seen, &ask.body).await?;
    let shown = view::sender(senders::of(&account, address)?);
    Ok(Reply::ok(shown).of(&Version::of(&account)))
}

async fn remove(ask: Ask) -> Answered {
    let place = (ask.named("account"), ask.named("address"));
    let account = senders::remove(&ask.desk, place, &ask.seen).await?;
    Ok(Reply::done().of(&Version::of(&account)))
}
