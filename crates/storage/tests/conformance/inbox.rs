//! Messages from phones.

use super::samples::{account, at, claim, claim_one, customer, event, job};
use crate::in_each_store;
use domain::event::Event;
use domain::id::{AccountId, BlobHash, EventId};
use domain::inbound::{Inbound, InboundFact, InboundFile, InboundId, InboundKind};
use storage::event::{Detail, Lane};
use storage::inbox::{Clearing, NewInbound};
use storage::job::Lease;
use storage::link::TokenDigest;
use storage::{Error, Store};

fn file(name: &str, blob: u8) -> InboundFile {
    InboundFile {
        name: name.into(),
        mime: "image/jpeg".into(),
        size_bytes: 5_000_000_000,
        blob: BlobHash([blob; 32]),
    }
}

/// No optional field is empty.
fn message(account: AccountId, tracking: &str) -> Inbound {
    Inbound {
        id: InboundId(0),
        account,
        kind: InboundKind::Mms,
        tracking: tracking.into(),
        to: "12345".into(),
        from: "12025550116".into(),
        operator: Some("Verizon".into()),
        subject: Some("Hello".into()),
        text: Some("Hi".into()),
        received: at(10),
        files: vec![file("2.jpg", 9), file("1.jpg", 3)],
        files_until: at(900),
        cleared: None,
    }
}

fn new(message: Inbound, token: Option<u8>) -> NewInbound {
    NewInbound {
        message,
        token: token.map(|number| TokenDigest([number; 32])),
        event: None,
        jobs: Vec::new(),
    }
}

fn clearing(id: InboundId, finishes: Option<Lease>) -> Clearing {
    Clearing {
        id,
        at: at(50),
        sweep: job("sweep", 0, 100),
        cancels: vec!["clear"],
        finishes,
    }
}

async fn received(store: &dyn Store, message: &Inbound, token: Option<u8>) -> Inbound {
    let id = store.receive(new(message.clone(), token)).await.unwrap();
    Inbound {
        id,
        ..message.clone()
    }
}

#[tokio::test]
async fn a_message_is_found_by_its_account_and_name_and_by_its_token() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        let full = received(&*store, &message(shop, "MMS_MO_1"), Some(1)).await;
        let bare = Inbound {
            kind: InboundKind::Sms,
            operator: None,
            subject: None,
            text: None,
            files: Vec::new(),
            ..message(shop, "SMS_MO_1")
        };
        let bare = received(&*store, &bare, None).await;
        assert_eq!(
            store.inbound(shop, "MMS_MO_1").await.unwrap(),
            Some(full.clone())
        );
        assert_eq!(store.inbound(shop, "SMS_MO_1").await.unwrap(), Some(bare));
        assert_eq!(store.inbound(other, "MMS_MO_1").await.unwrap(), None);
        assert_eq!(store.inbound(shop, "mms_mo_1").await.unwrap(), None);
        let by = |number| store.inbound_by_token(TokenDigest([number; 32]));
        assert_eq!(by(1).await.unwrap(), Some(full));
        assert_eq!(by(2).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_name_is_given_once_and_nobody_gets_no_message() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        received(&*store, &message(account, "MMS_MO_1"), None).await;
        let again = store.receive(new(message(account, "MMS_MO_1"), None)).await;
        assert!(matches!(again, Err(Error::Exists(_))), "{again:?}");
        let nobody = message(AccountId(99), "MMS_MO_2");
        let error = store.receive(new(nobody, None)).await;
        assert!(matches!(error, Err(Error::Missing(_))), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn a_message_comes_with_its_event_and_its_jobs() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let fact = InboundFact {
            tracking: "MMS_MO_1".into(),
            from: "12025550116".into(),
            to: "12345".into(),
            operator: Some("Verizon".into()),
            keyword: Some("info".into()),
            subject: Some("Hello".into()),
            text: Some("Hi".into()),
            files: vec!["https://mms.example/mo/x/1.jpg".into()],
            copy_to: vec!["12025550117".into()],
        };
        let mut told = event(account, Event::MmsReceived, 10);
        told.detail = Some(Detail::Inbound(Box::new(fact)));
        let new = NewInbound {
            event: Some(told.clone()),
            jobs: vec![job("clear", 0, 900)],
            ..new(message(account, "MMS_MO_1"), None)
        };
        let id = store.receive(new).await.unwrap();
        let stored = store.event(EventId(1)).await.unwrap().unwrap();
        assert_eq!((stored.lane, stored.seq), (Lane::Inbound(id), 1));
        assert_eq!(stored.fact, told);
        assert_eq!(claim(&*store, "work", 900).await[0].subject, id.0);
    })
    .await;
}

#[tokio::test]
async fn files_end_once_and_are_leftovers_then() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let new = NewInbound {
            jobs: vec![job("clear", 0, 900)],
            ..new(message(account, "MMS_MO_1"), Some(1))
        };
        let id = store.receive(new).await.unwrap();
        received(&*store, &message(account, "MMS_MO_2"), Some(2)).await;
        assert!(store.clear_inbound(clearing(id, None)).await.unwrap());
        assert!(!store.clear_inbound(clearing(id, None)).await.unwrap());
        let cleared = store.inbound(account, "MMS_MO_1").await.unwrap().unwrap();
        assert_eq!((cleared.cleared, cleared.files.len()), (Some(at(50)), 0));
        let by_token = store.inbound_by_token(TokenDigest([1; 32])).await;
        assert_eq!(by_token.unwrap(), Some(cleared));
        assert_eq!(store.oldest_leftover().await.unwrap(), Some(at(50)));
        assert_eq!(
            store.leftovers(at(50), 9).await.unwrap(),
            [],
            "another has them"
        );
        let other = store.inbound(account, "MMS_MO_2").await.unwrap().unwrap();
        assert_eq!(other.files.len(), 2);
        assert!(store.clear_inbound(clearing(other.id, None)).await.unwrap());
        let left = store.leftovers(at(50), 9).await.unwrap();
        assert_eq!(left, [BlobHash([3; 32]), BlobHash([9; 32])]);
        let jobs = claim(&*store, "work", 900).await;
        assert_eq!(
            jobs.iter().map(|job| &*job.kind).collect::<Vec<_>>(),
            ["sweep"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_job_that_was_lost_ends_no_files() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let new = NewInbound {
            jobs: vec![job("clear", 0, 900)],
            ..new(message(account, "MMS_MO_1"), None)
        };
        let id = store.receive(new).await.unwrap();
        let held = claim_one(&*store, "work", 900).await;
        let lost = Lease { job: 1, token: 1 };
        let cleared = store.clear_inbound(clearing(id, Some(lost))).await;
        assert!(!cleared.unwrap());
        let cleared = store.clear_inbound(clearing(id, Some(held))).await;
        assert!(cleared.unwrap());
        assert!(!store.finish(held).await.unwrap(), "it is finished already");
    })
    .await;
}
