//! Sessions: bound, refused, asked after, and ended.

use carriers::Handover;
use serde_json::json;

use crate::smsc::Smsc;
use crate::stage::{Ours, fields, sms, stage};

#[tokio::test]
async fn a_bind_shows_what_was_agreed() {
    let (mut smsc, ours) = stage("system_type = \"VMA\"").await;
    ours.taken(sms("Hi")).await;
    let seen = smsc.until("bind_transceiver", 1).await;
    let shown = ["system_id", "password", "system_type", "interface_version"];
    assert_eq!(
        fields(&seen, &shown),
        [json!("wire"), json!("photo"), json!("VMA"), json!(0x34)]
    );
    let range = fields(&seen, &["addr_ton", "addr_npi", "address_range"]);
    assert_eq!(range, [json!(0), json!(0), json!("")]);
}

#[tokio::test]
async fn a_refused_bind_is_shown_and_tried_again() {
    let mut smsc = Smsc::start(json!({ "password": "other" })).await;
    let ours = Ours::bound_at(&smsc, "");
    smsc.until("close", 1).await;
    let Handover::NotSent { why } = ours.hand_over(sms("Hi")).await else {
        panic!("it was sent");
    };
    assert!(why.contains("0x0E ESME_RINVPASWD"), "{why}");
    assert!(!why.contains("photo"), "{why}");
    smsc.order(json!({ "password": "photo" })).await;
    let tried = smsc.all("bind_transceiver").len();
    smsc.until("bind_transceiver", tried + 1).await;
    ours.taken(sms("Hi")).await;
}

#[tokio::test]
async fn either_side_may_ask_whether_the_other_is_there() {
    let (mut smsc, _ours) = stage("enquire_link = \"1s\"").await;
    smsc.until("bind_transceiver", 1).await;
    smsc.until_quiet().await;
    let answer = smsc.until("enquire_link_resp", 1).await;
    assert_eq!(answer["command_status"], 0);
    // The second is asked because the first was answered.
    let asked = smsc.until("enquire_link", 2).await;
    assert_eq!(asked["session"], 1);
}

#[tokio::test]
async fn an_smsc_that_answers_no_enquiry_is_bound_anew() {
    let (mut smsc, ours) = stage("enquire_link = \"1s\"\ntimeout = \"2s\"").await;
    ours.taken(sms("one")).await;
    smsc.order(json!({ "mute": true })).await;
    smsc.until("enquire_link", 1).await;
    let closed = smsc.until("close", 1).await;
    assert_eq!(closed["session"], 1);
    smsc.until("bind_transceiver", 2).await;
    smsc.order(json!({ "mute": false })).await;
    ours.taken(sms("two")).await;
}

#[tokio::test]
async fn a_gateway_that_stops_says_goodbye() {
    let (mut smsc, ours) = stage("").await;
    ours.taken(sms("Hi")).await;
    ours.stop().await;
    smsc.until("unbind", 1).await;
    smsc.until("close", 1).await;
    assert_eq!(smsc.all("bind_transceiver").len(), 1);
}

#[tokio::test]
async fn what_the_smsc_may_not_ask_is_refused_and_the_session_goes_on() {
    let (mut smsc, ours) = stage("").await;
    smsc.until("bind_transceiver", 1).await;
    smsc.send("query_sm", json!({ "message_id": "m-1" })).await;
    let refused = smsc.until("generic_nack", 1).await;
    assert_eq!(refused["command_status"], 3);
    ours.taken(sms("Hi")).await;
    assert_eq!(smsc.until("submit_sm", 1).await["session"], 1);
}
