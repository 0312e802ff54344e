//! A carrier that is away, slow, broken or talks nonsense: nobody gets a message twice, and
//! nobody is told what is not known.

use crate::gateway::{Gateway, Setup, until};
use crate::order::Order;
use domain::state::State;
use mmsc::{Answer, Behaviour};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use storage::life::{Ending, Life};

const TO: &str = "12025550100";

fn endings(life: &Life) -> Vec<Ending> {
    life.attempts.iter().map(|attempt| attempt.ending).collect()
}

#[tokio::test]
async fn while_the_carrier_is_away_messages_wait_and_then_go_out_once() {
    let gateway = Gateway::start().await;
    gateway.carrier.set_down(true).await;
    gateway.send_to(TO).await;
    gateway.until_refused("MMS_1", 1).await;
    gateway.pass(60);
    gateway.until_refused("MMS_1", 2).await;
    gateway.carrier.set_down(false).await;
    gateway.pass(60);
    let life = gateway.until_final("MMS_1").await;
    let away = Ending::NotSent;
    assert_eq!(endings(&life), [away, away, Ending::Accepted]);
    assert_eq!(life.message.state, State::Delivered);
    assert_eq!(gateway.codes(), ["N101", "N102"]);
    assert_eq!(gateway.submissions().len(), 1);
}

#[tokio::test]
async fn after_an_outage_everything_that_waited_goes_out_once() {
    let gateway = Gateway::start().await;
    gateway.carrier.set_down(true).await;
    let mut waiting = Vec::new();
    for _ in 0..40 {
        waiting.push(gateway.send_to(TO).await);
    }
    gateway.until_refused("MMS_1", 1).await;
    gateway.carrier.set_down(false).await;
    // A link that did not answer is probed first, so the way back has several steps.
    for tracking in &waiting {
        until("the message is delivered", async || {
            gateway.clock.advance(Duration::from_millis(200));
            let state = gateway.life(tracking).await.message.state;
            (state == State::Delivered).then_some(())
        })
        .await;
    }
    let all = gateway.submissions();
    assert_eq!(all.len(), 40);
    assert!(all.iter().all(|one| one.duplicate_of.is_none()));
}

#[tokio::test]
async fn a_kept_connection_that_the_carrier_has_cut_doubles_nothing() {
    let gateway = Gateway::start().await;
    gateway.send_to(TO).await;
    gateway.until_final("MMS_1").await;
    gateway.carrier.set_down(true).await;
    gateway.carrier.set_down(false).await;
    gateway.send_to(TO).await;
    let life = gateway.until_final("MMS_2").await;
    assert_eq!(endings(&life), [Ending::Accepted]);
    assert_eq!(gateway.submissions().len(), 2);
}

/// After an answer like this the message is never sent again, and the customer hears that nobody
/// knows.
async fn check_doubtful(answer: Answer, change: impl FnOnce(&mut Setup)) {
    let gateway = Gateway::with(change).await;
    let behaviour = Behaviour::answering(answer).slow(Duration::from_secs(50));
    gateway.carrier.behave(TO, behaviour);
    gateway.send_to(TO).await;
    gateway.until_state("MMS_1", State::Ambiguous).await;
    gateway.pass(10);
    gateway.until_tried("MMS_1", 1, 1).await;
    let told = gateway.postbacks();
    let words = "<STATUSDETAILS>Submission not confirmed by carrier</STATUSDETAILS>";
    assert!(told[0].contains(words), "{}", told[0]);
    gateway.pass(60);
    gateway.until_state("MMS_1", State::NoReport).await;
    gateway.pass(80 * 3_600);
    let life = gateway.until_state("MMS_1", State::NoReport).await;
    assert_eq!(endings(&life), [Ending::Unknown]);
    assert_eq!(gateway.codes(), ["N101"]);
    assert_eq!(gateway.submissions().len(), 1);
}

#[tokio::test]
async fn an_answer_that_breaks_off_leaves_the_outcome_open() {
    check_doubtful(Answer::Truncated, |_| ()).await;
}

#[tokio::test]
async fn an_answer_that_is_not_mm7_leaves_the_outcome_open() {
    check_doubtful(Answer::Garbage, |_| ()).await;
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_leaves_the_outcome_open() {
    check_doubtful(Answer::HangUp, |_| ()).await;
}

#[tokio::test]
async fn an_answer_after_the_time_limit_leaves_the_outcome_open() {
    check_doubtful(Answer::Accept, |setup| setup.link_key("timeout", "200ms")).await;
}

/// A fault says that the message was not taken: it is tried again and arrives once.
async fn check_refused_for_now(answer: Answer) {
    let fault_with_500 = |setup: &mut Setup| setup.carrier.fault_http_status = 500;
    let gateway = Gateway::with(fault_with_500).await;
    gateway.carrier.behave(TO, Behaviour::answering(answer));
    gateway.send_to(TO).await;
    gateway.until_refused("MMS_1", 1).await;
    gateway.carrier.behave(TO, Behaviour::delivered());
    gateway.pass(60);
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(endings(&life), [Ending::NotNow, Ending::Accepted]);
    assert_eq!(gateway.codes(), ["N101", "N102"]);
    let all = gateway.submissions();
    assert_eq!(all[0].transaction, all[1].transaction);
}

#[tokio::test]
async fn a_fault_with_a_transient_status_is_tried_again_whatever_http_says() {
    check_refused_for_now(Answer::Fault(4000)).await;
}

#[tokio::test]
async fn a_fault_of_the_server_without_a_status_is_tried_again() {
    check_refused_for_now(Answer::ServerError).await;
}

#[tokio::test]
async fn a_refusal_for_its_size_would_need_an_sms_which_the_sender_cannot_send() {
    let gateway = Gateway::start().await;
    gateway
        .carrier
        .behave(TO, Behaviour::answering(Answer::Refuse(2560)));
    gateway.send_to(TO).await;
    gateway.until_final("MMS_1").await;
    assert_eq!(gateway.codes(), ["E101"]);
    assert!(gateway.postbacks()[0].contains("No SMS route for sender"));

    let order = Order::send(TO).with("DISABLEFALLBACKSMS", "yes");
    gateway.order(&order).await;
    gateway.until_final("MMS_2").await;
    let why = "Fallback SMS disabled: Message size exceeds carrier limit";
    assert!(gateway.postbacks()[1].contains(why));
}

/// A live gateway whose carrier loses its first `times` answers and recognises repetitions.
async fn safe_with_lost_answers(times: usize) -> Gateway {
    let safe = |setup: &mut Setup| {
        setup.live();
        setup.link.resend_safe = true;
    };
    let gateway = Gateway::with(safe).await;
    let seen = AtomicUsize::new(0);
    gateway.carrier.set_behaviour(Arc::new(move |_| {
        match seen.fetch_add(1, Ordering::Relaxed) < times {
            true => Behaviour::answering(Answer::Lost),
            false => Behaviour::delivered(),
        }
    }));
    gateway.send_to("15551234888").await;
    gateway
}

/// Which submissions the carrier recognised, by the number of the first.
fn duplicates(gateway: &Gateway) -> Vec<Option<usize>> {
    gateway
        .submissions()
        .iter()
        .map(|one| one.duplicate_of)
        .collect()
}

#[tokio::test]
async fn a_link_that_is_safe_for_it_gets_the_message_again_under_the_same_transaction() {
    let gateway = safe_with_lost_answers(2).await;
    for lost in 1..=2 {
        gateway.until_submitted(lost).await;
        gateway.until_due_within(9.0).await;
        gateway.pass(9);
    }
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(life.message.state, State::Delivered);
    let lost = Ending::Unknown;
    assert_eq!(endings(&life), [lost, lost, Ending::Accepted]);
    assert_eq!(gateway.codes(), ["N101", "N102"]);
    assert_eq!(duplicates(&gateway), [None, Some(1), Some(1)]);
}

#[tokio::test]
async fn even_a_safe_link_gets_a_message_four_times_at_most() {
    let gateway = safe_with_lost_answers(usize::MAX).await;
    for lost in 1..=3 {
        gateway.until_submitted(lost).await;
        gateway.until_due_within(9.0).await;
        gateway.pass(9);
    }
    gateway.until_submitted(4).await;
    gateway
        .until("MMS_1", |life| endings(life) == [Ending::Unknown; 4])
        .await;
    gateway.pass(600);
    gateway.until_tried("MMS_1", 1, 1).await;
    gateway.pass(72 * 3_600);
    gateway.until_state("MMS_1", State::NoReport).await;
    assert_eq!(gateway.codes(), ["N101"]);
    assert_eq!(duplicates(&gateway), [None, Some(1), Some(1), Some(1)]);
}
