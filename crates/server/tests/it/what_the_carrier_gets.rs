//! A message with a photograph, a pass and texts, from the customer's request to the bytes that
//! the carrier gets, read by somebody else's MIME reader.

use crate::gateway::{Gateway, KEY, PATIENCE};
use crate::pictures::{decoded_size, sample};
use crate::tap::Tap;
use bytes::Bytes;
use mmsc::Submission;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::process::{Command, Stdio};
use testkit::Resource;

/// The picture box of a handset that nobody knows.
const BOX: (u32, u32) = (640, 1_138);

/// The answer to the first message of a store.
const ANSWER: &str = "\
<RESPONSE>
    <STATUS>Success</STATUS>
    <TO>15551234888</TO>
    <MMSID>10000</MMSID>
    <TRACKINGID>MMS_1</TRACKINGID>
    <STATUSDETAILS>MMS request accepted and queued for delivery</STATUSDETAILS>
</RESPONSE>";

fn as_xml(photo: &str, pass: &str) -> String {
    format!(
        "<REQUEST>
    <ACTION>sendMMS</ACTION>
    <API_KEY>{KEY}</API_KEY>
    <TO>15551234888</TO>
    <FROM>60856</FROM>
    <OPERATORID>000189</OPERATORID>
    <SUBJECT>A gift!</SUBJECT>
    <CAMPAIGNREF>Campaign123</CAMPAIGNREF>
    <NAME>gift for new members</NAME>
    <SLIDE>
        <IMAGE>
            <URL>{photo}</URL>
        </IMAGE>
        <TEXT>Good to have you with us!</TEXT>
        <DURATION>5</DURATION>
    </SLIDE>
    <SLIDE>
        <PASSBOOK>
            <URL>{pass}</URL>
        </PASSBOOK>
        <TEXT>This one is on the house.\\nWelcome!</TEXT>
        <DURATION>5</DURATION>
    </SLIDE>
</REQUEST>"
    )
}

fn as_query(photo: &str, pass: &str) -> String {
    format!(
        "action=sendmms&api_key={KEY}&to=15551234888&from=60856&operatorid=000189\
         &campaignref=Campaign123&subject=A%20gift!&name=gift%20for%20new%20members\
         &slide_image_url_0={photo}&slide_text_value_0=Good%20to%20have%20you%20with%20us!\
         &slide_duration_0=5&slide_passbook_url_1={pass}\
         &slide_text_value_1=This%20one%20is%20on%20the%20house.\\nWelcome!&slide_duration_1=5"
    )
}

#[tokio::test]
async fn the_xml_example_of_a_live_account_is_answered_exactly_and_arrives_whole() {
    let gateway = Gateway::with(|setup| setup.live()).await;
    let (photo, pass) = put_files(&gateway);
    let answer = gateway.post_xml(as_xml(&photo, &pass)).await;
    assert_eq!(answer.body.trim_end(), ANSWER);
    assert_eq!(answer.header("content-type"), "text/html; charset=UTF-8");
    gateway.until_final("MMS_1").await;
    check_arrived(&gateway.submissions());
}

#[tokio::test]
async fn the_get_example_of_a_test_account_is_answered_exactly_and_arrives_whole() {
    let gateway = Gateway::start().await;
    let (photo, pass) = put_files(&gateway);
    let answer = gateway.get(&as_query(&photo, &pass)).await;
    assert_eq!(answer.body.trim_end(), ANSWER);
    gateway.until_final("MMS_1").await;
    check_arrived(&gateway.submissions());
}

#[tokio::test]
async fn another_mime_reader_finds_the_same_parts_and_slides_on_the_wire() {
    for encoding in ["base64", "binary"] {
        let carrier = mmsc::Mmsc::start(mmsc::Settings::default()).await.unwrap();
        let tap = Tap::start(carrier.addr()).await;
        let url = format!("http://{}/mm7", tap.addr());
        let gateway = Gateway::with(|setup| {
            setup.carrier_url = Some(url);
            setup.link_key("encoding", encoding);
        });
        let gateway = gateway.await;
        let (photo, pass) = put_files(&gateway);
        gateway.post_xml(as_xml(&photo, &pass)).await;
        let log = carrier.log();
        let arrived = log.wait_for(|all| !all.is_empty(), PATIENCE).await.unwrap();
        check_arrived(&arrived);
        let (head, body) = tap.request();
        let read = read_by_python(&head, &body);
        assert_eq!(read, as_python_says(&arrived[0]), "{encoding}");
    }
}

/// Puts photograph and pass on the customer's server.
fn put_files(gateway: &Gateway) -> (String, String) {
    let put = |path, mime, name| gateway.media.put(path, Resource::of(mime, sample(name)));
    (
        put("/images/welcome.jpg", "image/jpeg", "photos/rocket.jpg"),
        put(
            "/pass/gift.pkpass",
            "application/vnd.apple.pkpass",
            "objects/coupon.pkpass",
        ),
    )
}

/// What must have reached the carrier, read by the carrier itself.
#[track_caller]
fn check_arrived(all: &[Submission]) {
    let [one] = all else {
        panic!("{} submissions instead of one", all.len())
    };
    assert_eq!(one.violations, []);
    assert_eq!(one.recipient(), "15551234888");
    assert_eq!(one.sender.as_deref(), Some("60856"));
    assert_eq!(one.subject.as_deref(), Some("A gift!"));
    let durations: Vec<u128> = one
        .slides
        .iter()
        .map(|it| it.duration.as_millis())
        .collect();
    assert_eq!(durations, [5_000, 5_000]);
    let types: Vec<&str> = one
        .parts
        .iter()
        .map(|part| part.content_type.as_str())
        .collect();
    let pass = "application/vnd.apple.pkpass";
    assert_eq!(
        types,
        [
            "application/smil",
            "image/jpeg",
            "text/plain",
            "text/plain",
            pass
        ]
    );
    assert_eq!(one.parts[2].text(), Some("Good to have you with us!"));
    assert_eq!(
        one.parts[3].text(),
        Some("This one is on the house.\nWelcome!")
    );
    assert_eq!(one.parts[4].body, Some(sample("objects/coupon.pkpass")));
    let shown = |slide: usize| {
        let objects = one.slides[slide].objects.iter();
        objects
            .map(|it| (it.element.as_str(), it.part))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(0), [("img", Some(1)), ("text", Some(2))]);
    assert_eq!(shown(1), [("text", Some(3))]);
    check_picture(
        one.parts[1].body.as_ref().unwrap(),
        &sample("photos/rocket.jpg"),
    );
}

/// The same picture: decodable, within the box, and neither stretched nor cropped.
#[track_caller]
fn check_picture(sent: &Bytes, source: &Bytes) {
    let (width, height) = decoded_size(sent);
    let (source_width, source_height) = decoded_size(source);
    assert!(width <= BOX.0 && height <= BOX.1, "{width} x {height}");
    let wanted = f64::from(width) * f64::from(source_height) / f64::from(source_width);
    assert!(
        (wanted - f64::from(height)).abs() <= 1.0,
        "{width} x {height}"
    );
}

/// Python's `email` reads the request, its `xml.etree` the presentation.
const READER: &str = r#"
import email, email.policy, hashlib, sys
import xml.etree.ElementTree as tree
request = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.HTTP)
envelope, content = request.get_payload()
assert envelope.get_content_type() == "text/xml", envelope.get_content_type()
assert content.get_content_type() == "multipart/related"
assert not request.defects and not content.defects
parts = [(part, part.get_payload(decode=True)) for part in content.get_payload()]
for part, payload in parts:
    assert not part.defects, part.defects
    print(part.get_content_type(), part["Content-Location"], hashlib.sha256(payload).hexdigest())
for slide in tree.fromstring(parts[0][1]).iter():
    if slide.tag.split("}")[-1] == "par":
        shown = [thing.tag.split("}")[-1] + "=" + thing.get("src") for thing in slide]
        print(slide.get("dur"), *shown)
"#;

fn read_by_python(head: &str, body: &[u8]) -> String {
    let (_, headers) = head.split_once("\r\n").expect("a request line");
    let mut python = Command::new("python3")
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3, which ./test installs");
    let mut stdin = python.stdin.take().unwrap();
    stdin.write_all(headers.as_bytes()).unwrap();
    stdin.write_all(b"\r\n\r\n").unwrap();
    stdin.write_all(body).unwrap();
    drop(stdin);
    let read = python.wait_with_output().unwrap();
    assert!(read.status.success());
    String::from_utf8(read.stdout).unwrap()
}

/// What the carrier found, written as the script writes.
fn as_python_says(submission: &Submission) -> String {
    let mut text = String::new();
    for part in &submission.parts {
        let hash = Sha256::digest(part.body.as_ref().unwrap());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        text += &format!("{} {} {hash}\n", part.content_type, part.location);
    }
    for slide in &submission.slides {
        text += &format!("{}ms", slide.duration.as_millis());
        for object in &slide.objects {
            text += &format!(" {}={}", object.element, object.src);
        }
        text.push('\n');
    }
    text
}
