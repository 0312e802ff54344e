//! Links that are paused, drained or away: messages wait or go by the next link of their list, those
//! that may be with a carrier never do.

use crate::gateway::{Gateway, LINK, Setup, mms_link, until};
use crate::order::Order;
use domain::state::State;
use engine::clock::Clock as _;
use mmsc::{Answer, Behaviour, Submission};
use std::sync::Arc;
use std::time::Duration;
use storage::carrier_link::Switched;
use storage::life::{Ending, Life};

const TO: &str = "12025550100";

/// The second link of the list; the carrier knows it by its VASID.
const SECOND: &str = "second";

fn second_link(setup: &mut Setup) {
    let mut link = mms_link(SECOND);
    let vasid = toml::Value::from(SECOND);
    link.protocol_keys.insert("vasid".into(), vasid);
    setup.more_links.push(link);
}

async fn switch(gateway: &Gateway, link: &str, switched: Option<Switched>) {
    let now = gateway.clock.now();
    let said = gateway.store().switch_link(link, switched, now);
    said.await.unwrap();
}

/// Sends so many messages that cannot go yet, and waits until the link has been tried.
async fn stuck(gateway: &Gateway, times: usize) -> Vec<String> {
    gateway.carrier.set_down(true).await;
    let mut sent = Vec::new();
    for _ in 0..times {
        sent.push(gateway.send_to(TO).await);
    }
    gateway
        .until(&sent[0], |life| !life.attempts.is_empty())
        .await;
    sent
}

/// Moves the clock until a message meets a condition.
async fn until_then(gateway: &Gateway, tracking: &str, met: impl Fn(&Life) -> bool) -> Life {
    until("the message comes to that", async || {
        gateway.clock.advance(Duration::from_millis(200));
        let life = gateway.life(tracking).await;
        met(&life).then_some(life)
    })
    .await
}

fn is_out(life: &Life) -> bool {
    matches!(life.message.state, State::Submitted | State::Delivered)
}

/// How attempts ended, and by which links they went.
fn tried(life: &Life) -> Vec<(&str, Ending)> {
    let attempts = life.attempts.iter();
    attempts
        .map(|it| (it.link.as_deref().unwrap_or_default(), it.ending))
        .collect()
}

fn has_note(life: &Life, words: &str) -> bool {
    life.moves.iter().any(|it| it.note.contains(words))
}

#[tokio::test]
async fn what_waits_for_a_paused_link_goes_by_the_next_one_and_its_history_says_so() {
    let gateway = Gateway::with(second_link).await;
    let sent = stuck(&gateway, 12).await;
    switch(&gateway, LINK, Some(Switched::Paused)).await;
    gateway.carrier.set_down(false).await;
    for tracking in &sent {
        let life = until_then(&gateway, tracking, is_out).await;
        assert_eq!(tried(&life).last(), Some(&(SECOND, Ending::Accepted)));
        assert!(has_note(&life, "goes by second now: sim is paused"));
    }
    assert_eq!(gateway.submissions().len(), 12);
}

#[tokio::test]
async fn a_paused_link_hands_nothing_over_until_it_is_resumed_even_after_a_restart() {
    let with_texts = |setup: &mut Setup| setup.account.senders[0].sms_route = true;
    let mut gateway = Gateway::with(with_texts).await;
    switch(&gateway, LINK, Some(Switched::Paused)).await;
    gateway.stop().await;
    gateway.resume().await;
    let waits = gateway.send_to(TO).await;
    gateway.until_state(&waits, State::Ready).await;
    // Other links go on meanwhile.
    let text = gateway.order(&Order::sms(TO)).await;
    gateway.until_final(text.tracking()).await;
    gateway.pass(60);
    let resumed = gateway.clock.now();
    switch(&gateway, LINK, None).await;
    let life = gateway.until_final(&waits).await;
    assert_eq!(tried(&life), [(LINK, Ending::Accepted)]);
    assert!(life.attempts[0].began >= resumed);
}

#[tokio::test]
async fn a_link_that_is_drained_hands_over_what_waits_and_gets_nothing_new() {
    let gateway = Gateway::with(second_link).await;
    let sent = stuck(&gateway, 1).await;
    switch(&gateway, LINK, Some(Switched::Draining)).await;
    let new = until("new messages go by the other link", async || {
        let tracking = gateway.send_to(TO).await;
        let life = gateway.life(&tracking).await;
        (life.message.link == SECOND).then_some(tracking)
    });
    let new = new.await;
    gateway.carrier.set_down(false).await;
    let old = until_then(&gateway, &sent[0], is_out).await;
    assert_eq!(tried(&old).last(), Some(&(LINK, Ending::Accepted)));
    let new = until_then(&gateway, &new, is_out).await;
    assert_eq!(tried(&new).last(), Some(&(SECOND, Ending::Accepted)));
}

#[tokio::test]
async fn where_all_links_are_drained_messages_are_refused() {
    let gateway = Gateway::start().await;
    switch(&gateway, LINK, Some(Switched::Draining)).await;
    let code = until("the link takes nothing new", async || {
        let answer = gateway.order(&Order::send(TO)).await;
        let code = answer.fault().0.to_owned();
        (!code.is_empty()).then_some(code)
    });
    assert_eq!(code.await, "E619");
}

#[tokio::test]
async fn a_message_that_is_refused_for_now_three_times_goes_on_to_the_next_link() {
    let gateway = Gateway::with(second_link).await;
    gateway.carrier.set_behaviour(Arc::new(|one: &Submission| {
        match one.vasid.as_deref() == Some(SECOND) {
            true => Behaviour::delivered(),
            false => Behaviour::answering(Answer::Refuse(4006)),
        }
    }));
    let tracking = gateway.send_to(TO).await;
    let life = until_then(&gateway, &tracking, is_out).await;
    let refused = (LINK, Ending::NotNow);
    let expected = [refused, refused, refused, (SECOND, Ending::Accepted)];
    assert_eq!(tried(&life), expected);
    assert!(has_note(
        &life,
        "goes by second now: sim refused it for now"
    ));
}

#[tokio::test]
async fn a_doubtful_message_stays_with_its_link_whatever_becomes_of_that() {
    let gateway = Gateway::with(second_link).await;
    gateway
        .carrier
        .behave(TO, Behaviour::answering(Answer::Garbage));
    let tracking = gateway.send_to(TO).await;
    gateway.until_state(&tracking, State::Ambiguous).await;
    switch(&gateway, LINK, Some(Switched::Paused)).await;
    // One that goes by the other link shows that the pause is in force.
    gateway.carrier.behave(TO, Behaviour::delivered());
    until("the other link is in use", async || {
        let other = gateway.send_to(TO).await;
        (gateway.life(&other).await.message.link == SECOND).then_some(())
    })
    .await;
    gateway.pass(10);
    gateway.until_tried(&tracking, 1, 1).await;
    gateway.pass(60);
    let life = gateway.until_state(&tracking, State::NoReport).await;
    assert_eq!(tried(&life), [(LINK, Ending::Unknown)]);
}

#[tokio::test]
async fn messages_of_a_link_that_does_not_answer_go_by_the_next_one() {
    let gateway = Gateway::with(|setup| {
        second_link(setup);
        // Nobody listens there.
        setup.carrier_url = Some("http://127.0.0.1:9/mm7".into());
    })
    .await;
    let mut sent = Vec::new();
    for _ in 0..20 {
        sent.push(gateway.send_to(TO).await);
    }
    for tracking in &sent {
        let life = until_then(&gateway, tracking, is_out).await;
        assert_eq!(tried(&life).last(), Some(&(SECOND, Ending::Accepted)));
    }
    assert_eq!(gateway.submissions().len(), 20);
}
