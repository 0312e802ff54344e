//! Texts through the whole gateway to an SMSC that is not ours, and back.

#[path = "../../../carriers/tests/foreign/smsc.rs"]
mod smsc;

use crate::gateway::Gateway;
use crate::order::Order;
use domain::state::State;
use serde_json::{Value, json};
use smsc::Smsc;
use std::time::Duration;
use storage::life::Ending;

const TO: &str = "12025550100";

/// An SMSC, and a gateway that sends its texts there over a link with these keys besides.
async fn start(keys: &str) -> (Smsc, Gateway) {
    let smsc = Smsc::start(json!({ "password": "pictures" })).await;
    let url = format!("url = \"smpp://127.0.0.1:{}\"\n", smsc.port());
    let gateway = Gateway::with(|setup| {
        setup.account.senders[0].sms_route = true;
        setup.smpp(&format!("{url}{keys}"));
    });
    (smsc, gateway.await)
}

/// Orders a text; its tracking-id.
async fn ordered(gateway: &Gateway, text: &str) -> String {
    let answer = gateway.order(&Order::sms(TO).with("TEXT", text)).await;
    answer.tracking().to_owned()
}

/// A receipt for the message that the SMSC named so.
fn receipt(id: &str, stat: &str) -> Value {
    let text = format!("id:{id} sub:001 dlvrd:001 submit date:2605040727 stat:{stat} err:034");
    json!({
        "source_addr": TO, "destination_addr": "60856", "esm_class": 4, "data_coding": 0,
        "short_message": text,
    })
}

#[tokio::test]
async fn a_long_text_is_delivered_when_there_is_a_receipt_for_each_part() {
    let (mut smsc, gateway) = start("").await;
    let text = format!("{}€{}", "a".repeat(152), "b".repeat(40));
    let tracking = ordered(&gateway, &text).await;
    assert_eq!(smsc.until("text", 1).await["text"], text);
    smsc.send("deliver_sm", receipt("m-2", "DELIVRD")).await;
    smsc.until("deliver_sm_resp", 1).await;
    let life = gateway.until(&tracking, |life| life.reports.len() == 1);
    assert_eq!(life.await.message.state, State::SmsSubmitted);
    smsc.send("deliver_sm", receipt("m-1", "DELIVRD")).await;
    let life = gateway.until_final(&tracking).await;
    assert_eq!(life.message.state, State::SmsDelivered);
    gateway.until_posted(2).await;
    assert_eq!(gateway.codes(), ["N201", "N202"]);
}

#[tokio::test]
async fn each_state_of_a_receipt_is_told_and_kept_in_the_words_of_the_smsc() {
    let (mut smsc, gateway) = start("").await;
    for (number, (stat, state, kept)) in [
        ("ENROUTE", State::SmsSubmitted, None),
        ("DELIVRD", State::SmsDelivered, None),
        ("EXPIRED", State::SmsUndelivered, Some("EXPIRED err:034")),
        ("DELETED", State::SmsUndelivered, Some("DELETED err:034")),
        ("UNDELIV", State::SmsUndelivered, Some("UNDELIV err:034")),
        ("ACCEPTD", State::SmsSubmitted, None),
        ("UNKNOWN", State::SmsUndelivered, Some("UNKNOWN err:034")),
        ("REJECTD", State::SmsUndelivered, Some("REJECTD err:034")),
    ]
    .into_iter()
    .enumerate()
    {
        let tracking = ordered(&gateway, stat).await;
        smsc.until("text", number + 1).await;
        let id = format!("m-{}", number + 1);
        smsc.send("deliver_sm", receipt(&id, stat)).await;
        let life = gateway.until(&tracking, |life| {
            life.message.state == state && life.reports.len() == 1
        });
        let life = life.await;
        let report = &life.reports[0];
        assert_eq!((report.word.as_str(), report.text.as_deref()), (stat, kept));
        assert_eq!(report.carrier_message_id, id);
    }
    for answer in smsc.all("deliver_sm_resp") {
        assert_eq!(answer["command_status"], 0);
    }
}

#[tokio::test]
async fn after_a_goodbye_in_a_full_window_no_text_is_lost_and_none_comes_twice() {
    let (mut smsc, gateway) = start("window = 2").await;
    smsc.order(json!({ "hold": true })).await;
    let mut all = Vec::new();
    for text in ["one", "two", "three"] {
        all.push(ordered(&gateway, text).await);
    }
    smsc.until("submit_sm", 2).await;
    smsc.until_quiet().await;
    smsc.send("unbind", json!({})).await;
    smsc.order(json!({ "give": 1 })).await;
    gateway.until_state(&all[0], State::SmsSubmitted).await;
    // It does not wait for our goodbye, nor for what is still to be answered.
    smsc.order(json!({ "hang_up": true })).await;
    smsc.order(json!({ "hold": false })).await;
    let doubtful = gateway.until_state(&all[1], State::SmsAmbiguous).await;
    assert_eq!(doubtful.attempts[0].ending, Ending::Unknown);
    gateway
        .until(&all[2], |life| {
            gateway.clock.advance(Duration::from_secs(1));
            life.message.state == State::SmsSubmitted
        })
        .await;
    smsc.until_quiet().await;
    let said = |seen: &&Value| {
        (
            seen["session"].clone(),
            seen["short_message"]["message"].clone(),
        )
    };
    let said: Vec<_> = smsc.all("submit_sm").iter().map(said).collect();
    let expected = [(1, "one"), (1, "two"), (2, "three")];
    assert_eq!(
        said,
        expected.map(|(session, text)| (json!(session), json!(text)))
    );
}

#[tokio::test]
async fn a_text_of_a_phone_is_told_as_it_was_written() {
    let (mut smsc, gateway) = start("").await;
    smsc.until("bind_transceiver", 1).await;
    let text = json!({
        "source_addr_ton": 1, "source_addr_npi": 1, "source_addr": TO,
        "destination_addr": "60856", "data_coding": 8, "short_message": "Grüße 👋",
    });
    smsc.send("deliver_sm", text).await;
    gateway.until_posted(1).await;
    assert_eq!(gateway.codes(), ["N211"]);
    assert!(gateway.postbacks()[0].contains("Grüße 👋"));
    smsc.until("deliver_sm_resp", 1).await;
}

/// The SMSC tells parts of a text of a phone, the last one first; the customer gets the whole.
async fn check_joined(coding: u8, parts: &[&str], mark: impl Fn(usize, &str) -> Value) {
    let (mut smsc, gateway) = start("").await;
    smsc.until("bind_transceiver", 1).await;
    for (at, part) in parts.iter().enumerate().rev() {
        let mut deliver = mark(at + 1, part);
        let fields = deliver.as_object_mut().expect("fields");
        fields.insert("source_addr".into(), json!(TO));
        fields.insert("destination_addr".into(), json!("60856"));
        fields.insert("data_coding".into(), json!(coding));
        smsc.send("deliver_sm", deliver).await;
    }
    smsc.until("deliver_sm_resp", parts.len()).await;
    gateway.until_posted(1).await;
    assert_eq!(gateway.codes(), ["N211"]);
    let whole = parts.concat();
    assert!(gateway.postbacks()[0].contains(&whole), "{whole}");
}

#[tokio::test]
async fn a_long_text_of_a_phone_is_told_as_one() {
    let header = |number: usize, part: &str| {
        let udh = format!("0500032a03{number:02x}");
        json!({ "short_message": { "udh": { "hex": udh }, "message": part } })
    };
    let parameters = |number: usize, part: &str| {
        json!({
            "short_message": part, "sar_msg_ref_num": 4711, "sar_total_segments": 3,
            "sar_segment_seqnum": number,
        })
    };
    let septets = ["One [and] ", "two {or} ", "three € @ home"];
    let units = ["раз 👋 ", "два ", "три 🧵"];
    check_joined(0, &septets, header).await;
    check_joined(0, &septets, parameters).await;
    check_joined(8, &units, header).await;
    check_joined(8, &units, parameters).await;
}
