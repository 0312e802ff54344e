//! Slides with objects, sound and film: what is attached, what is shown, what is told.

use crate::cites::covers;
use crate::gateway::Gateway;
use crate::order::{Order, file, text};
use crate::pictures::sample;
use domain::state::State;
use mmsc::Submission;
use testkit::Resource;

fn put(gateway: &Gateway, path: &str, mime: &str, name: &str) -> String {
    gateway.media.put(path, Resource::of(mime, sample(name)))
}

/// Sends these slides; returns what the carrier got of it.
async fn sent(gateway: &Gateway, slides: &[String]) -> Submission {
    let answer = gateway
        .order(&Order::send("12025550100").slides(slides))
        .await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    gateway.until_final(answer.field("TRACKINGID")).await;
    let one = gateway.submissions().pop().expect("a submission");
    assert_eq!(one.violations, []);
    one
}

fn types(one: &Submission) -> Vec<&str> {
    let types = one.parts.iter().map(|part| part.content_type.as_str());
    types.collect()
}

#[tokio::test]
async fn an_object_alone_travels_beside_a_slide_that_names_it() {
    let gateway = Gateway::start().await;
    let card = put(&gateway, "/a.vcf", "text/x-vcard", "objects/contact.vcf");
    let one = sent(&gateway, &[file("VCARD", &card)]).await;
    assert_eq!(
        types(&one),
        ["application/smil", "text/plain", "text/vcard"]
    );
    assert_eq!(one.parts[1].text(), Some("Good news"));
    assert_eq!(one.slides.len(), 1);
}

#[tokio::test]
async fn an_object_between_slides_takes_no_slide_of_its_own() {
    let gateway = Gateway::start().await;
    let date = put(
        &gateway,
        "/a.ics",
        "text/calendar",
        "objects/invitation.ics",
    );
    let one = sent(&gateway, &[text("Hello"), file("ICAL", &date), text("Bye")]).await;
    assert_eq!(
        types(&one),
        [
            "application/smil",
            "text/plain",
            "text/calendar",
            "text/plain"
        ]
    );
    assert_eq!(one.slides.len(), 2);
}

#[tokio::test]
async fn film_and_sound_pass_as_they_are_and_the_customer_hears_of_their_check_first() {
    let gateway = Gateway::start().await;
    let film = put(&gateway, "/a.3gp", "video/3gpp", "film/pan-h263-aac.3gp");
    let sound = put(&gateway, "/a.mp3", "audio/mpeg", "sound/speech.mp3");
    let slides = [
        file("VIDEO", &film) + &text("Look"),
        file("AUDIO", &sound) + &text("Listen"),
    ];
    let one = sent(&gateway, &slides).await;
    assert_eq!(one.parts[1].body, Some(sample("film/pan-h263-aac.3gp")));
    assert_eq!(one.parts[3].body, Some(sample("sound/speech.mp3")));
    // Answered when it was accepted; looked at behind that.
    let states: Vec<State> = gateway
        .life("MMS_1")
        .await
        .moves
        .iter()
        .map(|it| it.to)
        .collect();
    assert_eq!(
        states[..3],
        [State::Accepted, State::Preparing, State::Ready]
    );
    gateway.until_posted(3).await;
    let postbacks = gateway.postbacks();
    let codes = ["N013", "N101", "N102"].map(|code| format!("<CODE>{code}</CODE>"));
    for (postback, code) in postbacks.iter().zip(&codes) {
        assert!(postback.contains(code), "{postback}");
    }
    covers("S2-9 S2-87 S2-100 S2-112 S2-113 S2-114 S2-117");
}
