//! Texts from phones that come in parts.

use super::inbox::{message, new};
use super::samples::{at, claim, customer, job};
use crate::in_each_store;
use domain::long_text::{Coding, LongTextId, Place, TextPart};
use storage::Store;
use storage::inbox::{Joined, NewInbound};
use storage::long_text::{LongText, NewTextPart};

fn part(number: u8, octets: &[u8]) -> NewTextPart {
    NewTextPart {
        link: "north".into(),
        from: "12025550100".into(),
        to: "60856".into(),
        part: TextPart {
            place: Place {
                reference: 0xfffe,
                total: 2,
                number,
            },
            coding: Coding::Ucs2,
            octets: octets.to_vec(),
        },
        at: at(0),
        job: job("join", 0, 100),
    }
}

async fn keep(store: &dyn Store, part: NewTextPart) -> LongText {
    store.keep_part(part).await.unwrap()
}

/// Makes a message of it; `false`: it is one already.
async fn tell(store: &dyn Store, id: LongTextId, parts: usize, tracking: &str) -> bool {
    let account = store.accounts().await.unwrap()[0].id;
    let new = NewInbound {
        text: Some(Joined { id, parts }),
        ..new(message(account, tracking), None)
    };
    store.receive(new).await.unwrap().is_some()
}

#[tokio::test]
async fn parts_are_in_their_order_whatever_the_order_in_which_they_came() {
    in_each_store(|store| async move {
        let second = keep(&*store, part(2, &[0xde, 0x42])).await;
        assert!(!second.is_whole());
        let whole = keep(&*store, part(1, &[0xd8, 0x3d])).await;
        assert_eq!(whole.id, second.id);
        assert!(whole.is_whole() && !whole.told);
        let octets: Vec<&[u8]> = whole.parts.iter().map(|it| &it.octets[..]).collect();
        assert_eq!(octets, [&[0xd8, 0x3d][..], &[0xde, 0x42]]);
        assert_eq!(whole.parts[0], part(1, &[0xd8, 0x3d]).part);
        assert_eq!(store.long_text(whole.id).await.unwrap(), Some(whole));
        assert_eq!(store.long_text(LongTextId(99)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_part_belongs_to_the_text_of_its_parties_link_reference_and_size() {
    in_each_store(|store| async move {
        let first = keep(&*store, part(1, b"ab")).await;
        let mut others: [NewTextPart; 5] = std::array::from_fn(|_| part(2, b"cd"));
        others[0].link = "south".into();
        others[1].from = "12025550101".into();
        others[2].to = "60857".into();
        others[3].part.place.reference = 0;
        others[4].part.place.total = 3;
        for other in others {
            let kept = keep(&*store, other.clone()).await;
            assert_ne!(kept.id, first.id, "{other:?}");
            assert_eq!(kept.parts, [other.part]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_part_that_comes_again_changes_nothing_and_a_used_reference_begins_a_new_text() {
    in_each_store(|store| async move {
        customer(&*store).await;
        let first = keep(&*store, part(1, b"ab")).await;
        assert_eq!(keep(&*store, part(1, b"ab")).await, first);
        let other = keep(&*store, part(1, b"xy")).await;
        assert_ne!(other.id, first.id);
        // The newest text is gone on with.
        let whole = keep(&*store, part(2, b"cd")).await;
        assert_eq!((whole.id, whole.is_whole()), (other.id, true));
        // A message of fewer parts than have come is none.
        assert!(!tell(&*store, whole.id, 1, "SMS_MO_1").await);
        assert!(tell(&*store, whole.id, 2, "SMS_MO_1").await);
        assert!(!tell(&*store, whole.id, 2, "SMS_MO_2").await);
        let again = keep(&*store, part(1, b"xy")).await;
        assert_eq!((again.id, again.told), (whole.id, true));
        // Another text waits for a part that says the same.
        let rest = keep(&*store, part(2, b"cd")).await;
        assert_eq!((rest.id, rest.is_whole()), (first.id, true));
    })
    .await;
}

#[tokio::test]
async fn a_text_is_forgotten_with_the_end_of_its_job_and_not_before() {
    in_each_store(|store| async move {
        let text = keep(&*store, part(1, b"ab")).await;
        keep(&*store, part(2, b"cd")).await;
        let job = claim(&*store, "work", 100).await.remove(0);
        assert_eq!((job.kind.as_str(), job.subject), ("join", text.id.0));
        let lost = storage::job::Lease {
            token: job.lease.token + 1,
            ..job.lease
        };
        store.forget_text(text.id, lost).await.unwrap();
        assert!(store.long_text(text.id).await.unwrap().is_some());
        store.forget_text(text.id, job.lease).await.unwrap();
        assert_eq!(store.long_text(text.id).await.unwrap(), None);
        let anew = keep(&*store, part(2, b"cd")).await;
        assert_eq!(anew.parts.len(), 1);
    })
    .await;
}
