//! Ends of the process, orderly and not, and what must survive them.

use crate::gateway::{Gateway, PATIENCE};
use domain::state::State;
use mmsc::{Answer, Behaviour, What, When};
use std::time::Duration;
use storage::life::Ending;
use testkit::Reply;

const TO: &str = "12025550100";

#[tokio::test]
async fn a_message_that_waits_for_its_carrier_goes_out_after_a_crash() {
    let mut gateway = Gateway::start().await;
    gateway.carrier.set_down(true).await;
    gateway.send_to(TO).await;
    gateway.until_refused("MMS_1", 1).await;
    gateway.crash().await;
    gateway.carrier.set_down(false).await;
    gateway.resume().await;
    gateway.pass(60);
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Delivered);
    assert_eq!(gateway.codes(), ["N101", "N102"]);
    assert_eq!(gateway.submissions().len(), 1);
}

#[tokio::test]
async fn the_schedule_of_a_postback_goes_on_after_a_crash() {
    let secret = Some([7; 32]);
    let mut gateway = Gateway::with(|setup| setup.account.postbacks.secret = secret).await;
    gateway
        .receiver
        .answer_next([Reply::status(500), Reply::status(500)]);
    gateway.send_to("12025550103").await;
    gateway.until_tried("MMS_1", 1, 1).await;
    let due = gateway.next_due().await;
    gateway.crash().await;
    gateway.resume().await;
    assert_eq!(gateway.next_due().await, due);
    gateway.pass(7);
    gateway.until_tried("MMS_1", 1, 2).await;
    let due = gateway.next_due().await.unwrap();
    assert!((24.0..=36.0).contains(&due), "{due} s");
    gateway.pass(40);
    gateway.until_final("MMS_1").await;
    let all = gateway.receiver.all();
    let numbers: Vec<&str> = all
        .iter()
        .map(|one| one.header("x-event-attempt"))
        .collect();
    assert_eq!(numbers, ["1", "2", "3"]);
    assert!(
        all.iter()
            .all(|one| one.header("webhook-id") == all[0].header("webhook-id"))
    );
}

#[tokio::test]
async fn a_message_whose_hand_over_was_cut_by_a_crash_is_doubtful_and_not_sent_again() {
    let mut gateway = Gateway::start().await;
    let slow = Behaviour::answering(Answer::Accept).slow(Duration::from_secs(1_000));
    gateway.carrier.behave(TO, slow);
    gateway.send_to(TO).await;
    gateway.until_submitted(1).await;
    gateway.crash().await;
    gateway.resume().await;
    let life = gateway.until_state("MMS_1", State::Ambiguous).await;
    assert_eq!(life.attempts.len(), 1);
    gateway.pass(10);
    gateway.until_tried("MMS_1", 1, 1).await;
    assert!(gateway.postbacks()[0].contains("Submission not confirmed by carrier"));
    gateway.pass(60);
    gateway.until_state("MMS_1", State::NoReport).await;
    assert_eq!(gateway.codes(), ["N101"]);
    assert_eq!(gateway.submissions().len(), 1);
}

#[tokio::test]
async fn an_orderly_stop_waits_for_the_carriers_answer() {
    let mut gateway = Gateway::start().await;
    let slow = Behaviour::delivered().slow(Duration::from_secs(20));
    gateway.carrier.behave(TO, slow);
    gateway.send_to(TO).await;
    gateway.until_submitted(1).await;
    gateway.stop().await;
    gateway.resume().await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.attempts[0].ending, Ending::Accepted);
    assert_eq!(life.message.state, State::Delivered);
    assert_eq!(gateway.codes(), ["N101", "N102"]);
    assert_eq!(gateway.submissions().len(), 1);
}

#[tokio::test]
async fn a_report_that_comes_while_the_gateway_is_away_is_repeated_and_applied() {
    let mut gateway = Gateway::start().await;
    gateway
        .carrier
        .behave(TO, Behaviour::answering(Answer::Accept));
    gateway.send_to(TO).await;
    gateway.until_state("MMS_1", State::Submitted).await;
    gateway.crash().await;
    gateway
        .carrier
        .tell(1, What::Delivery("Retrieved".into()))
        .await;
    gateway.resume().await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Delivered);
    assert_eq!(life.reports.len(), 1);
    let attempts = &gateway.submissions()[0].reports;
    assert!(!attempts[0].confirmed, "{attempts:?}");
    assert_eq!(gateway.codes(), ["N101", "N102"]);
}

#[tokio::test]
async fn a_report_that_is_parked_when_the_process_stops_is_applied_after_the_start() {
    let mut gateway = Gateway::start().await;
    let early = Behaviour::answering(Answer::Accept)
        .slow(Duration::from_secs(1))
        .and(When::BeforeAnswer, What::Delivery("Retrieved".into()));
    gateway.carrier.behave(TO, early);
    gateway.send_to(TO).await;
    gateway.until_submitted(1).await;
    gateway.stop().await;
    gateway.resume().await;
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Delivered);
    assert_eq!(gateway.codes(), ["N101", "N102"]);
}

#[tokio::test]
async fn a_report_of_a_message_that_nobody_knows_yet_stays_parked_across_a_crash() {
    let mut gateway = Gateway::start().await;
    gateway
        .carrier
        .behave(TO, Behaviour::answering(Answer::Lost));
    gateway.send_to(TO).await;
    gateway.until_state("MMS_1", State::Ambiguous).await;
    // The carrier names the message by an id that its lost answer would have told.
    gateway
        .carrier
        .tell(1, What::Delivery("Retrieved".into()))
        .await;
    assert!(gateway.submissions()[0].is_reported("Retrieved"));
    assert_eq!(gateway.store().parked_reports().await.unwrap(), 1);
    gateway.crash().await;
    gateway.resume().await;
    assert_eq!(gateway.store().parked_reports().await.unwrap(), 1);
    assert_eq!(gateway.life("MMS_1").await.message.state, State::Ambiguous);
}

#[tokio::test]
async fn templates_and_keys_survive_a_crash() {
    let mut gateway = Gateway::start().await;
    let saved = gateway.order(&crate::order::Order::save()).await;
    let id = saved.field("MMSID").to_owned();
    gateway.crash().await;
    gateway.resume().await;
    let answer = gateway
        .order(&crate::order::Order::send_saved(&id, TO))
        .await;
    gateway.until_final(answer.tracking()).await;
    let told = gateway
        .receiver
        .wait_for(|all| all.len() == 3, PATIENCE)
        .await
        .unwrap();
    assert_eq!(told.len(), 3);
}
