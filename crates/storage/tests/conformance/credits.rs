//! Credits: what is reserved, taken and given back.

use super::samples::{account, at, change, content, message, new_message};
use crate::{in_each_place, in_each_store};
use domain::content::ContentKind;
use domain::id::{AccountId, MmsId};
use domain::state::State;
use storage::change::{Applied, Change};
use storage::credit::{Credit, Settlement};
use storage::message::{Accepted, NewMessage, NewMessages};
use storage::{Error, Store};

async fn shop(store: &dyn Store, credit: i64) -> AccountId {
    let id = store.create_account(&account("shop"), at(0)).await.unwrap();
    store.add_credit(id, credit).await.unwrap();
    id
}

/// Messages of an account to its template, each with a price.
async fn accept(store: &dyn Store, id: AccountId, prices: &[u64]) -> Result<Accepted, Error> {
    let priced = |price: &u64| NewMessage {
        charge_micros: *price,
        ..new_message(message(id, MmsId(0)))
    };
    let batch = NewMessages {
        content: Some(content(id, ContentKind::OneOff)),
        messages: prices.iter().map(priced).collect(),
        keep: None,
    };
    store.accept(batch).await
}

const fn credit(balance_micros: i64, reserved_micros: i64) -> Credit {
    Credit {
        balance_micros,
        reserved_micros,
    }
}

#[tokio::test]
async fn an_account_has_what_was_added() {
    in_each_store(|store| async move {
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        assert_eq!(store.credit(id).await.unwrap(), Credit::default());
        assert_eq!(store.add_credit(id, 70).await.unwrap(), credit(70, 0));
        assert_eq!(store.add_credit(id, -30).await.unwrap(), credit(40, 0));
        assert_eq!(store.credit(id).await.unwrap(), credit(40, 0));
        let error = store.add_credit(AccountId(99), 1).await;
        assert!(matches!(error, Err(Error::Missing(_))), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn messages_are_accepted_as_long_as_the_credits_last() {
    in_each_store(|store| async move {
        let id = shop(store.as_ref(), 100).await;
        let accepted = accept(store.as_ref(), id, &[40, 50, 20, 0, 10])
            .await
            .unwrap();
        assert_eq!(accepted.unpaid, [2]);
        assert_eq!(accepted.messages.len(), 4);
        assert_eq!(store.credit(id).await.unwrap(), credit(100, 100));
        let before = store.states().await.unwrap();
        let error = accept(store.as_ref(), id, &[1, 2]).await;
        assert!(matches!(error, Err(Error::Unpaid(_))), "{error:?}");
        assert_eq!(store.states().await.unwrap(), before);
        assert_eq!(store.credit(id).await.unwrap(), credit(100, 100));
    })
    .await;
}

#[tokio::test]
async fn messages_that_come_at_once_never_overdraw() {
    in_each_store(|store| async move {
        let id = shop(store.as_ref(), 105).await;
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let store = std::sync::Arc::clone(&store);
            calls.spawn(async move { accept(store.as_ref(), id, &[10]).await.is_ok() });
        }
        let accepted = calls.join_all().await;
        assert_eq!(accepted.iter().filter(|it| **it).count(), 10);
        assert_eq!(store.credit(id).await.unwrap(), credit(105, 100));
    })
    .await;
}

#[tokio::test]
async fn what_is_reserved_is_settled_once_and_survives_a_restart() {
    in_each_place(|place| async move {
        let store = place.open().await;
        let id = shop(store.as_ref(), 100).await;
        let accepted = accept(store.as_ref(), id, &[30, 20]).await.unwrap();
        drop(store);
        let store = place.open().await;
        assert_eq!(store.credit(id).await.unwrap(), credit(100, 50));
        let [taken, back] = &accepted.messages[..] else {
            panic!("two messages");
        };
        for (message, settlement, expected) in [
            (taken, Settlement::Take, credit(70, 20)),
            (taken, Settlement::GiveBack, credit(70, 20)),
            (back, Settlement::GiveBack, credit(70, 0)),
            (back, Settlement::Take, credit(70, 0)),
        ] {
            let settled = Change {
                settles: Some(settlement),
                ..change(message.id, State::Accepted, State::Accepted)
            };
            assert_eq!(store.change(settled).await.unwrap(), Applied::Done);
            assert_eq!(store.credit(id).await.unwrap(), expected);
        }
    })
    .await;
}
