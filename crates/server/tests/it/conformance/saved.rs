//! Saved content sent in KEBAB: whose it is, who sends it, and what a send changes of it.

use crate::cites::covers;
use crate::conformance::request::Dialect::{Kebab, Wxml};
use crate::conformance::request::{Request, text};
use crate::conformance::table::stage;
use crate::gateway::{Gateway, KEY};
use domain::account::Account;
use testkit::Resource;

/// A gateway with content of two slides, which has the number 10000.
async fn with_content() -> Gateway {
    let gateway = stage(|_| ()).await;
    let slides = [text("Hello {$First.Name|you}"), text("Bye")];
    let saved = gateway
        .call(Request::save().slides(&slides).call(Kebab))
        .await;
    assert_eq!(Kebab.read(&saved, "MMSID"), "10000", "{}", saved.body);
    gateway
}

fn send() -> Request {
    Request::send_saved("10000")
}

#[tokio::test]
async fn only_content_of_the_account_is_sent() {
    let gateway = with_content().await;
    let mut other = crate::gateway::account("other", &gateway.receiver);
    other.postbacks.url = None;
    gateway
        .customer(&other, "another-key-of-another-customer")
        .await;
    let foreign = |xml: String| xml.replace(KEY, "another-key-of-another-customer");
    let answer = gateway.call(send().call_with(Kebab, foreign)).await;
    let expected = (
        "E241".to_owned(),
        "Invalid mms-id / MMS do not exist.".to_owned(),
    );
    assert_eq!(Kebab.fault(&answer), expected);
    covers("S4-2 S4-47");
}

#[tokio::test]
async fn a_receiver_abroad_is_sent_to_by_the_sender_of_that_country() {
    let gateway = with_content().await;
    let answer = gateway
        .call(send().with("TO", "447911123456").call(Kebab))
        .await;
    assert_eq!(
        Kebab.read(&answer, "FROM"),
        "447700900123",
        "{}",
        answer.body
    );
    gateway
        .until_final(&Kebab.read(&answer, "TRACKINGID"))
        .await;
    let one = gateway.submissions().pop().expect("a submission");
    assert_eq!(one.sender.as_deref(), Some("+447700900123"));
    covers("S4-4 S4-67");
}

#[tokio::test]
async fn names_of_the_prose_and_of_the_sample_do_the_same() {
    let gateway = with_content().await;
    let sample = send()
        .custom(Some("2"), Some("See you"))
        .with("CUSTOMSUBJECT", "News")
        .with("DDMTITLE", "One moment")
        .with("DDMTEXT", "We look at your phone")
        .with("DDMTIMEOUT", "10")
        .with("DDMFORCE", "true")
        .with("OPERATORID", "31003")
        .data("First.Name", "Ana");
    let prose = |xml: String| {
        xml.replace("custom-text>", "CUSTOMTEXT>")
            .replace("custom-subject>", "CustomSubject>")
            .replace("ddm-message-subject>", "ddmtitle>")
            .replace("ddm-message-text>", "ddmtext>")
            .replace("ddm-message-timeout>", "ddmtimeout>")
            .replace("ddm-force>", "ddmforce>")
    };
    let as_sample = gateway.call(sample.call(Kebab)).await;
    let as_prose = gateway.call(sample.call_with(Kebab, prose)).await;
    let mut kept = Vec::new();
    for answer in [as_sample, as_prose] {
        assert_eq!(Kebab.read(&answer, "STATUS"), "Success", "{}", answer.body);
        let life = gateway.life(&Kebab.read(&answer, "TRACKINGID")).await;
        kept.push((life.message.body, life.message.operator));
    }
    assert_eq!(kept[0], kept[1]);
    let said = format!("{:?}", kept[0]);
    for word in [
        "Hello Ana",
        "See you",
        "News",
        "One moment",
        "look at your",
        "600s",
        "Verizon",
    ] {
        assert!(said.contains(word), "{word} in {said}");
    }
    covers("S4-37 S4-38 S4-39 S4-40 S4-41 S4-64");
}

#[tokio::test]
async fn content_that_is_being_prepared_is_not_sent_yet() {
    let gateway = with_content().await;
    gateway.database("UPDATE contents SET state = 'locked' WHERE id = 10000");
    let later = "Encoding in progress, try again later.";
    for (dialect, what) in [
        (Kebab, "MMS not available."),
        (Wxml, "Content unavailable."),
    ] {
        let answer = gateway.call(send().call(dialect)).await;
        assert_eq!(
            dialect.fault(&answer),
            ("E626".to_owned(), format!("{what} {later}"))
        );
    }
    gateway.database("UPDATE contents SET state = 'ready' WHERE id = 10000");
    let answer = gateway.call(send().call(Kebab)).await;
    assert_eq!(Kebab.read(&answer, "STATUS"), "Success", "{}", answer.body);
    covers("S4-53");
}

#[tokio::test]
async fn content_of_a_type_that_is_no_longer_taken_is_not_sent() {
    let gateway = with_content().await;
    let bmp = crate::pictures::picture(image::ImageFormat::Bmp, 64, 48);
    let url = gateway.media.put("/old", Resource::of("image/bmp", bmp));
    let old = Request::save().slides(&[vec![("IMAGE", url)]]);
    let refused = ("E629".to_owned(), "Unrecognized content type.".to_owned());
    assert_eq!(Kebab.fault(&gateway.call(old.call(Kebab)).await), refused);
    let allow = |allowed: bool| move |account: &mut Account| account.policy.allow_bmp = allowed;
    gateway.change_account(allow(true)).await;
    let saved = gateway.call(old.call(Kebab)).await;
    let send = Request::send_saved(&Kebab.read(&saved, "MMSID"));
    let answer = gateway.call(send.call(Kebab)).await;
    assert_eq!(Kebab.read(&answer, "STATUS"), "Success", "{}", answer.body);
    gateway.change_account(allow(false)).await;
    assert_eq!(Kebab.fault(&gateway.call(send.call(Kebab)).await), refused);
    covers("S4-56");
}

#[tokio::test]
async fn a_postback_follows() {
    let gateway = with_content().await;
    gateway.until_posted(1).await;
    let answer = gateway.call(send().call(Kebab)).await;
    let tracking = Kebab.read(&answer, "TRACKINGID");
    gateway.until_final(&tracking).await;
    let told = gateway.postbacks();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[1].contains(&tracking) && told[1].contains("N101"),
        "{told:?}"
    );
    assert!(
        told[2].contains(&tracking) && told[2].contains("N102"),
        "{told:?}"
    );
    covers("S4-70");
}
