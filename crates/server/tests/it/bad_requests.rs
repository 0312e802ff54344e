//! Requests that are none, or lack something: the code and the text that the contract gives them.

use crate::call::Call;
use crate::cites::covers;
use crate::gateway::{Gateway, KEY};
use crate::order::{Order, text};
use crate::pictures::jpeg;
use testkit::Resource;

const TO: &str = "12025550100";

/// The text of E100.
const INVALID: (&str, &str) = (
    "E100",
    "Invalid request. Make a valid request via GET/POST/XML with all the required variables.",
);

async fn check(gateway: &Gateway, order: &Order, expected: (&str, &str)) {
    let answer = gateway.order(order).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.field("STATUS"), "Failure");
    assert_eq!(answer.fault(), expected, "{}", order.xml());
    assert_eq!(answer.field("MMSID"), "");
    assert_eq!(answer.field("TRACKINGID"), "");
}

#[tokio::test]
async fn a_failure_is_answered_field_by_field_as_the_contract_says() {
    let gateway = Gateway::start().await;
    let answer = gateway.order(&Order::send(TO).with("FROM", "99999")).await;
    let expected = "\
<RESPONSE>
    <STATUS>Failure</STATUS>
    <ERRORCODE>E111</ERRORCODE>
    <TO>12025550100</TO>
    <ERRORINFO>Invalid shortcode</ERRORINFO>
</RESPONSE>";
    assert_eq!(answer.body.trim_end(), expected);
    covers("S2-137 S3-98 S3-149");
}

#[tokio::test]
async fn a_missing_field_of_send_mms_has_its_own_code() {
    let gateway = Gateway::start().await;
    let without = |field: &str| Order::send(TO).without(field);
    check(&gateway, &without("ACTION"), INVALID).await;
    check(&gateway, &without("API_KEY"), INVALID).await;
    check(
        &gateway,
        &without("TO"),
        ("E110", "Invalid receiver number."),
    )
    .await;
    check(&gateway, &without("FROM"), ("E111", "Invalid shortcode")).await;
    check(
        &gateway,
        &without("NAME"),
        ("E311", "The 'name' is required."),
    )
    .await;
    let no_text = ("E622", "The 'fallbacksmstext' is required.");
    check(&gateway, &without("SUBJECT"), no_text).await;
    check(
        &gateway,
        &Order::send(TO).slides(&[]),
        ("E312", "No slides."),
    )
    .await;
    covers("S2-15 S2-33 S2-34 S2-40 S2-43 S2-45 S2-49 S2-56 S2-89 S2-124 S2-136 S2-148");
    covers("S2-149 S2-168 S3-7 S3-65 S3-66 S3-67 S3-68 S3-69 S3-71 S3-85 S3-97 S3-108 S3-109");
    covers("S3-130");
}

#[tokio::test]
async fn a_missing_field_of_save_mms_has_its_own_code() {
    let gateway = Gateway::start().await;
    let nameless = Order::save().without("NAME");
    check(&gateway, &nameless, ("E311", "The 'name' is required.")).await;
    check(&gateway, &Order::save().slides(&[]), ("E312", "No slides.")).await;
}

#[tokio::test]
async fn a_missing_field_of_send_saved_mms_has_its_own_code() {
    let gateway = Gateway::start().await;
    let saved = gateway.order(&Order::save()).await;
    let id = saved.field("MMSID");
    let without = |field: &str| Order::send_saved(id, TO).without(field);
    check(
        &gateway,
        &without("MMSID"),
        ("E620", "The 'mmsid' is required."),
    )
    .await;
    check(&gateway, &without("TO"), ("E621", "The 'to' is required.")).await;
    check(&gateway, &without("FROM"), ("E111", "Invalid shortcode")).await;
}

#[tokio::test]
async fn what_an_account_requires_besides_has_its_own_code() {
    let gateway = Gateway::with(|setup| {
        setup.account.policy.require_subject = true;
        setup.account.policy.require_operator = true;
        setup.account.senders[0].service_ids = vec!["60856mms".into()];
    });
    let gateway = gateway.await;
    let complete = Order::send(TO).with("OPERATORID", "0001890");
    let bad_service = complete.clone().with("SERVICEID", "other");
    let wrong = ("E627", "Invalid serviceid / serviceid is required");
    check(&gateway, &bad_service, wrong).await;
    let subjectless = complete
        .clone()
        .without("SUBJECT")
        .with("FALLBACKSMSTEXT", "x");
    check(
        &gateway,
        &subjectless,
        ("E314", "The 'subject' is required."),
    )
    .await;
    let required = ("E650", "The 'operator id' is required.");
    check(&gateway, &complete.clone().without("OPERATORID"), required).await;
    check(
        &gateway,
        &complete.clone().with("OPERATORID", "abc"),
        required,
    )
    .await;
    let unknown = (
        "E651",
        "The 'operator id' passed was not found on our system.",
    );
    check(
        &gateway,
        &complete.clone().with("OPERATORID", "999999"),
        unknown,
    )
    .await;
    gateway.order(&complete).await.tracking();
    covers("S2-169 S2-172 S3-131 S3-134");
}

#[tokio::test]
async fn a_value_that_cannot_be_has_its_own_code() {
    let gateway = Gateway::start().await;
    let with = |field, value: &str| Order::send(TO).with(field, value);
    let receiver = ("E110", "Invalid receiver number.");
    check(&gateway, &with("TO", "0012025550100"), receiver).await;
    check(&gateway, &with("TO", "1202555"), receiver).await;
    check(&gateway, &with("TO", "12025550100,12025550101"), receiver).await;
    check(&gateway, &with("DISABLEFALLBACKSMS", "perhaps"), INVALID).await;
    let force = (
        "E655",
        "FORCE_SEND_AS_SMS node accepts only true/false values.",
    );
    check(&gateway, &with("FORCE_SEND_AS_SMS", "yes"), force).await;
    let too_long = ("E228", "Text more than 1000 characters.");
    check(
        &gateway,
        &with("FALLBACKSMSTEXT", &"x".repeat(1_001)),
        too_long,
    )
    .await;
    let expiry = ("E617", "mmslink_expiration_date is invalid.");
    check(
        &gateway,
        &with("MMSLINK_EXPIRATION_DATE", "2020-01-01"),
        expiry,
    )
    .await;
    let reference = ("E133", "client_reference is limited to 64 characters.");
    check(
        &gateway,
        &with("CLIENT_REFERENCE", &"x".repeat(65)),
        reference,
    )
    .await;
    check(
        &gateway,
        &with("FROM_MASK", "not a mask!"),
        ("E111", "Invalid shortcode"),
    )
    .await;
    check(&gateway, &with("TO_DISPLAYONLY", "x"), receiver).await;
    covers("S2-27 S2-76 S2-144 S2-165 S2-173 S3-104 S3-127");
}

#[tokio::test]
async fn an_action_that_is_not_served_is_refused_after_authentication() {
    let gateway = Gateway::start().await;
    let refused = ("E107", "This account has no rights to use this action.");
    check(&gateway, &Order::of("fly"), refused).await;
    check(&gateway, &Order::of("sendMMSBarcode"), refused).await;
    let wrong = ("E104", "User Authentication Failed.");
    check(&gateway, &Order::of("fly").with("API_KEY", "wrong"), wrong).await;
}

#[tokio::test]
async fn a_document_type_is_refused_and_no_entity_is_read() {
    let gateway = Gateway::start().await;
    let secret = Resource::of("image/jpeg", jpeg(8, 8));
    let url = gateway.media.put("/secret", secret);
    let evil = format!(
        "<!DOCTYPE REQUEST [<!ENTITY x SYSTEM \"{url}\">]>\n{}",
        Order::send(TO).slides(&[text("&x;")]).xml()
    );
    let answer = gateway.post_xml(evil).await;
    let (code, info) = answer.fault();
    assert_eq!(code, "E108");
    assert_eq!(
        info,
        "XML Parse error: line 1, column 1: DOCTYPE is not allowed."
    );
    assert_eq!(gateway.media.asked("/secret"), 0);
}

#[tokio::test]
async fn xml_that_breaks_off_is_refused_with_the_place() {
    let gateway = Gateway::start().await;
    let answer = gateway
        .post_xml("<REQUEST>\n  <ACTION>sendMMS</ACTION>\n  <TO>")
        .await;
    let (code, info) = answer.fault();
    assert_eq!(code, "E108");
    assert!(
        info.starts_with("XML Parse error: line 3, column "),
        "{info}"
    );
    covers("S2-129 S3-90");
}

#[tokio::test]
async fn another_root_and_no_request_at_all_are_refused() {
    let gateway = Gateway::start().await;
    let letter = format!("<LETTER><API_KEY>{KEY}</API_KEY></LETTER>");
    assert_eq!(gateway.post_xml(letter).await.fault(), INVALID);
    assert_eq!(gateway.post_xml("").await.fault(), INVALID);
    assert_eq!(gateway.get("").await.fault(), INVALID);
    assert_eq!(
        gateway.call(Call::post("[1, 2]")).await.field("ERRORCODE"),
        "E108"
    );
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_refused_without_being_read() {
    let gateway = Gateway::start().await;
    let answer = gateway.post_xml(vec![b' '; 10 << 20]).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.fault(), INVALID);
    assert_eq!(answer.header("connection").to_lowercase(), "close");
}
