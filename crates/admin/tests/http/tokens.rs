//! Nothing without a token, and nothing is changed with one that may only look.

use crate::given::{Api, Call, FULL, READ};
use serde_json::json;

/// Every route of the document, as a request.
fn routes() -> Vec<(String, Call)> {
    let document = admin::http::document();
    let mut calls = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let path = path.strip_prefix("/admin/v1").unwrap();
            let path = path
                .replace("{account}", "acme")
                .replace("{address}", "60856")
                .replace(['{', '}'], "");
            let call = Call::new(&method.to_uppercase(), &path).json(&json!({}));
            calls.push((method.clone(), call));
        }
    }
    assert!(calls.len() > 15, "{}", calls.len());
    calls
}

#[tokio::test]
async fn no_route_answers_anything_without_a_known_token() {
    let api = Api::with_account("acme").await;
    let wrong = FULL.replace('0', "9");
    let before = api.get("/accounts/acme").await.expect(200);
    let mut said = Vec::new();
    let nowhere = Call::new("GET", "/nowhere");
    let wrong_method = Call::new("OPTIONS", "/accounts");
    let strange = [nowhere, wrong_method].map(|call| (String::new(), call));
    for (_, call) in routes().into_iter().chain(strange) {
        for token in [
            None,
            Some(wrong.as_str()),
            Some(""),
            Some(&FULL[1..]),
            Some("*"),
        ] {
            let answer = api.call(call.clone().token(token)).await;
            assert_eq!(
                answer.header("www-authenticate"),
                "Bearer realm=\"wirephoto admin\""
            );
            said.push(answer.expect(401));
        }
        let basic = call
            .clone()
            .token(None)
            .header("authorization", &format!("Basic {FULL}"));
        said.push(api.call(basic).await.expect(401));
        let mut query = call.token(None);
        query.path += &format!("?access_token={FULL}");
        said.push(api.call(query).await.expect(401));
    }
    said.dedup();
    assert_eq!(said.len(), 1, "every refusal says the same");
    assert_eq!(api.get("/accounts/acme").await.expect(200), before);
}

#[tokio::test]
async fn a_token_that_may_look_changes_nothing() {
    let api = Api::with_account("acme").await;
    let before = api.get("/accounts/acme").await.expect(200);
    for (method, call) in routes() {
        let answer = api.call(call.clone().token(Some(READ))).await;
        match method.as_str() {
            // Exchanges with carriers hold what people wrote.
            "get" if call.path.contains("/exchanges") => {
                answer.refused(403, &["may not see what is in messages"]);
            }
            "get" => assert_ne!(answer.status, 403, "{call:?}"),
            _ => answer.refused(403, &["may look, and change nothing"]),
        }
    }
    assert_eq!(api.get("/accounts/acme").await.expect(200), before);
}
