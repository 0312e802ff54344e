//! Who joins and leaves a campaign through the API.

use crate::call::{Answer, Call};
use crate::gateway::{Gateway, until};
use crate::order::Order;
use domain::account::{Sender, SenderKind};
use domain::campaign::{Campaign, Membership, Source, Subscriber};
use domain::merge::Data;
use domain::number::Recipient;
use jiff::SignedDuration;
use storage::blacklist::Block;
use storage::campaign::MemberChange;
use storage::link::TokenDigest;

const OTHER: &str = "another-key-of-another-customer";
const ANA: &str = "12025550100";

/// A gateway with the campaign `Spring26`, which has a text for every occasion.
async fn stage() -> (Gateway, Campaign) {
    let gateway = Gateway::with(|setup| setup.account.senders[0].sms_route = true).await;
    let order = Order::of("createMMSCampaign")
        .with("CAMPAIGNNAME", "Spring")
        .with("BRANDNAME", "Acme")
        .with("CAMPAIGNREF", "Spring26");
    let answer = gateway.order(&order).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    let found = gateway.store().campaign_named(gateway.account, "Spring26");
    let campaign = Campaign {
        welcome: Some("Welcome!".into()),
        farewell: Some("So long!".into()),
        question: Some("Join? Answer YES".into()),
        ..found.await.unwrap().unwrap()
    };
    gateway.store().update_campaign(&campaign).await.unwrap();
    (gateway, campaign)
}

fn subscribe() -> Order {
    let order = Order::of("subscribe").with("MOBILE", ANA);
    order.with("CAMPAIGNREF", "Spring26")
}

fn unsubscribe() -> Order {
    let order = Order::of("unsubscribe").with("MOBILE", ANA);
    order.with("CAMPAIGNREF", "Spring26")
}

async fn ana(gateway: &Gateway, campaign: &Campaign) -> Option<Subscriber> {
    let ana = Recipient::parse(ANA).unwrap();
    gateway.store().subscriber(campaign.id, &ana).await.unwrap()
}

async fn standing(gateway: &Gateway, campaign: &Campaign) -> Option<Membership> {
    let member = ana(gateway, campaign).await;
    member.map(|member| member.membership)
}

/// What becomes of Ana without an order.
async fn put(gateway: &Gateway, campaign: &Campaign, membership: Membership) {
    let before = ana(gateway, campaign).await;
    let after = Subscriber {
        membership,
        ..before.clone().expect("Ana is known")
    };
    let change = MemberChange::quiet(before, after);
    let changed = gateway.store().change_member(change).await.unwrap();
    assert!(changed.is_some());
}

#[track_caller]
fn succeeded(answer: &Answer) {
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
}

#[tokio::test]
async fn a_number_joins_and_the_customer_is_told() {
    let (gateway, campaign) = stage().await;
    let order = subscribe()
        .with("SUBSCRIBERREF", "ACCT-1")
        .with("OPERATORID", "0001890")
        .with("TIMEZONE", "America/New_York")
        .with("DATA", "<FIRSTNAME>Ana</FIRSTNAME><PIN>1</PIN>");
    let answer = gateway.order(&order).await;
    let expected = "<RESPONSE>\n    <STATUS>Success</STATUS>\n    \
                    <CAMPAIGNREF>Spring26</CAMPAIGNREF>\n    \
                    <SUBSCRIBERREF>ACCT-1</SUBSCRIBERREF>\n    \
                    <MOBILE>12025550100</MOBILE>\n</RESPONSE>";
    assert_eq!(answer.body.trim_end(), expected);
    let member = ana(&gateway, &campaign).await.unwrap();
    let pairs = [("firstname", "Ana"), ("pin", "1")];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(member.membership, Membership::Subscribed);
    assert_eq!(member.reference.as_deref(), Some("ACCT-1"));
    assert_eq!(member.operator.as_deref(), Some("Verizon"));
    assert_eq!(member.time_zone.as_deref(), Some("America/New_York"));
    assert_eq!(member.data, Data::new(&pairs).unwrap());

    gateway.until_posted(1).await;
    let id = campaign.id.0;
    let told = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><POSTBACK><ORIGIN>SUB</ORIGIN>\
         <CODE>N301</CODE><MOBILE>12025550100</MOBILE><CAMPAIGNREF>Spring26</CAMPAIGNREF>\
         <CAMPAIGNID>{id}</CAMPAIGNID><TIMESTAMP>2026-05-04T07:27:29+00:00</TIMESTAMP>\
         <SHORTCODE>60856</SHORTCODE><CAMPAIGNTITLE>Spring</CAMPAIGNTITLE>\
         <BRANDNAME>Acme</BRANDNAME><SUBSCRIBERREF>ACCT-1</SUBSCRIBERREF>\
         <SOURCE>API</SOURCE></POSTBACK>"
    );
    assert_eq!(gateway.postbacks(), [told]);
}

#[tokio::test]
async fn joining_again_is_told_again_and_adds_to_what_is_known() {
    let (gateway, campaign) = stage().await;
    let first = subscribe()
        .with("SUBSCRIBERREF", "ACCT-1")
        .with("TIMEZONE", "EST")
        .with("DATA", "<A>1</A><B>2</B>");
    succeeded(&gateway.order(&first).await);
    gateway.until_posted(1).await;
    let second = subscribe().with("DATA", "<B>3</B><C>4</C>");
    succeeded(&gateway.order(&second).await);
    gateway.until_posted(2).await;
    assert_eq!(gateway.codes(), ["N301", "N301"]);
    let member = ana(&gateway, &campaign).await.unwrap();
    let values: Vec<_> = member.data.pairs().collect();
    assert_eq!(values, [("a", "1"), ("b", "3"), ("c", "4")]);
    assert_eq!(member.reference.as_deref(), Some("ACCT-1"));
    assert_eq!(member.time_zone.as_deref(), Some("EST"));
}

#[tokio::test]
async fn a_number_leaves_and_only_then_is_the_customer_told() {
    let (gateway, campaign) = stage().await;
    succeeded(&gateway.order(&unsubscribe()).await);
    succeeded(&gateway.order(&subscribe()).await);
    gateway.until_posted(1).await;
    let answer = gateway.order(&unsubscribe().with("NOTIFY", "no")).await;
    let expected = "<RESPONSE>\n    <STATUS>Success</STATUS>\n    \
                    <CAMPAIGNREF>Spring26</CAMPAIGNREF>\n    \
                    <MOBILE>12025550100</MOBILE>\n</RESPONSE>";
    assert_eq!(answer.body.trim_end(), expected);
    succeeded(&gateway.order(&unsubscribe()).await);
    gateway.until_posted(2).await;
    gateway.until_idle().await;
    assert_eq!(gateway.codes(), ["N301", "N302"]);
    let standing = standing(&gateway, &campaign).await;
    assert_eq!(standing, Some(Membership::Unsubscribed));
    succeeded(&gateway.order(&subscribe()).await);
    gateway.until_posted(3).await;
}

#[tokio::test]
async fn a_campaign_is_named_by_its_number_too_and_echoed_as_it_was_named() {
    let (gateway, campaign) = stage().await;
    let id = campaign.id.0.to_string();
    let order = Order::of("subscribe").with("MOBILE", "+12025550100");
    let answer = gateway.order(&order.with("CAMPAIGNID", &id)).await;
    assert_eq!(answer.field("CAMPAIGNID"), id, "{}", answer.body);
    assert_eq!(answer.field("MOBILE"), ANA);
    assert!(!answer.body.contains("CAMPAIGNREF"), "{}", answer.body);
}

#[tokio::test]
async fn what_is_missing_or_unknown_is_refused_in_its_order() {
    let (gateway, _) = stage().await;
    for action in ["subscribe", "unsubscribe"] {
        let bare = Order::of(action);
        let mobile = ("The 'mobile' is required.", "mobile is required.");
        gateway.refuses(&bare, "E901", mobile.0, mobile.1).await;
        let bad = bare.with("MOBILE", "123").with("CAMPAIGNREF", "x");
        gateway.refuses(&bad, "E901", mobile.0, mobile.1).await;
        let order = bad.with("MOBILE", ANA).with("NOTIFY", "perhaps");
        let (upper, kebab) = ("Invalid CAMPAIGNID", "Invalid campaign-ref");
        gateway.refuses(&order, "E903", upper, kebab).await;
        let order = order.without("CAMPAIGNREF");
        let (upper, kebab) = ("The 'campaignid' is required.", "campaign-ref is required.");
        gateway.refuses(&order, "E902", upper, kebab).await;
        let order = order.with("CAMPAIGNREF", "Spring26");
        assert_eq!(gateway.order(&order).await.fault().0, "E100");
    }
}

#[tokio::test]
async fn values_of_the_wrong_form_are_refused_and_change_nothing() {
    let (gateway, campaign) = stage().await;
    let long = "x".repeat(129);
    let many: String = (0..101).map(|n| format!("<N{n}>1</N{n}>")).collect();
    for (field, value) in [
        ("CTA", "perhaps"),
        ("TIMEZONE", "Mars/Olympus"),
        ("SUBSCRIBERREF", long.as_str()),
        ("DATA", "<A><B>1</B></A>"),
        ("DATA", many.as_str()),
    ] {
        let answer = gateway.order(&subscribe().with(field, value)).await;
        assert_eq!(answer.fault().0, "E100", "{field}: {}", answer.body);
    }
    for id in ["0009999", "abc", "12345678901"] {
        let order = subscribe().with("OPERATORID", id);
        let upper = "The 'operator id' passed was not found on our system.";
        let kebab = "Invalid operator-id / operator-id not found in the system.";
        gateway.refuses(&order, "E651", upper, kebab).await;
    }
    assert_eq!(ana(&gateway, &campaign).await, None);
}

#[tokio::test]
async fn whoever_said_stop_joins_again_only_where_the_account_may_do_that() {
    let (gateway, campaign) = stage().await;
    succeeded(&gateway.order(&subscribe()).await);
    put(&gateway, &campaign, Membership::OptedOut).await;
    let refused = "Could not subscribe this number.";
    for order in [subscribe(), subscribe().with("CTA", "1")] {
        gateway.refuses(&order, "E904", refused, refused).await;
    }
    succeeded(&gateway.order(&unsubscribe()).await);
    let still = standing(&gateway, &campaign).await;
    assert_eq!(still, Some(Membership::OptedOut), "it stays known");
    gateway
        .change_account(|account| account.policy.allow_resubscribe = true)
        .await;
    succeeded(&gateway.order(&subscribe()).await);
    gateway.until_posted(2).await;
    assert_eq!(gateway.codes(), ["N301", "N301"]);
}

#[tokio::test]
async fn whoever_said_stop_before_there_was_a_membership_cannot_be_subscribed() {
    let (gateway, campaign) = stage().await;
    let block = Block {
        account: gateway.account,
        sender: Some(campaign.sender.clone()),
        number: Recipient::parse(ANA).unwrap(),
        source: Source::Mo,
        since: campaign.created,
        ends: None,
    };
    gateway.store().block(&block).await.unwrap();
    assert_eq!(gateway.order(&subscribe()).await.fault().0, "E904");
    assert_eq!(ana(&gateway, &campaign).await, None);
}

#[tokio::test]
async fn a_person_who_is_asked_first_is_pending_for_three_days() {
    let (gateway, campaign) = stage().await;
    let ask = subscribe().with("CTA", "yes");
    succeeded(&gateway.order(&ask).await);
    let pending = Some(Membership::Pending);
    assert_eq!(standing(&gateway, &campaign).await, pending);
    gateway.until_submitted(1).await;
    gateway.pass(71 * 3_600);
    succeeded(&gateway.order(&ask).await);
    gateway.until_submitted(2).await;
    gateway.pass(71 * 3_600);
    gateway.until_due_within(3_600.0).await;
    assert_eq!(standing(&gateway, &campaign).await, pending, "asked again");
    gateway.pass(3_600);
    until("the question has lapsed", async || {
        let standing = standing(&gateway, &campaign).await;
        (standing == Some(Membership::Unsubscribed)).then_some(())
    })
    .await;
    gateway.until_idle().await;
    assert_eq!(gateway.codes(), Vec::<String>::new());
    assert_eq!(texts(&gateway), ["Join? Answer YES", "Join? Answer YES"]);
}

/// Texts of all SMS that reached the carrier.
fn texts(gateway: &Gateway) -> Vec<String> {
    let submissions = gateway.submissions();
    let texts = submissions.into_iter().filter_map(|one| one.sms);
    texts.map(|sms| sms.text).collect()
}

#[tokio::test]
async fn people_are_welcomed_and_seen_off_if_the_customer_wants_that() {
    let (gateway, _) = stage().await;
    succeeded(&gateway.order(&subscribe()).await);
    succeeded(&gateway.order(&subscribe().with("NOTIFY", "1")).await);
    gateway.until_submitted(1).await;
    succeeded(&gateway.order(&unsubscribe().with("NOTIFY", "yes")).await);
    gateway.until_submitted(2).await;
    // Who is not in is not seen off.
    succeeded(&gateway.order(&unsubscribe().with("NOTIFY", "yes")).await);
    gateway.until_posted(3).await;
    assert_eq!(texts(&gateway), ["Welcome!", "So long!"]);
    // Nobody ordered these texts, so nobody is told of them.
    assert_eq!(gateway.codes(), ["N301", "N301", "N302"]);
}

#[tokio::test]
async fn without_a_way_for_texts_nobody_is_asked_and_nobody_is_welcomed() {
    let (gateway, campaign) = stage().await;
    gateway
        .change_account(|account| account.senders[0].sms_route = false)
        .await;
    let ask = subscribe().with("CTA", "yes");
    assert_eq!(gateway.order(&ask).await.fault().0, "E904");
    assert_eq!(ana(&gateway, &campaign).await, None);
    succeeded(&gateway.order(&subscribe().with("NOTIFY", "1")).await);
    gateway.until_posted(1).await;
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

#[tokio::test]
async fn a_question_that_lapses_does_not_forget_that_the_person_said_stop() {
    let (gateway, campaign) = stage().await;
    gateway
        .change_account(|account| account.policy.allow_resubscribe = true)
        .await;
    succeeded(&gateway.order(&subscribe()).await);
    gateway.until_posted(1).await;
    put(&gateway, &campaign, Membership::OptedOut).await;
    let ask = subscribe().with("CTA", "yes");
    for _ in 0..2 {
        succeeded(&gateway.order(&ask).await);
    }
    gateway.pass(72 * 3_600);
    until("the question has lapsed", async || {
        let standing = standing(&gateway, &campaign).await;
        (standing == Some(Membership::OptedOut)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn whoever_is_in_is_not_asked_and_a_pending_question_can_be_withdrawn() {
    let (gateway, campaign) = stage().await;
    let ask = subscribe().with("CTA", "yes");
    succeeded(&gateway.order(&ask).await);
    succeeded(&gateway.order(&unsubscribe()).await);
    let standing_now = standing(&gateway, &campaign).await;
    assert_eq!(standing_now, Some(Membership::Unsubscribed));
    gateway.until_idle().await;
    succeeded(&gateway.order(&subscribe()).await);
    succeeded(&gateway.order(&ask).await);
    gateway.until_posted(2).await;
    let standing_now = standing(&gateway, &campaign).await;
    assert_eq!(standing_now, Some(Membership::Subscribed));
    assert_eq!(gateway.codes(), ["N301", "N301"]);
}

#[tokio::test]
async fn nobody_is_asked_without_a_question() {
    let (gateway, campaign) = stage().await;
    let bare = Campaign {
        question: None,
        ..campaign.clone()
    };
    gateway.store().update_campaign(&bare).await.unwrap();
    let refused = "Could not subscribe this number.";
    let ask = subscribe().with("CTA", "yes");
    gateway.refuses(&ask, "E904", refused, refused).await;
    assert_eq!(ana(&gateway, &campaign).await, None);
}

#[tokio::test]
async fn another_accounts_campaign_is_unknown() {
    let (gateway, campaign) = stage().await;
    let mut other = crate::gateway::account("other", &gateway.receiver);
    other.postbacks.url = None;
    gateway.customer(&other, OTHER).await;
    for name in ["Spring26".to_owned(), campaign.id.0.to_string()] {
        for order in [subscribe(), unsubscribe()] {
            let order = order.with("CAMPAIGNREF", &name).with("API_KEY", OTHER);
            let fault = ("E903", "Invalid CAMPAIGNID");
            assert_eq!(gateway.order(&order).await.fault(), fault);
        }
    }
    assert_eq!(ana(&gateway, &campaign).await, None);
}

#[tokio::test]
async fn many_calls_at_once_for_one_person_all_count() {
    let (gateway, campaign) = stage().await;
    gateway
        .change_account(|account| account.policy.rates.throughput = Some(1_000))
        .await;
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..8 {
        let order = subscribe().with("DATA", &format!("<N{number}>1</N{number}>"));
        calls.spawn(Call::post(order.xml()).send(gateway.addr()));
    }
    for answer in calls.join_all().await {
        succeeded(&answer);
    }
    let member = ana(&gateway, &campaign).await.unwrap();
    assert_eq!(member.data.pairs().count(), 8);
}

#[tokio::test]
async fn a_campaign_tells_at_the_address_of_its_sender() {
    let gateway = Gateway::with(|setup| {
        let mut own = Sender::new("70707", SenderKind::ShortCode, "US");
        own.postback_url = setup.account.postbacks.url.take();
        setup.account.senders.push(own);
    })
    .await;
    let order = Order::of("createMMSCampaign")
        .with("CAMPAIGNNAME", "Spring")
        .with("BRANDNAME", "Acme")
        .with("FROM", "70707");
    let answer = gateway.order(&order).await;
    let order = subscribe().with("CAMPAIGNREF", answer.field("CAMPAIGNREF"));
    succeeded(&gateway.order(&order).await);
    gateway.until_posted(1).await;
    assert_eq!(gateway.codes(), ["N301"]);
}

#[tokio::test]
async fn a_login_opens_a_session_of_half_an_hour() {
    let gateway = Gateway::start().await;
    for action in ["loginUser", "createAccountSession"] {
        let answer = gateway.order(&Order::of(action)).await;
        let id = answer.field("SESSIONID");
        let expected = format!(
            "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <SESSIONID>{id}</SESSIONID>\n</RESPONSE>"
        );
        assert_eq!(answer.body.trim_end(), expected);
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        assert!(id.len() == 40 && id.bytes().all(digit), "{id}");
        let digest = TokenDigest(engine::digest(id).0);
        let now = campaign_time(&gateway);
        let session = gateway.store().session(digest, now).await.unwrap();
        let session = session.expect("a session");
        assert_eq!(session.account, gateway.account);
        assert_eq!(session.ends, now + SignedDuration::from_mins(30));
    }
    let wrong = Order::of("loginUser").with("API_KEY", "nobody's");
    assert_eq!(gateway.order(&wrong).await.fault().0, "E104");
}

fn campaign_time(gateway: &Gateway) -> jiff::Timestamp {
    use engine::clock::Clock as _;
    gateway.clock.now()
}
