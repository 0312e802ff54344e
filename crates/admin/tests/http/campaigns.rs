//! Campaigns, the people in them, and what the customer is told of them.

use crate::given::Api;
use serde_json::{Value, json};
use std::time::Duration;
use storage::event::{Detail, Lane};

const ALL: &str = "/accounts/acme/campaigns";
const ONE: &str = "/accounts/acme/campaigns/Spring26";
const PERSON: &str = "/accounts/acme/campaigns/Spring26/subscribers/12025550100";

fn order() -> Value {
    json!({ "name": "Spring", "brand": "Acme" })
}

async fn with_campaign() -> Api {
    let api = Api::with_account("acme").await;
    api.put(ONE, &order()).await.expect(201);
    api
}

/// Codes and sources of what the customer is told, in order.
async fn told(api: &Api) -> Vec<(String, String)> {
    let mut told = Vec::new();
    for number in 1.. {
        let Some(event) = api
            .desk
            .store
            .event(domain::id::EventId(number))
            .await
            .unwrap()
        else {
            break;
        };
        assert!(matches!(event.lane, Lane::Membership(_)), "{event:?}");
        let Some(Detail::Membership(fact)) = event.fact.detail else {
            panic!("{:?}", event.fact);
        };
        told.push((
            event.fact.event.code().to_owned(),
            fact.source.word().to_owned(),
        ));
    }
    told
}

#[tokio::test]
async fn a_campaign_is_made_shown_and_changed() {
    let api = Api::with_account("acme").await;
    let made = api.put(ONE, &order()).await;
    assert_eq!(made.header("location"), format!("/admin/v1{ONE}"));
    let made = made.expect(201);
    assert_eq!(
        (&made["reference"], &made["sender"]),
        (&json!("Spring26"), &json!("60856"))
    );
    assert_eq!(
        api.put(ONE, &order()).await.expect(200),
        made,
        "again is the same"
    );
    let number = format!("{ALL}/{}", made["id"]);
    assert_eq!(api.get(&number).await.expect(200), made);
    let change = json!({ "welcome": "Hi!", "reference": "Summer" });
    let changed = api.patch(ONE, &change).await.expect(200);
    assert_eq!(
        (&changed["welcome"], &changed["name"]),
        (&json!("Hi!"), &json!("Spring"))
    );
    api.get(ONE).await.refused(404, &["Spring26"]);
    let plain = api
        .put(&format!("{ALL}/Summer"), &order())
        .await
        .expect(200);
    assert_eq!(
        plain["welcome"],
        Value::Null,
        "a put leaves nothing that it does not name"
    );
    let other = api.post(ALL, &order()).await.expect(201);
    assert_eq!(other["reference"], json!(other["id"].to_string()));
    let listed = api.get(ALL).await.expect(200);
    assert_eq!(listed["campaigns"], json!([plain, other]));
}

#[tokio::test]
async fn a_campaign_that_cannot_be_is_refused() {
    let api = with_campaign().await;
    let taken = json!({ "name": "a", "brand": "b", "reference": "Spring26" });
    api.post(ALL, &taken).await.refused(409, &["Spring26"]);
    let other = api.post(ALL, &order()).await.expect(201);
    let change = json!({ "reference": "Spring26" });
    api.patch(&format!("{ALL}/{}", other["id"]), &change)
        .await
        .refused(409, &["Spring26"]);
    api.post(ALL, &json!({ "name": "a" }))
        .await
        .refused(400, &["brand", "missing"]);
    let strange = json!({ "name": "a", "brand": "b", "sender": "999" });
    api.post(ALL, &strange)
        .await
        .refused(422, &["no sender 999"]);
    api.put("/accounts/mute", &json!({})).await.expect(201);
    let mute = "/accounts/mute/campaigns";
    api.post(mute, &order())
        .await
        .refused(422, &["no sender that a campaign"]);
    api.get("/accounts/mute/campaigns/Spring26")
        .await
        .refused(404, &["campaign"]);
}

#[tokio::test]
async fn people_are_put_in_and_taken_out_and_the_customer_is_told() {
    let api = with_campaign().await;
    let order = json!({
        "state": "subscribed", "reference": "ACCT-1", "time_zone": "AKST",
        "data": [{ "name": "city", "value": "Bonn" }],
    });
    let made = api.put(PERSON, &order).await;
    assert_eq!(made.header("location"), format!("/admin/v1{PERSON}"));
    let made = made.expect(201);
    assert_eq!(made["data"], order["data"]);
    assert_eq!(api.get(PERSON).await.expect(200), made);
    api.put(PERSON, &order).await.expect(200);
    let change = json!({ "state": "subscribed", "reference": null });
    let changed = api.put(PERSON, &change).await.expect(200);
    assert_eq!(
        (&changed["reference"], &changed["data"]),
        (&Value::Null, &order["data"])
    );
    api.put(PERSON, &json!({ "state": "unsubscribed" }))
        .await
        .expect(200);
    let imported = PERSON.replace("0100", "0101");
    api.put(&imported, &json!({ "state": "unsubscribed" }))
        .await
        .expect(201);
    let expected = [
        ("N301", "MANAGER"),
        ("N302", "MANAGER"),
        ("N302", "IMPORTED AS UNSUBSCRIBED"),
    ];
    let expected = expected.map(|(code, source)| (code.to_owned(), source.to_owned()));
    assert_eq!(told(&api).await, expected);
}

#[tokio::test]
async fn who_said_stop_is_not_put_in_again_unless_the_account_allows_it() {
    let api = with_campaign().await;
    api.put(PERSON, &json!({ "state": "opted_out" }))
        .await
        .expect(201);
    let join = json!({ "state": "subscribed" });
    api.put(PERSON, &join)
        .await
        .refused(409, &["said STOP", "allow_resubscribe"]);
    assert_eq!(api.get(PERSON).await.expect(200)["state"], "opted_out");
    let allow = json!({ "settings": { "allow_resubscribe": true } });
    api.patch("/accounts/acme", &allow).await.expect(200);
    assert_eq!(
        api.put(PERSON, &join).await.expect(200)["state"],
        "subscribed"
    );
}

#[tokio::test]
async fn people_are_listed_page_by_page() {
    let api = with_campaign().await;
    for last in 0..5 {
        let person = PERSON.replace("0100", &format!("010{last}"));
        let state = if last == 0 {
            "unsubscribed"
        } else {
            "subscribed"
        };
        api.put(&person, &json!({ "state": state }))
            .await
            .expect(201);
        api.clock.advance(Duration::from_secs(1));
    }
    let people = format!("{ONE}/subscribers");
    let first = api
        .get(&format!("{people}?state=subscribed&limit=3"))
        .await
        .expect(200);
    let next = &first["next"];
    let second = api
        .get(&format!("{people}?state=subscribed&limit=3&after={next}"))
        .await
        .expect(200);
    let count = |page: &Value| page["subscribers"].as_array().unwrap().len();
    assert_eq!(
        (count(&first), count(&second), &second["next"]),
        (3, 1, &Value::Null)
    );
    api.get(&format!("{people}?state=asleep"))
        .await
        .refused(400, &["state", "opted_out"]);
}

#[tokio::test]
async fn a_person_that_cannot_be_is_refused() {
    let api = with_campaign().await;
    let join = json!({ "state": "subscribed" });
    for (number, status) in [("1202", 400), ("02025550100", 400), ("99999999999", 422)] {
        let person = PERSON.replace("12025550100", number);
        api.put(&person, &join).await.refused(status, &["number"]);
        api.get(&person).await.refused(404, &["subscriber"]);
    }
    api.put(PERSON, &json!({ "state": "pending" }))
        .await
        .refused(400, &["state"]);
    let zone = json!({ "state": "subscribed", "time_zone": "Mars" });
    api.put(PERSON, &zone).await.refused(422, &["IANA"]);
    let data = json!({ "state": "subscribed", "data": [{ "name": "a b", "value": "" }] });
    api.put(PERSON, &data).await.refused(400, &["data[0].name"]);
}
