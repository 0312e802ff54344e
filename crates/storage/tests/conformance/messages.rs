//! Accepting and reading messages.

use super::samples::{accepted, at, claim, content, customer, job, message, new_message};
use crate::in_each_store;
use domain::content::ContentKind;
use domain::id::{AccountId, MessageId, MmsId, TrackingForm};
use domain::message::{Body, Message, Mms};
use domain::state::State;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use storage::Error;
use storage::life::Move;
use storage::message::{NewMessage, NewMessages, NewTemplate};
use tokio::task::JoinSet;

/// The content of the first message of a store.
const ONE_OFF: MmsId = MmsId(MmsId::FIRST);

#[tokio::test]
async fn a_message_reads_back_under_the_names_it_was_given() {
    in_each_store(|store| async move {
        let (account, names) = accepted(&*store).await;
        assert_eq!(names.id, MessageId(1));
        assert_eq!(names.tracking, "MMS_1");
        let expected = Message {
            id: names.id,
            tracking: "MMS_1".into(),
            ..message(account, ONE_OFF)
        };
        assert_eq!(store.message(names.id).await.unwrap(), Some(expected));
        assert_eq!(store.message(MessageId(2)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_is_left_open_reads_back_as_left_open() {
    in_each_store(|store| async move {
        let (account, _) = accepted(&*store).await;
        let bare = Mms {
            mms_id: ONE_OFF,
            subject: None,
            texts: BTreeMap::new(),
            display_only: Vec::new(),
            fallback: Default::default(),
            force_sms: false,
            pass_as_link: false,
            discovery: None,
        };
        let empty = Message {
            from_mask: None,
            service_id: None,
            operator: None,
            campaign_ref: None,
            client_reference: None,
            body: Body::Mms(bare),
            run: None,
            unasked: false,
            ..message(account, ONE_OFF)
        };
        let messages = vec![new_message(empty.clone())];
        let second = store
            .accept(NewMessages {
                content: None,
                messages,
                keep: None,
            })
            .await
            .unwrap();
        let expected = Message {
            id: MessageId(2),
            tracking: "MMS_2".into(),
            ..empty
        };
        assert_eq!(
            store.message(second.messages[0].id).await.unwrap(),
            Some(expected)
        );
    })
    .await;
}

#[tokio::test]
async fn messages_of_a_template_keep_its_number_and_share_the_sequence_with_one_offs() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let template = content(account, ContentKind::Template);
        let template = NewTemplate {
            content: template,
            event: None,
            jobs: Vec::new(),
            keep: None,
        };
        let template = store.save_template(template).await.unwrap();
        let one = NewMessage {
            tracking: TrackingForm::Base64,
            ..new_message(message(account, template))
        };
        let many = NewMessages {
            content: None,
            messages: vec![one.clone(), one.clone()],
            keep: None,
        };
        let names = store.accept(many).await.unwrap();
        assert_eq!(names.content, None);
        for named in &names.messages {
            let stored = store.message(named.id).await.unwrap().unwrap();
            assert_eq!(stored.mms().map(|mms| mms.mms_id), Some(template));
        }
        assert_eq!(names.messages[1].tracking, "TU1TXzI=");
        let one_off = content(account, ContentKind::OneOff);
        let names = NewMessages {
            content: Some(one_off),
            messages: vec![one],
            keep: None,
        };
        let names = store.accept(names).await.unwrap();
        assert_eq!(names.content, Some(MmsId(template.0 + 1)));
        let stored = store
            .content(names.content.unwrap())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(stored.kind, ContentKind::OneOff);
    })
    .await;
}

#[tokio::test]
async fn a_text_is_a_message_without_content() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let text = Message {
            body: Body::Sms("Grüße 🙂".into()),
            ..message(account, ONE_OFF)
        };
        let names = store
            .accept(NewMessages {
                keep: None,
                content: None,
                messages: vec![new_message(text.clone())],
            })
            .await
            .unwrap();
        assert_eq!(names.messages[0].tracking, "SMS_1");
        let expected = Message {
            id: MessageId(1),
            tracking: "SMS_1".into(),
            ..text
        };
        assert_eq!(store.message(MessageId(1)).await.unwrap(), Some(expected));
        let tracked = async |text| store.tracked(text).await.unwrap();
        assert_eq!(tracked("SMS_1").await, Some(MessageId(1)));
        assert_eq!(tracked("U01TXzE=").await, Some(MessageId(1)));
        assert_eq!(tracked("MMS_1").await, None);
    })
    .await;
}

#[tokio::test]
async fn content_whose_receivers_were_all_refused_has_a_number_too() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let nobody = NewMessages {
            keep: None,
            content: Some(content(account, ContentKind::OneOff)),
            messages: Vec::new(),
        };
        let names = store.accept(nobody).await.unwrap();
        assert_eq!(names.messages, []);
        assert!(
            store
                .content(names.content.unwrap())
                .await
                .unwrap()
                .is_some()
        );
    })
    .await;
}

#[tokio::test]
async fn a_message_is_found_by_either_form_of_its_tracking_id() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        for (tracking, expected) in [
            ("MMS_1", Some(names.id)),
            ("TU1TXzE=", Some(names.id)),
            ("MMS_2", None),
            ("nonsense", None),
            ("", None),
        ] {
            assert_eq!(
                store.tracked(tracking).await.unwrap(),
                expected,
                "{tracking}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_comes_with_its_jobs_and_the_first_line_of_its_history() {
    in_each_store(|store| async move {
        let (_, names) = accepted(&*store).await;
        let jobs = claim(&*store, "work", 0).await;
        assert_eq!(
            (jobs[0].kind.as_str(), jobs[0].subject),
            ("route", names.id.0)
        );
        assert_eq!((jobs[0].tries, jobs[0].created), (1, at(0)));
        let life = store.life(names.id).await.unwrap().unwrap();
        let first = Move {
            at: at(0),
            to: State::Accepted,
            note: "accepted".into(),
        };
        assert_eq!(life.moves, [first]);
        assert!(life.attempts.is_empty() && life.reports.is_empty() && life.events.is_empty());
        assert!(store.life(MessageId(9)).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn messages_are_accepted_all_or_not_at_all() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let good = new_message(message(account, MmsId(0)));
        let bad = new_message(message(AccountId(99), MmsId(0)));
        let one_off = content(account, ContentKind::OneOff);
        let messages = NewMessages {
            content: Some(one_off),
            messages: vec![good, bad],
            keep: None,
        };
        let error = store.accept(messages).await.unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
        assert_eq!(store.message(MessageId(1)).await.unwrap(), None);
        assert_eq!(store.content(MmsId(10_000)).await.unwrap(), None);
        assert_eq!(store.states().await.unwrap(), []);
        assert_eq!(store.next_due(at(-1)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_message_without_content_is_refused() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let messages = vec![new_message(message(account, MmsId(77)))];
        let error = store
            .accept(NewMessages {
                content: None,
                messages,
                keep: None,
            })
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_callers_at_once_get_numbers_of_their_own() {
    in_each_store(|store| async move {
        let (account, _) = accepted(&*store).await;
        let mut callers = JoinSet::new();
        for caller in 0..64 {
            let store = Arc::clone(&store);
            let text = message(account, ONE_OFF);
            callers.spawn(async move {
                let mut ids = Vec::new();
                for _ in 0..50 {
                    let jobs = vec![job("route", 0, caller)];
                    let one = NewMessage {
                        jobs,
                        ..new_message(text.clone())
                    };
                    let one = NewMessages {
                        content: None,
                        messages: vec![one],
                        keep: None,
                    };
                    ids.push(store.accept(one).await.unwrap().messages[0].id);
                }
                ids
            });
        }
        let ids: BTreeSet<MessageId> = callers.join_all().await.into_iter().flatten().collect();
        assert_eq!(ids.len(), 64 * 50);
        assert_eq!(
            store.states().await.unwrap(),
            [(State::Accepted, 64 * 50 + 1)]
        );
        for id in ids {
            assert!(store.message(id).await.unwrap().is_some());
        }
    })
    .await;
}
