//! How fast and how much an account may call: spacing, throughput, total.

use crate::call::{Answer, Call};
use crate::gateway::{Gateway, Setup};
use crate::order::Order;
use domain::account::{LimitPeriod, Rates, RequestLimit};
use engine::clock::Clock as _;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

const TO: &str = "12025550100";

/// Clients that call at the same time.
const CLIENTS: usize = 50;

const TOO_SOON: (&str, &str) = ("E106", "You can call API every 2 seconds.");
const TOO_MANY: (&str, &str) = (
    "E113",
    "Set throughput exceeded for this API action. API call rejected.",
);
const USED_UP: (&str, &str) = ("E120", "Account has reached the API request limit.");

async fn stage(rates: Rates) -> Gateway {
    Gateway::with(|setup: &mut Setup| setup.account.policy.rates = rates).await
}

fn throughput(calls: u32) -> Rates {
    Rates {
        throughput: Some(calls),
        ..Rates::default()
    }
}

fn limit(calls: u64, period: LimitPeriod) -> Rates {
    Rates {
        request_limit: Some(RequestLimit { calls, period }),
        ..throughput(1_000)
    }
}

/// As many clients as there are call once, all at the same time; returns how often each answer
/// was given.
async fn all_at_once(gateway: &Gateway, order: &Order) -> BTreeMap<String, usize> {
    let mut calls = JoinSet::new();
    for _ in 0..CLIENTS {
        calls.spawn(Call::post(order.xml()).send(gateway.addr()));
    }
    let mut answers = BTreeMap::new();
    for answer in calls.join_all().await {
        *answers.entry(word(&answer)).or_default() += 1;
    }
    answers
}

/// The code of a refusal, or that there was none.
fn word(answer: &Answer) -> String {
    match answer.fault().0 {
        "" => answer.field("STATUS").to_owned(),
        code => code.to_owned(),
    }
}

fn counts(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    let count = |(word, count): &(&str, usize)| ((*word).to_owned(), *count);
    expected.iter().map(count).collect()
}

#[tokio::test]
async fn fifty_clients_at_once_get_no_call_more_through_than_the_throughput() {
    let gateway = stage(throughput(10)).await;
    let (send, save) = (Order::send(TO), Order::save());
    let expected = counts(&[("Success", 10), ("E113", 40)]);
    assert_eq!(all_at_once(&gateway, &send).await, expected);
    // Each action has its own.
    assert_eq!(all_at_once(&gateway, &save).await, expected);
    assert_eq!(gateway.order(&send).await.fault(), TOO_MANY);
    gateway.pass(2);
    assert_eq!(all_at_once(&gateway, &send).await, expected);
}

#[tokio::test]
async fn an_account_without_a_number_of_its_own_may_have_bursts_of_a_hundred() {
    let gateway = stage(Rates::default()).await;
    let order = Order::save();
    let all = counts(&[("Success", CLIENTS)]);
    assert_eq!(all_at_once(&gateway, &order).await, all);
    assert_eq!(all_at_once(&gateway, &order).await, all);
    let none = counts(&[("E113", CLIENTS)]);
    assert_eq!(all_at_once(&gateway, &order).await, none);
}

/// A call that was accepted: when it was sent and when its answer was there, in milliseconds.
type Accepted = (i64, i64);

/// Calls again and again while the clock goes on by a few milliseconds with every answer.
async fn hammer(gateway: Arc<Gateway>, left: Arc<AtomicUsize>) -> Vec<Accepted> {
    let now = || gateway.clock.now().as_millisecond();
    let order = Order::of("saveMMS").xml();
    let mut accepted = Vec::new();
    let one = |left: usize| left.checked_sub(1);
    while left
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one)
        .is_ok()
    {
        let sent = now();
        let answer = gateway.post_xml(order.clone()).await;
        if answer.fault().0 != "E113" {
            accepted.push((sent, now()));
        }
        gateway.clock.advance(Duration::from_millis(3));
    }
    accepted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_second_sees_more_calls_than_the_throughput_wherever_it_begins() {
    const MOST: usize = 10;
    let gateway = Arc::new(stage(throughput(10)).await);
    let left = Arc::new(AtomicUsize::new(1_500));
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        clients.spawn(hammer(Arc::clone(&gateway), Arc::clone(&left)));
    }
    let accepted: Vec<Accepted> = clients.join_all().await.into_iter().flatten().collect();
    assert!(accepted.len() > 3 * MOST, "{} calls", accepted.len());
    for (begin, _) in &accepted {
        let within = |(sent, answered): &&Accepted| sent >= begin && *answered <= begin + 1_000;
        let seen = accepted.iter().filter(within).count();
        assert!(seen <= MOST, "{seen} calls within a second from {begin}");
    }
}

#[tokio::test]
async fn the_throughput_holds_across_a_restart() {
    let mut gateway = stage(throughput(3)).await;
    for _ in 0..3 {
        gateway.send_to(TO).await;
    }
    gateway.stop().await;
    gateway.resume().await;
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), TOO_MANY);
    gateway.crash().await;
    gateway.resume().await;
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), TOO_MANY);
    gateway.pass(2);
    gateway.send_to(TO).await;
}

#[tokio::test]
async fn calls_keep_their_distance_and_hear_it_in_whole_seconds() {
    let rates = Rates {
        min_call_interval: Some(Duration::from_millis(1_500)),
        ..Rates::default()
    };
    let mut gateway = stage(rates).await;
    let expected = counts(&[("Success", 1), ("E106", CLIENTS - 1)]);
    assert_eq!(all_at_once(&gateway, &Order::send(TO)).await, expected);
    // The distance is that of the account, whatever the action.
    assert_eq!(gateway.order(&Order::of("fly")).await.fault(), TOO_SOON);
    gateway.stop().await;
    gateway.resume().await;
    assert_eq!(gateway.order(&Order::save()).await.fault(), TOO_SOON);
    // Calls that were refused as too soon begin no distance of their own.
    gateway.pass(1);
    assert_eq!(gateway.order(&Order::save()).await.fault(), TOO_SOON);
    gateway.clock.advance(Duration::from_millis(500));
    let saved = gateway.order(&Order::save()).await;
    assert_eq!(saved.field("STATUS"), "Success", "{}", saved.body);
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), TOO_SOON);
}

#[tokio::test]
async fn fifty_clients_at_once_get_no_call_more_through_than_the_limit() {
    let mut gateway = stage(limit(7, LimitPeriod::Ever)).await;
    let expected = counts(&[("Success", 7), ("E120", CLIENTS - 7)]);
    assert_eq!(all_at_once(&gateway, &Order::send(TO)).await, expected);
    gateway.crash().await;
    gateway.resume().await;
    gateway.pass(400 * 24 * 3_600);
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), USED_UP);
}

#[tokio::test]
async fn a_limit_of_a_day_or_a_month_begins_anew_in_utc() {
    // It is 07:27:29 on the 4th of May.
    const TO_MIDNIGHT: u64 = 16 * 3_600 + 32 * 60 + 31;
    const DAY: u64 = 24 * 3_600;
    for (period, rest) in [
        (LimitPeriod::Day, TO_MIDNIGHT),
        (LimitPeriod::Month, TO_MIDNIGHT + 27 * DAY),
    ] {
        let gateway = stage(limit(1, period)).await;
        gateway.send_to(TO).await;
        gateway.pass(rest - 1);
        let answer = gateway.order(&Order::send(TO)).await;
        assert_eq!(answer.fault(), USED_UP, "{period:?}");
        gateway.pass(1);
        gateway.send_to(TO).await;
    }
}

#[tokio::test]
async fn calls_that_are_refused_count_too_except_where_the_account_was_not_let_in() {
    let wrong = [
        Order::send("12"),
        Order::of("fly"),
        Order::of("uploadMMSContent"),
    ];
    for order in wrong {
        let gateway = stage(limit(1, LimitPeriod::Day)).await;
        let elsewhere = vec!["192.0.2.0/24".parse().unwrap()];
        let stranger = order.clone().with("API_KEY", "wrong");
        assert_eq!(gateway.order(&stranger).await.fault().0, "E104");
        gateway
            .change_account(|account| account.policy.ip_allow = elsewhere)
            .await;
        assert_eq!(gateway.order(&order).await.fault().0, "E112");
        gateway
            .change_account(|account| account.policy.ip_allow = Vec::new())
            .await;
        let refused = gateway.order(&order).await;
        assert_ne!(refused.fault().0, "E120", "{}", order.xml());
        assert_eq!(gateway.order(&order).await.fault(), USED_UP);
    }
}

#[tokio::test]
async fn spacing_comes_before_throughput_before_total_before_rights() {
    let rates = Rates {
        throughput: Some(1),
        min_call_interval: Some(Duration::from_secs(2)),
        request_limit: Some(RequestLimit {
            calls: 0,
            period: LimitPeriod::Day,
        }),
    };
    let gateway = stage(rates).await;
    let fly = Order::of("fly");
    assert_eq!(gateway.order(&fly).await.fault(), USED_UP);
    assert_eq!(gateway.order(&fly).await.fault(), TOO_SOON);
    gateway
        .change_account(|account| account.policy.rates.min_call_interval = None)
        .await;
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), USED_UP);
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), TOO_MANY);
}
