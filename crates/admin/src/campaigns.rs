//! Campaigns of an account.
//!
//! A campaign is never deleted, because events of its people tell of it.

use crate::desk::Desk;
use crate::error::Error;
use crate::form::{Field, Form, Shape, Text, Wrong};
use crate::view::NUMBER;
use domain::account::Account;
use domain::campaign::{Campaign, CampaignId};
use serde_json::{Value, json};

/// A campaign.
pub const CAMPAIGN: Shape = Shape {
    name: "Campaign",
    doc: "A campaign of an account.",
    fields: || {
        let text = |name, doc: &str| Field::needed(name, Form::Text(&Text::ANY), doc);
        vec![
            Field::needed("id", NUMBER, "Its number."),
            text("reference", "What requests call it."),
            text("name", "Its title."),
            text("brand", "Its brand."),
            text("sender", "The sender that it sends from."),
            text("welcome", "SMS to those who join.").or_null(),
            text("farewell", "SMS to those who leave.").or_null(),
            text("question", "The question that a double opt-in asks.").or_null(),
            Field::needed("created", Form::Text(&Text::INSTANT), "When it was made."),
        ]
    },
};

/// A new campaign.
pub const NEW: Shape = Shape {
    name: "NewCampaign",
    doc: "A campaign to be made.",
    fields: || {
        let mut fields = vec![Field::maybe(
            "reference",
            Form::Text(&Text::REFERENCE),
            "What requests call it; its number unless it is said.",
        )];
        fields.extend((ORDER.fields)());
        fields
    },
};

/// All of a campaign but its reference.
pub const ORDER: Shape = Shape {
    name: "CampaignOrder",
    doc: "All of a campaign but its reference.",
    fields: || {
        let mut fields = texts();
        fields[0].needed = true;
        fields[1].needed = true;
        fields
    },
};

/// What shall change of a campaign.
pub const CHANGE: Shape = Shape {
    name: "CampaignChange",
    doc: "What shall change; what is left out stays.",
    fields: || {
        let mut fields = texts();
        fields.insert(
            0,
            Field::maybe(
                "reference",
                Form::Text(&Text::REFERENCE),
                "What requests call it.",
            ),
        );
        fields
    },
};

fn texts() -> Vec<Field> {
    let sms = Form::Text(&Text::SMS);
    vec![
        Field::maybe("name", Form::Text(&Text::TITLE), "Its title."),
        Field::maybe("brand", Form::Text(&Text::TITLE), "Its brand."),
        Field::maybe(
            "sender",
            Form::Text(&Text::DIGITS),
            "The sender of the account that it sends from; the first unless it is said.",
        ),
        Field::maybe("welcome", sms, "SMS to those who join.").or_null(),
        Field::maybe("farewell", sms, "SMS to those who leave.").or_null(),
        Field::maybe("question", sms, "The question that a double opt-in asks.").or_null(),
    ]
}

/// As it is shown.
#[must_use]
pub fn view(campaign: &Campaign) -> Value {
    json!({
        "id": campaign.id.0,
        "reference": campaign.reference,
        "name": campaign.name,
        "brand": campaign.brand,
        "sender": campaign.sender,
        "welcome": campaign.welcome,
        "farewell": campaign.farewell,
        "question": campaign.question,
        "created": campaign.created.to_string(),
    })
}

/// All campaigns of an account, oldest first.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn list(desk: &Desk, account: &str) -> Result<Vec<Campaign>, Error> {
    let account = desk.account(account).await?;
    Ok(desk.store.campaigns(account.id).await?)
}

/// The campaign that a reference or a number names.
///
/// # Errors
///
/// [`Error::Missing`], or the store's.
pub async fn show(desk: &Desk, account: &str, named: &str) -> Result<Campaign, Error> {
    let account = desk.account(account).await?;
    let found = desk.store.campaign_named(account.id, named).await?;
    found.ok_or_else(|| Error::missing("campaign", named))
}

/// Makes a campaign.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for a value, [`Error::Exists`] when the reference is
/// taken, or the store's.
pub async fn create(desk: &Desk, account: &str, order: &Value) -> Result<Campaign, Error> {
    NEW.check("", order)?;
    let account = desk.account(account).await?;
    create_in(desk, &account, order).await
}

async fn create_in(desk: &Desk, account: &Account, order: &Value) -> Result<Campaign, Error> {
    let mut campaign = blank(desk, account);
    set(account, &mut campaign, order)?;
    match desk.store.create_campaign(&campaign).await {
        Err(storage::Error::Exists(_)) => Err(Error::exists("campaign", campaign.reference)),
        created => Ok(created?),
    }
}

fn blank(desk: &Desk, account: &Account) -> Campaign {
    let first = account.senders.iter().find(|it| it.active);
    Campaign {
        id: CampaignId(0),
        account: account.id,
        reference: String::new(),
        name: String::new(),
        brand: String::new(),
        sender: first.map(|it| it.address.clone()).unwrap_or_default(),
        welcome: None,
        farewell: None,
        question: None,
        created: desk.clock.now(),
    }
}

/// Makes a campaign equal to an order; one that is not there is made. Returns it, and whether it
/// was made.
///
/// # Errors
///
/// [`Error::Missing`] for the account, [`Error::Wrong`] for a value, or the store's.
pub async fn put(
    desk: &Desk,
    (account, named): (&str, &str),
    order: &Value,
) -> Result<(Campaign, bool), Error> {
    ORDER.check("", order)?;
    Form::Text(&Text::REFERENCE).check("reference", &Value::from(named))?;
    let account = desk.account(account).await?;
    let Some(old) = desk.store.campaign_named(account.id, named).await? else {
        let mut order = order.clone();
        order["reference"] = Value::from(named);
        return Ok((create_in(desk, &account, &order).await?, true));
    };
    let mut new = Campaign {
        id: old.id,
        reference: old.reference,
        created: old.created,
        ..blank(desk, &account)
    };
    set(&account, &mut new, order)?;
    store_again(desk, &new).await?;
    Ok((new, false))
}

/// Changes a campaign.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Wrong`] for a value, [`Error::Exists`] when the new reference is
/// taken, or the store's.
pub async fn change(
    desk: &Desk,
    (account, named): (&str, &str),
    order: &Value,
) -> Result<Campaign, Error> {
    CHANGE.check("", order)?;
    let mut campaign = show(desk, account, named).await?;
    let account = desk.account(account).await?;
    set(&account, &mut campaign, order)?;
    store_again(desk, &campaign).await?;
    Ok(campaign)
}

async fn store_again(desk: &Desk, campaign: &Campaign) -> Result<(), Error> {
    match desk.store.update_campaign(campaign).await {
        Err(storage::Error::Exists(_)) => Err(Error::exists("campaign", &campaign.reference)),
        stored => Ok(stored?),
    }
}

/// Sets what an order, which was checked, says.
fn set(account: &Account, campaign: &mut Campaign, order: &Value) -> Result<(), Error> {
    let text = |name: &str| order[name].as_str().map(str::to_owned);
    let texts = [
        ("reference", &mut campaign.reference),
        ("name", &mut campaign.name),
        ("brand", &mut campaign.brand),
        ("sender", &mut campaign.sender),
    ];
    for (name, place) in texts {
        if let Some(text) = text(name) {
            *place = text;
        }
    }
    let maybe = [
        ("welcome", &mut campaign.welcome),
        ("farewell", &mut campaign.farewell),
        ("question", &mut campaign.question),
    ];
    for (name, place) in maybe {
        if order.get(name).is_some() {
            *place = text(name);
        }
    }
    let known = |it: &domain::account::Sender| it.address == campaign.sender;
    if account.senders.iter().any(known) {
        return Ok(());
    }
    let why = match campaign.sender.as_str() {
        "" => "the account has no sender that a campaign could send from".to_owned(),
        sender => format!("the account has no sender {sender}"),
    };
    Err(Wrong::unknown("sender", why).into())
}
