//! Answers and what they mean.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use net::PostAnswer;

use super::judge;
use crate::{Because, Handover, Mms, Part};

const AT: &str = "2026-01-31T12:00:00Z";

fn submission() -> Mms {
    let at: Timestamp = AT.parse().unwrap();
    Mms {
        transaction: "t-1".to_owned(),
        from: "12345".to_owned(),
        from_short_code: true,
        from_mask: None,
        to: "12025550100".to_owned(),
        operator: None,
        display_only: Vec::new(),
        service_id: None,
        subject: None,
        expiry: at,
        at,
        presentation: Part {
            content_type: "application/smil".to_owned(),
            name: "presentation.smil".to_owned(),
            bytes: Bytes::new(),
        },
        parts: Vec::new(),
    }
}

fn answer(http: u16, headers: &[(&'static str, &str)], body: &str) -> PostAnswer {
    let headers = headers.iter().map(|(name, value)| {
        let name = HeaderName::from_static(name);
        (name, HeaderValue::from_str(value).unwrap())
    });
    PostAnswer {
        status: http,
        headers: headers.collect::<HeaderMap>(),
        body: Bytes::copy_from_slice(body.as_bytes()),
        cut: false,
        elapsed: Duration::from_millis(5),
    }
}

fn soap(transaction: &str, body: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header>\
         <TransactionID xmlns=\"urn:mm7\">{transaction}</TransactionID></e:Header>\
         <e:Body>{body}</e:Body></e:Envelope>"
    )
}

fn rsp(code: u16, text: &str, id: &str) -> String {
    let body = format!(
        "<SubmitRsp xmlns=\"urn:mm7\"><MM7Version>6.8.0</MM7Version><Status><StatusCode>{code}\
         </StatusCode><StatusText>{text}</StatusText></Status><MessageID>{id}</MessageID></SubmitRsp>"
    );
    soap("t-1", &body)
}

fn fault(code: u16, text: &str) -> String {
    let body = format!(
        "<e:Fault><faultcode>e:Client</faultcode><faultstring>{text}</faultstring><detail>\
         <RSErrorRsp xmlns=\"urn:mm7\"><Status><StatusCode>{code}</StatusCode></Status></RSErrorRsp>\
         </detail></e:Fault>"
    );
    soap("t-1", &body)
}

fn outcome(http: u16, body: &str) -> Handover {
    judge(&answer(http, &[], body), &submission(), &[])
}

/// A short spelling of an outcome, with the carrier's words.
fn brief(outcome: &Handover) -> String {
    let said = |words: &crate::Words| {
        let text = words.text.as_deref().unwrap_or("-");
        format!("{} {text}", words.code.as_deref().unwrap_or("-"))
    };
    match outcome {
        Handover::Receipt {
            carrier_message_id,
            words,
            ..
        } => {
            format!("receipt {carrier_message_id}: {}", said(words))
        }
        Handover::NotNow { words, .. } => format!("not now: {}", said(words)),
        Handover::Never { words, because } => format!("never, {because:?}: {}", said(words)),
        Handover::NotSent { why } => format!("not sent: {why}"),
        Handover::Unknown { why } => format!("unknown: {why}"),
    }
}

#[track_caller]
fn check(http: u16, body: &str, expected: &str) {
    let brief = brief(&outcome(http, body));
    assert!(brief.starts_with(expected), "{brief}\nand not\n{expected}");
}

#[test]
fn a_taken_message_has_a_receipt() {
    check(
        200,
        &rsp(1000, "Success", " 0/A b\n"),
        "receipt 0/A b: 1000 Success",
    );
    check(200, &rsp(1100, "", "7"), "receipt 7: 1100 -");
    check(500, &rsp(1000, "OK", "7"), "receipt 7: 1000 OK");
}

#[test]
fn a_taken_message_without_a_name_is_doubtful() {
    check(
        200,
        &rsp(1000, "Success", " "),
        "unknown: the answer says 1000 and gives no MessageID",
    );
}

#[test]
fn an_answer_to_another_request_is_doubtful() {
    let other = rsp(1000, "", "7").replace("t-1", "t-2");
    check(
        200,
        &other,
        "unknown: the answer is to transaction \"t-2\" and not to ours, \"t-1\"",
    );
    let refused = rsp(2004, "", "").replace("t-1", "t-2");
    check(200, &refused, "unknown: the answer is to transaction");
    check(
        200,
        &rsp(1000, "OK", "7").replace("t-1", "\n t-1 "),
        "receipt 7",
    );
    check(200, &rsp(4006, "", "").replace("t-1", ""), "not now: 4006");
}

#[test]
fn busy_networks_are_tried_again() {
    check(
        200,
        &rsp(4006, "Service unavailable", ""),
        "not now: 4006 Service unavailable",
    );
    check(200, &rsp(3000, "Server error", ""), "not now: 3000");
    check(200, &rsp(3510, "throughput exceeded", ""), "not now: 3510");
    check(500, &fault(4006, "Busy"), "not now: 4006 Busy");
}

#[test]
fn refusals_of_the_message_are_final() {
    check(
        200,
        &rsp(2002, "Address error", ""),
        "never, Other: 2002 Address error",
    );
    check(
        200,
        &rsp(2004, "Multimedia content refused", ""),
        "never, Other: 2004",
    );
    check(
        200,
        &rsp(2004, "Message size exceeds 600 KB", ""),
        "never, Size: 2004",
    );
    check(
        200,
        &rsp(2004, "Unsupported media type video/3gpp", ""),
        "never, Type: 2004",
    );
    check(200, &rsp(2560, "", ""), "never, Size: 2560");
    check(
        200,
        &rsp(2561, "Content-Type not allowed", ""),
        "never, Type: 2561",
    );
    check(
        200,
        &rsp(2002, "Address of wrong size", ""),
        "never, Other: 2002",
    );
    check(
        200,
        &rsp(2007, "no Content-Type in part 2", ""),
        "never, Other: 2007",
    );
    check(400, &fault(3002, "Rejected"), "never, Other: 3002 Rejected");
}

#[test]
fn refusals_of_the_link_wait_for_its_repair() {
    check(
        401,
        &fault(4001, "Improper identification"),
        "not now: 4001",
    );
    check(200, &rsp(4002, "Unsupported version", ""), "not now: 4002");
    check(200, &rsp(2568, "", ""), "not now: 2568");
}

#[test]
fn an_operator_may_mean_a_refusal_as_transient() {
    let refused = answer(200, &[], &rsp(4007, "Service denied", ""));
    let lenient = judge(&refused, &submission(), &[2001, 4007]);
    assert_eq!(brief(&lenient), "not now: 4007 Service denied");
    assert_eq!(
        brief(&judge(&refused, &submission(), &[])),
        "never, Other: 4007 Service denied"
    );
}

#[test]
fn a_fault_without_a_status_counts_by_its_side() {
    let fault = |side: &str| {
        let body = format!(
            "<e:Fault><faultcode>{side}</faultcode><faultstring>no</faultstring></e:Fault>"
        );
        soap("", &body)
    };
    check(500, &fault("e:Server"), "not now: 3000 no");
    check(500, &fault("e:Client"), "never, Other: 2000 no");
}

#[test]
fn what_is_no_answer_to_a_submission_is_doubtful() {
    let report =
        "<DeliveryReportRsp><Status><StatusCode>1000</StatusCode></Status></DeliveryReportRsp>";
    check(
        200,
        &soap("t-1", report),
        "unknown: the answer is a DeliveryReportRsp",
    );
    check(
        200,
        &soap("t-1", "<Hello/>"),
        "unknown: the answer is a Hello",
    );
    check(
        200,
        &soap("t-1", "<SubmitRsp/>"),
        "unknown: HTTP 200 without a usable answer",
    );
    check(200, "", "unknown: HTTP 200 without a usable answer");
    check(202, "queued", "unknown: HTTP 202");
    check(
        200,
        "<html>Your request was received</html>",
        "unknown: HTTP 200",
    );
    let whole = rsp(1000, "Success", "7");
    check(200, &whole[..whole.len() / 2], "unknown: HTTP 200");
}

#[test]
fn http_alone_speaks_where_there_is_no_soap() {
    check(429, "slow down", "not now: HTTP 429 the MMSC is busy");
    check(503, "", "not now: HTTP 503 the MMSC is busy");
    check(401, "", "not now: HTTP 401");
    check(403, "<html>no</html>", "not now: HTTP 403");
    check(
        404,
        "",
        "not now: HTTP 404 there is no MMSC at this address",
    );
    check(405, "", "not now: HTTP 405");
    check(308, "", "not now: HTTP 308 the MMSC has moved");
    check(400, "", "never, Other: HTTP 400");
    check(413, "", "never, Size: HTTP 413");
    check(500, "", "unknown: HTTP 500");
    check(502, "<html>Bad gateway</html>", "unknown: HTTP 502");
    check(504, "", "unknown: HTTP 504");
    check(303, "", "unknown: HTTP 303");
}

#[test]
fn a_wanted_pause_is_kept() {
    #[track_caller]
    fn check(headers: &[(&'static str, &str)], expected: Option<u64>) {
        for body in ["", &rsp(4006, "", "")] {
            let outcome = judge(&answer(503, headers, body), &submission(), &[]);
            let Handover::NotNow { pause, .. } = outcome else {
                panic!("{outcome:?}");
            };
            assert_eq!(pause, expected.map(Duration::from_secs), "{headers:?}");
        }
    }
    let date = ("date", "Sat, 31 Jan 2026 12:10:00 GMT");
    let then = ("retry-after", "Sat, 31 Jan 2026 12:11:30 GMT");
    check(&[], None);
    check(&[("retry-after", " 120 ")], Some(120));
    check(&[("retry-after", "soon")], None);
    check(&[("retry-after", "-3")], None);
    check(&[date, then], Some(90));
    check(&[then], Some(690));
    check(&[("retry-after", "Sat, 31 Jan 2026 11:00:00 GMT")], Some(0));
}

#[test]
fn a_long_text_is_cut_and_put_on_one_line() {
    let said = format!("a\n\tb {}", "é".repeat(1000));
    let Handover::Never { words, because } = outcome(200, &rsp(2002, &said, "")) else {
        panic!("not a refusal");
    };
    let text = words.text.unwrap();
    assert!(
        text.starts_with("a b é") && text.chars().count() == 500,
        "{text}"
    );
    assert_eq!(because, Because::Other);
}
