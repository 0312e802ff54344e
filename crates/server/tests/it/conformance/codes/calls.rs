//! Faults that any action can meet: the call itself, the credential, the account, its rates.

use super::{ANYTHING, First, Row, check, row};
use crate::conformance::request::Dialect::{Json, Kebab, Legacy, Wxml};
use crate::conformance::request::{Request, USER};
use crate::conformance::table::stage;
use crate::gateway::Gateway;
use domain::account::{Access, Account, LimitPeriod, RequestLimit};
use domain::action::Action;
use domain::fault::Kind;
use std::time::Duration;
use testkit::Resource;

pub(super) fn rows(gateway: &Gateway) -> Vec<Row> {
    let mut rows = of_accounts();
    rows.extend(keyed(gateway));
    rows
}

fn of_accounts() -> Vec<Row> {
    let send = Request::send;
    let unopened = || send().without_credential();
    let user = unopened().with("USER", USER);
    let wrong = send().with_wrong_credential();
    let state = |kind, items, change| row(kind, items, send()).account(change);
    let rate = |kind, items, change| {
        row(kind, items, send().with("TO", "1"))
            .account(change)
            .times(2)
    };
    vec![
        row(
            Kind::InvalidRequest,
            "S2-124 S3-85",
            send().without_action(),
        ),
        row(Kind::ActionRequired, "S0-29", send().without_action()).only(&[Legacy]),
        row(Kind::CredentialRequired, "S0-29", unopened()).only(&[Legacy]),
        row(Kind::PassRequired, "S0-29", user).only(&[Legacy]),
        row(Kind::AuthFailed, "S2-125 S3-86", wrong),
        state(Kind::AccountBlocked, "", |it| it.access = Access::Blocked).only(&[Json]),
        state(Kind::NoApiRights, "", |it| it.access = Access::Blocked).only(&[Legacy, Wxml, Kebab]),
        state(Kind::NoApiRights, "S2-126 S3-87", |it| {
            it.access = Access::NoApi
        }),
        state(Kind::ApiNotActivated, "S2-130 S3-91", |it| {
            it.access = Access::NotActivated
        }),
        state(Kind::IpNotAllowed, "S2-131 S3-92", elsewhere),
        state(Kind::ActionNotAllowed, "S2-128 S3-89 S4-43", only_saves),
        row(
            Kind::ActionNotAllowed,
            "S2-128 S3-89 S4-43",
            Request::of("sendMMSBarcode"),
        ),
        rate(Kind::CallTooSoon, "S2-127 S3-88", spaced).gap("2"),
        rate(Kind::ThroughputExceeded, "S2-132 S3-93", slow),
        rate(Kind::RequestLimitReached, "S2-134 S3-95", limited),
        row(Kind::ParseError, "S2-129 S3-90", send())
            .cut()
            .gap(ANYTHING),
        row(Kind::InternalError, "S2-135 S3-96", send()).lost("messages"),
    ]
}

fn elsewhere(account: &mut Account) {
    account.policy.ip_allow = vec!["192.0.2.0/24".parse().unwrap()];
}

fn only_saves(account: &mut Account) {
    account.policy.actions = Some([Action::SaveMms].into());
}

fn spaced(account: &mut Account) {
    account.policy.rates.min_call_interval = Some(Duration::from_secs(2));
}

fn slow(account: &mut Account) {
    account.policy.rates.throughput = Some(1);
}

fn limited(account: &mut Account) {
    account.policy.rates.request_limit = Some(RequestLimit {
        calls: 1,
        period: LimitPeriod::Day,
    });
}

/// Keys of requests that are asked before or at the same time.
fn keyed(gateway: &Gateway) -> Vec<Row> {
    let slow = Resource::status(404).delayed(Duration::from_millis(200));
    let slow = vec![("IMAGE", gateway.media.put("/slow", slow))];
    let slow = Request::send().slides(&[slow]);
    let done = First::Done(Request::save());
    let in_flight = row(Kind::IdempotencyInFlight, "", slow.clone());
    vec![
        row(Kind::IdempotencyMismatch, "", Request::send()).key("known", done),
        in_flight.key("busy", First::Under(slow, "/slow")),
    ]
}

#[tokio::test]
async fn faults_of_the_call_the_credential_and_the_account() {
    let gateway = stage(|_| ()).await;
    check(&gateway, &rows(&gateway)).await;
}
