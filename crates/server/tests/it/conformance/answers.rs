//! What answers and postbacks hold: which fields, in which order, and what stands in them.

use crate::call::Answer;
use crate::cites::covers;
use crate::conformance::request::Dialect::{self, Get, Json, Kebab, Legacy, Wxml};
use crate::conformance::request::Request;
use crate::conformance::table::{Table, same, stage};
use crate::gateway::Gateway;

const DETAILS: &str = "MMS request accepted and queued for delivery";

/// Names and texts of an answer in their order.
fn said(dialect: Dialect, answer: &Answer) -> Vec<(String, String)> {
    if dialect == Json {
        return json(&answer.body);
    }
    let own = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    answer.fields().into_iter().map(own).collect()
}

/// The pairs of a flat object of strings, in the order in which they are written.
fn json(body: &str) -> Vec<(String, String)> {
    let inside = body
        .trim()
        .trim_start_matches("{\"")
        .trim_end_matches("\"}");
    let pairs = inside
        .split("\",\"")
        .filter_map(|pair| pair.split_once("\":\""));
    pairs
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

/// Field names of WXML, each with its text.
type Fields<'a> = &'a [(&'a str, &'a str)];

#[track_caller]
fn check(
    table: &mut Table,
    items: &'static str,
    (dialect, answer): (Dialect, &Answer),
    expected: Fields<'_>,
) {
    let name = |name: &str| match dialect {
        Legacy | Wxml | Get => name.to_owned(),
        Kebab | Json => dialect.spell(name),
    };
    let expected = expected
        .iter()
        .map(|(field, text)| (name(field), (*text).to_owned()));
    let expected: Vec<(String, String)> = expected.collect();
    table.row(items, same("fields", &said(dialect, answer), &expected));
}

#[tokio::test]
async fn a_direct_send() {
    let gateway = stage(|_| ()).await;
    let mut table = Table::default();
    let success = "S0-42 S1-40 S2-77 S2-78 S2-79 S2-80 S2-81 S2-82 S3-73 S3-84 S3-144 S3-148";
    let failure = "S0-42 S0-55 S0-56 S1-40 S2-77 S2-78 S2-79 S2-81 S2-82 S3-73 S3-84 S3-149";
    for (dialect, number) in Dialect::ALL.into_iter().zip(1..) {
        let sent = gateway
            .call(Request::send().with("TO", " +12025550100 ").call(dialect))
            .await;
        let (mms_id, tracking) = (format!("{}", 9_999 + number), format!("MMS_{number}"));
        let mut expected = vec![
            ("STATUS", "Success"),
            ("TO", "12025550100"),
            ("MMSID", mms_id.as_str()),
            ("TRACKINGID", tracking.as_str()),
        ];
        if dialect != Legacy {
            expected.push(("STATUSDETAILS", DETAILS));
        }
        check(&mut table, success, (dialect, &sent), &expected);
        let refused = gateway
            .call(Request::send().with("FROM", "99999").call(dialect))
            .await;
        let expected = [
            ("STATUS", "Failure"),
            ("ERRORCODE", "E111"),
            ("TO", "12025550100"),
            ("ERRORINFO", "Invalid shortcode"),
        ];
        check(&mut table, failure, (dialect, &refused), &expected);
    }
    table.end();
}

#[tokio::test]
async fn a_send_of_saved_content() {
    let gateway = stage(|_| ()).await;
    let mut table = Table::default();
    let saved = gateway.call(Request::save().call(Wxml)).await;
    check(
        &mut table,
        "",
        (Wxml, &saved),
        &[("STATUS", "Success"), ("MMSID", "10000")],
    );
    let encoded = ["", "TU1TXzI=", "TU1TXzM=", "TU1TXzQ=", "TU1TXzU="];
    for (dialect, tracking) in Dialect::ALL.into_iter().zip(encoded) {
        let sent = gateway
            .call(Request::send_saved("10000").call(dialect))
            .await;
        let tracking = if dialect == Legacy { "MMS_1" } else { tracking };
        let mut expected = vec![
            ("STATUS", "Success"),
            ("MMSID", "10000"),
            ("TRACKINGID", tracking),
            ("TO", "12025550100"),
            ("FROM", "60856"),
        ];
        if dialect != Legacy {
            expected.push(("STATUSDETAILS", DETAILS));
        }
        check(
            &mut table,
            "S4-42 S4-65 S4-66 S4-68",
            (dialect, &sent),
            &expected,
        );
        let unpaid = Request::send_saved("10000").with("TO", "12025550123");
        let refused = gateway.call(unpaid.call(dialect)).await;
        let expected = [
            ("STATUS", "Failure"),
            ("ERRORCODE", "E713"),
            ("TO", "12025550123"),
            ("ERRORINFO", "There is billing problem on your account"),
        ];
        check(&mut table, "S4-42 S4-69", (dialect, &refused), &expected);
    }
    table.end();
}

/// Sends, waits until all is told, and returns bodies of the postbacks of this message.
async fn told(gateway: &Gateway, dialect: Dialect, request: &Request) -> (String, Vec<String>) {
    let answer = gateway.call(request.call(dialect)).await;
    let tracking = dialect.read(&answer, "TRACKINGID");
    gateway.until_final(&tracking).await;
    let all = gateway.postbacks().into_iter();
    let of_message = all.filter(|body| body.contains(&tracking)).collect();
    (tracking, of_message)
}

#[tokio::test]
async fn postbacks_name_the_message_and_what_became_of_it() {
    let gateway = stage(|_| ()).await;
    let request = Request::send().with("CLIENT_REFERENCE", "order-4711");
    for dialect in [Wxml, Get] {
        let (tracking, told) = told(&gateway, dialect, &request).await;
        let field = |name: &str| {
            told.iter()
                .map(|it| crate::call::element(it, name))
                .collect::<Vec<_>>()
        };
        assert_eq!(field("TRACKINGID"), [&tracking, &tracking]);
        assert_eq!(field("CODE"), ["N101", "N102"]);
        assert_eq!(field("STATUS"), ["Message Sent", "Message Sent/Delivered"]);
        assert_eq!(field("CLIENT_REFERENCE"), ["order-4711"; 2]);
    }
    covers("S2-75 S2-79 S3-150");
}
