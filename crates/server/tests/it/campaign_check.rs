//! Sends that must name a campaign, and receivers that must be in it.

use crate::cites::covers;
use crate::gateway::Gateway;
use crate::order::Order;
use crate::people::{self, campaign};
use domain::campaign::{Campaign, Membership, Subscriber};

const MISSING: (&str, &str) = ("E718", "The 'campaignref' is required");
const UNKNOWN: (&str, &str) = ("E721", "Invalid campaignref");
const NOT_IN_IT: (&str, &str) = ("E715", "Number is not subscribed in this campaign");

async fn stage() -> Gateway {
    Gateway::with(|setup| setup.account.policy.enforce_campaign_check = true).await
}

async fn put(gateway: &Gateway, campaign: &Campaign, mobile: &str, membership: Membership) {
    let subscriber = Subscriber {
        membership,
        ..people::person(campaign, mobile)
    };
    people::put(gateway, subscriber).await;
}

const ANNA: &str = "12025550100";
const BERT: &str = "12025550199";

#[tokio::test]
async fn only_subscribers_of_the_named_campaign_are_sent_to() {
    let gateway = stage().await;
    let spring = campaign(&gateway, "Spring").await;
    put(&gateway, &spring, ANNA, Membership::Subscribed).await;
    put(&gateway, &spring, BERT, Membership::Pending).await;
    let named = |to: &str, name: &str| Order::send(to).with("CAMPAIGNREF", name);
    assert_eq!(gateway.order(&Order::send(ANNA)).await.fault(), MISSING);
    for unknown in ["spring", "Autumn", "999"] {
        let answer = gateway.order(&named(ANNA, unknown)).await;
        assert_eq!(answer.fault(), UNKNOWN, "{unknown}");
    }
    for stranger in [BERT, "12025550101"] {
        let answer = gateway.order(&named(stranger, "Spring")).await;
        assert_eq!(answer.fault(), NOT_IN_IT, "{stranger}");
    }
    gateway.order(&named(ANNA, "Spring")).await.tracking();
    let number = spring.id.0.to_string();
    gateway.order(&named(ANNA, &number)).await.tracking();
    let by_id = Order::send(ANNA).with("CAMPAIGNID", &number);
    gateway.order(&by_id).await.tracking();
    covers("S2-23 S2-24 S2-37 S2-38 S2-39 S2-174 S2-175 S2-176 S3-15 S3-70 S3-135 S3-136");
    covers("S3-137 S3-141");
}

#[tokio::test]
async fn a_reference_of_digits_outranks_the_number_of_another_campaign() {
    let gateway = stage().await;
    let first = campaign(&gateway, "First").await;
    let second = campaign(&gateway, &first.id.0.to_string()).await;
    put(&gateway, &second, ANNA, Membership::Subscribed).await;
    let order = Order::send(ANNA).with("CAMPAIGNREF", &first.id.0.to_string());
    gateway.order(&order).await.tracking();
}

#[tokio::test]
async fn saved_content_is_checked_too_and_after_the_sender_before_the_blacklist() {
    let gateway = stage().await;
    let saved = gateway.order(&Order::save()).await;
    let id = saved.field("MMSID");
    let order = Order::send_saved(id, ANNA);
    assert_eq!(gateway.order(&order).await.fault(), MISSING);
    let opted_out = Order::send_saved(id, "12025550110");
    assert_eq!(gateway.order(&opted_out).await.fault(), MISSING);
    let abroad = Order::send_saved(id, "33612345678");
    assert_eq!(gateway.order(&abroad).await.fault().0, "E111");
}

#[tokio::test]
async fn without_the_switch_a_reference_is_kept_and_not_checked() {
    let gateway = Gateway::start().await;
    let order = Order::send(ANNA).with("CAMPAIGNREF", "anything");
    let tracking = gateway.order(&order).await.tracking().to_owned();
    gateway.until_final(&tracking).await;
    let told = &gateway.postbacks()[0];
    assert!(
        told.contains("<CAMPAIGNREF>anything</CAMPAIGNREF>"),
        "{told}"
    );
}

#[tokio::test]
async fn another_accounts_campaign_is_unknown() {
    let gateway = stage().await;
    let other = crate::gateway::account("other", &gateway.receiver);
    let other = gateway.customer(&other, "another-key").await;
    let theirs = Campaign {
        account: other,
        ..campaign(&gateway, "Mine").await
    };
    let theirs = Campaign {
        reference: "Theirs".into(),
        ..theirs
    };
    let theirs = gateway.store().create_campaign(&theirs).await.unwrap();
    put(&gateway, &theirs, ANNA, Membership::Subscribed).await;
    for name in ["Theirs".to_owned(), theirs.id.0.to_string()] {
        let order = Order::send(ANNA).with("CAMPAIGNREF", &name);
        assert_eq!(gateway.order(&order).await.fault(), UNKNOWN, "{name}");
    }
}
