//! Routes of services.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::form::{Field, Form, Shape};
use crate::version::Version;
use crate::{accounts, services};
use http::Method;
use serde_json::json;

/// Services of an account.
const LIST: Shape = Shape {
    name: "ServiceList",
    doc: "The services of an account, by id.",
    fields: || vec![Field::needed("services", SERVICES, "The services.")],
};

const SERVICES: Form = Form::List {
    of: &Form::Object(&services::SERVICE),
    max: 100_000,
};

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    const ONE: &str = "/accounts/{account}/services/{service}";
    vec![
        Route {
            answers: &[(200, Some(&LIST))],
            refusals: &[404],
            run: run!(list),
            ..Route::get(
                "/accounts/{account}/services",
                "listServices",
                "List the services of an account.",
            )
        },
        Route {
            answers: &[(200, Some(&services::SERVICE))],
            refusals: &[404],
            run: run!(show),
            ..Route::get(ONE, "showService", "Show a service.")
        },
        Route {
            body: Some(&services::ORDER),
            conditional: true,
            answers: &[
                (200, Some(&services::SERVICE)),
                (201, Some(&services::SERVICE)),
            ],
            refusals: &[404],
            run: run!(put),
            ..Route::write(
                Method::PUT,
                ONE,
                "putService",
                "Say which senders may be used for a service.",
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
                "removeService",
                "Take a service away from all senders.",
            )
        },
    ]
}

async fn list(ask: Ask) -> Answered {
    let account = accounts::show(&ask.desk, ask.named("account")).await?;
    let shown = json!({ "services": services::of(&account) });
    Ok(Reply::ok(shown).of(&Version::of(&account)))
}

async fn show(ask: Ask) -> Answered {
    let account = accounts::show(&ask.desk, ask.named("account")).await?;
    let service = services::one(&account, ask.named("service"))?;
    Ok(Reply::ok(service).of(&Version::of(&account)))
}

async fn put(ask: Ask) -> Answered {
    let place @ (name, id) = (ask.named("account"), ask.named("service"));
    let (account, is_new) = services::put(&ask.desk, place, &ask.seen, &ask.body).await?;
    let service = services::one(&account, id)?;
    let reply = match is_new {
        true => Reply::created(service, &["accounts", name, "services", id]),
        false => Reply::ok(service),
    };
    Ok(reply.of(&Version::of(&account)))
}

async fn remove(ask: Ask) -> Answered {
    let place = (ask.named("account"), ask.named("service"));
    let account = services::remove(&ask.desk, place, &ask.seen).await?;
    Ok(Reply::done().of(&Version::of(&account)))
}
