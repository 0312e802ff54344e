//! Texts of phones, in each alphabet.

use carriers::Hearing;
use serde_json::{Value, json};

use crate::smsc::Smsc;
use crate::stage::{Ours, TO, stage};

/// A text of a phone.
fn text(coding: u8, said: &str) -> Value {
    json!({
        "source_addr_ton": 1, "source_addr_npi": 1, "source_addr": TO,
        "dest_addr_ton": 3, "destination_addr": "60856", "data_coding": coding,
        "short_message": said,
    })
}

/// The SMSC tells this text of a phone, and it is understood so.
async fn check(smsc: &mut Smsc, ours: &mut Ours, told: Value, expected: &str) {
    let before = smsc.all("deliver_sm_resp").len();
    smsc.send("deliver_sm", told).await;
    let message = ours.message().await;
    assert_eq!(message.text.as_deref(), Some(expected));
    assert_eq!(
        (message.from.as_str(), message.to),
        (TO, vec!["60856".to_owned()])
    );
    let answer = smsc.until("deliver_sm_resp", before + 1).await;
    assert_eq!(answer["command_status"], 0);
}

#[tokio::test]
async fn texts_of_phones_are_read_in_the_alphabet_that_the_smsc_wrote() {
    let (mut smsc, mut ours) = stage("").await;
    smsc.until("bind_transceiver", 1).await;
    let all = format!("{}{}", crate::texts::DEFAULT, crate::texts::EXTENSION);
    for (coding, said) in [
        (0, "STOP"),
        (0, "@ £ $ ¥ _ Δ Grüße"),
        (0, all.as_str()),
        (1, "Plain words"),
        (3, "Grüße, señor: ½ ÿ"),
        (8, "Grüße €[] привет 👋🏽"),
    ] {
        check(&mut smsc, &mut ours, text(coding, said), said).await;
    }
    let mut payload = text(8, "");
    payload["message_payload"] = json!({ "message": "долго ".repeat(60) });
    check(&mut smsc, &mut ours, payload, &"долго ".repeat(60)).await;
}

#[tokio::test]
async fn a_text_for_nobody_is_refused_for_good_and_one_that_cannot_be_kept_for_now() {
    let (mut smsc, mut ours) = stage("").await;
    smsc.until("bind_transceiver", 1).await;
    for (times, (hearing, status)) in [(Hearing::Nobody, 0x65), (Hearing::Later, 0x64)]
        .into_iter()
        .enumerate()
    {
        ours.hears(hearing);
        smsc.send("deliver_sm", text(0, "Hi")).await;
        ours.message().await;
        let answer = smsc.until("deliver_sm_resp", times + 1).await;
        assert_eq!(answer["command_status"], status, "{hearing:?}");
    }
}
