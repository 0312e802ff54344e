//! Links to carriers: what the operator says of them, and how they are doing. The configuration has
//! them; what is said of them is in the store, so it holds for every process and after a restart,
//! within a second.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text};
use crate::view::COUNT;
use domain::notice::SentAs;
use serde_json::{Value, json};
use storage::carrier_link::{LinkFigures, Switched};

/// What can be said of a link.
const STATES: Form = Form::Word(|| vec!["open", "paused", "draining"]);

/// A link as it stands.
pub const LINK: Shape = Shape {
    name: "Link",
    doc: "A link to a carrier, and how it is doing. The configuration has it.",
    fields: || {
        let any = |name, doc: &str| Field::needed(name, Form::Text(&Text::ANY), doc);
        let instant = |name, doc: &str| Field::needed(name, Form::Text(&Text::INSTANT), doc);
        let count = |name, doc: &str| Field::needed(name, COUNT, doc);
        vec![
            any("name", "Its name."),
            any("protocol", "What the carrier speaks."),
            Field::needed(
                "state",
                STATES,
                "open; paused: nothing is handed over; draining: no new message goes there.",
            ),
            instant("since", "Since when it is not open; null: it is.").or_null(),
            count(
                "window",
                "Exchanges that may be open at the same time, by each process.",
            ),
            count("in_use", "Exchanges that are open, by all processes."),
            any(
                "rate",
                "Messages that it gets in a second at most, as a decimal.",
            )
            .or_null(),
            any("sender_rate", "The same, for each sender.").or_null(),
            count("waiting", "Messages that wait for it."),
            instant("oldest", "When the one of them came that waits longest.").or_null(),
            instant("last_failure_at", "When it last failed or refused for now.").or_null(),
            any("last_failure", "What was wrong then.").or_null(),
        ]
    },
};

/// What is said of a link.
pub const SWITCH: Shape = Shape {
    name: "LinkSwitch",
    doc: "What is said of a link. It takes effect within a second.",
    fields: || {
        vec![Field::needed(
            "state",
            STATES,
            "open; paused: messages wait, or go by another link; draining: what waits is handed over, \
             and new messages go by another link, or are refused (E619) where there is none.",
        )]
    },
};

/// Its words.
const fn word(switched: Option<Switched>) -> &'static str {
    match switched {
        None => "open",
        Some(Switched::Paused) => "paused",
        Some(Switched::Draining) => "draining",
    }
}

/// All links, in the order of the configuration.
///
/// # Errors
///
/// The store's.
pub async fn list(desk: &Desk) -> Result<Vec<Value>, Error> {
    let said = desk.store.switches().await?;
    let mut shown = Vec::new();
    for link in desk.links.iter() {
        let settings = link.settings();
        let queue = engine::submit_queue(&settings.name);
        let figures = desk.store.link_figures(&settings.name, &queue).await?;
        let said = said.iter().find(|it| it.link == settings.name);
        let LinkFigures {
            waiting,
            oldest,
            under_way,
            last_failure,
        } = figures;
        let failure = last_failure.as_ref();
        let words = failure.map(|it| {
            let words = [it.code.as_deref(), it.text.as_deref()];
            words.into_iter().flatten().collect::<Vec<_>>().join(" ")
        });
        shown.push(json!({
            "name": settings.name,
            "protocol": settings.protocol,
            "state": word(said.map(|it| it.switched)),
            "since": said.map(|it| it.changed.to_string()),
            "window": settings.window,
            "in_use": under_way,
            "rate": settings.rate.map(|rate| rate.to_string()),
            "sender_rate": settings.sender_rate.map(|rate| rate.to_string()),
            "waiting": waiting,
            "oldest": oldest.map(|it| it.to_string()),
            "last_failure_at": failure.and_then(|it| it.ended).map(|it| it.to_string()),
            "last_failure": words,
        }));
    }
    Ok(shown)
}

/// One link.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(desk: &Desk, name: &str) -> Result<Value, Error> {
    let found = list(desk).await?.into_iter().find(|it| it["name"] == name);
    found.ok_or_else(|| Error::missing("link", name))
}

/// Pauses or drains a link, or opens it again; says how it is then.
///
/// # Errors
///
/// [`Error::Missing`] for the link, [`Error::Wrong`] for the order, or the store's.
pub async fn switch(desk: &Desk, name: &str, order: &Value) -> Result<Value, Error> {
    SWITCH.check("", order)?;
    if desk.links.named(name).is_none() {
        return Err(Error::missing("link", name));
    }
    let said = [Switched::Paused, Switched::Draining];
    let said = said
        .into_iter()
        .find(|it| order["state"] == word(Some(*it)));
    let now = desk.clock.now();
    desk.store.switch_link(name, said, now).await?;
    show(desk, name).await
}

/// What is said of a link now.
pub(crate) async fn state(desk: &Desk, name: &str) -> Result<Option<Switched>, Error> {
    let said = desk.store.switches().await?;
    let said = said.into_iter().find(|it| it.link == name);
    Ok(said.map(|it| it.switched))
}

/// The word of a way.
pub(crate) const fn way(way: SentAs) -> &'static str {
    match way {
        SentAs::Mms => "mms",
        SentAs::Sms => "sms",
    }
}
