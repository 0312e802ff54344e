//! Moves of messages.

use super::samples::{accepted, at, change, claim, claim_one, event, job};
use crate::in_each_store;
use domain::event::Event;
use domain::id::{EventId, MessageId};
use domain::state::State;
use storage::Error;
use storage::change::{Applied, Change};
use storage::event::{Blocker, Lane};
use storage::life::{Attempt, Ending, Move};

fn attempt(ending: Ending, ended: Option<i64>) -> Attempt {
    Attempt {
        number: 1,
        link: Some("main".into()),
        began: at(10),
        ended: ended.map(at),
        size_bytes: 300_000,
        ending,
        code: ended.map(|_| "1000".into()),
        text: ended.map(|_| "Success".into()),
        carrier_message_id: ended.map(|_| "c1".into()),
    }
}

#[tokio::test]
async fn a_change_moves_the_message_and_all_that_belongs_to_it() {
    in_each_store(|store| async move {
        let (account, names) = accepted(&*store).await;
        let lease = claim_one(&*store, "work", 0).await;
        let whole = Change {
            transaction: Some("t1".into()),
            tells_sent: true,
            attempt: Some(attempt(Ending::Open, None)),
            events: vec![event(account, Event::MessageSent, 10)],
            jobs: vec![job("submit", names.id.0, 20)],
            finishes: Some(lease),
            ..change(names.id, State::Accepted, State::Ready)
        };
        assert_eq!(store.change(whole).await.unwrap(), Applied::Done);
        let life = store.life(names.id).await.unwrap().unwrap();
        assert_eq!(life.message.state, State::Ready);
        assert_eq!(life.message.transaction.as_deref(), Some("t1"));
        assert!(life.message.told_sent);
        let last = Move {
            at: at(10),
            to: State::Ready,
            note: "a test".into(),
        };
        assert_eq!(life.moves[1..], [last]);
        assert_eq!(life.attempts, [attempt(Ending::Open, None)]);
        assert_eq!(
            life.events[0].0.fact,
            event(account, Event::MessageSent, 10)
        );
        assert_eq!(store.states().await.unwrap(), [(State::Ready, 1)]);
        assert!(
            !store.finish(lease).await.unwrap(),
            "the change has finished the job"
        );
        let jobs = claim(&*store, "work", 20).await;
        assert_eq!(
            jobs.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(),
            ["submit"]
        );
    })
    .await;
}

#[tokio::test]
async fn several_changes_of_a_message_are_made_in_their_order_or_none_is() {
    use State::{Accepted, Preparing, Ready, Submitting};
    for (steps, ends, expected, state) in [
        (
            vec![(Accepted, Preparing), (Preparing, Ready)],
            true,
            Applied::Done,
            Ready,
        ),
        (
            vec![(Accepted, Preparing), (Ready, Submitting)],
            true,
            Applied::Stale,
            Accepted,
        ),
        (
            vec![(Accepted, Preparing), (Preparing, Ready)],
            false,
            Applied::LeaseLost,
            Accepted,
        ),
    ] {
        in_each_store(|store| {
            let steps = steps.clone();
            async move {
                let (account, names) = accepted(&*store).await;
                let lease = claim_one(&*store, "work", 0).await;
                let mut changes: Vec<_> = steps
                    .iter()
                    .map(|(from, to)| Change {
                        events: vec![event(account, Event::ContentReady, 10)],
                        ..change(names.id, *from, *to)
                    })
                    .collect();
                changes.last_mut().unwrap().finishes = Some(lease);
                if !ends {
                    store.finish(lease).await.unwrap();
                }
                assert_eq!(store.changes(changes).await.unwrap(), expected);
                let life = store.life(names.id).await.unwrap().unwrap();
                assert_eq!(life.message.state, state);
                let made = if expected == Applied::Done {
                    steps.len()
                } else {
                    0
                };
                assert_eq!((life.moves.len(), life.events.len()), (1 + made, made));
                assert_eq!(store.states().await.unwrap(), [(state, 1)]);
                let holds = expected == Applied::Stale;
                assert_eq!(store.finish(lease).await.unwrap(), holds);
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a_stale_change_does_nothing() {
    in_each_store(|store| async move {
        let (account, names) = accepted(&*store).await;
        let lease = claim_one(&*store, "work", 0).await;
        let stale = Change {
            events: vec![event(account, Event::MessageSent, 10)],
            jobs: vec![job("other", names.id.0, 0)],
            finishes: Some(lease),
            ..change(names.id, State::Ready, State::Submitting)
        };
        assert_eq!(store.change(stale).await.unwrap(), Applied::Stale);
        let life = store.life(names.id).await.unwrap().unwrap();
        assert_eq!((life.message.state, life.moves.len()), (State::Accepted, 1));
        assert!(life.events.is_empty());
        assert_eq!(claim(&*store, "work", 0).await, [], "no job was made");
        assert!(
            store.finish(lease).await.unwrap(),
            "the claim is still held"
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_by_a_lost_claim_does_nothing() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let lost = claim_one(&*store, "work", 0).await;
        let held = claim_one(&*store, "work", 60).await;
        let by = |lease| Change {
            finishes: Some(lease),
            ..change(names.id, State::Accepted, State::Ready)
        };
        assert_eq!(store.change(by(lost)).await.unwrap(), Applied::LeaseLost);
        assert_eq!(store.states().await.unwrap(), [(State::Accepted, 1)]);
        assert_eq!(store.change(by(held)).await.unwrap(), Applied::Done);
        assert_eq!(store.change(by(held)).await.unwrap(), Applied::LeaseLost);
    })
    .await;
}

#[tokio::test]
async fn a_move_that_the_table_does_not_have_is_refused() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let illegal = change(names.id, State::Accepted, State::Delivered);
        assert!(matches!(store.change(illegal).await, Err(Error::Failed(_))));
        assert_eq!(store.states().await.unwrap(), [(State::Accepted, 1)]);
        let nobody = change(MessageId(99), State::Accepted, State::Ready);
        assert!(matches!(store.change(nobody).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn a_change_that_stays_does_the_rest() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let stays = Change {
            note: String::new(),
            jobs: vec![job("expire", names.id.0, 5)],
            ..change(names.id, State::Accepted, State::Accepted)
        };
        assert_eq!(store.change(stays).await.unwrap(), Applied::Done);
        assert_eq!(store.states().await.unwrap(), [(State::Accepted, 1)]);
        let life = store.life(names.id).await.unwrap().unwrap();
        assert_eq!(life.moves.len(), 1, "nothing moved and there is no note");
        assert_eq!(claim(&*store, "work", 5).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_name_of_the_exchange_stays_and_an_attempt_is_written_over() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let first = Change {
            transaction: Some("t1".into()),
            tells_sent: true,
            attempt: Some(attempt(Ending::Open, None)),
            ..change(names.id, State::Accepted, State::Ready)
        };
        let second = Change {
            transaction: Some("t2".into()),
            attempt: Some(attempt(Ending::Accepted, Some(12))),
            ..change(names.id, State::Ready, State::Submitting)
        };
        for change in [first, second] {
            assert_eq!(store.change(change).await.unwrap(), Applied::Done);
        }
        let life = store.life(names.id).await.unwrap().unwrap();
        assert_eq!(life.message.transaction.as_deref(), Some("t1"));
        assert!(life.message.told_sent, "what was told stays told");
        assert_eq!(life.attempts, [attempt(Ending::Accepted, Some(12))]);
    })
    .await;
}

#[tokio::test]
async fn pointless_jobs_are_cancelled_even_if_they_are_claimed() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let lease = claim_one(&*store, "work", 0).await;
        let other = job("route", names.id.0 + 1, 0);
        let cancels = Change {
            cancels: vec!["route", "absent"],
            jobs: vec![other],
            ..change(names.id, State::Accepted, State::Ready)
        };
        assert_eq!(store.change(cancels).await.unwrap(), Applied::Done);
        assert!(!store.finish(lease).await.unwrap());
        let left = claim(&*store, "work", 1000).await;
        assert_eq!(
            left.iter().map(|job| job.subject).collect::<Vec<_>>(),
            [names.id.0 + 1]
        );
    })
    .await;
}

#[tokio::test]
async fn a_step_can_make_a_job_of_its_own_kind_again() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let lease = claim_one(&*store, "work", 0).await;
        let again = Change {
            finishes: Some(lease),
            jobs: vec![job("route", names.id.0, 30)],
            ..change(names.id, State::Accepted, State::Accepted)
        };
        assert_eq!(store.change(again).await.unwrap(), Applied::Done);
        assert_eq!(claim(&*store, "work", 29).await, []);
        assert_eq!(
            claim(&*store, "work", 30).await[0].tries,
            1,
            "it is a new job"
        );
        assert!(!store.finish(lease).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn events_of_a_message_are_numbered_and_wait_for_each_other() {
    in_each_store(|store| async move {
        let (account, names) = accepted(&*store).await;
        let two = Change {
            events: vec![
                event(account, Event::MessageSent, 10),
                event(account, Event::MessageRead, 11),
            ],
            ..change(names.id, State::Accepted, State::Ready)
        };
        assert_eq!(store.change(two).await.unwrap(), Applied::Done);
        let first = claim(&*store, "tell", 10).await;
        assert_eq!(first.len(), 1, "the second one waits");
        let second = claim(&*store, "tell", 10 + 300).await;
        assert_eq!(
            second.len(),
            2,
            "five minutes after the first, whose claim has lapsed too"
        );
        let id = second.iter().map(|job| EventId(job.subject)).max().unwrap();
        let stored = store.event(id).await.unwrap().unwrap();
        let before = Blocker {
            id: EventId(first[0].subject),
            tries: 0,
            at: at(10),
        };
        assert_eq!((stored.seq, stored.lane), (2, Lane::Message(names.id)));
        assert_eq!(stored.blocked_by, Some(before));
        assert_eq!(store.event(EventId(99)).await.unwrap(), None);
    })
    .await;
}
