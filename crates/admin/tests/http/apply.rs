//! Many accounts at once: the difference first, then none.

use crate::given::Api;
use serde_json::{Value, json};

const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const SECRET: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// Everything that can be wanted of an account.
fn everything() -> Value {
    json!({ "account": [{
        "name": "acme",
        "settings": { "class": "standard", "throughput": 10 },
        "signing_secret": SECRET,
        "sender": [{ "address": "60856", "service_ids": ["news"] }, { "address": "18005550100" }],
        "key": [{ "digest": DIGEST, "last4": "test", "label": "old", "actions": ["sendMMS"] }],
        "campaign": [{ "reference": "Spring26", "name": "Spring", "brand": "Acme" }],
        "block": [
            { "number": "12025550100" },
            { "number": "12025550100", "sender": "60856", "ends": "2126-01-01T00:00:00Z" },
        ],
    }] })
}

/// The difference to an order, without doing anything.
async fn difference(api: &Api, order: &Value, prune: bool) -> Vec<String> {
    let path = format!("/apply?dry_run=true&prune={prune}");
    let said = api.post(&path, order).await.expect(200);
    assert_eq!(said["applied"], false);
    let lines = said["difference"].as_array().unwrap().iter();
    lines
        .map(|line| line.as_str().unwrap().to_owned())
        .collect()
}

async fn apply(api: &Api, order: &Value, prune: bool) {
    let said = api
        .post(&format!("/apply?prune={prune}"), order)
        .await
        .expect(200);
    assert_eq!(said["applied"], true);
    let left = difference(api, order, prune).await;
    assert_eq!(left, Vec::<String>::new(), "applied twice is applied once");
}

#[tokio::test]
async fn what_is_wanted_is_shown_then_done_then_there() {
    let api = Api::start().await;
    let order = everything();
    let shown = difference(&api, &order, false).await;
    let expected = [
        "+ account acme",
        "~   class: optimized -> standard",
        "~   throughput: default -> 10",
        "+   signing secret ****",
        "+   sender 60856",
        "~     service_ids: nothing -> news",
        "+   sender 18005550100",
        "+   account acme: key ...test (old)",
        "+   account acme: campaign Spring26",
        "+   account acme: blacklist 12025550100, for ever",
        "+   account acme: blacklist 12025550100 of sender 60856, until 2126-01-01T00:00:00Z",
    ];
    assert_eq!(shown, expected);
    api.get("/accounts/acme").await.refused(404, &["acme"]);
    apply(&api, &order, false).await;
    apply(&api, &order, true).await;
    let account = api.get("/accounts/acme").await.expect(200);
    assert_eq!(
        (&account["settings"]["throughput"], &account["signed"]),
        (&json!(10), &json!(true))
    );
    let keys = api.get("/accounts/acme/keys").await.expect(200);
    assert_eq!(keys["keys"][0]["actions"], json!(["sendMMS"]));
    let campaign = api
        .get("/accounts/acme/campaigns/Spring26")
        .await
        .expect(200);
    assert_eq!(campaign["sender"], "60856");
}

#[tokio::test]
async fn what_is_not_named_stays() {
    let api = Api::start().await;
    apply(&api, &everything(), false).await;
    api.put("/accounts/other", &json!({})).await.expect(201);
    let order = json!({ "account": [{
        "name": "acme",
        "settings": { "throughput": 20, "class": null },
        "sender": [{ "address": "18005550100", "sms_route": true }, { "address": "12025550199" }],
        "key": [{ "digest": DIGEST, "read_only": true }],
        "campaign": [{ "reference": "Spring26", "name": "Summer", "brand": "Acme" }],
        "block": [{ "number": "12025550100", "sender": "60856", "ends": null }],
    }] });
    let expected = [
        "~ account acme",
        "~   class: standard -> optimized",
        "~   throughput: 10 -> 20",
        "~   sender 18005550100",
        "~     sms_route: off -> on",
        "+   sender 12025550199",
        "~   order of senders: 18005550100, 12025550199, 60856",
        "~   account acme: key ...test (old)",
        "~     read_only: off -> on",
        "~   account acme: campaign Spring26",
        "~     name: Spring -> Summer",
        "~   account acme: blacklist 12025550100 of sender 60856, for ever",
    ];
    assert_eq!(difference(&api, &order, false).await, expected);
    apply(&api, &order, false).await;
    let account = api.get("/accounts/acme").await.expect(200);
    assert_eq!(account["senders"][2]["service_ids"], json!(["news"]));
    assert_eq!(account["signed"], true);
}

#[tokio::test]
async fn what_is_not_named_goes_if_it_is_to_be_pruned() {
    let api = Api::start().await;
    apply(&api, &everything(), false).await;
    api.put("/accounts/other", &json!({})).await.expect(201);
    let join = "/accounts/acme/campaigns/Spring26/subscribers/12025550101";
    api.put(join, &json!({ "state": "subscribed" }))
        .await
        .expect(201);
    let order = json!({ "account": [{ "name": "acme", "sender": [{ "address": "60856" }] }] });
    let expected = [
        "~ account acme",
        "~   class: standard -> optimized",
        "~   throughput: 10 -> default",
        "~   sender 60856",
        "~     service_ids: news -> nothing",
        "-   sender 18005550100",
        "-   account acme: key ...test (old)",
        "-   account acme: blacklist 12025550100",
        "-   account acme: blacklist 12025550100 of sender 60856",
        "- account other: is blocked",
    ];
    assert_eq!(difference(&api, &order, true).await, expected);
    apply(&api, &order, true).await;
    let other = api.get("/accounts/other").await.expect(200);
    assert_eq!(other["settings"]["access"], "blocked");
    api.get(join).await.expect(200);
}

#[tokio::test]
async fn a_stop_of_a_person_is_not_pruned() {
    let api = Api::with_account("acme").await;
    let block = storage::blacklist::Block {
        account: domain::id::AccountId(1),
        sender: None,
        number: domain::number::Recipient::parse("12025550100").unwrap(),
        source: domain::campaign::Source::Mo,
        since: jiff::Timestamp::UNIX_EPOCH,
        ends: None,
    };
    api.desk.store.block(&block).await.unwrap();
    let order =
        json!({ "account": [{ "name": "acme", "sender": [{ "address": "60856" }], "key": [] }] });
    apply(&api, &order, true).await;
    api.get("/accounts/acme/blacklist/12025550100")
        .await
        .expect(200);
}

#[tokio::test]
async fn what_is_exported_is_no_difference_and_makes_the_same_elsewhere() {
    let api = Api::start().await;
    apply(&api, &everything(), false).await;
    api.put("/accounts/plain", &json!({})).await.expect(201);
    let exported = api.get("/export").await.expect(200);
    assert!(!exported.to_string().contains("whsec"), "{exported}");
    assert_eq!(
        difference(&api, &exported, true).await,
        Vec::<String>::new()
    );
    let elsewhere = Api::start().await;
    apply(&elsewhere, &exported, true).await;
    assert_eq!(elsewhere.get("/export").await.expect(200), exported);
    let one = api.get("/export?account=plain").await.expect(200);
    assert_eq!(one, json!({ "account": [{ "name": "plain" }] }));
    api.get("/export?account=nobody")
        .await
        .refused(404, &["nobody"]);
}

/// Everything, but for one field.
fn set(field: &str, value: Value) -> Value {
    let mut order = everything();
    order["account"][0][field] = value;
    order
}

#[tokio::test]
async fn an_order_that_cannot_be_is_refused_with_its_place_and_nothing_is_done() {
    let api = Api::start().await;
    let mut twice = everything();
    twice["account"] = json!([{ "name": "a" }, { "name": "a" }]);
    for (order, status, words) in [
        (json!({}), 400, "account: is missing"),
        (json!({ "account": [], "more": 1 }), 400, "more"),
        (twice, 422, "account[1].name"),
        (
            set("settings", json!({ "class": "best" })),
            400,
            "account[0].settings.class",
        ),
        (
            set("settings", json!({ "timezone": "Mars" })),
            422,
            "account[0].settings.timezone",
        ),
        (
            set("sender", json!([{ "address": "x" }])),
            400,
            "account[0].sender[0].address",
        ),
        (
            set("sender", json!([])),
            422,
            "account[0].campaign[0].sender",
        ),
        (
            set("key", json!([{ "label": "a" }])),
            400,
            "account[0].key[0].digest",
        ),
        (
            set("signing_secret", json!("secret")),
            400,
            "account[0].signing_secret",
        ),
        (
            set("block", json!([{ "number": "77" }])),
            400,
            "account[0].block[0].number",
        ),
        (
            set(
                "block",
                json!([{ "number": "12025550100" }, { "number": "12025550100" }]),
            ),
            422,
            "account[0].block[1]",
        ),
    ] {
        api.post("/apply", &order).await.refused(status, &[words]);
    }
    assert_eq!(
        api.get("/accounts").await.expect(200)["accounts"],
        json!([])
    );
}

#[tokio::test]
async fn a_plan_that_fails_on_its_way_says_how_far_it_went() {
    let api = Api::with_account("other").await;
    let taken = json!({ "digest": DIGEST, "last4": "test" });
    api.post("/accounts/other/keys", &taken).await.expect(201);
    let said = ["1 of 5 changes are made, then: ", "\\\"...test\\\""];
    api.post("/apply", &everything()).await.refused(409, &said);
    api.get("/accounts/acme").await.expect(200);
}
