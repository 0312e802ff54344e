//! Files that may be used again for the same address.

use super::samples::{account, at, claim_one, customer, job};
use crate::{in_each_place, in_each_store};
use domain::id::{AccountId, BlobHash};
use storage::fetched::{AddressDigest, FetchedFile, NewFetchedFile};
use storage::{Error, Store};

const ADDRESS: AddressDigest = AddressDigest([7; 32]);

fn file(number: u8) -> FetchedFile {
    FetchedFile {
        blob: BlobHash([number; 32]),
        declared_type: (number == 1).then(|| "image/jpeg".into()),
    }
}

fn new(account: AccountId, number: u8, fetched: i64, until: i64) -> NewFetchedFile {
    NewFetchedFile {
        account,
        address: ADDRESS,
        file: file(number),
        fetched: at(fetched),
        until: at(until),
        sweep: job("sweep", 0, fetched + 100),
    }
}

async fn found(store: &dyn Store, account: AccountId, second: i64) -> Option<FetchedFile> {
    let found = store.fetched_file(account, ADDRESS, at(second)).await;
    found.unwrap()
}

/// What was kept is answered before it is committed; a write behind it waits for that.
async fn commit(store: &dyn Store, name: &str) -> AccountId {
    store.create_account(&account(name), at(0)).await.unwrap()
}

#[tokio::test]
async fn a_file_is_found_by_its_account_and_address_until_its_time_is_over() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        store.keep_fetched(new(shop, 1, 0, 10)).await.unwrap();
        let other = commit(&*store, "other").await;
        assert_eq!(found(&*store, shop, 9).await, Some(file(1)));
        assert_eq!(found(&*store, shop, 10).await, None);
        assert_eq!(found(&*store, other, 9).await, None);
        let elsewhere = AddressDigest([8; 32]);
        let missed = store.fetched_file(shop, elsewhere, at(9)).await.unwrap();
        assert_eq!(missed, None);
        let nobody = store.keep_fetched(new(AccountId(99), 1, 0, 10)).await;
        assert!(matches!(nobody, Err(Error::Missing(_))), "{nobody:?}");
    })
    .await;
}

#[tokio::test]
async fn a_file_survives_a_restart() {
    in_each_place(|place| async move {
        let store = place.open().await;
        let shop = customer(&*store).await;
        store.keep_fetched(new(shop, 2, 0, 10)).await.unwrap();
        drop(store);
        assert_eq!(found(&*place.open().await, shop, 9).await, Some(file(2)));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_takes_the_place_of_another_leaves_the_other() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        store.keep_fetched(new(shop, 1, 0, 10)).await.unwrap();
        store.keep_fetched(new(shop, 1, 1, 11)).await.unwrap();
        commit(&*store, "one").await;
        assert_eq!(store.oldest_leftover().await.unwrap(), None);
        store.keep_fetched(new(shop, 2, 5, 20)).await.unwrap();
        commit(&*store, "two").await;
        assert_eq!(found(&*store, shop, 15).await, Some(file(2)));
        let left = store.leftovers(at(5), 5).await.unwrap();
        assert_eq!(left, [file(1).blob]);
        claim_one(&*store, "work", 105).await;
    })
    .await;
}

#[tokio::test]
async fn a_file_is_no_leftover_while_it_may_be_used_and_one_afterwards() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        let blob = file(1).blob;
        store.keep_fetched(new(shop, 1, 0, 10)).await.unwrap();
        store.keep_leftover(blob, at(1)).await.unwrap();
        assert_eq!(store.leftovers(at(5), 5).await.unwrap(), []);
        assert_eq!(store.oldest_leftover().await.unwrap(), None);

        let forget = async |second| {
            let sweep = job("sweep", 0, second + 100);
            store.forget_fetched(at(second), 5, sweep).await.unwrap()
        };
        assert_eq!(forget(9).await, 0);
        assert_eq!(store.next_due(at(-1)).await.unwrap(), None);
        assert_eq!(forget(10).await, 1);
        assert_eq!(forget(10).await, 0);
        assert_eq!(store.leftovers(at(10), 5).await.unwrap(), [blob]);
        assert_eq!(store.next_due(at(-1)).await.unwrap(), Some(at(110)));
    })
    .await;
}

#[tokio::test]
async fn only_so_many_are_forgotten_in_one_go() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        for number in 1..=3 {
            let kept = NewFetchedFile {
                address: AddressDigest([number; 32]),
                ..new(shop, number, 0, i64::from(number))
            };
            store.keep_fetched(kept).await.unwrap();
        }
        for expected in [2, 1, 0] {
            let forgotten = store.forget_fetched(at(9), 2, job("sweep", 0, 100)).await;
            assert_eq!(forgotten.unwrap(), expected);
        }
    })
    .await;
}
