//! Fetching from real sockets: limits, redirects, the guard.

#![cfg(test)]

mod peer;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use net::{
    Ask, AskError, Client, FetchError, FetchLimits, Fetched, Looking, Lookup, Phase, Refusal,
};
use peer::{Act, Peer, client, client_with, ok, strict_client, to};

fn limits(max_bytes: u64) -> FetchLimits {
    FetchLimits {
        first_byte: Duration::from_millis(200),
        total: Duration::from_millis(900),
        ..FetchLimits::up_to(max_bytes)
    }
}

async fn get(client: &Client, url: &str, max_bytes: u64) -> Result<Fetched, FetchError> {
    client.fetch(url, &limits(max_bytes), |_| u64::MAX).await
}

/// Fetches one answer with a limit of 1,000 bytes.
async fn fetch_one(act: Act) -> Result<Fetched, FetchError> {
    let peer = Peer::start(move |_| act.clone()).await;
    get(&client(), &peer.url, 1_000).await
}

#[tokio::test]
async fn a_file_arrives_with_its_type_and_final_address() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 3\r\n\r\nabc";
    let peer = Peer::start(move |path| match path {
        "/a" => to("b?x=1"),
        _ => Act::Say(answer.to_owned()),
    })
    .await;
    let file = get(&client(), &format!("{}/a", peer.url), 1_000)
        .await
        .unwrap();
    assert_eq!(&file.body[..], b"abc");
    assert_eq!(file.content_type.as_deref(), Some("image/gif"));
    assert_eq!(file.final_url.as_str(), format!("{}/b?x=1", peer.url));
}

#[tokio::test]
async fn the_request_is_plain() {
    let peer = Peer::start(|_| ok("abc")).await;
    get(&client(), &format!("{}/a.jpg?q=1#part", peer.url), 1_000)
        .await
        .unwrap();
    let request = peer.requests()[0].to_ascii_lowercase();
    assert!(
        request.starts_with("get /a.jpg?q=1 http/1.1\r\n"),
        "{request}"
    );
    assert!(
        request.contains("accept-encoding: identity\r\n"),
        "{request}"
    );
    for absent in ["cookie", "authorization", "referer"] {
        assert!(!request.contains(absent), "{request}");
    }
}

#[tokio::test]
async fn chunked_and_unannounced_lengths_are_accepted() {
    let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    assert_eq!(
        &fetch_one(Act::Say(chunked.to_owned())).await.unwrap().body[..],
        b"abcde"
    );
    let until_close = "HTTP/1.1 200 OK\r\n\r\nabcd";
    let file = fetch_one(Act::SayAndClose(until_close.to_owned()))
        .await
        .unwrap();
    assert_eq!(&file.body[..], b"abcd");
}

#[tokio::test]
async fn an_announced_length_above_the_limit_is_refused_before_the_body() {
    let hanging = Act::SayAndHang("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n".to_owned());
    assert!(matches!(
        fetch_one(hanging).await,
        Err(FetchError::TooBig { limit: 1_000 })
    ));
}

#[tokio::test]
async fn a_file_of_exactly_the_limit_passes_and_one_byte_more_does_not() {
    assert_eq!(
        fetch_one(ok(&"x".repeat(1_000))).await.unwrap().body.len(),
        1_000
    );
    assert!(matches!(
        fetch_one(ok(&"x".repeat(1_001))).await,
        Err(FetchError::TooBig { .. })
    ));
}

#[tokio::test]
async fn an_endless_body_ends_at_the_limit() {
    let endless = Act::Endless("HTTP/1.1 200 OK\r\n\r\n".to_owned());
    assert!(matches!(
        fetch_one(endless).await,
        Err(FetchError::TooBig { limit: 1_000 })
    ));
}

#[tokio::test]
async fn the_first_bytes_choose_the_limit() {
    let peer = Peer::start(|_| ok(&format!("GIF89a{}", "x".repeat(700)))).await;
    let narrow = |head: &[u8]| {
        if head.starts_with(b"GIF89a") {
            600
        } else {
            1_000
        }
    };
    let got = client().fetch(&peer.url, &limits(1_000), narrow).await;
    assert!(matches!(got, Err(FetchError::TooBig { limit: 600 })));
    let widen = client().fetch(&peer.url, &limits(500), |_| 1_000).await;
    assert!(matches!(widen, Err(FetchError::TooBig { limit: 500 })));
}

#[tokio::test]
async fn a_short_file_chooses_its_limit_too() {
    let peer = Peer::start(|_| ok("GIF89a and so on")).await;
    let got = client()
        .fetch(&peer.url, &limits(1_000), |head| (head.len() as u64) - 1)
        .await;
    assert!(matches!(got, Err(FetchError::TooBig { limit: 15 })));
}

#[tokio::test]
async fn a_body_shorter_than_announced_is_broken() {
    let lying = "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nabc";
    assert!(matches!(
        fetch_one(Act::SayAndClose(lying.to_owned())).await,
        Err(FetchError::Broken(_))
    ));
}

#[tokio::test]
async fn a_body_longer_than_announced_ends_where_it_said() {
    let lying = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef";
    assert_eq!(
        &fetch_one(Act::SayAndClose(lying.to_owned()))
            .await
            .unwrap()
            .body[..],
        b"abc"
    );
}

#[tokio::test]
async fn silence_and_slowness_time_out() {
    let silent = Act::SayAndHang(String::new());
    assert!(matches!(
        fetch_one(silent).await,
        Err(FetchError::Timeout(Phase::FirstByte))
    ));
    let bodyless = Act::SayAndHang("HTTP/1.1 200 OK\r\n\r\n".to_owned());
    assert!(matches!(
        fetch_one(bodyless).await,
        Err(FetchError::Timeout(Phase::FirstByte))
    ));
    let slow = Act::SayAndHang("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_owned());
    assert!(matches!(
        fetch_one(slow).await,
        Err(FetchError::Timeout(Phase::Total))
    ));
}

#[tokio::test]
async fn only_status_200_counts_and_an_empty_body_does_not() {
    for status in [201, 204, 206, 304, 403, 404, 500] {
        let act = Act::Say(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n"));
        match fetch_one(act).await {
            Err(FetchError::Status(got)) => assert_eq!(got, status),
            other => panic!("{status}: {other:?}"),
        }
    }
    assert!(matches!(fetch_one(ok("")).await, Err(FetchError::Empty)));
    assert!(matches!(
        fetch_one(Act::Close).await,
        Err(FetchError::Broken(_))
    ));
    assert!(matches!(
        fetch_one(Act::SayAndClose("SSH-2.0\r\n".to_owned())).await,
        Err(FetchError::Broken(_))
    ));
}

#[tokio::test]
async fn three_redirects_are_followed_and_a_fourth_is_not() {
    let peer = Peer::start(|path| match path {
        "/4" => to("/3"),
        "/3" => to("/2"),
        "/2" => to("/1"),
        "/1" => to("/0"),
        _ => ok("abc"),
    })
    .await;
    assert!(
        get(&client(), &format!("{}/3", peer.url), 1_000)
            .await
            .is_ok()
    );
    let four = get(&client(), &format!("{}/4", peer.url), 1_000).await;
    assert!(matches!(four, Err(FetchError::Redirects(3))));
}

#[tokio::test]
async fn a_redirect_is_judged_like_the_first_address() {
    for location in [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "//192.168.1.1/",
        "http://[::1]/",
        "http://metadata.example/",
        "http://mixed.example/",
        "http://user:secret@peer.example/",
        "file:///etc/passwd",
        "http://8.8.8.8:8080/",
        "http:\\\\127.0.0.1/",
    ] {
        let peer = Peer::start(move |_| to(location)).await;
        let got = get(&client(), &peer.url, 1_000).await;
        assert!(
            matches!(got, Err(FetchError::Refused(_))),
            "{location}: {got:?}"
        );
    }
}

#[tokio::test]
async fn a_redirect_without_a_target_is_no_file() {
    let act = Act::Say("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_owned());
    assert!(matches!(fetch_one(act).await, Err(FetchError::NoTarget)));
}

#[tokio::test]
async fn the_rules_of_production_never_connect_to_loopback() {
    let peer = Peer::start(|_| ok("abc")).await;
    let port = peer.port;
    for url in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://peer.example:{port}/"),
        "http://peer.example/".to_owned(),
        "http://localhost./".to_owned(),
    ] {
        let got = get(&strict_client(), &url, 1_000).await;
        let refused = matches!(got, Err(FetchError::Refused(_) | FetchError::Unresolved));
        assert!(refused, "{url}: {got:?}");
    }
    assert_eq!(peer.connections(), 0);
    get(&client(), &peer.url, 1_000).await.unwrap();
    assert_eq!(peer.connections(), 1, "the control reaches the same peer");
}

#[tokio::test]
async fn one_forbidden_address_refuses_the_name() {
    let got = get(&client(), "http://mixed.example/", 1_000).await;
    match got {
        Err(FetchError::Refused(Refusal::Address { address, range })) => {
            assert_eq!(
                (address.to_string().as_str(), range),
                ("10.0.0.1", "private")
            );
        }
        other => panic!("{other:?}"),
    }
}

/// A name server that gives an allowed address first and a forbidden one ever after.
#[derive(Default)]
struct Rebinding(AtomicUsize);

impl Lookup for Rebinding {
    fn lookup(&self, _: &str) -> Looking {
        let address = match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => "127.0.0.1",
            _ => "10.0.0.1",
        };
        Box::pin(async move { Ok(vec![address.parse().unwrap()]) })
    }
}

#[tokio::test]
async fn a_name_is_looked_up_once_for_a_connection() {
    let peer = Peer::start(|_| Act::SayAndClose("HTTP/1.1 200 OK\r\n\r\nabc".to_owned())).await;
    let names = Arc::new(Rebinding::default());
    let client = client_with(&(Arc::clone(&names) as Arc<dyn Lookup>));
    let url = format!("http://rebinding.example:{}/", peer.port);
    get(&client, &url, 1_000).await.unwrap();
    assert_eq!(
        names.0.load(Ordering::SeqCst),
        1,
        "the checked answer is the one that is used"
    );
    let second = get(&client, &url, 1_000).await;
    assert!(matches!(second, Err(FetchError::Refused(_))), "{second:?}");
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn names_without_addresses_are_told_apart() {
    for url in ["http://nothing.example/", "http://missing.example/"] {
        let got = get(&client(), url, 1_000).await;
        assert!(matches!(got, Err(FetchError::Unresolved)), "{got:?}");
    }
}

#[tokio::test]
async fn a_closed_port_is_no_connection() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let got = get(&client(), &format!("http://127.0.0.1:{port}/"), 1_000).await;
    assert!(matches!(got, Err(FetchError::Connect(_))), "{got:?}");
}

#[tokio::test]
async fn connections_are_kept_and_used_again() {
    let peer = Peer::start(|_| ok("abc")).await;
    let client = client();
    for _ in 0..5 {
        get(
            &client,
            &format!("http://peer.example:{}/", peer.port),
            1_000,
        )
        .await
        .unwrap();
    }
    assert_eq!((peer.connections(), peer.requests().len()), (1, 5));
}

fn ask(url: &str) -> Ask<'_> {
    Ask {
        url,
        headers: [(http::header::ACCEPT, "application/json".parse().unwrap())]
            .into_iter()
            .collect(),
        total: Duration::from_millis(300),
        max_answer: 10,
    }
}

#[tokio::test]
async fn a_configured_peer_is_asked_whatever_its_address_is() {
    let peer = Peer::start(|_| ok("{}")).await;
    let url = format!("{}/who?number=12025550100", peer.url);
    let answer = strict_client().ask(ask(&url)).await.unwrap();
    assert_eq!(&answer[..], b"{}");
    let request = peer.requests()[0].to_ascii_lowercase();
    let line = "get /who?number=12025550100 http/1.1\r\n";
    assert!(request.starts_with(line), "{request}");
    assert!(
        request.contains("accept: application/json\r\n"),
        "{request}"
    );
}

/// What is said of an answer that cannot be used.
async fn check(act: Act, expected: &str) {
    let peer = Peer::start(move |_| act.clone()).await;
    let error = client().ask(ask(&peer.url)).await.unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn what_is_no_short_answer_in_time_is_none() {
    let redirect = "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n";
    check(Act::Say(redirect.into()), "the answer has status 302").await;
    check(ok("0123456789a"), "the answer is longer than 10 bytes").await;
    check(Act::Close, "no answer").await;
    let begun = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12";
    check(Act::SayAndHang(begun.into()), "no answer within 300ms").await;
    let error = client().ask(ask("ftp://127.0.0.1/")).await;
    assert!(matches!(error, Err(AskError::Refused(_))), "{error:?}");
}
