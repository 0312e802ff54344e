//! Accounts and keys.

use super::samples::{account, at, full_account};
use crate::in_each_store;
use domain::id::AccountId;
use storage::Error;
use storage::account::{Key, KeyDigest};

fn key(account: AccountId, digest: u8, ends: Option<i64>) -> Key {
    Key {
        digest: KeyDigest([digest; 32]),
        account,
        label: "main".into(),
        last4: "abcd".into(),
        created: at(i64::from(digest)),
        ends: ends.map(at),
    }
}

#[tokio::test]
async fn an_account_reads_back_as_it_was_stored() {
    in_each_store(|store| async move {
        for mut account in [account("small"), full_account("full")] {
            account.id = store.create_account(&account, at(0)).await.unwrap();
            assert_eq!(store.account(account.id).await.unwrap(), Some(account));
        }
        assert_eq!(store.account(AccountId(99)).await.unwrap(), None);
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
async fn a_key_opens_its_account_until_it_ends() {
    in_each_store(|store| async move {
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        store.add_key(&key(id, 1, None)).await.unwrap();
        store.add_key(&key(id, 2, Some(100))).await.unwrap();
        for (digest, second, opens) in [
            (1, 0, true),
            (1, 9_999, true),
            (2, 99, true),
            (2, 100, false),
            (3, 0, false),
        ] {
            let found = store
                .account_by_key(&KeyDigest([digest; 32]), at(second))
                .await
                .unwrap();
            assert_eq!(
                found.map(|account| account.id),
                opens.then_some(id),
                "{digest} {second}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_is_added_once_and_only_to_an_account() {
    in_each_store(|store| async move {
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        store.add_key(&key(id, 1, None)).await.unwrap();
        let error = store.add_key(&key(id, 1, None)).await.unwrap_err();
        assert!(matches!(error, Error::Exists(_)), "{error}");
        let error = store
            .add_key(&key(AccountId(99), 2, None))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
    })
    .await;
}

#[tokio::test]
async fn all_keys_but_one_end_and_are_still_listed() {
    in_each_store(|store| async move {
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        for key in [
            key(id, 3, None),
            key(id, 1, Some(5)),
            key(id, 2, Some(500)),
            key(other, 4, None),
        ] {
            store.add_key(&key).await.unwrap();
        }
        let ended = store
            .end_keys_but(id, &KeyDigest([3; 32]), at(50))
            .await
            .unwrap();
        assert_eq!(ended, 1, "one was kept and one had ended before");
        let expected = [key(id, 1, Some(5)), key(id, 2, Some(50)), key(id, 3, None)];
        assert_eq!(store.keys(id).await.unwrap(), expected);
        assert_eq!(store.keys(other).await.unwrap(), [key(other, 4, None)]);
    })
    .await;
}
