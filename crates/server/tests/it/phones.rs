//! Messages from phones: kept, told, and heeded where they are a wish.

use crate::call::{Call, element};
use crate::gateway::{Gateway, LINK, SMS_LINK, Setup, until};
use crate::order::Order;
use crate::people::{campaign, person, put};
use domain::account::{Sender, SenderKind, StopScope};
use domain::campaign::{Campaign, Membership, Subscriber};
use domain::number::Recipient;

const ANA: &str = "12025550100";
const STOPS: &str = "12025550115";
const PICTURE: &str = "12025550116";

fn texts(setup: &mut Setup) {
    setup.account.senders[0].sms_route = true;
    let stops = &mut setup.account.policy.stops;
    stops.answer = Some("You get nothing more.".into());
    stops.start_answer = Some("Welcome back.".into());
    stops.help_answer = Some("Call us.".into());
}

/// What a phone sends to 60856, as a carrier of texts hands it over.
async fn text(gateway: &Gateway, id: &str, from: &str, text: &str) -> String {
    text_to(gateway, id, (from, "60856"), text).await
}

async fn text_to(gateway: &Gateway, id: &str, (from, to): (&str, &str), text: &str) -> String {
    let told = serde_json::json!({
        "kind": "message", "id": id, "from": from, "to": to, "text": text,
        "at": "2026-05-04T07:31:02Z",
    });
    let call = Call::post_to(&format!("/carrier/{SMS_LINK}"), told.to_string());
    let answer = gateway.call(call).await;
    let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    answer["status"].as_str().unwrap().to_owned()
}

/// What was told with this code, once that is so much.
async fn told(gateway: &Gateway, code: &str, times: usize) -> Vec<String> {
    until(code, async || {
        let mut told = gateway.postbacks();
        told.retain(|told| element(told, "CODE") == code);
        (told.len() >= times).then_some(told)
    })
    .await
}

/// Texts that the carrier got.
fn texts_sent(gateway: &Gateway) -> Vec<String> {
    let all = gateway.submissions();
    let texts = all.iter().filter_map(|it| it.sms.as_ref());
    texts.map(|sms| sms.text.clone()).collect()
}

async fn texted(gateway: &Gateway, times: usize) -> Vec<String> {
    until("texts at the carrier", async || {
        let sent = texts_sent(gateway);
        (sent.len() >= times).then_some(sent)
    })
    .await
}

async fn standing(gateway: &Gateway, campaign: &Campaign, mobile: &str) -> Membership {
    let mobile = Recipient::parse(mobile).unwrap();
    let found = gateway.store().subscriber(campaign.id, &mobile).await;
    found.unwrap().unwrap().membership
}

#[tokio::test]
async fn a_text_is_told_and_a_repeated_one_once() {
    let gateway = Gateway::start().await;
    for _ in 0..2 {
        assert_eq!(text(&gateway, "m-1", "+12025550100", "Hello").await, "kept");
    }
    assert_eq!(text(&gateway, "m-2", ANA, "Hello").await, "kept");
    let told = told(&gateway, "N211", 2).await;
    gateway.until_idle().await;
    assert_eq!(gateway.codes(), ["N211", "N211"]);
    let name = element(&told[0], "TRACKINGID").to_owned() + element(&told[0], "TRANSACTIONID");
    assert!(name.starts_with("SMS_MO_") && name.len() == 15, "{name}");
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><POSTBACK><ORIGIN>SMS_MO</ORIGIN>\
         <CODE>N211</CODE><FROM>12025550100</FROM><TO>60856</TO><TEXT>Hello</TEXT>\
         <RECEIVED>2026-05-04T07:27:29+00:00</RECEIVED><TRANSACTIONID>{name}</TRANSACTIONID>\
         </POSTBACK>"
    );
    assert_eq!(told[0], expected);
}

#[tokio::test]
async fn a_message_to_a_number_of_nobody_is_refused() {
    let gateway = Gateway::start().await;
    assert_eq!(
        text_to(&gateway, "m-1", (ANA, "99999"), "Hello").await,
        "refused"
    );
    gateway.until_idle().await;
    assert!(gateway.codes().is_empty());
}

#[tokio::test]
async fn what_cannot_be_kept_is_asked_for_again() {
    let gateway = Gateway::start().await;
    gateway.database("ALTER TABLE inbound RENAME TO elsewhere");
    assert_eq!(text(&gateway, "m-1", ANA, "Hello").await, "later");
    gateway.database("ALTER TABLE elsewhere RENAME TO inbound");
    assert_eq!(text(&gateway, "m-1", ANA, "Hello").await, "kept");
    told(&gateway, "N211", 1).await;
}

#[tokio::test]
async fn a_picture_from_a_phone_is_kept_and_can_be_opened_until_it_is_removed() {
    let gateway = Gateway::with(|setup| {
        setup.account.senders[0].keywords = vec!["a".into()];
    })
    .await;
    gateway.send_to(PICTURE).await;
    let told = told(&gateway, "N401", 1).await.remove(0);
    assert_eq!(element(&told, "ORIGIN"), "MMS_MO");
    assert_eq!(element(&told, "FROM"), PICTURE);
    assert_eq!(element(&told, "TO"), "60856");
    assert_eq!(element(&told, "KEYWORD"), "a");
    let name = element(&told, "TRACKINGID").to_owned();
    assert!(name.starts_with("MMS_MO_") && name.len() == 15, "{name}");
    let files: Vec<&str> = told.split("<FILE>").skip(1).collect();
    let files: Vec<&str> = files
        .iter()
        .map(|it| it.split("</FILE>").next().unwrap())
        .collect();
    assert_eq!(files.len(), 2, "{told}");
    assert!(files[0].ends_with("/1.txt"), "{told}");
    assert!(files[1].ends_with("/2.jpg"), "{told}");
    let open = async |address: &str| {
        let path = &address[address.find("/mo/").unwrap()..];
        gateway.call(Call::to("GET", path)).await
    };
    let text = open(files[0]).await;
    assert_eq!(text.body, "A picture for you");
    assert_eq!(open(files[1]).await.header("content-type"), "image/jpeg");
    let order = Order::of("removeMMSInboxMessage").with("MMSINBOXID", &name);
    let answer = gateway.order(&order).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    assert_eq!(open(files[1]).await.status, 410);
}

#[tokio::test]
async fn files_of_a_phone_end_after_their_time() {
    let gateway = Gateway::start().await;
    gateway.send_to(PICTURE).await;
    let told = told(&gateway, "N401", 1).await.remove(0);
    let file = element(&told, "FILE");
    let path = file[file.find("/mo/").unwrap()..].to_owned();
    gateway.pass(30 * 24 * 3_600 - 60);
    let open = async || gateway.call(Call::to("GET", &path)).await.status;
    assert_eq!(open().await, 200);
    gateway.pass(120);
    assert_eq!(open().await, 410);
}

#[tokio::test]
async fn a_stop_is_told_heeded_and_answered_once() {
    let gateway = Gateway::with(texts).await;
    let spring = campaign(&gateway, "Spring26").await;
    put(&gateway, person(&spring, ANA)).await;
    text(&gateway, "m-1", ANA, " Stop. ").await;
    assert_eq!(texted(&gateway, 1).await, ["You get nothing more."]);
    told(&gateway, "N211", 1).await;
    let left = told(&gateway, "N302", 1).await;
    assert_eq!(element(&left[0], "SOURCE"), "MO");
    assert_eq!(element(&left[0], "MOBILE"), ANA);
    assert_eq!(standing(&gateway, &spring, ANA).await, Membership::OptedOut);
    assert_eq!(gateway.order(&Order::send(ANA)).await.fault().0, "E114");
    gateway.until_idle().await;
    assert_eq!(texts_sent(&gateway).len(), 1);

    text(&gateway, "m-2", ANA, "START").await;
    assert_eq!(texted(&gateway, 2).await[1], "Welcome back.");
    gateway.order(&Order::send(ANA)).await.tracking();
    text(&gateway, "m-3", ANA, "help").await;
    assert_eq!(texted(&gateway, 3).await[2], "Call us.");
}

#[tokio::test]
async fn a_stop_of_one_sender_leaves_the_others_unless_it_reaches_the_account() {
    for (scope, expected) in [(StopScope::Sender, ""), (StopScope::Account, "E114")] {
        let gateway = Gateway::with(|setup| {
            texts(setup);
            setup.account.policy.stops.scope = scope;
            let second = Sender::new("60857", SenderKind::ShortCode, "US");
            setup.account.senders.push(second);
        })
        .await;
        text(&gateway, "m-1", ANA, "STOP").await;
        texted(&gateway, 1).await;
        let order = Order::send(ANA).with("FROM", "60857");
        assert_eq!(gateway.order(&order).await.fault().0, expected);
        text_to(&gateway, "m-2", (ANA, "60857"), "START").await;
        until("START was heeded", async || {
            let answer = gateway.order(&order).await;
            (answer.fault().0.is_empty()).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn whoever_is_asked_joins_with_yes() {
    let gateway = Gateway::with(texts).await;
    let spring = campaign(&gateway, "Spring26").await;
    let spring = Campaign {
        question: Some("Join? Answer YES".into()),
        welcome: Some("Welcome!".into()),
        ..spring
    };
    gateway.store().update_campaign(&spring).await.unwrap();
    let order = Order::of("subscribe")
        .with("MOBILE", ANA)
        .with("CAMPAIGNREF", "Spring26")
        .with("CTA", "yes");
    gateway.order(&order).await;
    assert_eq!(texted(&gateway, 1).await, ["Join? Answer YES"]);
    text(&gateway, "m-1", ANA, "Yes!").await;
    let joined = told(&gateway, "N301", 1).await;
    assert_eq!(element(&joined[0], "SOURCE"), "MO");
    assert_eq!(texted(&gateway, 2).await[1], "Welcome!");
    assert_eq!(
        standing(&gateway, &spring, ANA).await,
        Membership::Subscribed
    );
}

#[tokio::test]
async fn a_stop_withdraws_a_question_and_tells_of_nobody_who_left() {
    let gateway = Gateway::with(texts).await;
    let spring = campaign(&gateway, "Spring26").await;
    let asked = Subscriber {
        membership: Membership::Pending,
        ..person(&spring, ANA)
    };
    put(&gateway, asked).await;
    text(&gateway, "m-1", ANA, "STOP").await;
    texted(&gateway, 1).await;
    told(&gateway, "N211", 1).await;
    gateway.until_idle().await;
    assert_eq!(gateway.codes(), ["N211"]);
    assert_eq!(standing(&gateway, &spring, ANA).await, Membership::OptedOut);
}

#[tokio::test]
async fn the_number_that_says_stop_is_free_again_after_an_hour() {
    let gateway = Gateway::with(texts).await;
    gateway.send_to(STOPS).await;
    let told = told(&gateway, "N211", 1).await;
    assert_eq!(element(&told[0], "TEXT"), "STOP");
    texted(&gateway, 1).await;
    assert_eq!(gateway.order(&Order::send(STOPS)).await.fault().0, "E114");
    gateway.pass(3_600);
    gateway.order(&Order::send(STOPS)).await.tracking();
}

#[tokio::test]
async fn of_accounts_that_share_a_sender_the_keyword_decides() {
    let gateway = Gateway::with(|setup| setup.account.senders[0].shared = true).await;
    let mut other = crate::gateway::account("other", &gateway.receiver);
    other.senders[0].shared = true;
    other.senders[0].keywords = vec!["Win".into()];
    let other = gateway.customer(&other, "another-key").await;
    text(&gateway, "m-1", ANA, "win a car").await;
    text(&gateway, "m-2", ANA, "hello").await;
    let told = told(&gateway, "N211", 2).await;
    for (text, account) in [("win a car", other), ("hello", gateway.account)] {
        let of_it = told.iter().find(|it| element(it, "TEXT") == text).unwrap();
        let name = element(of_it, "TRANSACTIONID");
        let found = gateway.store().inbound(account, name).await.unwrap();
        assert!(found.is_some(), "{text}");
    }
}

#[tokio::test]
async fn a_picture_message_that_says_stop_is_heeded_too() {
    let gateway = Gateway::with(texts).await;
    let soap = "<Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\"><Header>\
        <TransactionID>t-1</TransactionID></Header><Body><DeliverReq><MM7Version>6.8.0</MM7Version>\
        <Sender><Number>12025550100</Number></Sender><Recipients><To><ShortCode>60856</ShortCode>\
        </To></Recipients><Content href=\"cid:c\"/></DeliverReq></Body></Envelope>";
    let body = format!(
        "--b\r\nContent-Type: text/xml\r\n\r\n{soap}\r\n--b\r\nContent-ID: <c>\r\n\
         Content-Type: text/plain; charset=utf-16\r\n\r\n\0S\0t\0o\0p\r\n--b--"
    );
    let call = Call::post_to(&format!("/carrier/{LINK}"), body).header(
        "Content-Type",
        "multipart/related; type=\"text/xml\"; boundary=b",
    );
    let answer = gateway.call(call).await;
    assert!(answer.body.contains("DeliverRsp"), "{}", answer.body);
    assert!(answer.body.contains("1000"), "{}", answer.body);
    told(&gateway, "N401", 1).await;
    assert_eq!(texted(&gateway, 1).await, ["You get nothing more."]);
    assert_eq!(gateway.order(&Order::send(ANA)).await.fault().0, "E114");
}

#[tokio::test]
async fn a_queued_message_to_somebody_who_says_stop_is_not_sent() {
    let gateway = Gateway::with(texts).await;
    gateway.carrier.set_down(true).await;
    let tracking = gateway.send_to(ANA).await;
    gateway.until_refused(&tracking, 1).await;
    text(&gateway, "m-1", ANA, "STOP").await;
    until("the STOP was heeded", async || {
        let answer = gateway.order(&Order::send(ANA)).await;
        (answer.fault().0 == "E114").then_some(())
    })
    .await;
    gateway.carrier.set_down(false).await;
    gateway.pass(60);
    gateway.until_final(&tracking).await;
    let failed = told(&gateway, "E101", 1).await;
    assert_eq!(
        element(&failed[0], "STATUSDETAILS"),
        "Phone number is blacklisted"
    );
}
