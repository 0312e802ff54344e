//! Routes of runs.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::error::Error;
use crate::form::{Field, Form, Shape};
use crate::runs;
use crate::view::NUMBER;
use serde_json::{Value, json};

/// Runs of a page.
const LIST: Shape = Shape {
    name: "RunPage",
    doc: "Runs of an account, newest first.",
    fields: || {
        vec![
            Field::needed("runs", RUNS, "The runs."),
            Field::needed(
                "next",
                NUMBER,
                "What to write into before for the next page; null: this is the last.",
            )
            .or_null(),
        ]
    },
};

const RUNS: Form = Form::List {
    of: &Form::Object(&runs::RUN),
    max: runs::PAGE,
};

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route {
            query: paging,
            answers: &[(200, Some(&LIST))],
            refusals: &[404],
            run: run!(list),
            ..Route::get(
                "/accounts/{account}/runs",
                "listRuns",
                "List the campaign runs of an account, and how far they have come.",
            )
        },
        Route {
            answers: &[(200, Some(&runs::RUN))],
            refusals: &[404],
            run: run!(show),
            ..Route::get(
                "/accounts/{account}/runs/{run}",
                "showRun",
                "Show how far a campaign run has come.",
            )
        },
    ]
}

fn paging() -> Vec<Field> {
    let most = i64::try_from(runs::PAGE).unwrap_or(i64::MAX);
    let limit = Form::Number { min: 1, max: most };
    vec![
        Field::maybe(
            "before",
            NUMBER,
            "Only those before the run of this number.",
        ),
        Field::maybe("limit", limit, "So many at most; 20 unless it is said."),
    ]
}

async fn list(ask: Ask) -> Answered {
    let limit = ask.number("limit").unwrap_or(20);
    let before = ask.query.get("before").and_then(Value::as_i64);
    let page = (before, limit + 1);
    let mut found = runs::list(&ask.desk, ask.named("account"), page).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| last.run.id.0);
    let shown: Value = found.iter().map(runs::view).collect();
    Ok(Reply::ok(json!({ "runs": shown, "next": next })))
}

async fn show(ask: Ask) -> Answered {
    let (account, run) = (ask.named("account"), ask.named("run"));
    let number = run.parse().map_err(|_| Error::missing("run", run))?;
    let found = runs::show(&ask.desk, account, number).await?;
    Ok(Reply::ok(runs::view(&found)))
}
