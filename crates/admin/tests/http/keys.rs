//! Keys of an account: several, bound, shown once, replaced.

use crate::given::Api;
use domain::action::Action;
use serde_json::{Value, json};
use std::time::Duration;
use storage::account::Holder;

const KEYS: &str = "/accounts/acme/keys";

async fn opened(api: &Api, key: &str) -> Option<Holder> {
    use engine::clock::Clock as _;
    let now = api.clock.now();
    api.desk
        .store
        .account_by_key(&engine::digest(key), now)
        .await
        .unwrap()
}

/// Ids of the keys that are valid.
async fn valid(api: &Api) -> Vec<String> {
    let listed = api.get(KEYS).await.expect(200);
    let keys = listed["keys"].as_array().unwrap().iter();
    let valid = keys.filter(|key| key["valid"] == true);
    valid
        .map(|key| key["id"].as_str().unwrap().to_owned())
        .collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

#[tokio::test]
async fn keys_are_bound_to_a_scope_and_shown_once() {
    let api = Api::with_account("acme").await;
    let order =
        json!({ "label": "reports", "actions": ["sendMMS", "getMmsIds"], "read_only": true });
    let made = api.post(KEYS, &order).await;
    assert_eq!(
        made.header("location"),
        format!("/admin/v1{KEYS}/{}", text(&made.body, "id"))
    );
    let made = made.expect(201);
    let key = text(&made, "key");
    let scope = opened(&api, key).await.unwrap().scope;
    assert!(scope.allows(Action::GetMmsIds) && !scope.allows(Action::SendMms));
    let one = format!("{KEYS}/{}", text(&made, "id"));
    let shown = api.get(&one).await.expect(200);
    assert_eq!(text(&shown, "last4"), &key[key.len() - 4..]);
    assert!(shown.get("key").is_none() && !shown.to_string().contains(key));
    let change = json!({ "label": "all", "actions": null, "read_only": false });
    let changed = api.patch(&one, &change).await.expect(200);
    assert_eq!(
        (text(&changed, "label"), &changed["actions"]),
        ("all", &Value::Null)
    );
    assert!(
        opened(&api, key)
            .await
            .unwrap()
            .scope
            .allows(Action::SendMms)
    );
    assert_eq!(valid(&api).await.len(), 2, "the first one is still there");
    api.delete(&one).await.expect(204);
    assert_eq!(opened(&api, key).await, None);
    api.delete(&one).await.refused(404, &["key"]);
    api.get(&one).await.refused(404, &["key"]);
    api.patch(&one, &json!({})).await.refused(404, &["key"]);
}

#[tokio::test]
async fn a_key_ends_when_it_was_said() {
    let api = Api::with_account("acme").await;
    let ends = "2126-01-01T00:00:00Z";
    let made = api.post(KEYS, &json!({ "ends": ends })).await.expect(201);
    assert_eq!((text(&made, "ends"), &made["valid"]), (ends, &json!(true)));
    let one = format!("{KEYS}/{}", text(&made, "id"));
    let past = json!({ "ends": "2020-01-01T00:00:00Z" });
    assert_eq!(api.patch(&one, &past).await.expect(200)["valid"], false);
    assert_eq!(opened(&api, text(&made, "key")).await, None);
    let never = json!({ "ends": null });
    assert_eq!(api.patch(&one, &never).await.expect(200)["valid"], true);
    api.patch(&one, &json!({ "ends": "2027-02-30T00:00:00Z" }))
        .await
        .refused(422, &["instant"]);
}

#[tokio::test]
async fn keys_from_elsewhere_are_taken_over() {
    let api = Api::with_account("acme").await;
    for key in [
        "0123456789abcdef0123456789abcd",
        "0123456789abcdef0123456789abcdef",
    ] {
        let made = api.post(KEYS, &json!({ "key": key })).await.expect(201);
        assert_eq!(made["key"], Value::Null, "nothing is shown that is known");
        assert_eq!(text(&made, "last4"), &key[key.len() - 4..]);
        assert!(opened(&api, key).await.is_some());
        api.post(KEYS, &json!({ "key": key }))
            .await
            .refused(409, &["key"]);
    }
    let digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let order = json!({ "digest": digest, "last4": "test" });
    assert_eq!(
        text(&api.post(KEYS, &order).await.expect(201), "last4"),
        "test"
    );
    assert!(opened(&api, "test").await.is_some());
    let both = json!({ "digest": digest, "key": "0123456789abcdef0123456789abcdef" });
    api.post(KEYS, &both).await.refused(422, &["not both"]);
    api.post(KEYS, &json!({ "key": "short" }))
        .await
        .refused(400, &["16 to 128"]);
    api.post(KEYS, &json!({ "actions": ["createUser"] }))
        .await
        .refused(400, &["actions[0]", "sendMMS"]);
}

#[tokio::test]
async fn a_replaced_key_ends_at_once_unless_there_is_grace() {
    let api = Api::with_account("acme").await;
    let order = json!({ "label": "sends", "actions": ["sendMMS"] });
    let first = api.post(KEYS, &order).await.expect(201);
    let rotate = |key: &Value| format!("{KEYS}/{}/rotate", text(key, "id"));
    let second = api.post(&rotate(&first), &json!({})).await.expect(201);
    assert_eq!(opened(&api, text(&first, "key")).await, None);
    assert_eq!(
        (text(&second, "label"), &second["actions"]),
        ("sends", &json!(["sendMMS"]))
    );
    let third = api
        .post(&rotate(&second), &json!({ "grace": "24h", "label": "new" }))
        .await
        .expect(201);
    assert_eq!(text(&third, "label"), "new");
    assert!(opened(&api, text(&second, "key")).await.is_some());
    api.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(opened(&api, text(&second, "key")).await, None);
    // A grace never lengthens a key's life.
    let again = api.post(&rotate(&second), &json!({ "grace": "24h" })).await;
    again.expect(201);
    assert_eq!(opened(&api, text(&second, "key")).await, None);
    assert!(opened(&api, text(&third, "key")).await.is_some());
    api.post(&format!("{KEYS}/0000000000000000/rotate"), &json!({}))
        .await
        .refused(404, &["key"]);
}

#[tokio::test]
async fn all_keys_are_replaced_by_one() {
    let api = Api::with_account("acme").await;
    api.post(KEYS, &json!({})).await.expect(201);
    let made = api
        .post("/accounts/acme/rotate-keys", &json!({}))
        .await
        .expect(201);
    assert_eq!(valid(&api).await, [text(&made, "id")]);
    api.post("/accounts/nobody/rotate-keys", &json!({}))
        .await
        .refused(404, &["nobody"]);
}
