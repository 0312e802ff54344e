//! What goes over the wire for each kind of resource.

use super::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn open(server: &MediaServer, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn check(resource: Resource, expected: &str) {
    let server = MediaServer::start().await.unwrap();
    server.put("/file", resource);
    let mut answer = String::new();
    let mut stream = open(&server, "/file").await;
    stream.read_to_string(&mut answer).await.unwrap();
    let expected = expected.replace('\n', "\r\n");
    assert_eq!(answer, expected);
    assert_eq!(server.asked("/file"), 1);
}

#[tokio::test]
async fn a_file_comes_with_its_true_length() {
    let expected = "HTTP/1.1 200 As told\nConnection: close\nContent-Type: image/jpeg\nContent-Length: 3\n\nabc";
    check(Resource::of("image/jpeg", "abc"), expected).await;
}

#[tokio::test]
async fn a_file_may_come_in_chunks_or_without_a_length() {
    let chunks = "HTTP/1.1 200 As told\nConnection: close\nContent-Type: a/b\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n";
    check(Resource::of("a/b", "abc").chunked(), chunks).await;
    let bare = "HTTP/1.1 200 As told\nConnection: close\n\nabc";
    check(
        Resource::of("", "abc")
            .untyped()
            .with_length(Length::Absent),
        bare,
    )
    .await;
}

#[tokio::test]
async fn a_length_may_be_a_lie() {
    let expected =
        "HTTP/1.1 200 As told\nConnection: close\nContent-Type: a/b\nContent-Length: 9\n\nabc";
    check(
        Resource::of("a/b", "abc").with_length(Length::Claimed(9)),
        expected,
    )
    .await;
}

#[tokio::test]
async fn statuses_and_redirects_have_no_body() {
    let gone = "HTTP/1.1 410 As told\nConnection: close\nContent-Length: 0\n\n";
    check(Resource::status(410), gone).await;
    let moved = "HTTP/1.1 302 As told\nConnection: close\nLocation: /other\nContent-Length: 0\n\n";
    check(Resource::redirect("/other"), moved).await;
}

#[tokio::test]
async fn an_endless_body_goes_on_until_the_client_leaves() {
    let server = MediaServer::start().await.unwrap();
    server.put("/file", Resource::endless("image/jpeg"));
    let mut stream = open(&server, "/file").await;
    let mut first = vec![0; 1 << 20];
    stream.read_exact(&mut first).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let server = MediaServer::start().await.unwrap();
    let mut answer = String::new();
    let mut stream = open(&server, "/nothing").await;
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 "));
    assert_eq!(server.asked("/nothing"), 0);
}
