//! Messages as real MMSCs write them: one file in `golden/` for each peculiarity.

use bytes::Bytes;
use mm7::{
    Address, Content, DeliverReq, DeliveryReportReq, Envelope, Error, Header, Identity, Message,
    MmStatus, Recipient, StatusCode, SubmitReq, decode,
};

macro_rules! golden {
    ($name:literal) => {
        golden!($name, "text/xml; charset=utf-8")
    };
    ($name:literal, $content_type:literal) => {
        decode(
            $content_type,
            &Bytes::from_static(include_bytes!(concat!("../golden/", $name))),
        )
    };
}

/// Expects an answer to a submission: code, text, identifier, version.
#[track_caller]
fn answer(found: Result<Envelope, Error>, expected: (u16, Option<&str>, Option<&str>, &str)) {
    let Envelope { header, message } = found.expect("a message");
    let Message::SubmitRsp(rsp) = message else {
        panic!("{message:?}");
    };
    let text = rsp.status.text.as_deref();
    let id = rsp.message_id.as_deref();
    assert_eq!((rsp.status.code.0, text, id, &*header.version), expected);
    assert_eq!(header.transaction_id, "tx-1");
}

#[test]
fn answers_are_read_in_every_order_and_namespace() {
    let id = Some("2026@mmsc.example");
    answer(
        golden!("submit-rsp-id-first.xml"),
        (1000, None, id, "6.8.0"),
    );
    let made_up = golden!("submit-rsp-made-up-namespace.xml", "application/xml");
    answer(made_up, (1000, Some("Success"), Some("41"), "6.7.0"));
    let bare = golden!("submit-rsp-without-namespaces.xml", "");
    answer(bare, (2560, Some("too large"), None, "5.3.0"));
}

#[test]
fn an_answer_may_come_in_a_multipart_body() {
    let multipart = golden!(
        "submit-rsp-in-multipart.mime",
        "Multipart/Related; start=lost; boundary=--=_b"
    );
    answer(multipart, (1000, Some("OK"), Some("42"), "6.3.0"));
    let mislabelled = golden!("submit-rsp-id-first.xml", "multipart/related; boundary=b");
    answer(
        mislabelled,
        (1000, None, Some("2026@mmsc.example"), "6.8.0"),
    );
}

/// Expects a refusal: whether it is the MMSC's, code, text, fault.
#[track_caller]
fn refusal(found: Result<Envelope, Error>, expected: (bool, u16, Option<&str>, &str)) {
    let (by_mmsc, error) = match found.expect("a message").message {
        Message::RsErrorRsp(error) => (true, error),
        Message::VaspErrorRsp(error) => (false, error),
        other => panic!("{other:?}"),
    };
    let text = error.status.text.as_deref();
    assert_eq!(
        (by_mmsc, error.status.code.0, text, &*error.fault),
        expected
    );
}

#[test]
fn refusals_are_read_however_they_are_wrapped() {
    let prefixed = golden!("fault-prefixed-children.xml");
    refusal(
        prefixed,
        (true, 4004, Some("Validation error"), "Client error"),
    );
    refusal(
        golden!("fault-bare-children.xml"),
        (true, 4006, None, "busy"),
    );
    refusal(
        golden!("fault-without-detail.xml"),
        (true, 2000, None, "Unable to parse"),
    );
    let unwrapped = golden!("error-without-fault.xml");
    refusal(unwrapped, (false, 4003, Some("Unsupported operation"), ""));
}

#[track_caller]
fn report(found: Result<Envelope, Error>) -> DeliveryReportReq {
    match found.expect("a message").message {
        Message::DeliveryReportReq(report) => *report,
        other => panic!("{other:?}"),
    }
}

fn number(digits: &str) -> Option<Address> {
    Some(Address::Number(digits.to_owned()))
}

/// Expects a report on message `m-1`: recipient, status, date.
#[track_caller]
fn check(report: &DeliveryReportReq, to: Option<&Address>, status: &MmStatus, date: &str) {
    assert_eq!(report.message_id, "m-1");
    assert_eq!(report.recipient.as_ref(), to);
    assert_eq!(&report.status, status);
    let found = report.date.map(|date| date.to_string());
    assert_eq!(found.unwrap_or_default(), date);
}

#[test]
fn reports_are_read_with_recipients_anywhere() {
    let noon = "2026-01-31T12:00:00Z";
    let swapped = report(golden!("report-swapped.xml"));
    check(
        &swapped,
        number("12345").as_ref(),
        &MmStatus::Retrieved,
        noon,
    );
    assert_eq!(swapped.sender, number("15551234567"));

    let listed = report(golden!("report-recipients.xml"));
    let date = "2026-01-31T11:00:00.25Z";
    check(
        &listed,
        number("385911111111").as_ref(),
        &MmStatus::Unrecognised,
        date,
    );
    assert_eq!(listed.status_text.as_deref(), Some("no MMS"));
    assert_eq!(listed.sender, Some(Address::ShortCode("12345".to_owned())));

    let wrapped = report(golden!("report-wrapped-recipient.xml"));
    check(
        &wrapped,
        number("15551234567").as_ref(),
        &MmStatus::Rejected,
        noon,
    );
    assert_eq!(
        wrapped.status_extension.as_deref(),
        Some("RejectionByOtherRS")
    );
    assert_eq!(
        wrapped.sender,
        Some(Address::Mail("vasp@example.com".to_owned()))
    );
}

#[test]
fn a_report_that_claims_to_be_utf_16_is_read_as_what_it_is() {
    let report = report(golden!("report-utf-16-declared.xml"));
    check(
        &report,
        number("15551234567").as_ref(),
        &MmStatus::Forwarded,
        "2026-01-31T12:00:00Z",
    );
    assert_eq!(report.status_text.as_deref(), Some("Überstellt"));
}

#[test]
fn the_handset_is_read_from_attributes_elements_and_text() {
    let named = |report: DeliveryReportReq| {
        let handset = report.ua_capabilities.expect("capabilities");
        (
            handset.profile,
            handset.time_stamp.map(|time| time.to_string()),
        )
    };
    let time = |time: &str| Some(time.to_owned());
    assert_eq!(
        named(report(golden!("report-handset-name.xml"))),
        ("Example Phone".to_owned(), time("2026-01-31T11:59:00Z"))
    );
    assert_eq!(
        named(report(golden!("report-wrapped-recipient.xml"))),
        ("NokiaN95/1.0".to_owned(), time("2026-01-30T00:00:00Z"))
    );
    let element = report(golden!("report-profile-element.xml"));
    check(&element, None, &MmStatus::Other("Sleeping".to_owned()), "");
    assert_eq!(
        named(element),
        ("http://example.com/p.xml".to_owned(), None)
    );
}

#[test]
fn a_message_without_its_essentials_can_still_be_answered() {
    let header = Header {
        transaction_id: "r".to_owned(),
        version: "6.8.0".to_owned(),
        namespace: "urn:mm7".to_owned(),
    };
    assert_eq!(
        golden!("report-without-id.xml"),
        Err(Error::Incomplete {
            element: "MessageID",
            header
        })
    );
}

#[track_caller]
fn delivered(found: Result<Envelope, Error>) -> (DeliverReq, Vec<String>) {
    let Message::DeliverReq(deliver) = found.expect("a message").message else {
        panic!("not a DeliverReq");
    };
    let Content { parts, .. } = deliver.content.clone().expect("content");
    let text = |part: &mm7::Part| String::from_utf8_lossy(&part.bytes).into_owned();
    (*deliver, parts.iter().map(text).collect())
}

#[test]
fn messages_of_subscribers_are_read_with_their_content() {
    let (deliver, texts) = delivered(golden!(
        "deliver-encoded-presentation.mime",
        "multipart/related; start=\"<soap>\"; boundary=mm7-BoUnDaRy-=_-735"
    ));
    assert_eq!(texts, ["<smil/>", "héllo"]);
    assert_eq!(deliver.content.unwrap().start.as_deref(), Some("AAAA"));
    assert_eq!(deliver.sender, Address::Number("385911111111".to_owned()));
    assert_eq!(
        deliver.to,
        [Recipient::of(Address::Number("12345".to_owned()))]
    );
    assert_eq!(deliver.relay_server_id.as_deref(), Some("relay"));
    assert_eq!(deliver.priority, Some(mm7::Priority::Normal));
}

#[test]
fn content_is_found_by_a_bad_reference_or_by_its_place() {
    let blank = golden!(
        "deliver-blank-in-reference.mime",
        "multipart/related; boundary=\"b\""
    );
    assert_eq!(delivered(blank).1, ["right"]);
    let (deliver, texts) = delivered(golden!(
        "deliver-lost-reference.mime",
        "multipart/related; type=\"text/xml\"; boundary=\"b c\""
    ));
    assert_eq!(texts, ["GIF89a"]);
    assert_eq!(deliver.sender, Address::Number("15551234567".to_owned()));
}

#[test]
fn a_submission_is_read_in_any_order_and_case() {
    let Message::SubmitReq(submit) = golden!("submit-req-disordered.xml").unwrap().message else {
        panic!("not a SubmitReq");
    };
    let shown = Recipient {
        address: Address::Number("15551234567".to_owned()),
        display_only: true,
    };
    let expected = SubmitReq {
        identity: Identity {
            vasp_id: Some("v".to_owned()),
            sender: Some(Address::ShortCode("12345".to_owned())),
            ..Identity::default()
        },
        to: vec![shown, Recipient::of(Address::ShortCode("777".to_owned()))],
        expiry: Some(mm7::Moment::After(std::time::Duration::from_secs(172_800))),
        delivery_report: Some(true),
        priority: Some(mm7::Priority::High),
        ..SubmitReq::default()
    };
    assert_eq!(*submit, expected);
}

#[test]
fn every_status_of_a_report_has_its_word() {
    for (word, expected) in [
        ("Expired", MmStatus::Expired),
        ("retrieved", MmStatus::Retrieved),
        ("Indeterminate", MmStatus::Indeterminate),
        ("Unrecognised", MmStatus::Unrecognised),
        ("Unrecognized", MmStatus::Unrecognised),
        ("Deferred", MmStatus::Deferred),
        ("DeliveryConditionNotMet", MmStatus::DeliveryConditionNotMet),
        ("Processing", MmStatus::Processing),
        ("Canceled", MmStatus::Cancelled),
        ("Replaced", MmStatus::Replaced),
        ("Delivered", MmStatus::Delivered),
        ("Unreachable", MmStatus::Unreachable),
        ("NotSupported", MmStatus::NotSupported),
        (" Lost ", MmStatus::Other("Lost".to_owned())),
    ] {
        assert_eq!(MmStatus::from_word(word), expected);
        assert_eq!(MmStatus::from_word(expected.word()), expected);
    }
}

#[track_caller]
fn refused(content_type: &str, body: &'static str) -> Error {
    decode(content_type, &Bytes::from_static(body.as_bytes())).expect_err(body)
}

#[test]
fn what_is_no_mm7_is_refused() {
    assert_eq!(refused("text/xml", "<a/>"), Error::NotSoap);
    assert_eq!(refused("text/xml", "<Envelope/>"), Error::NotSoap);
    assert_eq!(
        refused("text/xml", "<Envelope><Body/></Envelope>"),
        Error::NotSoap
    );
    assert!(matches!(refused("text/html", ""), Error::Xml(_)));
    assert!(matches!(
        refused("text/xml", "<!DOCTYPE a><a/>"),
        Error::Xml(_)
    ));
    assert!(matches!(
        refused("multipart/related", "--b"),
        Error::Multipart(_)
    ));
    let unclear = "<Envelope><Body><SubmitRsp><Status><StatusCode>ok</StatusCode></Status></SubmitRsp></Body></Envelope>";
    let Error::Incomplete { element, .. } = refused("", unclear) else {
        panic!("not incomplete");
    };
    assert_eq!(element, "StatusCode");
}

#[test]
fn an_unknown_message_is_told_by_its_name() {
    let body = Bytes::from_static(b"<Envelope><Body><m:QueryStatusReq/></Body></Envelope>");
    let message = decode("", &body).unwrap().message;
    assert_eq!(message, Message::Other("QueryStatusReq".to_owned()));
    assert_eq!(
        StatusCode::UNSUPPORTED_OPERATION.name(),
        Some("Unsupported operation")
    );
}
