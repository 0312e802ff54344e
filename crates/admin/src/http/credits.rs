//! Routes of credits.

use super::ask::{Answered, Ask, Reply};
use super::route::{Route, run};
use crate::credits;
use http::Method;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    const ALL: &str = "/accounts/{account}/credits";
    vec![
        Route {
            answers: &[(200, Some(&credits::CREDITS))],
            refusals: &[404],
            run: run!(show),
            ..Route::get(ALL, "showCredits", "Show what a prepaid account has.")
        },
        Route {
            body: Some(&credits::ORDER),
            answers: &[(200, Some(&credits::CREDITS))],
            refusals: &[404],
            run: run!(add),
            ..Route::write(
                Method::POST,
                ALL,
                "addCredits",
                "Add to what an account has, or take from it; a repeated call adds again.",
            )
        },
    ]
}

async fn show(ask: Ask) -> Answered {
    let credit = credits::show(&ask.desk, ask.named("account")).await?;
    Ok(Reply::ok(credits::view(&credit)))
}

async fn add(ask: Ask) -> Answered {
    let credit = credits::add(&ask.desk, ask.named("account"), &ask.body).await?;
    Ok(Reply::ok(credits::view(&credit)))
}
