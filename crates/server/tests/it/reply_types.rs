//! How answers are typed, where the operator wants it otherwise.

use crate::call::{Answer, Call};
use crate::gateway::{Gateway, KEY, Setup};
use crate::order::Order;

const XML: &str = "application/xml; charset=utf-8";
const PLAIN: &str = "text/plain";
const JSON: &str = "application/vnd.acme+json";

fn own_types(setup: &mut Setup) {
    let api = &mut setup.config.api;
    api.content_type_wxml = XML.into();
    api.content_type_kebab = PLAIN.into();
    api.content_type_json = JSON.into();
}

fn json() -> Call {
    let body = r#"{"action":"sendMMS","to":"12025550100","from":"60856","name":"news",
        "subject":"Good news","fallback-sms-text":"Look","slide":[{"text":"Hello"}]}"#;
    Call::post_to("/ep/v2", body).header("X-API-KEY", KEY)
}

fn kebab() -> Call {
    let order = Order::send("12025550100").with("FALLBACKSMSTEXT", "Look");
    Call::post(order.kebab()).at("/ep/v1")
}

fn wxml() -> Call {
    Call::post(Order::send("12025550100").xml())
}

#[track_caller]
fn is_typed(answer: &Answer, expected: &str) {
    assert_eq!(answer.header("content-type"), expected, "{}", answer.body);
}

#[tokio::test]
async fn each_dialect_is_typed_as_the_operator_wants_it_whatever_is_answered() {
    let gateway = Gateway::with(own_types).await;
    let get = Call::get(&format!("action=getMmsIds&api_key={KEY}"));
    let missing = Call::post(Order::of("sendMMS").xml());
    for (call, expected) in [
        (wxml(), XML),
        (get, XML),
        (missing, XML),
        (Call::post("<REQUEST>"), XML),
        (Call::to("DELETE", crate::call::PATH), XML),
        (kebab(), PLAIN),
        (Call::post("<request>").at("/ep/v1"), PLAIN),
        (json(), JSON),
        (Call::post_to("/ep/v2", "{"), JSON),
        (Call::to("GET", "/ep/v2"), JSON),
        (Call::to("GET", "/ep/v2/nothing"), JSON),
    ] {
        is_typed(&gateway.call(call.clone()).await, expected);
    }
    // Those who are told and those who read pages have nothing to do with it.
    let posted = gateway.until_posted(1).await;
    assert_eq!(posted[0].header("content-type"), "text/xml; charset=UTF-8");
    let nowhere = gateway.call(Call::to("GET", "/nowhere")).await;
    is_typed(&nowhere, "text/plain; charset=utf-8");
}

#[tokio::test]
async fn an_answer_that_is_kept_keeps_its_type() {
    let mut gateway = Gateway::with(own_types).await;
    let calls = [(wxml(), XML), (kebab(), PLAIN), (json(), JSON)];
    let keyed = |call: &Call, at: usize| call.clone().header("Idempotency-Key", &format!("k{at}"));
    for (at, (call, expected)) in calls.iter().enumerate() {
        let first = gateway.call(keyed(call, at)).await;
        is_typed(&first, expected);
        assert!(first.body.contains("Success"), "{}", first.body);
    }
    gateway.stop().await;
    gateway.change_config(|config| {
        let usual = server::config::Config::default().api;
        config.api.content_type_wxml = usual.content_type_wxml;
        config.api.content_type_json = usual.content_type_json;
    });
    gateway.resume().await;
    for (at, (call, expected)) in calls.iter().enumerate() {
        let again = gateway.call(keyed(call, at)).await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        is_typed(&again, expected);
    }
    is_typed(&gateway.call(wxml()).await, "text/html; charset=UTF-8");
    is_typed(&gateway.call(kebab()).await, PLAIN);
}
