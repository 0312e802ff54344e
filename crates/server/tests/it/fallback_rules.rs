//! When a send needs a text for the SMS that it might become: all 32 rows of the contract's table,
//! in every dialect, and what an account may change about them.

use crate::call::{Answer, Call};
use crate::gateway::{Gateway, KEY, Setup};
use domain::account::{Class, FallbackRule};

/// The rows in the order of the contract, FB00 to FB31: accepted by WXML and GET, by KEBAB and
/// JSON, by LEGACY.
const ROWS: [&str; 32] = [
    "nny", "yny", "yyy", "yyy", "nnn", "yny", "yyy", "yyy", // F 0, D 0
    "yyy", "yyy", "yyy", "yyy", "yyy", "yyy", "yyy", "yyy", // F 0, D 1
    "nny", "yny", "yyy", "yyy", "nnn", "yny", "yyy", "yyy", // F 1, D 0
    "nny", "yny", "yyy", "yyy", "nnn", "yny", "yyy", "yyy", // F 1, D 1
];

const DIALECTS: [&str; 5] = ["wxml", "get", "kebab", "json", "legacy"];

/// Whether a row says that a dialect accepts it.
fn expected(row: usize, dialect: &str) -> bool {
    let column = match dialect {
        "wxml" | "get" => 0,
        "kebab" | "json" => 1,
        _ => 2,
    };
    ROWS[row].as_bytes()[column] == b'y'
}

/// The fields of a row: what is forced, forbidden and given. Bits: F 16, D 8, L 4, T 2, S 1.
fn fields(row: usize) -> Vec<(&'static str, &'static str)> {
    let bit = |bit: usize| row & bit != 0;
    let mut fields = vec![
        ("force-send-as-sms", if bit(16) { "true" } else { "false" }),
        ("disable-fallback-sms", if bit(8) { "yes" } else { "no" }),
        (
            "disable-fallback-sms-link",
            if bit(4) { "yes" } else { "no" },
        ),
    ];
    fields.extend(bit(2).then_some(("fallback-sms-text", "Look:")));
    fields.extend(bit(1).then_some(("message-subject", "News")));
    fields
}

/// A `sendMMS` with these fields, as a dialect writes it; names are read alike everywhere.
fn call(dialect: &str, row: usize) -> Call {
    let mut all = vec![
        ("action", "sendMMS"),
        ("to", "12025550100"),
        ("from", "60856"),
        ("name", "news"),
    ];
    all.extend(fields(row));
    let element = |name: &str, value: &str| format!("<{name}>{value}</{name}>");
    let upper =
        |(name, value): &(&str, &str)| element(&name.replace('-', "_").to_uppercase(), value);
    let uppers = all.iter().map(upper).collect::<String>();
    let key = element("API_KEY", KEY);
    match dialect {
        "wxml" => Call::post(format!(
            "<REQUEST>{key}{uppers}<SLIDE><TEXT>Hi</TEXT></SLIDE></REQUEST>"
        )),
        "legacy" => Call::post(format!(
            "<REQUEST>{key}{uppers}<CONTENT><SEQUENCE><SLIDE><TEXT>Hi</TEXT></SLIDE></SEQUENCE>\
             </CONTENT></REQUEST>"
        )),
        "get" => {
            let pairs = all.iter().map(|(name, value)| format!("&{name}={value}"));
            let pairs = pairs.collect::<String>();
            Call::get(&format!("api_key={KEY}&slide_text_0=Hi{pairs}"))
        }
        "kebab" => {
            let lowers = all.iter().map(|(name, value)| element(name, value));
            let lowers = lowers.collect::<String>();
            let key = element("api-key", KEY);
            let slide = "<slide><message-text>Hi</message-text></slide>";
            Call::post(format!("<request>{key}{lowers}{slide}</request>"))
        }
        _ => {
            let pairs = all
                .iter()
                .map(|(name, value)| format!("\"{name}\":\"{value}\","));
            let pairs = pairs.collect::<String>();
            let body = format!("{{{pairs}\"slide\":[{{\"message-text\":\"Hi\"}}]}}");
            Call::post_to("/ep/v2", body).header("x-api-key", KEY)
        }
    }
}

#[track_caller]
fn check(answer: &Answer, accepted: bool, what: &str) {
    let body = &answer.body;
    assert_eq!(body.contains("Success"), accepted, "{what}: {body}");
    assert_eq!(body.contains("E622"), !accepted, "{what}: {body}");
}

async fn with(change: impl FnOnce(&mut Setup)) -> Gateway {
    Gateway::with(|setup| {
        setup.account.senders[0].sms_route = true;
        change(setup);
    })
    .await
}

#[tokio::test]
async fn every_row_holds_in_every_dialect() {
    let gateway = with(|_| ()).await;
    for row in 0..ROWS.len() {
        for dialect in DIALECTS {
            let answer = gateway.call(call(dialect, row)).await;
            check(
                &answer,
                expected(row, dialect),
                &format!("FB{row:02} {dialect}"),
            );
        }
    }
}

#[tokio::test]
async fn an_account_may_have_the_rule_of_another_dialect() {
    for (rule, like) in [
        (FallbackRule::TextOrSubject, "wxml"),
        (FallbackRule::Text, "json"),
        (FallbackRule::TextSubjectOrLink, "legacy"),
    ] {
        let gateway = with(|setup| setup.account.policy.fallback_rule = Some(rule)).await;
        for row in 0..ROWS.len() {
            for dialect in ["wxml", "json", "legacy"] {
                let answer = gateway.call(call(dialect, row)).await;
                let what = format!("FB{row:02} {dialect} {rule:?}");
                check(&answer, expected(row, like), &what);
            }
        }
    }
}

#[tokio::test]
async fn a_standard_account_needs_a_text_only_for_a_forced_sms() {
    let gateway = with(|setup| setup.account.policy.class = Class::Standard).await;
    for row in 0..ROWS.len() {
        for dialect in DIALECTS {
            let answer = gateway.call(call(dialect, row)).await;
            let accepted = row < 16 || expected(row, dialect);
            check(&answer, accepted, &format!("FB{row:02} {dialect}"));
        }
    }
}
