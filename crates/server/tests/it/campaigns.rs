//! Making and listing campaigns.

use crate::gateway::Gateway;
use crate::order::Order;
use domain::account::{Sender, SenderKind};

const OTHER: &str = "another-key-of-another-customer";

fn create() -> Order {
    Order::of("createMMSCampaign")
        .with("CAMPAIGNNAME", "Spring")
        .with("BRANDNAME", "Acme & Co".replace('&', "&amp;").as_str())
}

#[tokio::test]
async fn a_new_campaign_has_a_number_which_is_its_reference_too() {
    let gateway = Gateway::start().await;
    let answer = gateway.order(&create()).await;
    let id = answer.field("CAMPAIGNID").to_owned();
    let expected = format!(
        "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <CAMPAIGNNAME>Spring</CAMPAIGNNAME>\n    \
         <BRANDNAME>Acme &amp; Co</BRANDNAME>\n    <CAMPAIGNID>{id}</CAMPAIGNID>\n    \
         <CAMPAIGNREF>{id}</CAMPAIGNREF>\n</RESPONSE>"
    );
    assert_eq!(answer.body.trim_end(), expected);
    let named = gateway.store().campaign_named(gateway.account, &id).await;
    assert_eq!(named.unwrap().unwrap().sender, "60856");
}

#[tokio::test]
async fn campaigns_are_listed_and_only_those_of_the_account() {
    let gateway = Gateway::start().await;
    let none = "No MMS Campaigns were created in this account";
    let list = Order::of("getMmsCampaigns");
    gateway.refuses(&list, "E405", none, none).await;
    let first = gateway.order(&create()).await;
    let second = gateway.order(&create().with("CAMPAIGNREF", "Autumn")).await;
    let (first, second) = (first.field("CAMPAIGNID"), second.field("CAMPAIGNID"));
    let answer = gateway.order(&list).await;
    let flat: String = answer.body.lines().map(str::trim).collect();
    let expected = format!(
        "<RESPONSE><STATUS>Success</STATUS><MMSCAMPAIGNS>\
         <CAMPAIGN><ID>{first}</ID><REF>{first}</REF><NAME>Spring</NAME></CAMPAIGN>\
         <CAMPAIGN><ID>{second}</ID><REF>Autumn</REF><NAME>Spring</NAME></CAMPAIGN>\
         </MMSCAMPAIGNS></RESPONSE>"
    );
    assert_eq!(flat, expected);
    let other = crate::gateway::account("other", &gateway.receiver);
    gateway.customer(&other, OTHER).await;
    let foreign = gateway.order(&list.with("API_KEY", OTHER)).await;
    assert_eq!(foreign.fault(), ("E405", none));
}

#[tokio::test]
async fn what_is_missing_or_too_long_is_refused_in_its_order() {
    let gateway = Gateway::start().await;
    let long = "x".repeat(256);
    let name = (
        "'campaignname' is required.",
        "'campaign-name' is required.",
    );
    let brand = ("'brandname' is required.", "'brand-name' is required.");
    let nothing = Order::of("createMMSCampaign");
    for order in [nothing, create().with("CAMPAIGNNAME", &long)] {
        gateway.refuses(&order, "E170", name.0, name.1).await;
    }
    let bad = create()
        .with("CAMPAIGNREF", &"x".repeat(65))
        .with("FROM", "1");
    for order in [
        bad.clone().without("BRANDNAME"),
        bad.clone().with("BRANDNAME", &long),
    ] {
        gateway.refuses(&order, "E171", brand.0, brand.1).await;
    }
    let (upper, kebab) = ("Invalid campaignref", "Invalid campaign-ref");
    gateway.refuses(&bad, "E721", upper, kebab).await;
    let bad = bad.with("CAMPAIGNREF", &"x".repeat(64));
    gateway
        .refuses(&bad, "E111", "Invalid shortcode", "Invalid shortcode")
        .await;
    assert_eq!(
        gateway.order(&Order::of("getMmsCampaigns")).await.fault().0,
        "E405"
    );
}

#[tokio::test]
async fn a_reference_is_taken_once_in_an_account_and_case_counts() {
    let gateway = Gateway::start().await;
    let other = crate::gateway::account("other", &gateway.receiver);
    gateway.customer(&other, OTHER).await;
    let spring = create().with("CAMPAIGNREF", "Spring26");
    let again = [
        (spring.clone(), ""),
        (spring.clone(), "E721"),
        (create().with("CAMPAIGNREF", "spring26"), ""),
        (spring.with("API_KEY", OTHER), ""),
    ];
    for (order, code) in again {
        let answer = gateway.order(&order).await;
        assert_eq!(answer.fault().0, code, "{}", answer.body);
    }
}

#[tokio::test]
async fn a_campaign_sends_from_the_sender_that_was_named() {
    let second = Sender::new("70707", SenderKind::ShortCode, "US");
    let gateway = Gateway::with(|setup| setup.account.senders.push(second)).await;
    let answer = gateway.order(&create().with("FROM", "70707")).await;
    let named = answer.field("CAMPAIGNREF");
    let campaign = gateway.store().campaign_named(gateway.account, named).await;
    assert_eq!(campaign.unwrap().unwrap().sender, "70707");
}
