//! Peers that are slow or silent lose the connection; others do not notice.

use crate::given::{Gateway, PATH, WRONG_KEY, bare, post};
use edge::Settings;
use std::time::Duration;
use tokio::time::Instant;

/// Short waits, so that the tests are short.
fn hasty() -> Settings {
    Settings {
        header_timeout: Duration::from_millis(200),
        body_timeout: Duration::from_millis(300),
        ..Settings::default()
    }
}

/// What a peer sends and then nothing; it is cut off without an answer.
async fn check_cut_off(sent: &str) {
    let gateway = Gateway::start(hasty()).await;
    let began = Instant::now();
    let mut client = gateway.connect().await;
    client.send(sent).await;
    assert!(client.is_closed().await, "{sent}");
    let took = began.elapsed();
    assert!(
        (150..3_000).contains(&took.as_millis()),
        "{sent:?} was cut off after {took:?}"
    );
}

#[tokio::test]
async fn a_peer_that_says_nothing_is_cut_off() {
    check_cut_off("").await;
}

#[tokio::test]
async fn a_peer_that_does_not_decide_between_versions_is_cut_off() {
    check_cut_off("P").await;
    check_cut_off("PRI * HTTP/2.0\r\n\r\nSM").await;
}

#[tokio::test]
async fn headers_that_do_not_end_are_cut_off() {
    check_cut_off("POST /API/wxml/1.3/ HTTP/1.1\r\nHost: x\r\nX-A: ").await;
}

#[tokio::test]
async fn an_http_2_connection_without_a_request_is_cut_off() {
    let gateway = Gateway::start(hasty()).await;
    let mut client = gateway.connect().await;
    client
        .send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await;
    let ended = async {
        let mut rest = Vec::new();
        let _ = tokio::io::AsyncReadExt::read_to_end(&mut client.0, &mut rest).await;
    };
    tokio::time::timeout(Duration::from_secs(5), ended)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_idle_connection_is_closed_in_the_end() {
    let gateway = Gateway::start(hasty()).await;
    let mut client = gateway.connect().await;
    client.send(bare("GET", "/health")).await;
    assert_eq!(client.answer().await.status, 200);
    assert!(client.is_closed().await);
}

/// A body of which the last byte never comes.
async fn check_late(settings: Settings) {
    let gateway = Gateway::start(settings).await;
    let request = post(PATH, "", WRONG_KEY);
    let began = Instant::now();
    let mut client = gateway.connect().await;
    client.send(&request[..request.len() - 1]).await;
    let answer = client.answer().await;
    assert_eq!((answer.status, answer.code()), (408, "E100"));
    assert_eq!(answer.header("connection"), "close");
    assert!(client.is_closed().await);
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn a_body_that_is_late_is_408() {
    check_late(hasty()).await;
}

#[tokio::test]
async fn a_body_slower_than_its_pace_is_408() {
    let body_grace = Duration::from_millis(200);
    check_late(Settings {
        body_grace,
        ..Settings::default()
    })
    .await;
}

#[tokio::test]
async fn calls_in_progress_are_finished_when_the_listener_stops() {
    let mut gateway = Gateway::start(Settings::default()).await;
    let mut idle = gateway.connect().await;
    idle.send(bare("GET", "/health")).await;
    assert_eq!(idle.answer().await.status, 200);
    let request = post(PATH, "Expect: 100-continue\r\n", WRONG_KEY);
    let (head, body) = request.split_at(request.len() - WRONG_KEY.len());
    let mut client = gateway.connect().await;
    client.send(head).await;
    assert_eq!(client.head().await, "HTTP/1.1 100 Continue\r\n\r\n");

    gateway.stop.send_replace(true);
    assert!(idle.is_closed().await, "idle connections are closed");
    client.send(body).await;
    assert_eq!(client.answer().await.code(), "E104", "the call is finished");
    assert!(client.is_closed().await);
    drop((idle, client));
    gateway.served.join_next().await.unwrap().unwrap().unwrap();
    assert!(
        tokio::net::TcpStream::connect(gateway.address)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_call_that_does_not_end_is_cut_off_when_the_listener_stops() {
    let drain = Duration::from_millis(100);
    let mut gateway = Gateway::start(Settings {
        drain,
        ..Settings::default()
    })
    .await;
    let request = post(PATH, "Expect: 100-continue\r\n", WRONG_KEY);
    let mut client = gateway.connect().await;
    client
        .send(&request[..request.len() - WRONG_KEY.len()])
        .await;
    client.head().await;
    gateway.stop.send_replace(true);
    gateway.served.join_next().await.unwrap().unwrap().unwrap();
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn a_call_that_begins_after_the_stop_is_503() {
    let gateway = Gateway::start(Settings::default()).await;
    let request = post(PATH, "", WRONG_KEY);
    let (first, rest) = request.split_at(60);
    let mut client = gateway.connect().await;
    client.send(first).await;
    // By the answer to another, the listener has seen the beginning of this one.
    assert_eq!(gateway.ask(bare("GET", "/ready")).await.status, 200);
    gateway.stop.send_replace(true);
    client.send(rest).await;
    let answer = client.answer().await;
    assert_eq!((answer.status, answer.code()), (503, "E503"));
    assert_eq!(answer.header("retry-after"), "5");
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn a_gateway_that_stops_is_not_ready() {
    let gateway = Gateway::start(Settings::default()).await;
    let request = bare("GET", "/ready");
    let (first, rest) = request.split_at(30);
    let mut client = gateway.connect().await;
    client.send(first).await;
    assert_eq!(gateway.ask(bare("GET", "/ready")).await.status, 200);
    gateway.stop.send_replace(true);
    client.send(rest).await;
    let answer = client.answer().await;
    assert_eq!((answer.status, answer.body.as_str()), (503, "stopping\n"));
}
