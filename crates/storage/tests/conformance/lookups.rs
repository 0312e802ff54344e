//! Operators of numbers.

use super::samples::{account, at};
use crate::{in_each_place, in_each_store};
use domain::number::Recipient;

fn number(digits: &str) -> Recipient {
    Recipient::parse(digits).unwrap()
}

#[tokio::test]
async fn what_was_found_out_holds_for_its_time() {
    in_each_store(|store| async move {
        let (anna, bert) = (number("12025550101"), number("12025550102"));
        let keep = async |number, operator, until| {
            let kept = store.keep_lookup(number, operator, at(0), at(until));
            kept.await.unwrap();
        };
        keep(&anna, Some("Verizon"), 10).await;
        keep(&bert, None, 20).await;
        // What was kept is answered before it is committed; a write behind it waits for that.
        store.create_account(&account("shop"), at(0)).await.unwrap();
        for (number, second, expected) in [
            (&anna, 9, Some(Some("Verizon"))),
            (&anna, 10, None),
            (&bert, 19, Some(None)),
            (&bert, 20, None),
        ] {
            let found = store.looked_up(number, at(second)).await.unwrap();
            let expected = expected.map(|name| name.map(str::to_owned));
            assert_eq!(found, expected, "{number:?} {second}");
        }
        keep(&anna, Some("Sprint"), 30).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_found_out_anew_replaces_what_was_and_survives_a_restart() {
    in_each_place(|place| async move {
        let store = place.open().await;
        let anna = number("12025550101");
        for (name, until) in [("Verizon", 10), ("Sprint", 30)] {
            let kept = store.keep_lookup(&anna, Some(name), at(5), at(until));
            kept.await.unwrap();
        }
        drop(store);
        let found = place.open().await.looked_up(&anna, at(20)).await.unwrap();
        assert_eq!(found, Some(Some("Sprint".into())));
    })
    .await;
}
