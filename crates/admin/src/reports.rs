//! Reports of carriers for which no message is known.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text};
use crate::view::NUMBER;
use serde_json::{Value, json};
use storage::report::OpenReport;

/// Reports of one page at most.
pub const PAGE: usize = 1_000;

/// A report without a message.
pub const REPORT: Shape = Shape {
    name: "UnknownReport",
    doc: "What a carrier said of a message that nobody knows, or not yet: it waits two weeks for the answer that bears its id.",
    fields: || {
        let any = |name, doc: &str| Field::needed(name, Form::Text(&Text::ANY), doc);
        let instant = |name, doc: &str| Field::needed(name, Form::Text(&Text::INSTANT), doc);
        vec![
            Field::needed("id", NUMBER, "Its number."),
            any("link", "Link that it came by."),
            any(
                "message_id",
                "The carrier's id of the message, as the carrier spells it.",
            ),
            any("fate", "What we made of it."),
            any("word", "The carrier's own word for it."),
            any("text", "The carrier's own explanation.").or_null(),
            instant("at", "When it happened, by the carrier's clock.").or_null(),
            instant("received", "When it came."),
        ]
    },
};

/// Reports without a message, newest first: only those before the report of that number, and so
/// many at most.
///
/// # Errors
///
/// The store's.
pub async fn unknown(
    desk: &Desk,
    (before, limit): (Option<i64>, usize),
) -> Result<Vec<Value>, Error> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let found = desk.store.unknown_reports(before, limit).await?;
    Ok(found.iter().map(view).collect())
}

/// How many there are.
///
/// # Errors
///
/// The store's.
pub async fn count(desk: &Desk) -> Result<u64, Error> {
    Ok(desk.store.parked_reports().await?)
}

fn view(OpenReport { id, report, .. }: &OpenReport) -> Value {
    json!({
        "id": id,
        "link": report.link,
        "message_id": report.carrier_message_id,
        "fate": report.fate.word(),
        "word": report.word,
        "text": report.text,
        "at": report.at.map(|it| it.to_string()),
        "received": report.received.to_string(),
    })
}
