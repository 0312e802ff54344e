//! Times after which something is over: the validity of a message, and the silence of a carrier.

use crate::call::element;
use crate::gateway::{Gateway, Setup};
use crate::order::Order;
use domain::state::State;
use mmsc::{Answer, Behaviour};
use storage::life::Ending;

const TO: &str = "12025550100";

/// An hour after the beginning of the test.
const IN_AN_HOUR: &str = "2026-05-04T08:27:29Z";

#[track_caller]
fn check_expired(gateway: &Gateway) {
    let told = gateway.postbacks();
    let [one] = &told[..] else { panic!("{told:?}") };
    assert_eq!(element(one, "CODE"), "E101");
    assert_eq!(element(one, "STATUS"), "Message Failed");
    assert_eq!(
        element(one, "STATUSDETAILS"),
        "Message expired before submission"
    );
    assert_eq!(element(one, "TIMESTAMP"), "2026-05-04T08:27:29+00:00");
}

#[tokio::test]
async fn a_message_that_the_carrier_is_too_busy_for_expires_in_time() {
    let gateway = Gateway::start().await;
    gateway
        .carrier
        .behave(TO, Behaviour::answering(Answer::Refuse(4006)));
    gateway
        .order(&Order::send(TO).with("MMS_EXPIRY_TIMESTAMP", IN_AN_HOUR))
        .await;
    gateway.until_refused("MMS_1", 1).await;
    gateway.pass(3_595);
    // The next attempt would come after the end, so the end comes first.
    let due = gateway.until_refused("MMS_1", 2).await;
    assert!(due <= 5.0, "{due} s");
    gateway.pass(5);
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Expired);
    check_expired(&gateway);
    assert!(life.attempts.iter().all(|it| it.ending == Ending::NotNow));
}

#[tokio::test]
async fn a_message_whose_carrier_stays_away_expires_in_time() {
    let gateway = Gateway::start().await;
    gateway.carrier.set_down(true).await;
    gateway
        .order(&Order::send(TO).with("MMS_EXPIRY_TIMESTAMP", IN_AN_HOUR))
        .await;
    gateway.until_refused("MMS_1", 1).await;
    gateway.pass(3_600);
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Expired);
    check_expired(&gateway);
    gateway.carrier.set_down(false).await;
    assert_eq!(gateway.submissions().len(), 0);
}

#[tokio::test]
async fn the_carrier_is_told_when_the_validity_ends() {
    let gateway = Gateway::start().await;
    gateway
        .order(&Order::send(TO).with("MMS_EXPIRY_TIMESTAMP", IN_AN_HOUR))
        .await;
    gateway.until_final("MMS_1").await;
    let expiry = gateway.submissions()[0].expiry.clone().unwrap();
    let told: jiff::Timestamp = expiry.parse().unwrap();
    assert_eq!(told, IN_AN_HOUR.parse().unwrap());
}

#[tokio::test]
async fn an_end_of_validity_that_cannot_be_is_refused() {
    let gateway = Gateway::start().await;
    check_refused(&gateway, "2026-05-04T07:27:29Z").await;
    check_refused(&gateway, "2026-05-12T08:00:00Z").await;
    check_refused(&gateway, "tomorrow").await;
}

async fn check_refused(gateway: &Gateway, expiry: &str) {
    let order = Order::send(TO).with("MMS_EXPIRY_TIMESTAMP", expiry);
    let answer = gateway.order(&order).await;
    let expected = ("E132", "mms_expiry_timestamp is invalid.");
    assert_eq!(answer.fault(), expected, "{expiry}");
}

/// What the customer hears of a carrier that keeps silent for `wait` seconds.
async fn check_silence(change: impl FnOnce(&mut Setup), wait: u64, codes: &[&str]) -> Gateway {
    let gateway = Gateway::with(change).await;
    let to = "15551234888";
    gateway
        .carrier
        .behave(to, Behaviour::answering(Answer::Accept));
    gateway.send_to(to).await;
    gateway.until_state("MMS_1", State::Submitted).await;
    gateway.pass(wait - 1);
    gateway.until_due_within(1.0).await;
    gateway.pass(1);
    gateway.until_state("MMS_1", State::NoReport).await;
    assert_eq!(gateway.codes(), codes);
    gateway
}

#[tokio::test]
async fn silence_is_a_state_of_which_nothing_is_told() {
    check_silence(|_| (), 60, &["N101"]).await;
    check_silence(Setup::live, 72 * 3_600, &["N101"]).await;
}

#[tokio::test]
async fn silence_is_told_with_extended_events() {
    let extended = |setup: &mut Setup| setup.account.postbacks.extended = Some(true);
    let gateway = check_silence(extended, 60, &["N101", "N104"]).await;
    assert_eq!(
        element(&gateway.postbacks()[1], "STATUS"),
        "Message Sent/NoReport"
    );
}

#[tokio::test]
async fn a_report_after_the_silence_still_counts() {
    let extended = |setup: &mut Setup| setup.account.postbacks.extended = Some(true);
    let gateway = check_silence(extended, 60, &["N101", "N104"]).await;
    gateway
        .carrier
        .tell(1, mmsc::What::Delivery("Retrieved".into()))
        .await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Delivered);
    assert_eq!(gateway.codes(), ["N101", "N104", "N102"]);
}
