//! Messages from phones.

use super::samples::{
    account, at, campaign, claim, claim_one, customer, event, job, new_message, person,
};
use crate::in_each_store;
use domain::account::StopScope;
use domain::campaign::{CampaignId, Membership, Source, Subscriber};
use domain::event::Event;
use domain::id::{AccountId, BlobHash, EventId, MmsId};
use domain::inbound::{Inbound, InboundFact, InboundFile, InboundId, InboundKind};
use domain::message::{Body, Message};
use domain::state::State;
use storage::blacklist::Block;
use storage::campaign::MemberChange;
use storage::event::{Detail, Lane};
use storage::inbox::{Clearing, Heeding, NewInbound};
use storage::job::Lease;
use storage::link::TokenDigest;
use storage::{Error, Store};

const ANA: &str = "12025550100";

fn file(name: &str, blob: u8) -> InboundFile {
    InboundFile {
        name: name.into(),
        mime: "image/jpeg".into(),
        size_bytes: 5_000_000_000,
        blob: BlobHash([blob; 32]),
    }
}

/// No optional field is empty.
pub(crate) fn message(account: AccountId, tracking: &str) -> Inbound {
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

pub(crate) fn new(message: Inbound, token: Option<u8>) -> NewInbound {
    NewInbound {
        message,
        token: token.map(|number| TokenDigest([number; 32])),
        handover: None,
        text: None,
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
    let id = store
        .receive(new(message.clone(), token))
        .await
        .unwrap()
        .unwrap();
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
            handover: None,
            text: None,
            event: Some(told.clone()),
            jobs: vec![job("clear", 0, 900)],
            ..new(message(account, "MMS_MO_1"), None)
        };
        let id = store.receive(new).await.unwrap().unwrap();
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
        let id = store.receive(new).await.unwrap().unwrap();
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
        let id = store.receive(new).await.unwrap().unwrap();
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

#[tokio::test]
async fn a_hand_over_that_is_repeated_within_a_day_is_kept_once() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let came = |tracking: &str, second| NewInbound {
            handover: Some([7; 32]),
            text: None,
            ..new(
                Inbound {
                    received: at(second),
                    ..message(account, tracking)
                },
                None,
            )
        };
        assert!(store.receive(came("MMS_MO_1", 0)).await.unwrap().is_some());
        let again = store.receive(came("MMS_MO_2", 86_399)).await.unwrap();
        assert_eq!(again, None);
        assert_eq!(store.inbound(account, "MMS_MO_2").await.unwrap(), None);
        let next_day = store.receive(came("MMS_MO_3", 86_400)).await.unwrap();
        assert!(next_day.is_some());
    })
    .await;
}

/// What follows from a STOP of Ana, who was in the campaign as `before`.
fn stop(account: AccountId, before: Option<Subscriber>, finishes: Lease) -> Heeding {
    let campaign = before.as_ref().map_or(CampaignId(1_000), |it| it.campaign);
    let after = person(campaign, ANA, Membership::OptedOut);
    let text = Message {
        body: Body::Sms("Bye".into()),
        ..super::samples::message(account, MmsId(0))
    };
    Heeding {
        block: Some(Block {
            account,
            sender: Some("60856".into()),
            number: after.mobile.clone(),
            source: Source::Mo,
            since: at(0),
            ends: None,
        }),
        unblocks: Vec::new(),
        members: vec![MemberChange::quiet(before, after)],
        texts: vec![new_message(text)],
        finishes,
    }
}

#[tokio::test]
async fn a_wish_is_heeded_whole_or_not_at_all() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let campaign = store.create_campaign(&campaign(account, "spring")).await;
        let campaign = campaign.unwrap().id;
        let ana = person(campaign, ANA, Membership::Subscribed);
        let joined = MemberChange::quiet(None, ana.clone());
        store.change_member(joined).await.unwrap();
        let member = || store.subscriber(campaign, &ana.mobile);
        let scope = StopScope::Sender;
        let blocked = || store.is_blocked(account, "60856", &ana.mobile, scope, at(1));
        let lease = claim_new(&*store, "SMS_MO_1").await;
        let stale = store.heed(stop(account, None, lease)).await;
        assert!(!stale.unwrap());
        assert!(!blocked().await.unwrap());
        let now = member().await.unwrap();
        assert!(store.heed(stop(account, now, lease)).await.unwrap());
        assert!(blocked().await.unwrap());
        let left = member().await.unwrap().unwrap();
        assert_eq!(left.membership, Membership::OptedOut);
        assert_eq!(store.states().await.unwrap(), [(State::Accepted, 1)]);
        // The claim is used up.
        assert!(!store.heed(stop(account, Some(left), lease)).await.unwrap());
        let undone = Heeding {
            block: None,
            unblocks: vec![(account, "60856".into(), ana.mobile.clone())],
            members: Vec::new(),
            texts: Vec::new(),
            finishes: claim_new(&*store, "SMS_MO_2").await,
        };
        assert!(store.heed(undone).await.unwrap());
        assert!(!blocked().await.unwrap());
    })
    .await;
}

/// A claim on the job of one more message.
async fn claim_new(store: &dyn Store, tracking: &str) -> Lease {
    let account = store.account_named("shop").await.unwrap().unwrap().id;
    let todo = NewInbound {
        jobs: vec![job("heed", 0, 0)],
        ..new(message(account, tracking), None)
    };
    store.receive(todo).await.unwrap();
    let due = claim(store, "work", 10).await;
    due.iter().find(|job| job.kind == "heed").unwrap().lease
}
