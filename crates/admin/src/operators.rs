//! The operator table, as the configuration makes it. It is changed there, in `[[operator]]`.
//!
//! Source: docs/contract.md, operators and carrier lookup.

use crate::desk::Desk;
use crate::form::{Field, Form, Shape, Text};
use domain::limits::Ceilings;
use domain::operator::{Ids, Operator, Role};
use serde_json::{Value, json};

/// A row of the table.
pub const OPERATOR: Shape = Shape {
    name: "Operator",
    doc: "A mobile operator, or what stands for several. The configuration has them.",
    fields: || {
        let ids = |name, doc: &str| Field::needed(name, IDS, doc);
        let bytes = |name, doc: &str| Field::needed(name, BYTES, doc);
        vec![
            Field::needed("name", Form::Text(&Text::ANY), "Its name."),
            Field::needed(
                "role",
                Form::Word(|| vec!["network", "all", "emulator"]),
                "One network, all of them, or the simulated carrier.",
            ),
            Field::needed("mms", Form::Flag, "It takes MMS; else SMS only."),
            Field::needed("supported", Form::Flag, "It is sent to (else E628)."),
            ids(
                "legacy",
                "Ids of the LEGACY generation; postbacks carry the first.",
            ),
            ids(
                "wxml",
                "Ids of the WXML generation; postbacks carry the first.",
            ),
            ids(
                "kebab",
                "Ids of the KEBAB generation; postbacks carry the first.",
            ),
            ids(
                "json",
                "Ids of the JSON generation; postbacks carry the first.",
            ),
            bytes("short_code_bytes", "Largest message from a short code."),
            bytes("long_code_bytes", "Largest message from a long code."),
            bytes(
                "toll_free_bytes",
                "Largest message from a toll-free number.",
            ),
        ]
    },
};

const IDS: Form = Form::List {
    of: &Form::Text(&Text::ANY),
    max: 1_000,
};

const BYTES: Form = Form::Number {
    min: 0,
    max: i64::MAX,
};

/// As it is shown.
#[must_use]
pub fn view(operator: &Operator) -> Value {
    let Operator {
        name,
        role,
        ids,
        mms,
        supported,
        ceilings,
    } = operator;
    let Ids {
        legacy,
        wxml,
        kebab,
        json,
    } = ids;
    let Ceilings {
        short_code_bytes,
        long_code_bytes,
        toll_free_bytes,
    } = ceilings;
    json!({
        "name": name,
        "role": match role {
            Role::Network => "network",
            Role::All => "all",
            Role::Emulator => "emulator",
        },
        "mms": mms,
        "supported": supported,
        "legacy": legacy,
        "wxml": wxml,
        "kebab": kebab,
        "json": json,
        "short_code_bytes": short_code_bytes,
        "long_code_bytes": long_code_bytes,
        "toll_free_bytes": toll_free_bytes,
    })
}

/// All rows, in the order of the table.
#[must_use]
pub fn list(desk: &Desk) -> Vec<Value> {
    desk.operators.iter().map(|it| view(it)).collect()
}
