//! Fields that may not be left out: what each dialect answers when they are.

use crate::conformance::request::Dialect::{self, Get, Json, Kebab, Legacy, Wxml};
use crate::conformance::request::{Request, USER};
use crate::conformance::table::{Table, stage};
use crate::gateway::Gateway;

const UPPER: &str =
    "Invalid request. Make a valid request via GET/POST/XML with all the required variables.";
const LOWER: &str = "Invalid request, please make a valid XML Post request.";
const SHORTCODE: (&str, &str) = ("E111", "Invalid shortcode");

type Row = (&'static str, Dialect, Request, (&'static str, &'static str));

async fn check(gateway: &Gateway, rows: Vec<Row>) {
    let mut table = Table::default();
    for (items, dialect, request, expected) in rows {
        let asked = (dialect, &request);
        table.refused(gateway, items, asked, expected).await;
    }
    table.end();
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

#[tokio::test]
async fn a_direct_send_in_legacy() {
    let without = |name| Request::send().without(name);
    let unopened = Request::send().without_credential();
    let invalid = ("E101", "'action' required/Invalid Action");
    let no_user = ("E102", "'user' or 'api_key' required");
    let no_pass = ("E103", "'pass' md5(password) required");
    let no_receiver = ("E201", "The receiver number is required");
    let no_name = ("E311", "The 'name' is required.");
    let rows = vec![
        ("S0-29", Legacy, Request::send().without_action(), invalid),
        ("S0-29", Legacy, Request::send().act("fly"), invalid),
        ("S0-29", Legacy, unopened.clone(), no_user),
        ("S0-29", Legacy, unopened.with("USER", USER), no_pass),
        ("S0-30 S0-46", Legacy, without("TO"), no_receiver),
        ("S0-31 S0-35", Legacy, without("FROM"), SHORTCODE),
        ("S0-32", Legacy, without("NAME"), no_name),
        (
            "S0-33",
            Legacy,
            Request::send().slides(&[]),
            ("E312", "No slides."),
        ),
    ];
    check(&stage(|_| ()).await, rows).await;
}

#[tokio::test]
async fn a_direct_send_in_wxml_and_get() {
    let rows = |dialect| {
        let without = |name| Request::send().without(name);
        let textless = without("SUBJECT").without("FALLBACKSMSTEXT");
        let no_text = ("E622", "The 'fallbacksmstext' is required.");
        let no_name = ("E311", "The 'name' is required.");
        vec![
            (
                "S2-33 S3-65",
                dialect,
                Request::send().without_action(),
                ("E100", UPPER),
            ),
            (
                "S2-34 S3-65",
                dialect,
                Request::send().without_credential(),
                ("E100", UPPER),
            ),
            (
                "S2-49 S3-66",
                dialect,
                without("TO"),
                ("E110", "Invalid receiver number."),
            ),
            ("S2-43 S3-67", dialect, without("FROM"), SHORTCODE),
            ("S2-40 S3-68", dialect, without("NAME"), no_name),
            (
                "S2-45 S3-69",
                dialect,
                Request::send().slides(&[]),
                ("E312", "No slides."),
            ),
            ("S2-56 S3-71", dialect, textless, no_text),
        ]
    };
    let gateway = stage(|_| ()).await;
    check(&gateway, rows(Wxml)).await;
    check(&gateway, rows(Get)).await;
}

/// An account with products, so that a service id is needed.
async fn with_services() -> Gateway {
    let services = |sender: &mut domain::account::Sender| {
        sender.service_ids = vec!["60856mms".into()];
    };
    stage(|setup| setup.account.senders.iter_mut().for_each(services)).await
}

const NO_SERVICE: (&str, &str) = ("E627", "Invalid service-id / service-id is required.");
const NO_TEXT: (&str, &str) = ("E622", "fallback-sms-text is required.");

#[tokio::test]
async fn a_direct_send_in_kebab() {
    let send = || Request::send().with("SERVICEID", "60856mms");
    let without = |name| send().without(name);
    let no_receiver = ("E201", "The receiver number is required");
    let no_name = ("E311", "Invalid MMS name / name is required.");
    let rows = vec![
        ("S1-21", Kebab, send().without_action(), ("E100", LOWER)),
        ("S1-22", Kebab, send().without_credential(), ("E100", LOWER)),
        ("S1-23 S1-44", Kebab, without("TO"), no_receiver),
        ("S1-24", Kebab, without("FROM"), SHORTCODE),
        ("S1-25", Kebab, without("NAME"), no_name),
        ("S1-26", Kebab, send().slides(&[]), ("E312", "No slides.")),
        ("S1-27", Kebab, without("FALLBACKSMSTEXT"), NO_TEXT),
        ("S1-28", Kebab, without("SERVICEID"), NO_SERVICE),
    ];
    check(&with_services().await, rows).await;
}

#[tokio::test]
async fn a_direct_send_in_json() {
    let send = || Request::send().with("SERVICEID", "60856mms");
    let without = |name| send().without(name);
    let no_action = "Invalid request. Please make a valid JSON POST request with all the required \
                     variables.";
    let no_key = ("E104", "Authentication failed, Invalid API-key.");
    let no_receiver = ("E110", "Invalid 'to' / receiver number.");
    let rows = vec![
        ("", Json, send().without_action(), ("E100", no_action)),
        ("", Json, send().without_credential(), no_key),
        ("", Json, without("TO"), no_receiver),
        ("", Json, without("FROM"), SHORTCODE),
        ("", Json, send().slides(&[]), ("E312", "No slides.")),
        ("", Json, without("FALLBACKSMSTEXT"), NO_TEXT),
        ("", Json, without("SERVICEID"), NO_SERVICE),
    ];
    let gateway = with_services().await;
    check(&gateway, rows).await;
    let nameless = without("NAME").call(Json);
    let answer = gateway.call(nameless).await;
    assert_eq!(Json.read(&answer, "STATUS"), "Success", "{}", answer.body);
}

#[tokio::test]
async fn a_send_of_saved_content_in_kebab() {
    let gateway = with_services().await;
    let saved = Request::save().without("FALLBACKSMSTEXT").call(Kebab);
    let saved = gateway.call(saved).await;
    let id = Kebab.read(&saved, "MMSID");
    let send = || Request::send_saved(&id).with("SERVICEID", "60856mms");
    let without = |name| send().without(name);
    let no_receiver = ("E110", "Invalid 'to' / receiver number.");
    let half = ("E100", LOWER);
    let rows = vec![
        ("S4-27", Kebab, send().without_action(), half),
        ("S4-28", Kebab, send().without_credential(), half),
        ("S4-29 S4-52", Kebab, without("FALLBACKSMSTEXT"), NO_TEXT),
        ("S4-30 S4-3 S4-45", Kebab, without("FROM"), SHORTCODE),
        ("S4-3 S4-45", Kebab, send().with("FROM", "99999"), SHORTCODE),
        (
            "S4-31 S4-51",
            Kebab,
            without("MMSID"),
            ("E620", "mms-id is required."),
        ),
        ("S4-32 S4-54", Kebab, without("SERVICEID"), NO_SERVICE),
        (
            "S4-32 S4-54",
            Kebab,
            send().with("SERVICEID", "other"),
            NO_SERVICE,
        ),
        ("S4-33 S4-44", Kebab, without("TO"), no_receiver),
        ("S4-13", Kebab, send().custom(Some("1"), None), half),
        ("S4-14", Kebab, send().custom(None, Some("Hello")), half),
        ("S4-23", Kebab, send().with("DDMFORCE", "true"), half),
    ];
    check(&gateway, rows).await;
}

#[tokio::test]
async fn a_subject_where_the_account_requires_one() {
    let require = |setup: &mut crate::gateway::Setup| setup.account.policy.require_subject = true;
    let gateway = stage(require).await;
    let no_subject = (
        "E314",
        "Invalid message-subject / message-subject is required.",
    );
    let rows = vec![(
        "S4-71",
        Kebab,
        Request::send().without("SUBJECT"),
        no_subject,
    )];
    check(&gateway, rows).await;
    // Content that was saved before the account required it.
    gateway
        .change_account(|it| it.policy.require_subject = false)
        .await;
    let saved = gateway
        .call(Request::save().without("SUBJECT").call(Kebab))
        .await;
    gateway
        .change_account(|it| it.policy.require_subject = true)
        .await;
    let send = Request::send_saved(&Kebab.read(&saved, "MMSID"));
    check(&gateway, vec![("S4-71", Kebab, send.clone(), no_subject)]).await;
    let with_subject = send.with("CUSTOMSUBJECT", "News").call(Kebab);
    let answer = gateway.call(with_subject).await;
    assert_eq!(Kebab.read(&answer, "STATUS"), "Success", "{}", answer.body);
}
