//! Routes of what is the same on every server: the settings, and the document.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::form::{Field, Form, Shape, Text};
use crate::operators;
use crate::settings::{self, Row};
use crate::view;
use serde_json::{Value, json};

/// What can be set.
const SETTINGS: Shape = Shape {
    name: "SettingList",
    doc: "Everything that can be set.",
    fields: || {
        vec![
            Field::needed("account", ROWS, "What can be set of an account."),
            Field::needed("sender", ROWS, "What can be set of a sender."),
        ]
    },
};

const ROWS: Form = Form::List {
    of: &Form::Object(&ROW),
    max: 1_000,
};

const ROW: Shape = Shape {
    name: "Setting",
    doc: "Something that can be set.",
    fields: || {
        vec![
            Field::needed("name", Form::Text(&Text::ANY), "Its name."),
            Field::needed("doc", Form::Text(&Text::ANY), "What it means."),
            Field::needed(
                "value",
                Form::Text(&Text::ANY),
                "What its value looks like.",
            ),
            Field::needed(
                "default",
                Form::Text(&Text::ANY),
                "What holds when it is null.",
            ),
            Field::needed(
                "example",
                Form::Text(&Text::ANY),
                "A value, as the command line has it.",
            ),
        ]
    },
};

/// Operators.
const OPERATORS: Shape = Shape {
    name: "OperatorList",
    doc: "The operators that the configuration has.",
    fields: || {
        const LIST: Form = Form::List {
            of: &Form::Object(&operators::OPERATOR),
            max: 100_000,
        };
        vec![Field::needed("operators", LIST, "The operators.")]
    },
};

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route {
            answers: &[(200, None)],
            run: run!(document),
            ..Route::get("/openapi.json", "showDocument", "Show this document.")
        },
        Route {
            answers: &[(200, Some(&SETTINGS))],
            run: run!(list),
            ..Route::get(
                "/settings",
                "listSettings",
                "List what can be set, and what it means.",
            )
        },
        Route {
            answers: &[(200, Some(&OPERATORS))],
            run: run!(operators),
            ..Route::get(
                "/operators",
                "listOperators",
                "List the operators. The configuration has them.",
            )
        },
    ]
}

async fn document(ask: Ask) -> Answered {
    Ok(Reply::ok(Value::clone(&ask.document)))
}

async fn list(_: Ask) -> Answered {
    Ok(Reply::ok(json!({
        "account": shown(settings::of_accounts()),
        "sender": shown(settings::of_senders()),
    })))
}

async fn operators(ask: Ask) -> Answered {
    Ok(Reply::ok(
        json!({ "operators": operators::list(&ask.desk) }),
    ))
}

fn shown<T>(rows: &[Row<T>]) -> Value {
    rows.iter().map(view::setting).collect()
}
