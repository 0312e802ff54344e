//! What waits for a link: senders take turns, the messages of one go in their order, and no more go
//! than the link may get.

use crate::gateway::{Gateway, Setup};
use crate::order::Order;
use domain::account::{Sender, SenderKind};
use jiff::Timestamp;
use mmsc::{Answer, Behaviour, Submission};
use std::sync::Arc;
use std::time::Duration;

const CAMPAIGN: &str = "60856";
const OTHER: &str = "60857";

/// An account with two senders, and what more a test changes.
async fn two_senders(change: impl FnOnce(&mut Setup)) -> Gateway {
    Gateway::with(|setup| {
        let other = Sender::new(OTHER, SenderKind::ShortCode, "US");
        setup.account.senders.push(other);
        change(setup);
    })
    .await
}

/// Sends to so many numbers, one after the other, and returns them.
async fn send_many(gateway: &Gateway, from: &str, times: usize) -> Vec<String> {
    let mut sent = Vec::new();
    for number in 0..times {
        let to = format!("1202555{number:04}");
        let order = Order::send(&to).with("FROM", from);
        let answer = gateway.order(&order).await;
        assert!(!answer.tracking().is_empty(), "{}", answer.body);
        sent.push(to);
    }
    sent
}

/// Numbers in the order in which the carrier got them, from that sender.
fn received(all: &[Submission], from: &str) -> Vec<String> {
    let own = all.iter().filter(|one| one.sender.as_deref() == Some(from));
    own.map(|one| one.recipient().to_owned()).collect()
}

#[tokio::test]
async fn a_sender_with_many_messages_does_not_hold_up_another_one() {
    let gateway = two_senders(|setup| setup.link.window = 1).await;
    gateway.carrier.set_down(true).await;
    send_many(&gateway, CAMPAIGN, 30).await;
    send_many(&gateway, OTHER, 2).await;
    gateway.carrier.set_down(false).await;
    let all = until_submitted(&gateway, 32).await;
    let last = all
        .iter()
        .rposition(|one| one.sender.as_deref() == Some(OTHER));
    assert!(last < Some(8), "the other sender waited: {last:?}");
}

#[tokio::test]
async fn messages_of_a_sender_go_in_the_order_in_which_they_were_accepted() {
    let gateway = two_senders(|setup| setup.link.window = 1).await;
    gateway.carrier.set_down(true).await;
    let sent = send_many(&gateway, CAMPAIGN, 20).await;
    gateway.carrier.set_down(false).await;
    let all = until_submitted(&gateway, 20).await;
    assert_eq!(received(&all, CAMPAIGN), sent);
}

#[tokio::test]
async fn a_carrier_that_takes_nothing_for_now_is_left_alone_and_then_gets_all_in_order() {
    let gateway = two_senders(|setup| setup.link.window = 1).await;
    let busy = |_: &Submission| Behaviour::answering(Answer::Refuse(4006));
    gateway.carrier.set_behaviour(Arc::new(busy));
    let sent = send_many(&gateway, CAMPAIGN, 20).await;
    gateway.until_submitted(3).await;
    let delivered = |_: &Submission| Behaviour::delivered();
    gateway.carrier.set_behaviour(Arc::new(delivered));
    let all = until_submitted(&gateway, 23).await;
    let taken: Vec<Submission> = all.into_iter().filter(Submission::is_accepted).collect();
    assert_eq!(received(&taken, CAMPAIGN), sent);
}

/// When messages were handed over, in milliseconds, in order.
async fn begun(gateway: &Gateway, messages: std::ops::RangeInclusive<i64>) -> Vec<i64> {
    let mut begun = Vec::new();
    for number in messages {
        let life = gateway.life(&format!("MMS_{number}")).await;
        let began = life.attempts.iter().map(|attempt| attempt.began);
        begun.extend(began.map(Timestamp::as_millisecond));
    }
    begun.sort_unstable();
    begun
}

#[track_caller]
fn check_apart(begun: &[i64], least_ms: i64) {
    let pauses = begun.windows(2).map(|two| two[1] - two[0]);
    let pauses: Vec<i64> = pauses.collect();
    assert!(pauses.iter().all(|&it| it >= least_ms), "{pauses:?}");
}

#[tokio::test]
async fn a_link_gets_no_more_messages_than_its_rate_allows() {
    let gateway = two_senders(|setup| setup.link.rate = Some(2.0)).await;
    send_many(&gateway, CAMPAIGN, 3).await;
    send_many(&gateway, OTHER, 3).await;
    until_submitted(&gateway, 6).await;
    check_apart(&begun(&gateway, 1..=6).await, 500);
}

#[tokio::test]
async fn the_rate_of_a_sender_holds_up_that_sender_only() {
    let gateway = two_senders(|setup| setup.link.sender_rate = Some(0.5)).await;
    send_many(&gateway, CAMPAIGN, 3).await;
    send_many(&gateway, OTHER, 3).await;
    gateway.until_submitted(2).await;
    until_submitted(&gateway, 6).await;
    let (campaign, other) = (begun(&gateway, 1..=3).await, begun(&gateway, 4..=6).await);
    check_apart(&campaign, 2_000);
    check_apart(&other, 2_000);
    assert_eq!(campaign[0], other[0]);
}

/// Moves the clock until the carrier has got so many.
async fn until_submitted(gateway: &Gateway, times: usize) -> Vec<Submission> {
    crate::gateway::until("all has reached the carrier", async || {
        gateway.clock.advance(Duration::from_millis(200));
        let all = gateway.submissions();
        (all.len() >= times).then_some(all)
    })
    .await
}
