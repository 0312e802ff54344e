//! What things look like on a terminal.

use crate::table::table;
use serde_json::Value;

/// A table of objects: titles and fields of its columns.
pub(super) fn list(columns: &[(&str, &str)], rows: &[Value]) -> String {
    let titles = columns
        .iter()
        .map(|(title, _)| (*title).to_owned())
        .collect();
    let line = |row: &Value| {
        columns
            .iter()
            .map(|(_, field)| cell(&row[*field]))
            .collect()
    };
    let lines: Vec<Vec<String>> = std::iter::once(titles)
        .chain(rows.iter().map(line))
        .collect();
    table(0, &lines)
}

/// Names and values in two columns.
pub(super) fn rows(rows: &[(&str, String)]) -> String {
    let line = |(name, value): &(&str, String)| vec![(*name).to_owned(), value.clone()];
    table(0, &rows.iter().map(line).collect::<Vec<_>>())
}

/// A value in a cell.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) if values.is_empty() => "-".to_owned(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(","),
        Value::Object(_) => value.to_string(),
    }
}
