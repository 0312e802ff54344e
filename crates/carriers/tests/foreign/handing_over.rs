//! Texts handed over: taken, put off, refused, held back, and in doubt.

use carriers::{Handover, Sms};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::smsc::Smsc;
use crate::stage::{Ours, fields, names, sms, stage};

/// The fields of a submit_sm by which it says from whom it is.
async fn check_sender(sms: Sms, expected: [Value; 3]) {
    let (mut smsc, ours) = stage("").await;
    ours.taken(sms).await;
    let seen = smsc.until("submit_sm", 1).await;
    let from = ["source_addr_ton", "source_addr_npi", "source_addr"];
    assert_eq!(fields(&seen, &from), expected);
    let to = ["dest_addr_ton", "dest_addr_npi", "destination_addr"];
    assert_eq!(
        fields(&seen, &to),
        [json!(1), json!(1), json!("12025550100")]
    );
    assert_eq!(seen["registered_delivery"], 1);
    assert_eq!(seen["validity_period"], "2036-02-03T12:00:00.000Z");
}

#[tokio::test]
async fn a_submission_says_from_whom_to_whom_and_until_when() {
    check_sender(sms("Hi"), [json!(3), json!(0), json!("60856")]).await;
    let long = Sms {
        from: "12025550199".into(),
        from_short_code: false,
        ..sms("Hi")
    };
    check_sender(long, [json!(1), json!(1), json!("12025550199")]).await;
    let mask = Sms {
        from_mask: Some("Shop".into()),
        ..sms("Hi")
    };
    check_sender(mask, [json!(5), json!(0), json!("Shop")]).await;
}

/// What comes of a text that the SMSC answers so.
async fn check_outcome(order: Value, expected: &str) {
    let (mut smsc, ours) = stage("").await;
    smsc.order(order.clone()).await;
    smsc.until("bind_transceiver", 1).await;
    smsc.until_quiet().await;
    let outcome = format!("{:?}", ours.hand_over(sms("Hi")).await);
    let code = format!("code: Some(\"{}\")", &expected[expected.len() - 4..]);
    let kind = &expected[..expected.len() - 5];
    assert!(outcome.starts_with(kind), "{order}: {outcome}");
    assert!(outcome.contains(&code), "{order}: {outcome}");
    // The session has not suffered.
    ours.taken(sms("again")).await;
    let last = smsc.until("submit_sm", 2).await;
    assert_eq!(last["session"], 1);
}

#[tokio::test]
async fn throttling_and_a_full_queue_are_no_refusals() {
    check_outcome(json!({ "refuse": [0x58] }), "NotNow 0x58").await;
    check_outcome(json!({ "refuse": [0x14] }), "NotNow 0x14").await;
    check_outcome(json!({ "refuse": [0x0b] }), "Never 0x0B").await;
}

#[tokio::test]
async fn a_generic_nack_is_an_answer() {
    check_outcome(json!({ "nack": [0x08] }), "NotNow 0x08").await;
    check_outcome(json!({ "nack": [0x03] }), "Never 0x03").await;
}

#[tokio::test]
async fn throttling_in_the_midst_of_a_long_text_is_waited_out() {
    let (mut smsc, ours) = stage("").await;
    let text = "a".repeat(200);
    smsc.order(json!({ "hold": true })).await;
    let outcome = ours.begin(sms(&text));
    smsc.until("submit_sm", 1).await;
    smsc.order(json!({ "give": 1 })).await;
    smsc.until("submit_sm", 2).await;
    smsc.order(json!({ "refuse": [0x58, 0x14], "hold": false }))
        .await;
    assert_eq!(names(outcome.await.unwrap()), ["m-1", "m-2"]);
    assert_eq!(smsc.until("text", 1).await["text"], text);
    // The second part came three times.
    assert_eq!(smsc.all("submit_sm").len(), 4);
}

/// Begins texts, and waits until as many as the window holds have come.
async fn begun(
    smsc: &mut Smsc,
    ours: &Ours,
    texts: u8,
    window: usize,
) -> Vec<JoinHandle<Handover>> {
    smsc.order(json!({ "hold": true })).await;
    smsc.until("bind_transceiver", 1).await;
    let begin = |number: u8| ours.begin(sms(&format!("text {number}")));
    let begun = (1..=texts).map(begin).collect();
    smsc.until("submit_sm", window).await;
    smsc.until_quiet().await;
    assert_eq!(smsc.all("submit_sm").len(), window);
    begun
}

async fn ended(begun: Vec<JoinHandle<Handover>>) -> Vec<Handover> {
    let mut outcomes = Vec::new();
    for one in begun {
        outcomes.push(one.await.unwrap());
    }
    outcomes
}

#[tokio::test]
async fn no_more_than_the_window_is_unanswered() {
    let (mut smsc, ours) = stage("window = 3").await;
    let begun = begun(&mut smsc, &ours, 10, 3).await;
    smsc.order(json!({ "give": 2 })).await;
    smsc.until("submit_sm", 5).await;
    smsc.until_quiet().await;
    assert_eq!(smsc.all("submit_sm").len(), 5);
    smsc.order(json!({ "hold": false })).await;
    for outcome in ended(begun).await {
        names(outcome);
    }
    smsc.until_quiet().await;
    let unanswered = smsc.all("submit_sm").into_iter();
    let most = unanswered.filter_map(|it| it["unanswered"].as_u64()).max();
    assert_eq!(most, Some(3));
    assert_eq!(smsc.all("submit_sm").len(), 10);
}

/// How many of the outcomes are of that kind.
fn count(outcomes: &[Handover], kind: &str) -> usize {
    let of = |it: &&Handover| format!("{it:?}").starts_with(kind);
    outcomes.iter().filter(of).count()
}

#[tokio::test]
async fn after_a_goodbye_in_a_full_window_only_what_stays_unanswered_is_in_doubt() {
    let (mut smsc, ours) = stage("window = 4\ntimeout = \"4s\"").await;
    let begun = begun(&mut smsc, &ours, 6, 4).await;
    smsc.send("unbind", json!({})).await;
    smsc.order(json!({ "give": 2 })).await;
    let outcomes = ended(begun).await;
    assert_eq!(count(&outcomes, "Receipt"), 2, "{outcomes:?}");
    assert_eq!(count(&outcomes, "Unknown"), 2, "{outcomes:?}");
    assert_eq!(count(&outcomes, "NotSent"), 2, "{outcomes:?}");
    smsc.until("unbind_resp", 1).await;
    smsc.order(json!({ "hold": false })).await;
    smsc.until("bind_transceiver", 2).await;
    ours.taken(sms("after")).await;
    let last = smsc.until("submit_sm", 5).await;
    assert_eq!(last["session"], 2);
    assert_eq!(last["short_message"]["message"], "after");
}

#[tokio::test]
async fn after_a_cut_connection_what_was_unanswered_is_in_doubt_and_the_link_is_bound_anew() {
    let (mut smsc, ours) = stage("window = 4").await;
    let begun = begun(&mut smsc, &ours, 4, 4).await;
    smsc.order(json!({ "hang_up": true })).await;
    let outcomes = ended(begun).await;
    assert_eq!(count(&outcomes, "Unknown"), 4, "{outcomes:?}");
    smsc.order(json!({ "hold": false })).await;
    ours.taken(sms("after")).await;
    assert_eq!(smsc.until("submit_sm", 5).await["session"], 2);
}
