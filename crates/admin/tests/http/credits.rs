//! What prepaid accounts have.

use crate::given::Api;
use serde_json::json;

#[tokio::test]
async fn credits_are_added_taken_and_shown() {
    let api = Api::with_account("acme").await;
    let path = "/accounts/acme/credits";
    let has = |micros: i64| json!({ "balance_micros": micros, "reserved_micros": 0, "available_micros": micros });
    assert_eq!(api.get(path).await.expect(200), has(0));
    for (added, sum) in [
        (5_000_000, 5_000_000),
        (250, 5_000_250),
        (-6_000_000, -999_750),
    ] {
        let order = json!({ "micros": added });
        assert_eq!(api.post(path, &order).await.expect(200), has(sum));
        assert_eq!(api.get(path).await.expect(200), has(sum));
    }
}

#[tokio::test]
async fn what_is_no_sum_and_who_is_no_account_is_refused() {
    let api = Api::with_account("acme").await;
    let path = "/accounts/acme/credits";
    for order in [
        json!({}),
        json!({ "micros": "1" }),
        json!({ "micros": 0.5 }),
        json!({ "micros": 1_000_000_000_000_001_i64 }),
    ] {
        api.post(path, &order).await.refused(400, &["micros"]);
    }
    assert_eq!(api.get(path).await.expect(200)["balance_micros"], 0);
    let order = json!({ "micros": 1 });
    let nobody = "/accounts/nobody/credits";
    api.get(nobody).await.refused(404, &["nobody"]);
    api.post(nobody, &order).await.refused(404, &["nobody"]);
}
