//! Numbers that get nothing.

use crate::given::Api;
use serde_json::{Value, json};

const ONE: &str = "/accounts/acme/blacklist/12025550100";
const OF_SENDER: &str = "/accounts/acme/blacklist/12025550100/senders/60856";

#[tokio::test]
async fn a_number_is_put_on_the_list_shown_and_taken_off() {
    let api = Api::with_account("acme").await;
    let made = api.put(ONE, &json!({})).await;
    assert_eq!(made.header("location"), format!("/admin/v1{ONE}"));
    let made = made.expect(201);
    assert_eq!(
        (&made["sender"], &made["source"]),
        (&Value::Null, &json!("MANAGER"))
    );
    assert_eq!(api.get(ONE).await.expect(200), made);
    api.get(OF_SENDER).await.refused(404, &["blacklist"]);
    let ends = json!({ "ends": "2126-01-01T00:00:00Z" });
    let of_sender = api.put(OF_SENDER, &ends).await;
    assert_eq!(
        of_sender.header("location"),
        format!("/admin/v1{OF_SENDER}")
    );
    assert_eq!(of_sender.expect(201)["sender"], "60856");
    assert_eq!(
        api.put(OF_SENDER, &json!({})).await.expect(200)["ends"],
        Value::Null
    );
    api.delete(ONE).await.expect(204);
    api.delete(ONE).await.refused(404, &["12025550100"]);
    api.get(OF_SENDER).await.expect(200);
    api.delete(OF_SENDER).await.expect(204);
    let listed = api.get("/accounts/acme/blacklist").await.expect(200);
    assert_eq!(listed, json!({ "blocks": [], "next": null }));
}

#[tokio::test]
async fn entries_are_listed_page_by_page() {
    let api = Api::with_account("acme").await;
    for last in 0..3 {
        let one = ONE.replace("0100", &format!("010{last}"));
        api.put(&one, &json!({})).await.expect(201);
        api.put(&format!("{one}/senders/60856"), &json!({}))
            .await
            .expect(201);
    }
    let mut found = 0;
    let mut path = "/accounts/acme/blacklist?limit=4".to_owned();
    loop {
        let page = api.get(&path).await.expect(200);
        found += page["blocks"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => path = format!("/accounts/acme/blacklist?limit=4&after={next}"),
            None => break,
        }
    }
    assert_eq!(found, 6);
    let of_one = api
        .get("/accounts/acme/blacklist?number=12025550101")
        .await
        .expect(200);
    assert_eq!(of_one["blocks"].as_array().unwrap().len(), 2);
    api.get("/accounts/acme/blacklist?number=1")
        .await
        .refused(400, &["number"]);
    api.get("/accounts/acme/blacklist?after=x")
        .await
        .refused(400, &["after"]);
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let api = Api::with_account("acme").await;
    api.put("/accounts/nobody/blacklist/12025550100", &json!({}))
        .await
        .refused(404, &["nobody"]);
    api.put("/accounts/acme/blacklist/1", &json!({}))
        .await
        .refused(400, &["number"]);
    api.put("/accounts/acme/blacklist/99999999999", &json!({}))
        .await
        .refused(422, &["number"]);
    api.put(&format!("{ONE}/senders/1"), &json!({}))
        .await
        .refused(400, &["sender"]);
    api.put(ONE, &json!({ "ends": "never" }))
        .await
        .refused(400, &["ends"]);
}
