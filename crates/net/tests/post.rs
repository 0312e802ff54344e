//! Posting to real sockets: what was sent, and what is known about it.

#![cfg(test)]

mod peer;
mod tape;

use std::time::Duration;

use bytes::Bytes;
use net::{Client, Doubt, NotSent, Post, PostAnswer, PostError, Trust};
use peer::{Act, Peer, client, ok, strict_client, to};

fn letter(url: &str) -> Post<'_> {
    Post {
        url,
        trust: Trust::Guarded,
        headers: [(http::header::CONTENT_TYPE, "text/xml".parse().unwrap())]
            .into_iter()
            .collect(),
        body: vec![
            Bytes::from_static(b"<a>"),
            Bytes::new(),
            Bytes::from_static(b"</a>"),
        ],
        total: Duration::from_millis(300),
        max_answer: 10,
        only_status: false,
    }
}

async fn post_one(act: Act) -> (Result<PostAnswer, PostError>, Vec<String>) {
    let peer = Peer::start(move |_| act.clone()).await;
    let got = client().post(letter(&peer.url)).await;
    (got, peer.requests())
}

/// A port on which nobody listens.
fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

#[tokio::test]
async fn the_body_goes_out_in_one_piece_with_its_length() {
    let (got, requests) = post_one(ok("fine")).await;
    let answer = got.unwrap();
    assert_eq!(
        (answer.status, &answer.body[..], answer.cut),
        (200, &b"fine"[..], false)
    );
    let request = requests[0].to_ascii_lowercase();
    assert!(request.contains("content-length: 7\r\n"), "{request}");
    assert!(request.contains("content-type: text/xml\r\n"), "{request}");
    assert!(!request.contains("transfer-encoding"), "{request}");
    assert!(request.ends_with("\r\n\r\n<a></a>"), "{request}");
}

#[tokio::test]
async fn a_refusing_status_and_a_redirect_are_answers() {
    for (act, status) in [
        (
            Act::Say("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n".to_owned()),
            500,
        ),
        (to("http://169.254.169.254/"), 302),
    ] {
        assert_eq!(post_one(act).await.0.unwrap().status, status);
    }
}

#[tokio::test]
async fn a_long_or_endless_answer_is_cut() {
    let answer = post_one(ok("0123456789")).await.0.unwrap();
    assert_eq!((&answer.body[..], answer.cut), (&b"0123456789"[..], false));
    for act in [
        ok("0123456789x"),
        Act::Endless("HTTP/1.1 200 OK\r\n\r\n0123456789".to_owned()),
    ] {
        let answer = post_one(act).await.0.unwrap();
        assert_eq!((&answer.body[..], answer.cut), (&b"0123456789"[..], true));
    }
}

#[tokio::test]
async fn what_the_guard_refuses_was_not_sent() {
    let peer = Peer::start(|_| ok("")).await;
    for url in [
        peer.url.as_str(),
        "http://peer.example/",
        "http://10.0.0.1/",
        "ftp://a/",
        "x",
    ] {
        let got = strict_client().post(letter(url)).await;
        let refused = matches!(got, Err(PostError::NotSent(NotSent::Refused(_))));
        assert!(refused, "{url}: {got:?}");
    }
    assert_eq!(peer.connections(), 0);
}

#[tokio::test]
async fn a_configured_peer_passes_the_guard() {
    let peer = Peer::start(|_| ok("")).await;
    let letter = Post {
        trust: Trust::Configured,
        ..letter(&peer.url)
    };
    assert_eq!(strict_client().post(letter).await.unwrap().status, 200);
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let url = format!("http://127.0.0.1:{}/", closed_port());
    let got = client().post(letter(&url)).await;
    assert!(
        matches!(got, Err(PostError::NotSent(NotSent::Connect(_)))),
        "{got:?}"
    );
    let got = client().post(letter("http://missing.example/")).await;
    assert!(
        matches!(got, Err(PostError::NotSent(NotSent::Unresolved))),
        "{got:?}"
    );
    let empty = Post {
        body: Vec::new(),
        ..letter(&url)
    };
    let got = client().post(empty).await;
    assert!(
        matches!(got, Err(PostError::NotSent(NotSent::Connect(_)))),
        "{got:?}"
    );
}

#[tokio::test]
async fn a_failed_tls_handshake_sent_nothing() {
    let peer = Peer::start(|_| Act::Close).await;
    let url = format!("https://127.0.0.1:{}/", peer.port);
    // The peer reads the handshake as a request that never ends, so this ends by time...
    let got = client().post(letter(&url)).await;
    assert!(matches!(got, Err(PostError::NotSent(_))), "{got:?}");
    // ... and a peer that hangs up at once ends it by error.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://127.0.0.1:{}/",
        listener.local_addr().unwrap().port()
    );
    let hang_up = async {
        let _ = listener.accept().await;
    };
    let client = client();
    let (got, ()) = tokio::join!(client.post(letter(&url)), hang_up);
    assert!(
        matches!(got, Err(PostError::NotSent(NotSent::Connect(_)))),
        "{got:?}"
    );
}

#[tokio::test]
async fn silence_after_the_request_is_unknown() {
    let (got, requests) = post_one(Act::SayAndHang(String::new())).await;
    assert!(
        matches!(got, Err(PostError::Unknown(Doubt::TimedOut))),
        "{got:?}"
    );
    assert_eq!(requests.len(), 1);
}

#[tokio::test]
async fn a_connection_that_ends_after_the_request_is_unknown() {
    let (got, requests) = post_one(Act::Close).await;
    assert!(
        matches!(got, Err(PostError::Unknown(Doubt::Broken(_)))),
        "{got:?}"
    );
    assert_eq!(requests.len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_unknown() {
    for text in [
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        "HTTP/1.1 200",
        "hello\r\n\r\n",
    ] {
        let (got, _) = post_one(Act::SayAndClose(text.to_owned())).await;
        assert!(
            matches!(got, Err(PostError::Unknown(Doubt::Broken(_)))),
            "{text}: {got:?}"
        );
    }
}

#[tokio::test]
async fn where_only_the_status_matters_a_broken_or_endless_body_is_no_failure() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
    for act in [
        Act::SayAndClose(format!("{head}abc")),
        Act::Endless("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_owned()),
    ] {
        let peer = Peer::start(move |_| act.clone()).await;
        let post = Post {
            only_status: true,
            ..letter(&peer.url)
        };
        assert_eq!(client().post(post).await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn a_kept_connection_that_dies_under_a_request_is_not_repeated() {
    let peer = Peer::start(|path| if path == "/first" { ok("") } else { Act::Close }).await;
    let client = client();
    client
        .post(letter(&format!("{}/first", peer.url)))
        .await
        .unwrap();
    let got = client.post(letter(&format!("{}/second", peer.url))).await;
    assert!(
        matches!(got, Err(PostError::Unknown(Doubt::Broken(_)))),
        "{got:?}"
    );
    assert_eq!(
        (peer.connections(), peer.requests().len()),
        (1, 2),
        "sent once, on the kept one"
    );
}

#[tokio::test]
async fn a_kept_connection_closed_in_between_does_no_harm() {
    let peer = Peer::start(|_| {
        Act::SayAndClose("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_owned())
    })
    .await;
    let client: Client = client();
    for sent in 1..=20 {
        match client.post(letter(&peer.url)).await {
            Ok(answer) => assert_eq!(answer.status, 200),
            // The close crossed the request: doubtful, and named so.
            Err(PostError::Unknown(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
        assert!(peer.requests().len() <= sent, "a request was repeated");
    }
}

#[tokio::test]
async fn a_url_that_cannot_be_read_was_not_posted_to() {
    let got = client().post(letter("http://peer.example:bad/")).await;
    assert!(
        matches!(got, Err(PostError::NotSent(NotSent::Refused(_)))),
        "{got:?}"
    );
}
