//! Services, postback addresses and legacy users of an account.

use crate::given::{Api, Call};
use serde_json::json;

#[tokio::test]
async fn a_service_is_what_its_senders_have() {
    let api = Api::with_account("acme").await;
    api.put("/accounts/acme/senders/12025550100", &json!({}))
        .await
        .expect(201);
    let path = "/accounts/acme/services/news";
    let order = json!({ "senders": ["60856", "12025550100"] });
    let made = api.put(path, &order).await;
    assert_eq!(made.header("location"), format!("/admin/v1{path}"));
    assert_eq!(
        made.expect(201)["default_of"],
        json!(["60856", "12025550100"])
    );
    let other = json!({ "senders": ["60856"] });
    api.put("/accounts/acme/services/alerts", &other)
        .await
        .expect(201);
    let changed = api
        .put(path, &json!({ "senders": ["12025550100"] }))
        .await
        .expect(200);
    assert_eq!(changed["senders"], json!(["12025550100"]));
    let listed = api.get("/accounts/acme/services").await.expect(200);
    let expected = json!({ "services": [
        { "id": "alerts", "senders": ["60856"], "default_of": ["60856"] },
        { "id": "news", "senders": ["12025550100"], "default_of": ["12025550100"] },
    ] });
    assert_eq!(listed, expected);
    let sender = api.get("/accounts/acme/senders/60856").await.expect(200);
    assert_eq!(sender["service_ids"], json!(["alerts"]));
    api.delete(path).await.expect(204);
    api.delete(path).await.refused(404, &["news"]);
    api.get(path).await.refused(404, &["news"]);
    api.put(path, &json!({ "senders": ["999"] }))
        .await
        .refused(422, &["no sender 999"]);
    api.put(path, &json!({ "senders": [] }))
        .await
        .refused(422, &["needs a sender"]);
}

#[tokio::test]
async fn a_service_is_not_changed_in_an_account_that_somebody_else_changed() {
    let api = Api::with_account("acme").await;
    let call = |method: &str| {
        let call = Call::new(method, "/accounts/acme/services/news");
        call.json(&json!({ "senders": ["60856"] }))
            .header("if-match", "\"0\"")
    };
    api.call(call("PUT")).await.refused(412, &[]);
    api.call(call("DELETE")).await.refused(412, &[]);
}

#[tokio::test]
async fn postback_addresses_are_switched_off_and_on() {
    let api = Api::with_account("acme").await;
    let path = "/accounts/acme/endpoints";
    let (one, other) = ("https://acme.example/mms", "https://acme.example/in");
    let urls = json!({ "settings": { "postback_url": one, "mo_postback_url": other } });
    api.patch("/accounts/acme", &urls).await.expect(200);
    let off = json!({ "url": one, "enabled": false });
    let expected = json!({ "endpoints": [
        { "url": other, "enabled": true }, { "url": one, "enabled": false },
    ] });
    assert_eq!(api.post(path, &off).await.expect(200), expected);
    let on = api
        .post(path, &json!({ "enabled": true }))
        .await
        .expect(200);
    assert_eq!(on["endpoints"][1]["enabled"], true);
    assert_eq!(api.get(path).await.expect(200), on);
    let strange = json!({ "url": "https://b.example/", "enabled": true });
    api.post(path, &strange).await.refused(404, &["b.example"]);
}

#[tokio::test]
async fn a_legacy_user_is_given_and_taken_away() {
    let api = Api::with_account("acme").await;
    let path = "/accounts/acme/legacy-user";
    let order = json!({ "name": "acme", "password_md5": "5f4dcc3b5aa765d61d8327deb882cf99" });
    assert_eq!(
        api.put(path, &order).await.expect(201),
        json!({ "name": "acme" })
    );
    assert_eq!(
        api.put(path, &order).await.expect(200),
        json!({ "name": "acme" })
    );
    assert_eq!(api.get(path).await.expect(200), json!({ "name": "acme" }));
    api.put("/accounts/other", &json!({})).await.expect(201);
    api.put("/accounts/other/legacy-user", &order)
        .await
        .refused(409, &["acme"]);
    let plain = json!({ "name": "acme", "password_md5": "password" });
    api.put(path, &plain).await.refused(400, &["MD5"]);
    api.delete(path).await.expect(204);
    api.delete(path).await.refused(404, &["acme"]);
    api.get(path).await.refused(404, &["acme"]);
}
