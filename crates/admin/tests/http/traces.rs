//! Traces of links; the links themselves are in the configuration.

use crate::given::{Api, Call};
use serde_json::json;

#[tokio::test]
async fn a_link_that_is_not_there_has_no_trace_and_a_time_must_be_one() {
    let api = Api::start().await;
    for path in [
        "/links/hub/trace",
        "/links/hub/exchanges?last=3",
        "/links/hub/exchanges/1",
    ] {
        api.get(path).await.refused(404, &["hub"]);
    }
    let on = |order| Call::new("PUT", "/links/hub/trace").json(&order);
    api.call(on(json!({ "for": "15m" })))
        .await
        .refused(404, &["hub"]);
    api.call(on(json!({ "for": "soon" })))
        .await
        .refused(400, &["for"]);
    api.call(on(json!({ "for": "25h" })))
        .await
        .refused(422, &["at most 24 hours"]);
    let off = Call::new("DELETE", "/links/hub/trace");
    api.call(off).await.refused(404, &["hub"]);
    api.get("/links/hub/exchanges?last=0")
        .await
        .refused(400, &["last"]);
}
