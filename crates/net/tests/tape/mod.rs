//! Recording what a configured peer is sent and says: compared with what the peer itself read.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::peer::{Act, Peer, ok, strict_client};
use bytes::Bytes;
use net::{Client, Doubt, Keep, NotSent, Post, PostAnswer, PostError, Recording, Trust};

fn letter(url: &str) -> Post<'_> {
    Post {
        url,
        trust: Trust::Configured,
        headers: [(http::header::CONTENT_TYPE, "text/xml".parse().unwrap())]
            .into_iter()
            .collect(),
        body: vec![Bytes::from_static(b"<a>"), Bytes::from_static(b"</a>")],
        total: Duration::from_millis(300),
        max_answer: 1000,
        only_status: false,
    }
}

fn taped(bytes: usize) -> (Client, Keep) {
    let keep: Keep = Arc::new(AtomicUsize::new(bytes));
    (strict_client().taped(Arc::clone(&keep)), keep)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

async fn post_one(act: Act) -> (Result<PostAnswer, PostError>, Recording, Vec<String>) {
    let peer = Peer::start(move |_| act.clone()).await;
    let (got, recording) = taped(1 << 16).0.post_recorded(letter(&peer.url)).await;
    (got, recording.unwrap(), peer.requests())
}

#[tokio::test]
async fn each_exchange_on_a_kept_connection_is_recorded_as_it_went_over_the_wire() {
    let answer = "HTTP/1.1 200 Fine\r\nX-Odd: a\r\nContent-LENGTH: 2\r\n\r\nhi";
    let peer = Peer::start(move |_| Act::Say(answer.to_owned())).await;
    let (client, _) = taped(1 << 16);
    for path in ["one", "two?x=1"] {
        let url = format!("{}/{path}", peer.url);
        let (got, recording) = client.post_recorded(letter(&url)).await;
        assert_eq!(&got.unwrap().body[..], b"hi");
        let recording = recording.unwrap();
        let read = peer.requests().pop().unwrap();
        assert_eq!(text(&recording.asked.bytes), read);
        assert!(
            read.starts_with(&format!("POST /{path} HTTP/1.1\r\n")),
            "{read}"
        );
        assert!(read.contains("\r\naccept: */*\r\n"), "{read}");
        assert!(read.contains("\r\nuser-agent: mms-gateway\r\n"), "{read}");
        assert!(read.contains("\r\ncontent-length: 7\r\n"), "{read}");
        assert_eq!(text(&recording.answered.bytes), answer);
    }
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn what_is_no_answer_is_recorded_too() {
    for said in [
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        "HTTP/1.1 200",
        "hello\r\n\r\n",
        "",
    ] {
        let (got, recording, requests) = post_one(Act::SayAndClose(said.to_owned())).await;
        let broken = matches!(got, Err(PostError::Unknown(Doubt::Broken(_))));
        assert!(broken, "{said}: {got:?}");
        assert_eq!(text(&recording.answered.bytes), said);
        assert_eq!(text(&recording.asked.bytes), requests[0]);
    }
    let (got, recording, _) = post_one(Act::SayAndHang("HTTP/1.1 2".to_owned())).await;
    let late = matches!(got, Err(PostError::Unknown(Doubt::TimedOut)));
    assert!(late, "{got:?}");
    assert_eq!(text(&recording.answered.bytes), "HTTP/1.1 2");
}

#[tokio::test]
async fn without_a_connection_the_recording_is_empty_and_nothing_was_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let (client, _) = taped(100);
    for (url, resolved) in [
        (format!("http://127.0.0.1:{port}/"), true),
        ("http://missing.example/".to_owned(), false),
    ] {
        let (got, recording) = client.post_recorded(letter(&url)).await;
        match got {
            Err(PostError::NotSent(NotSent::Connect(_))) => assert!(resolved),
            Err(PostError::NotSent(NotSent::Unresolved)) => assert!(!resolved),
            other => panic!("{other:?}"),
        }
        let recording = recording.unwrap();
        assert_eq!((recording.asked.total, recording.answered.total), (0, 0));
    }
}

#[tokio::test]
async fn a_failed_tls_handshake_sent_nothing() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let hang_up = async {
        let _ = listener.accept().await;
    };
    let url = format!("https://127.0.0.1:{port}/");
    let client = taped(100).0;
    let (got, ()) = tokio::join!(client.post(letter(&url)), hang_up);
    let unsent = matches!(got, Err(PostError::NotSent(NotSent::Connect(_))));
    assert!(unsent, "{got:?}");
}

#[tokio::test]
async fn a_kept_connection_that_dies_under_a_request_is_not_repeated() {
    let peer = Peer::start(|path| if path == "/first" { ok("") } else { Act::Close }).await;
    let (client, _) = taped(1000);
    let first = format!("{}/first", peer.url);
    client.post(letter(&first)).await.unwrap();
    let got = client.post(letter(&format!("{}/second", peer.url))).await;
    let broken = matches!(got, Err(PostError::Unknown(Doubt::Broken(_))));
    assert!(broken, "{got:?}");
    assert_eq!((peer.connections(), peer.requests().len()), (1, 2));
}

#[tokio::test]
async fn nothing_is_recorded_while_nothing_is_to_be_kept() {
    let peer = Peer::start(|_| ok("hi")).await;
    let (client, keep) = taped(0);
    for bytes in [0, 1000, 0, 1000] {
        keep.store(bytes, Ordering::Relaxed);
        let (got, recording) = client.post_recorded(letter(&peer.url)).await;
        assert_eq!(got.unwrap().status, 200);
        let asked = recording.map(|it| text(&it.asked.bytes));
        let expected = (bytes > 0).then(|| peer.requests().pop().unwrap());
        assert_eq!(asked, expected);
    }
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn of_a_long_message_the_beginning_is_kept_and_the_rest_is_told_by_its_hash() {
    let peer = Peer::start(|_| ok("hi")).await;
    let (client, _) = taped(100);
    let long = Post {
        body: vec![
            Bytes::from(vec![b'x'; 50_000]),
            Bytes::from(vec![b'y'; 50_000]),
        ],
        total: Duration::from_secs(5),
        ..letter(&peer.url)
    };
    let asked = client.post_recorded(long).await.1.unwrap().asked;
    let read = peer.requests().pop().unwrap();
    assert_eq!((asked.keep, asked.total), (100, read.len() as u64));
    assert!(read.as_bytes().starts_with(&asked.bytes));
    let rest = net::Side::of(&read.as_bytes()[100..], 0).rest_sha256();
    assert_eq!(asked.rest_sha256(), rest);
    assert!(rest.is_some());
}
