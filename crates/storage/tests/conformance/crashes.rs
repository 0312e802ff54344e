//! Opening, closing and what survives.

use super::samples::{accepted, account, at, change, claim, claim_one, receipt, report, wake};
use crate::{Place, in_each_place};
use domain::report::Fate;
use domain::state::State;
use storage::change::{Applied, Change};
use storage::report::Recorded;
use storage::{Durability, Error};

#[tokio::test]
async fn an_unknown_engine_and_an_unusable_place_are_refused() {
    let error = storage::open("oracle:x", Durability::Committed)
        .await
        .err()
        .unwrap();
    assert!(matches!(error, Error::UnknownEngine(name) if name == "oracle"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let below = format!("sqlite:{}/store.db", file.display());
    for address in ["sqlite:", "sqlite::memory:", &below] {
        let error = storage::open(address, Durability::Committed)
            .await
            .err()
            .unwrap();
        assert!(matches!(error, Error::Open(_)), "{address}: {error}");
    }
}

#[tokio::test]
async fn what_is_there_when_it_opens_is_what_was_answered_before() {
    in_each_place(|place| async move {
        let names = accepted(&*place.open().await).await.1;
        let store = place.open().await;
        assert!(store.message(names.id).await.unwrap().is_some());
        assert_eq!(store.states().await.unwrap(), [(State::Accepted, 1)]);
        let second = store
            .create_account(&account("other"), at(1))
            .await
            .unwrap();
        assert_eq!(store.accounts().await.unwrap().len(), 2);
        assert_eq!(store.account(second).await.unwrap().unwrap().name, "other");
    })
    .await;
}

#[tokio::test]
async fn a_crash_between_any_two_calls_loses_no_step() {
    in_each_place(|place: Place| async move {
        let (_, names) = accepted(&*place.open().await).await;
        let lease = claim_one(&*place.open().await, "work", 0).await;
        let store = place.open().await;
        assert_eq!(store.release_node("node", at(1)).await.unwrap(), 1);
        let step = |from, to, lease| Change {
            finishes: Some(lease),
            jobs: vec![super::samples::job("next", names.id.0, 2)],
            ..change(names.id, from, to)
        };
        let lost = step(State::Accepted, State::Ready, lease);
        assert_eq!(store.change(lost).await.unwrap(), Applied::LeaseLost);
        drop(store);
        let lease = claim_one(&*place.open().await, "work", 1).await;
        let done = step(State::Accepted, State::Ready, lease);
        assert_eq!(
            place.open().await.change(done).await.unwrap(),
            Applied::Done
        );
        let next = claim(&*place.open().await, "work", 2).await;
        assert_eq!(next.len(), 1);
        assert_eq!(next[0].kind, "next");
    })
    .await;
}

#[tokio::test]
async fn a_report_parked_before_a_crash_is_handed_over_after_it() {
    in_each_place(|place| async move {
        let (_, names) = accepted(&*place.open().await).await;
        let early = report("c1", Fate::Delivered);
        let recorded = place
            .open()
            .await
            .record_report("c1", &early, wake())
            .await
            .unwrap();
        assert_eq!(recorded, Recorded::Parked);
        let handed = Change {
            receipt: Some(receipt("c1")),
            ..change(names.id, State::Accepted, State::Ready)
        };
        place.open().await.change(handed).await.unwrap();
        let store = place.open().await;
        assert_eq!(store.open_reports(names.id).await.unwrap().len(), 1);
        assert_eq!(claim(&*store, "reports", 10).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_processes_share_a_store() {
    in_each_place(|place| async move {
        let (one, other) = (place.open().await, place.open().await);
        let (_, names) = accepted(&*one).await;
        other
            .create_account(&account("made by the other"), at(0))
            .await
            .unwrap();
        assert_eq!(one.accounts().await.unwrap().len(), 2);
        assert_eq!(claim(&*other, "work", 0).await.len(), 1);
        assert_eq!(claim(&*one, "work", 0).await, []);
        assert!(other.message(names.id).await.unwrap().is_some());
    })
    .await;
}

/// The control of what `Committed` promises: here the answer comes before the commit.
#[tokio::test]
async fn relaxed_answers_before_others_can_see_it_and_keeps_it_when_closed_in_order() {
    in_each_place(|place| async move {
        let other = place.open().await;
        let mut answered_early = false;
        for number in 0..20 {
            let relaxed = place.open_as(Durability::Relaxed).await;
            let account = account(&format!("shop {number}"));
            let id = relaxed.create_account(&account, at(0)).await.unwrap();
            let mine = relaxed.account(id).await.unwrap();
            assert!(mine.is_some(), "who wrote it sees it at once");
            answered_early |= other.account(id).await.unwrap().is_none();
            drop(relaxed);
            assert!(other.account(id).await.unwrap().is_some());
        }
        assert!(answered_early, "no answer came before its commit");
        let id = other
            .create_account(&account("committed"), at(0))
            .await
            .unwrap();
        assert!(place.open().await.account(id).await.unwrap().is_some());
    })
    .await;
}
