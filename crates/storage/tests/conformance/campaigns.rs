//! Campaigns.

use super::samples::{account, at, campaign, customer};
use crate::in_each_store;
use domain::campaign::{Campaign, CampaignId};
use domain::id::AccountId;
use storage::{Error, Store};

async fn created(store: &dyn Store, account: AccountId, reference: &str) -> Campaign {
    store
        .create_campaign(&campaign(account, reference))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_campaign_reads_back_under_the_number_it_was_given() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let first = created(&*store, account, "Spring26").await;
        assert!(first.id.0 > 0);
        assert_eq!(
            first,
            Campaign {
                id: first.id,
                ..campaign(account, "Spring26")
            }
        );
        assert_eq!(store.campaign(first.id).await.unwrap(), Some(first.clone()));
        let bare = Campaign {
            welcome: None,
            farewell: None,
            question: None,
            ..campaign(account, "b")
        };
        let bare = store.create_campaign(&bare).await.unwrap();
        assert_ne!(first.id, bare.id);
        assert_eq!(store.campaigns(account).await.unwrap(), [first, bare]);
        assert_eq!(store.campaigns(AccountId(99)).await.unwrap(), []);
        assert_eq!(store.campaign(CampaignId(99)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_reference_is_taken_once_in_an_account() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        created(&*store, shop, "Spring26").await;
        created(&*store, shop, "spring26").await;
        created(&*store, other, "Spring26").await;
        let error = store
            .create_campaign(&campaign(shop, "Spring26"))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Exists(_)), "{error}");
        let error = store
            .create_campaign(&campaign(AccountId(99), "x"))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
    })
    .await;
}

#[tokio::test]
async fn without_a_reference_the_number_is_one_that_is_free() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let first = created(&*store, account, "").await;
        assert_eq!(first.reference, first.id.0.to_string());
        let next = (first.id.0 + 2).to_string();
        created(&*store, account, &next).await;
        let third = created(&*store, account, "").await;
        assert_eq!(third.id.0, first.id.0 + 3, "{next} is a reference already");
        assert_eq!(third.reference, third.id.0.to_string());
    })
    .await;
}

#[tokio::test]
async fn a_text_names_a_campaign_by_reference_first_and_by_number_then() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        let spring = created(&*store, shop, "Spring26").await;
        let autumn = created(&*store, shop, &spring.id.0.to_string()).await;
        let foreign = created(&*store, other, "Winter").await;
        let padded = format!("00{}", autumn.id.0);
        for (text, expected) in [
            ("Spring26", Some(&spring)),
            ("spring26", None),
            (&spring.id.0.to_string(), Some(&autumn)),
            (&autumn.id.0.to_string(), Some(&autumn)),
            (&padded, Some(&autumn)),
            (&format!("+{}", autumn.id.0), None),
            ("Winter", None),
            (&foreign.id.0.to_string(), None),
            ("99999999999999999999", None),
            ("", None),
        ] {
            let found = store.campaign_named(shop, text).await.unwrap();
            assert_eq!(found.as_ref(), expected, "{text:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_update_replaces_what_may_change() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let first = created(&*store, account, "a").await;
        created(&*store, account, "b").await;
        let changed = Campaign {
            reference: "c".into(),
            name: "Other".into(),
            brand: "Brand".into(),
            sender: "54321".into(),
            welcome: None,
            farewell: Some("So long".into()),
            question: None,
            ..first.clone()
        };
        store.update_campaign(&changed).await.unwrap();
        assert_eq!(
            store.campaign(first.id).await.unwrap(),
            Some(changed.clone())
        );
        let taken = Campaign {
            reference: "b".into(),
            ..changed.clone()
        };
        let error = store.update_campaign(&taken).await.unwrap_err();
        assert!(matches!(error, Error::Exists(_)), "{error}");
        let nobody = Campaign {
            id: CampaignId(99),
            ..changed
        };
        let error = store.update_campaign(&nobody).await.unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
    })
    .await;
}
