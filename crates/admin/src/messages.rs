//! Messages taken back.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text};
use crate::view::NUMBER;
use domain::id::MessageId;
use domain::message::Message;
use engine::cancel::{self, End, Outcome, Refusal};
use serde_json::{Value, json};

/// What came of taking a message back.
const OUTCOMES: Form = Form::Word(|| ENDS.map(word).to_vec());

const ENDS: [End; 5] = [
    End::Ended,
    End::TakenBack,
    End::Refused,
    End::NotSent,
    End::Unknown,
];

/// A message that was to be taken back.
pub const CANCELLATION: Shape = Shape {
    name: "Cancellation",
    doc: "What came of taking a message back.",
    fields: || {
        let any = |name, doc: &str| Field::needed(name, Form::Text(&Text::ANY), doc);
        vec![
            Field::needed("id", NUMBER, "Its number."),
            any("tracking", "Its tracking-id."),
            any("state", "Where it stands now."),
            Field::needed(
                "outcome",
                OUTCOMES,
                "ended: it waited, and no carrier gets it; taken_back: its carrier says that it took \
                 the message back; refused: its carrier says that it did not; not_sent: its carrier \
                 could not be asked; unknown: it was asked and the answer was lost.",
            ),
            any("link", "The link whose carrier was asked; null: none was.").or_null(),
            any("code", "The carrier's code.").or_null(),
            any("text", "The carrier's own words, or what went wrong.").or_null(),
        ]
    },
};

/// Takes a message back: by its tracking-id or number, out of our queue or from its carrier.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Refused`] where nothing was done and why, or the store's.
pub async fn cancel(desk: &Desk, named: &str) -> Result<Value, Error> {
    let missing = || Error::missing("message", named);
    let id = find(desk, named).await?.ok_or_else(missing)?;
    let now = || desk.clock.now();
    let outcome = match cancel::cancel(desk.store.as_ref(), &desk.links, id, now).await? {
        Ok(outcome) => outcome,
        Err(Refusal::Missing) => return Err(missing()),
        Err(refusal) => return Err(Error::Refused(refusal.to_string().into())),
    };
    let message = desk.store.message(id).await?.ok_or_else(missing)?;
    Ok(view(&message, &outcome))
}

/// The message of a tracking-id or a number.
async fn find(desk: &Desk, named: &str) -> Result<Option<MessageId>, Error> {
    let tracked = desk.store.tracked(named).await?;
    Ok(tracked.or_else(|| named.parse().ok().map(MessageId)))
}

fn view(message: &Message, outcome: &Outcome) -> Value {
    json!({
        "id": message.id.0,
        "tracking": message.tracking,
        "state": message.state.word(),
        "outcome": word(outcome.end),
        "link": outcome.link,
        "code": outcome.code,
        "text": outcome.text,
    })
}

const fn word(end: End) -> &'static str {
    match end {
        End::Ended => "ended",
        End::TakenBack => "taken_back",
        End::Refused => "refused",
        End::NotSent => "not_sent",
        End::Unknown => "unknown",
    }
}
