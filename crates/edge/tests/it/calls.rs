//! Calls that are understood: 200, whatever comes of them.

use crate::given::{Gateway, PATH, WRONG_KEY, bare, post};
use edge::Settings;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

async fn check(gateway: &Gateway, request: String, code: &str) {
    let answer = gateway.ask(&request).await;
    assert_eq!((answer.status, answer.code()), (200, code), "{request}");
    assert_eq!(answer.header("content-type"), "text/html; charset=UTF-8");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(
        answer.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-request-id").len(), 36);
    assert_eq!(answer.header("content-encoding"), "");
}

#[tokio::test]
async fn a_path_is_known_in_any_case_and_with_a_dangling_question_mark() {
    let settings = Settings {
        bad_key_limit: 100,
        ..Settings::default()
    };
    let gateway = Gateway::start(settings).await;
    check(&gateway, post(PATH, "", WRONG_KEY), "E104").await;
    check(
        &gateway,
        post("/api/WXML/1.3/Index.PHP", "", WRONG_KEY),
        "E104",
    )
    .await;
    check(&gateway, post("/API/wxml/1.3/", "", WRONG_KEY), "E104").await;
    check(&gateway, post("/API/wxml/1.3", "", WRONG_KEY), "E104").await;
    check(&gateway, post("/API/wxml/1.3/?", "", WRONG_KEY), "E104").await;
    check(
        &gateway,
        post("http://gateway.example/API/wxml/1.3/", "", WRONG_KEY),
        "E104",
    )
    .await;
    check(&gateway, bare("GET", &format!("{PATH}?")), "E100").await;
}

#[tokio::test]
async fn every_carrier_of_a_request_is_understood() {
    let settings = Settings {
        bad_key_limit: 100,
        ..Settings::default()
    };
    let gateway = Gateway::start(settings).await;
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    check(
        &gateway,
        bare("GET", &format!("{PATH}?action=sendMMS&api_key=nobody")),
        "E104",
    )
    .await;
    check(
        &gateway,
        post(PATH, form, "action=sendMMS&api_key=nobody"),
        "E104",
    )
    .await;
    check(
        &gateway,
        post(
            PATH,
            form,
            &format!("xml={}", WRONG_KEY.replace('/', "%2F")),
        ),
        "E104",
    )
    .await;
    check(&gateway, post(PATH, form, WRONG_KEY), "E104").await;
    check(
        &gateway,
        post(&format!("{PATH}?action=sendMMS&api_key=nobody"), "", ""),
        "E104",
    )
    .await;
    check(&gateway, post(PATH, "", ""), "E100").await;
    check(&gateway, post(PATH, "", "<REQUEST"), "E108").await;
}

#[tokio::test]
async fn who_asks_unclearly_for_a_dry_run_is_refused_before_anything_is_done() {
    let gateway = Gateway::start(Settings::default()).await;
    for (header, query, code) in [
        ("Dry-Run: true\r\n", "", "E104"),
        ("Dry-Run: false\r\n", "?dry_run=1", "E104"),
        ("Dry-Run: perhaps\r\n", "", "E100"),
        ("Dry-Run: true\r\nDry-Run: \u{e4}\r\n", "", "E100"),
        ("", "?dry_run=perhaps", "E100"),
    ] {
        let request = post(&format!("{PATH}{query}"), header, WRONG_KEY);
        check(&gateway, request, code).await;
    }
}

#[tokio::test]
async fn the_body_of_a_get_does_not_count() {
    let gateway = Gateway::start(Settings::default()).await;
    let request = post(PATH, "", WRONG_KEY).replacen("POST", "GET", 1);
    check(&gateway, request, "E100").await;
}

#[tokio::test]
async fn a_caller_who_waits_for_100_continue_is_told_to_go_on() {
    let gateway = Gateway::start(Settings::default()).await;
    let request = post(PATH, "Expect: 100-continue\r\n", WRONG_KEY);
    let (head, body) = request.split_at(request.len() - WRONG_KEY.len());
    let mut client = gateway.connect().await;
    client.send(head).await;
    assert_eq!(client.head().await, "HTTP/1.1 100 Continue\r\n\r\n");
    client.send(body).await;
    assert_eq!(client.answer().await.code(), "E104");
}

#[tokio::test]
async fn a_connection_takes_one_call_after_the_other() {
    let gateway = Gateway::start(Settings::default()).await;
    let mut client = gateway.connect().await;
    for code in ["E104", "E104"] {
        client.send(post(PATH, "", WRONG_KEY)).await;
        assert_eq!(client.answer().await.code(), code);
    }
}

#[tokio::test]
async fn http_1_0_is_served() {
    let gateway = Gateway::start(Settings::default()).await;
    let length = WRONG_KEY.len();
    let request = format!("POST {PATH} HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{WRONG_KEY}");
    check(&gateway, request, "E104").await;
}

#[tokio::test]
async fn http_2_is_served() {
    let gateway = Gateway::start(Settings::default()).await;
    let stream = TokioIo::new(TcpStream::connect(gateway.address).await.unwrap());
    let connected = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await;
    let (mut sender, connection) = connected.unwrap();
    let mut tasks = JoinSet::new();
    tasks.spawn(connection);
    let url = format!("http://{}{PATH}", gateway.address);
    let request = http::Request::post(url).body(WRONG_KEY.to_owned()).unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let body = http_body_util::BodyExt::collect(response.into_body())
        .await
        .unwrap()
        .to_bytes();
    assert!(String::from_utf8_lossy(&body).contains("E104"), "{body:?}");
}
