//! Reports of carriers for which no message is known.

use crate::given::Api;
use domain::report::{Fate, Report};
use serde_json::json;
use storage::report::Wake;

fn report(id: &str) -> Report {
    Report {
        link: "hub".into(),
        carrier_message_id: format!(" 00{id}"),
        fate: Fate::Failed,
        word: "UNDELIV".into(),
        text: Some("UNDELIV err:027".into()),
        handset: None,
        at: None,
        received: "2026-05-04T07:27:29Z".parse().unwrap(),
    }
}

#[tokio::test]
async fn reports_without_a_message_are_counted_and_listed_newest_first() {
    let api = Api::start().await;
    let none = json!({ "reports": [], "count": 0, "next": null });
    assert_eq!(api.get("/reports/unknown").await.expect(200), none);
    for id in ["1", "2", "3"] {
        let wake = Wake {
            kind: "report",
            queue: "report".into(),
        };
        let recorded = api.desk.store.record_report(id, &report(id), wake).await;
        recorded.unwrap();
    }
    let page = api.get("/reports/unknown?limit=2").await.expect(200);
    let newest = json!({
        "id": 3,
        "link": "hub",
        "message_id": " 003",
        "fate": "failed",
        "word": "UNDELIV",
        "text": "UNDELIV err:027",
        "at": null,
        "received": "2026-05-04T07:27:29Z",
    });
    assert_eq!(page["reports"][0], newest);
    assert_eq!((&page["count"], &page["next"]), (&json!(3), &json!(2)));
    let rest = api.get("/reports/unknown?before=2").await.expect(200);
    assert_eq!(rest["reports"][0]["message_id"], " 001");
    assert_eq!(rest["next"], json!(null));
}
