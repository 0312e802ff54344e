//! Runs: a template on its way to everyone in a campaign.

use super::samples::{
    account, at, campaign, change, claim, claim_one, content, customer, event, job, message,
    new_message, person,
};
use crate::{in_each_place, in_each_store};
use domain::campaign::{Campaign, CampaignId, Membership, Run, Subscriber};
use domain::content::ContentKind;
use domain::event::Event;
use domain::id::{AccountId, MessageId, MmsId, RunId};
use domain::state::State;
use storage::campaign::MemberChange;
use storage::change::Change;
use storage::credit::{Credit, Settlement};
use storage::job::Lease;
use storage::message::NewTemplate;
use storage::run::{NewRun, Progress, RunMessage, RunPart};
use storage::template::Deletion;
use storage::{Error, Store};

/// A campaign with so many subscribers, and a template.
async fn stage(store: &dyn Store, people: u64) -> (Campaign, MmsId) {
    let account = customer(store).await;
    let spring = store.create_campaign(&campaign(account, "spring")).await;
    let spring = spring.unwrap();
    for number in 0..people {
        put(store, spring.id, number, Membership::Subscribed).await;
    }
    let template = NewTemplate {
        keep: None,
        content: content(account, ContentKind::Template),
        event: None,
        jobs: Vec::new(),
    };
    (spring, store.save_template(template).await.unwrap())
}

async fn put(store: &dyn Store, campaign: CampaignId, number: u64, membership: Membership) {
    let after = person(campaign, &format!("1303555{number:04}"), membership);
    let before = store.subscriber(campaign, &after.mobile).await.unwrap();
    let change = MemberChange::quiet(before, after);
    store.change_member(change).await.unwrap().unwrap();
}

fn new_run(campaign: &Campaign, template: MmsId, charge_micros: u64) -> NewRun {
    NewRun {
        run: Run {
            id: RunId(0),
            account: campaign.account,
            campaign: campaign.id,
            campaign_ref: "spring".into(),
            template,
            dialect: "wxml".into(),
            began: at(10),
            validity: at(9_000),
            receivers: 0,
            charge_micros,
        },
        job: job("run", 0, 10),
        keep: None,
    }
}

async fn begun(store: &dyn Store, new: NewRun) -> Run {
    store.begin_run(new).await.unwrap()
}

/// Messages of the next receivers.
async fn messages(store: &dyn Store, run: &Run, limit: usize) -> Vec<RunMessage> {
    let receivers = store.run_receivers(run.id, limit).await.unwrap();
    let to = |receiver: Subscriber| {
        let mut message = message(run.account, run.template);
        message.to = receiver.mobile;
        message.run = Some(run.id);
        let mut new = new_message(message);
        new.jobs.clear();
        RunMessage {
            receiver: receiver.id,
            message: new,
            ends: None,
        }
    };
    receivers.into_iter().map(to).collect()
}

async fn part(store: &dyn Store, run: &Run, limit: usize, lease: Lease) -> RunPart {
    RunPart {
        run: run.id,
        messages: messages(store, run, limit).await,
        finishes: lease,
        next: job("run", 0, 20),
    }
}

async fn accepted(store: &dyn Store) -> u64 {
    let states = store.states().await.unwrap();
    states.iter().map(|(_, count)| count).sum()
}

async fn credit(store: &dyn Store, account: AccountId) -> (i64, i64) {
    let Credit {
        balance_micros,
        reserved_micros,
    } = store.credit(account).await.unwrap();
    (balance_micros, reserved_micros)
}

#[tokio::test]
async fn a_run_goes_to_those_who_are_subscribed_when_it_begins() {
    in_each_place(|place| async move {
        let store = place.open().await;
        let (spring, template) = stage(&*store, 2).await;
        for (number, membership) in (2..).zip([
            Membership::Pending,
            Membership::Unsubscribed,
            Membership::OptedOut,
        ]) {
            put(&*store, spring.id, number, membership).await;
        }
        let run = begun(&*store, new_run(&spring, template, 0)).await;
        put(&*store, spring.id, 1, Membership::Unsubscribed).await;
        put(&*store, spring.id, 2, Membership::Subscribed).await;
        drop(store);
        let store = place.open().await;
        assert_eq!(run.receivers, 2);
        assert_eq!(store.run(run.id).await.unwrap(), Some(run.clone()));
        let receivers = store.run_receivers(run.id, 10).await.unwrap();
        let receivers = receivers
            .iter()
            .map(|it| (it.mobile.digits(), it.membership));
        let expected = [
            ("13035550000", Membership::Subscribed),
            ("13035550001", Membership::Unsubscribed),
        ];
        assert_eq!(receivers.collect::<Vec<_>>(), expected);
        assert_eq!(store.run(RunId(1)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_run_becomes_messages_part_by_part() {
    in_each_store(|store| async move {
        let (spring, template) = stage(&*store, 5).await;
        let run = begun(&*store, new_run(&spring, template, 0)).await;
        for (second, left) in [(10, 3), (20, 1), (20, 0)] {
            let lease = claim_one(&*store, "work", second).await;
            let next = part(&*store, &run, 2, lease).await;
            assert!(store.continue_run(next).await.unwrap());
            let receivers = store.run_receivers(run.id, 10).await.unwrap();
            assert_eq!(receivers.len(), left);
        }
        assert_eq!(claim(&*store, "work", 999).await, []);
        assert_eq!(accepted(&*store).await, 5);
        let first = store.message(MessageId(1)).await.unwrap().unwrap();
        assert_eq!(
            (first.run, first.to.digits()),
            (Some(run.id), "13035550000")
        );
    })
    .await;
}

#[tokio::test]
async fn a_part_counts_once() {
    in_each_store(|store| async move {
        let (spring, template) = stage(&*store, 4).await;
        let run = begun(&*store, new_run(&spring, template, 0)).await;
        let lost = claim_one(&*store, "work", 10).await;
        let stale = part(&*store, &run, 2, lost).await;
        // The claim lapses, and somebody else does the part.
        let lease = claim_one(&*store, "work", 70).await;
        let next = part(&*store, &run, 2, lease).await;
        assert!(store.continue_run(next).await.unwrap());
        assert!(!store.continue_run(stale.clone()).await.unwrap());
        let lease = claim_one(&*store, "work", 70).await;
        let twice = RunPart {
            finishes: lease,
            ..stale
        };
        let error = store.continue_run(twice).await;
        assert!(matches!(error, Err(Error::Failed(_))), "{error:?}");
        assert_eq!(accepted(&*store).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_message_may_end_in_the_transaction_that_accepts_it() {
    in_each_store(|store| async move {
        let (spring, template) = stage(&*store, 1).await;
        store.add_credit(spring.account, 50).await.unwrap();
        let run = begun(&*store, new_run(&spring, template, 50)).await;
        let lease = claim_one(&*store, "work", 10).await;
        let mut next = part(&*store, &run, 2, lease).await;
        next.messages[0].ends = Some(Change {
            events: vec![event(run.account, Event::SendFailed, 10)],
            settles: Some(Settlement::GiveBack),
            ..change(MessageId(0), State::Accepted, State::Failed)
        });
        assert!(store.continue_run(next).await.unwrap());
        let life = store.life(MessageId(1)).await.unwrap().unwrap();
        assert_eq!(life.message.state, State::Failed);
        assert_eq!(life.events[0].0.fact.event, Event::SendFailed);
        assert_eq!(credit(&*store, run.account).await, (50, 0));
    })
    .await;
}

#[tokio::test]
async fn a_run_reserves_for_all_of_its_messages_or_does_not_begin() {
    in_each_store(|store| async move {
        let (spring, template) = stage(&*store, 3).await;
        store.add_credit(spring.account, 149).await.unwrap();
        let error = store.begin_run(new_run(&spring, template, 50)).await;
        assert!(matches!(error, Err(Error::Unpaid(_))), "{error:?}");
        assert_eq!(credit(&*store, spring.account).await, (149, 0));
        assert_eq!(claim(&*store, "work", 10).await, []);
        store.add_credit(spring.account, 1).await.unwrap();
        let run = begun(&*store, new_run(&spring, template, 50)).await;
        assert_eq!(credit(&*store, spring.account).await, (150, 150));
        let lease = claim_one(&*store, "work", 10).await;
        let next = part(&*store, &run, 3, lease).await;
        assert!(store.continue_run(next).await.unwrap());
        assert_eq!(credit(&*store, spring.account).await, (150, 150));
        let sent = Change {
            settles: Some(Settlement::Take),
            ..change(MessageId(1), State::Accepted, State::Ready)
        };
        store.change(sent).await.unwrap();
        assert_eq!(credit(&*store, spring.account).await, (100, 100));
    })
    .await;
}

#[tokio::test]
async fn it_is_known_how_far_each_run_has_come() {
    in_each_store(|store| async move {
        let (spring, template) = stage(&*store, 5).await;
        let other = store.create_account(&account("other"), at(0)).await;
        let first = begun(&*store, new_run(&spring, template, 0)).await;
        let second = begun(&*store, new_run(&spring, template, 0)).await;
        let due = claim(&*store, "work", 10).await;
        let job = due.iter().find(|job| job.subject == first.id.0).unwrap();
        let next = part(&*store, &first, 3, job.lease).await;
        assert!(store.continue_run(next).await.unwrap());
        let gone = change(MessageId(2), State::Accepted, State::Failed);
        store.change(gone).await.unwrap();
        let page = async |before, limit| {
            let found = store.run_progress(spring.account, before, limit).await;
            let seen = |it: Progress| (it.run.id, it.waiting, it.states);
            found.unwrap().into_iter().map(seen).collect::<Vec<_>>()
        };
        let of_second = (second.id, 5, Vec::new());
        let of_first = (first.id, 2, vec![(State::Accepted, 2), (State::Failed, 1)]);
        assert_eq!(page(None, 1).await, vec![of_second.clone()]);
        assert_eq!(page(Some(second.id), 9).await, vec![of_first.clone()]);
        assert_eq!(page(None, 9).await, [of_second, of_first]);
        let none = store.run_progress(other.unwrap(), None, 9).await;
        assert_eq!(none.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_run_to_nobody_has_no_job() {
    in_each_store(|store| async move {
        let (spring, template) = stage(&*store, 0).await;
        let run = begun(&*store, new_run(&spring, template, 50)).await;
        assert_eq!(run.receivers, 0);
        assert_eq!(claim(&*store, "work", 999).await, []);
    })
    .await;
}

#[tokio::test]
async fn the_files_of_a_deleted_template_wait_for_its_runs() {
    in_each_store(|store| async move {
        let (spring, template) = stage(&*store, 1).await;
        begun(&*store, new_run(&spring, template, 0)).await;
        claim_one(&*store, "work", 10).await;
        let deletion = Deletion {
            account: spring.account,
            template,
            at: at(50),
            cancels: Vec::new(),
            job: job("discard", 0, 60),
        };
        assert!(store.delete_template(deletion).await.unwrap());
        let due = claim(&*store, "work", 8_999).await;
        assert!(due.iter().all(|job| job.kind == "run"), "{due:?}");
        let due = claim(&*store, "work", 9_000).await;
        assert!(due.iter().any(|job| job.kind == "discard"), "{due:?}");
    })
    .await;
}

#[tokio::test]
async fn jobs_that_are_due_are_counted_no_further_than_asked() {
    in_each_store(|store| async move {
        let (spring, template) = stage(&*store, 1).await;
        for _ in 0..3 {
            begun(&*store, new_run(&spring, template, 0)).await;
        }
        for (second, most, expected) in [(9, 10, 0), (10, 10, 3), (10, 2, 2)] {
            let backlog = store.backlog("work", at(second), most).await.unwrap();
            assert_eq!(backlog, expected);
        }
        claim(&*store, "work", 10).await;
        assert_eq!(store.backlog("work", at(10), 10).await.unwrap(), 0);
    })
    .await;
}
