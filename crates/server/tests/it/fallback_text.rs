//! When a send needs a text for the SMS that it might become: every row of the contract's table,
//! for the upper-case dialects.

use crate::gateway::Gateway;
use crate::order::Order;
use domain::account::Class;

const REQUIRED: &str = "E622";
const FINE: &str = "";

/// The columns of the table: F forces the SMS, D forbids it, L leaves its link out, T gives a
/// text, S a subject.
async fn check(gateway: &Gateway, columns: &str, expected: &str) {
    let [f, d, l, t, s] = columns.as_bytes() else {
        panic!("{columns}")
    };
    let is_on = |column: &u8| *column == b'1';
    let yes_or_no = |column: &u8| if is_on(column) { "yes" } else { "no" };
    let force = if is_on(f) { "true" } else { "false" };
    let mut order = Order::send("12025550100")
        .without("SUBJECT")
        .with("FORCE_SEND_AS_SMS", force)
        .with("DISABLEFALLBACKSMS", yes_or_no(d))
        .with("DISABLEFALLBACKSMSLINK", yes_or_no(l));
    if is_on(t) {
        order = order.with("FALLBACKSMSTEXT", "Look:");
    }
    if is_on(s) {
        order = order.with("SUBJECT", "News");
    }
    let answer = gateway.order(&order).await;
    assert_eq!(
        answer.field("ERRORCODE"),
        expected,
        "{columns}: {}",
        answer.body
    );
}

/// A sender that could send an SMS, so that forcing one is no fault of its own.
async fn with_sms_route() -> Gateway {
    Gateway::with(|setup| setup.account.senders[0].sms_route = true).await
}

#[tokio::test]
async fn a_message_that_may_fall_back_needs_a_text_or_a_subject() {
    let gateway = with_sms_route().await;
    check(&gateway, "00000", REQUIRED).await;
    check(&gateway, "00001", FINE).await;
    check(&gateway, "00010", FINE).await;
    check(&gateway, "00011", FINE).await;
    check(&gateway, "00100", REQUIRED).await;
    check(&gateway, "00101", FINE).await;
    check(&gateway, "00110", FINE).await;
    check(&gateway, "00111", FINE).await;
}

#[tokio::test]
async fn a_message_that_must_not_fall_back_needs_neither() {
    let gateway = with_sms_route().await;
    check(&gateway, "01000", FINE).await;
    check(&gateway, "01001", FINE).await;
    check(&gateway, "01010", FINE).await;
    check(&gateway, "01011", FINE).await;
    check(&gateway, "01100", FINE).await;
    check(&gateway, "01101", FINE).await;
    check(&gateway, "01110", FINE).await;
    check(&gateway, "01111", FINE).await;
}

#[tokio::test]
async fn a_forced_sms_needs_a_text_or_a_subject() {
    let gateway = with_sms_route().await;
    check(&gateway, "10000", REQUIRED).await;
    check(&gateway, "10001", FINE).await;
    check(&gateway, "10010", FINE).await;
    check(&gateway, "10011", FINE).await;
    check(&gateway, "10100", REQUIRED).await;
    check(&gateway, "10101", FINE).await;
    check(&gateway, "10110", FINE).await;
    check(&gateway, "10111", FINE).await;
}

#[tokio::test]
async fn a_forced_sms_needs_them_even_where_falling_back_is_forbidden() {
    let gateway = with_sms_route().await;
    check(&gateway, "11000", REQUIRED).await;
    check(&gateway, "11001", FINE).await;
    check(&gateway, "11010", FINE).await;
    check(&gateway, "11011", FINE).await;
    check(&gateway, "11100", REQUIRED).await;
    check(&gateway, "11101", FINE).await;
    check(&gateway, "11110", FINE).await;
    check(&gateway, "11111", FINE).await;
    crate::cites::covers("S2-70");
}

#[tokio::test]
async fn an_account_whose_content_goes_out_as_it_is_never_falls_back_unless_forced() {
    let gateway = Gateway::with(|setup| {
        setup.account.policy.class = Class::Standard;
        setup.account.senders[0].sms_route = true;
    });
    let gateway = gateway.await;
    check(&gateway, "00000", FINE).await;
    check(&gateway, "00100", FINE).await;
    check(&gateway, "10000", REQUIRED).await;
    check(&gateway, "10001", FINE).await;
}

#[tokio::test]
async fn a_template_may_bring_the_text() {
    let gateway = Gateway::start().await;
    let plain = gateway.order(&Order::save().without("SUBJECT")).await;
    let with_text = Order::save()
        .without("SUBJECT")
        .with("FALLBACKSMSTEXT", "Look:");
    let with_text = gateway.order(&with_text).await;
    let send = async |saved: &str| {
        let answer = gateway
            .order(&Order::send_saved(saved, "12025550100"))
            .await;
        answer.field("ERRORCODE").to_owned()
    };
    assert_eq!(send(plain.field("MMSID")).await, REQUIRED);
    assert_eq!(send(with_text.field("MMSID")).await, FINE);
}
