//! An account's own limits of content take the place of the contract's.

use crate::gateway::Gateway;
use crate::order::{Order, file, text};
use crate::pictures;
use domain::account::{ContentLimits, FallbackRule};
use testkit::Resource;

/// A gateway whose account has tight limits, all of them.
async fn tight() -> Gateway {
    Gateway::with(|setup| {
        setup.account.senders[0].sms_route = true;
        setup.account.policy.fallback_rule = Some(FallbackRule::TextOrSubject);
        setup.account.policy.limits = ContentLimits {
            slides_saved: Some(1),
            slides_sent: Some(2),
            image_bytes: Some(2_000),
            gif_bytes: Some(10),
            audio_bytes: Some(10),
            video_bytes: Some(10),
            object_bytes: Some(10),
            total_source_bytes: None,
            media_s: None,
            text: Some(5),
            fallback_text: Some(6),
            subject: Some(4),
            duration_s: Some(7),
            sms_parts: Some(1),
        };
    })
    .await
}

#[tokio::test]
async fn counts_and_texts_are_bounded_by_the_account() {
    let gateway = tight().await;
    let send = || Order::send("12025550100");
    let hello = || text("Hello");
    let (upper, kebab) = (
        "Too many Slides.",
        "Exceeded number of slides allowed for the MMS.",
    );
    gateway
        .refuses(
            &Order::save().slides(&[hello(), hello()]),
            "E225",
            upper,
            kebab,
        )
        .await;
    gateway
        .order(&send().slides(&[hello(), hello()]))
        .await
        .tracking();
    gateway
        .refuses(
            &send().slides(&[hello(), hello(), hello()]),
            "E225",
            upper,
            kebab,
        )
        .await;
    let long = "Text in slide 1 is too long.";
    gateway
        .refuses(&send().slides(&[text("Hello!")]), "E334", long, long)
        .await;
    let (upper, kebab) = (
        "Text more than 6 characters.",
        "MMS text cannot exceed 6 characters.",
    );
    gateway
        .refuses(
            &send().with("FALLBACKSMSTEXT", "seventh"),
            "E228",
            upper,
            kebab,
        )
        .await;
    let slide = "<TEXT>Hello</TEXT><DURATION>8</DURATION>".to_owned();
    let (upper, kebab) = (
        "Bad 1 slide duration.",
        "Invalid / bad slide duration in slide 1.",
    );
    gateway
        .refuses(&send().slides(&[slide]), "E230", upper, kebab)
        .await;
    let sms = Order::sms("12025550100").with("TEXT", &"a".repeat(161));
    let answer = gateway.order(&sms).await;
    assert_eq!(answer.fault(), ("E228", "Text more than 160 characters."));
}

#[tokio::test]
async fn a_subject_is_cut_at_the_accounts_length() {
    let gateway = tight().await;
    gateway.send_to("12025550100").await;
    let sent = gateway.until_submitted(1).await;
    assert_eq!(sent[0].subject.as_deref(), Some("Good"));
}

#[tokio::test]
async fn files_are_bounded_by_the_account() {
    let gateway = tight().await;
    let photo = Resource::of("image/jpeg", pictures::noise(120, 120));
    let url = gateway.media.put("/photo.jpg", photo);
    let order = Order::send("12025550100").slides(&[file("IMAGE", &url)]);
    let big = "Image in slide 1 is too big.";
    gateway.refuses(&order, "E331", big, big).await;
    gateway
        .change_account(|account| account.policy.limits.image_bytes = None)
        .await;
    gateway.order(&order).await.tracking();
    gateway
        .change_account(|account| account.policy.limits.total_source_bytes = Some(3_000))
        .await;
    gateway.refuses(&order, "E331", big, big).await;
}
