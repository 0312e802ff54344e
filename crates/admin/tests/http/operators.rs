//! The operator table, which the configuration has.

use crate::given::Api;
use serde_json::json;

#[tokio::test]
async fn operators_are_shown_as_the_configuration_has_them() {
    let api = Api::start().await;
    let shown = api.get("/operators").await.expect(200);
    let shown = shown["operators"].as_array().unwrap();
    let verizon = shown.iter().find(|it| it["name"] == "Verizon");
    let expected = json!({
        "name": "Verizon",
        "role": "network",
        "mms": true,
        "supported": true,
        "legacy": ["000189"],
        "wxml": ["0001890"],
        "kebab": ["31003"],
        "json": ["310012"],
        "short_code_bytes": 1_260_000,
        "long_code_bytes": 1_310_720,
        "toll_free_bytes": 614_400,
    });
    assert_eq!(verizon, Some(&expected));
    let roles = shown.iter().filter(|it| it["role"] == "emulator");
    assert_eq!(roles.count(), 1);
}
