//! Keys of accounts.

use super::samples::{account, at};
use crate::in_each_store;
use domain::account::Scope;
use domain::action::Action;
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
        scope: Scope::default(),
    }
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
                found.map(|holder| holder.account.id),
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

/// Scopes of keys, from everything to nothing.
fn scopes() -> [Scope; 4] {
    [
        Scope::default(),
        Scope {
            actions: Some([Action::SendMms, Action::GetMmsIds].into()),
            read_only: false,
        },
        Scope {
            actions: Some([].into()),
            read_only: true,
        },
        Scope {
            actions: None,
            read_only: true,
        },
    ]
}

#[tokio::test]
async fn a_key_brings_its_scope_along() {
    in_each_store(|store| async move {
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        for (digest, scope) in (1..).zip(scopes()) {
            let key = Key {
                scope,
                ..key(id, digest, None)
            };
            store.add_key(&key).await.unwrap();
            let found = store.account_by_key(&key.digest, at(0)).await.unwrap();
            assert_eq!(found.unwrap().scope, key.scope);
        }
        let stored = store.keys(id).await.unwrap();
        assert!(stored.into_iter().map(|key| key.scope).eq(scopes()));
    })
    .await;
}

#[tokio::test]
async fn label_end_and_scope_of_a_key_are_changed() {
    in_each_store(|store| async move {
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        store.add_key(&key(id, 1, None)).await.unwrap();
        store.add_key(&key(id, 2, None)).await.unwrap();
        for scope in scopes() {
            let changed = Key {
                label: "other".into(),
                scope,
                ..key(id, 1, Some(7))
            };
            store.update_key(&changed).await.unwrap();
            assert_eq!(store.keys(id).await.unwrap(), [changed, key(id, 2, None)]);
        }
        for strange in [key(id, 3, None), key(AccountId(99), 1, None)] {
            let error = store.update_key(&strange).await.unwrap_err();
            assert!(matches!(error, Error::Missing(_)), "{error}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_that_was_removed_opens_nothing() {
    in_each_store(|store| async move {
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        let digest = KeyDigest([1; 32]);
        store.add_key(&key(id, 1, None)).await.unwrap();
        assert!(!store.remove_key(AccountId(99), &digest).await.unwrap());
        assert!(store.remove_key(id, &digest).await.unwrap());
        assert!(!store.remove_key(id, &digest).await.unwrap());
        assert_eq!(store.account_by_key(&digest, at(0)).await.unwrap(), None);
        assert_eq!(store.keys(id).await.unwrap(), []);
    })
    .await;
}
