//! What links show of their exchanges, compared with the bytes that went over a real wire.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use carriers::trace::{Direction, Exchange, Hidden, Shown};
use carriers::{Link, Submission};
use mmsc::{Mmsc, Running, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::network::{self, NUMBER, PATIENCE, quick, submission, text};

const KEYS: &str = "user = \"wire\"\npassword = \"open up\"";

/// All that went one way, connection after connection.
type Stream = Arc<Mutex<Vec<u8>>>;

/// Passes bytes on to a peer and keeps them.
#[derive(Clone, Default)]
struct Wire {
    out: Stream,
    back: Stream,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the wire is outside of the gateway, on tasks of its own"
)]
impl Wire {
    async fn to(&self, peer: SocketAddr) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let wire = self.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(peer).await.unwrap();
                let ((from_near, to_near), (from_far, to_far)) =
                    (near.into_split(), far.into_split());
                tokio::spawn(pass(from_near, to_far, Arc::clone(&wire.out)));
                tokio::spawn(pass(from_far, to_near, Arc::clone(&wire.back)));
            }
        });
        address
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, kept: Stream) {
    let mut buffer = vec![0; 1000];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        kept.lock().unwrap().extend_from_slice(&buffer[..count]);
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}

/// A link with credentials and its tap open, the wire, and the network behind it.
async fn stage(protocol: &str) -> (Arc<dyn Link>, Wire, Running) {
    let settings = Settings {
        basic_auth: Some(("wire".to_owned(), "open up".to_owned())),
        ..quick()
    };
    let mmsc = Mmsc::start(settings).await.unwrap();
    let url = match protocol {
        "sms-http" => mmsc.sms_url(),
        "smpp" => mmsc.smpp_url(),
        _ => mmsc.url(),
    };
    let place = url.split('/').nth(2).unwrap().to_owned();
    let wire = Wire::default();
    let near = wire.to(place.parse().unwrap()).await;
    let link = network::link(protocol, &url.replace(&place, &near.to_string()), KEYS);
    link.tap().open(1 << 16);
    (link, wire, mmsc)
}

fn message(link: &Arc<dyn Link>) -> Submission {
    match link.settings().protocol.as_str() {
        "mm7" => submission("t-1", NUMBER).into(),
        _ => text("t-1", NUMBER).into(),
    }
}

/// Takes what is shown until there are so many exchanges of a kind.
async fn shown(link: &Arc<dyn Link>, kind: &str, count: usize) -> Vec<Exchange> {
    let mut all = Vec::new();
    let until = Instant::now() + PATIENCE;
    while all.iter().filter(|it: &&Exchange| it.kind == kind).count() < count {
        assert!(Instant::now() < until, "{all:?}");
        all.extend(link.tap().take().0);
        tokio::task::yield_now().await;
    }
    all
}

/// Only hidden bytes differ from what went over the wire, and nothing that must not be seen is seen.
#[track_caller]
fn check(shown: &Shown, wire: &[u8]) {
    assert_eq!(shown.total, wire.len() as u64);
    assert_eq!((shown.bytes.len(), shown.rest_sha256), (wire.len(), None));
    for (at, (is, was)) in shown.bytes.iter().zip(wire).enumerate() {
        let hidden = shown.hidden.iter().any(|(span, _)| span.contains(&at));
        assert_eq!(*is, if hidden { b'*' } else { *was }, "at {at}");
    }
    let text = String::from_utf8_lossy(&shown.bytes);
    // The password, and the same as HTTP Basic has it.
    for secret in [NUMBER, &NUMBER[1..], "open up", "d2lyZTpvcGVuIHVw"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn exchanges_over_http_are_shown_as_the_peer_read_and_wrote_them() {
    for (protocol, kind) in [("mm7", "SubmitReq"), ("sms-http", "submit")] {
        let (link, wire, _mmsc) = stage(protocol).await;
        for _ in 0..2 {
            link.submit(&message(&link)).await;
        }
        let (shown, lost) = link.tap().take();
        assert_eq!((shown.len(), lost), (2, 0));
        let (mut out, mut back) = (
            &*wire.out.lock().unwrap().clone(),
            &*wire.back.lock().unwrap().clone(),
        );
        for exchange in shown {
            assert_eq!(exchange.direction, Direction::Out);
            assert_eq!(
                (exchange.kind.as_str(), exchange.outcome.as_str()),
                (kind, "HTTP 200")
            );
            for (side, stream) in [(&exchange.asked, &mut out), (&exchange.answered, &mut back)] {
                let (here, rest) = stream.split_at(usize::try_from(side.total).unwrap());
                check(side, here);
                *stream = rest;
            }
            let hidden = |why| {
                exchange
                    .asked
                    .hidden
                    .iter()
                    .filter(|(_, it)| *it == why)
                    .count()
            };
            assert_eq!(
                (hidden(Hidden::Secret), hidden(Hidden::Number)),
                (1, 1),
                "{exchange:?}"
            );
        }
        assert_eq!((out.len(), back.len()), (0, 0));
    }
}

/// PDUs of a stream.
fn pdus(mut stream: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let Some(length) = stream.first_chunk::<4>() {
        let (pdu, rest) = stream.split_at(u32::from_be_bytes(*length) as usize);
        found.push(pdu);
        stream = rest;
    }
    found
}

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "the gateway's part: it runs its links"
)]
async fn a_session_is_shown_pdu_by_pdu_with_the_password_hidden() {
    let (link, wire, _mmsc) = stage("smpp").await;
    let (stop, told) = watch::channel(false);
    let running = Arc::clone(&link);
    let running = tokio::spawn(async move { running.run(&network::Deaf, told).await });
    link.submit(&message(&link)).await;
    let mut seen = shown(&link, "deliver_sm", 1).await;
    stop.send_replace(true);
    timeout(PATIENCE, running).await.unwrap().unwrap();
    seen.extend(link.tap().take().0);
    let kinds: Vec<_> = seen
        .iter()
        .map(|it| (it.kind.as_str(), it.direction))
        .collect();
    let (ours, theirs) = (Direction::Out, Direction::In);
    let expected = [
        ("bind_transceiver", ours),
        ("submit_sm", ours),
        ("deliver_sm", theirs),
        ("unbind", ours),
    ];
    assert_eq!(kinds, expected);
    assert!(
        seen.iter().all(|it| it.outcome == "0x00 ESME_ROK"),
        "{seen:?}"
    );
    let (out, back) = (
        wire.out.lock().unwrap().clone(),
        wire.back.lock().unwrap().clone(),
    );
    let (mut out, mut back) = (pdus(&out).into_iter(), pdus(&back).into_iter());
    for exchange in &seen {
        let (asked, answered) = match exchange.direction {
            Direction::Out => (out.next(), back.next()),
            Direction::In => (back.next(), out.next()),
        };
        check(&exchange.asked, asked.unwrap());
        check(&exchange.answered, answered.unwrap());
    }
    assert_eq!((out.next(), back.next()), (None, None));
    assert_eq!(
        seen[0].asked.hidden.first().map(|(_, why)| *why),
        Some(Hidden::Secret)
    );
}

#[tokio::test]
async fn a_tap_that_is_shut_shows_nothing_and_one_that_nobody_empties_keeps_the_last() {
    let (link, _, _mmsc) = stage("sms-http").await;
    link.tap().open(0);
    link.submit(&message(&link)).await;
    assert_eq!(link.tap().take(), (Vec::new(), 0));
    link.tap().open(100);
    for _ in 0..103 {
        link.submit(&message(&link)).await;
    }
    let (shown, lost) = link.tap().take();
    assert_eq!((shown.len(), lost), (100, 3));
    assert!(
        shown
            .iter()
            .all(|it| it.asked.bytes.len() == 100 && it.asked.rest_sha256.is_some())
    );
}

#[tokio::test]
async fn an_exchange_that_came_to_nothing_is_shown_with_the_reason() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let link = network::link("sms-http", &url, "");
    link.tap().open(100);
    link.submit(&message(&link)).await;
    let exchange = link.tap().take().0.remove(0);
    assert_eq!((exchange.asked.total, exchange.answered.total), (0, 0));
    assert!(
        exchange.outcome.starts_with("nothing was sent"),
        "{exchange:?}"
    );
}
