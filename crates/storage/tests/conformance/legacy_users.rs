//! Legacy users.

use super::samples::{account, at};
use crate::{in_each_place, in_each_store};
use domain::id::AccountId;
use storage::Error;
use storage::account::{LegacyUser, PassDigest};

fn user(account: AccountId, name: &str, pass: u8) -> LegacyUser {
    LegacyUser {
        account,
        name: name.into(),
        pass: PassDigest {
            salt: [pass; 32],
            digest: [pass + 1; 32],
        },
    }
}

#[tokio::test]
async fn a_user_is_found_by_its_exact_name_and_by_its_account() {
    in_each_store(|store| async move {
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        assert_eq!(store.legacy_user_of(id).await.unwrap(), None);
        store.set_legacy_user(&user(id, "Shop", 1)).await.unwrap();
        let found = Some(user(id, "Shop", 1));
        assert_eq!(store.legacy_user("Shop").await.unwrap(), found);
        assert_eq!(store.legacy_user_of(id).await.unwrap(), found);
        for other in ["shop", "Shop ", ""] {
            assert_eq!(store.legacy_user(other).await.unwrap(), None, "{other}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_has_one_user_and_a_name_one_account() {
    in_each_store(|store| async move {
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        store.set_legacy_user(&user(id, "old", 1)).await.unwrap();
        store.set_legacy_user(&user(id, "new", 2)).await.unwrap();
        assert_eq!(store.legacy_user("old").await.unwrap(), None);
        let error = store.set_legacy_user(&user(other, "new", 3)).await;
        assert!(matches!(error, Err(Error::Exists(_))), "{error:?}");
        let error = store.set_legacy_user(&user(AccountId(99), "x", 3)).await;
        assert!(matches!(error, Err(Error::Missing(_))), "{error:?}");
        assert_eq!(
            store.legacy_user("new").await.unwrap(),
            Some(user(id, "new", 2))
        );
    })
    .await;
}

#[tokio::test]
async fn a_user_that_was_taken_away_is_gone_and_its_name_free() {
    in_each_place(|place| async move {
        let store = place.open().await;
        let id = store.create_account(&account("shop"), at(0)).await.unwrap();
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        store.set_legacy_user(&user(id, "name", 1)).await.unwrap();
        assert!(store.remove_legacy_user(id).await.unwrap());
        assert!(!store.remove_legacy_user(id).await.unwrap());
        store
            .set_legacy_user(&user(other, "name", 2))
            .await
            .unwrap();
        drop(store);
        let found = place.open().await.legacy_user("name").await.unwrap();
        assert_eq!(found, Some(user(other, "name", 2)));
    })
    .await;
}
