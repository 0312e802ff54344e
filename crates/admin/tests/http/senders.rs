//! Senders of an account.

use crate::given::{Api, Call};
use serde_json::json;

const ONE: &str = "/accounts/acme/senders/18005550100";

#[tokio::test]
async fn a_sender_is_added_shown_changed_and_taken_away() {
    let api = Api::with_account("acme").await;
    let order = json!({ "sms_route": true, "serves": ["CA"] });
    let added = api.put(ONE, &order).await;
    assert_eq!(added.header("location"), format!("/admin/v1{ONE}"));
    let added = added.expect(201);
    assert_eq!(added["kind"], "toll_free");
    assert_eq!(api.get(ONE).await.expect(200), added);
    assert_eq!(api.put(ONE, &order).await.expect(200), added);
    let changed = api
        .patch(ONE, &json!({ "serves": null, "active": false }))
        .await
        .expect(200);
    assert_eq!(
        (&changed["serves"], &changed["active"]),
        (&json!([]), &json!(false))
    );
    assert_eq!(changed["sms_route"], true);
    let listed = api.get("/accounts/acme/senders").await.expect(200);
    assert_eq!(listed["senders"].as_array().unwrap().len(), 2);
    assert_eq!(
        listed["senders"][0]["address"], "60856",
        "the order is that of the adding"
    );
    api.delete(ONE).await.expect(204);
    api.delete(ONE).await.refused(404, &["sender"]);
    api.get(ONE).await.refused(404, &["18005550100"]);
}

#[tokio::test]
async fn what_is_not_there_or_wrong_is_said() {
    let api = Api::with_account("acme").await;
    api.put("/accounts/nobody/senders/60856", &json!({}))
        .await
        .refused(404, &["nobody"]);
    api.patch(ONE, &json!({}))
        .await
        .refused(404, &["18005550100"]);
    api.put("/accounts/acme/senders/12", &json!({}))
        .await
        .refused(400, &["3 to 15 digits"]);
    api.put(ONE, &json!({ "country": "XX" }))
        .await
        .refused(422, &["ISO 3166"]);
    api.put(ONE, &json!({ "address": "1" }))
        .await
        .refused(400, &["no such field"]);
}

#[tokio::test]
async fn a_sender_is_not_changed_in_an_account_that_somebody_else_changed() {
    let api = Api::with_account("acme").await;
    let etag = api.get("/accounts/acme").await.header("etag").to_owned();
    let call = |etag: &str| {
        Call::new("PUT", ONE)
            .json(&json!({}))
            .header("if-match", etag)
    };
    let added = api.call(call(&etag)).await;
    let newer = added.header("etag").to_owned();
    added.expect(201);
    api.call(call(&etag)).await.refused(412, &[]);
    api.call(Call::new("DELETE", ONE).header("if-match", &etag))
        .await
        .refused(412, &[]);
    api.call(Call::new("DELETE", ONE).header("if-match", &newer))
        .await
        .expect(204);
}
