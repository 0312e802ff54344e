//! People in campaigns.

use super::samples::{at, campaign, claim, claim_one, customer, event, job, message, new_message};
use crate::in_each_store;
use domain::campaign::{
    Campaign, CampaignId, Membership, MembershipFact, Source, Subscriber, SubscriberId,
};
use domain::event::Event;
use domain::id::{EventId, MmsId};
use domain::merge::Data;
use domain::message::{Body, Message};
use domain::number::Recipient;
use domain::state::State;
use storage::campaign::{MemberChange, MemberPage};
use storage::event::{Detail, Lane};
use storage::job::Lease;
use storage::{Error, Store};

async fn spring(store: &dyn Store) -> Campaign {
    let account = customer(store).await;
    let spring = store.create_campaign(&campaign(account, "spring")).await;
    spring.unwrap()
}

/// No optional field is empty.
fn member(campaign: CampaignId, mobile: &str, second: i64) -> Subscriber {
    let pairs = [("firstname".to_owned(), "Ana".to_owned())];
    Subscriber {
        id: SubscriberId(0),
        campaign,
        mobile: Recipient::parse(mobile).unwrap(),
        membership: Membership::Subscribed,
        reference: Some("ACCT-1".into()),
        operator: Some("Verizon".into()),
        time_zone: Some("EST".into()),
        data: Data::new(&pairs).unwrap(),
        lapses_to: Some(Membership::OptedOut),
        changed: at(second),
    }
}

async fn put(store: &dyn Store, member: &Subscriber) -> Subscriber {
    let change = MemberChange::quiet(None, member.clone());
    let id = store.change_member(change).await.unwrap().unwrap();
    Subscriber {
        id,
        ..member.clone()
    }
}

#[tokio::test]
async fn a_member_reads_back_as_stored() {
    in_each_store(|store| async move {
        let campaign = spring(&*store).await;
        let full = put(&*store, &member(campaign.id, "12025550101", 1)).await;
        let bare = Subscriber {
            membership: Membership::Pending,
            reference: None,
            operator: None,
            time_zone: None,
            data: Data::default(),
            lapses_to: None,
            ..member(campaign.id, "12025550102", 2)
        };
        let bare = put(&*store, &bare).await;
        for member in [full, bare] {
            let found = store.subscriber(campaign.id, &member.mobile).await;
            assert_eq!(found.unwrap(), Some(member.clone()));
            assert_eq!(store.member(member.id).await.unwrap(), Some(member));
        }
        let nobody = Recipient::parse("12025550103").unwrap();
        assert_eq!(store.subscriber(campaign.id, &nobody).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_change_counts_only_on_what_it_was_decided_on() {
    in_each_store(|store| async move {
        let campaign = spring(&*store).await;
        let first = put(&*store, &member(campaign.id, "12025550101", 1)).await;
        let left = Subscriber {
            membership: Membership::Unsubscribed,
            changed: at(2),
            ..first.clone()
        };
        let anew = MemberChange::quiet(None, left.clone());
        assert_eq!(store.change_member(anew).await.unwrap(), None);
        let change = MemberChange::quiet(Some(first.clone()), left.clone());
        let again = change.clone();
        assert_eq!(store.change_member(change).await.unwrap(), Some(first.id));
        assert_eq!(store.change_member(again).await.unwrap(), None);
        assert_eq!(store.member(first.id).await.unwrap(), Some(left));
    })
    .await;
}

#[tokio::test]
async fn a_change_comes_with_its_event_and_its_jobs() {
    in_each_store(|store| async move {
        let campaign = spring(&*store).await;
        let member = member(campaign.id, "12025550101", 10);
        let fact = MembershipFact::new(&campaign, &member, Source::Api, "json");
        let detail = Detail::Membership(Box::new(fact));
        let mut joined = event(campaign.account, Event::Subscribed, 10);
        joined.detail = Some(detail.clone());
        let change = MemberChange {
            event: Some(joined.clone()),
            texts: Vec::new(),
            jobs: vec![job("lapse", 77, 20)],
            ..MemberChange::quiet(None, member.clone())
        };
        let id = store.change_member(change).await.unwrap().unwrap();
        let stored = store.event(EventId(1)).await.unwrap().unwrap();
        assert_eq!((stored.lane, stored.seq), (Lane::Membership(id), 1));
        assert_eq!(stored.fact, joined);
        let told = claim(&*store, "tell", 10).await;
        assert_eq!(told.len(), 1);
        let waiting = claim(&*store, "work", 20).await;
        assert_eq!(waiting[0].subject, id.0);
        let stored = store.member(id).await.unwrap();
        let again = MemberChange {
            event: Some(joined),
            cancels: vec!["lapse"],
            ..MemberChange::quiet(
                stored,
                Subscriber {
                    changed: at(30),
                    ..member
                },
            )
        };
        assert_eq!(store.change_member(again).await.unwrap(), Some(id));
        assert_eq!(store.event(EventId(2)).await.unwrap().unwrap().seq, 2);
        assert!(claim(&*store, "work", 99).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_change_comes_with_its_texts_or_they_do_not_go_out() {
    in_each_store(|store| async move {
        let campaign = spring(&*store).await;
        let member = member(campaign.id, "12025550101", 1);
        let text = Message {
            body: Body::Sms("Welcome".into()),
            ..message(campaign.account, MmsId(0))
        };
        let change = MemberChange {
            texts: vec![new_message(text)],
            ..MemberChange::quiet(None, member)
        };
        let again = change.clone();
        assert!(store.change_member(change).await.unwrap().is_some());
        assert_eq!(store.change_member(again).await.unwrap(), None);
        assert_eq!(store.states().await.unwrap(), [(State::Accepted, 1)]);
        assert_eq!(claim(&*store, "work", 0).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_change_by_a_lost_claim_is_none() {
    in_each_store(|store| async move {
        let campaign = spring(&*store).await;
        let member = member(campaign.id, "12025550101", 1);
        let change = MemberChange {
            jobs: vec![job("lapse", 0, 5)],
            ..MemberChange::quiet(None, member.clone())
        };
        let id = store.change_member(change).await.unwrap().unwrap();
        let stored = store.member(id).await.unwrap();
        let lost = Lease { job: 1, token: 1 };
        let held = claim_one(&*store, "work", 5).await;
        for (lease, done) in [(lost, None), (held, Some(id))] {
            let change = MemberChange {
                finishes: Some(lease),
                ..MemberChange::quiet(
                    stored.clone(),
                    Subscriber {
                        changed: at(6),
                        ..member.clone()
                    },
                )
            };
            assert_eq!(store.change_member(change).await.unwrap(), done);
        }
        assert!(!store.finish(held).await.unwrap(), "it is finished already");
    })
    .await;
}

#[tokio::test]
async fn nobody_joins_what_is_not_there() {
    in_each_store(|store| async move {
        let change = MemberChange::quiet(None, member(CampaignId(99), "12025550101", 1));
        let error = store.change_member(change).await.unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
    })
    .await;
}

#[tokio::test]
async fn members_come_in_pages_and_by_state() {
    in_each_store(|store| async move {
        let campaign = spring(&*store).await;
        let mut all = Vec::new();
        for (number, membership) in [
            ("12025550101", Membership::Subscribed),
            ("12025550102", Membership::OptedOut),
            ("12025550103", Membership::Subscribed),
            ("12025550104", Membership::Subscribed),
        ] {
            let member = Subscriber {
                membership,
                ..member(campaign.id, number, 1)
            };
            all.push(put(&*store, &member).await);
        }
        let page = |only, after: Option<usize>, limit| MemberPage {
            only,
            after: after.map(|index| all[index].id),
            limit,
        };
        let subscribed = Some(Membership::Subscribed);
        for (page, expected) in [
            (page(None, None, 10), vec![0, 1, 2, 3]),
            (page(None, Some(1), 1), vec![2]),
            (page(subscribed, None, 2), vec![0, 2]),
            (page(subscribed, Some(2), 2), vec![3]),
            (page(subscribed, Some(3), 2), vec![]),
        ] {
            let found = store.members(campaign.id, page).await.unwrap();
            let expected: Vec<_> = expected
                .into_iter()
                .map(|index: usize| all[index].clone())
                .collect();
            assert_eq!(found, expected, "{page:?}");
        }
        let page = page(None, None, 10);
        assert_eq!(store.members(CampaignId(99), page).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn those_subscribed_are_found_by_the_customers_reference() {
    in_each_store(|store| async move {
        let campaign = spring(&*store).await;
        let first = put(&*store, &member(campaign.id, "12025550101", 1)).await;
        let second = put(&*store, &member(campaign.id, "12025550102", 1)).await;
        for (number, membership, reference) in [
            ("12025550103", Membership::Subscribed, "acct-1"),
            ("12025550104", Membership::Pending, "ACCT-1"),
        ] {
            let other = Subscriber {
                membership,
                reference: Some(reference.into()),
                ..member(campaign.id, number, 1)
            };
            put(&*store, &other).await;
        }
        let by = |limit| store.members_by_reference(campaign.id, "ACCT-1", limit);
        assert_eq!(by(10).await.unwrap(), [first.clone(), second]);
        assert_eq!(by(1).await.unwrap(), [first]);
    })
    .await;
}

#[tokio::test]
async fn all_memberships_of_a_number_are_those_of_the_account() {
    in_each_store(|store| async move {
        let spring = spring(&*store).await;
        let other = store
            .create_campaign(&campaign(spring.account, "other"))
            .await
            .unwrap();
        let foreign = store
            .create_account(&super::samples::account("x"), at(0))
            .await
            .unwrap();
        let hidden = store
            .create_campaign(&campaign(foreign, "spring"))
            .await
            .unwrap();
        let mut expected = Vec::new();
        for campaign in [&spring, &other] {
            let member = put(&*store, &member(campaign.id, "12025550101", 1)).await;
            expected.push((campaign.clone(), member));
        }
        put(&*store, &member(hidden.id, "12025550101", 1)).await;
        put(&*store, &member(spring.id, "12025550102", 1)).await;
        let mobile = Recipient::parse("12025550101").unwrap();
        assert_eq!(
            store.memberships(spring.account, &mobile).await.unwrap(),
            expected
        );
    })
    .await;
}
