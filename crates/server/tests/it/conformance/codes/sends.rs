//! Faults of sends: receiver, sender, operator, campaign, service, saved content, money.

use super::{Row, check, row};
use crate::conformance::request::Dialect::{Get, Json, Kebab, Legacy, Wxml};
use crate::conformance::request::{Dialect, Request};
use crate::conformance::table::stage;
use crate::gateway::Gateway;
use domain::account::{Account, Billing};
use domain::fault::Kind;

pub(super) async fn rows(gateway: &Gateway) -> Vec<Row> {
    let saved = gateway.call(Request::save().call(Wxml)).await;
    let id = Wxml.read(&saved, "MMSID");
    let mut rows = receivers();
    crate::people::campaign(gateway, "Spring").await;
    for of in [
        direct,
        saved_content,
        campaigns,
        of_texts,
        runs,
        by_reference,
    ] {
        rows.extend(of(&id));
    }
    rows
}

fn receivers() -> Vec<Row> {
    let to = |kind, items, number: &str| row(kind, items, Request::send().with("TO", number));
    let list = (0..101)
        .map(|it| format!("12025551{it:03}"))
        .collect::<Vec<_>>();
    let lists = |account: &mut Account| account.policy.multi_recipient = Some(true);
    let upper_or_kebab = &[Wxml, Kebab];
    vec![
        to(Kind::InvalidReceiver, "S0-44 S1-42 S2-136 S3-97", "1202555"),
        row(
            Kind::ReceiverRequired,
            "S0-46 S1-44",
            Request::send().without("TO"),
        )
        .only(&[Legacy, Kebab]),
        to(Kind::InvalidSenderForCountry, "S2-138", "33612345678").gap("France"),
        to(Kind::TooManyReceivers, "", &list.join(","))
            .account(lists)
            .only(upper_or_kebab),
        to(Kind::ReceiverBlacklisted, "S2-133 S3-94", "12025550110"),
        to(Kind::CarrierLookupFailed, "S2-166 S3-128", "12025550120"),
        to(Kind::CarrierNotProvisioned, "S2-167 S3-129", "12025550121"),
        to(
            Kind::OperatorNotSupported,
            "S0-47 S1-45 S2-170 S3-132",
            "12025550122",
        ),
        to(Kind::BillingProblem, "", "12025550123"),
    ]
}

fn direct(_: &str) -> Vec<Row> {
    let with = |kind, items, name, value: &str| row(kind, items, Request::send().with(name, value));
    let textless = Request::send()
        .without("SUBJECT")
        .without("FALLBACKSMSTEXT");
    let no_operator = row(Kind::OperatorIdRequired, "S2-172 S3-134", Request::send());
    let needs_operator = |account: &mut Account| account.policy.require_operator = true;
    let mask = "x".repeat(51);
    vec![
        with(
            Kind::InvalidSender,
            "S0-45 S1-43 S2-137 S3-98",
            "FROM",
            "99999",
        ),
        with(Kind::SenderMaskTooLong, "", "FROM_MASK", &mask),
        with(Kind::MmsExpiryInvalid, "", "MMS_EXPIRY_TIMESTAMP", "never"),
        with(Kind::ForceSmsInvalid, "S2-173", "FORCE_SEND_AS_SMS", "yes"),
        row(Kind::FallbackTextRequired, "S2-168 S3-130", textless),
        no_operator.account(needs_operator),
        with(
            Kind::OperatorIdRequired,
            "S2-172 S3-134",
            "OPERATORID",
            "12345678901",
        ),
        with(Kind::OperatorIdUnknown, "", "OPERATORID", "999999"),
        row(
            Kind::ServiceIdInvalid,
            "S2-169 S3-131",
            Request::send().with("SERVICEID", "other"),
        )
        .account(with_services),
    ]
}

/// Those of `sendSMS`.
fn of_texts(_: &str) -> Vec<Row> {
    let send = || {
        let from = Request::of("sendSMS").with("FROM", "60858");
        from.with("TO", "12025550100").with("TEXT", "Hello")
    };
    let without = |kind, name| row(kind, "", send().without(name));
    let with = |kind, name, value: &str| row(kind, "", send().with(name, value));
    let rows = [
        without(Kind::ReceiverRequired, "TO").only(&Dialect::ALL),
        without(Kind::SmsTextRequired, "TEXT").only(&Dialect::ALL),
        without(Kind::InvalidSender, "FROM"),
        // No route for texts.
        with(Kind::InvalidSender, "FROM", "60856"),
        with(Kind::InvalidReceiver, "TO", "1202555"),
        with(Kind::InvalidSenderForCountry, "TO", "33612345678").gap("France"),
        with(Kind::ReceiverBlacklisted, "TO", "12025550110"),
        with(Kind::BillingProblem, "TO", "12025550123"),
        with(
            Kind::ClientReferenceInvalid,
            "CLIENT_REFERENCE",
            &"x".repeat(65),
        ),
        with(Kind::TextTooLong, "TEXT", &"x".repeat(1_531)).gap("1530"),
        with(Kind::OperatorIdRequired, "OPERATORID", "abc"),
        with(Kind::OperatorIdUnknown, "OPERATORID", "999999"),
        with(Kind::ServiceIdInvalid, "SERVICEID", "other").account(with_services),
        row(Kind::InternalError, "", send()).lost("messages"),
    ];
    rows.into()
}

/// Those of sends to everyone in a campaign.
fn runs(id: &str) -> Vec<Row> {
    let to = |campaign: &str| {
        let order = Request::of("sendSavedMMSCampaign").with("MMSID", id);
        order.with("TOCAMPAIGN", campaign)
    };
    let hold = |account: &mut Account| account.policy.billing = Billing::Hold;
    let spring = || to("Spring");
    vec![
        row(Kind::MmsIdRequired, "", spring().without("MMSID")),
        row(Kind::MmsIdMalformed, "", spring().with("MMSID", "a")).only(&[Legacy, Wxml, Get]),
        row(Kind::ContentNotFound, "", spring().with("MMSID", "99999")),
        row(Kind::ToCampaignRequired, "", spring().without("TOCAMPAIGN")),
        row(Kind::CampaignIdInvalid, "", to("Autumn")),
        row(Kind::BillingProblem, "", spring()).account(hold),
    ]
}

/// Those of sends to the carriers of a reference.
fn by_reference(id: &str) -> Vec<Row> {
    let order = || {
        let order = Request::of("sendMessageBySubscriberRef").with("SUBSCRIBERREF", "ACCT-1");
        order.with("CAMPAIGNREF", "Spring").with("MMSID", id)
    };
    let expiry = order().with("MMSLINK_EXPIRATION_DATE", "never");
    let both = order().with("TEXT", "Hello");
    let long = order().without("MMSID").with("TEXT", &"x".repeat(1_531));
    let upper = &[Legacy, Wxml, Get];
    vec![
        row(Kind::InvalidRequest, "", order().without("SUBSCRIBERREF")),
        row(Kind::InvalidRequest, "", both),
        row(
            Kind::CampaignRefRequired,
            "",
            order().without("CAMPAIGNREF"),
        ),
        row(
            Kind::CampaignRefInvalid,
            "",
            order().with("CAMPAIGNREF", "Autumn"),
        ),
        row(Kind::MmsIdRequired, "", order().without("MMSID")),
        row(Kind::MmsIdMalformed, "", order().with("MMSID", "a")).only(upper),
        row(Kind::ContentNotFound, "", order().with("MMSID", "99999")),
        row(Kind::TextTooLong, "", long).gap("1530"),
        row(Kind::LinkExpiryInvalid, "", expiry),
        row(Kind::NotSubscribed, "", order()),
    ]
}

/// Those of sends to members only.
fn campaigns(id: &str) -> Vec<Row> {
    let sends = || [Request::send(), Request::send_saved(id)];
    let of = |kind, items, campaign: Option<&str>| {
        let named = |it: Request| match campaign {
            Some(name) => it.with("CAMPAIGNREF", name),
            None => it,
        };
        sends().map(|it| row(kind, items, named(it)).account(to_members_only))
    };
    let beside_legacy = &[Wxml, Get, Kebab, Json];
    let rows = [
        of(Kind::CampaignRefRequired, "S2-175 S3-70 S3-136", None).map(|it| it.only(beside_legacy)),
        of(Kind::CampaignRefInvalid, "S2-176 S3-137", Some("Autumn"))
            .map(|it| it.only(beside_legacy)),
        of(Kind::CampaignIdInvalid, "", None).map(|it| it.only(&[Legacy])),
        of(Kind::CampaignIdInvalid, "", Some("Autumn")).map(|it| it.only(&[Legacy])),
        of(Kind::NotSubscribed, "S2-174 S3-135", Some("Spring")),
    ];
    rows.into_iter().flatten().collect()
}

fn to_members_only(account: &mut Account) {
    account.policy.enforce_campaign_check = true;
}

fn with_services(account: &mut Account) {
    for sender in &mut account.senders {
        sender.service_ids = vec!["60856mms".into()];
    }
}

const LOCK: &str = "UPDATE contents SET state = 'locked'";
const UNLOCK: &str = "UPDATE contents SET state = 'ready'";

fn saved_content(id: &str) -> Vec<Row> {
    let send = || Request::send_saved(id);
    let with = |kind, items, name, value: &str| row(kind, items, send().with(name, value));
    let to = |kind, items, number| with(kind, items, "TO", number);
    let without = |kind, items, name| row(kind, items, send().without(name));
    vec![
        without(Kind::MmsIdRequired, "S4-51", "MMSID"),
        with(Kind::MmsIdMalformed, "", "MMSID", "abc").only(&[Wxml]),
        with(
            Kind::ContentNotFound,
            "S2-147 S3-107 S4-47",
            "MMSID",
            "99999",
        ),
        with(Kind::ContentNotFound, "S4-47", "MMSID", "abc").only(&[Kebab, Json]),
        without(Kind::ToRequired, "", "TO").only(&[Wxml]),
        without(Kind::InvalidReceiver, "S4-33 S4-44", "TO").only(&[Kebab, Json]),
        with(Kind::InvalidSender, "S4-45", "FROM", "99999"),
        to(Kind::ReceiverBlacklisted, "S4-46", "12025550110"),
        to(Kind::CarrierLookupFailed, "S4-49", "12025550120"),
        to(Kind::CarrierNotProvisioned, "S4-50", "12025550121"),
        to(Kind::OperatorNotSupported, "S4-55", "12025550122"),
        to(Kind::BillingProblem, "", "12025550123"),
        with(Kind::ServiceIdInvalid, "S4-54", "SERVICEID", "other").account(with_services),
        with(Kind::OperatorIdRequired, "S4-41 S4-57", "OPERATORID", "abc"),
        with(
            Kind::OperatorIdUnknown,
            "S4-41 S4-57",
            "OPERATORID",
            "999999",
        ),
        row(Kind::InternalError, "S4-48", send()).lost("messages"),
        row(Kind::EncodingInProgress, "S4-53", send()).database(LOCK, UNLOCK),
    ]
}

#[tokio::test]
async fn faults_of_sends() {
    let gateway = stage(|_| ()).await;
    check(&gateway, &rows(&gateway).await).await;
}
