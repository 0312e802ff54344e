//! Keys of requests.

use super::samples::{account, at, claim, content, customer, job, message, new_message};
use crate::{Place, in_each_place, in_each_store};
use domain::content::ContentKind;
use domain::id::{AccountId, MmsId};
use domain::idempotency::{KeptAnswer, RepeatKey, RequestDigest};
use std::sync::Arc;
use storage::idempotency::{Keep, KeyClaim, KeyClaimed, NewKeyClaim};
use storage::message::{Accepted, NewMessages, NewTemplate};
use storage::{Error, Store};
use tokio::task::JoinSet;

const REQUEST: RequestDigest = RequestDigest([1; 32]);
const OTHER: RequestDigest = RequestDigest([2; 32]);

/// A claim on the key `order`, made at a second and lapsing a minute later.
fn new_claim(account: AccountId, token: i64, second: i64) -> NewKeyClaim {
    NewKeyClaim {
        claim: KeyClaim {
            account,
            key: RepeatKey::parse(b"order").unwrap(),
            token,
        },
        request: REQUEST,
        node: "node".into(),
        now: at(second),
        until: at(second + 60),
        instead_of: None,
    }
}

fn busy(token: i64) -> KeyClaimed {
    KeyClaimed::Busy {
        same: true,
        node: "node".into(),
        token,
    }
}

fn busy_with_another(token: i64) -> KeyClaimed {
    KeyClaimed::Busy {
        same: false,
        node: "node".into(),
        token,
    }
}

fn kept(body: &str) -> KeyClaimed {
    KeyClaimed::Kept(KeptAnswer {
        content_type: "text/html".into(),
        body: body.into(),
    })
}

/// One message, with an answer that is kept until the second 1000.
fn order(new: &NewKeyClaim) -> NewMessages {
    let account = new.claim.account;
    let render = |accepted: &Accepted| KeptAnswer {
        content_type: "text/html".into(),
        body: accepted.messages[0].tracking.clone().into_bytes(),
    };
    NewMessages {
        content: Some(content(account, ContentKind::OneOff)),
        messages: vec![new_message(message(account, MmsId(0)))],
        keep: Some(Keep {
            claim: new.claim.clone(),
            until: at(1_000),
            render: Arc::new(render),
        }),
    }
}

async fn check(store: &dyn Store, claim: NewKeyClaim, expected: KeyClaimed) {
    assert_eq!(store.claim_key(claim).await.unwrap(), expected);
}

#[tokio::test]
async fn a_key_is_claimed_once_and_then_answers_what_was_kept() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let first = new_claim(account, 1, 0);
        check(&*store, first.clone(), KeyClaimed::Granted).await;
        check(&*store, new_claim(account, 2, 1), busy(1)).await;
        store.accept(order(&first)).await.unwrap();
        check(&*store, new_claim(account, 3, 999), kept("MMS_1")).await;
        check(&*store, new_claim(account, 4, 1_000), KeyClaimed::Granted).await;
    })
    .await;
}

#[tokio::test]
async fn another_request_under_a_key_is_told_from_the_first() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let first = new_claim(account, 1, 0);
        let other = NewKeyClaim {
            request: OTHER,
            ..new_claim(account, 2, 1)
        };
        check(&*store, first.clone(), KeyClaimed::Granted).await;
        check(&*store, other.clone(), busy_with_another(1)).await;
        store.accept(order(&first)).await.unwrap();
        check(&*store, other, KeyClaimed::Other).await;
    })
    .await;
}

#[tokio::test]
async fn a_key_belongs_to_its_account() {
    in_each_store(|store| async move {
        let one = customer(&*store).await;
        let other = store.create_account(&account("other"), at(0)).await;
        let other = other.unwrap();
        check(&*store, new_claim(one, 1, 0), KeyClaimed::Granted).await;
        check(&*store, new_claim(other, 2, 0), KeyClaimed::Granted).await;
        let second = NewKeyClaim {
            claim: KeyClaim {
                key: RepeatKey::parse(b"Order").unwrap(),
                ..new_claim(one, 3, 0).claim
            },
            ..new_claim(one, 3, 0)
        };
        check(&*store, second, KeyClaimed::Granted).await;
    })
    .await;
}

#[tokio::test]
async fn a_released_or_lapsed_claim_leaves_the_key_free_for_any_request() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let first = new_claim(account, 1, 0);
        check(&*store, first.clone(), KeyClaimed::Granted).await;
        store.release_key(&first.claim).await.unwrap();
        let other = NewKeyClaim {
            request: OTHER,
            ..new_claim(account, 2, 1)
        };
        check(&*store, other, KeyClaimed::Granted).await;
        store.release_key(&first.claim).await.unwrap();
        check(&*store, new_claim(account, 3, 60), busy_with_another(2)).await;
        check(&*store, new_claim(account, 4, 61), KeyClaimed::Granted).await;
    })
    .await;
}

#[tokio::test]
async fn a_claim_that_is_known_to_be_dead_is_taken_over_and_no_other() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let instead = |token, of| NewKeyClaim {
            instead_of: Some(of),
            ..new_claim(account, token, 1)
        };
        let first = new_claim(account, 1, 0);
        check(&*store, first, KeyClaimed::Granted).await;
        check(&*store, instead(2, 7), busy(1)).await;
        check(&*store, instead(3, 1), KeyClaimed::Granted).await;
        check(&*store, instead(4, 1), busy(3)).await;
        let third = instead(3, 1);
        store.accept(order(&third)).await.unwrap();
        check(&*store, instead(5, 3), kept("MMS_1")).await;
    })
    .await;
}

#[tokio::test]
async fn of_two_calls_with_a_key_only_the_holder_of_the_claim_is_accepted() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let (slow, quick) = (new_claim(account, 1, 0), new_claim(account, 2, 60));
        check(&*store, slow.clone(), KeyClaimed::Granted).await;
        check(&*store, quick.clone(), KeyClaimed::Granted).await;
        for _ in 0..2 {
            let error = store.accept(order(&slow)).await.unwrap_err();
            assert!(matches!(error, Error::ClaimLost(_)), "{error}");
            assert_eq!(store.states().await.unwrap(), [], "nothing of it happened");
        }
        store.accept(order(&quick)).await.unwrap();
        let error = store.accept(order(&slow)).await.unwrap_err();
        assert!(matches!(error, Error::ClaimLost(_)), "{error}");
        check(&*store, new_claim(account, 3, 61), kept("MMS_1")).await;
    })
    .await;
}

#[tokio::test]
async fn a_slow_call_whose_claim_lapsed_is_accepted_if_nobody_came_meanwhile() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let slow = new_claim(account, 1, 0);
        check(&*store, slow.clone(), KeyClaimed::Granted).await;
        store.accept(order(&slow)).await.unwrap();
        check(&*store, new_claim(account, 2, 500), kept("MMS_1")).await;
        let error = store.accept(order(&slow)).await.unwrap_err();
        assert!(matches!(error, Error::ClaimLost(_)), "not a second time");
    })
    .await;
}

#[tokio::test]
async fn templates_and_answers_that_name_no_message_are_kept_too() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let first = new_claim(account, 1, 0);
        check(&*store, first.clone(), KeyClaimed::Granted).await;
        let render = |id: &MmsId| KeptAnswer {
            content_type: "text/html".into(),
            body: id.to_string().into_bytes(),
        };
        let template = NewTemplate {
            content: content(account, ContentKind::Template),
            event: None,
            jobs: vec![job("adapt", 0, 5)],
            keep: Some(Keep {
                claim: first.claim,
                until: at(100),
                render: Arc::new(render),
            }),
        };
        store.save_template(template.clone()).await.unwrap();
        check(&*store, new_claim(account, 2, 99), kept("10000")).await;
        let error = store.save_template(template).await.unwrap_err();
        assert!(matches!(error, Error::ClaimLost(_)), "{error}");
        assert_eq!(store.content(MmsId(10_001)).await.unwrap(), None);
        let second = new_claim(account, 3, 100);
        check(&*store, second.clone(), KeyClaimed::Granted).await;
        let nothing = NewMessages {
            content: None,
            messages: Vec::new(),
            keep: Some(Keep {
                claim: second.claim,
                until: at(200),
                render: Arc::new(|_: &Accepted| KeptAnswer {
                    content_type: "text/html".into(),
                    body: b"nobody".to_vec(),
                }),
            }),
        };
        assert_eq!(store.accept(nothing).await.unwrap().messages, []);
        check(&*store, new_claim(account, 4, 101), kept("nobody")).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_forgotten_a_few_at_a_time() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        for number in 0..5 {
            let mut claim = new_claim(account, number, number);
            let key = format!("order {number}");
            claim.claim.key = RepeatKey::parse(key.as_bytes()).unwrap();
            check(&*store, claim, KeyClaimed::Granted).await;
        }
        assert_eq!(store.forget_keys(at(59), 100).await.unwrap(), 0);
        assert_eq!(store.forget_keys(at(63), 3).await.unwrap(), 3);
        assert_eq!(store.forget_keys(at(63), 3).await.unwrap(), 1);
        assert_eq!(store.forget_keys(at(63), 3).await.unwrap(), 0);
        assert_eq!(store.forget_keys(at(64), 3).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_claims_at_once_one_is_granted() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let mut callers = JoinSet::new();
        for token in 0..50 {
            let store = Arc::clone(&store);
            callers.spawn(async move { store.claim_key(new_claim(account, token, 0)).await });
        }
        let claims = callers.join_all().await;
        let granted = |claim: &&Result<KeyClaimed, Error>| {
            matches!(claim.as_ref().unwrap(), KeyClaimed::Granted)
        };
        assert_eq!(claims.iter().filter(granted).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_answer_survives_a_crash_with_its_message_and_a_claim_is_known_by_its_node() {
    in_each_place(|place: Place| async move {
        let account = customer(&*place.open().await).await;
        let first = new_claim(account, 1, 0);
        check(&*place.open().await, first.clone(), KeyClaimed::Granted).await;
        check(&*place.open().await, new_claim(account, 2, 1), busy(1)).await;
        let names = place.open().await.accept(order(&first)).await.unwrap();
        let store = place.open().await;
        assert!(store.message(names.messages[0].id).await.unwrap().is_some());
        assert_eq!(claim(&*store, "work", 0).await.len(), 1);
        check(
            &*store,
            new_claim(account, 3, 2),
            kept(&names.messages[0].tracking),
        )
        .await;
    })
    .await;
}
