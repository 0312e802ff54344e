//! Numbers of test accounts whose last two digits choose what becomes of a message: every one
//! that concerns MMS, to the last byte of the postbacks.

use crate::gateway::{BEGIN, Gateway};
use crate::order::Order;
use domain::state::State;
use storage::life::{Ending, Life};

/// A postback about the first message of a store, from `CODE` to `STATUS`, and what follows the
/// tracking-id.
fn postback(to: &str, begin: &str, end: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><POSTBACK><ORIGIN>MMS_MT</ORIGIN>{begin}\
         <MMSID>10000</MMSID><FROM>60856</FROM><TO>{to}</TO><TRACKINGID>MMS_1</TRACKINGID>{end}\
         </POSTBACK>"
    )
}

fn at(time: &str) -> String {
    format!("<TIMESTAMP>{time}</TIMESTAMP>")
}

fn sent(to: &str, time: &str) -> String {
    let begin = "<CODE>N101</CODE><SENTAS>MMS</SENTAS><STATUS>Message Sent</STATUS>";
    postback(to, begin, &at(time))
}

fn delivered(to: &str, time: &str, id: &str) -> String {
    let begin = "<CODE>N102</CODE><SENTAS>MMS</SENTAS><STATUS>Message Sent/Delivered</STATUS>";
    let handset = "<HANDSET>http://uaprof.example/phone-1.xml</HANDSET>";
    let id = format!("<AGGREGATORID>{id}</AGGREGATORID>");
    postback(to, begin, &(at(time) + handset + &id))
}

fn failed(to: &str, why: &str) -> String {
    let begin = "<CODE>E101</CODE><STATUS>Message Failed</STATUS>";
    let why = format!("<STATUSDETAILS>{why}</STATUSDETAILS>");
    postback(to, begin, &(at(BEGIN) + &why))
}

fn not_delivered(to: &str, how: &str, id: &str) -> String {
    let begin = format!("<CODE>E102</CODE><STATUS>Message Sent/{how}</STATUS>");
    let id = format!("<AGGREGATORID>{id}</AGGREGATORID>");
    postback(to, &begin, &(at(BEGIN) + &id))
}

/// The carrier's own id of the message.
fn carrier_id(gateway: &Gateway) -> String {
    let all = gateway.submissions();
    let taken = all.iter().find_map(|one| one.message_id.clone());
    taken.expect("a message that the carrier took")
}

/// Exactly these postbacks came, in order, each once and at the first try.
#[track_caller]
fn check_told(gateway: &Gateway, expected: &[String]) {
    assert_eq!(gateway.postbacks(), expected);
    for (seq, one) in (1..).zip(gateway.receiver.all()) {
        assert_eq!(one.header("x-event-seq"), seq.to_string());
        assert_eq!(one.header("x-event-attempt"), "1");
    }
}

fn endings(life: &Life) -> Vec<Ending> {
    life.attempts.iter().map(|attempt| attempt.ending).collect()
}

/// Sent once, delivered once, told twice.
async fn check_delivered(to: &str) -> (Gateway, Life) {
    let gateway = Gateway::start().await;
    gateway.send_to(to).await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Delivered);
    assert_eq!(endings(&life), [Ending::Accepted]);
    let id = carrier_id(&gateway);
    assert_eq!(gateway.submissions().len(), 1);
    check_told(&gateway, &[sent(to, BEGIN), delivered(to, BEGIN, &id)]);
    (gateway, life)
}

#[tokio::test]
async fn n00_is_delivered() {
    check_delivered("12025550100").await;
}

#[tokio::test]
async fn n01_is_delivered_late() {
    check_delivered("12025550101").await;
}

#[tokio::test]
async fn n02_expires_at_the_carrier() {
    let to = "12025550102";
    let gateway = Gateway::start().await;
    gateway.send_to(to).await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Expired);
    let id = carrier_id(&gateway);
    check_told(
        &gateway,
        &[sent(to, BEGIN), not_delivered(to, "Expired", &id)],
    );
}

#[tokio::test]
async fn n03_is_refused_at_hand_over() {
    let to = "12025550103";
    let gateway = Gateway::start().await;
    gateway.send_to(to).await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Failed);
    assert_eq!(endings(&life), [Ending::Never]);
    check_told(&gateway, &[failed(to, "2004 Multimedia content refused")]);
}

#[tokio::test]
async fn n04_is_held_for_a_while_of_which_nothing_is_told() {
    let (_gateway, life) = check_delivered("12025550104").await;
    let states: Vec<State> = life.moves.iter().map(|it| it.to).collect();
    assert!(states.contains(&State::Deferred), "{states:?}");
}

#[tokio::test]
async fn n05_is_never_reported_and_ends_in_silence() {
    let to = "12025550105";
    let gateway = Gateway::start().await;
    gateway.send_to(to).await;
    gateway.until_state("MMS_1", State::Submitted).await;
    gateway.pass(60);
    gateway.until_state("MMS_1", State::NoReport).await;
    check_told(&gateway, &[sent(to, BEGIN)]);
}

#[tokio::test]
async fn n06_is_reported_before_the_answer_and_told_in_order() {
    check_delivered("12025550106").await;
}

#[tokio::test]
async fn n07_is_reported_thrice_and_told_once() {
    let (gateway, _life) = check_delivered("12025550107").await;
    let life = gateway.until("MMS_1", |life| life.reports.len() == 3).await;
    assert_eq!(life.message.state, State::Delivered);
    assert_eq!(gateway.codes(), ["N101", "N102"]);
}

#[tokio::test]
async fn n08_and_n09_take_no_mms_and_this_build_has_no_sms() {
    for to in ["12025550108", "12025550109"] {
        let gateway = Gateway::start().await;
        gateway.send_to(to).await;
        let life = gateway.until_final("MMS_1").await;
        assert_eq!(life.message.state, State::Failed);
        check_told(&gateway, &[failed(to, "No SMS route for sender")]);
        assert_eq!(gateway.submissions().len(), 0);
    }
}

#[tokio::test]
async fn n08_from_a_sender_with_an_sms_route_says_why_it_was_needed() {
    let gateway = Gateway::with(|setup| setup.account.senders[0].sms_route = true).await;
    let to = "12025550108";
    gateway.send_to(to).await;
    gateway.until_final("MMS_1").await;
    check_told(&gateway, &[failed(to, "Handset setting: no MMS support")]);
}

#[tokio::test]
async fn n08_without_fallback_says_why_an_sms_was_needed() {
    let to = "12025550108";
    let gateway = Gateway::start().await;
    gateway
        .order(&Order::send(to).with("DISABLEFALLBACKSMS", "yes"))
        .await;
    gateway.until_final("MMS_1").await;
    let why = "Fallback SMS disabled: Handset setting: no MMS support";
    check_told(&gateway, &[failed(to, why)]);
}

#[tokio::test]
async fn n11_is_taken_at_the_fourth_attempt_under_the_same_transaction() {
    let to = "12025550111";
    let gateway = Gateway::start().await;
    gateway.send_to(to).await;
    for busy in 1..=3 {
        gateway.until_refused("MMS_1", busy).await;
        gateway.pass(20);
    }
    let life = gateway.until_final("MMS_1").await;
    let busy = Ending::NotNow;
    assert_eq!(endings(&life), [busy, busy, busy, Ending::Accepted]);
    let mut transactions: Vec<String> = gateway
        .submissions()
        .into_iter()
        .map(|one| one.transaction)
        .collect();
    assert_eq!(transactions.len(), 4);
    transactions.dedup();
    assert_eq!(transactions, [life.message.transaction.unwrap()]);
    let (id, time) = (carrier_id(&gateway), "2026-05-04T07:28:29+00:00");
    check_told(&gateway, &[sent(to, time), delivered(to, time, &id)]);
}

#[tokio::test]
async fn n12_is_told_as_unconfirmed_and_never_sent_again() {
    let to = "12025550112";
    let gateway = Gateway::start().await;
    gateway.send_to(to).await;
    gateway.until_state("MMS_1", State::Ambiguous).await;
    assert_eq!(gateway.codes(), [""; 0]);
    gateway.pass(10);
    gateway.until_tried("MMS_1", 1, 1).await;
    gateway.pass(60);
    let life = gateway.until_state("MMS_1", State::NoReport).await;
    assert_eq!(endings(&life), [Ending::Unknown]);
    let begin = "<CODE>N101</CODE><SENTAS>MMS</SENTAS><STATUS>Message Sent</STATUS>";
    let details = "<STATUSDETAILS>Submission not confirmed by carrier</STATUSDETAILS>";
    let end = at("2026-05-04T07:27:39+00:00") + details;
    check_told(&gateway, &[postback(to, begin, &end)]);
    assert_eq!(gateway.submissions().len(), 1);
}

/// A message to 13 over a link that asks for reports of reading, once it was read.
async fn read(extended: Option<bool>) -> Gateway {
    let gateway = Gateway::with(|setup| {
        setup.link_key("read_reports", true);
        setup.account.postbacks.extended = extended;
    });
    let gateway = gateway.await;
    gateway.send_to("12025550113").await;
    gateway.until("MMS_1", |life| life.reports.len() == 2).await;
    gateway
        .until("MMS_1", |life| {
            life.moves.iter().any(|it| it.note.ends_with("Read"))
        })
        .await;
    gateway.until_final("MMS_1").await;
    gateway
}

#[tokio::test]
async fn n13_is_read_of_which_nothing_is_told() {
    let gateway = read(None).await;
    assert_eq!(gateway.codes(), ["N101", "N102"]);
}

#[tokio::test]
async fn n13_is_read_and_told_so_with_extended_events() {
    let to = "12025550113";
    let gateway = read(Some(true)).await;
    let id = carrier_id(&gateway);
    let read = postback(
        to,
        "<CODE>N106</CODE><STATUS>Message Read</STATUS>",
        &at(BEGIN),
    );
    check_told(
        &gateway,
        &[sent(to, BEGIN), delivered(to, BEGIN, &id), read],
    );
}

#[tokio::test]
async fn n14_waits_for_a_slow_carrier() {
    check_delivered("12025550114").await;
}

#[tokio::test]
async fn n17_is_rejected() {
    let to = "12025550117";
    let gateway = Gateway::start().await;
    gateway.send_to(to).await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Rejected);
    let id = carrier_id(&gateway);
    check_told(
        &gateway,
        &[sent(to, BEGIN), not_delivered(to, "Rejected", &id)],
    );
}

#[tokio::test]
async fn some_are_refused_by_the_api_and_nothing_is_stored() {
    let gateway = Gateway::start().await;
    check_refused(&gateway, "12025550110", "E114").await;
    check_refused(&gateway, "12025550120", "E618").await;
    check_refused(&gateway, "12025550121", "E619").await;
    check_refused(&gateway, "12025550122", "E628").await;
    check_refused(&gateway, "12025550123", "E713").await;
    assert_eq!(gateway.store().states().await.unwrap(), []);
    assert_eq!(gateway.postbacks(), [""; 0]);
}

async fn check_refused(gateway: &Gateway, to: &str, code: &str) {
    let answer = gateway.order(&Order::send(to)).await;
    assert_eq!(answer.field("ERRORCODE"), code, "{}", answer.body);
    assert_eq!(answer.field("TO"), to);
    assert_eq!(answer.field("TRACKINGID"), "");
}
