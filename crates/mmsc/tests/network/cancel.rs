//! Messages taken back.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use mmsc::{Running, Settings};

use crate::gateway::{Gateway, LIMIT, between, mmsc, post_request, request, submit};

const NAMESPACE: &str =
    "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-6-MM7-1-4";

fn cancel(fields: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header>\
         <TransactionID xmlns=\"{NAMESPACE}\" e:mustUnderstand=\"1\">c-1</TransactionID></e:Header>\
         <e:Body><CancelReq xmlns=\"{NAMESPACE}\"><MM7Version>6.8.0</MM7Version>{fields}</CancelReq>\
         </e:Body></e:Envelope>"
    )
}

const WHO: &str = "<SenderIdentification><VASPID>acme</VASPID><VASID>news</VASID>\
                   </SenderIdentification>";

fn of(message_id: &str) -> String {
    cancel(&format!("{WHO}<MessageID>{message_id}</MessageID>"))
}

async fn ask(mmsc: &Running, body: String) -> String {
    let plain = HeaderValue::from_static("text/xml; charset=utf-8");
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, plain)]);
    let request = post_request(mmsc, body).headers(headers);
    let answer = request.send().await.expect("an answer");
    answer.text().await.expect("a text")
}

#[track_caller]
fn check(answer: &str, name: &str, status: u16) {
    assert!(answer.contains(&format!("<mm7:{name} ")), "{answer}");
    assert!(answer.contains(">c-1</mm7:TransactionID>"), "{answer}");
    let found = between(answer, "<mm7:StatusCode>", "<");
    assert_eq!(found, status.to_string(), "{answer}");
}

/// Submits to this number and returns the MessageID.
async fn sent(mmsc: &Running, number: &str) -> String {
    let (_, answer) = submit(mmsc, request("t-1", number))
        .await
        .expect("an answer");
    between(&answer, "<mm7:MessageID>", "<").to_owned()
}

#[tokio::test]
async fn a_message_that_waits_is_taken_back_once_and_that_is_reported() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let id = sent(&mmsc, "12025550105").await;
    check(&ask(&mmsc, of(&id)).await, "CancelRsp", 1000);
    let report = &gateway.reports(1).await[0];
    assert_eq!(between(report, "<mm7:MMStatus>", "<"), "Cancelled");
    assert_eq!(between(report, "<mm7:MessageID>", "<"), id);
    check(&ask(&mmsc, of(&id)).await, "CancelRsp", 2005);
    assert_eq!(mmsc.log().count(), 1, "no submission");
}

#[tokio::test]
async fn a_message_that_is_delivered_or_unknown_is_not_taken_back() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    check(&ask(&mmsc, of("lost")).await, "CancelRsp", 2005);
    let id = sent(&mmsc, "12025550100").await;
    let reported = |log: &[mmsc::Submission]| log[0].is_reported("Retrieved");
    mmsc.log().wait_for(reported, LIMIT).await.unwrap();
    check(&ask(&mmsc, of(&id)).await, "CancelRsp", 3001);
    let others = of(&id).replace("acme", "other");
    check(&ask(&mmsc, others).await, "CancelRsp", 2005);
}

#[tokio::test]
async fn a_breach_is_answered_with_a_fault() {
    let mmsc = mmsc::Mmsc::start(Settings::default()).await.unwrap();
    for (body, status) in [
        (cancel(&format!("<MessageID>1</MessageID>{WHO}")), 4004),
        (cancel(WHO), 4004),
        (
            cancel(&format!(
                "{WHO}<MessageID>1</MessageID><Subject>Hi</Subject>"
            )),
            4004,
        ),
        (of("1").replace("6.8.0", "7.0.0"), 4002),
        (of("1").replace("e:mustUnderstand", "must"), 2007),
    ] {
        check(&ask(&mmsc, body).await, "RSErrorRsp", status);
    }
}
