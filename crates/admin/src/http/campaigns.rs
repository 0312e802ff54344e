//! Routes of campaigns and of the people in them.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::form::{Field, Form, Shape};
use crate::view::NUMBER;
use crate::{campaigns, subscribers};
use domain::campaign::Membership;
use http::Method;
use serde_json::{Value, json};

/// Campaigns of an account.
const LIST: Shape = Shape {
    name: "CampaignList",
    doc: "The campaigns of an account, oldest first.",
    fields: || vec![Field::needed("campaigns", CAMPAIGNS, "The campaigns.")],
};

const CAMPAIGNS: Form = Form::List {
    of: &Form::Object(&campaigns::CAMPAIGN),
    max: 1_000_000,
};

/// People of a page.
const PAGE: Shape = Shape {
    name: "SubscriberPage",
    doc: "People of a campaign, in the order in which they came.",
    fields: || {
        vec![
            Field::needed("subscribers", SUBSCRIBERS, "The people."),
            Field::needed(
                "next",
                NUMBER,
                "What to write into after for the next page; null: this is the last.",
            )
            .or_null(),
        ]
    },
};

const SUBSCRIBERS: Form = Form::List {
    of: &Form::Object(&subscribers::SUBSCRIBER),
    max: subscribers::PAGE,
};

const ALL: &str = "/accounts/{account}/campaigns";
const ONE: &str = "/accounts/{account}/campaigns/{campaign}";
const PEOPLE: &str = "/accounts/{account}/campaigns/{campaign}/subscribers";
const PERSON: &str = "/accounts/{account}/campaigns/{campaign}/subscribers/{number}";

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = of_campaigns();
    routes.extend(of_people());
    routes
}

fn of_campaigns() -> Vec<Route> {
    const SHOWN: Option<&Shape> = Some(&campaigns::CAMPAIGN);
    vec![
        Route {
            answers: &[(200, Some(&LIST))],
            refusals: &[404],
            run: run!(list),
            ..Route::get(ALL, "listCampaigns", "List the campaigns of an account.")
        },
        Route {
            body: Some(&campaigns::NEW),
            answers: &[(201, SHOWN)],
            refusals: &[404, 409],
            run: run!(create),
            ..Route::write(Method::POST, ALL, "createCampaign", "Make a campaign.")
        },
        Route {
            answers: &[(200, SHOWN)],
            refusals: &[404],
            run: run!(show),
            ..Route::get(ONE, "showCampaign", "Show a campaign.")
        },
        Route {
            body: Some(&campaigns::ORDER),
            answers: &[(200, SHOWN), (201, SHOWN)],
            refusals: &[404, 409],
            run: run!(put),
            ..Route::write(
                Method::PUT,
                ONE,
                "putCampaign",
                "Make a campaign equal to this, or make it.",
            )
        },
        Route {
            body: Some(&campaigns::CHANGE),
            answers: &[(200, SHOWN)],
            refusals: &[404, 409],
            run: run!(change),
            ..Route::write(
                Method::PATCH,
                ONE,
                "changeCampaign",
                "Change a campaign; what is left out stays.",
            )
        },
    ]
}

fn of_people() -> Vec<Route> {
    const SHOWN: Option<&Shape> = Some(&subscribers::SUBSCRIBER);
    vec![
        Route {
            query: paging,
            answers: &[(200, Some(&PAGE))],
            refusals: &[404],
            run: run!(list_people),
            ..Route::get(PEOPLE, "listSubscribers", "List the people of a campaign.")
        },
        Route {
            answers: &[(200, SHOWN)],
            refusals: &[404],
            run: run!(show_person),
            ..Route::get(
                PERSON,
                "showSubscriber",
                "Show a person's place in a campaign.",
            )
        },
        Route {
            body: Some(&subscribers::ORDER),
            answers: &[(200, SHOWN), (201, SHOWN)],
            refusals: &[404, 409],
            run: run!(put_person),
            ..Route::write(
                Method::PUT,
                PERSON,
                "putSubscriber",
                "Put a person into a campaign or take it out; the customer is told by N301 or N302.",
            )
        },
    ]
}

fn paging() -> Vec<Field> {
    let most = i64::try_from(subscribers::PAGE).unwrap_or(i64::MAX);
    let limit = Form::Number { min: 1, max: most };
    vec![
        Field::maybe(
            "state",
            Form::Word(subscribers::states),
            "Only those in this state.",
        ),
        Field::maybe(
            "after",
            NUMBER,
            "Only those behind the membership of this number.",
        ),
        Field::maybe("limit", limit, "So many at most; 100 unless it is said."),
    ]
}

async fn list(ask: Ask) -> Answered {
    let found = campaigns::list(&ask.desk, ask.named("account")).await?;
    let shown: Value = found.iter().map(campaigns::view).collect();
    Ok(Reply::ok(json!({ "campaigns": shown })))
}

async fn create(ask: Ask) -> Answered {
    let account = ask.named("account");
    let made = campaigns::create(&ask.desk, account, &ask.body).await?;
    let place = ["accounts", account, "campaigns", &made.reference];
    Ok(Reply::created(campaigns::view(&made), &place))
}

async fn show(ask: Ask) -> Answered {
    let (account, named) = (ask.named("account"), ask.named("campaign"));
    let campaign = campaigns::show(&ask.desk, account, named).await?;
    Ok(Reply::ok(campaigns::view(&campaign)))
}

async fn put(ask: Ask) -> Answered {
    let place @ (account, named) = (ask.named("account"), ask.named("campaign"));
    let (campaign, made) = campaigns::put(&ask.desk, place, &ask.body).await?;
    let shown = campaigns::view(&campaign);
    Ok(match made {
        true => Reply::created(shown, &["accounts", account, "campaigns", named]),
        false => Reply::ok(shown),
    })
}

async fn change(ask: Ask) -> Answered {
    let place = (ask.named("account"), ask.named("campaign"));
    let campaign = campaigns::change(&ask.desk, place, &ask.body).await?;
    Ok(Reply::ok(campaigns::view(&campaign)))
}

async fn list_people(ask: Ask) -> Answered {
    let limit = ask.number("limit").unwrap_or(100);
    let after = ask.query.get("after").and_then(Value::as_i64);
    let only = ask.text("state").and_then(Membership::parse);
    let place = (ask.named("account"), ask.named("campaign"));
    let mut found = subscribers::list(&ask.desk, place, only, (after, limit + 1)).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| last.id.0);
    let shown: Value = found.iter().map(subscribers::view).collect();
    Ok(Reply::ok(json!({ "subscribers": shown, "next": next })))
}

async fn show_person(ask: Ask) -> Answered {
    let place = (ask.named("account"), ask.named("campaign"));
    let person = subscribers::show(&ask.desk, place, ask.named("number")).await?;
    Ok(Reply::ok(subscribers::view(&person)))
}

async fn put_person(ask: Ask) -> Answered {
    let place @ (account, campaign) = (ask.named("account"), ask.named("campaign"));
    let number = ask.named("number");
    let (person, is_new) = subscribers::put(&ask.desk, place, number, &ask.body).await?;
    let shown = subscribers::view(&person);
    let location = [
        "accounts",
        account,
        "campaigns",
        campaign,
        "subscribers",
        number,
    ];
    Ok(match is_new {
        true => Reply::created(shown, &location),
        false => Reply::ok(shown),
    })
}
