//! Traces of links.

use super::samples::at;
use crate::{in_each_place, in_each_store};
use domain::trace::{Direction, Exchange, Hidden, Shown};
use std::time::Duration;
use storage::Store;
use storage::trace::Trace;

fn trace(link: &str, since: i64, until: i64, lost: u64) -> Trace {
    Trace {
        link: link.into(),
        since: at(since),
        until: at(until),
        lost,
    }
}

fn exchange(second: i64) -> Exchange {
    Exchange {
        direction: Direction::In,
        kind: "DeliverReq".into(),
        began: at(second),
        took: Duration::from_micros(1_234_567),
        outcome: "HTTP 200, kept".into(),
        asked: Shown {
            bytes: vec![0, 0xff, b'*', b'*', b'4'],
            total: 1 << 40,
            rest_sha256: Some([7; 32]),
            hidden: vec![(1..2, Hidden::Secret), (2..4, Hidden::Number)],
        },
        answered: Shown::default(),
    }
}

async fn keep(store: &dyn Store, link: &str, seconds: &[i64], lost: u64) {
    let exchanges = seconds.iter().map(|it| exchange(*it)).collect();
    let kept = store.keep_exchanges(link, exchanges, lost, 3);
    kept.await.unwrap();
}

async fn seconds(store: &dyn Store, link: &str) -> Vec<i64> {
    let kept = store.exchanges(link, 10).await.unwrap();
    let second = |it: &storage::trace::Kept| it.exchange.began.as_second() - at(0).as_second();
    kept.iter().map(second).collect()
}

#[tokio::test]
async fn a_trace_is_begun_prolonged_ended_and_begun_anew() {
    in_each_place(|place| async move {
        let store = place.open().await;
        for (until, now, lost, expected) in [
            (60, 10, 5, Some((10, 60, 5))),
            (90, 20, 1, Some((10, 90, 6))),
            (30, 20, 0, Some((10, 30, 6))),
            (25, 25, 0, Some((10, 25, 6))),
            (26, 26, 0, Some((10, 25, 6))),
            (99, 40, 2, Some((40, 99, 2))),
        ] {
            store.switch_trace("a", at(until), at(now)).await.unwrap();
            keep(&*store, "a", &[], lost).await;
            let expected = expected.map(|(since, until, lost)| trace("a", since, until, lost));
            let found = store.traces().await.unwrap();
            assert_eq!(found, Vec::from_iter(expected), "{until} {now}");
        }
        // One that was never begun cannot end, and loses nothing.
        store.switch_trace("b", at(1), at(2)).await.unwrap();
        keep(&*store, "b", &[], 7).await;
        drop(store);
        let found = place.open().await.traces().await.unwrap();
        assert_eq!(found, [trace("a", 40, 99, 2)]);
    })
    .await;
}

#[tokio::test]
async fn the_last_exchanges_of_each_link_are_kept_whole() {
    in_each_store(|store| async move {
        keep(&*store, "a", &[1, 2], 0).await;
        keep(&*store, "b", &[3], 0).await;
        keep(&*store, "a", &[4, 5], 0).await;
        assert_eq!(seconds(&*store, "a").await, [5, 4, 2]);
        assert_eq!(seconds(&*store, "b").await, [3]);
        let last = store.exchanges("a", 1).await.unwrap().remove(0);
        assert_eq!(last.exchange, exchange(5));
        let found = store.exchange("a", last.id).await.unwrap();
        assert_eq!(found, Some(last.clone()));
        assert_eq!(store.exchange("b", last.id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn old_exchanges_are_forgotten_some_at_a_time_and_numbers_never_used_again() {
    in_each_store(|store| async move {
        keep(&*store, "a", &[1, 2, 3], 0).await;
        let newest = store.exchanges("a", 1).await.unwrap()[0].id;
        for (before, limit, forgotten, left) in [
            (1, 10, 0, vec![3, 2, 1]),
            (3, 1, 1, vec![3, 2]),
            (9, 10, 2, vec![]),
        ] {
            let count = store.forget_exchanges(at(before), limit).await.unwrap();
            assert_eq!((count, seconds(&*store, "a").await), (forgotten, left));
        }
        keep(&*store, "a", &[4], 0).await;
        assert!(store.exchanges("a", 1).await.unwrap()[0].id > newest);
    })
    .await;
}
