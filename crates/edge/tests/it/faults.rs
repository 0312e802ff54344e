//! Faults of transport: each with its status, its headers and a body in the dialect of the path.

use crate::given::{Answer, Gateway, PATH, WRONG_KEY, bare, post};
use edge::Settings;

#[track_caller]
fn check(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code()), (status, code), "{answer:?}");
    assert_eq!(answer.header("content-type"), "text/html; charset=UTF-8");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(
        answer.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-request-id").len(), 36);
    assert!(
        answer
            .body
            .starts_with("<RESPONSE>\n    <STATUS>Failure</STATUS>\n"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn an_unknown_path_is_404_in_the_dialect_inside_the_prefixes_and_in_words_outside() {
    let gateway = Gateway::start(Settings::default()).await;
    check(
        &gateway.ask(bare("GET", "/API/wxml/1.4/index.php")).await,
        404,
        "E100",
    );
    check(
        &gateway.ask(post("/api/", "", WRONG_KEY)).await,
        404,
        "E100",
    );
    let outside = gateway.ask(bare("GET", "/favicon.ico")).await;
    assert_eq!(
        (outside.status, outside.body.as_str()),
        (404, "not found\n")
    );
    assert_eq!(outside.header("content-type"), "text/plain; charset=utf-8");
}

#[tokio::test]
async fn other_methods_are_405_and_told_which_there_are() {
    let gateway = Gateway::start(Settings::default()).await;
    for method in ["OPTIONS", "PUT", "DELETE", "PATCH", "BREW"] {
        let answer = gateway.ask(bare(method, PATH)).await;
        check(&answer, 405, "E100");
        assert_eq!(answer.header("allow"), "GET, POST");
    }
    let mut client = gateway.connect().await;
    client.send(bare("HEAD", PATH)).await;
    let head = client.head().await;
    assert!(head.starts_with("HTTP/1.1 405 "), "{head}");
    assert!(head.contains("allow: GET, POST\r\n"), "{head}");
}

#[tokio::test]
async fn a_body_too_long_by_its_length_is_413_before_it_is_sent() {
    let gateway = Gateway::start(Settings::default()).await;
    let length = 1024 * 1024 + 1;
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n");
    let mut client = gateway.connect().await;
    client
        .send(format!("{head}Expect: 100-continue\r\n\r\n"))
        .await;
    let answer = client.answer().await;
    check(&answer, 413, "E100");
    assert_eq!(answer.header("connection"), "close");
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn who_sends_all_of_a_body_too_long_still_gets_the_answer() {
    let gateway = Gateway::start(Settings::default()).await;
    let body = " ".repeat(32 * 1024 * 1024);
    check(&gateway.ask(post(PATH, "", &body)).await, 413, "E100");
}

#[tokio::test]
async fn a_body_too_long_in_chunks_is_413_when_the_limit_is_passed() {
    let settings = Settings {
        max_body_bytes: 1000,
        ..Settings::default()
    };
    let gateway = Gateway::start(settings).await;
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    let chunk = format!("1f4\r\n{}\r\n", " ".repeat(500));
    let mut client = gateway.connect().await;
    client.send(format!("{head}{chunk}{chunk}1\r\n \r\n")).await;
    let answer = client.answer().await;
    check(&answer, 413, "E100");
    assert_eq!(answer.header("connection"), "close");

    let passes = gateway.ask(format!("{head}{chunk}{chunk}0\r\n\r\n")).await;
    assert_eq!(
        (passes.status, passes.code()),
        (200, "E100"),
        "as long as the limit"
    );
}

#[tokio::test]
async fn a_broken_chunk_is_400() {
    let gateway = Gateway::start(Settings::default()).await;
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    check(&gateway.ask(format!("{head}zzz\r\n")).await, 400, "E100");
}

#[tokio::test]
async fn a_line_or_headers_above_their_limit_are_414_and_431() {
    let gateway = Gateway::start(Settings::default()).await;
    let long = "a".repeat(16 * 1024);
    check(
        &gateway.ask(bare("GET", &format!("{PATH}?a={long}"))).await,
        414,
        "E100",
    );
    check(
        &gateway
            .ask(post(PATH, &format!("X-Long: {long}\r\n"), ""))
            .await,
        431,
        "E100",
    );
    let passes = "a".repeat(16 * 1024 - format!("GET {PATH}?a= HTTP/1.1").len());
    assert_eq!(
        gateway
            .ask(bare("GET", &format!("{PATH}?a={passes}")))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn what_does_not_fit_into_the_buffer_is_refused_without_a_body() {
    let gateway = Gateway::start(Settings::default()).await;
    let long = "a".repeat(60_000);
    let headers = format!("X-Long: {long}\r\nX-Longer: {long}\r\n");
    assert_eq!(gateway.ask(post(PATH, &headers, "")).await.status, 431);
}

#[tokio::test]
async fn a_compressed_body_is_415() {
    let gateway = Gateway::start(Settings::default()).await;
    check(
        &gateway
            .ask(post(PATH, "Content-Encoding: gzip\r\n", "x"))
            .await,
        415,
        "E100",
    );
    let passes = gateway
        .ask(post(PATH, "Content-Encoding: identity\r\n", WRONG_KEY))
        .await;
    assert_eq!((passes.status, passes.code()), (200, "E104"));
}

#[tokio::test]
async fn after_ten_wrong_keys_an_address_waits() {
    let gateway = Gateway::start(Settings::default()).await;
    for _ in 0..10 {
        let answer = gateway.ask(post(PATH, "", WRONG_KEY)).await;
        assert_eq!((answer.status, answer.code()), (200, "E104"));
    }
    let answer = gateway.ask(post(PATH, "", WRONG_KEY)).await;
    check(&answer, 429, "E113");
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((50..=60).contains(&wait), "{wait}");
    let url = format!("{PATH}?action=sendMMS&api_key=nobody");
    check(&gateway.ask(bare("GET", &url)).await, 429, "E113");
}

#[tokio::test]
async fn calls_without_a_key_are_not_counted_as_failed() {
    let gateway = Gateway::start(Settings::default()).await;
    for _ in 0..12 {
        let answer = gateway
            .ask(post(
                PATH,
                "",
                "<REQUEST><ACTION>sendMMS</ACTION></REQUEST>",
            ))
            .await;
        assert_eq!((answer.status, answer.code()), (200, "E100"));
    }
}
