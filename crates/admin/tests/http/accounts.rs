//! Accounts: made, shown, changed, and not written over.

use crate::given::{Api, Call};
use serde_json::{Value, json};

#[tokio::test]
async fn an_account_is_made_with_secrets_that_are_never_shown_again() {
    let api = Api::start().await;
    let order = json!({
        "name": "acme",
        "settings": { "test": true, "throughput": 10, "postback_url": "https://acme.example/mms" },
        "senders": [{ "address": "60856", "service_ids": ["60856mms"] }, { "address": "18005550100" }],
    });
    let made = api.post("/accounts", &order).await;
    assert_eq!(made.header("location"), "/admin/v1/accounts/acme");
    let etag = made.header("etag").to_owned();
    let made = made.expect(201);
    let (key, secret) = (
        made["key"].as_str().unwrap(),
        made["signing_secret"].as_str().unwrap(),
    );
    assert!(
        key.starts_with("gw_test_") && secret.starts_with("whsec_"),
        "{made}"
    );
    let shown = api.get("/accounts/acme").await;
    assert_eq!(shown.header("etag"), etag);
    let shown = shown.expect(200);
    assert_eq!(shown, made["account"]);
    assert_eq!(shown["settings"]["throughput"], 10);
    assert_eq!(shown["settings"]["max_image"], Value::Null);
    assert_eq!(shown["senders"][1]["kind"], "toll_free");
    assert_eq!(shown["signed"], true);
    for path in [
        "/accounts/acme",
        "/accounts",
        "/accounts/acme/keys",
        "/accounts/acme/senders",
    ] {
        let said = api.get(path).await.expect(200).to_string();
        assert!(
            !said.contains(key) && !said.contains(secret),
            "{path}: {said}"
        );
    }
    let digest = engine::digest(key);
    let store = &api.desk.store;
    let opened = store.account_by_key(&digest, jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(opened.await.unwrap().unwrap().account.name, "acme");
    api.post("/accounts", &order).await.refused(409, &["acme"]);
}

#[tokio::test]
async fn a_change_leaves_what_it_does_not_name() {
    let api = Api::with_account("acme").await;
    let change = json!({ "settings": { "class": "standard", "ip_allow": ["10.0.0.0/8"] } });
    let changed = api.patch("/accounts/acme", &change).await.expect(200);
    assert_eq!(changed["settings"]["class"], "standard");
    assert_eq!(changed["senders"][0]["address"], "60856");
    let change = json!({ "settings": { "class": null }, "name": "Acme & Söhne" });
    let changed = api.patch("/accounts/acme", &change).await.expect(200);
    assert_eq!(changed["settings"]["class"], "optimized");
    assert_eq!(changed["settings"]["ip_allow"], json!(["10.0.0.0/8"]));
    api.get("/accounts/acme")
        .await
        .refused(404, &["\\\"acme\\\""]);
    api.get("/accounts/Acme%20%26%20S%C3%B6hne")
        .await
        .expect(200);
    api.patch("/accounts/nobody", &json!({}))
        .await
        .refused(404, &["nobody"]);
}

#[tokio::test]
async fn a_name_that_is_taken_is_not_given_again() {
    let api = Api::with_account("acme").await;
    api.put("/accounts/other", &json!({})).await.expect(201);
    let change = json!({ "name": "acme" });
    api.patch("/accounts/other", &change)
        .await
        .refused(409, &["acme"]);
}

#[tokio::test]
async fn a_put_makes_an_account_equal_as_often_as_it_is_repeated() {
    let api = Api::start().await;
    let order = json!({ "settings": { "test": true }, "senders": [{ "address": "60856" }] });
    let made = api.put("/accounts/acme", &order).await;
    assert_eq!(made.header("location"), "/admin/v1/accounts/acme");
    let made = made.expect(201);
    for _ in 0..2 {
        assert_eq!(api.put("/accounts/acme", &order).await.expect(200), made);
    }
    let other = api.put("/accounts/acme", &json!({})).await.expect(200);
    assert_eq!(other["settings"]["test"], false);
    assert_eq!(other["senders"], json!([]));
    assert_eq!(other["id"], made["id"]);
    assert_eq!(
        api.get("/accounts/acme/keys").await.expect(200),
        json!({ "keys": [] })
    );
}

#[tokio::test]
async fn two_operators_do_not_write_over_each_other() {
    let api = Api::with_account("acme").await;
    let etag = api.get("/accounts/acme").await.header("etag").to_owned();
    let change = |field: &str, seen: &str| {
        let body = json!({ "settings": { field: true } });
        Call::new("PATCH", "/accounts/acme")
            .json(&body)
            .header("if-match", seen)
    };
    let first = api.call(change("require_subject", &etag)).await;
    let newer = first.header("etag").to_owned();
    assert_ne!(newer, etag);
    first.expect(200);
    api.call(change("allow_bmp", &etag))
        .await
        .refused(412, &["changed meanwhile"]);
    let weak = format!("W/{newer}");
    api.call(change("allow_bmp", &weak)).await.refused(412, &[]);
    api.call(change("allow_bmp", "1"))
        .await
        .refused(400, &["If-Match"]);
    let either = format!("\"0\", {newer}");
    let changed = api.call(change("allow_bmp", &either)).await.expect(200);
    assert_eq!(changed["settings"]["require_subject"], true);
    api.call(change("allow_bmp", "*")).await.expect(200);
}

#[tokio::test]
async fn what_must_be_there_or_not_is_looked_at_first() {
    let api = Api::with_account("acme").await;
    let put = |name: &str, header: &'static str, value: &str| {
        let call = Call::new("PUT", &format!("/accounts/{name}")).json(&json!({}));
        call.header(header, value)
    };
    api.call(put("acme", "if-none-match", "*"))
        .await
        .refused(412, &[]);
    api.call(put("new", "if-match", "*"))
        .await
        .refused(412, &[]);
    api.call(put("new", "if-match", "\"1\""))
        .await
        .refused(412, &[]);
    api.call(put("new", "if-none-match", "*")).await.expect(201);
    api.call(put("new", "if-none-match", "\"1\""))
        .await
        .refused(400, &["If-None-Match"]);
}

#[tokio::test]
async fn accounts_are_listed_page_by_page() {
    let api = Api::start().await;
    for name in ["c", "a", "d", "b", "e"] {
        api.put(&format!("/accounts/{name}"), &json!({}))
            .await
            .expect(201);
    }
    let mut names = Vec::new();
    let mut path = "/accounts?limit=2".to_owned();
    loop {
        let page = api.get(&path).await.expect(200);
        let found = page["accounts"].as_array().unwrap();
        assert!(found.len() <= 2);
        names.extend(
            found
                .iter()
                .map(|it| it["name"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => path = format!("/accounts?limit=2&after={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
    for query in [
        "limit=0",
        "limit=501",
        "limit=x",
        "more=1",
        "limit=1&limit=2",
    ] {
        api.get(&format!("/accounts?{query}"))
            .await
            .refused(400, &["at"]);
    }
}

#[tokio::test]
async fn a_wrong_value_is_refused_with_its_place_and_what_would_be_right() {
    let api = Api::with_account("acme").await;
    let before = api.get("/accounts/acme").await.expect(200);
    for (body, status, at, words) in [
        (json!([]), 400, "", "an object"),
        (
            json!({ "setings": {} }),
            400,
            "setings",
            "name, settings, senders",
        ),
        (
            json!({ "settings": { "class": "best" } }),
            400,
            "settings.class",
            "optimized, standard",
        ),
        (
            json!({ "settings": { "throughput": 0 } }),
            400,
            "settings.throughput",
            "from 1 to",
        ),
        (
            json!({ "settings": { "timezone": "Mars/Base" } }),
            422,
            "settings.timezone",
            "IANA",
        ),
        (
            json!({ "settings": { "ip_allow": ["10.0.0.0/99"] } }),
            422,
            "settings.ip_allow[0]",
            "network",
        ),
        (
            json!({ "senders": [{ "address": "1" }] }),
            400,
            "senders[0].address",
            "digits",
        ),
        (
            json!({ "senders": [{ "address": "60856" }, { "address": "60856" }] }),
            422,
            "senders[1].address",
            "twice",
        ),
        (json!({ "name": "a/b" }), 400, "name", "without /"),
    ] {
        let answer = api.patch("/accounts/acme", &body).await.expect(status);
        assert_eq!(answer["at"].as_str().unwrap_or_default(), at, "{answer}");
        assert!(
            answer["detail"].as_str().unwrap().contains(words),
            "{answer}"
        );
    }
    assert_eq!(api.get("/accounts/acme").await.expect(200), before);
}

#[tokio::test]
async fn a_signing_secret_is_renewed_and_taken_away() {
    let api = Api::with_account("acme").await;
    let path = "/accounts/acme/signing-secret";
    let renew = || api.call(Call::new("POST", path));
    let (one, other) = (renew().await.expect(201), renew().await.expect(201));
    assert_ne!(one, other);
    api.delete(path).await.expect(204);
    assert_eq!(api.get("/accounts/acme").await.expect(200)["signed"], false);
    // A secret does not go when the account is written anew.
    renew().await.expect(201);
    api.put("/accounts/acme", &json!({})).await.expect(200);
    assert_eq!(api.get("/accounts/acme").await.expect(200)["signed"], true);
}

#[tokio::test]
async fn every_setting_is_listed_with_its_meaning() {
    let api = Api::start().await;
    let listed = api.get("/settings").await.expect(200);
    let names = |rows: &Value| -> Vec<String> {
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let (accounts, senders) = (names(&listed["account"]), names(&listed["sender"]));
    assert!(accounts.contains(&"stop_scope".to_owned()), "{accounts:?}");
    assert!(senders.contains(&"sms_route".to_owned()), "{senders:?}");
}
