//! People in campaigns, put in and taken out by hand.
//!
//! Guarantee: the customer is told of each as of one by the API, with the source `MANAGER`, or
//! `IMPORTED AS UNSUBSCRIBED`; nobody who said STOP is put in again unless the account allows it.
//!
//! Source: docs/contract.md, subscribe, unsubscribe; payload samples, SOURCE.

use crate::campaigns;
use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text, Wrong};
use crate::view::NUMBER;
use domain::account::Account;
use domain::campaign::{Campaign, Membership, Source, Subscriber, SubscriberId};
use domain::event::Event;
use domain::merge::Data;
use domain::number::Recipient;
use serde_json::{Value, json};
use storage::campaign::{MemberChange, MemberPage};

/// How often a change is tried again when others are faster.
const TRIES: usize = 20;

/// Most people of one page.
pub const PAGE: usize = 1_000;

/// A person in a campaign.
pub const SUBSCRIBER: Shape = Shape {
    name: "Subscriber",
    doc: "A person in a campaign.",
    fields: || {
        let text = |name, doc: &str| Field::needed(name, Form::Text(&Text::ANY), doc).or_null();
        vec![
            Field::needed("id", NUMBER, "Number of the membership."),
            Field::needed("number", Form::Text(&Text::NUMBER), "Its telephone number."),
            Field::needed(
                "state",
                Form::Word(states),
                "Whether it is in the campaign.",
            ),
            text("reference", "What the customer calls it."),
            text("operator", "Its operator."),
            text("time_zone", "Its time zone."),
            Field::needed("data", DATA, "Merge data of campaign sends."),
            Field::needed(
                "changed",
                Form::Text(&Text::INSTANT),
                "When it last changed.",
            ),
        ]
    },
};

/// What a person shall be in a campaign.
pub const ORDER: Shape = Shape {
    name: "SubscriberOrder",
    doc: "What a person shall be in a campaign; what is left out stays.",
    fields: || {
        vec![
            Field::needed(
                "state",
                Form::Word(orders),
                "Whether it shall be in the campaign; opted_out is that it said STOP.",
            ),
            Field::maybe(
                "reference",
                Form::Text(&Text::LONG_LINE),
                "What the customer calls it.",
            )
            .or_null(),
            Field::maybe("operator", Form::Text(&Text::LINE), "Its operator.").or_null(),
            Field::maybe(
                "time_zone",
                Form::Text(&Text::PERSONS_ZONE),
                "Its time zone.",
            )
            .or_null(),
            Field::maybe(
                "data",
                DATA,
                "Merge data of campaign sends, in place of what there is.",
            ),
        ]
    },
};

const DATA: Form = Form::List {
    of: &Form::Object(&DATUM),
    max: 100,
};

const DATUM: Shape = Shape {
    name: "MergeDatum",
    doc: "A name and a value of merge data.",
    fields: || {
        vec![
            Field::needed("name", Form::Text(&Text::DATA_NAME), "The name."),
            Field::needed("value", Form::Text(&Text::DATA_VALUE), "The value."),
        ]
    },
};

/// Words of all states.
pub fn states() -> Vec<&'static str> {
    Membership::ALL.iter().map(|state| state.word()).collect()
}

/// Words of the states that can be ordered: only a person can be asked.
fn orders() -> Vec<&'static str> {
    let orders = Membership::ALL
        .iter()
        .filter(|it| **it != Membership::Pending);
    orders.map(|state| state.word()).collect()
}

/// As it is shown.
#[must_use]
pub fn view(subscriber: &Subscriber) -> Value {
    let data = subscriber.data.pairs();
    json!({
        "id": subscriber.id.0,
        "number": subscriber.mobile.digits(),
        "state": subscriber.membership.word(),
        "reference": subscriber.reference,
        "operator": subscriber.operator,
        "time_zone": subscriber.time_zone,
        "data": data.map(|(name, value)| json!({ "name": name, "value": value })).collect::<Value>(),
        "changed": subscriber.changed.to_string(),
    })
}

/// People of a campaign, in the order in which they came; those behind `after`, so many at most.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn list(
    desk: &Desk,
    (account, campaign): (&str, &str),
    only: Option<Membership>,
    (after, limit): (Option<i64>, usize),
) -> Result<Vec<Subscriber>, Error> {
    let campaign = campaigns::show(desk, account, campaign).await?;
    let page = MemberPage {
        only,
        after: after.map(SubscriberId),
        limit,
    };
    Ok(desk.store.members(campaign.id, page).await?)
}

/// One person.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(
    desk: &Desk,
    (account, campaign): (&str, &str),
    number: &str,
) -> Result<Subscriber, Error> {
    let campaign = campaigns::show(desk, account, campaign).await?;
    let missing = || Error::missing("subscriber", number);
    let mobile = Recipient::parse(number).map_err(|_| missing())?;
    let found = desk.store.subscriber(campaign.id, &mobile).await?;
    found.ok_or_else(missing)
}

/// Makes a person's place in a campaign what an order says, and lets the customer be told of it.
/// Returns it, and whether it is new.
///
/// # Errors
///
/// [`Error::Missing`] for account or campaign, [`Error::Wrong`] for number or order,
/// [`Error::Refused`] for a person who said STOP, or the store's.
pub async fn put(
    desk: &Desk,
    (account, campaign): (&str, &str),
    number: &str,
    order: &Value,
) -> Result<(Subscriber, bool), Error> {
    ORDER.check("", order)?;
    Form::Text(&Text::NUMBER).check("number", &Value::from(number))?;
    let mobile = Recipient::parse(number);
    let mobile = mobile.map_err(|_| Wrong::unknown("number", Text::NUMBER.right))?;
    let place = campaigns::show(desk, account, campaign).await?;
    let account = desk.account(account).await?;
    for _ in 0..TRIES {
        let before = desk.store.subscriber(place.id, &mobile).await?;
        let is_new = before.is_none();
        let old = before.clone();
        let old = old.unwrap_or_else(|| nobody(desk, &place, &mobile));
        let after = ordered(&account, &old, is_new, order)?;
        if !is_new && after == old {
            return Ok((old, false));
        }
        let change = change(desk, &place, (before, after.clone()));
        if let Some(id) = desk.store.change_member(change).await? {
            return Ok((Subscriber { id, ..after }, is_new));
        }
    }
    Err(Error::Changed)
}

/// A person who never had to do with the campaign.
fn nobody(desk: &Desk, campaign: &Campaign, mobile: &Recipient) -> Subscriber {
    Subscriber {
        id: SubscriberId(0),
        campaign: campaign.id,
        mobile: mobile.clone(),
        membership: Membership::Unsubscribed,
        reference: None,
        operator: None,
        time_zone: None,
        data: Data::default(),
        lapses_to: None,
        changed: desk.clock.now(),
    }
}

/// The person as ordered, but for the instant.
fn ordered(
    account: &Account,
    old: &Subscriber,
    is_new: bool,
    order: &Value,
) -> Result<Subscriber, Error> {
    let word = order["state"].as_str().unwrap_or_default();
    let membership = Membership::parse(word).unwrap_or(old.membership);
    let stopped = [Some(old.membership), old.lapses_to].contains(&Some(Membership::OptedOut));
    let joins = membership == Membership::Subscribed;
    if stopped && joins && !is_new && !account.policy.allow_resubscribe {
        let why = "the person said STOP, and allow_resubscribe of the account is off";
        return Err(Error::Refused(why.into()));
    }
    let mut new = Subscriber {
        membership,
        lapses_to: None,
        ..old.clone()
    };
    let texts = [
        ("reference", &mut new.reference),
        ("operator", &mut new.operator),
        ("time_zone", &mut new.time_zone),
    ];
    for (name, place) in texts {
        if let Some(value) = order.get(name) {
            *place = value.as_str().map(str::to_owned);
        }
    }
    if let Some(data) = order["data"].as_array() {
        let text = |datum: &Value, name: &str| datum[name].as_str().unwrap_or_default().to_owned();
        let pair = |datum: &Value| (text(datum, "name"), text(datum, "value"));
        let pairs: Vec<_> = data.iter().map(pair).collect();
        new.data = Data::new(&pairs).map_err(|_| Wrong::unknown("data", "no merge data"))?;
    }
    Ok(new)
}

/// What the store shall do, with what the customer is told.
fn change(
    desk: &Desk,
    campaign: &Campaign,
    (before, after): (Option<Subscriber>, Subscriber),
) -> MemberChange {
    let now = desk.clock.now();
    let after = Subscriber {
        changed: now,
        ..after
    };
    let was = before.as_ref().map(|it| it.membership);
    let event = match (was, after.membership) {
        (was, now) if was == Some(now) => None,
        (_, Membership::Pending) => None,
        (_, Membership::Subscribed) => Some((Event::Subscribed, Source::Manager)),
        (None, Membership::Unsubscribed) => Some((Event::Unsubscribed, Source::Imported)),
        (Some(Membership::Subscribed) | None, _) => Some((Event::Unsubscribed, Source::Manager)),
        // It was out before; that it may not come back is nothing to be told.
        (Some(_), Membership::Unsubscribed | Membership::OptedOut) => None,
    };
    let event = event
        .map(|(event, source)| engine::by_hand::membership(event, (campaign, &after), source, now));
    MemberChange {
        before,
        after,
        event,
        // By hand nobody is greeted.
        texts: Vec::new(),
        jobs: Vec::new(),
        cancels: vec![engine::by_hand::LAPSE],
        finishes: None,
    }
}
