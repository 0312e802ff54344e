//! Numbers that get nothing.

use crate::cites::covers;
use crate::gateway::Gateway;
use crate::order::Order;
use domain::account::{Sender, SenderKind, StopScope};
use domain::campaign::Source;
use domain::number::Recipient;
use domain::state::State;
use engine::clock::Clock as _;
use std::time::Duration;
use storage::blacklist::Block;

const TO: &str = "12025550100";

const BLACKLISTED: (&str, &str) = ("E114", "Phone number is blacklisted. API call rejected.");

/// With two senders.
async fn stage() -> Gateway {
    let second = Sender::new("60857", SenderKind::ShortCode, "US");
    Gateway::with(|setup| setup.account.senders.push(second)).await
}

async fn block(gateway: &Gateway, sender: Option<&str>, ends_s: Option<u64>) {
    let now = gateway.clock.now();
    let block = Block {
        account: gateway.account,
        sender: sender.map(str::to_owned),
        number: Recipient::parse(TO).unwrap(),
        source: Source::Manager,
        since: now,
        ends: ends_s.map(|seconds| now + Duration::from_secs(seconds)),
    };
    assert!(gateway.store().block(&block).await.unwrap());
}

fn from(sender: &str) -> Order {
    Order::send(TO).with("FROM", sender)
}

#[tokio::test]
async fn a_number_on_the_list_of_a_sender_hears_from_others_only() {
    let mut gateway = stage().await;
    block(&gateway, Some("60856"), None).await;
    gateway.stop().await;
    gateway.resume().await;
    assert_eq!(gateway.order(&from("60856")).await.fault(), BLACKLISTED);
    gateway.order(&from("60857")).await.tracking();
    let saved = gateway.order(&Order::save()).await;
    let saved = Order::send_saved(saved.field("MMSID"), TO);
    assert_eq!(gateway.order(&saved).await.fault(), BLACKLISTED);
    gateway.order(&Order::send("12025550101")).await.tracking();
    covers("S2-133 S3-94");
}

#[tokio::test]
async fn an_account_may_take_every_stop_for_all_of_its_senders() {
    let gateway = stage().await;
    block(&gateway, Some("60856"), None).await;
    gateway
        .change_account(|account| account.policy.stops.scope = StopScope::Account)
        .await;
    assert_eq!(gateway.order(&from("60857")).await.fault(), BLACKLISTED);
}

#[tokio::test]
async fn a_number_on_the_list_of_all_senders_hears_nothing_until_it_is_taken_off() {
    let gateway = stage().await;
    block(&gateway, None, None).await;
    for sender in ["60856", "60857"] {
        assert_eq!(gateway.order(&from(sender)).await.fault(), BLACKLISTED);
    }
    let number = Recipient::parse(TO).unwrap();
    let unblocked = gateway.store().unblock(gateway.account, None, &number);
    assert!(unblocked.await.unwrap());
    gateway.order(&from("60856")).await.tracking();
}

#[tokio::test]
async fn an_entry_with_an_end_ends_by_itself() {
    let gateway = stage().await;
    block(&gateway, None, Some(3_600)).await;
    gateway.pass(3_599);
    assert_eq!(gateway.order(&from("60856")).await.fault(), BLACKLISTED);
    gateway.pass(1);
    gateway.order(&from("60856")).await.tracking();
}

#[tokio::test]
async fn a_message_that_waits_while_its_receiver_opts_out_is_not_sent() {
    let gateway = stage().await;
    gateway.carrier.set_down(true).await;
    let tracking = gateway.send_to(TO).await;
    gateway.until_refused(&tracking, 1).await;
    block(&gateway, Some("60856"), None).await;
    gateway.carrier.set_down(false).await;
    gateway.pass(60);
    let life = gateway.until_final(&tracking).await;
    assert_eq!(life.message.state, State::Failed);
    assert_eq!(gateway.codes(), ["E101"]);
    let told = &gateway.postbacks()[0];
    assert!(told.contains("Phone number is blacklisted"), "{told}");
    assert_eq!(gateway.submissions().len(), 0);
}
