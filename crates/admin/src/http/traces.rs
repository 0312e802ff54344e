//! Routes of traces of links.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use super::token::Rights;
use crate::form::{Field, Form, Shape};
use crate::traces;
use http::Method;
use serde_json::{Value, json};

/// The last exchanges.
const LIST: Shape = Shape {
    name: "ExchangeList",
    doc: "The last exchanges of a link, newest first.",
    fields: || vec![Field::needed("exchanges", EXCHANGES, "The exchanges.")],
};

const EXCHANGES: Form = Form::List {
    of: &Form::Object(&traces::SUMMARY),
    max: traces::PAGE,
};

/// The routes. What phones and customers wrote is in exchanges, so a token that may only read
/// figures does not show them.
pub(super) fn routes() -> Vec<Route> {
    const ONE: &str = "/links/{link}/trace";
    vec![
        Route {
            answers: &[(200, Some(&traces::TRACE))],
            refusals: &[404],
            run: run!(show),
            ..Route::get(
                ONE,
                "showTrace",
                "Show whether the exchanges of a link with its carrier are kept.",
            )
        },
        Route {
            body: Some(&traces::SWITCH),
            answers: &[(200, Some(&traces::TRACE))],
            refusals: &[404],
            run: run!(on),
            ..Route::write(
                Method::PUT,
                ONE,
                "startTrace",
                "Keep the exchanges of a link with its carrier for a time.",
            )
        },
        Route {
            answers: &[(200, Some(&traces::TRACE))],
            refusals: &[404],
            run: run!(off),
            ..Route::write(
                Method::DELETE,
                ONE,
                "endTrace",
                "Keep no more exchanges of a link; those that are kept stay for their time.",
            )
        },
        Route {
            rights: Rights::Full,
            query: last,
            answers: &[(200, Some(&LIST))],
            refusals: &[404],
            run: run!(list),
            ..Route::get(
                "/links/{link}/exchanges",
                "listExchanges",
                "List the last exchanges of a link that were kept.",
            )
        },
        Route {
            rights: Rights::Full,
            answers: &[(200, Some(&traces::EXCHANGE))],
            refusals: &[404],
            run: run!(one),
            ..Route::get(
                "/links/{link}/exchanges/{exchange}",
                "showExchange",
                "Show an exchange byte for byte, but for secrets and numbers.",
            )
        },
    ]
}

fn last() -> Vec<Field> {
    let most = i64::try_from(traces::PAGE).unwrap_or(i64::MAX);
    let limit = Form::Number { min: 1, max: most };
    vec![Field::maybe(
        "last",
        limit,
        "So many at most; 20 unless it is said.",
    )]
}

async fn show(ask: Ask) -> Answered {
    Ok(Reply::ok(traces::show(&ask.desk, ask.named("link")).await?))
}

async fn on(ask: Ask) -> Answered {
    let trace = traces::on(&ask.desk, ask.named("link"), &ask.body).await?;
    Ok(Reply::ok(trace))
}

async fn off(ask: Ask) -> Answered {
    Ok(Reply::ok(traces::off(&ask.desk, ask.named("link")).await?))
}

async fn list(ask: Ask) -> Answered {
    let limit = ask.number("last").unwrap_or(20);
    let kept = traces::last(&ask.desk, ask.named("link"), limit).await?;
    let shown: Value = kept.iter().map(traces::summary).collect();
    Ok(Reply::ok(json!({ "exchanges": shown })))
}

async fn one(ask: Ask) -> Answered {
    let id = ask.named("exchange").parse().unwrap_or_default();
    let kept = traces::one(&ask.desk, ask.named("link"), id).await?;
    Ok(Reply::ok(traces::whole(&kept)))
}
