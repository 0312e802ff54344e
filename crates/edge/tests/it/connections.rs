//! Limits on connections, and whose address counts.

use crate::given::{Gateway, PATH, WRONG_KEY, bare, post};
use edge::Settings;

#[tokio::test]
async fn one_connection_too_many_of_an_address_is_told_so() {
    let settings = Settings {
        max_connections_per_address: 1,
        ..Settings::default()
    };
    let gateway = Gateway::start(settings).await;
    let mut first = gateway.connect().await;
    first.send(bare("GET", "/health")).await;
    assert_eq!(first.answer().await.status, 200);

    let mut second = gateway.connect().await;
    second.send(post(PATH, "", WRONG_KEY)).await;
    let answer = second.answer().await;
    assert_eq!((answer.status, answer.code()), (429, "E113"));
    assert_eq!(answer.header("retry-after"), "5");
    assert!(second.is_closed().await);

    first.send(post(PATH, "", WRONG_KEY)).await;
    assert_eq!(first.answer().await.code(), "E104", "the first goes on");
}

#[tokio::test]
async fn a_connection_above_the_total_waits_for_a_place() {
    let gateway = Gateway::start(Settings {
        max_connections: 1,
        ..Settings::default()
    })
    .await;
    let mut first = gateway.connect().await;
    first.send(bare("GET", "/health")).await;
    assert_eq!(first.answer().await.status, 200);
    let mut second = gateway.connect().await;
    second.send(bare("GET", "/health")).await;
    first.send(bare("GET", "/health")).await;
    assert_eq!(first.answer().await.status, 200);
    drop(first);
    assert_eq!(second.answer().await.status, 200);
}

#[tokio::test]
async fn wrong_keys_count_for_whom_a_trusted_proxy_names() {
    let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let settings = Settings {
        trusted_proxies,
        bad_key_limit: 1,
        ..Settings::default()
    };
    let gateway = Gateway::start(settings).await;
    let from = |address: &str| {
        let header = format!("X-Forwarded-For: 203.0.113.1, {address}\r\n");
        post(PATH, &header, WRONG_KEY)
    };
    assert_eq!(gateway.ask(from("192.0.2.1")).await.status, 200);
    assert_eq!(gateway.ask(from("192.0.2.1")).await.status, 429);
    assert_eq!(gateway.ask(from("192.0.2.2")).await.status, 200);
}

#[tokio::test]
async fn nobody_else_is_believed() {
    let gateway = Gateway::start(Settings {
        bad_key_limit: 1,
        ..Settings::default()
    })
    .await;
    let from = |address: &str| post(PATH, &format!("X-Forwarded-For: {address}\r\n"), WRONG_KEY);
    assert_eq!(gateway.ask(from("192.0.2.1")).await.status, 200);
    assert_eq!(gateway.ask(from("192.0.2.2")).await.status, 429);
}

#[tokio::test]
async fn a_listener_with_settings_that_serve_nothing_does_not_start() {
    let settings = Settings {
        max_connections: 0,
        ..Settings::default()
    };
    let mut gateway = Gateway::start(settings).await;
    let error = gateway
        .served
        .join_next()
        .await
        .unwrap()
        .unwrap()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "setting max_connections cannot be 0; it must be more than 0"
    );
}
