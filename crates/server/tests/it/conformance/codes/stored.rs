//! Faults of actions on what is stored: templates, campaigns, members, inbox, reports.

use super::{Row, check, row};
use crate::conformance::request::Request;
use crate::conformance::table::stage;
use domain::fault::Kind;

pub(super) fn rows() -> Vec<Row> {
    let groups = [templates(), campaigns(), members(), inbox(), reports()];
    groups.into_iter().flatten().collect()
}

fn templates() -> Vec<Row> {
    let list =
        |kind, name, value: &str| row(kind, "", Request::of("getMMSTemplates").with(name, value));
    vec![
        row(Kind::NoTemplates, "", Request::of("getMmsIds")),
        list(Kind::PageNumberInvalid, "PAGE_NUMBER", "0"),
        list(Kind::ItemsPerPageInvalid, "ITEMS_PER_PAGE", "1001"),
        list(Kind::StartDateInvalid, "START_DATE", "never"),
        row(Kind::MmsIdRequired, "", Request::of("deleteMMSID")),
        row(
            Kind::ContentNotFound,
            "",
            Request::of("deleteMMSID").with("MMSID", "99999"),
        ),
    ]
}

fn campaigns() -> Vec<Row> {
    let create = || {
        let named = Request::of("createMMSCampaign").with("CAMPAIGNNAME", "Spring");
        named.with("BRANDNAME", "Shop")
    };
    let without = |kind, name| row(kind, "", create().without(name));
    let long = "x".repeat(65);
    vec![
        row(Kind::NoCampaigns, "", Request::of("getMmsCampaigns")),
        without(Kind::CampaignNameRequired, "CAMPAIGNNAME"),
        without(Kind::BrandNameRequired, "BRANDNAME"),
        row(
            Kind::CampaignRefInvalid,
            "",
            create().with("CAMPAIGNREF", &long),
        ),
        row(Kind::CampaignNotCreated, "", create()).lost("campaigns"),
    ]
}

/// Of people who join and leave the campaign "Spring".
fn members() -> Vec<Row> {
    let of = |action: &str| {
        let one = Request::of(action).with("MOBILE", "12025550100");
        one.with("CAMPAIGNREF", "Spring")
    };
    let mut rows = Vec::new();
    for action in ["subscribe", "unsubscribe"] {
        let of = || of(action);
        rows.extend([
            row(Kind::MobileRequired, "", of().without("MOBILE")),
            row(Kind::MobileRequired, "", of().with("MOBILE", "1202")),
            row(Kind::CampaignIdRequired, "", of().without("CAMPAIGNREF")),
            row(
                Kind::CampaignUnknown,
                "",
                of().with("CAMPAIGNREF", "Autumn"),
            ),
        ]);
    }
    // The campaign has no question to ask.
    rows.push(row(
        Kind::NotSubscribable,
        "",
        of("subscribe").with("CTA", "true"),
    ));
    let lost = |kind, action, table| row(kind, "", of(action)).lost(table);
    rows.extend([
        lost(Kind::NotSubscribable, "subscribe", "campaigns"),
        lost(Kind::NotSubscribable, "subscribe", "blacklist"),
        lost(Kind::NotSubscribable, "subscribe", "subscribers"),
        lost(Kind::NotUnsubscribed, "unsubscribe", "campaigns"),
        lost(Kind::NotUnsubscribed, "unsubscribe", "subscribers"),
    ]);
    rows
}

fn inbox() -> Vec<Row> {
    let remove = || Request::of("removeMMSInboxMessage").with("MMSINBOXID", "MMS_MO_12345678");
    let empty = "INSERT INTO inbound (account, kind, tracking, recipient, sender, received_ms, \
                 files_until_ms, cleared_ms) VALUES (1, 'mms', 'MMS_MO_12345678', '60856', \
                 '12025550100', 0, 0, 0)";
    let without = Request::of("removeMMSInboxMessage");
    vec![
        row(Kind::InboxIdRequired, "", without),
        row(Kind::InboxIdInvalid, "", remove()),
        row(Kind::InboxNotCleaned, "", remove()).lost("inbound"),
        row(Kind::InboxEmpty, "", remove()).database(empty, "DELETE FROM inbound"),
    ]
}

fn reports() -> Vec<Row> {
    let of = |start: &str, end: &str| {
        let from = Request::of("getSendingStatus").with("START_DATE", start);
        from.with("END_DATE", end)
    };
    let (first, second) = ("2026-05-01 00:00:00", "2026-05-02 00:00:00");
    vec![
        row(
            Kind::PeriodRequired,
            "",
            of(first, second).without("END_DATE"),
        ),
        row(Kind::PeriodPatternInvalid, "", of(first, "tomorrow")),
        row(Kind::PeriodInvalid, "", of(second, first)),
        row(Kind::PeriodTooLong, "", of("2026-01-01 00:00:00", second)),
        row(Kind::LookupTooFrequent, "", of(first, second)).times(2),
    ]
}

#[tokio::test]
async fn faults_of_templates() {
    check(&stage(|_| ()).await, &templates()).await;
}

#[tokio::test]
async fn faults_of_campaigns_and_their_members() {
    let gateway = stage(|_| ()).await;
    check(&gateway, &campaigns()).await;
    crate::people::campaign(&gateway, "Spring").await;
    check(&gateway, &members()).await;
}

#[tokio::test]
async fn faults_of_the_inbox_and_of_reports() {
    let gateway = stage(|_| ()).await;
    check(&gateway, &inbox()).await;
    check(&gateway, &reports()).await;
}
