//! Of two faults in one request the contract says which one is told.

use crate::gateway::Gateway;
use crate::order::{Order, file};
use domain::account::{Sender, SenderKind};

/// Makes one thing wrong.
type Fault = fn(Order) -> Order;

const NO_KEY: Fault = |order| order.without("API_KEY");
const WRONG_KEY: Fault = |order| order.with("API_KEY", "wrong");
const NO_ACTION: Fault = |order| order.without("ACTION");
const UNKNOWN_ACTION: Fault = |order| order.with("ACTION", "fly");
const BAD_TO: Fault = |order| order.with("TO", "12");
const BAD_FROM: Fault = |order| order.with("FROM", "99999");
const NO_NAME: Fault = |order| order.without("NAME");
const BAD_FLAG: Fault = |order| order.with("DISABLEFALLBACKSMS", "perhaps");
const BAD_FORCE: Fault = |order| order.with("FORCE_SEND_AS_SMS", "perhaps");
const LONG_FALLBACK: Fault = |order| order.with("FALLBACKSMSTEXT", &"x".repeat(1_001));
const NO_FALLBACK: Fault = |order| order.without("SUBJECT");
const BAD_LINK_EXPIRY: Fault = |order| order.with("MMSLINK_EXPIRATION_DATE", "never");
const BAD_EXPIRY: Fault = |order| order.with("MMS_EXPIRY_TIMESTAMP", "never");
const BAD_REFERENCE: Fault = |order| order.with("CLIENT_REFERENCE", &"x".repeat(65));
const BAD_MASK: Fault = |order| order.with("FROM_MASK", "not a mask!");
const BAD_SHOWN: Fault = |order| order.with("TO_DISPLAYONLY", "x");
const NO_SLIDES: Fault = |order| order.slides(&[]);
const BAD_SLIDE: Fault = |order| order.slides(&[String::new()]);
const OPTED_OUT: Fault = |order| order.with("TO", "12025550110");
const ABROAD: Fault = |order| order.with("TO", "33612345678");
const BAD_OPERATOR: Fault = |order| order.with("OPERATORID", "abc");
const NO_LOOKUP: Fault = |order| order.with("TO", "12025550120");
const NO_FILE: Fault = |order| order.slides(&[file("IMAGE", "http://127.0.0.1:9/none")]);
const UNPAID: Fault = |order| order.with("TO", "12025550123");

async fn check(gateway: &Gateway, (first, second): (Fault, Fault), expected: &str) {
    let orders = [
        first(second(Order::send("12025550100"))),
        second(first(Order::send("12025550100"))),
    ];
    for order in orders {
        let answer = gateway.order(&order).await;
        assert_eq!(answer.field("ERRORCODE"), expected, "{}", order.xml());
    }
}

#[tokio::test]
async fn who_calls_comes_before_what_is_asked() {
    let gateway = Gateway::start().await;
    check(&gateway, (NO_ACTION, WRONG_KEY), "E100").await;
    check(&gateway, (NO_KEY, UNKNOWN_ACTION), "E100").await;
    check(&gateway, (WRONG_KEY, UNKNOWN_ACTION), "E104").await;
    check(&gateway, (WRONG_KEY, BAD_TO), "E104").await;
    check(&gateway, (UNKNOWN_ACTION, BAD_TO), "E107").await;
}

#[tokio::test]
async fn the_fields_of_send_mms_are_judged_in_their_order() {
    let gateway = Gateway::start().await;
    check(&gateway, (BAD_TO, BAD_FROM), "E110").await;
    check(&gateway, (BAD_FROM, NO_NAME), "E111").await;
    check(&gateway, (NO_NAME, BAD_FLAG), "E311").await;
    check(&gateway, (BAD_FLAG, BAD_FORCE), "E100").await;
    check(&gateway, (BAD_FORCE, LONG_FALLBACK), "E655").await;
    check(&gateway, (LONG_FALLBACK, BAD_LINK_EXPIRY), "E228").await;
    check(&gateway, (NO_FALLBACK, BAD_LINK_EXPIRY), "E622").await;
    check(&gateway, (BAD_LINK_EXPIRY, BAD_EXPIRY), "E617").await;
    check(&gateway, (BAD_EXPIRY, BAD_REFERENCE), "E132").await;
    check(&gateway, (BAD_REFERENCE, BAD_MASK), "E133").await;
    check(&gateway, (BAD_MASK, BAD_SHOWN), "E111").await;
    check(&gateway, (BAD_SHOWN, NO_SLIDES), "E110").await;
}

#[tokio::test]
async fn slides_come_before_the_receiver_the_receiver_before_content_and_billing_last() {
    let gateway = Gateway::start().await;
    check(&gateway, (NO_SLIDES, OPTED_OUT), "E312").await;
    check(&gateway, (BAD_SLIDE, ABROAD), "E313").await;
    check(&gateway, (ABROAD, BAD_OPERATOR), "E111").await;
    check(&gateway, (OPTED_OUT, BAD_OPERATOR), "E114").await;
    check(&gateway, (BAD_OPERATOR, NO_LOOKUP), "E650").await;
    check(&gateway, (NO_LOOKUP, NO_FILE), "E618").await;
    check(&gateway, (OPTED_OUT, NO_FILE), "E114").await;
    check(&gateway, (NO_FILE, UNPAID), "E351").await;
}

#[tokio::test]
async fn a_shared_sender_is_refused_before_the_name_is_looked_at() {
    let shared = Sender {
        shared: true,
        ..Sender::new("60857", SenderKind::ShortCode, "US")
    };
    let gateway = Gateway::with(|setup| setup.account.senders.push(shared)).await;
    let order = Order::send("12025550100")
        .with("FROM", "60857")
        .without("NAME");
    assert_eq!(
        gateway.order(&order).await.fault(),
        ("E111", "Invalid shortcode")
    );
}

#[tokio::test]
async fn the_fields_of_send_saved_mms_are_judged_in_their_order() {
    let gateway = Gateway::start().await;
    let saved = gateway.order(&Order::save()).await;
    let id = saved.field("MMSID");
    let order = || Order::send_saved(id, "12025550100");
    let check = async |order: Order, expected: &str| {
        let answer = gateway.order(&order).await;
        assert_eq!(answer.field("ERRORCODE"), expected, "{}", order.xml());
    };
    let half = |order: Order| order.also("CUSTOMTEXT", "<VALUE>x</VALUE>");
    let bad_data = |order: Order| order.with("DATA", "<A><B>x</B></A>");
    check(order().with("MMSID", "x").with("TO", "1"), "E625").await;
    check(order().with("MMSID", "99999").with("TO", "1"), "E110").await;
    check(order().with("MMSID", "99999").with("FROM", "1"), "E111").await;
    check(BAD_FLAG(order().with("MMSID", "99999")), "E241").await;
    check(BAD_FORCE(LONG_FALLBACK(order())), "E655").await;
    check(BAD_MASK(half(order())), "E111").await;
    check(half(order()).with("TO", "12025550110"), "E100").await;
    check(bad_data(order()).with("TO", "12025550110"), "E100").await;
    check(
        order().with("TO", "12025550110").with("OPERATORID", "abc"),
        "E114",
    )
    .await;
}
