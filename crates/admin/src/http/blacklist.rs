//! Routes of the blacklist.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::blacklist::{self, Place};
use crate::form::{Field, Form, Shape, Text};
use http::Method;
use serde_json::{Value, json};

/// Entries of a page.
const PAGE: Shape = Shape {
    name: "BlockPage",
    doc: "Entries of the blacklist, by number and sender.",
    fields: || {
        vec![
            Field::needed("blocks", BLOCKS, "The entries."),
            Field::needed(
                "next",
                Form::Text(&Text::ANY),
                "What to write into after for the next page; null: this is the last.",
            )
            .or_null(),
        ]
    },
};

const BLOCKS: Form = Form::List {
    of: &Form::Object(&blacklist::BLOCK),
    max: blacklist::PAGE,
};

const ONE: &str = "/accounts/{account}/blacklist/{number}";
const OF_SENDER: &str = "/accounts/{account}/blacklist/{number}/senders/{address}";

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![Route {
        query: paging,
        answers: &[(200, Some(&PAGE))],
        refusals: &[404, 422],
        run: run!(list),
        ..Route::get(
            "/accounts/{account}/blacklist",
            "listBlocks",
            "List the numbers that get nothing.",
        )
    }];
    let names = ["showBlock", "putBlock", "removeBlock"];
    let docs = [
        "Show the entry of a number for all senders.",
        "Let a number get nothing from any sender.",
        "Take the entry of a number for all senders off the blacklist.",
    ];
    routes.extend(of_entries(ONE, names, docs));
    let names = ["showSenderBlock", "putSenderBlock", "removeSenderBlock"];
    let docs = [
        "Show the entry of a number for one sender.",
        "Let a number get nothing from one sender.",
        "Take the entry of a number for one sender off the blacklist.",
    ];
    routes.extend(of_entries(OF_SENDER, names, docs));
    routes
}

fn of_entries(
    path: &'static str,
    [show_id, put_id, remove_id]: [&'static str; 3],
    [show_doc, put_doc, remove_doc]: [&'static str; 3],
) -> [Route; 3] {
    [
        Route {
            answers: &[(200, Some(&blacklist::BLOCK))],
            refusals: &[404],
            run: run!(show),
            ..Route::get(path, show_id, show_doc)
        },
        Route {
            body: Some(&blacklist::ORDER),
            answers: &[
                (200, Some(&blacklist::BLOCK)),
                (201, Some(&blacklist::BLOCK)),
            ],
            refusals: &[404],
            run: run!(put),
            ..Route::write(Method::PUT, path, put_id, put_doc)
        },
        Route {
            answers: &[(204, None)],
            refusals: &[404],
            run: run!(remove),
            ..Route::write(Method::DELETE, path, remove_id, remove_doc)
        },
    ]
}

fn paging() -> Vec<Field> {
    let most = i64::try_from(blacklist::PAGE).unwrap_or(i64::MAX);
    let limit = Form::Number { min: 1, max: most };
    vec![
        Field::maybe(
            "number",
            Form::Text(&Text::NUMBER),
            "Only entries of this number.",
        ),
        Field::maybe(
            "after",
            Form::Text(&Text::BLOCK),
            "Only those behind this one, as next of a page has it.",
        ),
        Field::maybe("limit", limit, "So many at most; 100 unless it is said."),
    ]
}

fn place(ask: &Ask) -> Place<'_> {
    Place {
        account: ask.named("account"),
        number: ask.named("number"),
        sender: ask.path.get("address").map(String::as_str),
    }
}

async fn list(ask: Ask) -> Answered {
    let limit = ask.number("limit").unwrap_or(100);
    let (account, number) = (ask.named("account"), ask.text("number"));
    let page = (ask.text("after"), limit + 1);
    let mut found = blacklist::list(&ask.desk, account, number, page).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(blacklist::place);
    let shown: Value = found.iter().map(blacklist::view).collect();
    Ok(Reply::ok(json!({ "blocks": shown, "next": next })))
}

async fn show(ask: Ask) -> Answered {
    let block = blacklist::show(&ask.desk, place(&ask)).await?;
    Ok(Reply::ok(blacklist::view(&block)))
}

async fn put(ask: Ask) -> Answered {
    let place = place(&ask);
    let (block, is_new) = blacklist::put(&ask.desk, place, &ask.body).await?;
    let shown = blacklist::view(&block);
    let mut location = vec!["accounts", place.account, "blacklist", place.number];
    if let Some(sender) = place.sender {
        location.extend(["senders", sender]);
    }
    Ok(match is_new {
        true => Reply::created(shown, &location),
        false => Reply::ok(shown),
    })
}

async fn remove(ask: Ask) -> Answered {
    blacklist::remove(&ask.desk, place(&ask)).await?;
    Ok(Reply::done())
}
