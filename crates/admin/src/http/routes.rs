//! The routes: one table, from which requests are served and the document is written.

use super::route::Route;
use super::{
    accounts, blacklist, bulk, campaigns, credits, endpoints, keys, links, messages, reports, runs,
    senders, services, tables, traces,
};

/// All of them.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = tables::routes();
    routes.extend(bulk::routes());
    routes.extend(accounts::routes());
    routes.extend(senders::routes());
    routes.extend(services::routes());
    routes.extend(keys::routes());
    routes.extend(endpoints::routes());
    routes.extend(credits::routes());
    routes.extend(campaigns::routes());
    routes.extend(runs::routes());
    routes.extend(blacklist::routes());
    routes.extend(links::routes());
    routes.extend(messages::routes());
    routes.extend(traces::routes());
    routes.extend(reports::routes());
    routes
}
