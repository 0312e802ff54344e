//! Counts of calls.

use super::samples::{account, at};
use crate::{in_each_place, in_each_store};
use domain::account::{LimitPeriod, Rates, RequestLimit};
use domain::action::Action;
use domain::id::AccountId;
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use storage::Store;
use storage::call::{CallTotals, Counted, NewCall};

/// Milliseconds after the beginning of these tests.
fn ms(millis: i64) -> Timestamp {
    at(0) + Duration::from_millis(millis.unsigned_abs())
}

fn throughput(calls: u32) -> Rates {
    Rates {
        throughput: Some(calls),
        ..Rates::default()
    }
}

fn limit(calls: u64, period: LimitPeriod) -> Rates {
    Rates {
        throughput: Some(1_000),
        request_limit: Some(RequestLimit { calls, period }),
        ..Rates::default()
    }
}

async fn shop(store: &dyn Store) -> AccountId {
    store.create_account(&account("shop"), at(0)).await.unwrap()
}

/// Counts a call that begins and is decided at the same instant.
async fn call(
    store: &dyn Store,
    account: AccountId,
    (action, rates): (Option<Action>, Rates),
    now: Timestamp,
) -> Counted {
    let call = NewCall {
        account,
        action,
        started: now,
        rates,
    };
    store.count_call(call, Arc::new(move || now)).await.unwrap()
}

#[tokio::test]
async fn no_second_holds_more_calls_of_an_action_than_its_throughput() {
    in_each_store(|store| async move {
        let id = shop(store.as_ref()).await;
        let send = (Some(Action::SendMms), throughput(2));
        let save = (Some(Action::SaveMms), throughput(2));
        for (action, millis, expected) in [
            (send, 900, Counted::Yes),
            (send, 950, Counted::Yes),
            (send, 1_100, Counted::TooMany),
            (save, 1_100, Counted::Yes),
            (send, 1_900, Counted::TooMany),
            (send, 1_901, Counted::Yes),
            (send, 1_902, Counted::TooMany),
            (send, 1_951, Counted::Yes),
            (send, 2_901, Counted::TooMany),
            (send, 2_902, Counted::Yes),
        ] {
            let counted = call(store.as_ref(), id, action, ms(millis)).await;
            assert_eq!(counted, expected, "{millis} {action:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_throughput_that_is_changed_holds_at_once() {
    in_each_store(|store| async move {
        let id = shop(store.as_ref()).await;
        for (calls, millis, expected) in [
            (3, 0, Counted::Yes),
            (3, 1, Counted::Yes),
            (3, 2, Counted::Yes),
            (2, 3, Counted::TooMany),
            (5, 4, Counted::Yes),
            (5, 5, Counted::Yes),
            (5, 6, Counted::TooMany),
            (2, 1_003, Counted::TooMany),
            (2, 1_005, Counted::Yes),
            (0, 9_000, Counted::TooMany),
        ] {
            let of = (Some(Action::SendMms), throughput(calls));
            let counted = call(store.as_ref(), id, of, ms(millis)).await;
            assert_eq!(counted, expected, "{calls} at {millis}");
        }
    })
    .await;
}

#[tokio::test]
async fn calls_at_once_are_counted_one_after_the_other() {
    in_each_store(|store| async move {
        let id = shop(store.as_ref()).await;
        let clock = Arc::new(AtomicI64::new(0));
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (store, clock) = (Arc::clone(&store), Arc::clone(&clock));
            calls.spawn(async move {
                // Each asks for the time once: the clock goes on by a millisecond for each call.
                let now = Arc::new(move || ms(clock.fetch_add(1, Ordering::SeqCst)));
                let call = NewCall {
                    account: id,
                    action: Some(Action::SendMms),
                    started: at(0),
                    rates: throughput(10),
                };
                store.count_call(call, now).await.unwrap()
            });
        }
        let counted = calls.join_all().await;
        let yes = counted.iter().filter(|it| **it == Counted::Yes);
        assert_eq!(yes.count(), 10);
    })
    .await;
}

#[tokio::test]
async fn calls_keep_their_distance_whatever_they_ask_for() {
    in_each_store(|store| async move {
        let id = shop(store.as_ref()).await;
        let rates = Rates {
            min_call_interval: Some(Duration::from_secs(2)),
            ..Rates::default()
        };
        for (action, millis, expected) in [
            (Some(Action::SendMms), 0, Counted::Yes),
            (Some(Action::SaveMms), 1_999, Counted::TooSoon),
            (None, 2_000, Counted::Yes),
            (Some(Action::SendMms), 3_999, Counted::TooSoon),
            (Some(Action::SendMms), 4_000, Counted::Yes),
        ] {
            let counted = call(store.as_ref(), id, (action, rates), ms(millis)).await;
            assert_eq!(counted, expected, "{millis}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_put_back_locks_nobody_out() {
    in_each_store(|store| async move {
        let id = shop(store.as_ref()).await;
        let rates = Rates {
            min_call_interval: Some(Duration::from_secs(1)),
            ..throughput(1)
        };
        let of = (Some(Action::SendMms), rates);
        for (second, expected) in [
            (3_600, Counted::Yes),
            (0, Counted::Yes),
            (0, Counted::TooSoon),
            (2, Counted::Yes),
        ] {
            let counted = call(store.as_ref(), id, of, at(second)).await;
            assert_eq!(counted, expected, "{second}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_limit_of_calls_holds_until_its_period_is_over() {
    in_each_store(|store| async move {
        const DAY: i64 = 24 * 3_600;
        // The tests begin on 2023-11-14.
        for (period, next) in [(LimitPeriod::Day, DAY), (LimitPeriod::Month, 17 * DAY)] {
            let name = format!("{period:?}");
            let id = store.create_account(&account(&name), at(0)).await.unwrap();
            let of = (None, limit(2, period));
            for (second, expected) in [
                (0, Counted::Yes),
                (1, Counted::Yes),
                (2, Counted::LimitReached),
                (next, Counted::Yes),
                (next, Counted::Yes),
                (next, Counted::LimitReached),
            ] {
                let counted = call(store.as_ref(), id, of, at(second)).await;
                assert_eq!(counted, expected, "{period:?} {second}");
            }
        }
        let id = shop(store.as_ref()).await;
        let of = (None, limit(1, LimitPeriod::Ever));
        for (second, expected) in [(0, Counted::Yes), (9_999 * DAY, Counted::LimitReached)] {
            let counted = call(store.as_ref(), id, of, at(second)).await;
            assert_eq!(counted, expected, "{second}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_over_the_limit_is_counted_and_one_that_is_too_fast_is_not() {
    in_each_store(|store| async move {
        let id = shop(store.as_ref()).await;
        let slow = Rates {
            throughput: Some(1),
            ..limit(1, LimitPeriod::Ever)
        };
        let of = (Some(Action::SendMms), slow);
        for (second, expected) in [
            (0, Counted::Yes),
            (1, Counted::TooMany),
            (2, Counted::LimitReached),
            (3, Counted::TooMany),
        ] {
            let counted = call(store.as_ref(), id, of, at(second)).await;
            assert_eq!(counted, expected, "{second}");
        }
        let expected = CallTotals {
            day: 2,
            month: 2,
            ever: 2,
            latest: Some(at(2)),
        };
        assert_eq!(store.call_totals(id, at(5)).await.unwrap(), expected);
        let next_day = CallTotals { day: 0, ..expected };
        let found = store.call_totals(id, at(24 * 3_600)).await.unwrap();
        assert_eq!(found, next_day);
        let nobody = store.call_totals(AccountId(99), at(0)).await.unwrap();
        assert_eq!(nobody, CallTotals::default());
    })
    .await;
}

#[tokio::test]
async fn counts_survive_a_restart() {
    in_each_place(|place| async move {
        let store = place.open().await;
        let id = shop(store.as_ref()).await;
        let rates = Rates {
            throughput: Some(1),
            ..limit(2, LimitPeriod::Month)
        };
        let of = (Some(Action::SendMms), rates);
        let first = call(store.as_ref(), id, of, ms(0)).await;
        drop(store);
        let store = place.open().await;
        let second = call(store.as_ref(), id, of, ms(500)).await;
        let third = call(store.as_ref(), id, of, ms(1_500)).await;
        drop(store);
        let fourth = call(place.open().await.as_ref(), id, of, ms(3_000)).await;
        let counted = [first, second, third, fourth];
        let expected = [
            Counted::Yes,
            Counted::TooMany,
            Counted::Yes,
            Counted::LimitReached,
        ];
        assert_eq!(counted, expected);
    })
    .await;
}
