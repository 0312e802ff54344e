//! Links to carriers, which the configuration has.

use crate::given::{Api, Call};
use serde_json::json;

#[tokio::test]
async fn without_links_there_is_nothing_to_show_and_nothing_to_switch() {
    let api = Api::start().await;
    assert_eq!(api.get("/links").await.expect(200), json!({ "links": [] }));
    api.get("/links/hub").await.refused(404, &["hub"]);
    let pause = Call::new("PUT", "/links/hub").json(&json!({ "state": "paused" }));
    api.call(pause).await.refused(404, &["hub"]);
    let off = Call::new("PUT", "/links/hub").json(&json!({ "state": "off" }));
    api.call(off).await.refused(400, &["state"]);
}

#[tokio::test]
async fn a_route_needs_an_account_with_such_a_sender() {
    let api = Api::with_account("acme").await;
    let explained = api.get("/route?from=60856&to=12025550100").await;
    let expected = json!({
        "account": "acme",
        "from": "60856",
        "sender_kind": "short_code",
        "to": "12025550100",
        "operator": null,
        "operator_by": "not in the prefix table, and there is no lookup",
        "way": "mms",
        "link": null,
        "links": [],
    });
    assert_eq!(explained.expect(200), expected);
    let other = api.get("/route?from=999&to=12025550100").await;
    other.refused(404, &["999"]);
    let second = json!({ "name": "shop", "senders": [{ "address": "60856" }] });
    api.post("/accounts", &second).await.expect(201);
    let both = api.get("/route?from=60856&to=12025550100").await;
    both.refused(409, &["say which one"]);
}
