//! Templates and renditions.

use super::samples::{claim, content, customer, event, job};
use crate::in_each_store;
use domain::content::{Content, ContentKind};
use domain::event::Event;
use domain::id::{AccountId, BlobHash, EventId, MmsId};
use storage::Error;
use storage::event::{Lane, Telling};
use storage::message::{NewTemplate, StoredRendition};

fn template(account: AccountId) -> NewTemplate {
    NewTemplate {
        content: content(account, ContentKind::Template),
        event: Some(event(account, Event::TemplateReady, 0)),
        jobs: vec![job("adapt", 0, 5)],
        keep: None,
    }
}

#[tokio::test]
async fn a_template_has_a_number_from_10_000_on_and_reads_back() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        for number in [10_000, 10_001] {
            let id = store.save_template(template(account)).await.unwrap();
            assert_eq!(id, MmsId(number));
            let expected = Content {
                id,
                ..template(account).content
            };
            assert_eq!(store.content(id).await.unwrap(), Some(expected));
        }
        assert_eq!(store.content(MmsId(1)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_template_comes_with_its_event_and_its_jobs() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let id = store.save_template(template(account)).await.unwrap();
        let work = claim(&*store, "work", 5).await;
        assert_eq!((work[0].kind.as_str(), work[0].subject), ("adapt", id.0));
        let told = claim(&*store, "tell", 0).await;
        let stored = store
            .event(EventId(told[0].subject))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(stored.lane, Lane::Content(id));
        assert_eq!(
            (stored.seq, stored.telling, stored.tries),
            (1, Telling::Pending, 0)
        );
        assert_eq!(stored.fact, event(account, Event::TemplateReady, 0));
    })
    .await;
}

#[tokio::test]
async fn a_template_of_nobody_is_refused_whole() {
    in_each_store(|store| async move {
        let error = store
            .save_template(template(AccountId(99)))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
        assert_eq!(claim(&*store, "work", 5).await, []);
        let account = customer(&*store).await;
        let id = store.save_template(template(account)).await.unwrap();
        assert_eq!(id, MmsId(10_000), "not even a number was used up");
    })
    .await;
}

#[tokio::test]
async fn a_rendition_is_found_by_file_and_target() {
    in_each_store(|store| async move {
        let fits = StoredRendition {
            blob: Some(BlobHash([9; 32])),
            mime: "image/jpeg".into(),
            width: 640,
            height: 480,
            size_bytes: 300_000,
        };
        let never = StoredRendition {
            blob: None,
            ..fits.clone()
        };
        let source = BlobHash([1; 32]);
        store.put_rendition(source, "small", &never).await.unwrap();
        for _ in 0..2 {
            store.put_rendition(source, "large", &fits).await.unwrap();
        }
        assert_eq!(store.rendition(source, "small").await.unwrap(), Some(never));
        assert_eq!(store.rendition(source, "large").await.unwrap(), Some(fits));
        assert_eq!(store.rendition(source, "other").await.unwrap(), None);
        assert_eq!(
            store.rendition(BlobHash([2; 32]), "large").await.unwrap(),
            None
        );
    })
    .await;
}
