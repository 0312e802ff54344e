//! How a postback travels: headers, signature, form, address.

use crate::call::element;
use crate::gateway::{BEGIN, Gateway};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::state::State;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use storage::event::Telling;
use testkit::{Received, Receiver, Reply};

const SECRET: [u8; 32] = *b"thirty-two bytes, as it must be.";

/// A message to this number has one event, E101.
const TO: &str = "12025550103";

/// Whether the signature is the receiver's own computation over id, time and body.
#[track_caller]
fn check_signed(one: &Received) {
    let (id, stamp) = (one.header("webhook-id"), one.header("webhook-timestamp"));
    let mut mac = Hmac::<Sha256>::new_from_slice(&SECRET).unwrap();
    mac.update(format!("{id}.{stamp}.{}", one.text()).as_bytes());
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(one.header("webhook-signature"), expected);
}

#[tokio::test]
async fn a_signed_postback_verifies_and_keeps_its_id_on_every_try() {
    let gateway = Gateway::with(|setup| setup.account.postbacks.secret = Some(SECRET)).await;
    gateway.receiver.answer_next([Reply::status(500)]);
    gateway.send_to(TO).await;
    gateway.until_tried("MMS_1", 1, 1).await;
    gateway.pass(10);
    gateway.until_final("MMS_1").await;
    let all = gateway.receiver.all();
    let [first, second] = &all[..] else {
        panic!("{} tries", all.len())
    };
    check_signed(first);
    check_signed(second);
    let id = first.header("webhook-id");
    assert!(id.starts_with("evt_") && id.len() == 30, "{id}");
    assert_eq!(second.header("webhook-id"), id);
    assert_eq!(first.header("webhook-timestamp"), "1777879649");
    assert_eq!(second.header("webhook-timestamp"), "1777879659");
}

#[tokio::test]
async fn a_postback_without_a_secret_is_plain_xml_with_its_place_in_the_order() {
    let gateway = Gateway::start().await;
    gateway.send_to(TO).await;
    gateway.until_final("MMS_1").await;
    let one = &gateway.receiver.all()[0];
    assert_eq!(one.method, "POST");
    assert_eq!(one.header("content-type"), "text/xml; charset=UTF-8");
    assert_eq!(one.header("user-agent"), "mms-gateway");
    assert_eq!(one.header("x-event-seq"), "1");
    assert_eq!(one.header("x-event-attempt"), "1");
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        assert_eq!(one.header(name), "");
    }
    assert!(
        one.text()
            .starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><POSTBACK>")
    );
}

#[tokio::test]
async fn in_form_mode_the_document_is_the_field_xml() {
    let gateway = Gateway::with(|setup| {
        setup.account.postbacks.form = true;
        setup.account.postbacks.secret = Some(SECRET);
    });
    let gateway = gateway.await;
    gateway.send_to(TO).await;
    gateway.until_final("MMS_1").await;
    let one = &gateway.receiver.all()[0];
    assert_eq!(
        one.header("content-type"),
        "application/x-www-form-urlencoded"
    );
    check_signed(one);
    let fields: Vec<_> = url::form_urlencoded::parse(&one.body)
        .into_owned()
        .collect();
    let [(name, document)] = &fields[..] else {
        panic!("{fields:?}")
    };
    assert_eq!(name, "xml");
    assert_eq!(element(document, "CODE"), "E101");
}

#[tokio::test]
async fn events_without_an_address_are_kept_and_marked() {
    let gateway = Gateway::with(|setup| setup.account.postbacks.url = None).await;
    gateway.send_to("12025550100").await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Delivered);
    let tellings: Vec<Telling> = life.events.iter().map(|(event, _)| event.telling).collect();
    assert_eq!(tellings, [Telling::Undeliverable; 2]);
    assert_eq!(gateway.receiver.all().len(), 0);
}

#[tokio::test]
async fn the_address_of_the_sender_outranks_that_of_the_account() {
    let of_sender = Receiver::start().await.unwrap();
    let url = of_sender.url();
    let gateway = Gateway::with(|setup| setup.account.senders[0].postback_url = Some(url)).await;
    gateway.send_to("12025550100").await;
    gateway.until_final("MMS_1").await;
    assert_eq!(of_sender.all().len(), 2);
    assert_eq!(gateway.receiver.all().len(), 0);
}

#[tokio::test]
async fn extras_and_the_customers_own_words_are_in_the_body() {
    let gateway = Gateway::with(|setup| {
        setup.account.postbacks.extras = true;
        setup.account.policy.timezone = Some("America/New_York".into());
    });
    let gateway = gateway.await;
    let order = crate::order::Order::send(TO)
        .with("CLIENT_REFERENCE", "order-4711")
        .with("OPERATORID", "0001890")
        .with("CAMPAIGNREF", "Spring");
    gateway.order(&order).await;
    gateway.until_final("MMS_1").await;
    let body = gateway.receiver.all()[0].text();
    assert_eq!(element(&body, "CLIENT_REFERENCE"), "order-4711");
    assert_eq!(element(&body, "SPID"), "0001890");
    assert_eq!(element(&body, "CAMPAIGNREF"), "Spring");
    assert_eq!(element(&body, "SEQ"), "1");
    assert!(element(&body, "EVENTID").starts_with("evt_"));
    let local: jiff::Timestamp = element(&body, "TIMESTAMP").parse().unwrap();
    assert_eq!(element(&body, "TIMESTAMP"), "2026-05-04T03:27:29-04:00");
    assert_eq!(local, BEGIN.parse().unwrap());
}
