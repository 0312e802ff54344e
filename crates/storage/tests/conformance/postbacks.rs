//! Tries to tell events.

use super::samples::{accepted, at, change, claim, claim_one, event};
use crate::in_each_store;
use domain::event::Event;
use domain::id::{AccountId, EventId, MessageId};
use domain::state::State;
use storage::change::Change;
use storage::event::{PostbackTry, Telling, Then};
use storage::job::Lease;
use storage::{Error, Store};

/// A message with two events; the job of the first is due at 10 and that of the second at 310.
async fn two_events(store: &dyn Store) -> (AccountId, MessageId) {
    let (account, names) = accepted(store).await;
    let events = vec![
        event(account, Event::MessageSent, 10),
        event(account, Event::MessageRead, 11),
    ];
    let two = Change {
        events,
        ..change(names.id, State::Accepted, State::Ready)
    };
    store.change(two).await.unwrap();
    (account, names.id)
}

const URL: &str = "https://customer.example/postbacks";

fn tried(event: EventId, lease: Lease, number: u32, second: i64) -> PostbackTry {
    PostbackTry {
        event,
        lease,
        number,
        url: URL.into(),
        at: at(second),
        took_ms: 25,
        status: Some(503),
        error: Some("HTTP status 503".into()),
        body: (number == 1).then(|| b"{}".to_vec()),
    }
}

async fn stored(store: &dyn Store, event: EventId) -> (Telling, u32) {
    let stored = store.event(event).await.unwrap().unwrap();
    (stored.telling, stored.tries)
}

const FIRST: EventId = EventId(1);
const SECOND: EventId = EventId(2);

#[tokio::test]
async fn an_acknowledged_event_lets_the_next_one_go() {
    in_each_store(|store| async move {
        two_events(&*store).await;
        let lease = claim_one(&*store, "tell", 10).await;
        let recorded = store
            .record_try(tried(FIRST, lease, 1, 12), Then::Delivered)
            .await;
        assert_eq!(recorded.unwrap().failing_since, None);
        assert_eq!(stored(&*store, FIRST).await, (Telling::Delivered, 1));
        assert_eq!(store.event(SECOND).await.unwrap().unwrap().blocked_by, None);
        let next = claim(&*store, "tell", 12).await;
        assert_eq!(
            next.iter().map(|job| job.subject).collect::<Vec<_>>(),
            [SECOND.0]
        );
    })
    .await;
}

#[tokio::test]
async fn a_dropped_event_lets_the_next_one_go_too() {
    in_each_store(|store| async move {
        two_events(&*store).await;
        let lease = claim_one(&*store, "tell", 10).await;
        store
            .record_try(tried(FIRST, lease, 1, 12), Then::Dropped)
            .await
            .unwrap();
        assert_eq!(stored(&*store, FIRST).await, (Telling::Dropped, 1));
        assert_eq!(claim_one(&*store, "tell", 12).await.job, 3);
    })
    .await;
}

#[tokio::test]
async fn a_failed_try_comes_again_and_the_next_event_waits() {
    in_each_store(|store| async move {
        let (account, message) = two_events(&*store).await;
        let lease = claim_one(&*store, "tell", 10).await;
        let again = Then::Again(at(40));
        let recorded = store
            .record_try(tried(FIRST, lease, 1, 12), again)
            .await
            .unwrap();
        assert_eq!(recorded.failing_since, Some(at(12)));
        assert_eq!(stored(&*store, FIRST).await, (Telling::Pending, 1));
        let blocker = store
            .event(SECOND)
            .await
            .unwrap()
            .unwrap()
            .blocked_by
            .unwrap();
        assert_eq!((blocker.id, blocker.tries), (FIRST, 1));
        assert_eq!(claim(&*store, "tell", 39).await, []);
        let second = claim_one(&*store, "tell", 40).await;
        let recorded = store
            .record_try(tried(FIRST, second, 2, 41), again)
            .await
            .unwrap();
        assert_eq!(
            recorded.failing_since,
            Some(at(12)),
            "since the first failure"
        );
        let life = store.life(message).await.unwrap().unwrap();
        let tries = [tried(FIRST, lease, 1, 12), tried(FIRST, second, 2, 41)];
        assert_eq!(life.events[0].1, tries);
        assert_eq!(
            life.events[0].0.fact,
            event(account, Event::MessageSent, 10)
        );
        assert!(life.events[1].1.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_success_ends_the_failing_of_an_endpoint() {
    in_each_store(|store| async move {
        two_events(&*store).await;
        let lease = claim_one(&*store, "tell", 10).await;
        store
            .record_try(tried(FIRST, lease, 1, 12), Then::Again(at(20)))
            .await
            .unwrap();
        let lease = claim_one(&*store, "tell", 20).await;
        store
            .record_try(tried(FIRST, lease, 2, 21), Then::Delivered)
            .await
            .unwrap();
        let lease = claim_one(&*store, "tell", 21).await;
        let recorded = store
            .record_try(tried(SECOND, lease, 1, 30), Then::Dropped)
            .await
            .unwrap();
        assert_eq!(recorded.failing_since, Some(at(30)));
    })
    .await;
}

#[tokio::test]
async fn an_event_with_nowhere_to_go_is_kept_and_lets_the_next_one_go() {
    in_each_store(|store| async move {
        two_events(&*store).await;
        let lease = claim_one(&*store, "tell", 10).await;
        store
            .set_aside(FIRST, lease, "no address", at(10))
            .await
            .unwrap();
        assert_eq!(stored(&*store, FIRST).await, (Telling::Undeliverable, 0));
        let next = claim_one(&*store, "tell", 10).await;
        store
            .set_aside(SECOND, lease, "by a lost claim", at(10))
            .await
            .unwrap();
        assert_eq!(stored(&*store, SECOND).await, (Telling::Pending, 0));
        assert!(store.finish(next).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_try_by_a_lost_claim_is_recorded_and_only_an_acknowledgement_counts() {
    in_each_store(|store| async move {
        let (_, message) = two_events(&*store).await;
        let lost = claim_one(&*store, "tell", 10).await;
        let held = claim_one(&*store, "tell", 70).await;
        store
            .record_try(tried(FIRST, lost, 1, 71), Then::Dropped)
            .await
            .unwrap();
        assert_eq!(stored(&*store, FIRST).await, (Telling::Pending, 1));
        store
            .record_try(tried(FIRST, lost, 1, 72), Then::Delivered)
            .await
            .unwrap();
        assert_eq!(stored(&*store, FIRST).await, (Telling::Delivered, 2));
        assert!(
            !store.finish(held).await.unwrap(),
            "there is nothing left to tell"
        );
        store
            .record_try(tried(FIRST, held, 1, 73), Then::Dropped)
            .await
            .unwrap();
        assert_eq!(stored(&*store, FIRST).await, (Telling::Delivered, 3));
        let life = store.life(message).await.unwrap().unwrap();
        let numbers: Vec<u32> = life.events[0].1.iter().map(|tried| tried.number).collect();
        assert_eq!(numbers, [1, 2, 3]);
    })
    .await;
}

#[tokio::test]
async fn an_event_settled_while_its_successor_looks_is_not_waited_for() {
    in_each_store(|store| async move {
        two_events(&*store).await;
        let first = claim_one(&*store, "tell", 10).await;
        let both = claim(&*store, "tell", 310).await;
        let held = |event: EventId| {
            both.iter()
                .find(|job| job.subject == event.0)
                .unwrap()
                .lease
        };
        assert_ne!(first, held(FIRST));
        store
            .record_try(tried(FIRST, held(FIRST), 1, 311), Then::Delivered)
            .await
            .unwrap();
        assert!(
            store
                .postpone(held(SECOND), at(600), "blocked")
                .await
                .unwrap()
        );
        assert_eq!(claim(&*store, "tell", 311).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_try_of_no_event_is_an_error() {
    in_each_store(|store| async move {
        let nothing = Lease { job: 1, token: 1 };
        let error = store
            .record_try(tried(FIRST, nothing, 1, 0), Then::Delivered)
            .await;
        assert!(matches!(error, Err(Error::Missing(_))), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn events_are_numbered_for_each_account_in_the_order_of_asking() {
    in_each_store(|store| async move {
        two_events(&*store).await;
        let number = async |event, second| {
            let numbered = store.number_event(event, at(second)).await.unwrap();
            (numbered.number, numbered.created)
        };
        assert_eq!(number(SECOND, 20).await, (1, at(20)));
        assert_eq!(number(FIRST, 30).await, (2, at(30)));
        // Whoever asks again is told the same.
        assert_eq!(number(SECOND, 40).await, (1, at(20)));
        let missing = store.number_event(EventId(99), at(50)).await;
        assert!(matches!(missing, Err(Error::Missing(_))), "{missing:?}");
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_is_judged_by_its_address_and_a_long_pause_is_forgiven() {
    in_each_store(|store| async move {
        let (account, _) = two_events(&*store).await;
        let late = 12 + 49 * 3_600;
        let mut since = Vec::new();
        for (number, second, url) in [
            (1, 12, URL),
            (2, 60, "https://other.example/"),
            (3, late, URL),
        ] {
            let lease = claim(&*store, "tell", second - 1).await[0].lease;
            let tried = PostbackTry {
                url: url.into(),
                ..tried(FIRST, lease, number, second)
            };
            let again = Then::Again(at(second));
            since.push(store.record_try(tried, again).await.unwrap().failing_since);
        }
        assert_eq!(since, [Some(at(12)), Some(at(60)), Some(at(late))]);
        store.disable_endpoint(account, URL, true).await.unwrap();
        assert!(store.endpoint_disabled(account, URL).await.unwrap());
        assert!(
            !store
                .endpoint_disabled(account, "https://other.example/")
                .await
                .unwrap()
        );
        store.disable_endpoint(account, URL, false).await.unwrap();
        assert!(!store.endpoint_disabled(account, URL).await.unwrap());
    })
    .await;
}
