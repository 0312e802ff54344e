//! Routes of reports that no message is known for.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::form::{Field, Form, Shape};
use crate::reports;
use crate::view::{COUNT, NUMBER};
use serde_json::{Value, json};

/// Reports of a page.
const LIST: Shape = Shape {
    name: "UnknownReportPage",
    doc: "Reports for which no message is known, newest first.",
    fields: || {
        vec![
            Field::needed("reports", REPORTS, "The reports."),
            Field::needed("count", COUNT, "How many there are on all pages."),
            Field::needed(
                "next",
                NUMBER,
                "What to write into before for the next page; null: this is the last.",
            )
            .or_null(),
        ]
    },
};

const REPORTS: Form = Form::List {
    of: &Form::Object(&reports::REPORT),
    max: reports::PAGE,
};

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    vec![Route {
        query: paging,
        answers: &[(200, Some(&LIST))],
        run: run!(unknown),
        ..Route::get(
            "/reports/unknown",
            "listUnknownReports",
            "List the reports of carriers for which no message is known.",
        )
    }]
}

fn paging() -> Vec<Field> {
    let most = i64::try_from(reports::PAGE).unwrap_or(i64::MAX);
    let limit = Form::Number { min: 1, max: most };
    vec![
        Field::maybe(
            "before",
            NUMBER,
            "Only those before the report of this number.",
        ),
        Field::maybe("limit", limit, "So many at most; 20 unless it is said."),
    ]
}

async fn unknown(ask: Ask) -> Answered {
    let limit = ask.number("limit").unwrap_or(20);
    let before = ask.query.get("before").and_then(Value::as_i64);
    let mut shown = reports::unknown(&ask.desk, (before, limit + 1)).await?;
    let more = shown.len() > limit;
    shown.truncate(limit);
    let next = shown.last().filter(|_| more).map(|last| last["id"].clone());
    let count = reports::count(&ask.desk).await?;
    Ok(Reply::ok(
        json!({ "reports": shown, "count": count, "next": next }),
    ))
}
