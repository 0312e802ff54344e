//! Texts: what the SMS endpoint takes, refuses and tells later.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use mmsc::{Mmsc, Rule, Running, Settings, Submission};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::gateway::{LIMIT, post_json};

/// Reports that came.
type Told = Arc<Mutex<Vec<Value>>>;

/// Confirms whatever is told about texts.
#[expect(
    clippy::disallowed_methods,
    reason = "a peer in a test; it ends with the test"
)]
async fn gateway() -> (String, Told) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/reports", listener.local_addr().unwrap());
    let told = Told::default();
    let app = Router::new()
        .route("/reports", post(keep))
        .with_state(Arc::clone(&told));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, told)
}

async fn keep(State(told): State<Told>, body: String) -> String {
    let notice: Value = serde_json::from_str(&body).unwrap();
    let answer = json!({ "status": "kept", "id": notice["id"] }).to_string();
    told.lock().unwrap().push(notice);
    answer
}

async fn network() -> (Running, Told) {
    let (url, told) = gateway().await;
    let settings = Settings {
        time_scale: 0.01,
        sms_callback: Some(url),
        ..Settings::default()
    };
    (Mmsc::start(settings).await.unwrap(), told)
}

fn text(to: &str) -> Value {
    json!({
        "id": "t-1", "from": "60856", "to": to, "text": "Hi", "alphabet": "gsm7", "parts": 1,
        "expires": "2036-05-07T07:27:29Z", "report": true,
    })
}

/// HTTP status, and the answer.
async fn submit(mmsc: &Running, text: &Value) -> (u16, Value) {
    let response = post_json(mmsc.sms_url(), text.to_string())
        .send()
        .await
        .unwrap();
    let http = response.status().as_u16();
    (
        http,
        serde_json::from_str(&response.text().await.unwrap()).unwrap(),
    )
}

/// A text to this number is taken, and these states are told of it in their order.
async fn check_told(to: &str, states: &[&str]) {
    let (mmsc, told) = network().await;
    let (http, answer) = submit(&mmsc, &text(to)).await;
    assert_eq!(
        (http, answer["status"].as_str()),
        (200, Some("accepted")),
        "{to}"
    );
    let done = |log: &[Submission]| log[0].reports.len() == states.len();
    let log = mmsc.log().wait_for(done, LIMIT).await.unwrap();
    assert!(log[0].reports.iter().all(|report| report.confirmed));
    let told = told.lock().unwrap().clone();
    let seen: Vec<_> = told
        .iter()
        .map(|it| it["state"].as_str().unwrap())
        .collect();
    assert_eq!(seen, states, "{to}");
    assert!(
        told.iter()
            .all(|it| it["message_id"] == answer["message_id"])
    );
}

#[tokio::test]
async fn numbers_choose_what_becomes_of_a_text() {
    check_told("12025550100", &["DELIVRD"]).await;
    check_told("12025550102", &["EXPIRED"]).await;
    check_told("12025550104", &["ENROUTE", "DELIVRD"]).await;
    check_told("12025550107", &["DELIVRD", "ENROUTE", "DELIVRD"]).await;
    check_told("12025550108", &["DELIVRD"]).await;
    check_told("12025550109", &["UNDELIV"]).await;
    check_told("12025550113", &["DELIVRD"]).await;
    check_told("12025550116", &["DELIVRD"]).await;
    check_told("12025550117", &["REJECTD"]).await;
}

#[tokio::test]
async fn a_person_answers_a_text_with_stop() {
    let (mmsc, told) = network().await;
    submit(&mmsc, &text("12025550115")).await;
    let done = |log: &[Submission]| log[0].reports.len() == 2;
    mmsc.log().wait_for(done, LIMIT).await.unwrap();
    let told = told.lock().unwrap()[1].clone();
    assert_eq!(told["kind"], "message");
    assert_eq!(told["text"], "STOP");
    assert_eq!(
        (&told["from"], &told["to"]),
        (&json!("12025550115"), &json!("60856"))
    );
}

#[tokio::test]
async fn a_text_is_refused_for_good_or_for_now() {
    let (mmsc, _) = network().await;
    let (http, answer) = submit(&mmsc, &text("12025550103")).await;
    assert_eq!((http, &answer["code"]), (200, &json!(11)), "{answer}");
    for _ in 0..3 {
        let (http, answer) = submit(&mmsc, &text("12025550111")).await;
        assert_eq!((http, &answer["code"]), (503, &json!(88)), "{answer}");
    }
    let (_, answer) = submit(&mmsc, &text("12025550111")).await;
    assert_eq!(answer["status"], "accepted");
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_and_named() {
    let (mmsc, _) = network().await;
    let check = async |name: &str, value: Value, rule: Rule| {
        let mut broken = text("12025550100");
        broken[name] = value;
        let (http, answer) = submit(&mmsc, &broken).await;
        assert_eq!(
            (http, &answer["code"]),
            (400, &json!(rule.status())),
            "{name}: {answer}"
        );
        let all = mmsc.log().all();
        assert!(all.last().unwrap().breaks(rule), "{name}");
    };
    check("from", json!("+60856"), Rule::SmsSender).await;
    check("mask", json!("Ac me"), Rule::SmsSender).await;
    check("to", json!("+12025550100"), Rule::SmsReceiver).await;
    check("text", json!(""), Rule::SmsText).await;
    check("text", json!("я"), Rule::SmsText).await;
    check("parts", json!(2), Rule::SmsText).await;
    check("expires", json!("tomorrow"), Rule::SmsExpiry).await;
    check(
        "expires",
        json!("2036-05-07T07:27:29+02:00"),
        Rule::SmsExpiry,
    )
    .await;
    check("colour", json!("red"), Rule::SmsForm).await;
    check("report", json!("yes"), Rule::SmsForm).await;
    assert_eq!(mmsc.log().accepted(), 0);
}
