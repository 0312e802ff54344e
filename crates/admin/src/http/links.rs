//! Routes of links to carriers.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::form::{Field, Form, Shape};
use crate::{links, routing};
use http::Method;
use serde_json::{Value, json};

/// All links.
const LIST: Shape = Shape {
    name: "LinkList",
    doc: "The links to carriers, in the order of the configuration.",
    fields: || vec![Field::needed("links", LINKS, "The links.")],
};

const LINKS: Form = Form::List {
    of: &Form::Object(&links::LINK),
    max: 10_000,
};

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    const ONE: &str = "/links/{link}";
    vec![
        Route {
            answers: &[(200, Some(&LIST))],
            run: run!(list),
            ..Route::get(
                "/links",
                "listLinks",
                "List the links to carriers, and how they are doing.",
            )
        },
        Route {
            answers: &[(200, Some(&links::LINK))],
            refusals: &[404],
            run: run!(show),
            ..Route::get(ONE, "showLink", "Show how a link to a carrier is doing.")
        },
        Route {
            body: Some(&links::SWITCH),
            answers: &[(200, Some(&links::LINK))],
            refusals: &[404],
            run: run!(switch),
            ..Route::write(
                Method::PUT,
                ONE,
                "switchLink",
                "Pause or drain a link to a carrier, or open it again.",
            )
        },
        Route {
            query: || (routing::QUESTION.fields)(),
            answers: &[(200, Some(&routing::EXPLANATION))],
            refusals: &[404, 409],
            run: run!(explain),
            ..Route::get(
                "/route",
                "explainRoute",
                "Say which links would take a message, and why others would not. Sends nothing.",
            )
        },
    ]
}

async fn list(ask: Ask) -> Answered {
    let shown = links::list(&ask.desk).await?;
    Ok(Reply::ok(json!({ "links": shown })))
}

async fn show(ask: Ask) -> Answered {
    Ok(Reply::ok(links::show(&ask.desk, ask.named("link")).await?))
}

async fn switch(ask: Ask) -> Answered {
    let link = links::switch(&ask.desk, ask.named("link"), &ask.body).await?;
    Ok(Reply::ok(link))
}

async fn explain(ask: Ask) -> Answered {
    let question = Value::Object(ask.query);
    Ok(Reply::ok(routing::explain(&ask.desk, &question).await?))
}
