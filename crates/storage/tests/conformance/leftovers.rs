//! Files that something has stopped naming.

use super::samples::{at, claim_one, content, customer, job};
use crate::in_each_store;
use domain::content::{Content, ContentKind};
use domain::id::{AccountId, BlobHash};
use storage::Store;
use storage::message::{NewTemplate, StoredRendition};

/// Stores a template with one file.
async fn with_file(store: &dyn Store, account: AccountId, blob: BlobHash, jobs: bool) {
    let mut content = content(account, ContentKind::Template);
    content.slides.truncate(1);
    content.slides[0].files.truncate(1);
    content.slides[0].files[0].blob = blob;
    let template = NewTemplate {
        keep: None,
        content: Content { ..content },
        event: None,
        jobs: jobs.then(|| job("discard", 0, 0)).into_iter().collect(),
    };
    let id = store.save_template(template).await.unwrap();
    if jobs {
        let lease = claim_one(store, "work", 0).await;
        let given = store.give_up_files(id, lease, job("sweep", 0, 1_000), at(10));
        given.await.unwrap();
    }
}

const FILE: BlobHash = BlobHash([1; 32]);
const MADE: BlobHash = BlobHash([2; 32]);

fn rendition(blob: Option<BlobHash>) -> StoredRendition {
    StoredRendition {
        blob,
        mime: "image/jpeg".into(),
        width: 1,
        height: 1,
        size_bytes: 1,
    }
}

#[tokio::test]
async fn leftovers_come_oldest_first_and_not_before_their_time() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        assert_eq!(store.oldest_leftover().await.unwrap(), None);
        with_file(&*store, account, FILE, true).await;
        assert_eq!(store.leftovers(at(9), 5).await.unwrap(), []);
        assert_eq!(store.leftovers(at(10), 0).await.unwrap(), []);
        assert_eq!(store.leftovers(at(10), 5).await.unwrap(), [FILE]);
        assert_eq!(store.leftovers(at(10), 5).await.unwrap(), [FILE]);
        store.keep_leftover(FILE, at(15)).await.unwrap();
        assert_eq!(store.leftovers(at(14), 5).await.unwrap(), []);
        assert_eq!(store.oldest_leftover().await.unwrap(), Some(at(15)));
        store.forget_leftover(FILE, at(20)).await.unwrap();
        assert_eq!(store.oldest_leftover().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_something_names_again_is_no_leftover() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        with_file(&*store, account, FILE, true).await;
        with_file(&*store, account, FILE, false).await;
        assert_eq!(store.leftovers(at(10), 5).await.unwrap(), []);
        assert_eq!(store.oldest_leftover().await.unwrap(), None);

        with_file(&*store, account, MADE, true).await;
        let made = rendition(Some(MADE));
        store.put_rendition(FILE, "small", &made).await.unwrap();
        assert_eq!(store.leftovers(at(10), 5).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn what_was_made_of_a_file_is_left_with_it() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let made = rendition(Some(MADE));
        store.put_rendition(FILE, "small", &made).await.unwrap();
        store
            .put_rendition(FILE, "tiny", &rendition(None))
            .await
            .unwrap();
        with_file(&*store, account, FILE, true).await;
        store.forget_leftover(FILE, at(20)).await.unwrap();
        assert_eq!(store.rendition(FILE, "small").await.unwrap(), None);
        assert_eq!(store.rendition(FILE, "tiny").await.unwrap(), None);
        assert_eq!(store.leftovers(at(19), 5).await.unwrap(), []);
        assert_eq!(store.leftovers(at(20), 5).await.unwrap(), [MADE]);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_its_own_rendition_does_not_keep_itself() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let itself = rendition(Some(FILE));
        store.put_rendition(FILE, "small", &itself).await.unwrap();
        with_file(&*store, account, FILE, true).await;
        assert_eq!(store.leftovers(at(10), 5).await.unwrap(), [FILE]);
    })
    .await;
}
