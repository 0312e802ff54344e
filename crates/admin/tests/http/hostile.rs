//! Input that nobody means well: never a failure of ours, always a reason.

use crate::given::{Api, Call};
use serde_json::json;

const DEEP: usize = 100_000;

#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    let api = Api::with_account("acme").await;
    let deep = "[".repeat(DEEP);
    let twice = r#"{"settings": {}, "settings": {"class": "best"}}"#;
    for (body, words) in [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("{} {}", "no JSON"),
        ("nul", "no JSON"),
        (deep.as_str(), "no JSON"),
        ("1e999", "no JSON"),
        ("null", "not an object"),
        ("\"text\"", "not an object"),
        (twice, "settings.class"),
    ] {
        let mut call = Call::new("PATCH", "/accounts/acme").json(&json!({}));
        call.body = body.into();
        api.call(call).await.refused(400, &[words]);
    }
    let mut call = Call::new("PATCH", "/accounts/acme").json(&json!({}));
    call.body = b"{\"name\": \"\xff\"}".to_vec();
    api.call(call).await.refused(400, &["no JSON"]);
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let api = Api::with_account("acme").await;
    for kind in [
        "text/plain",
        "application/xml",
        "",
        "application/x-www-form-urlencoded",
    ] {
        let mut call = Call::new("PATCH", "/accounts/acme").header("content-type", kind);
        call.body = b"{}".to_vec();
        api.call(call).await.refused(415, &["application/json"]);
    }
    for kind in [
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/merge-patch+json",
    ] {
        let mut call = Call::new("PATCH", "/accounts/acme").header("content-type", kind);
        call.body = b"{}".to_vec();
        api.call(call).await.expect(200);
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let api = Api::with_account("acme").await;
    let mut call = Call::new("PATCH", "/accounts/acme").json(&json!({}));
    call.body = vec![b' '; 17 * 1024 * 1024];
    api.call(call).await.refused(413, &["too long"]);
}

#[tokio::test]
async fn strange_names_name_nothing() {
    let api = Api::with_account("acme").await;
    let long = "a".repeat(5_000);
    for name in [
        "%00",
        "%FF",
        "%2F",
        "..%2Facme",
        "'%20OR%201=1--",
        "%E2%80%AE",
        long.as_str(),
        "ACME",
    ] {
        let path = format!("/accounts/{name}");
        let answer = api.get(&path).await;
        assert!(matches!(answer.status, 400 | 404), "{name}: {answer:?}");
        let answer = api
            .call(Call::new("PUT", &format!("/accounts/{name}/senders/60856")).json(&json!({})))
            .await;
        assert!(matches!(answer.status, 400 | 404), "{name}: {answer:?}");
    }
    for name in ["%00", "%FF", "%2F", ".a", "%20a", long.as_str()] {
        let answer = api.put(&format!("/accounts/{name}"), &json!({})).await;
        assert_eq!(answer.status, 400, "{name}: {answer:?}");
    }
}
