//! Routes of postback addresses and of legacy users.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::form::{Field, Form, Shape};
use crate::{endpoints, users};
use http::Method;
use serde_json::json;

/// Addresses of an account.
const LIST: Shape = Shape {
    name: "EndpointList",
    doc: "All addresses that events of an account are posted to.",
    fields: || vec![Field::needed("endpoints", ENDPOINTS, "The addresses.")],
};

const ENDPOINTS: Form = Form::List {
    of: &Form::Object(&endpoints::ENDPOINT),
    max: 100_000,
};

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = of_endpoints();
    routes.extend(of_users());
    routes
}

fn of_endpoints() -> Vec<Route> {
    const ALL: &str = "/accounts/{account}/endpoints";
    vec![
        Route {
            answers: &[(200, Some(&LIST))],
            refusals: &[404],
            run: run!(list),
            ..Route::get(
                ALL,
                "listEndpoints",
                "List the addresses that events are posted to, and whether anything is sent there.",
            )
        },
        Route {
            body: Some(&endpoints::SWITCH),
            answers: &[(200, Some(&LIST))],
            refusals: &[404],
            run: run!(switch),
            ..Route::write(
                Method::POST,
                ALL,
                "switchEndpoints",
                "Switch addresses on, with a clean record, or off; events are kept meanwhile.",
            )
        },
    ]
}

fn of_users() -> Vec<Route> {
    const ONE: &str = "/accounts/{account}/legacy-user";
    vec![
        Route {
            answers: &[(200, Some(&users::USER))],
            refusals: &[404],
            run: run!(show_user),
            ..Route::get(
                ONE,
                "showLegacyUser",
                "Show the user of an account for clients older than keys.",
            )
        },
        Route {
            body: Some(&users::ORDER),
            answers: &[(200, Some(&users::USER)), (201, Some(&users::USER))],
            refusals: &[404, 409],
            run: run!(put_user),
            ..Route::write(
                Method::PUT,
                ONE,
                "putLegacyUser",
                "Give an account its user, in place of one that it had.",
            )
        },
        Route {
            answers: &[(204, None)],
            refusals: &[404],
            run: run!(remove_user),
            ..Route::write(
                Method::DELETE,
                ONE,
                "removeLegacyUser",
                "Take the user of an account away.",
            )
        },
    ]
}

async fn list(ask: Ask) -> Answered {
    let found = endpoints::list(&ask.desk, ask.named("account")).await?;
    Ok(Reply::ok(json!({ "endpoints": found })))
}

async fn switch(ask: Ask) -> Answered {
    endpoints::switch(&ask.desk, ask.named("account"), &ask.body).await?;
    list(ask).await
}

async fn show_user(ask: Ask) -> Answered {
    let user = users::show(&ask.desk, ask.named("account")).await?;
    Ok(Reply::ok(users::view(&user)))
}

async fn put_user(ask: Ask) -> Answered {
    let name = ask.named("account");
    let (user, is_new) = users::put(&ask.desk, name, &ask.body).await?;
    Ok(match is_new {
        true => Reply::created(users::view(&user), &["accounts", name, "legacy-user"]),
        false => Reply::ok(users::view(&user)),
    })
}

async fn remove_user(ask: Ask) -> Answered {
    users::remove(&ask.desk, ask.named("account")).await?;
    Ok(Reply::done())
}
