//! Traces of links: switched on for a time, and what was kept of the wire meanwhile. What is shown
//! has no secrets and no telephone numbers in full; texts of messages are in it.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text, millis};
use crate::hex;
use crate::view::{COUNT, NUMBER};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::trace::{Exchange, Hidden, Shown};
use serde_json::{Value, json};
use std::time::Duration;
use storage::trace::{Kept, Trace};

/// Exchanges of one answer at most: as many as a link can have.
pub const PAGE: usize = 10_000;

/// How a trace is switched on.
pub const SWITCH: Shape = Shape {
    name: "TraceSwitch",
    doc: "For how long the exchanges of a link are kept. It takes effect within a second.",
    fields: || {
        vec![Field::needed(
            "for",
            Form::Text(&Text::TRACED),
            "For so long from now on; it ends by itself.",
        )]
    },
};

/// Whether the exchanges of a link are kept.
pub const TRACE: Shape = Shape {
    name: "Trace",
    doc: "Whether the exchanges of a link with its carrier are kept.",
    fields: || {
        let instant = |name, doc: &str| Field::needed(name, Form::Text(&Text::INSTANT), doc);
        vec![
            Field::needed("link", Form::Text(&Text::ANY), "Name of the link."),
            Field::needed("on", Form::Flag, "Whether they are kept now."),
            instant("since", "Since when they are, or were; null: never.").or_null(),
            instant("until", "Until when they are, or were; null: never.").or_null(),
            Field::needed(
                "lost",
                COUNT,
                "Exchanges since then that were too many at once to be kept.",
            ),
        ]
    },
};

/// An exchange without its bytes.
pub const SUMMARY: Shape = Shape {
    name: "ExchangeSummary",
    doc: "A request and its answer as they went over the wire, without their bytes.",
    fields: summary_fields,
};

/// An exchange.
pub const EXCHANGE: Shape = Shape {
    name: "Exchange",
    doc: "A request and its answer as they went over the wire, but for secrets and numbers.",
    fields: || {
        let side = |name, doc: &str| Field::needed(name, Form::Object(&SIDE), doc);
        let mut fields = summary_fields();
        fields.push(side("asked", "The request."));
        fields.push(side("answered", "The answer; without bytes: none came."));
        fields
    },
};

const SIDE: Shape = Shape {
    name: "ExchangeSide",
    doc: "A request or an answer.",
    fields: || {
        vec![
            Field::needed(
                "base64",
                Form::Text(&Text::ANY),
                "Its first bytes, in Base64; hidden ones are *.",
            ),
            Field::needed("bytes", COUNT, "How many bytes it had."),
            Field::needed(
                "rest_sha256",
                Form::Text(&Text::ANY),
                "SHA-256 of the bytes that are not shown, in hexadecimal; null: all are.",
            )
            .or_null(),
            Field::needed("hidden", SPANS, "Which bytes are hidden."),
        ]
    },
};

const SPANS: Form = Form::List {
    of: &Form::Object(&SPAN),
    max: 1 << 20,
};

const SPAN: Shape = Shape {
    name: "HiddenSpan",
    doc: "Bytes that are hidden.",
    fields: || {
        let why = Form::Word(|| vec!["secret", "number"]);
        vec![
            Field::needed("at", COUNT, "How many bytes stand before them."),
            Field::needed("length", COUNT, "How many they are."),
            Field::needed("why", why, "What they are, or a part of."),
        ]
    },
};

fn summary_fields() -> Vec<Field> {
    let any = |name, doc: &str| Field::needed(name, Form::Text(&Text::ANY), doc);
    let directions = Form::Word(|| vec!["out", "in"]);
    vec![
        Field::needed("id", NUMBER, "Its number; later ones have higher ones."),
        Field::needed(
            "direction",
            directions,
            "out: we asked; in: the carrier did.",
        ),
        any("kind", "What was asked, in the protocol's word."),
        Field::needed("began", Form::Text(&Text::INSTANT), "When."),
        Field::needed(
            "took_us",
            COUNT,
            "Microseconds until the answer was there, or was given up.",
        ),
        any("outcome", "How it ended."),
        Field::needed("asked_bytes", COUNT, "Bytes of the request."),
        Field::needed("answered_bytes", COUNT, "Bytes of the answer."),
    ]
}

/// Whether the exchanges of each link are kept, in the order of the configuration.
///
/// # Errors
///
/// The store's.
pub async fn list(desk: &Desk) -> Result<Vec<Value>, Error> {
    let (said, now) = (desk.store.traces().await?, desk.clock.now());
    let shown = desk.links.iter().map(|link| {
        let name = &link.settings().name;
        let said: Option<&Trace> = said.iter().find(|it| it.link == *name);
        json!({
            "link": name,
            "on": said.is_some_and(|it| it.until > now),
            "since": said.map(|it| it.since.to_string()),
            "until": said.map(|it| it.until.to_string()),
            "lost": said.map_or(0, |it| it.lost),
        })
    });
    Ok(shown.collect())
}

/// Whether the exchanges of a link are kept.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(desk: &Desk, link: &str) -> Result<Value, Error> {
    let found = list(desk).await?.into_iter().find(|it| it["link"] == link);
    found.ok_or_else(|| Error::missing("link", link))
}

/// Has the exchanges of a link kept for a time; says how it is then.
///
/// # Errors
///
/// [`Error::Missing`] for the link, [`Error::Wrong`] for the order, or the store's.
pub async fn on(desk: &Desk, link: &str, order: &Value) -> Result<Value, Error> {
    SWITCH.check("", order)?;
    let time = order["for"].as_str().and_then(millis).unwrap_or_default();
    switch(desk, link, Duration::from_millis(time)).await
}

/// Has no more exchanges of a link kept; those that are stay for their time.
///
/// # Errors
///
/// [`Error::Missing`] for the link, or the store's.
pub async fn off(desk: &Desk, link: &str) -> Result<Value, Error> {
    switch(desk, link, Duration::ZERO).await
}

async fn switch(desk: &Desk, link: &str, time: Duration) -> Result<Value, Error> {
    known(desk, link)?;
    let now = desk.clock.now();
    desk.store.switch_trace(link, now + time, now).await?;
    show(desk, link).await
}

/// The last exchanges of a link, newest first.
///
/// # Errors
///
/// [`Error::Missing`] for the link, or the store's.
pub async fn last(desk: &Desk, link: &str, limit: usize) -> Result<Vec<Kept>, Error> {
    known(desk, link)?;
    let limit = u32::try_from(limit.min(PAGE)).unwrap_or(u32::MAX);
    Ok(desk.store.exchanges(link, limit).await?)
}

/// One exchange of a link.
///
/// # Errors
///
/// [`Error::Missing`] for the link or the exchange, or the store's.
pub async fn one(desk: &Desk, link: &str, id: i64) -> Result<Kept, Error> {
    known(desk, link)?;
    let found = desk.store.exchange(link, id).await?;
    found.ok_or_else(|| Error::missing("exchange of this link", id.to_string()))
}

fn known(desk: &Desk, link: &str) -> Result<(), Error> {
    let found = desk.links.named(link).map(|_| ());
    found.ok_or_else(|| Error::missing("link", link))
}

/// An exchange without its bytes.
#[must_use]
pub fn summary(Kept { id, exchange }: &Kept) -> Value {
    let Exchange {
        direction,
        kind,
        began,
        took,
        outcome,
        asked,
        answered,
    } = exchange;
    json!({
        "id": id,
        "direction": direction.word(),
        "kind": kind,
        "began": began.to_string(),
        "took_us": u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "outcome": outcome,
        "asked_bytes": asked.total,
        "answered_bytes": answered.total,
    })
}

/// An exchange.
#[must_use]
pub fn whole(kept: &Kept) -> Value {
    let mut shown = summary(kept);
    shown["asked"] = side(&kept.exchange.asked);
    shown["answered"] = side(&kept.exchange.answered);
    shown
}

fn side(side: &Shown) -> Value {
    let span = |(at, why): &(std::ops::Range<usize>, Hidden)| json!({ "at": at.start, "length": at.len(), "why": why.word() });
    json!({
        "base64": STANDARD.encode(&side.bytes),
        "bytes": side.total,
        "rest_sha256": side.rest_sha256.map(|rest| hex::hex(&rest)),
        "hidden": side.hidden.iter().map(span).collect::<Value>(),
    })
}
