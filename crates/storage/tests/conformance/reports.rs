//! Reports, early and late.

use super::samples::{accepted, change, claim, claim_one, receipt, report, wake};
use crate::in_each_store;
use domain::report::Fate;
use domain::state::State;
use storage::change::{Applied, Change, Receipt};
use storage::report::{OpenReport, Recorded};

#[tokio::test]
async fn a_report_of_a_known_message_wakes_it() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let handed = Change {
            receipt: Some(receipt("c1")),
            ..change(names.id, State::Accepted, State::Accepted)
        };
        store.change(handed).await.unwrap();
        assert_eq!(
            claim(&*store, "reports", 1000).await,
            [],
            "there is nothing to apply yet"
        );
        let delivered = report("c1", Fate::Delivered);
        let recorded = store.record_report("c1", &delivered, wake()).await.unwrap();
        assert_eq!(recorded, Recorded::Matched(names.id));
        let jobs = claim(&*store, "reports", 60).await;
        assert_eq!(
            (jobs[0].kind.as_str(), jobs[0].subject),
            ("report", names.id.0)
        );
        let open = store.open_reports(names.id).await.unwrap();
        assert_eq!(open[0].report, delivered);
        assert_eq!(
            store.life(names.id).await.unwrap().unwrap().reports,
            [delivered]
        );
    })
    .await;
}

#[tokio::test]
async fn a_report_on_one_of_several_parts_is_partial_until_all_are_delivered() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let keys = ["p1", "p2"].map(str::to_owned).to_vec();
        let handed = Change {
            receipt: Some(Receipt {
                keys,
                ..receipt("")
            }),
            ..change(names.id, State::Accepted, State::Accepted)
        };
        let tell = async |key: &str, fate| {
            let told = store.record_report(key, &report(key, fate), wake()).await;
            told.unwrap();
            let open = store.open_reports(names.id).await.unwrap();
            open.iter().map(|it| it.partial).collect::<Vec<_>>()
        };
        // Early: nobody knows yet of how many parts it is one.
        assert!(tell("p1", Fate::Delivered).await.is_empty());
        store.change(handed).await.unwrap();
        assert_eq!(tell("p1", Fate::Delivered).await, [true, true]);
        assert_eq!(tell("p2", Fate::Failed).await, [true, true, false]);
        assert_eq!(tell("p2", Fate::Delivered).await, [false; 4]);
    })
    .await;
}

#[tokio::test]
async fn an_early_report_is_parked_and_handed_over_with_the_receipt() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        for (id, fate) in [
            ("c1", Fate::Held),
            ("other", Fate::Failed),
            ("c1", Fate::Delivered),
        ] {
            let recorded = store
                .record_report(id, &report(id, fate), wake())
                .await
                .unwrap();
            assert_eq!(recorded, Recorded::Parked);
        }
        assert_eq!(store.parked_reports().await.unwrap(), 3);
        let newest = store.unknown_reports(None, 2).await.unwrap();
        let fates: Vec<Fate> = newest.iter().map(|it| it.report.fate).collect();
        assert_eq!(fates, [Fate::Delivered, Fate::Failed], "newest first");
        assert_eq!(claim(&*store, "reports", 1000).await, []);
        let handed = Change {
            receipt: Some(receipt("c1")),
            ..change(names.id, State::Accepted, State::Ready)
        };
        assert_eq!(store.change(handed).await.unwrap(), Applied::Done);
        assert_eq!(store.parked_reports().await.unwrap(), 1);
        let unknown = store.unknown_reports(None, 9).await.unwrap();
        assert_eq!(unknown.len(), 1);
        assert_eq!(unknown[0].report, report("other", Fate::Failed));
        let before = Some(unknown[0].id);
        assert_eq!(store.unknown_reports(before, 9).await.unwrap(), []);
        let open = store.open_reports(names.id).await.unwrap();
        let fates: Vec<Fate> = open.iter().map(|open| open.report.fate).collect();
        assert_eq!(fates, [Fate::Held, Fate::Delivered], "oldest first");
        let jobs = claim(&*store, "reports", 10).await;
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs[0].subject, names.id.0);
    })
    .await;
}

#[tokio::test]
async fn ids_of_two_links_never_meet() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let handed = Change {
            receipt: Some(receipt("c1")),
            ..change(names.id, State::Accepted, State::Ready)
        };
        store.change(handed).await.unwrap();
        let mut other = report("c1", Fate::Delivered);
        other.link = "other".into();
        assert_eq!(
            store.record_report("c1", &other, wake()).await.unwrap(),
            Recorded::Parked
        );
    })
    .await;
}

#[tokio::test]
async fn an_applied_report_is_open_no_longer_and_stays_in_the_history() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let handed = Change {
            receipt: Some(receipt("c1")),
            ..change(names.id, State::Accepted, State::Ready)
        };
        store.change(handed).await.unwrap();
        for fate in [Fate::Held, Fate::Delivered] {
            store
                .record_report("c1", &report("c1", fate), wake())
                .await
                .unwrap();
        }
        let open = store.open_reports(names.id).await.unwrap();
        let applied = Change {
            reports: vec![open[0].id],
            ..change(names.id, State::Ready, State::Ready)
        };
        store.change(applied).await.unwrap();
        let left: Vec<OpenReport> = store.open_reports(names.id).await.unwrap();
        assert_eq!(left, open[1..]);
        assert_eq!(
            store.life(names.id).await.unwrap().unwrap().reports.len(),
            2
        );
    })
    .await;
}

#[tokio::test]
async fn a_report_that_comes_while_another_is_applied_is_not_forgotten() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let handed = Change {
            receipt: Some(receipt("c1")),
            ..change(names.id, State::Accepted, State::Ready)
        };
        store.change(handed).await.unwrap();
        store
            .record_report("c1", &report("c1", Fate::Held), wake())
            .await
            .unwrap();
        let lease = claim_one(&*store, "reports", 60).await;
        store
            .record_report("c1", &report("c1", Fate::Delivered), wake())
            .await
            .unwrap();
        assert_eq!(
            claim(&*store, "reports", 61).await,
            [],
            "its holder keeps the claim"
        );
        assert!(store.finish(lease).await.unwrap());
        assert_eq!(
            claim(&*store, "reports", 61).await.len(),
            1,
            "it is due again"
        );
    })
    .await;
}
