//! One gateway for clients of every dialect: whichever is spoken, the same message goes out, and
//! the answer is one that the client understands.

use crate::call::{Answer, Call, element};
use crate::gateway::{Gateway, KEY};
use storage::account::LegacyUser;

const TO: &str = "12025550100";

/// MD5 of "password".
const PASS: &str = "5f4dcc3b5aa765d61d8327deb882cf99";

/// In every answer, so that no browser makes anything of it.
const WXML: &str = "/API/wxml/1.3/index.php";
const KEBAB: &str = "/ep/v1/";
const JSON: &str = "/ep/v2/";

async fn stage() -> Gateway {
    let gateway = Gateway::start().await;
    let user = LegacyUser {
        account: gateway.account,
        name: "acme".into(),
        pass: engine::pass_digest([7; 32], PASS),
    };
    gateway.store().set_legacy_user(&user).await.unwrap();
    gateway
}

/// The same order in each dialect, and the names by which its answer is read.
fn orders() -> [(Call, &'static str, [&'static str; 3]); 5] {
    let upper = ["STATUS", "TO", "TRACKINGID"];
    let lower = ["status", "to", "tracking-id"];
    let wxml = format!(
        "<REQUEST><ACTION>sendMMS</ACTION><API_KEY>{KEY}</API_KEY><TO>{TO}</TO><FROM>60856</FROM>\
         <SUBJECT>Hello</SUBJECT><NAME>n</NAME><FALLBACKSMSTEXT>f</FALLBACKSMSTEXT>\
         <SLIDE><TEXT>One\ntwo &amp; 3</TEXT><DURATION>7</DURATION></SLIDE></REQUEST>"
    );
    let legacy = format!(
        "<REQUEST><ACTION>sendMMS</ACTION><USER>acme</USER><PASS>{PASS}</PASS><TO>{TO}</TO>\
         <FROM>60856</FROM><SUBJECT>Hello</SUBJECT><CONTENT><NAME>n</NAME><SEQUENCE>\
         <SLIDE duration=\"7\"><TEXT>One\ntwo &amp; 3</TEXT></SLIDE></SEQUENCE></CONTENT></REQUEST>"
    );
    let kebab = format!(
        "<request><action>sendMMS</action><api-key>{KEY}</api-key><to>{TO}</to><from>60856</from>\
         <message-subject>Hello</message-subject><name>n</name>\
         <fallback-sms-text>f</fallback-sms-text><slide><message-text>One\ntwo & 3</message-text>\
         <duration>7</duration></slide></request>"
    );
    let json = format!(
        "{{\"action\":\"sendmms\",\"to\":{TO},\"from\":\"60856\",\"message-subject\":\"Hello\",\
         \"fallback-sms-text\":\"f\",\
         \"slide\":[{{\"message-text\":\"One\\ntwo & 3\",\"duration\":7}}]}}"
    );
    let get = format!(
        "action=sendmms&api_key={KEY}&to={TO}&from=60856&subject=Hello&name=n&fallbacksmstext=f\
         &slide_text_value_0=One%0Atwo+%26+3&slide_duration_0=7"
    );
    let html = "text/html; charset=UTF-8";
    let json = Call::post_to(JSON, json).header("x-api-key", KEY);
    [
        (Call::post_to(WXML, legacy), html, upper),
        (Call::post_to(WXML, wxml), html, upper),
        (Call::get(&get), html, upper),
        (
            Call::post_to(KEBAB, kebab),
            "text/xml; charset=UTF-8",
            lower,
        ),
        (json, "application/json; charset=utf-8", lower),
    ]
}

/// The value of a name, in XML or in JSON.
fn value<'a>(document: &'a str, name: &str) -> &'a str {
    if !document.starts_with('{') {
        return element(document, name);
    }
    let member = format!("\"{name}\":\"");
    let (_, rest) = document.split_once(&member).unwrap_or_default();
    rest.split_once('"').unwrap_or_default().0
}

#[tokio::test]
async fn the_same_message_goes_out_whatever_is_spoken() {
    let gateway = stage().await;
    let mut arrived = Vec::new();
    for (number, (call, content_type, [status, to, tracking])) in (1..).zip(orders()) {
        let answer = gateway.call(call).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), content_type);
        assert_eq!(value(&answer.body, status), "Success", "{}", answer.body);
        assert_eq!(value(&answer.body, to), TO);
        assert_eq!(value(&answer.body, tracking), format!("MMS_{number}"));
        gateway.until_final(&format!("MMS_{number}")).await;
        let submission = gateway.submissions().pop().expect("a message");
        let parts = submission.parts.iter().map(|part| part.text());
        let parts: Vec<_> = parts.map(|text| text.map(str::to_owned)).collect();
        arrived.push((submission.subject, parts));
    }
    for (dialect, other) in arrived.iter().enumerate() {
        assert_eq!(other, &arrived[0], "{dialect}");
    }
    let (subject, parts) = &arrived[0];
    assert_eq!(subject.as_deref(), Some("Hello"));
    assert_eq!(parts[1].as_deref(), Some("One\ntwo & 3"));
}

/// A client in production: it looks for its own root and its own type and for nothing else.
fn understands(answer: &Answer, content_type: &str, root: &str) -> bool {
    answer.header("content-type").starts_with(content_type)
        && answer.body.starts_with(&format!("<{root}>"))
        && answer.body.trim_end().ends_with(&format!("</{root}>"))
}

#[tokio::test]
async fn a_client_of_one_case_gets_that_case_on_either_path() {
    let gateway = Gateway::start().await;
    for path in [WXML, KEBAB, "/api/WXML/1.3", "/EP/V1"] {
        for (body, content_type, root) in [
            (
                "<REQUEST><ACTION>getMmsIds</ACTION></REQUEST>",
                "text/html",
                "RESPONSE",
            ),
            (
                "<REQUEST><ACTION>getMmsIds</REQUEST>",
                "text/html",
                "RESPONSE",
            ),
            (
                "<Request><ACTION>getMmsIds</ACTION></Request>",
                "text/html",
                "RESPONSE",
            ),
            (
                "<request><action>getMmsIds</action></request>",
                "text/xml",
                "response",
            ),
            (
                "<request><action>getMmsIds</request>",
                "text/xml",
                "response",
            ),
        ] {
            let answer = gateway.call(Call::post_to(path, body)).await;
            let understood = understands(&answer, content_type, root);
            assert!(understood, "{path} {body}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn parameters_are_answered_by_the_dialect_of_the_path() {
    let gateway = Gateway::start().await;
    for (path, root, code) in [
        (WXML, "RESPONSE", "ERRORCODE"),
        (KEBAB, "response", "error-code"),
    ] {
        let query = format!("action=sendmms&api_key={KEY}");
        let answer = gateway.call(Call::get(&query).at(path)).await;
        assert!(answer.body.starts_with(&format!("<{root}>")), "{path}");
        // What is missing is said in the code of the dialect too.
        let expected = if path == WXML { "E110" } else { "E201" };
        assert_eq!(answer.field(code), expected, "{}", answer.body);
    }
}

#[track_caller]
fn check_fault(answer: &Answer, code: &str, info: &str) {
    assert_eq!(answer.status, 200);
    let (found, said) = (
        value(&answer.body, "error-code"),
        value(&answer.body, "error-info"),
    );
    assert_eq!((found, said), (code, info));
}

#[tokio::test]
async fn json_takes_its_key_from_the_header_alone() {
    let gateway = Gateway::start().await;
    let wrong = "Authentication failed, Invalid API-key.";
    let body = format!("{{\"action\":\"getmmsids\",\"api-key\":\"{KEY}\"}}");
    let call = || Call::post_to(JSON, body.clone());
    for call in [
        call(),
        call().query(&format!("api_key={KEY}")),
        call().header("x-api-key", ""),
        call().header("x-api-key", "wrong"),
    ] {
        check_fault(&gateway.call(call).await, "E104", wrong);
    }
    let answer = gateway.call(call().header("X-Api-Key", KEY)).await;
    check_fault(
        &answer,
        "E200",
        "No MMS Templates were created in this account.",
    );
}

#[tokio::test]
async fn json_that_cannot_be_read_is_answered_with_its_place() {
    let gateway = Gateway::start().await;
    let parsing = "Invalid JSON. JSON parsing failed:";
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    for (body, place) in [
        ("", "line 1, column 1: the text ends too early"),
        ("<request/>", "line 1, column 1: a value is expected"),
        (
            "{\"action\":\n\"x\0\"}",
            "line 2, column 3: a control character in a string",
        ),
        (deep.as_str(), "line 1, column 37: deeper than 32 levels"),
    ] {
        let answer = gateway.call(Call::post_to(JSON, body)).await;
        check_fault(&answer, "E108", &format!("{parsing} {place}."));
    }
    let answer = gateway
        .call(Call::post_to(JSON, b"{\"\xff\":1}".to_vec()))
        .await;
    check_fault(
        &answer,
        "E108",
        &format!("{parsing} line 1, column 3: not UTF-8."),
    );
}

#[tokio::test]
async fn json_is_served_by_post_alone_and_says_so() {
    let gateway = Gateway::start().await;
    for method in ["GET", "HEAD", "OPTIONS", "PUT"] {
        let answer = gateway.call(Call::to(method, "/ep/v2")).await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, "POST"),
            "{method}"
        );
        assert_eq!(
            answer.header("content-type"),
            "application/json; charset=utf-8"
        );
    }
    for path in ["/ep/v1", WXML] {
        let answer = gateway.call(Call::to("PUT", path)).await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, "GET, POST"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn credentials_that_are_missing_have_the_code_of_the_dialect() {
    let gateway = Gateway::start().await;
    let legacy = |inside: &str| Call::post(format!("<REQUEST>{inside}<CONTENT/></REQUEST>"));
    let action = "<ACTION>saveMMS</ACTION>";
    for (call, code) in [
        (legacy(action), "E102"),
        (legacy(&format!("{action}<PASS>{PASS}</PASS>")), "E102"),
        (legacy(&format!("{action}<USER>acme</USER>")), "E103"),
        (legacy("<USER>acme</USER>"), "E101"),
        (Call::post(format!("<REQUEST>{action}</REQUEST>")), "E100"),
    ] {
        let answer = gateway.call(call).await;
        assert_eq!(answer.field("ERRORCODE"), code, "{}", answer.body);
    }
    let unknown = format!("<ACTION>fly</ACTION><API_KEY>{KEY}</API_KEY>");
    assert_eq!(
        gateway.call(legacy(&unknown)).await.field("ERRORCODE"),
        "E101"
    );
    let newer = Call::post(format!("<REQUEST>{unknown}</REQUEST>"));
    assert_eq!(gateway.call(newer).await.field("ERRORCODE"), "E107");
}
