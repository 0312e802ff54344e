//! Routes for many accounts at once.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::apply::{self, Rest};
use crate::form::{Field, Form, Text};
use http::Method;
use serde_json::{Value, json};

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route {
            query: || {
                vec![Field::maybe(
                    "account",
                    Form::Text(&Text::ACCOUNT),
                    "Only this account.",
                )]
            },
            answers: &[(200, Some(&apply::ORDER))],
            refusals: &[404],
            run: run!(export),
            ..Route::get(
                "/export",
                "export",
                "Show all accounts as they can be applied again, without secrets.",
            )
        },
        Route {
            query: wishes,
            body: Some(&apply::ORDER),
            answers: &[(200, Some(&apply::DIFFERENCE))],
            refusals: &[404, 409, 412],
            run: run!(apply),
            ..Route::write(
                Method::POST,
                "/apply",
                "apply",
                "Make accounts equal to these, and say what was different. If it cannot be done to \
                 its end, the refusal says how far it went.",
            )
        },
    ]
}

fn wishes() -> Vec<Field> {
    vec![
        Field::maybe("dry_run", Form::Flag, "Only say what is different."),
        Field::maybe(
            "prune",
            Form::Flag,
            "What is not named goes: settings get their defaults; senders, keys and blacklist entries of operators are removed; other accounts are blocked.",
        ),
    ]
}

async fn export(ask: Ask) -> Answered {
    let exported = apply::export(&ask.desk, ask.text("account")).await?;
    Ok(Reply::ok(exported))
}

async fn apply(ask: Ask) -> Answered {
    let is = |name: &str| ask.query.get(name) == Some(&Value::Bool(true));
    let rest = if is("prune") { Rest::Goes } else { Rest::Stays };
    let plan = apply::plan(&ask.desk, &ask.body, rest).await?;
    let dry_run = is("dry_run");
    if !dry_run {
        plan.carry_out(&ask.desk).await?;
    }
    let lines: Vec<&str> = plan.lines().collect();
    Ok(Reply::ok(
        json!({ "difference": lines, "applied": !dry_run }),
    ))
}
