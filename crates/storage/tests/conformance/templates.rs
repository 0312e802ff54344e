//! Lists and deletions of templates, and the addresses of their posters.

use super::samples::{account, at, claim, claim_one, content, customer, job, message, new_message};
use crate::in_each_store;
use domain::content::{Content, ContentKind};
use domain::id::{AccountId, BlobHash, MmsId};
use domain::template_state::TemplateState;
use storage::link::{Link, NewPoster, Purpose, TokenDigest};
use storage::message::{NewMessages, NewTemplate};
use storage::template::{Deletion, TemplateRange};
use storage::{Error, Store};

async fn saved(store: &dyn Store, content: Content) -> MmsId {
    let template = NewTemplate {
        keep: None,
        content,
        event: None,
        jobs: Vec::new(),
    };
    store.save_template(template).await.unwrap()
}

async fn template(store: &dyn Store, account: AccountId, second: i64) -> MmsId {
    let made = Content {
        created: at(second),
        ..content(account, ContentKind::Template)
    };
    saved(store, made).await
}

fn deletion(account: AccountId, template: MmsId) -> Deletion {
    Deletion {
        account,
        template,
        at: at(50),
        cancels: vec!["render"],
        job: job("discard", 0, 60),
    }
}

const ALL: TemplateRange = TemplateRange {
    start: None,
    skip: 0,
    limit: 100,
};

async fn listed(store: &dyn Store, account: AccountId, range: TemplateRange) -> (u64, Vec<MmsId>) {
    let list = store.templates(account, range).await.unwrap();
    let ids = list.templates.iter().map(|template| template.id).collect();
    (list.total, ids)
}

#[tokio::test]
async fn templates_are_listed_newest_first_and_in_pages() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        let (old, new, newer) = (
            template(&*store, shop, 10).await,
            template(&*store, shop, 30).await,
            template(&*store, shop, 30).await,
        );
        template(&*store, other, 20).await;
        saved(&*store, content(shop, ContentKind::OneOff)).await;
        let range = |start: Option<i64>, skip, limit| TemplateRange {
            start: start.map(at),
            skip,
            limit,
        };
        for (range, total, expected) in [
            (ALL, 3, vec![newer, new, old]),
            (range(None, 0, 2), 3, vec![newer, new]),
            (range(None, 2, 2), 3, vec![old]),
            (range(None, 9, 2), 3, vec![]),
            (range(Some(10), 0, 9), 3, vec![newer, new, old]),
            (range(Some(11), 0, 9), 2, vec![newer, new]),
            (range(None, u64::MAX, u64::MAX), 3, vec![]),
        ] {
            assert_eq!(listed(&*store, shop, range).await, (total, expected));
        }
        assert_eq!(store.template_ids(shop).await.unwrap(), [old, new, newer]);
        let first = store.templates(shop, range(None, 2, 1)).await.unwrap();
        assert_eq!(
            Some(&first.templates[0]),
            store.content(old).await.unwrap().as_ref()
        );
    })
    .await;
}

#[tokio::test]
async fn lists_show_what_is_ready_or_locked() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let mut shown = Vec::new();
        for state in TemplateState::ALL {
            let made = Content {
                state,
                ..content(account, ContentKind::Template)
            };
            let id = saved(&*store, made).await;
            if state.is_listed() {
                shown.push(id);
            }
        }
        assert_eq!(store.template_ids(account).await.unwrap(), shown);
        assert_eq!(listed(&*store, account, ALL).await.0, 2);
    })
    .await;
}

#[tokio::test]
async fn a_template_is_deleted_once_and_by_its_owner_only() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        let id = template(&*store, shop, 0).await;
        let one_off = saved(&*store, content(shop, ContentKind::OneOff)).await;
        for (account, id, done) in [
            (other, id, false),
            (shop, one_off, false),
            (shop, MmsId(99), false),
            (shop, id, true),
            (shop, id, false),
        ] {
            let deleted = store.delete_template(deletion(account, id)).await.unwrap();
            assert_eq!(deleted, done, "{account} {id}");
        }
        let kept = store.content(id).await.unwrap().unwrap();
        assert_eq!(kept.state, TemplateState::Deleted);
        assert_eq!(listed(&*store, shop, ALL).await, (0, vec![]));
        assert_eq!(claim(&*store, "work", 59).await, []);
        assert_eq!(claim(&*store, "work", 60).await[0].subject, id.0);
    })
    .await;
}

#[tokio::test]
async fn the_files_of_a_deleted_template_wait_for_the_last_message() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let id = template(&*store, account, 0).await;
        let messages = [at(9_000), at(5_000)].map(|validity| {
            let mut message = message(account, id);
            message.validity = validity;
            let mut new = new_message(message);
            new.jobs.clear();
            new
        });
        let accepted = NewMessages {
            keep: None,
            content: None,
            messages: messages.into(),
        };
        store.accept(accepted).await.unwrap();
        assert!(store.delete_template(deletion(account, id)).await.unwrap());
        assert_eq!(claim(&*store, "work", 8_999).await, []);
        let lease = claim_one(&*store, "work", 9_000).await;
        let sweep = job("sweep", 0, 9_999);
        let given = store.give_up_files(id, lease, sweep, at(8_999)).await;
        given.unwrap();
        assert_eq!(store.oldest_leftover().await.unwrap(), None);
        assert_eq!(claim(&*store, "work", 9_000).await[0].subject, id.0);
    })
    .await;
}

#[tokio::test]
async fn a_deletion_cancels_the_work_on_the_template() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let template = NewTemplate {
            keep: None,
            content: content(account, ContentKind::Template),
            event: None,
            jobs: vec![job("render", 0, 0)],
        };
        let id = store.save_template(template).await.unwrap();
        assert!(store.delete_template(deletion(account, id)).await.unwrap());
        assert_eq!(claim(&*store, "work", 0).await, []);
    })
    .await;
}

#[tokio::test]
async fn files_given_up_are_leftovers() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let id = template(&*store, account, 0).await;
        assert!(store.delete_template(deletion(account, id)).await.unwrap());
        let lease = claim_one(&*store, "work", 60).await;
        let sweep = job("sweep", 0, 100);
        for _ in 0..2 {
            let given = store.give_up_files(id, lease, sweep.clone(), at(61)).await;
            given.unwrap();
        }
        assert_eq!(store.oldest_leftover().await.unwrap(), Some(at(61)));
        assert_eq!(
            store.leftovers(at(61), 10).await.unwrap(),
            [BlobHash([3; 32])]
        );
        assert_eq!(claim(&*store, "work", 100).await[0].kind, "sweep");
    })
    .await;
}

#[tokio::test]
async fn a_poster_keeps_the_token_that_it_was_given_first() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let first = template(&*store, account, 0).await;
        let second = template(&*store, account, 0).await;
        let offer = |content, number: u8| NewPoster {
            content,
            token: format!("token-{number}"),
            digest: TokenDigest([number; 32]),
            created: at(0),
        };
        let tokens = store.posters(vec![offer(first, 1)]).await.unwrap();
        assert_eq!(tokens, ["token-1"]);
        let both = vec![offer(second, 2), offer(first, 3)];
        assert_eq!(store.posters(both).await.unwrap(), ["token-2", "token-1"]);
        let opened = |number| store.link(TokenDigest([number; 32]));
        let expected = Link {
            purpose: Purpose::Poster,
            content: second,
        };
        assert_eq!(opened(2).await.unwrap(), Some(expected));
        assert_eq!(opened(3).await.unwrap(), None);
        let error = store.posters(vec![offer(MmsId(99), 4)]).await.unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
    })
    .await;
}
