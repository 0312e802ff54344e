//! Accounts.

use super::samples::{account, at, full_account};
use crate::in_each_store;
use domain::account::Account;
use domain::id::AccountId;
use storage::Error;

#[tokio::test]
async fn an_account_reads_back_as_it_was_stored() {
    in_each_store(|store| async move {
        for mut account in [account("small"), full_account("full")] {
            account.id = store.create_account(&account, at(0)).await.unwrap();
            let named = store.account_named(&account.name).await.unwrap();
            assert_eq!(named.as_ref(), Some(&account));
            assert_eq!(store.account(account.id).await.unwrap(), Some(account));
        }
        assert_eq!(store.account(AccountId(99)).await.unwrap(), None);
        assert_eq!(store.account_named("Small").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_name_is_taken_once() {
    in_each_store(|store| async move {
        let first = store.create_account(&account("shop"), at(0)).await.unwrap();
        let error = store
            .create_account(&account("shop"), at(1))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Exists(_)), "{error}");
        let second = store
            .create_account(&account("other"), at(2))
            .await
            .unwrap();
        assert_ne!(first, second);
        let mut renamed = account("shop");
        renamed.id = second;
        let error = store.update_account(&renamed).await.unwrap_err();
        assert!(matches!(error, Error::Exists(_)), "{error}");
    })
    .await;
}

#[tokio::test]
async fn an_update_replaces_every_field_of_an_account_that_is_there() {
    in_each_store(|store| async move {
        let mut changed = full_account("renamed");
        let error = store.update_account(&changed).await.unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
        changed.id = store.create_account(&account("shop"), at(0)).await.unwrap();
        store.update_account(&changed).await.unwrap();
        assert_eq!(store.account(changed.id).await.unwrap(), Some(changed));
    })
    .await;
}

#[tokio::test]
async fn accounts_are_listed_by_name() {
    in_each_store(|store| async move {
        for name in ["c", "a", "b"] {
            store.create_account(&account(name), at(0)).await.unwrap();
        }
        let names = store
            .accounts()
            .await
            .unwrap()
            .into_iter()
            .map(|account| account.name);
        assert_eq!(names.collect::<Vec<_>>(), ["a", "b", "c"]);
    })
    .await;
}

#[tokio::test]
async fn an_account_is_replaced_only_as_it_was_seen() {
    in_each_store(|store| async move {
        let mut seen = full_account("shop");
        seen.id = store.create_account(&seen, at(0)).await.unwrap();
        let mut first = seen.clone();
        first.policy.require_subject ^= true;
        let mut second = seen.clone();
        second.senders.clear();
        let replaced = |new: Account| {
            let (store, seen) = (store.clone(), seen.clone());
            async move { store.replace_account(&seen, &new).await.unwrap() }
        };
        assert!(replaced(first.clone()).await);
        assert!(!replaced(second).await, "somebody else was first");
        let mut gone = first.clone();
        gone.id = AccountId(99);
        assert!(!replaced(gone).await, "there is none of that number");
        assert_eq!(store.account(seen.id).await.unwrap(), Some(first));
    })
    .await;
}
