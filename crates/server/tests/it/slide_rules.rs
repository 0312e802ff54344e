//! What may stand together on a slide, and how many slides there may be. Nothing is fetched before
//! that is judged.

use crate::cites::covers;
use crate::gateway::Gateway;
use crate::order::{Order, file, text};

/// Files that are not there: a fault of composition comes before any fetch.
fn element(name: &str) -> String {
    file(name, "http://127.0.0.1:9/nothing")
}

async fn check(gateway: &Gateway, slides: &[String], expected: (&str, &str)) {
    for order in [Order::send("12025550100"), Order::save()] {
        let answer = gateway.order(&order.slides(slides)).await;
        assert_eq!(answer.fault(), expected, "{slides:?}");
    }
}

#[tokio::test]
async fn what_excludes_each_other_on_a_slide_has_its_own_code() {
    let gateway = Gateway::start().await;
    let two_objects = (
        "E223",
        "More than one object is not allowed in the same slide.",
    );
    let object_with_media = (
        "E224",
        "MMS audio/video/image are not allowed with object in the same slide.",
    );
    let sound_and_film = ("E226", "Audio and Video not allowed in same slide.");
    let film_and_picture = ("E227", "Video and Image not allowed in same slide.");
    let slide = |names: &[&str]| names.iter().map(|name| element(name)).collect::<String>();
    let check = async |names: &[&str], expected| check(&gateway, &[slide(names)], expected).await;
    check(&["VCARD", "ICAL"], two_objects).await;
    check(&["PDF", "PASSBOOK"], two_objects).await;
    check(&["PDF", "VCARD", "IMAGE"], two_objects).await;
    check(&["VCARD", "IMAGE"], object_with_media).await;
    check(&["ICAL", "AUDIO"], object_with_media).await;
    check(&["PASSBOOK", "VIDEO"], object_with_media).await;
    check(&["AUDIO", "VIDEO"], sound_and_film).await;
    check(&["AUDIO", "VIDEO", "IMAGE"], sound_and_film).await;
    check(&["VIDEO", "IMAGE"], film_and_picture).await;
    covers("S2-46 S2-97 S2-99 S2-101 S2-139 S2-140 S2-142 S2-143 S3-3 S3-99 S3-100 S3-102");
    covers("S3-103 S3-145");
}

#[tokio::test]
async fn a_slide_without_anything_is_empty_and_named_by_its_number() {
    let gateway = Gateway::start().await;
    let first = text("Hello");
    let second = ("E313", "Slide 2 is empty.");
    check(&gateway, &[first.clone(), String::new()], second).await;
    check(&gateway, &[first.clone(), text("   ")], second).await;
    check(&gateway, &[first.clone(), file("IMAGE", "")], second).await;
    check(&gateway, &[first, "loose text".into()], second).await;
    covers("S2-150 S3-110");
}

#[tokio::test]
async fn a_duration_is_a_number_of_seconds_from_1_to_60() {
    let gateway = Gateway::start().await;
    let slide = |duration: &str| text("Hello") + &format!("<DURATION>{duration}</DURATION>");
    let bad = ("E230", "Bad 1 slide duration.");
    check(&gateway, &[slide("0")], bad).await;
    check(&gateway, &[slide("61")], bad).await;
    check(&gateway, &[slide("5s")], bad).await;
    check(&gateway, &[slide("-1")], bad).await;
    let answer = gateway
        .order(&Order::send("12025550100").slides(&[slide("060")]))
        .await;
    gateway.until_final(answer.tracking()).await;
    assert_eq!(gateway.submissions()[0].slides[0].duration.as_secs(), 60);
    covers("S2-42 S2-146 S3-106 S3-142");
}

#[tokio::test]
async fn a_slides_text_ends_at_5000_characters() {
    let gateway = Gateway::start().await;
    let long = |count: usize| text(&"é".repeat(count));
    check(
        &gateway,
        &[long(5_001)],
        ("E334", "Text in slide 1 is too long."),
    )
    .await;
    let answer = gateway
        .order(&Order::send("12025550100").slides(&[long(5_000)]))
        .await;
    gateway.until_final(answer.tracking()).await;
    covers("S2-106 S2-154 S3-114");
}

#[tokio::test]
async fn eight_slides_can_be_saved_and_nine_can_be_sent() {
    let gateway = Gateway::start().await;
    let slides = |count: usize| vec![text("Hello"); count];
    let too_many = ("E225", "Too many Slides.");
    let save = async |count| gateway.order(&Order::save().slides(&slides(count))).await;
    let send = Order::send("12025550100");
    let send = async |count| gateway.order(&send.clone().slides(&slides(count))).await;
    assert_eq!(save(8).await.field("STATUS"), "Success");
    assert_eq!(save(9).await.fault(), too_many);
    assert_eq!(send(10).await.fault(), too_many);
    let nine = send(9).await;
    gateway.until_final(nine.tracking()).await;
    assert_eq!(gateway.submissions()[0].slides.len(), 9);
    covers("S2-94 S2-141 S3-101");
}

#[tokio::test]
async fn faults_are_told_in_the_order_of_the_slides() {
    let gateway = Gateway::start().await;
    let bad_duration = text("Hello") + "<DURATION>x</DURATION>";
    let two_objects = element("PDF") + &element("VCARD");
    let expected = ("E230", "Bad 1 slide duration.");
    check(
        &gateway,
        &[bad_duration.clone(), two_objects.clone()],
        expected,
    )
    .await;
    let expected = (
        "E223",
        "More than one object is not allowed in the same slide.",
    );
    check(&gateway, &[two_objects, bad_duration], expected).await;
}
