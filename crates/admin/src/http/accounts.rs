//! Routes of accounts.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::form::{Field, Form, Shape, Text};
use crate::version::Version;
use crate::{accounts, view};
use domain::account::Account;
use http::Method;
use serde_json::{Value, json};

/// Accounts of a page.
const PAGE: Shape = Shape {
    name: "AccountPage",
    doc: "Accounts by name.",
    fields: || {
        vec![
            Field::needed("accounts", ACCOUNTS, "The accounts."),
            Field::needed(
                "next",
                Form::Text(&Text::ANY),
                "What to write into after for the next page; null: this is the last.",
            )
            .or_null(),
        ]
    },
};

const ACCOUNTS: Form = Form::List {
    of: &Form::Object(&view::ACCOUNT),
    max: accounts::PAGE,
};

/// A signing secret.
const SECRET: Shape = Shape {
    name: "SigningSecret",
    doc: "A signing secret that was made, shown only now.",
    fields: || {
        vec![Field::needed(
            "signing_secret",
            Form::Text(&Text::ANY),
            "The secret, as libraries of Standard Webhooks take it.",
        )]
    },
};

fn paging() -> Vec<Field> {
    let most = i64::try_from(accounts::PAGE).unwrap_or(i64::MAX);
    let limit = Form::Number { min: 1, max: most };
    vec![
        Field::maybe(
            "after",
            Form::Text(&Text::ANY),
            "Only those whose name is behind this one.",
        ),
        Field::maybe("limit", limit, "So many at most; 100 unless it is said."),
    ]
}

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = of_accounts();
    routes.extend(of_secrets());
    routes
}

fn of_accounts() -> Vec<Route> {
    vec![
        Route {
            query: paging,
            answers: &[(200, Some(&PAGE))],
            run: run!(list),
            ..Route::get("/accounts", "listAccounts", "List accounts by name.")
        },
        Route {
            body: Some(&accounts::NEW),
            answers: &[(201, Some(&accounts::MADE))],
            refusals: &[409],
            run: run!(create),
            ..Route::write(
                Method::POST,
                "/accounts",
                "createAccount",
                "Make an account with an API key and a signing secret, and show both, once.",
            )
        },
        Route {
            answers: &[(200, Some(&view::ACCOUNT))],
            refusals: &[404],
            run: run!(show),
            ..Route::get("/accounts/{account}", "showAccount", "Show an account.")
        },
        Route {
            body: Some(&accounts::ORDER),
            conditional: true,
            answers: &[(200, Some(&view::ACCOUNT)), (201, Some(&view::ACCOUNT))],
            run: run!(put),
            ..Route::write(
                Method::PUT,
                "/accounts/{account}",
                "putAccount",
                "Make an account equal to this, or make it, without a key.",
            )
        },
        Route {
            body: Some(&accounts::CHANGE),
            conditional: true,
            answers: &[(200, Some(&view::ACCOUNT))],
            refusals: &[404, 409],
            run: run!(change),
            ..Route::write(
                Method::PATCH,
                "/accounts/{account}",
                "changeAccount",
                "Change an account; what is left out stays.",
            )
        },
    ]
}

fn of_secrets() -> Vec<Route> {
    vec![
        Route {
            answers: &[(201, Some(&SECRET))],
            refusals: &[404],
            run: run!(renew_secret),
            ..Route::write(
                Method::POST,
                "/accounts/{account}/signing-secret",
                "renewSigningSecret",
                "Sign postbacks with a new secret, and show it, once. The old one ends at once.",
            )
        },
        Route {
            answers: &[(204, None)],
            refusals: &[404],
            run: run!(remove_secret),
            ..Route::write(
                Method::DELETE,
                "/accounts/{account}/signing-secret",
                "removeSigningSecret",
                "Do not sign postbacks any more.",
            )
        },
    ]
}

fn shown(account: &Account) -> Reply {
    Reply::ok(view::account(account)).of(&Version::of(account))
}

async fn list(ask: Ask) -> Answered {
    let limit = ask.number("limit").unwrap_or(100);
    let after = ask.text("after").unwrap_or_default();
    // One more than wanted tells whether there is a next page.
    let mut found = accounts::list(&ask.desk, after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| last.name.clone());
    let shown: Value = found.iter().map(view::account).collect();
    Ok(Reply::ok(json!({ "accounts": shown, "next": next })))
}

async fn create(ask: Ask) -> Answered {
    let made = accounts::create(&ask.desk, &ask.body).await?;
    let reply = Reply::created(made.view(), &["accounts", &made.account.name]);
    Ok(reply.of(&Version::of(&made.account)))
}

async fn show(ask: Ask) -> Answered {
    let account = accounts::show(&ask.desk, ask.named("account")).await?;
    Ok(shown(&account))
}

async fn put(ask: Ask) -> Answered {
    let name = ask.named("account");
    let (account, made) = accounts::put(&ask.desk, name, &ask.seen, &ask.body).await?;
    Ok(match made {
        false => shown(&account),
        true => Reply::created(view::account(&account), &["accounts", &account.name])
            .of(&Version::of(&account)),
    })
}

async fn change(ask: Ask) -> Answered {
    let name = ask.named("account");
    let account = accounts::change(&ask.desk, name, &ask.seen, &ask.body).await?;
    Ok(shown(&account))
}

async fn renew_secret(ask: Ask) -> Answered {
    let name = ask.named("account");
    let secret = accounts::renew_secret(&ask.desk, name).await?;
    Ok(Reply::created(
        json!({ "signing_secret": secret }),
        &["accounts", name],
    ))
}

async fn remove_secret(ask: Ask) -> Answered {
    accounts::remove_secret(&ask.desk, ask.named("account")).await?;
    Ok(Reply::done())
}
