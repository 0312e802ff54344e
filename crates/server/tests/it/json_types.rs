//! A wrong type in JSON is a fault of the field that has it: told when the action reads that field,
//! and never when the action ignores it.
//!
//! Source: docs/contract.md, JSON reading rules, rule J6.

use crate::call::{Answer, Call};
use crate::gateway::{Gateway, KEY};
use serde_json::{Map, Value, json};

const TO: &str = "12025550100";

/// What each action needs.
fn order(action: &str) -> Map<String, Value> {
    let slide = json!([{"message-text": "b"}]);
    let order = match action {
        "saveMMS" => {
            json!({"subject": "a", "name": "n", "fallback-sms-text": "c", "slide": slide})
        }
        "sendSMS" => json!({"to": TO, "from": "60856", "message-text": "c"}),
        _ => json!({"to": TO, "from": "60856", "subject": "a", "fallback-sms-text": "c",
                    "slide": slide}),
    };
    let Value::Object(mut order) = order else {
        unreachable!("an object")
    };
    order.insert("action".into(), action.into());
    order
}

/// The answer to an order with these members besides, or instead of, what it needs.
async fn call(gateway: &Gateway, action: &str, members: Value, key: &str) -> Answer {
    let mut order = order(action);
    let Value::Object(members) = members else {
        unreachable!("an object")
    };
    order.extend(members);
    let body = Value::Object(order).to_string();
    gateway
        .call(Call::post_to("/ep/v2/", body).header("x-api-key", key))
        .await
}

#[tokio::test]
async fn what_an_action_ignores_may_have_any_type() {
    let gateway = Gateway::with(|setup| setup.account.senders[0].sms_route = true).await;
    for (action, ignored) in [
        ("sendMMS", json!({"data": {"a": {}}})),
        ("sendMMS", json!({"custom-text": "x"})),
        ("sendMMS", json!({"custom-subject": [1]})),
        ("sendMMS", json!({"ddm-force": [1]})),
        ("sendMMS", json!({"mms-id": {}})),
        ("sendMMS", json!({"notify": [1]})),
        ("saveMMS", json!({"to": [1]})),
        ("saveMMS", json!({"custom-text": {}})),
        ("sendSMS", json!({"subject": [1]})),
        ("sendSMS", json!({"slide": "x"})),
    ] {
        let answer = call(&gateway, action, ignored.clone(), KEY).await;
        assert!(
            answer.body.contains(r#""status":"Success""#),
            "{action} {ignored}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn a_wrong_type_is_judged_in_the_place_of_its_field() {
    let gateway = Gateway::start().await;
    for (members, code) in [
        (json!({"to": "12", "slide": "x"}), "E110"),
        (json!({"to": [1], "from": "99999"}), "E100"),
        (json!({"from": "99999", "slide": "x"}), "E111"),
        (json!({"from": "99999", "client-reference": [1]}), "E111"),
        (json!({"slide": [{"image": [["http://h/a.jpg"]]}]}), "E100"),
        (
            json!({"to": "12", "slide": [{"image": {"url": []}}]}),
            "E110",
        ),
    ] {
        let answer = call(&gateway, "sendMMS", members.clone(), KEY).await;
        let told = format!(r#""error-code":"{code}""#);
        assert!(answer.body.contains(&told), "{members}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_wrong_type_is_told_after_the_key_was_checked_and_repeats_the_receiver() {
    let gateway = Gateway::start().await;
    for wrong in [json!({"slide": "x"}), json!({"client-reference": [1]})] {
        let answer = call(&gateway, "sendMMS", wrong.clone(), KEY).await;
        assert!(answer.body.contains(r#""error-code":"E100""#), "{wrong}");
        let to = format!(r#""to":"{TO}""#);
        assert!(answer.body.contains(&to), "{wrong}: {}", answer.body);
        let stranger = call(&gateway, "sendMMS", wrong.clone(), "nobody").await;
        assert!(stranger.body.contains(r#""error-code":"E104""#), "{wrong}");
    }
}
