//! Links to carriers.

use super::samples::{accepted, at, change, claim_one, job};
use crate::{in_each_place, in_each_store};
use domain::id::MessageId;
use domain::state::State;
use storage::Store;
use storage::carrier_link::{LinkFigures, Switch, Switched};
use storage::change::{Applied, Change, Detour};
use storage::job::{Lease, NewJob};
use storage::life::{Attempt, Ending};

fn switch(link: &str, switched: Switched, second: i64) -> Switch {
    Switch {
        link: link.into(),
        switched,
        changed: at(second),
    }
}

#[tokio::test]
async fn what_was_said_of_links_survives_a_restart_and_saying_it_again_changes_nothing() {
    in_each_place(|place| async move {
        let store = place.open().await;
        let (paused, draining) = (Switched::Paused, Switched::Draining);
        for (link, switched, second) in [
            ("b", Some(draining), 1),
            ("a", Some(paused), 2),
            ("a", Some(paused), 3),
            ("b", Some(paused), 4),
            ("c", Some(paused), 5),
            ("c", None, 6),
            ("d", None, 7),
        ] {
            let said = store.switch_link(link, switched, at(second));
            said.await.unwrap();
        }
        drop(store);
        let expected = [switch("a", paused, 2), switch("b", paused, 4)];
        assert_eq!(place.open().await.switches().await.unwrap(), expected);
    })
    .await;
}

fn waits(link: &str, subject: i64) -> NewJob {
    NewJob {
        queue: format!("submit/{link}"),
        lane: "60856".into(),
        ..job("submit", subject, 10)
    }
}

/// A message that is ready and waits for the link `main`.
async fn ready(store: &dyn Store) -> MessageId {
    let (_, names) = accepted(store).await;
    let lease = claim_one(store, "work", 0).await;
    let ready = Change {
        jobs: vec![waits("main", names.id.0)],
        finishes: Some(lease),
        ..change(names.id, State::Accepted, State::Ready)
    };
    assert_eq!(store.change(ready).await.unwrap(), Applied::Done);
    names.id
}

fn detour(message: MessageId, lease: Option<Lease>) -> Change {
    Change {
        detour: Some(Detour {
            link: "other".into(),
            job: waits("other", 0),
            lease,
        }),
        ..change(message, State::Ready, State::Ready)
    }
}

#[tokio::test]
async fn a_message_that_waits_goes_to_another_link_with_its_job() {
    in_each_store(|store| async move {
        let message = ready(&*store).await;
        let moved = store.change(detour(message, None)).await.unwrap();
        assert_eq!(moved, Applied::Done);
        let found = store.message(message).await.unwrap().unwrap();
        assert_eq!(found.link, "other");
        let waiting = async |link: &str| {
            let queue = format!("submit/{link}");
            store.waiting(&queue, None, 9).await.unwrap()
        };
        assert_eq!(waiting("main").await, []);
        assert_eq!(waiting("other").await, [("60856".to_owned(), message.0)]);
    })
    .await;
}

#[tokio::test]
async fn a_message_that_somebody_hands_over_stays_unless_it_is_the_holder_who_decides() {
    in_each_store(|store| async move {
        let message = ready(&*store).await;
        let lease = claim_one(&*store, "submit/main", 10).await;
        let others = Lease {
            token: lease.token.wrapping_add(1),
            ..lease
        };
        for by in [None, Some(others)] {
            let stays = store.change(detour(message, by)).await.unwrap();
            assert_eq!(stays, Applied::LeaseLost);
            let found = store.message(message).await.unwrap().unwrap();
            assert_eq!(found.link, "main");
        }
        let moved = store.change(detour(message, Some(lease))).await.unwrap();
        assert_eq!(moved, Applied::Done);
        assert!(!store.finish(lease).await.unwrap(), "the claim is over");
        claim_one(&*store, "submit/other", 10).await;
    })
    .await;
}

#[tokio::test]
async fn figures_of_a_link_count_its_queue_and_tell_its_last_failure() {
    in_each_store(|store| async move {
        let message = ready(&*store).await;
        let failed = |number, ending| Attempt {
            number,
            link: Some("main".into()),
            began: at(20),
            ended: Some(at(20 + i64::from(number))),
            size_bytes: 7,
            ending,
            code: None,
            text: Some("busy".into()),
            carrier_message_id: None,
        };
        let attempts = [
            failed(1, Ending::NotSent),
            failed(2, Ending::NotNow),
            failed(3, Ending::Accepted),
        ];
        for attempt in attempts.clone() {
            let tried = Change {
                attempt: Some(attempt),
                jobs: vec![waits("main", 77), waits("main", 78)],
                ..change(message, State::Ready, State::Ready)
            };
            store.change(tried).await.unwrap();
        }
        let one = store.claim("submit/main", 1, at(10), at(60), "node");
        one.await.unwrap();
        let found = store.link_figures("main", "submit/main").await.unwrap();
        let expected = LinkFigures {
            waiting: 2,
            oldest: Some(at(10)),
            under_way: 1,
            last_failure: Some(attempts[1].clone()),
        };
        assert_eq!(found, expected);
        let none = store.link_figures("other", "submit/other").await.unwrap();
        assert_eq!(none, LinkFigures::default());
    })
    .await;
}
