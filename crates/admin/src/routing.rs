//! Which links would take a message, in their order, and why the others would not.
//!
//! Sends nothing and asks nobody: the operator of a number is the one that is given, else that of
//! the prefix table, else what a lookup found out before.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text};
use crate::links::{self, state};
use domain::account::Account;
use domain::notice::SentAs;
use domain::number::Recipient;
use domain::operator::Operator;
use engine::routing::{Unfit, Wanted, judge};
use serde_json::{Value, json};
use std::sync::Arc;
use storage::carrier_link::Switched;

/// What is asked.
pub const QUESTION: Shape = Shape {
    name: "RouteQuestion",
    doc: "A message for which links are looked for.",
    fields: || {
        vec![
            Field::needed("from", Form::Text(&Text::DIGITS), "The sender."),
            Field::needed("to", Form::Text(&Text::NUMBER), "The receiver."),
            Field::maybe(
                "account",
                Form::Text(&Text::ACCOUNT),
                "Whose message it is; left out, that of the only account with such a sender.",
            ),
            Field::maybe(
                "operator",
                Form::Text(&Text::ANY),
                "The receiver's operator by id or name, instead of what is known.",
            ),
            Field::maybe("way", WAY, "As what it goes; mms unless it is said."),
        ]
    },
};

const WAY: Form = Form::Word(|| vec!["mms", "sms"]);

/// What is answered.
pub const EXPLANATION: Shape = Shape {
    name: "RouteExplanation",
    doc: "The links of a message in their order, and those that do not serve it.",
    fields: || {
        const LINKS: Form = Form::List {
            of: &Form::Object(&CHOICE),
            max: 10_000,
        };
        let any = |name, doc: &str| Field::needed(name, Form::Text(&Text::ANY), doc);
        vec![
            any("account", "Whose message it is."),
            any("from", "The sender."),
            any("sender_kind", "What kind of sender it is."),
            any("to", "The receiver."),
            any("operator", "The receiver's operator; null: not known.").or_null(),
            any(
                "operator_by",
                "How the operator is known, or why it is not.",
            ),
            Field::needed("way", WAY, "As what it goes."),
            any("link", "The link that takes it now; null: none does.").or_null(),
            Field::needed("links", LINKS, "All links, first choice first."),
        ]
    },
};

/// A link, judged.
pub const CHOICE: Shape = Shape {
    name: "RouteChoice",
    doc: "A link, and whether it takes the message.",
    fields: || {
        let place = Form::Number {
            min: 1,
            max: 10_000,
        };
        let any = |name, doc: &str| Field::needed(name, Form::Text(&Text::ANY), doc);
        vec![
            Field::needed("place", place, "Its place in the list; null: not in it.").or_null(),
            any("link", "Its name."),
            Field::needed("takes", Form::Flag, "It takes the message now."),
            any("why", "Why it does, or does not."),
        ]
    },
};

/// Says which links would take a message.
///
/// # Errors
///
/// [`Error::Wrong`] for the question, [`Error::Missing`] for what it names, [`Error::Refused`] when
/// the account must be said, or the store's.
pub async fn explain(desk: &Desk, question: &Value) -> Result<Value, Error> {
    QUESTION.check("", question)?;
    let text = |name: &str| question[name].as_str();
    let (from, to) = (
        text("from").unwrap_or_default(),
        text("to").unwrap_or_default(),
    );
    let account = account_of(desk, from, text("account")).await?;
    let (operator, known_by) = operator_of(desk, to, text("operator")).await?;
    let way = match text("way") {
        Some("sms") => SentAs::Sms,
        Some(_) | None => SentAs::Mms,
    };
    let wanted = Wanted {
        account: &account,
        way,
        from,
        operator: operator.as_deref(),
    };
    let choices = choices(desk, &wanted).await?;
    let taken = choices.iter().find(|it| it["takes"] == true);
    Ok(json!({
        "account": account.name,
        "from": from,
        "sender_kind": wanted.sender_kind().word(),
        "to": to,
        "operator": operator.as_ref().map(|it| &it.name),
        "operator_by": known_by,
        "way": links::way(way),
        "link": taken.map(|it| it["link"].clone()),
        "links": choices,
    }))
}

async fn account_of(desk: &Desk, from: &str, name: Option<&str>) -> Result<Account, Error> {
    if let Some(name) = name {
        let account = desk.account(name).await?;
        let sender = account.sender(from).map(|_| ());
        return sender
            .map(|()| account)
            .ok_or_else(|| Error::missing("sender", from));
    }
    let all = desk.store.accounts().await?;
    let mut with = all.into_iter().filter(|it| it.sender(from).is_some());
    match (with.next(), with.next()) {
        (Some(account), None) => Ok(account),
        (Some(_), Some(_)) => Err(Error::Refused(
            "several accounts have such a sender; say which one".into(),
        )),
        (None, _) => Err(Error::missing("sender", from)),
    }
}

/// The operator of a number, and how it is known.
async fn operator_of(
    desk: &Desk,
    to: &str,
    given: Option<&str>,
) -> Result<(Option<Arc<Operator>>, &'static str), Error> {
    if let Some(text) = given {
        let found = desk.operators.network(text).cloned();
        let found = found.ok_or_else(|| Error::missing("operator", text))?;
        return Ok((Some(found), "given"));
    }
    let number = Recipient::parse(to).map_err(|_| Error::missing("receiver", to))?;
    if let Some(found) = desk.lookup.prefixes.find(number.digits()) {
        return Ok((Some(Arc::clone(found)), "prefix table"));
    }
    if desk.lookup.hook.is_none() {
        return Ok((None, "not in the prefix table, and there is no lookup"));
    }
    let kept = desk.store.looked_up(&number, desk.clock.now()).await?;
    Ok(match kept {
        Some(Some(name)) => match desk.operators.by_name(&name) {
            Some(found) => (Some(Arc::clone(found)), "lookup"),
            None => (None, "the lookup named one that has left the table"),
        },
        Some(None) => (None, "the lookup does not know it"),
        None => (None, "not looked up yet; a message would ask the lookup"),
    })
}

/// All links: those that serve the message in their order, then the others.
async fn choices(desk: &Desk, wanted: &Wanted<'_>) -> Result<Vec<Value>, Error> {
    let (mut choices, mut taken) = (Vec::new(), None::<String>);
    for (link, place) in desk.links.serving(wanted).into_iter().zip(1_usize..) {
        let name = &link.settings().name;
        let state = state(desk, name).await?;
        let takes = state.is_none() && taken.is_none();
        let why = match (state, &taken) {
            (Some(Switched::Paused), _) => "paused by the operator".to_owned(),
            (Some(Switched::Draining), _) => "draining: no new messages".to_owned(),
            (None, None) => "takes it, if it answers".to_owned(),
            (None, Some(first)) => format!("takes it when {first} does not"),
        };
        choices.push(json!({ "place": place, "link": name, "takes": takes, "why": why }));
        if takes {
            taken = Some(name.clone());
        }
    }
    for link in desk.links.iter() {
        if let Err(unfit) = judge(link.as_ref(), wanted) {
            let (name, why) = (&link.settings().name, reason(unfit, wanted));
            choices.push(json!({ "place": null, "link": name, "takes": false, "why": why }));
        }
    }
    Ok(choices)
}

/// Why a link does not serve a message, for people.
fn reason(unfit: Unfit, wanted: &Wanted<'_>) -> String {
    match unfit {
        Unfit::ForTests => "the simulated carrier, for test accounts only".to_owned(),
        Unfit::ForLive => "for live accounts; this is a test account".to_owned(),
        Unfit::Way => format!("does not carry {}", links::way(wanted.way)),
        Unfit::Account => format!("for other accounts than {}", wanted.account.name),
        Unfit::SenderKind => format!(
            "not for senders of the kind {}",
            wanted.sender_kind().word()
        ),
        Unfit::Operator => match wanted.operator {
            Some(operator) => format!("for other operators than {}", operator.name),
            None => "for certain operators; this one is not known".to_owned(),
        },
    }
}
