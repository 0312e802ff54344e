//! Numbers that get nothing.

use super::samples::{account, at};
use crate::{in_each_place, in_each_store};
use domain::account::StopScope;
use domain::campaign::Source;
use domain::id::AccountId;
use domain::number::Recipient;
use storage::blacklist::{Block, BlockPage};
use storage::{Error, Store};

fn number(digits: &str) -> Recipient {
    Recipient::parse(digits).unwrap()
}

fn block(account: AccountId, sender: Option<&str>, digits: &str) -> Block {
    Block {
        account,
        sender: sender.map(str::to_owned),
        number: number(digits),
        source: Source::Mo,
        since: at(10),
        ends: None,
    }
}

async fn shops(store: &dyn Store) -> [AccountId; 2] {
    let shop = store.create_account(&account("shop"), at(0)).await.unwrap();
    let other = store.create_account(&account("other"), at(0)).await;
    [shop, other.unwrap()]
}

const ANNA: &str = "12025550101";
const BERT: &str = "12025550102";

#[tokio::test]
async fn an_entry_blocks_its_number_for_its_sender_or_for_all() {
    in_each_store(|store| async move {
        let [shop, other] = shops(store.as_ref()).await;
        store
            .block(&block(shop, Some("60856"), ANNA))
            .await
            .unwrap();
        store.block(&block(shop, None, BERT)).await.unwrap();
        for (account, sender, digits, scope, expected) in [
            (shop, "60856", ANNA, StopScope::Sender, true),
            (shop, "60857", ANNA, StopScope::Sender, false),
            (shop, "60857", ANNA, StopScope::Account, true),
            (shop, "60857", BERT, StopScope::Sender, true),
            (shop, "60857", BERT, StopScope::Account, true),
            (other, "60856", ANNA, StopScope::Account, false),
            (shop, "60856", "12025550103", StopScope::Account, false),
        ] {
            let blocked = store
                .is_blocked(account, sender, &number(digits), scope, at(20))
                .await;
            assert_eq!(blocked.unwrap(), expected, "{sender} {digits} {scope:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_entry_ends_by_itself_or_is_taken_off() {
    in_each_store(|store| async move {
        let [shop, _] = shops(store.as_ref()).await;
        let ending = Block {
            ends: Some(at(30)),
            ..block(shop, Some("60856"), ANNA)
        };
        store.block(&ending).await.unwrap();
        store.block(&block(shop, None, BERT)).await.unwrap();
        let is_blocked = async |digits: &str, second| {
            let (number, scope) = (number(digits), StopScope::Account);
            let blocked = store.is_blocked(shop, "60856", &number, scope, at(second));
            blocked.await.unwrap()
        };
        assert!(is_blocked(ANNA, 29).await);
        assert!(!is_blocked(ANNA, 30).await);
        let unblock = async |sender| store.unblock(shop, sender, &number(BERT)).await.unwrap();
        assert!(!unblock(Some("60856")).await, "another entry");
        assert!(is_blocked(BERT, 30).await);
        assert!(unblock(None).await);
        assert!(!unblock(None).await);
        assert!(!is_blocked(BERT, 30).await);
    })
    .await;
}

#[tokio::test]
async fn an_entry_replaces_the_one_of_its_sender_and_number() {
    in_each_store(|store| async move {
        let [shop, _] = shops(store.as_ref()).await;
        let first = Block {
            ends: Some(at(30)),
            ..block(shop, None, ANNA)
        };
        let second = Block {
            source: Source::Manager,
            since: at(40),
            ..block(shop, None, ANNA)
        };
        assert!(store.block(&first).await.unwrap());
        assert!(!store.block(&second).await.unwrap());
        let page = BlockPage {
            number: None,
            after: None,
            limit: 10,
        };
        assert_eq!(store.blocks(shop, page).await.unwrap(), [second]);
        let error = store.block(&block(AccountId(99), None, ANNA)).await;
        assert!(matches!(error, Err(Error::Missing(_))), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn entries_are_listed_page_by_page_and_survive_a_restart() {
    in_each_place(|place| async move {
        let store = place.open().await;
        let [shop, other] = shops(store.as_ref()).await;
        let all = [
            block(shop, None, ANNA),
            block(shop, Some("60856"), ANNA),
            block(shop, Some("60857"), ANNA),
            block(shop, Some("60856"), BERT),
        ];
        for block in all.iter().rev() {
            store.block(block).await.unwrap();
        }
        store.block(&block(other, None, BERT)).await.unwrap();
        drop(store);
        let store = place.open().await;
        let page = |after: Option<&Block>, limit| BlockPage {
            number: None,
            after: after.map(|block| (block.number.clone(), block.sender.clone())),
            limit,
        };
        let first = store.blocks(shop, page(None, 2)).await.unwrap();
        let second = store.blocks(shop, page(first.last(), 9)).await.unwrap();
        assert_eq!([first, second].concat(), all);
        let of_bert = BlockPage {
            number: Some(number(BERT)),
            ..page(None, 9)
        };
        assert_eq!(store.blocks(shop, of_bert).await.unwrap(), all[3..]);
    })
    .await;
}
