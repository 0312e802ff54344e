//! Files of messages from phones: who can open them, and how they end.

use crate::call::{Answer, Call};
use crate::gateway::{Gateway, Setup, until};
use crate::order::Order;
use crate::pictures::jpeg;
use bytes::Bytes;
use domain::inbound::{Inbound, InboundFile, InboundId, InboundKind};
use engine::clock::Clock as _;
use jiff::SignedDuration;
use std::time::Duration;
use storage::inbox::NewInbound;
use storage::job::NewJob;
use storage::link::TokenDigest;

/// The message.
pub(crate) const NAME: &str = "MMS_MO_iG7Ksa31";
/// What the addresses of its files hold.
pub(crate) const TOKEN: &str = "0123456789abcdefABCDEF";
const OTHER: &str = "another-key-of-another-customer";

/// Keeps a message with these files, as a link that hears from phones would.
async fn received(gateway: &Gateway, kind: InboundKind, files: &[(&str, &str, Bytes)]) {
    let now = gateway.clock.now();
    let blobs = gateway.blobs();
    let mut kept = Vec::new();
    for (name, mime, bytes) in files {
        kept.push(InboundFile {
            name: (*name).into(),
            mime: (*mime).into(),
            size_bytes: bytes.len() as u64,
            blob: blobs.put(bytes.clone()).await.unwrap(),
        });
    }
    let message = Inbound {
        id: InboundId(0),
        account: gateway.account,
        kind,
        tracking: NAME.into(),
        to: "60856".into(),
        from: "12025550116".into(),
        operator: None,
        subject: Some("Hello".into()),
        text: None,
        received: now,
        files: kept,
        files_until: now + SignedDuration::from_hours(30 * 24),
        cleared: None,
    };
    let clear = NewJob {
        kind: "clear",
        queue: "timers".into(),
        lane: String::new(),
        subject: 0,
        due: message.files_until,
    };
    let new = NewInbound {
        message,
        token: Some(TokenDigest(engine::digest(TOKEN).0)),
        handover: None,
        text: None,
        event: None,
        jobs: vec![clear],
    };
    gateway.store().receive(new).await.unwrap().unwrap();
}

async fn with_picture() -> Gateway {
    with_picture_of(|setup| setup.config.blobs.keep_unused = Duration::ZERO).await
}

/// A gateway with a change and a message from a phone: a picture, a text and a page.
pub(crate) async fn with_picture_of(change: impl FnOnce(&mut Setup)) -> Gateway {
    let gateway = Gateway::with(change).await;
    let photo = jpeg(60, 40);
    let hello = Bytes::from_static(b"Hello");
    let page = Bytes::from_static(b"<script>alert(1)</script>");
    let files = [
        ("1.jpg", "image/jpeg", photo),
        ("2.txt", "text/plain; charset=utf-8", hello),
        ("3.html", "text/html", page),
    ];
    received(&gateway, InboundKind::Mms, &files).await;
    gateway
}

async fn open(gateway: &Gateway, file: &str) -> Answer {
    let path = format!("/mo/{TOKEN}/{file}");
    gateway.call(Call::to("GET", &path)).await
}

fn remove(name: &str) -> Order {
    Order::of("removeMMSInboxMessage").with("MMSINBOXID", name)
}

#[tokio::test]
async fn files_are_shown_to_who_knows_their_address_and_run_nowhere() {
    let gateway = with_picture().await;
    let photo = open(&gateway, "1.jpg").await;
    assert_eq!((photo.status, photo.bytes), (200, jpeg(60, 40).to_vec()));
    let text = open(&gateway, "2.txt").await;
    assert_eq!((text.status, &*text.body), (200, "Hello"));
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(text.header("content-disposition"), "");
    let page = open(&gateway, "3.html").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "application/octet-stream");
    assert_eq!(page.header("content-disposition"), "attachment");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    let policy = "default-src 'none'; sandbox";
    assert_eq!(page.header("content-security-policy"), policy);
    assert_eq!(open(&gateway, "4.jpg").await.status, 404);
    for path in ["/mo/unknown/1.jpg", "/mo/0123456789abcdefABCDEf/1.jpg"] {
        assert_eq!(gateway.call(Call::to("GET", path)).await.status, 404);
    }
    let post = Call::to("POST", &format!("/mo/{TOKEN}/1.jpg"));
    assert_eq!(gateway.call(post).await.status, 405);
}

#[tokio::test]
async fn removing_ends_the_files_for_good() {
    let gateway = with_picture().await;
    let answer = gateway.order(&remove(NAME)).await;
    let expected = format!(
        "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <MMSINBOXID>{NAME}</MMSINBOXID>\n</RESPONSE>"
    );
    assert_eq!(answer.body.trim_end(), expected);
    let gone = open(&gateway, "1.jpg").await;
    assert_eq!(
        (gone.status, &*gone.body),
        (410, "this is no longer here\n")
    );
    let empty = "MMS Inbox message has no content.";
    gateway.refuses(&remove(NAME), "E642", empty, empty).await;
    until("no file is left", async || {
        gateway.media_files().is_empty().then_some(())
    })
    .await;
    let kept = gateway.store().inbound(gateway.account, NAME).await;
    assert_eq!(kept.unwrap().unwrap().subject.as_deref(), Some("Hello"));
}

#[tokio::test]
async fn files_end_by_themselves_after_their_time() {
    let gateway = with_picture().await;
    gateway.pass(30 * 24 * 3_600 - 1);
    assert_eq!(open(&gateway, "1.jpg").await.status, 200);
    gateway.pass(1);
    assert_eq!(open(&gateway, "1.jpg").await.status, 410);
    until("no file is left", async || {
        gateway.media_files().is_empty().then_some(())
    })
    .await;
    gateway.until_idle().await;
    assert_eq!(gateway.order(&remove(NAME)).await.fault().0, "E642");
}

#[tokio::test]
async fn only_a_picture_message_of_the_account_can_be_emptied() {
    let gateway = with_picture().await;
    let other = crate::gateway::account("other", &gateway.receiver);
    gateway.customer(&other, OTHER).await;
    let absent = Order::of("removeMMSInboxMessage");
    let (upper, kebab) = ("The 'mmsinboxid' is required.", "mms-inbox-id is required.");
    gateway.refuses(&absent, "E640", upper, kebab).await;
    let unknown = "Invalid MMS Inbox Message ID.";
    for order in [
        remove("MMS_MO_unknown1"),
        remove("MMS_1"),
        remove(NAME).with("API_KEY", OTHER),
    ] {
        gateway.refuses(&order, "E641", unknown, unknown).await;
    }
    assert_eq!(open(&gateway, "1.jpg").await.status, 200);
}

#[tokio::test]
async fn a_text_message_is_none_of_pictures() {
    let gateway = Gateway::start().await;
    received(&gateway, InboundKind::Sms, &[]).await;
    assert_eq!(gateway.order(&remove(NAME)).await.fault().0, "E641");
}
