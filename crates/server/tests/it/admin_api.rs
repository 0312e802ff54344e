//! The admin API on its own socket, and what it does to calls of customers.

use crate::call::{Answer, Call};
use crate::gateway::{Gateway, KEY, until};
use crate::order::Order;
use admin::http::{Rights, Token};
use engine::clock::Clock as _;

const TOKEN: &str = "gw_admin_0123456789abcdef0123456789";
const TO: &str = "12025550100";

async fn gateway() -> Gateway {
    with_limit(10_000).await
}

/// A gateway whose admin API lets an address be wrong so often.
async fn with_limit(limit: usize) -> Gateway {
    Gateway::with(|setup| {
        let admin = &mut setup.config.admin;
        admin.tokens = vec![Token::new("test", Rights::Full, TOKEN).unwrap()];
        admin.bad_token_limit = limit;
        admin.max_body = 1_000;
    })
    .await
}

/// A call of the admin API.
fn ask(method: &str, path: &str, body: &str) -> Call {
    Call::to(method, &format!("/admin/v1{path}"))
        .body(body)
        .header("Authorization", &format!("Bearer {TOKEN}"))
        .header("Content-Type", "application/json")
}

async fn answer(gateway: &Gateway, call: Call) -> Answer {
    let address = gateway.admin_addr().expect("an admin API");
    call.send(address).await
}

#[tokio::test]
async fn what_is_changed_holds_from_the_next_call_on() {
    let gateway = gateway().await;
    gateway.order(&Order::send(TO)).await.tracking();
    let block = ask(
        "PATCH",
        "/accounts/customer",
        r#"{"settings": {"access": "blocked"}}"#,
    );
    assert_eq!(answer(&gateway, block).await.status, 200);
    let expected = ("E105", "This account has no API rights.");
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), expected);
    let open = ask(
        "PATCH",
        "/accounts/customer",
        r#"{"settings": {"access": null}}"#,
    );
    assert_eq!(answer(&gateway, open).await.status, 200);
    gateway.order(&Order::send(TO)).await.tracking();
}

#[tokio::test]
async fn a_key_from_elsewhere_works_and_the_one_that_it_replaces_does_not() {
    let gateway = gateway().await;
    let old = "fedcba9876543210fedcba98765432";
    let order = Order::send(TO).with("API_KEY", old);
    assert_eq!(gateway.order(&order).await.fault().0, "E104");
    let import = ask(
        "POST",
        "/accounts/customer/keys",
        &format!(r#"{{"key": "{old}"}}"#),
    );
    assert_eq!(answer(&gateway, import).await.status, 201);
    gateway.order(&order).await.tracking();
    let rotate = ask("POST", "/accounts/customer/rotate-keys", "{}");
    let rotated = answer(&gateway, rotate).await;
    assert_eq!(rotated.status, 201, "{}", rotated.body);
    for ended in [old, KEY] {
        let order = Order::send(TO).with("API_KEY", ended);
        assert_eq!(gateway.order(&order).await.fault().0, "E104");
    }
}

#[tokio::test]
async fn the_api_of_customers_knows_nothing_of_it() {
    let gateway = gateway().await;
    let call = || ask("GET", "/accounts", "");
    assert_eq!(gateway.call(call()).await.status, 404);
    assert_eq!(answer(&gateway, call()).await.status, 200);
    for path in [
        "/API/wxml/1.3/index.php",
        "/carrier/sim",
        "/status",
        "/health",
    ] {
        let call = Call::to("GET", path).header("Authorization", &format!("Bearer {TOKEN}"));
        assert_eq!(answer(&gateway, call).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_key_of_a_customer_is_no_token() {
    let gateway = gateway().await;
    let call = Call::to("GET", "/admin/v1/accounts");
    let call = call
        .header("Authorization", &format!("Bearer {KEY}"))
        .header("x-api-key", KEY);
    assert_eq!(answer(&gateway, call).await.status, 401);
}

#[tokio::test]
async fn whoever_guesses_tokens_has_to_wait() {
    let gateway = with_limit(3).await;
    let wrong = || Call::to("GET", "/admin/v1/accounts").header("Authorization", "Bearer x");
    for _ in 0..3 {
        assert_eq!(answer(&gateway, wrong()).await.status, 401);
    }
    let refused = answer(&gateway, wrong()).await;
    assert_eq!(refused.status, 429);
    assert_ne!(refused.header("retry-after"), "", "{refused:?}");
    assert!(refused.body.contains("\"status\":429"), "{refused:?}");
    let right = answer(&gateway, ask("GET", "/accounts", "")).await;
    assert_eq!(
        right.status, 429,
        "the right one too, else guessing would pay"
    );
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let gateway = gateway().await;
    let long = " ".repeat(1_001);
    let refused = answer(&gateway, ask("PATCH", "/accounts/customer", &long)).await;
    assert_eq!(refused.status, 413);
    assert!(refused.body.contains("\"status\":413"), "{refused:?}");
    let path = format!("/accounts?after={}", "a".repeat(17_000));
    assert_eq!(answer(&gateway, ask("GET", &path, "")).await.status, 414);
}

#[tokio::test]
async fn without_tokens_it_is_off() {
    let gateway = Gateway::start().await;
    assert_eq!(gateway.admin_addr(), None);
}

#[tokio::test]
async fn a_link_is_paused_while_messages_wait_and_resumed() {
    let gateway = gateway().await;
    let say = |state: &str| ask("PUT", "/links/sim", &format!(r#"{{"state": "{state}"}}"#));
    let paused = answer(&gateway, say("paused")).await;
    assert!(
        paused.body.contains(r#""state":"paused""#),
        "{}",
        paused.body
    );
    let tracking = gateway.send_to(TO).await;
    let waits = until("the message waits", async || {
        let shown = answer(&gateway, ask("GET", "/links/sim", "")).await;
        shown.body.contains(r#""waiting":1"#).then_some(shown)
    });
    assert!(waits.await.body.contains(r#""in_use":0"#));
    gateway.pass(60);
    let resumed = gateway.clock.now();
    answer(&gateway, say("open")).await;
    let life = gateway.until_final(&tracking).await;
    assert!(life.attempts[0].began >= resumed);
}
