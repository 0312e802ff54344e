//! What we write, and that we read what we write.

use std::time::Duration;

use bytes::Bytes;
use mm7::{
    Address, CancelReq, ChangeRsp, ChargedParty, Class, Content, ContentTransfer, ContentType,
    DeliverReq, DeliverRsp, DeliveryReportReq, DeliveryReportRsp, Encoded, Envelope, ErrorRsp,
    ExtendedCancelReq, Identity, Message, MessageClass, MmStatus, Moment, NumberFormat, Part,
    Priority, Profile, ReadReplyReq, ReadReplyRsp, Recipient, ReplaceReq, ShortCodeFormat,
    SoapAction, Status, StatusCode, SubmitReq, SubmitRsp, UaCapabilities, decode, encode,
    encode_submit, submit_length,
};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn number(digits: &str) -> Address {
    Address::Number(digits.to_owned())
}

fn content() -> Content {
    let text = |media_type| ContentType::new(media_type).with("charset", "utf-8");
    let jpeg = ContentType::new("image/jpeg").with("name", "a.jpg");
    Content {
        parts: vec![
            Part::named(text("application/smil"), "s.smil", "<smil/>".into()),
            Part::named(text("text/plain"), "t.txt", "héllo".into()),
            Part::named(jpeg, "a.jpg", Bytes::from_static(b"\xff\xd8\0\xff\xd9")),
        ],
        start: some("s.smil"),
    }
}

fn identity() -> Identity {
    Identity {
        vasp_id: some("vasp"),
        vas_id: some("vas"),
        sender: Some(Address::ShortCode("12345".to_owned())),
    }
}

fn submit() -> SubmitReq {
    SubmitReq {
        identity: identity(),
        to: vec![
            Recipient::of(number("15551234567")),
            Recipient {
                address: number("15557654321"),
                display_only: true,
            },
        ],
        service_code: some("gold"),
        linked_id: some("link"),
        message_class: Some(MessageClass::Informational),
        time_stamp: Some("2026-01-31T12:00:00Z".parse().expect("a time")),
        expiry: Some(Moment::After(Duration::from_secs(86_400))),
        delivery_report: Some(true),
        read_reply: Some(false),
        priority: Some(Priority::Normal),
        subject: some("Tom & Jerry"),
        charged_party: Some(ChargedParty::Sender),
        allow_adaptations: Some(true),
        content: Some(content()),
        ..SubmitReq::default()
    }
}

fn profiles() -> [Profile; 3] {
    let prefixed = Profile {
        prefix: some("mm7"),
        soap_action: SoapAction::Namespace,
        transfer: ContentTransfer::Binary,
        numbers: NumberFormat::Digits,
        ..Profile::default()
    };
    let old = Profile {
        numbers: NumberFormat::Plmn,
        ..Profile::of_version("5.3.0").expect("a version")
    };
    [Profile::default(), prefixed, old]
}

/// Compares with a file in which lines end in LF alone; white space at the end does not count.
#[track_caller]
fn check(encoded: &Encoded, expected: &[u8]) {
    let found = encoded.body.concat();
    assert_eq!(encoded.length, found.len() as u64);
    let mut lines: Vec<_> = found.split(|&byte| byte == b'\n').collect();
    for line in &mut lines {
        *line = line.strip_suffix(b"\r").unwrap_or(line);
    }
    let found = lines.join(&b'\n');
    let text = String::from_utf8_lossy(&found);
    assert!(
        found.trim_ascii_end() == expected.trim_ascii_end(),
        "found:\n{text}"
    );
}

#[test]
fn a_submission_is_written_in_schema_order() {
    let [usual, prefixed, _] = profiles();
    let encoded = encode_submit("tx-1", &submit(), &usual);
    assert_eq!(encoded.soap_action, "\"\"");
    assert_eq!(
        encoded.content_type,
        "multipart/related; type=\"text/xml\"; start=\"<mm7-soap>\"; boundary=\"tx_1-0-00000000\""
    );
    check(
        &encoded,
        include_bytes!("../golden/written-submit-6.8.0.mime"),
    );

    let encoded = encode_submit("tx-1", &submit(), &prefixed);
    assert_eq!(encoded.soap_action, format!("\"{}\"", prefixed.namespace));
    check(
        &encoded,
        include_bytes!("../golden/written-submit-prefixed.mime"),
    );
}

#[test]
fn a_submission_is_the_same_whenever_it_is_written() {
    for profile in profiles() {
        let encoded = encode_submit("tx-1", &submit(), &profile);
        assert_eq!(encode_submit("tx-1", &submit(), &profile), encoded);
        assert_eq!(submit_length("tx-1", &submit(), &profile), encoded.length);
        let message = Message::SubmitReq(Box::new(submit()));
        let envelope = Envelope::request("tx-1", &profile, message);
        assert_eq!(encode(&envelope, &profile), encoded);
    }
}

#[test]
fn a_submission_without_content_is_plain_soap() {
    let submit = SubmitReq {
        to: vec![Recipient::of(number("1555"))],
        ..SubmitReq::default()
    };
    let profile = Profile::default();
    let encoded = encode_submit("tx", &submit, &profile);
    assert_eq!(encoded.content_type, "text/xml; charset=utf-8");
    assert_eq!(submit_length("tx", &submit, &profile), encoded.length);
    let read = decode(&encoded.content_type, &encoded.body.concat().into()).unwrap();
    assert_eq!(read.message, Message::SubmitReq(Box::new(submit)));
}

#[test]
fn a_short_code_may_have_to_be_a_number() {
    let profile = Profile {
        short_codes: ShortCodeFormat::Number,
        ..Profile::default()
    };
    let body = encode_submit("tx", &submit(), &profile).body.concat();
    let text = String::from_utf8_lossy(&body);
    assert!(text.contains("<SenderAddress><Number>12345</Number></SenderAddress>"));
}

#[track_caller]
fn round_trip(message: &Message) {
    for profile in profiles() {
        let envelope = Envelope::request("tx <1>", &profile, message.clone());
        let encoded = encode(&envelope, &profile);
        let body = encoded.body.concat();
        assert_eq!(encoded.length, body.len() as u64);
        assert_eq!(decode(&encoded.content_type, &body.into()), Ok(envelope));
    }
}

fn status(code: u16) -> Status {
    Status {
        details: some("more"),
        ..Status::of(StatusCode(code))
    }
}

#[test]
fn requests_are_read_as_they_were_written() {
    round_trip(&Message::SubmitReq(Box::new(submit())));
    let time = "2026-01-31T12:00:00Z".parse().expect("a time");
    let handset = UaCapabilities {
        profile: "http://example.com/p.xml".to_owned(),
        time_stamp: Some(time),
    };
    round_trip(&Message::DeliverReq(Box::new(DeliverReq {
        relay_server_id: some("relay"),
        vasp_id: some("vasp"),
        vas_id: None,
        linked_id: some("link"),
        sender: number("15551234567"),
        to: vec![Recipient::of(Address::ShortCode("12345".to_owned()))],
        time_stamp: Some(time),
        priority: Some(Priority::Low),
        subject: some("hi"),
        ua_capabilities: Some(handset.clone()),
        content: Some(content()),
    })));
    round_trip(&Message::DeliveryReportReq(Box::new(DeliveryReportReq {
        relay_server_id: some("relay"),
        message_id: "m-1".to_owned(),
        recipient: Some(number("15551234567")),
        sender: Some(Address::Mail("a@example.com".to_owned())),
        date: Some(time),
        status: MmStatus::Rejected,
        status_extension: some("RejectionByMMSRecipient"),
        status_text: some("no"),
        ua_capabilities: Some(handset),
    })));
    round_trip(&Message::ReadReplyReq(Box::new(ReadReplyReq {
        relay_server_id: None,
        message_id: "m-1".to_owned(),
        recipient: Some(number("15551234567")),
        sender: None,
        time_stamp: Some(time),
        status: "Read".to_owned(),
        status_text: None,
    })));
}

#[test]
fn changes_are_read_as_they_were_written() {
    let cancel = CancelReq {
        identity: identity(),
        message_id: "m-<1>".to_owned(),
        to: vec![Recipient::of(number("15551234567"))],
    };
    round_trip(&Message::CancelReq(Box::new(cancel.clone())));
    let everybody = CancelReq {
        to: Vec::new(),
        ..cancel
    };
    round_trip(&Message::CancelReq(Box::new(everybody)));
    round_trip(&Message::ReplaceReq(Box::new(replace())));
    let bare = ReplaceReq {
        message_id: "m-1".to_owned(),
        ..ReplaceReq::default()
    };
    round_trip(&Message::ReplaceReq(Box::new(bare)));
    round_trip(&Message::ExtendedCancelReq(Box::new(ExtendedCancelReq {
        identity: identity(),
        cancel_id: "c-1".to_owned(),
    })));
    for code in [1000, 2005] {
        let rsp = ChangeRsp {
            status: status(code),
        };
        round_trip(&Message::CancelRsp(rsp.clone()));
        round_trip(&Message::ExtendedCancelRsp(rsp.clone()));
        round_trip(&Message::ReplaceRsp(rsp));
    }
}

fn replace() -> ReplaceReq {
    ReplaceReq {
        identity: identity(),
        message_id: "m-1".to_owned(),
        service_code: some("gold"),
        time_stamp: Some("2026-01-31T12:00:00Z".parse().expect("a time")),
        read_reply: Some(true),
        earliest_delivery: Some(Moment::After(Duration::from_secs(60))),
        distribution: Some(false),
        content_class: some("image-rich"),
        allow_adaptations: Some(true),
        content: Some(content()),
    }
}

/// Source: the schema REL-6-MM7-1-4.
#[test]
fn changes_are_written_in_schema_order() {
    let cancel = CancelReq {
        identity: identity(),
        message_id: "m-1".to_owned(),
        to: vec![Recipient::of(number("15551234567"))],
    };
    check_order(
        Message::CancelReq(Box::new(cancel)),
        &[
            "MM7Version",
            "SenderIdentification",
            "MessageID",
            "Recipients",
        ],
    );
    check_order(
        Message::ReplaceReq(Box::new(replace())),
        &[
            "MM7Version",
            "SenderIdentification",
            "MessageID",
            "ServiceCode",
            "TimeStamp",
            "ReadReply",
            "EarliestDeliveryTime",
            "DistributionIndicator",
            "ContentClass",
            "Content",
        ],
    );
}

#[track_caller]
fn check_order(message: Message, children: &[&str]) {
    let profile = Profile::default();
    let envelope = Envelope::request("tx", &profile, message);
    let body = encode(&envelope, &profile).body.concat();
    let text = String::from_utf8_lossy(&body);
    let places: Vec<_> = children
        .iter()
        .map(|name| text.find(&format!("<{name}")).expect(name))
        .collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn answers_are_read_as_they_were_written() {
    round_trip(&Message::SubmitRsp(SubmitRsp {
        status: status(1000),
        message_id: some("m-1"),
    }));
    round_trip(&Message::DeliverRsp(DeliverRsp {
        status: status(1000),
        service_code: some("gold"),
    }));
    round_trip(&Message::DeliveryReportRsp(DeliveryReportRsp {
        status: status(2005),
    }));
    round_trip(&Message::ReadReplyRsp(ReadReplyRsp {
        status: status(1000),
    }));
    for code in [2000, 3000] {
        let error = ErrorRsp {
            fault: "no & no".to_owned(),
            status: status(code),
        };
        round_trip(&Message::RsErrorRsp(error.clone()));
        round_trip(&Message::VaspErrorRsp(error));
    }
    round_trip(&Message::Other("QueryStatusReq".to_owned()));
}

#[test]
fn an_answer_echoes_what_the_request_said() {
    let request = Bytes::from_static(include_bytes!("../golden/report-utf-16-declared.xml"));
    let request = decode("text/xml", &request).unwrap();
    let answer = Message::DeliveryReportRsp(DeliveryReportRsp {
        status: Status::of(StatusCode::SUCCESS),
    });
    let encoded = encode(&request.header.reply(answer), &Profile::default());
    assert_eq!(encoded.content_type, "text/xml; charset=utf-8");
    check(&encoded, include_bytes!("../golden/written-report-rsp.xml"));
    assert_eq!(StatusCode::SUCCESS.class(), Class::Success);
}

#[test]
fn a_refusal_is_a_fault() {
    let error = ErrorRsp {
        fault: "Client error".to_owned(),
        status: Status::of(StatusCode::CLIENT_ERROR),
    };
    let envelope = Envelope::request("tx-1", &Profile::default(), Message::VaspErrorRsp(error));
    let encoded = encode(&envelope, &Profile::default());
    check(&encoded, include_bytes!("../golden/written-fault.xml"));
}
