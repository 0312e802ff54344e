//! Files that cannot be used: the code names the slide and the kind, and nothing is accepted.

use crate::cites::covers;
use crate::gateway::Gateway;
use crate::order::{Order, file, text};
use crate::pictures::{jpeg, png_that_claims, sample};
use bytes::Bytes;
use testkit::{Length, Resource};

const CORRUPTED: (&str, &str) = ("E341", "Image file in slide 1 is corrupted.");
const TOO_BIG: (&str, &str) = ("E331", "Image in slide 1 is too big.");
const UNKNOWN: (&str, &str) = ("E629", "Unrecognized content type.");
const NOT_COPIED: (&str, &str) = ("E351", "Could not copy Image in slide 1.");
const FINE: (&str, &str) = ("", "");

/// A message with this file in this element, sent and saved.
async fn check_in(element: &str, resource: Resource, expected: (&str, &str)) {
    let gateway = Gateway::start().await;
    let url = gateway.media.put("/file", resource);
    for order in [Order::send("12025550100"), Order::save()] {
        let answer = gateway.order(&order.slides(&[file(element, &url)])).await;
        assert_eq!(answer.fault(), expected, "{}", answer.body);
    }
    let stored = gateway.store().states().await.unwrap();
    assert_eq!(stored.is_empty(), expected != FINE);
}

async fn check(resource: Resource, expected: (&str, &str)) {
    check_in("IMAGE", resource, expected).await;
}

fn image(bytes: impl Into<Bytes>) -> Resource {
    Resource::of("image/jpeg", bytes)
}

#[tokio::test]
async fn a_png_that_claims_30000_by_30000_pixels_is_too_big() {
    let png = png_that_claims(30_000, 30_000);
    assert!(png.len() < 100);
    check(image(png), TOO_BIG).await;
}

#[tokio::test]
async fn a_png_of_many_pixels_on_few_sides_is_too_big_as_well() {
    check(image(png_that_claims(12_001, 10)), TOO_BIG).await;
    check(image(png_that_claims(7_000, 6_000)), TOO_BIG).await;
}

#[tokio::test]
async fn a_jpeg_that_ends_early_is_corrupted() {
    let whole = jpeg(400, 300);
    check(image(whole.slice(..whole.len() / 2)), CORRUPTED).await;
    check(image(sample("bad/truncated.jpg")), CORRUPTED).await;
    covers("S2-158 S3-119");
}

#[tokio::test]
async fn a_page_under_the_name_of_a_picture_is_not_recognised() {
    check(image(sample("bad/html-as-image.jpg")), UNKNOWN).await;
    covers("S2-171 S3-133");
}

#[tokio::test]
async fn a_film_in_the_element_of_a_picture_is_not_recognised() {
    check(image(sample("film/pan-h264-aac.mp4")), UNKNOWN).await;
}

#[tokio::test]
async fn a_playlist_under_the_name_of_a_film_is_not_recognised() {
    let playlist = Resource::of("video/mp4", sample("bad/playlist-as-video.mp4"));
    check_in("VIDEO", playlist, UNKNOWN).await;
}

#[tokio::test]
async fn nothing_and_no_file_and_a_fault_of_the_server_cannot_be_copied() {
    check(image(sample("bad/empty.jpg")), NOT_COPIED).await;
    check(Resource::status(404), NOT_COPIED).await;
    check(Resource::status(500), NOT_COPIED).await;
    check(Resource::status(204), NOT_COPIED).await;
    covers("S2-159 S3-120");
}

#[tokio::test]
async fn a_file_that_never_ends_is_given_up_at_the_limit() {
    check(Resource::endless("image/jpeg"), TOO_BIG).await;
    covers("S2-151 S3-111");
}

#[tokio::test]
async fn a_length_above_the_limit_is_believed() {
    let claimed = image(jpeg(30, 20)).with_length(Length::Claimed(4 << 20));
    check(claimed, TOO_BIG).await;
}

#[tokio::test]
async fn a_file_that_breaks_off_cannot_be_copied() {
    let photo = jpeg(30, 20);
    let claimed = photo.len() as u64 + 100;
    check(
        image(photo).with_length(Length::Claimed(claimed)),
        NOT_COPIED,
    )
    .await;
}

#[tokio::test]
async fn chunks_no_length_no_type_and_a_wrong_type_are_all_fine() {
    check(image(jpeg(30, 20)).chunked(), FINE).await;
    check(image(jpeg(30, 20)).with_length(Length::Absent), FINE).await;
    check(image(jpeg(30, 20)).untyped(), FINE).await;
    check(Resource::of("text/html", jpeg(30, 20)), FINE).await;
}

#[tokio::test]
async fn every_kind_of_file_has_its_own_code() {
    let check = async |element, code| check_in(element, Resource::status(404), code).await;
    check("AUDIO", ("E352", "Could not copy Audio in slide 1.")).await;
    check("VIDEO", ("E353", "Could not copy Video in slide 1.")).await;
    check("VCARD", ("E355", "Could not copy vCard in slide 1.")).await;
    check("ICAL", ("E356", "Could not copy iCal in slide 1.")).await;
    check("PDF", ("E357", "Could not copy PDF in slide 1.")).await;
    check(
        "PASSBOOK",
        ("E358", "Could not copy Passbook file in slide 1."),
    )
    .await;
    covers("S2-160 S2-161 S2-162 S2-163 S2-164 S3-121 S3-122 S3-123 S3-124 S3-125 S3-126");
}

#[tokio::test]
async fn of_several_faulty_files_the_one_of_the_lowest_slide_counts() {
    let gateway = Gateway::start().await;
    let slow = Resource::status(404).delayed(std::time::Duration::from_millis(300));
    let slow = gateway.media.put("/slow", slow);
    let quick = gateway
        .media
        .put("/quick", image(sample("bad/html-as-image.jpg")));
    let slides = [text("Hello"), file("IMAGE", &slow), file("IMAGE", &quick)];
    let answer = gateway
        .order(&Order::send("12025550100").slides(&slides))
        .await;
    assert_eq!(answer.fault(), ("E351", "Could not copy Image in slide 2."));
}
