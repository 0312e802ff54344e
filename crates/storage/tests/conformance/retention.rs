//! The end of the tries of old events.

use super::samples::{accepted, at, change, claim, event};
use crate::in_each_store;
use domain::event::Event;
use domain::id::{AccountId, EventId, MessageId};
use domain::state::State;
use std::time::Duration;
use storage::Store;
use storage::change::Change;
use storage::event::{PostbackTry, Retention, Then};

/// A message with these events, each tried once; the last of them is left to be told.
async fn tried(store: &dyn Store, seconds: &[i64]) -> (AccountId, MessageId) {
    let (account, names) = accepted(store).await;
    let events = seconds
        .iter()
        .map(|second| event(account, Event::MessageSent, *second));
    let told = Change {
        events: events.collect(),
        ..change(names.id, State::Accepted, State::Ready)
    };
    store.change(told).await.unwrap();
    let jobs = claim(store, "tell", 100_000).await;
    let last = jobs.iter().map(|job| job.subject).max();
    for job in jobs {
        let tried = PostbackTry {
            event: EventId(job.subject),
            lease: job.lease,
            number: 1,
            url: "https://customer.example/postbacks".into(),
            at: at(1),
            took_ms: 1,
            status: Some(200),
            error: None,
            body: Some(b"{}".to_vec()),
        };
        let then = match Some(job.subject) == last {
            true => Then::Again(at(200_000)),
            false => Then::Delivered,
        };
        store.record_try(tried, then).await.unwrap();
    }
    (account, names.id)
}

/// Which events have tries.
async fn with_tries(store: &dyn Store, message: MessageId) -> Vec<bool> {
    let life = store.life(message).await.unwrap().unwrap();
    let events = life.events.iter();
    events.map(|(_, tries)| !tries.is_empty()).collect()
}

async fn forget(store: &dyn Store, second: i64, own: Option<(AccountId, u64)>, limit: u32) -> u64 {
    let own = own.map(|(account, seconds)| (account, Duration::from_secs(seconds)));
    let retention = Retention {
        now: at(second),
        usual: Duration::from_secs(100),
        own: own.into_iter().collect(),
        limit,
    };
    store.forget_tries(retention).await.unwrap()
}

#[tokio::test]
async fn tries_go_when_their_events_are_old_and_the_events_stay() {
    in_each_store(|store| async move {
        let (_, message) = tried(&*store, &[10, 20, 30]).await;
        assert_eq!(forget(&*store, 109, None, 10).await, 0);
        assert_eq!(with_tries(&*store, message).await, [true, true, true]);
        assert_eq!(forget(&*store, 110, None, 10).await, 1);
        assert_eq!(with_tries(&*store, message).await, [false, true, true]);
        // The last one is still to be told.
        assert_eq!(forget(&*store, 500, None, 10).await, 2);
        assert_eq!(with_tries(&*store, message).await, [false, false, true]);
        assert_eq!(forget(&*store, 500, None, 10).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_event_that_was_still_to_be_told_is_looked_at_again() {
    in_each_store(|store| async move {
        let (_, message) = tried(&*store, &[10]).await;
        assert_eq!(forget(&*store, 500, None, 10).await, 1);
        let job = claim(&*store, "tell", 300_000).await.remove(0);
        store
            .set_aside(EventId(job.subject), job.lease, "no address", at(600))
            .await
            .unwrap();
        assert_eq!(forget(&*store, 86_899, None, 10).await, 0);
        assert_eq!(with_tries(&*store, message).await, [true]);
        assert_eq!(forget(&*store, 86_900, None, 10).await, 1);
        assert_eq!(with_tries(&*store, message).await, [false]);
    })
    .await;
}

#[tokio::test]
async fn an_account_keeps_tries_as_long_as_it_says() {
    in_each_store(|store| async move {
        let (account, message) = tried(&*store, &[10, 20, 30]).await;
        for (keeps, now, expected) in [
            (1_000, 500, [true, true, true]),
            (1_000, 1_010, [false, true, true]),
            (1_000, 1_020, [false, false, true]),
        ] {
            forget(&*store, now, Some((account, keeps)), 10).await;
            assert_eq!(with_tries(&*store, message).await, expected, "at {now}");
        }
    })
    .await;
    in_each_store(|store| async move {
        let (account, message) = tried(&*store, &[10, 20, 30]).await;
        forget(&*store, 30, Some((account, 20)), 10).await;
        assert_eq!(with_tries(&*store, message).await, [false, true, true]);
    })
    .await;
}

#[tokio::test]
async fn only_so_many_events_are_looked_at_in_one_go_and_one_of_the_future_stops_nobody() {
    in_each_store(|store| async move {
        let (_, message) = tried(&*store, &[90_000, 10, 20, 30]).await;
        assert_eq!(forget(&*store, 500, None, 2).await, 2);
        assert_eq!(
            with_tries(&*store, message).await,
            [true, false, true, true]
        );
        assert_eq!(forget(&*store, 500, None, 2).await, 2);
        assert_eq!(
            with_tries(&*store, message).await,
            [true, false, false, true]
        );
        assert_eq!(forget(&*store, 500, None, 2).await, 0);
    })
    .await;
}
