//! Routes of keys.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::form::{Field, Form, Shape};
use crate::{keys, view};
use http::Method;
use serde_json::{Value, json};

/// Keys of an account.
const LIST: Shape = Shape {
    name: "KeyList",
    doc: "The keys of an account, ended ones included, oldest first.",
    fields: || vec![Field::needed("keys", KEYS, "The keys.")],
};

const KEYS: Form = Form::List {
    of: &Form::Object(&view::KEY),
    max: 100_000,
};

/// Where the keys of an account are.
const ALL: &str = "/accounts/{account}/keys";
const ONE: &str = "/accounts/{account}/keys/{key}";

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = of_keys();
    routes.extend(of_rotation());
    routes
}

fn of_keys() -> Vec<Route> {
    vec![
        Route {
            answers: &[(200, Some(&LIST))],
            refusals: &[404],
            run: run!(list),
            ..Route::get(
                ALL,
                "listKeys",
                "List the keys of an account, without the keys themselves.",
            )
        },
        Route {
            body: Some(&keys::NEW),
            answers: &[(201, Some(&keys::MADE))],
            refusals: &[404, 409],
            run: run!(create),
            ..Route::write(
                Method::POST,
                ALL,
                "createKey",
                "Make a key and show it, once; or take over one that customers have already.",
            )
        },
        Route {
            answers: &[(200, Some(&view::KEY))],
            refusals: &[404],
            run: run!(show),
            ..Route::get(ONE, "showKey", "Show a key, without the key itself.")
        },
        Route {
            body: Some(&keys::CHANGE),
            answers: &[(200, Some(&view::KEY))],
            refusals: &[404],
            run: run!(change),
            ..Route::write(
                Method::PATCH,
                ONE,
                "changeKey",
                "Change label, scope or end of a key.",
            )
        },
        Route {
            answers: &[(204, None)],
            refusals: &[404],
            run: run!(remove),
            ..Route::write(
                Method::DELETE,
                ONE,
                "removeKey",
                "Forget a key; it ends at once.",
            )
        },
    ]
}

fn of_rotation() -> Vec<Route> {
    vec![
        Route {
            body: Some(&keys::ROTATION),
            answers: &[(201, Some(&keys::MADE))],
            refusals: &[404],
            run: run!(rotate),
            ..Route::write(
                Method::POST,
                "/accounts/{account}/keys/{key}/rotate",
                "rotateKey",
                "Replace a key by a new one of the same scope, and show it, once. The old one ends \
                 at once, or after a grace.",
            )
        },
        Route {
            body: Some(&keys::ROTATION),
            answers: &[(201, Some(&keys::MADE))],
            refusals: &[404],
            run: run!(rotate_all),
            ..Route::write(
                Method::POST,
                "/accounts/{account}/rotate-keys",
                "rotateKeys",
                "Make a key for everything, and show it, once. All others end at once, or after a \
                 grace.",
            )
        },
    ]
}

async fn list(ask: Ask) -> Answered {
    let keys = keys::list(&ask.desk, ask.named("account")).await?;
    let now = ask.desk.clock.now();
    let shown: Value = keys.iter().map(|key| view::key(key, now)).collect();
    Ok(Reply::ok(json!({ "keys": shown })))
}

async fn create(ask: Ask) -> Answered {
    let made = keys::create(&ask.desk, ask.named("account"), &ask.body).await?;
    Ok(created(&ask, &made))
}

fn created(ask: &Ask, made: &keys::Made) -> Reply {
    let id = view::key_id(&made.key.digest);
    Reply::created(
        made.view(),
        &["accounts", ask.named("account"), "keys", &id],
    )
}

async fn show(ask: Ask) -> Answered {
    let key = keys::show(&ask.desk, ask.named("account"), ask.named("key")).await?;
    Ok(Reply::ok(view::key(&key, ask.desk.clock.now())))
}

async fn change(ask: Ask) -> Answered {
    let (account, id) = (ask.named("account"), ask.named("key"));
    let key = keys::change(&ask.desk, account, id, &ask.body).await?;
    Ok(Reply::ok(view::key(&key, ask.desk.clock.now())))
}

async fn remove(ask: Ask) -> Answered {
    keys::remove(&ask.desk, ask.named("account"), ask.named("key")).await?;
    Ok(Reply::done())
}

async fn rotate(ask: Ask) -> Answered {
    let (account, id) = (ask.named("account"), ask.named("key"));
    let made = keys::rotate(&ask.desk, account, id, &ask.body).await?;
    Ok(created(&ask, &made))
}

async fn rotate_all(ask: Ask) -> Answered {
    let (made, _) = keys::rotate_all(&ask.desk, ask.named("account"), &ask.body).await?;
    Ok(created(&ask, &made))
}
