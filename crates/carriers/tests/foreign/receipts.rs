//! Receipts of every state, by text and by parameters.

use carriers::Hearing;
use domain::report::Fate;
use serde_json::{Value, json};

use crate::smsc::Smsc;
use crate::stage::{Ours, TO, sms, stage};

/// The states of a receipt: word, code, what it comes to.
const STATS: [(&str, u8, Fate); 8] = [
    ("ENROUTE", 1, Fate::Held),
    ("DELIVRD", 2, Fate::Delivered),
    ("EXPIRED", 3, Fate::Expired),
    ("DELETED", 4, Fate::Failed),
    ("UNDELIV", 5, Fate::Failed),
    ("ACCEPTD", 6, Fate::Held),
    ("UNKNOWN", 7, Fate::Failed),
    ("REJECTD", 8, Fate::Rejected),
];

/// A receipt with that text and these parameters.
fn receipt(text: &str, parameters: &Value) -> Value {
    let mut deliver = json!({
        "source_addr": TO, "destination_addr": "60856", "esm_class": 4,
        "data_coding": 0, "short_message": text,
    });
    let fields = deliver.as_object_mut().unwrap();
    fields.extend(parameters.as_object().unwrap().clone());
    deliver
}

/// The text of a receipt in the form of the standard.
fn text(id: &str, stat: &str, error: &str) -> String {
    format!(
        "id:{id} sub:001 dlvrd:001 submit date:2601311200 done date:2601311201 stat:{stat} \
         err:{error} text:Hi"
    )
}

/// The SMSC tells this of a message, and is heard.
async fn tell(smsc: &mut Smsc, ours: &mut Ours, told: Value, expected: (&str, Fate, &str, &str)) {
    let before = smsc.all("deliver_sm_resp").len();
    smsc.send("deliver_sm", told).await;
    let report = ours.report().await;
    let found = (
        report.carrier_message_id.as_str(),
        report.fate,
        report.word.as_str(),
        report.text.as_deref().unwrap_or_default(),
    );
    assert_eq!(found, expected);
    let answer = smsc.until("deliver_sm_resp", before + 1).await;
    assert_eq!(answer["command_status"], 0);
}

/// What is kept of a state with that error.
fn explanation(stat: &str, fate: Fate, error: &str) -> String {
    match fate {
        Fate::Delivered | Fate::Held => String::new(),
        _ => format!("{stat} err:{error}"),
    }
}

#[tokio::test]
async fn each_state_of_a_receipt_is_read_from_its_text() {
    let (mut smsc, mut ours) = stage("").await;
    let id = ours.taken(sms("Hi")).await.remove(0);
    for (stat, _, fate) in STATS {
        for error in ["034", "0001"] {
            let told = receipt(&text(&id, stat, error), &json!({}));
            let kept = explanation(stat, fate, error);
            tell(&mut smsc, &mut ours, told, (&id, fate, stat, &kept)).await;
        }
    }
}

#[tokio::test]
async fn each_state_of_a_receipt_is_read_from_its_parameters() {
    let (mut smsc, mut ours) = stage("").await;
    let id = ours.taken(sms("Hi")).await.remove(0);
    for (stat, code, fate) in STATS {
        let said = json!({
            "receipted_message_id": id, "message_state": code,
            "network_error_code": { "hex": "030022" },
        });
        let kept = explanation(stat, fate, "034");
        let expected = (id.as_str(), fate, stat, kept.as_str());
        tell(&mut smsc, &mut ours, receipt("", &said), expected).await;
        // The parameters count where the text says something else.
        let mut said = said.clone();
        said.as_object_mut().unwrap().remove("network_error_code");
        let told = receipt(&text("0", "ENROUTE", "034"), &said);
        tell(&mut smsc, &mut ours, told, expected).await;
    }
}

#[tokio::test]
async fn a_receipt_is_confirmed_when_it_is_kept_and_refused_when_it_is_not() {
    let (mut smsc, mut ours) = stage("").await;
    let id = ours.taken(sms("Hi")).await.remove(0);
    for (times, (hearing, status)) in [
        (Hearing::Later, 0x64),
        (Hearing::Nobody, 0x65),
        (Hearing::Kept, 0),
    ]
    .into_iter()
    .enumerate()
    {
        ours.hears(hearing);
        let told = receipt(&text(&id, "DELIVRD", "000"), &json!({}));
        smsc.send("deliver_sm", told).await;
        assert_eq!(ours.report().await.carrier_message_id, id);
        let answer = smsc.until("deliver_sm_resp", times + 1).await;
        assert_eq!(answer["command_status"], status, "{hearing:?}");
    }
}

#[tokio::test]
async fn a_receipt_that_comes_before_the_answer_is_heard() {
    let (mut smsc, mut ours) = stage("").await;
    smsc.order(json!({ "hold": true })).await;
    let outcome = ours.begin(sms("Hi"));
    smsc.until("submit_sm", 1).await;
    let told = receipt(&text("m-1", "DELIVRD", "000"), &json!({}));
    let expected = ("m-1", Fate::Delivered, "DELIVRD", "");
    tell(&mut smsc, &mut ours, told, expected).await;
    smsc.order(json!({ "hold": false })).await;
    assert_eq!(crate::stage::names(outcome.await.unwrap()), ["m-1"]);
}
