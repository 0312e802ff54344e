//! The queue.

use super::samples::{accepted, at, change, claim, claim_one, job};
use crate::in_each_store;
use domain::state::State;
use std::collections::BTreeSet;
use std::sync::Arc;
use storage::Store;
use storage::change::Change;
use storage::job::{Behind, NewJob, QueueDepth, Turns};
use tokio::task::JoinSet;

/// Puts jobs into a store that holds nothing else to do.
async fn with(store: &dyn Store, jobs: Vec<NewJob>) {
    let (_, names) = accepted(store).await;
    let lease = claim_one(store, "work", 0).await;
    let stays = change(names.id, State::Accepted, State::Accepted);
    store
        .change(Change {
            jobs,
            finishes: Some(lease),
            ..stays
        })
        .await
        .unwrap();
}

fn queued(queue: &str, subject: i64, second: i64) -> NewJob {
    NewJob {
        queue: queue.into(),
        ..job("step", subject, second)
    }
}

async fn subjects(store: &dyn Store, queue: &str, limit: usize, second: i64) -> Vec<i64> {
    let claimed = store
        .claim(queue, limit, at(second), at(second + 60), "node")
        .await
        .unwrap();
    claimed.into_iter().map(|job| job.subject).collect()
}

#[tokio::test]
async fn jobs_of_a_queue_are_claimed_oldest_first_and_not_before_they_are_due() {
    in_each_store(|store| async move {
        let jobs = vec![
            queued("a", 1, 30),
            queued("a", 2, 10),
            queued("b", 3, 5),
            queued("a", 4, 20),
            queued("a", 5, 10),
            queued("a", 6, 41),
        ];
        with(&*store, jobs).await;
        assert_eq!(subjects(&*store, "a", 3, 40).await, [2, 5, 4]);
        assert_eq!(subjects(&*store, "a", 3, 40).await, [1]);
        assert_eq!(subjects(&*store, "a", 3, 40).await, [0; 0]);
        assert_eq!(subjects(&*store, "a", 3, 41).await, [6]);
        assert_eq!(subjects(&*store, "absent", 3, 40).await, [0; 0]);
    })
    .await;
}

fn in_lane(lane: &str, subject: i64, second: i64) -> NewJob {
    NewJob {
        lane: lane.into(),
        ..queued("a", subject, second)
    }
}

fn turn(lanes: &[(&str, usize)], limit: usize) -> Turns {
    let lanes = lanes.iter().map(|&(lane, most)| (lane.to_owned(), most));
    Turns {
        queue: "a".into(),
        limit,
        lanes: lanes.collect(),
        behind: None,
    }
}

async fn turns(store: &dyn Store, turns: &Turns, second: i64) -> Vec<i64> {
    let claimed = store.claim_turns(turns, at(second), at(second + 60), "node");
    let claimed = claimed.await.unwrap();
    claimed.into_iter().map(|job| job.subject).collect()
}

#[tokio::test]
async fn jobs_of_a_lane_are_claimed_in_the_order_of_their_subjects_whenever_they_became_due() {
    in_each_store(|store| async move {
        let jobs = vec![
            in_lane("x", 4, 1),
            in_lane("x", 2, 9),
            in_lane("x", 1, 30),
            in_lane("y", 3, 1),
        ];
        with(&*store, jobs).await;
        assert_eq!(turns(&*store, &turn(&[("x", 9)], 1), 10).await, [2]);
        assert_eq!(turns(&*store, &turn(&[("x", 9)], 9), 10).await, [4]);
        assert_eq!(turns(&*store, &turn(&[("x", 9)], 9), 29).await, [0; 0]);
        assert_eq!(turns(&*store, &turn(&[("x", 9)], 9), 30).await, [1]);
        assert_eq!(turns(&*store, &turn(&[("y", 9)], 9), 30).await, [3]);
    })
    .await;
}

#[tokio::test]
async fn lanes_take_turns_and_what_one_does_not_need_the_others_get() {
    in_each_store(|store| async move {
        let many = (1..=6).map(|subject| in_lane("x", subject, 0));
        let few = [
            in_lane("y", 11, 0),
            in_lane("z", 12, 0),
            in_lane("z", 13, 0),
        ];
        with(&*store, many.chain(few).collect()).await;
        let of = |limit| turn(&[("y", 9), ("x", 3), ("absent", 9), ("z", 9)], limit);
        assert_eq!(turns(&*store, &of(2), 0).await, [11, 1]);
        assert_eq!(turns(&*store, &of(4), 0).await, [2, 12, 3, 13]);
        assert_eq!(turns(&*store, &of(9), 0).await, [4, 5, 6]);
    })
    .await;
}

#[tokio::test]
async fn lanes_with_something_due_are_found_from_a_name_on_and_then_from_the_beginning() {
    in_each_store(|store| async move {
        let jobs = ["", "x", "y", "z"].iter().zip(1..);
        let mut jobs: Vec<NewJob> = jobs.map(|(lane, at)| in_lane(lane, at, 0)).collect();
        jobs.push(in_lane("later", 9, 50));
        jobs.push(queued("b", 8, 0));
        with(&*store, jobs).await;
        let lanes = async |from: &str, limit| store.due_lanes("a", at(10), from, limit).await;
        assert_eq!(lanes("", 9).await.unwrap(), ["", "x", "y", "z"]);
        assert_eq!(lanes("y", 9).await.unwrap(), ["y", "z", "", "x"]);
        assert_eq!(lanes("y", 3).await.unwrap(), ["y", "z", ""]);
        assert_eq!(lanes("zz", 2).await.unwrap(), ["", "x"]);
        turns(&*store, &turn(&[("x", 9)], 1), 10).await;
        assert_eq!(lanes("x", 2).await.unwrap(), ["y", "z"]);
    })
    .await;
}

#[tokio::test]
async fn a_lane_lets_subjects_go_first_that_are_still_in_the_queue_before() {
    in_each_store(|store| async move {
        let before = |subject| NewJob {
            kind: "before",
            queue: "b".into(),
            ..in_lane("x", subject, 0)
        };
        let jobs = vec![before(2), in_lane("x", 1, 0), in_lane("x", 3, 0)];
        with(&*store, jobs).await;
        let waits = |lane: &str, second| Turns {
            behind: Some(Behind {
                queue: "b".into(),
                since: at(second),
            }),
            ..turn(&[(lane, 9)], 9)
        };
        // Those jobs were made in second 10.
        assert_eq!(turns(&*store, &waits("x", 9), 10).await, [1]);
        assert_eq!(turns(&*store, &waits("y", 9), 10).await, [0; 0]);
        assert_eq!(turns(&*store, &waits("x", 10), 10).await, [3]);
    })
    .await;
}

#[tokio::test]
async fn a_claim_that_lapses_is_claimed_again_and_the_old_one_is_lost() {
    in_each_store(|store| async move {
        with(&*store, vec![queued("a", 1, 0)]).await;
        let first = claim(&*store, "a", 0).await[0].clone();
        assert_eq!(claim(&*store, "a", 59).await, []);
        let second = claim(&*store, "a", 60).await[0].clone();
        assert_eq!((first.tries, second.tries), (1, 2));
        assert_eq!(first.created, second.created);
        assert!(!store.finish(first.lease).await.unwrap());
        assert!(!store.postpone(first.lease, at(0), "mine?").await.unwrap());
        assert!(store.finish(second.lease).await.unwrap());
        assert!(!store.finish(second.lease).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_claim_holds_until_somebody_else_has_the_job() {
    in_each_store(|store| async move {
        with(&*store, vec![queued("a", 1, 0)]).await;
        let late = claim_one(&*store, "a", 0).await;
        assert_eq!(
            store.due_queues(at(100)).await.unwrap(),
            ["a"],
            "it has lapsed"
        );
        assert!(store.finish(late).await.unwrap(), "and nobody has taken it");
    })
    .await;
}

#[tokio::test]
async fn a_lease_of_a_job_that_is_gone_never_fits_a_new_one() {
    in_each_store(|store| async move {
        with(&*store, vec![queued("a", 1, 0)]).await;
        let old = claim_one(&*store, "a", 0).await;
        assert!(store.finish(old).await.unwrap());
        let stays = change(domain::id::MessageId(1), State::Accepted, State::Accepted);
        store
            .change(Change {
                jobs: vec![queued("a", 1, 0)],
                ..stays
            })
            .await
            .unwrap();
        let new = claim_one(&*store, "a", 0).await;
        assert_ne!(old, new);
        assert!(!store.finish(old).await.unwrap());
        assert!(store.finish(new).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_postponed_job_is_due_later() {
    in_each_store(|store| async move {
        with(&*store, vec![queued("a", 1, 0)]).await;
        let lease = claim_one(&*store, "a", 0).await;
        assert!(store.postpone(lease, at(30), "busy").await.unwrap());
        assert!(
            !store.finish(lease).await.unwrap(),
            "postponing gives the claim back"
        );
        assert_eq!(claim(&*store, "a", 29).await, []);
        assert_eq!(claim(&*store, "a", 30).await[0].tries, 2);
    })
    .await;
}

#[tokio::test]
async fn a_kind_has_one_job_for_a_subject_and_the_earlier_time_counts() {
    in_each_store(|store| async move {
        let elsewhere = NewJob {
            queue: "b".into(),
            ..queued("a", 1, 10)
        };
        let jobs = vec![
            queued("a", 1, 20),
            elsewhere,
            queued("a", 1, 40),
            queued("a", 2, 20),
        ];
        with(&*store, jobs).await;
        assert_eq!(
            store.depths(at(0)).await.unwrap().len(),
            1,
            "the rest is kept"
        );
        assert_eq!(subjects(&*store, "a", 9, 10).await, [1]);
        assert_eq!(subjects(&*store, "a", 9, 20).await, [2]);
    })
    .await;
}

#[tokio::test]
async fn a_job_made_again_while_it_is_claimed_is_due_again_afterwards() {
    in_each_store(|store| async move {
        with(&*store, vec![queued("a", 1, 0)]).await;
        let again = || async {
            let stays = change(domain::id::MessageId(1), State::Accepted, State::Accepted);
            store
                .change(Change {
                    jobs: vec![queued("a", 1, 5)],
                    ..stays
                })
                .await
                .unwrap();
        };
        let lease = claim_one(&*store, "a", 0).await;
        again().await;
        assert_eq!(claim(&*store, "a", 6).await, []);
        assert!(store.postpone(lease, at(1000), "later").await.unwrap());
        let lease = claim_one(&*store, "a", 6).await;
        again().await;
        assert!(store.finish(lease).await.unwrap());
        let lease = claim_one(&*store, "a", 6).await;
        assert!(store.finish(lease).await.unwrap());
        assert_eq!(claim(&*store, "a", 1000).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_queue_can_be_hastened_but_for_what_somebody_holds() {
    in_each_store(|store| async move {
        let jobs = vec![queued("a", 1, 0), queued("a", 2, 30), queued("b", 3, 30)];
        with(&*store, jobs).await;
        assert_eq!(subjects(&*store, "a", 1, 5).await, [1]);
        assert_eq!(store.hasten("a", at(5)).await.unwrap(), 1);
        assert_eq!(subjects(&*store, "a", 9, 5).await, [2]);
        assert_eq!(subjects(&*store, "b", 9, 5).await, [0; 0]);
    })
    .await;
}

#[tokio::test]
async fn queues_tell_what_is_due_when_and_how_full_they_are() {
    in_each_store(|store| async move {
        assert_eq!(store.next_due(at(-1)).await.unwrap(), None);
        with(
            &*store,
            vec![queued("b", 1, 20), queued("a", 2, 10), queued("a", 3, 40)],
        )
        .await;
        assert_eq!(store.next_due(at(-1)).await.unwrap(), Some(at(10)));
        for (second, expected) in [(9, vec![]), (10, vec!["a"]), (20, vec!["a", "b"])] {
            let mut due = store.due_queues(at(second)).await.unwrap();
            due.sort_unstable();
            assert_eq!(due, expected, "{second}");
        }
        let mut depths = store.depths(at(15)).await.unwrap();
        depths.sort_unstable_by(|one, other| one.queue.cmp(&other.queue));
        let depth = |queue: &str, jobs, waiting_ms| QueueDepth {
            queue: queue.into(),
            jobs,
            waiting_ms,
        };
        assert_eq!(depths, [depth("a", 2, 5_000), depth("b", 1, 0)]);
        assert_eq!(store.next_due(at(10)).await.unwrap(), Some(at(20)));
        assert_eq!(store.next_due(at(40)).await.unwrap(), None);
        claim_one(&*store, "a", 10).await;
        assert_eq!(store.next_due(at(-1)).await.unwrap(), Some(at(20)));
    })
    .await;
}

#[tokio::test]
async fn a_node_that_starts_again_releases_its_own_claims_only() {
    in_each_store(|store| async move {
        with(
            &*store,
            vec![queued("a", 1, 0), queued("a", 2, 0), queued("a", 3, 0)],
        )
        .await;
        let mine = store.claim("a", 2, at(0), at(60), "mine").await.unwrap();
        let other = store.claim("a", 2, at(0), at(60), "other").await.unwrap();
        assert_eq!(store.release_node("mine", at(5)).await.unwrap(), 2);
        assert_eq!(store.release_node("mine", at(5)).await.unwrap(), 0);
        assert_eq!(subjects(&*store, "a", 9, 5).await, [1, 2]);
        assert!(!store.finish(mine[0].lease).await.unwrap());
        assert!(store.finish(other[0].lease).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_claimers_never_get_the_same_job() {
    in_each_store(|store| async move {
        with(
            &*store,
            (0..500).map(|subject| queued("a", subject, 0)).collect(),
        )
        .await;
        let mut claimers = JoinSet::new();
        for _ in 0..8 {
            let store = Arc::clone(&store);
            claimers.spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let got = subjects(&*store, "a", 7, 0).await;
                    if got.is_empty() {
                        return mine;
                    }
                    mine.extend(got);
                }
            });
        }
        let all = claimers.join_all().await.concat();
        assert_eq!(all.len(), 500);
        assert_eq!(BTreeSet::from_iter(all).len(), 500);
    })
    .await;
}
