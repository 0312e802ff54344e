//! Messages taken back, and messages that get another content.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use mmsc::{Running, Settings};

use crate::gateway::{Gateway, LIMIT, between, mmsc, post_request, request, submit};

const NAMESPACE: &str =
    "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-6-MM7-1-4";

fn cancel(fields: &str) -> String {
    envelope("CancelReq", fields)
}

fn envelope(name: &str, fields: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header>\
         <TransactionID xmlns=\"{NAMESPACE}\" e:mustUnderstand=\"1\">c-1</TransactionID></e:Header>\
         <e:Body><{name} xmlns=\"{NAMESPACE}\"><MM7Version>6.8.0</MM7Version>{fields}</{name}>\
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

/// Takes back what bears this name.
fn all_of(name: &str) -> String {
    envelope(
        "extendedCancelReq",
        &format!("{WHO}<CancelID>{name}</CancelID>"),
    )
}

/// Submits to this number with a LinkedID, and returns the MessageID.
async fn linked(mmsc: &Running, transaction: &str, number: &str) -> String {
    let code = "<mm7:ServiceCode>gold</mm7:ServiceCode>";
    let with = format!("{code}<mm7:LinkedID>spring</mm7:LinkedID>");
    let body = request(transaction, number).replace(code, &with);
    let (_, answer) = submit(mmsc, body).await.expect("an answer");
    between(&answer, "<mm7:MessageID>", "<").to_owned()
}

#[tokio::test]
async fn messages_of_one_name_are_taken_back_together() {
    const RSP: &str = "extendedCancelRsp";
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    check(&ask(&mmsc, all_of("spring")).await, RSP, 2005);
    let first = linked(&mmsc, "t-1", "12025550105").await;
    let second = linked(&mmsc, "t-2", "12025550105").await;
    check(&ask(&mmsc, all_of("spring")).await, RSP, 1000);
    let reports = gateway.reports(2).await;
    for id in [first, second] {
        let of_it = |report: &&String| between(report, "<mm7:MessageID>", "<") == id;
        let report = reports.iter().find(of_it).expect("a report");
        assert_eq!(between(report, "<mm7:MMStatus>", "<"), "Cancelled");
    }
    check(&ask(&mmsc, all_of("spring")).await, RSP, 2005);
    linked(&mmsc, "t-3", "12025550105").await;
    check(&ask(&mmsc, all_of("spring")).await, RSP, 1100);
    let of_release_5 = all_of("spring")
        .replace("REL-6-MM7-1-4", "REL-5-MM7-1-5")
        .replace("6.8.0", "5.10.0");
    check(&ask(&mmsc, of_release_5).await, "RSErrorRsp", 4004);
}

/// A ReplaceReq for that message, with the content of a good submission and this text in it.
fn replacement(message_id: &str, fields: &str, text: &str) -> String {
    let good = request("c-1", "12025550105");
    let (before, rest) = good.split_once("<mm7:SubmitReq").expect("a SubmitReq");
    let (_, after) = rest.split_once("</mm7:SubmitReq>").expect("its end");
    format!(
        "{before}<mm7:ReplaceReq xmlns:mm7=\"{NAMESPACE}\"><mm7:MM7Version>6.8.0</mm7:MM7Version>\
         <mm7:SenderIdentification><mm7:VASPID>acme</mm7:VASPID><mm7:VASID>news</mm7:VASID>\
         </mm7:SenderIdentification><mm7:MessageID>{message_id}</mm7:MessageID>{fields}\
         <mm7:Content href=\"cid:mms@example\"/></mm7:ReplaceReq>{after}"
    )
    .replace("Gr\u{fc}\u{df}e \u{2013} hello", text)
}

/// What the handset gets as text.
fn text(message: &mmsc::Submission) -> Option<&str> {
    message
        .fetched()
        .iter()
        .find_map(|it| match it.id.as_str() {
            "t.txt" => it.text(),
            _ => None,
        })
}

async fn replace(mmsc: &Running, body: String) -> String {
    let (_, answer) = submit(mmsc, body).await.expect("an answer");
    answer
}

#[tokio::test]
async fn the_handset_gets_the_content_that_took_the_place_of_the_first() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let id = sent(&mmsc, "12025550105").await;
    for new in ["A new text", "Newer still"] {
        let answer = replace(&mmsc, replacement(&id, "", new)).await;
        check(&answer, "ReplaceRsp", 1000);
        assert_eq!(text(&mmsc.log().get(1).unwrap()), Some(new));
    }
    let quiet = format!("{WHO}<MessageID>{id}</MessageID><ReadReply>false</ReadReply>");
    let answer = ask(&mmsc, envelope("ReplaceReq", &quiet)).await;
    check(&answer, "ReplaceRsp", 1000);
    let message = mmsc.log().get(1).unwrap();
    assert_eq!(text(&message), Some("Newer still"), "the content stays");
    assert!(!message.wants_read_reply);
    assert_eq!(message.replacements.len(), 3);
    let first = message.parts.iter().find_map(mmsc::Part::text);
    assert!(first.is_some(), "what was submitted stays in the record");
    assert_eq!(mmsc.log().count(), 1, "no submission");
}

#[tokio::test]
async fn what_is_delivered_taken_back_or_unknown_gets_no_other_content() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let of = |id: &str| replacement(id, "", "too late");
    check(&replace(&mmsc, of("lost")).await, "ReplaceRsp", 2005);
    let id = sent(&mmsc, "12025550100").await;
    gateway.reports(1).await;
    check(&replace(&mmsc, of(&id)).await, "ReplaceRsp", 3001);
    let silent = linked(&mmsc, "t-2", "12025550105").await;
    check(&ask(&mmsc, self::of(&silent)).await, "CancelRsp", 1000);
    check(&replace(&mmsc, of(&silent)).await, "ReplaceRsp", 2005);
    for message in mmsc.log().all() {
        assert!(message.replacements.is_empty());
    }
}

#[tokio::test]
async fn a_replacement_is_read_as_strictly_as_a_submission() {
    let mmsc = mmsc::Mmsc::start(Settings::default()).await.unwrap();
    let id = sent(&mmsc, "12025550105").await;
    let good = replacement(&id, "", "new");
    let misplaced =
        "<mm7:ReadReply>true</mm7:ReadReply><mm7:TimeStamp>2026-11-20T12:00:00Z</mm7:TimeStamp>";
    let no_boolean = "<mm7:ReadReply>often</mm7:ReadReply>";
    for (body, status) in [
        (good.replace("cid:mms@example", "cid:other"), 2007),
        (good.replace("src=\"t.txt\"", "src=\"u.txt\""), 2007),
        (good.replace("MessageID>", "MessageId>"), 4004),
        (replacement(&id, misplaced, "new"), 4004),
        (replacement(&id, no_boolean, "new"), 4004),
        (
            good.replace("<mm7:Content href=\"cid:mms@example\"/>", ""),
            2007,
        ),
    ] {
        check(&replace(&mmsc, body).await, "RSErrorRsp", status);
    }
    let without_part =
        format!("{WHO}<MessageID>{id}</MessageID><Content href=\"cid:mms@example\"/>");
    let answer = ask(&mmsc, envelope("ReplaceReq", &without_part)).await;
    check(&answer, "RSErrorRsp", 2007);
    assert!(mmsc.log().get(1).unwrap().replacements.is_empty());
}
