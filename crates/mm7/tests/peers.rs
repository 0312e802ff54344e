//! Whole habits of single peers, and the list of what a robust reader bears.

#![cfg(test)]

use bytes::Bytes;
use mm7::{
    Address, Content, DeliverReq, DeliverRsp, Envelope, Message, Profile, Recipient, Status,
    StatusCode, decode, encode,
};

#[track_caller]
fn read(content_type: &str, body: &[u8]) -> Envelope {
    decode(content_type, &Bytes::copy_from_slice(body)).expect("a message")
}

#[track_caller]
fn delivered(envelope: Envelope) -> DeliverReq {
    match envelope.message {
        Message::DeliverReq(deliver) => *deliver,
        other => panic!("{other:?}"),
    }
}

/// Types and texts of the parts.
fn shown(content: Option<Content>) -> Vec<(String, String)> {
    let part = |part: mm7::Part| {
        let text = String::from_utf8_lossy(&part.bytes).into_owned();
        (part.content_type.media_type().to_owned(), text)
    };
    let parts = content.map(|content| content.parts).unwrap_or_default();
    parts.into_iter().map(part).collect()
}

fn pair(media_type: &str, text: &str) -> (String, String) {
    (media_type.to_owned(), text.to_owned())
}

#[test]
fn content_comes_mixed_and_unencoded_behind_a_preamble() {
    let envelope = read(
        "multipart/related;boundary=\"--boundary_of.mmsc\";type=\"text/xml\";start=\"</relay-77/mm7-vasp>\"",
        include_bytes!("../golden/deliver-mixed-content.mime"),
    );
    assert_eq!(envelope.header.version, "6.3.0");
    assert!(envelope.header.namespace.ends_with("REL-6-MM7-1-0"));
    let deliver = delivered(envelope);
    assert_eq!(deliver.linked_id.as_deref(), Some("L-1"));
    assert_eq!(deliver.subject.as_deref(), Some("你好"));
    let sent = deliver.time_stamp.map(|time| time.to_string());
    assert_eq!(sent.as_deref(), Some("2026-01-31T12:00:00Z"));
    let ids: Vec<_> = deliver.content.iter().flat_map(|it| &it.parts).collect();
    let ids: Vec<_> = ids.iter().map(|it| it.content_id.as_deref()).collect();
    assert_eq!(ids, [Some("5"), Some("6")]);
    let expected = [pair("text/plain", "你好"), pair("image/gif", "GIF89a")];
    assert_eq!(shown(deliver.content), expected);
}

#[test]
fn names_may_be_unbracketed_and_prefixes_undeclared() {
    let envelope = read(
        "multipart/related; type=\"text/xml\"; start=\"soap-start\"; boundary=s",
        include_bytes!("../golden/deliver-undeclared-prefix.mime"),
    );
    assert_eq!(envelope.header.transaction_id, "mo-1");
    assert_eq!(envelope.header.namespace, "");
    let deliver = delivered(envelope);
    assert_eq!(deliver.sender, Address::Number("12025550100".to_owned()));
    assert_eq!(deliver.to, []);
    assert_eq!(shown(deliver.content), [pair("image/jpeg", "JPEG")]);
}

#[test]
fn charging_of_replies_may_be_in_elements() {
    let envelope = read(
        "",
        include_bytes!("../golden/submit-req-reply-charging.xml"),
    );
    let Message::SubmitReq(submit) = envelope.message else {
        panic!("not a SubmitReq");
    };
    let receiver = Recipient::of(Address::Number("15551234567".to_owned()));
    assert_eq!(submit.to, [receiver]);
    assert_eq!(submit.subject.as_deref(), Some("Hi"));
}

/// A dialect of its own is not guessed at: it is named, so that nobody takes it for a receipt.
#[test]
fn what_only_resembles_mm7_is_told_by_its_name() {
    let body = include_bytes!("../golden/submit-rsp-own-dialect.xml");
    let message = read("text/xml", body).message;
    assert_eq!(message, Message::Other("MM7SubmitRsp".to_owned()));
}

/// A message from a phone in a multipart body with these three parts after the SOAP part:
/// `Content-ID: picture`, `Content-ID: <a b@x>`, `Content-Location: place.txt`.
fn with_reference(href: &str) -> String {
    format!(
        "--b\r\nContent-Type: text/xml\r\n\r\n<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <e:Body><DeliverReq><Sender><Number>1555</Number></Sender><Content href=\"{href}\"/></DeliverReq>\
         </e:Body></e:Envelope>\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nfirst\r\n\
         --b\r\nContent-Type: text/plain\r\nContent-ID: picture\r\n\r\nunbracketed\r\n\
         --b\r\nContent-Type: text/plain\r\nContent-ID: <a b@x>\r\n\r\nbracketed\r\n\
         --b\r\nContent-Type: text/plain\r\nContent-Location: place.txt\r\n\r\nplaced\r\n\
         --b--\r\n"
    )
}

#[test]
fn a_reference_is_followed_in_every_spelling() {
    for (href, expected) in [
        ("cid:picture", "unbracketed"),
        ("cid:&lt;picture&gt;", "unbracketed"),
        ("cid: picture ", "unbracketed"),
        ("CID:picture", "unbracketed"),
        ("picture", "unbracketed"),
        ("cid:a%20b@x", "bracketed"),
        ("cid:a%20b%40x", "bracketed"),
        ("cid:a b@x", "bracketed"),
        ("cid:place.txt", "placed"),
        ("place.txt", "placed"),
        ("cid:lost", "first"),
        ("", "first"),
    ] {
        let envelope = read(
            "multipart/related; boundary=b",
            with_reference(href).as_bytes(),
        );
        let found = shown(delivered(envelope).content);
        assert_eq!(found, [pair("text/plain", expected)], "{href}");
    }
}

/// `body` with what changes it, and still the text `first` is found.
#[test]
fn damage_that_peers_do_is_seen_through() {
    let body = with_reference("cid:lost");
    let nested = "--b\r\nContent-Type: multipart/related; boundary=c\r\n\r\n--c\r\n\
                  Content-Type: multipart/mixed; boundary=d\r\n\r\n--d\r\nContent-Type: text/plain\r\n\r\n\
                  first\r\n--d--\r\n--c--\r\n";
    let plain = "--b\r\nContent-Type: text/plain\r\n\r\nfirst\r\n";
    let utf_16 = "\r\n\r\n<?xml version=\"1.0\" encoding=\"UTF-16\"?><e:Envelope";
    let related = "multipart/related; boundary=b";
    for (what, content_type, body) in [
        ("line ends of LF", related, body.replace("\r\n", "\n")),
        ("no final boundary", related, body.replace("--b--\r\n", "")),
        (
            "a byte-order mark",
            related,
            body.replacen("<e:", "\u{feff}<e:", 1),
        ),
        (
            "a wrong encoding",
            related,
            body.replacen("\r\n\r\n<e:Envelope", utf_16, 1),
        ),
        ("depth of three", related, body.replacen(plain, nested, 1)),
        (
            "blanks after boundaries",
            related,
            body.replace("--b\r\n", "--b \t\r\n"),
        ),
        (
            "no start",
            "multipart/related; type=\"text/xml\"; boundary=b",
            body.clone(),
        ),
        (
            "a lost start",
            "multipart/related; start=\"<x>\"; boundary=b",
            body.clone(),
        ),
        (
            "another case",
            "MULTIPART/Related; Boundary=\"b\"",
            body.replace("Content-T", "content-t"),
        ),
    ] {
        let found = shown(delivered(read(content_type, body.as_bytes())).content);
        assert_eq!(found.first(), Some(&pair("text/plain", "first")), "{what}");
    }
}

/// The answer to a request of each version is in that version and namespace, with and without our
/// prefix.
#[test]
fn each_version_is_answered_in_itself() {
    let versions: Vec<_> = Profile::versions().collect();
    assert_eq!(
        versions,
        [
            "5.3.0", "5.5.0", "5.6.0", "5.8.0", "5.10.0", "6.3.0", "6.4.0", "6.5.0", "6.6.0",
            "6.8.0"
        ]
    );
    for version in versions {
        let theirs = Profile::of_version(version).expect("a version");
        for prefix in [None, Some("mm7".to_owned())] {
            let request = format!(
                "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header>\
                 <q:TransactionID xmlns:q=\"{0}\">mo-1</q:TransactionID></e:Header><e:Body>\
                 <q:DeliverReq xmlns:q=\"{0}\"><q:MM7Version>{version}</q:MM7Version><q:Sender>\
                 <q:Number>1555</q:Number></q:Sender></q:DeliverReq></e:Body></e:Envelope>",
                theirs.namespace
            );
            let header = read("text/xml", request.as_bytes()).header;
            let answer = Message::DeliverRsp(DeliverRsp {
                status: Status::of(StatusCode::SUCCESS),
                service_code: None,
            });
            let ours = Profile {
                prefix,
                ..Profile::default()
            };
            let answer = encode(&header.reply(answer), &ours);
            let answer = read(&answer.content_type, &answer.body.concat());
            assert_eq!(answer.header, header);
            assert_eq!(answer.header.version, version);
            assert_eq!(answer.header.namespace, theirs.namespace);
        }
    }
}
