//! Events of a message are told in their order, and one customer's trouble is nobody else's.

use crate::call::Call;
use crate::gateway::{Gateway, PATIENCE, Setup, account};
use crate::order::Order;
use domain::account::Schedule;
use mmsc::{Answer, Behaviour, What};
use testkit::{Receiver, Reply};

/// Sequence and attempt of each postback so far.
fn seen(gateway: &Gateway) -> Vec<(String, String)> {
    let number = |one: &testkit::Received, name: &str| one.header(name).to_owned();
    let all = gateway.receiver.all();
    let both = |one| (number(one, "x-event-seq"), number(one, "x-event-attempt"));
    all.iter().map(both).collect()
}

fn as_seen(expected: &[(u8, u8)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(seq, attempt)| (seq.to_string(), attempt.to_string()))
        .collect()
}

#[tokio::test]
async fn the_second_event_waits_until_the_first_is_acknowledged() {
    let gateway = Gateway::start().await;
    gateway
        .receiver
        .answer_next([Reply::status(500), Reply::status(500)]);
    gateway.send_to("12025550100").await;
    gateway.until("MMS_1", |life| life.events.len() == 2).await;
    gateway.until_tried("MMS_1", 1, 1).await;
    gateway.pass(7);
    gateway.until_tried("MMS_1", 1, 2).await;
    gateway.pass(40);
    gateway.until_final("MMS_1").await;
    assert_eq!(seen(&gateway), as_seen(&[(1, 1), (1, 2), (1, 3), (2, 1)]));
}

#[tokio::test]
async fn the_second_event_waits_five_minutes_at_most_for_a_first_that_fails() {
    let gateway = Gateway::start().await;
    gateway.receiver.answer_always(Reply::status(500));
    gateway.send_to("12025550100").await;
    gateway.until("MMS_1", |life| life.events.len() == 2).await;
    gateway.until_tried("MMS_1", 1, 1).await;
    gateway.pass(7);
    gateway.until_tried("MMS_1", 1, 2).await;
    gateway.pass(40);
    gateway.until_tried("MMS_1", 1, 3).await;
    // The fourth try of the first event may come now or a little later; the second event comes.
    gateway.pass(253);
    let life = gateway.until_tried("MMS_1", 2, 1).await;
    let (first, second) = (&life.events[0].0.fact, &life.events[1].1[0]);
    assert_eq!(second.at.duration_since(first.at).as_secs(), 300);
    assert_eq!(seen(&gateway)[..3], as_seen(&[(1, 1), (1, 2), (1, 3)]));
}

#[tokio::test]
async fn the_second_event_goes_on_when_the_first_is_given_up() {
    let classic = |setup: &mut Setup| setup.account.postbacks.schedule = Schedule::Classic;
    let gateway = Gateway::with(classic).await;
    // The second event comes late, when the first has had its six tries.
    let behaviour = Behaviour::answering(Answer::Accept);
    gateway.carrier.behave("12025550100", behaviour);
    gateway.receiver.answer_next([Reply::status(500); 6]);
    gateway.send_to("12025550100").await;
    for tries in 1..=5 {
        gateway.until_tried("MMS_1", 1, tries).await;
        gateway.pass(300);
    }
    gateway.until_tried("MMS_1", 1, 6).await;
    gateway
        .carrier
        .tell(1, What::Delivery("Retrieved".into()))
        .await;
    gateway.until_final("MMS_1").await;
    let attempts: Vec<(u8, u8)> = (1..=6)
        .map(|attempt| (1, attempt))
        .chain([(2, 1)])
        .collect();
    assert_eq!(seen(&gateway), as_seen(&attempts));
}

#[tokio::test]
async fn a_receiver_that_hangs_delays_no_other_customer() {
    let gateway = Gateway::start().await;
    gateway.receiver.answer_always(Reply::hang());
    for _ in 0..10 {
        gateway.send_to("12025550105").await;
    }
    // As many as may be open to one endpoint at the same time.
    gateway.until_posted(8).await;

    let quick = Receiver::start().await.unwrap();
    let key = "key-of-the-other-customer";
    gateway.customer(&account("other", &quick), key).await;
    let order = Order::send("12025550100").with("API_KEY", key);
    let answer = gateway.call(Call::post(order.xml())).await;
    gateway.until_final(answer.tracking()).await;
    quick
        .wait_for(|all| all.len() == 2, PATIENCE)
        .await
        .unwrap();
    assert_eq!(gateway.receiver.all().len(), 8);
    let slow = gateway.life("MMS_1").await;
    assert_eq!(
        slow.events[0].1.len(),
        0,
        "the slow one is still waited for"
    );
}
