//! The samples of the users' documents, sent as printed and answered as printed.
//!
//! Only the host of the files is another, on which photographs of the project stand in for the
//! customer's; and where a document shows a failure, the sender is one that the account lacks, or
//! the account is on hold.
//! The store gives out the numbers of the samples, so that answers can be compared whole.

use crate::call::{Answer, Call, fields};
use crate::cites::covers;
use crate::gateway::{Gateway, Setup};
use crate::pictures::sample;
use domain::account::{Billing, Class, Sender, SenderKind};
use mmsc::Submission;
use storage::account::LegacyUser;
use testkit::Resource;

const HOST: &str = "http://www.yoursite.com";

/// The endpoint of the lower-case dialect.
const KEBAB_PATH: &str = "/ep/v1/";

/// The numbers of the samples.
const MMS_ID: i64 = 35_674;
const MESSAGE: i64 = 12_345;
const SAVED_MESSAGE: i64 = 597_879;

/// A live customer whom the documents' credentials let in.
async fn stage(class: Class) -> Gateway {
    let senders = [("60856", &[][..]), ("28444", &["32113", "12345"][..])];
    let change = |setup: &mut Setup| {
        setup.live();
        setup.account.policy.class = class;
        setup.account.senders = senders
            .map(|(address, services)| {
                let mut sender = Sender::new(address, SenderKind::ShortCode, "US");
                sender.service_ids = services.iter().map(ToString::to_string).collect();
                sender
            })
            .into();
    };
    let gateway = Gateway::with(change).await;
    for key in [
        "ea7966f90de2bf520e3f0042053e6ec3",
        "qTFkykO9JTfahCOqJ0V2Wf5Cg1t8iWlZ",
    ] {
        gateway.add_key(gateway.account, key).await;
    }
    let user = LegacyUser {
        account: gateway.account,
        name: "rakowaty".into(),
        pass: engine::pass_digest([7; 32], "ea7966f90de2bf520e3f0042053e6ec3"),
    };
    gateway.store().set_legacy_user(&user).await.unwrap();
    let put = |path, mime, name| gateway.media.put(path, Resource::of(mime, sample(name)));
    put("/images/1.jpg", "image/jpeg", "photos/rocket.jpg");
    put("/images/welcome.jpg", "image/jpeg", "photos/rocket.jpg");
    put("/audio/1.mp3", "audio/mpeg", "sound/speech.mp3");
    put("/cal/2.ics", "text/calendar", "objects/invitation.ics");
    let pass = "application/vnd.apple.pkpass";
    put("/pass/coupon.pkpass", pass, "objects/coupon.pkpass");
    gateway.number_from(MMS_ID, MESSAGE);
    gateway
}

/// Posts a sample from its host to this gateway.
async fn replay(gateway: &Gateway, path: &str, printed: &str) -> Answer {
    let files = gateway.media.url("");
    let request = printed.replace(HOST, files.trim_end_matches('/'));
    let call = Call::post(request).at(path);
    gateway.call(call.header("Content-Type", "text/xml")).await
}

/// The fields of the answer are those of the document, in its order, and nothing stands between.
#[track_caller]
fn check_answer(answer: &Answer, printed: &str) {
    assert_eq!(answer.status, 200);
    assert_eq!(answer.fields(), fields(printed), "{}", answer.body);
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(bare(&answer.body), bare(printed));
}

/// The one message that has reached the carrier, when all of it is told.
async fn arrived(gateway: &Gateway, tracking: &str) -> Submission {
    gateway.until_final(tracking).await;
    let all = gateway.submissions();
    let [one] = &all[..] else { panic!("{all:?}") };
    assert_eq!(one.violations, []);
    one.clone()
}

/// What each slide shows, in its order: kinds of elements and, of texts, what they say.
fn shown(one: &Submission) -> Vec<Vec<String>> {
    let object = |object: &mmsc::Object| {
        let part = &one.parts[object.part.expect("a part of that name")];
        let text = part.text().filter(|_| object.element == "text");
        text.unwrap_or(&object.element).to_owned()
    };
    let slides = one.slides.iter();
    slides
        .map(|slide| slide.objects.iter().map(object).collect())
        .collect()
}

fn seconds(one: &Submission) -> Vec<u64> {
    let slides = one.slides.iter();
    slides.map(|slide| slide.duration.as_secs()).collect()
}

/// The bytes of the part of that type, as the customer gave them.
#[track_caller]
fn check_untouched(one: &Submission, mime: &str, name: &str) {
    let part = one.parts.iter().find(|part| part.content_type == mime);
    let part = part.unwrap_or_else(|| panic!("no {mime} in {:?}", one.parts));
    assert_eq!(part.body, Some(sample(name)));
}

#[track_caller]
fn check_head(one: &Submission, from: &str, to: &str, subject: &str) {
    assert_eq!(one.sender.as_deref(), Some(from));
    assert_eq!(one.recipient(), to);
    assert_eq!(one.subject.as_deref(), Some(subject));
}

#[tokio::test]
async fn the_sample_of_legacy_is_answered_as_printed_and_arrives() {
    let gateway = stage(Class::Optimized).await;
    let request = include_str!("samples/legacy_send.xml");
    let answer = replay(&gateway, crate::call::PATH, request).await;
    check_answer(&answer, include_str!("samples/legacy_send_success.xml"));
    let one = arrived(&gateway, "MMS_12345").await;
    check_head(&one, "60856", "15551234888", "The subject");
    let text = "Here is some text tralalala....";
    assert_eq!(shown(&one), [["img", "audio", text]]);
    check_untouched(&one, "audio/mpeg", "sound/speech.mp3");
    covers("S0-1 S0-2 S0-4 S0-5 S0-6 S0-7 S0-12 S0-13 S0-14 S0-15 S0-16 S0-17 S0-18 S0-19");
    covers("S0-20 S0-24 S0-26 S0-48 S0-49 S0-50 S0-51 S0-52 S0-53");
}

#[tokio::test]
async fn the_sample_of_kebab_is_answered_as_printed_and_arrives() {
    let gateway = stage(Class::Standard).await;
    let request = include_str!("samples/kebab_send.xml");
    let answer = replay(&gateway, KEBAB_PATH, request).await;
    check_answer(&answer, include_str!("samples/kebab_send_success.xml"));
    let one = arrived(&gateway, "MMS_12345").await;
    check_head(&one, "28444", "12399471613", "The subject");
    assert_eq!(one.vasid.as_deref(), Some("32113"));
    let text = "Here is some text blah blah ...";
    assert_eq!(
        shown(&one),
        [vec!["img", "audio", text], vec!["Invitation"]]
    );
    assert_eq!(seconds(&one), [5, 10]);
    check_untouched(&one, "image/jpeg", "photos/rocket.jpg");
    check_untouched(&one, "audio/mpeg", "sound/speech.mp3");
    check_untouched(&one, "text/calendar", "objects/invitation.ics");
    covers("S1-1 S1-3 S1-8 S1-17 S1-29 S1-31 S1-36 S1-46 S1-48 S1-49 S1-50 S1-51 S1-52");
    covers("S1-53 S1-55");
}

#[tokio::test]
async fn the_sample_of_kebab_lacks_a_text_where_messages_may_fall_back() {
    let gateway = stage(Class::Optimized).await;
    let request = include_str!("samples/kebab_send.xml");
    let answer = replay(&gateway, KEBAB_PATH, request).await;
    let expected = [
        ("status", "Failure"),
        ("error-code", "E622"),
        ("to", "12399471613"),
        ("error-info", "fallback-sms-text is required."),
    ];
    assert_eq!(answer.fields(), expected);
    assert_eq!(gateway.store().states().await.unwrap(), []);
    covers("S1-15 S1-27 S1-47");
}

/// What both samples of WXML and GET must have become.
#[track_caller]
fn check_coupon(one: &Submission) {
    check_head(one, "60856", "15551234888", "Free coupon!");
    let second = "As a new member, here's a free coupon from us!\nPlease enjoy!";
    let first = ["img", "Hi! Thank you for joining us!"];
    assert_eq!(shown(one), [&first[..], &[second]]);
    assert_eq!(seconds(one), [5, 5]);
    let pass = "application/vnd.apple.pkpass";
    check_untouched(one, pass, "objects/coupon.pkpass");
}

#[tokio::test]
async fn the_sample_of_wxml_is_answered_as_printed_and_arrives() {
    let gateway = stage(Class::Optimized).await;
    let request = include_str!("samples/wxml_send.xml");
    let answer = replay(&gateway, crate::call::PATH, request).await;
    check_answer(&answer, include_str!("samples/wxml_send_success.xml"));
    check_coupon(&arrived(&gateway, "MMS_12345").await);
    covers("S2-1 S2-4 S2-5 S2-32 S3-2 S3-16 S3-74 S3-75 S3-76 S3-80 S3-81 S3-82");
}

#[tokio::test]
async fn the_sample_of_get_is_answered_as_printed_and_arrives() {
    let gateway = stage(Class::Optimized).await;
    let printed = include_str!("samples/get_send.txt");
    let files = gateway.media.url("");
    let line: String = printed.lines().collect();
    // What every client does with an address that holds blanks.
    let line = line.replace(HOST, files.trim_end_matches('/'));
    let line = line.replace(' ', "%20").replace('\\', "%5C");
    let (path, query) = line.split_once('?').expect("a query");
    let answer = gateway.call(Call::get(query).at(path)).await;
    check_answer(&answer, include_str!("samples/wxml_send_success.xml"));
    check_coupon(&arrived(&gateway, "MMS_12345").await);
    covers("S3-42 S3-43 S3-77 S3-78 S3-84");
}

#[tokio::test]
async fn the_fragments_of_the_newest_text_are_taken_and_answered_as_printed() {
    let gateway = stage(Class::Optimized).await;
    let request = |from: &str| {
        format!(
            "<REQUEST><ACTION>sendMMS</ACTION><API_KEY>ea7966f90de2bf520e3f0042053e6ec3</API_KEY>
    <TO>15551234888</TO><FROM>{from}</FROM>
    <SUBJECT>Free coupon!</SUBJECT>
    <NAME>Membership coupon</NAME>
    <SLIDE>
        <TEXT>Hi! Thank you for joining us!</TEXT>
    </SLIDE>
</REQUEST>"
        )
    };
    let answer = replay(&gateway, crate::call::PATH, &request("60856")).await;
    let details = "MMS request accepted and queued for delivery";
    assert_eq!(answer.field("STATUSDETAILS"), details);
    let one = arrived(&gateway, "MMS_12345").await;
    check_head(&one, "60856", "15551234888", "Free coupon!");
    assert_eq!(shown(&one), [["Hi! Thank you for joining us!"]]);
    let answer = replay(&gateway, crate::call::PATH, &request("60857")).await;
    assert_eq!(answer.field("ERRORINFO"), "Invalid shortcode");
    covers("S2-83 S2-84 S2-85");
}

#[tokio::test]
async fn the_failures_of_the_samples_are_answered_as_printed() {
    let gateway = stage(Class::Standard).await;
    let foreign = |printed: &str, from: &str| printed.replace(from, ">60857<");
    let legacy = foreign(include_str!("samples/legacy_send.xml"), ">60856<");
    let answer = replay(&gateway, crate::call::PATH, &legacy).await;
    check_answer(&answer, include_str!("samples/legacy_send_failure.xml"));
    covers("S0-54 S0-55 S0-56 S0-45");
    let kebab = foreign(include_str!("samples/kebab_send.xml"), ">28444<");
    let answer = replay(&gateway, KEBAB_PATH, &kebab).await;
    check_answer(&answer, include_str!("samples/kebab_send_failure.xml"));
    covers("S1-54 S1-43");
    let wxml = foreign(include_str!("samples/wxml_send.xml"), ">60856<");
    let answer = replay(&gateway, crate::call::PATH, &wxml).await;
    check_answer(&answer, include_str!("samples/wxml_send_failure.xml"));
    covers("S3-83");
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

/// The sample of saved content as its document prints it, and with the tag put right.
const SAVED_AS_PRINTED: &str = include_str!("samples/kebab_send_saved_as_printed.xml");

fn saved_put_right() -> String {
    SAVED_AS_PRINTED.replace("Smith</firstname>", "Smith</lastname>")
}

/// Saves a template of two slides, which gets the number of the sample.
async fn save(gateway: &Gateway, more: &str) {
    let request = format!(
        "<request>
    <action>saveMMS</action>
    <api-key>qTFkykO9JTfahCOqJ0V2Wf5Cg1t8iWlZ</api-key>
    <message-subject>Stored subject</message-subject>
    <name>stored</name>{more}
    <slide><image><url>{HOST}/images/1.jpg</url></image><message-text>First</message-text></slide>
    <slide><message-text>{{$firstname}} {{$lastname}}, {{$AccountNumber}}, {{$pin}}</message-text></slide>
</request>"
    );
    let answer = replay(gateway, KEBAB_PATH, &request).await;
    assert_eq!(answer.field("mms-id"), "35674", "{}", answer.body);
    gateway.number_from(MMS_ID + 1, SAVED_MESSAGE);
}

#[tokio::test]
async fn the_sample_of_saved_content_is_not_well_formed_as_printed() {
    let gateway = stage(Class::Standard).await;
    save(&gateway, "").await;
    let answer = replay(&gateway, KEBAB_PATH, SAVED_AS_PRINTED).await;
    assert_eq!(answer.field("error-code"), "E108", "{}", answer.body);
    let text = "Invalid XML. XML parsing failed: line 18, column 24: ";
    assert!(
        answer.field("error-info").starts_with(text),
        "{}",
        answer.body
    );
    covers("S4-58");
}

#[tokio::test]
async fn the_sample_of_saved_content_put_right_is_answered_as_printed_and_arrives() {
    let gateway = stage(Class::Standard).await;
    save(&gateway, "").await;
    let answer = replay(&gateway, KEBAB_PATH, &saved_put_right()).await;
    check_answer(
        &answer,
        include_str!("samples/kebab_send_saved_success.xml"),
    );
    let one = arrived(&gateway, "TU1TXzU5Nzg3OQ==").await;
    check_head(&one, "28444", "14044790000", "My custom subject");
    assert_eq!(one.vasid.as_deref(), Some("12345"));
    let first = ["img", "My custom text in first slide"];
    assert_eq!(shown(&one), [&first[..], &["Bill Smith, XYZ23456, 13579"]]);
    check_untouched(&one, "image/jpeg", "photos/rocket.jpg");
    covers("S4-1 S4-12 S4-15 S4-18 S4-34 S4-35 S4-36 S4-38 S4-39 S4-40 S4-59 S4-61 S4-62");
    covers("S4-63 S4-65 S4-66 S4-67 S4-68");
}

#[tokio::test]
async fn the_sample_of_saved_content_needs_a_text_where_messages_may_fall_back() {
    let gateway = stage(Class::Optimized).await;
    save(&gateway, "").await;
    let answer = replay(&gateway, KEBAB_PATH, &saved_put_right()).await;
    assert_eq!(answer.field("error-code"), "E622", "{}", answer.body);
    let gateway = stage(Class::Optimized).await;
    save(&gateway, "<fallback-sms-text>Look:</fallback-sms-text>").await;
    let answer = replay(&gateway, KEBAB_PATH, &saved_put_right()).await;
    check_answer(
        &answer,
        include_str!("samples/kebab_send_saved_success.xml"),
    );
    covers("S4-29 S4-52 S4-60");
}

#[tokio::test]
async fn the_failure_of_saved_content_is_answered_as_printed() {
    let gateway = stage(Class::Standard).await;
    save(&gateway, "").await;
    gateway
        .change_account(|account| account.policy.billing = Billing::Hold)
        .await;
    let answer = replay(&gateway, KEBAB_PATH, &saved_put_right()).await;
    check_answer(
        &answer,
        include_str!("samples/kebab_send_saved_failure.xml"),
    );
    assert_eq!(gateway.store().states().await.unwrap(), []);
    assert_eq!(gateway.submissions().len(), 0);
    covers("S4-69");
}
