//! What MMSCs tell, and what they are answered.

use std::sync::LazyLock;

use domain::report::Fate;
use http::{HeaderMap, HeaderName};
use jiff::Timestamp;

use super::hear;
use crate::mm7::settings::Settings;
use crate::{Answer, Heard, LinkSettings, Told, Understood};

const NAMESPACE: &str =
    "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-5-MM7-1-0";

static NO_HEADERS: LazyLock<HeaderMap> = LazyLock::new(HeaderMap::new);

fn heard<'a>(body: &'a str, authorization: Option<&'a str>) -> Heard<'a> {
    Heard {
        content_type: Some("text/xml; charset=utf-8"),
        authorization,
        headers: &NO_HEADERS,
        body: body.as_bytes(),
        at: "2026-01-31T12:00:09Z".parse::<Timestamp>().unwrap(),
    }
}

fn settings(keys: &str) -> Settings {
    let keys = format!(
        "name = \"north\"\nprotocol = \"mm7\"\nurl = \"http://mmsc.example/\"\nprefix = \"mm7\"\n{keys}"
    );
    let link: LinkSettings = toml::from_str(&keys).unwrap();
    Settings::read(&link).unwrap()
}

fn understood(body: &str) -> Result<Understood, Answer> {
    hear(&heard(body, None), "north", &settings(""))
}

fn soap(body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>\
         <TransactionID xmlns=\"{NAMESPACE}\"> theirs-1\n</TransactionID></s:Header><s:Body>{body}\
         </s:Body></s:Envelope>"
    )
}

fn report(word: &str, more: &str) -> String {
    soap(&format!(
        "<DeliveryReportReq xmlns=\"{NAMESPACE}\"><MM7Version>5.3.0</MM7Version>\
         <MessageID> 0/A b\n</MessageID><Recipient><ShortCode>12345</ShortCode></Recipient>\
         <Date>2026-01-31T12:00:05Z</Date><MMStatus>{word}</MMStatus>{more}</DeliveryReportReq>"
    ))
}

fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).unwrap()
}

#[track_caller]
fn check_answer(answer: &Answer, http: u16, expected: &[&str]) {
    assert_eq!(answer.status, http);
    assert_eq!(answer.content_type, "text/xml; charset=utf-8");
    for part in expected {
        assert!(
            text(answer).contains(part),
            "{part} is not in\n{}",
            text(answer)
        );
    }
}

#[test]
fn a_report_is_heard_in_full() {
    let more = "<MMStatusExtension>RejectionByOtherRS</MMStatusExtension><StatusText>no MMS</StatusText>\
         <UACapabilities UAProf=\"http://uaprof.example/1.xml\"/>";
    let report = understood(&report("Rejected", more))
        .unwrap()
        .told
        .report()
        .unwrap();
    assert_eq!(report.link, "north");
    assert_eq!(report.carrier_message_id, "0/A b");
    assert_eq!(
        (report.fate, report.word.as_str()),
        (Fate::Rejected, "Rejected")
    );
    assert_eq!(report.text.as_deref(), Some("no MMS (RejectionByOtherRS)"));
    assert_eq!(
        report.handset.as_deref(),
        Some("http://uaprof.example/1.xml")
    );
    assert_eq!(report.at, "2026-01-31T12:00:05Z".parse().ok());
    assert_eq!(Some(report.received), "2026-01-31T12:00:09Z".parse().ok());
}

#[test]
fn the_words_of_the_carrier_become_a_fate() {
    #[track_caller]
    fn check(word: &str, fate: Fate) {
        let report = understood(&report(word, ""))
            .unwrap()
            .told
            .report()
            .unwrap();
        assert_eq!(report.fate, fate, "{word}");
    }
    check("Retrieved", Fate::Delivered);
    check("retrieved", Fate::Delivered);
    check("Delivered", Fate::Delivered);
    check("Expired", Fate::Expired);
    check("Rejected", Fate::Rejected);
    check("Unrecognised", Fate::Unrecognised);
    check("Unrecognized", Fate::Unrecognised);
    check("NotSupported", Fate::Unrecognised);
    check("Unreachable", Fate::Failed);
    check("Cancelled", Fate::Failed);
    check("Replaced", Fate::Failed);
    check("DeliveryConditionNotMet", Fate::Failed);
    check("Undeliverable", Fate::Failed);
    check("Deferred", Fate::Held);
    check("Forwarded", Fate::Held);
    check("Indeterminate", Fate::Held);
    check("Processing", Fate::Held);
    check("EnRoute", Fate::Held);
}

#[test]
fn a_handset_is_told_as_text_too() {
    let more = "<UACapabilities>Galaxy S9</UACapabilities>";
    let report = understood(&report("Retrieved", more))
        .unwrap()
        .told
        .report()
        .unwrap();
    assert_eq!(report.handset.as_deref(), Some("Galaxy S9"));
}

#[test]
fn a_report_is_answered_in_the_words_of_the_peer() {
    let it = understood(&report("Retrieved", "")).unwrap();
    let common = [
        ">theirs-1</mm7:TransactionID>",
        &format!("<mm7:DeliveryReportRsp xmlns:mm7=\"{NAMESPACE}\">"),
        "<mm7:MM7Version>5.3.0</mm7:MM7Version>",
    ];
    check_answer(&it.kept, 200, &common);
    check_answer(&it.kept, 200, &["<mm7:StatusCode>1000</mm7:StatusCode>"]);
    check_answer(&it.later, 500, &common);
    check_answer(&it.later, 500, &["<mm7:StatusCode>4006</mm7:StatusCode>"]);
}

#[test]
fn a_peer_without_namespace_and_version_gets_ours() {
    let bare = "<Envelope><Body><DeliveryReportReq><MessageID>7</MessageID><MMStatus>Retrieved\
         </MMStatus></DeliveryReportReq></Body></Envelope>";
    let it = understood(bare).unwrap();
    assert_eq!(it.told.report().unwrap().carrier_message_id, "7");
    check_answer(
        &it.kept,
        200,
        &["schema/REL-6-MM7-1-4\"", "<mm7:MM7Version>6.8.0<"],
    );
}

#[test]
fn only_a_read_message_is_worth_a_report_of_reading() {
    let read = |word: &str| {
        let body = format!(
            "<ReadReplyReq xmlns=\"{NAMESPACE}\"><MessageID>7</MessageID><TimeStamp>\
             2026-01-31T12:00:05Z</TimeStamp><MMStatus>{word}</MMStatus></ReadReplyReq>"
        );
        understood(&soap(&body)).unwrap()
    };
    let told = read("Read");
    check_answer(&told.kept, 200, &["ReadReplyRsp", "1000"]);
    check_answer(&told.later, 500, &["ReadReplyRsp", "4006"]);
    let report = told.told.report().unwrap();
    assert_eq!((report.fate, report.word.as_str()), (Fate::Read, "Read"));
    assert_eq!(report.at, "2026-01-31T12:00:05Z".parse().ok());
    assert_eq!(read("Deleted").told.report(), None);
    assert_eq!(read("Indeterminate").told.report(), None);
    check_answer(&read("Deleted").kept, 200, &["ReadReplyRsp", "1000"]);
}

#[test]
fn a_message_from_a_handset_is_heard_without_its_presentation() {
    let soap = soap(&format!(
        "<DeliverReq xmlns=\"{NAMESPACE}\"><MM7Version>5.3.0</MM7Version><Sender>\
         <Number>+12025550116/TYPE=PLMN</Number></Sender><Recipients><To><ShortCode>60856\
         </ShortCode><Number>+12025550101</Number></To></Recipients><Subject>Hello</Subject>\
         <UACapabilities UAProf=\"iphone14\"/><Content href=\"cid:c\"/></DeliverReq>"
    ));
    let part = |more: &str, body: &str| format!("--b\r\n{more}\r\n\r\n{body}\r\n");
    let inner = |more: &str, body: &str| format!("--i\r\n{more}\r\n\r\n{body}\r\n");
    let content = [
        inner("Content-Type: application/smil", "<smil/>"),
        inner("Content-Type: text/plain; charset=utf-8", "Hi"),
        inner(
            "Content-Type: image/jpeg\r\nContent-Location: a.jpg",
            "JPEG",
        ),
    ]
    .concat();
    let body = [
        part("Content-Type: text/xml", &soap),
        part(
            "Content-Type: multipart/mixed; boundary=i\r\nContent-ID: <c>",
            &format!("{content}--i--"),
        ),
        "--b--".to_owned(),
    ]
    .concat();
    let heard = Heard {
        content_type: Some("multipart/related; type=\"text/xml\"; boundary=b"),
        ..heard(&body, None)
    };
    let understood = hear(&heard, "north", &settings("")).unwrap();
    check_answer(&understood.kept, 200, &["DeliverRsp", "theirs-1", "1000"]);
    check_answer(&understood.later, 500, &["DeliverRsp", "theirs-1", "4006"]);
    check_answer(&understood.nobody, 200, &["DeliverRsp", "theirs-1", "2003"]);
    let Told::Message(message) = understood.told else {
        panic!("no message");
    };
    assert_eq!(message.exchange, "theirs-1");
    assert_eq!(message.from, "12025550116");
    assert_eq!(message.to, ["60856", "12025550101"]);
    assert_eq!(message.subject.as_deref(), Some("Hello"));
    assert_eq!(message.handset.as_deref(), Some("iphone14"));
    let parts: Vec<_> = message
        .parts
        .iter()
        .map(|it| (it.name.as_str(), it.content_type.as_str(), &*it.bytes))
        .collect();
    let expected: [(&str, &str, &[u8]); 2] = [
        ("1", "text/plain; charset=utf-8", b"Hi"),
        ("a.jpg", "image/jpeg", b"JPEG"),
    ];
    assert_eq!(parts, expected);
}

#[test]
fn the_operator_that_a_hub_names_is_kept() {
    let settings =
        settings("carrier_id_header = \"X-Carrier-Id\"\ncarrier_ids = { \"AT&T\" = \"31002\" }");
    let phone = soap("<DeliverReq><Sender><Number>12025550116</Number></Sender></DeliverReq>");
    let plain = report("Retrieved", "");
    let worded = report("Rejected", "<StatusText>no MMS</StatusText>");
    let told = |id: Option<&str>, body: &str| {
        let headers = id.map(|id| (HeaderName::from_static("x-carrier-id"), id.parse().unwrap()));
        let headers = HeaderMap::from_iter(headers);
        let heard = Heard {
            headers: &headers,
            ..heard(body, None)
        };
        hear(&heard, "north", &settings).unwrap().told
    };
    for (id, text, text_behind, operator) in [
        (None, None, "no MMS", None),
        (
            Some("31002"),
            Some("carrier 31002, AT&T"),
            "no MMS (carrier 31002, AT&T)",
            Some("AT&T"),
        ),
        (Some(" 7 "), Some("carrier 7"), "no MMS (carrier 7)", None),
        (Some(""), None, "no MMS", None),
    ] {
        assert_eq!(told(id, &plain).report().unwrap().text.as_deref(), text);
        let behind = told(id, &worded).report().unwrap().text;
        assert_eq!(behind.as_deref(), Some(text_behind));
        let Told::Message(message) = told(id, &phone) else {
            panic!("no message");
        };
        assert_eq!(message.operator.as_deref(), operator);
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    #[track_caller]
    fn check(body: &str, expected: &[&str]) {
        let answer = understood(body).unwrap_err();
        check_answer(&answer, 400, &["Fault", "VASPErrorRsp"]);
        check_answer(&answer, 400, expected);
    }
    check("", &["2007"]);
    check("<html/>", &["2007"]);
    check("<!DOCTYPE a><Envelope/>", &["2007"]);
    let nameless = report("Retrieved", "").replace("MessageID", "Other");
    check(&nameless, &["2007", "theirs-1", NAMESPACE]);
    check(&soap("<QueryStatusReq/>"), &["4003", "theirs-1"]);
}

#[test]
fn callers_show_their_credentials() {
    let settings = settings("inbound_user = \"them\"\ninbound_password = \"p:ass\"");
    let body = report("Retrieved", "");
    let asked = |authorization| hear(&heard(&body, authorization), "north", &settings);
    // them:p:ass
    assert!(asked(Some("Basic dGhlbTpwOmFzcw==")).is_ok());
    assert!(asked(Some("basic  dGhlbTpwOmFzcw== ")).is_ok());
    let refused = |authorization| {
        let answer = asked(authorization).unwrap_err();
        check_answer(&answer, 401, &["VASPErrorRsp", "4001"]);
        assert!(!text(&answer).contains("theirs-1"));
    };
    refused(None);
    refused(Some(""));
    refused(Some("Basic"));
    refused(Some("Basic %%"));
    // them:p:asr, and them:p:assa
    refused(Some("Basic dGhlbTpwOmFzcg=="));
    refused(Some("Basic dGhlbTpwOmFzc2E="));
    refused(Some("Bearer dGhlbTpwOmFzcw=="));
}
