//! Reports about what was sent in a period.

use super::samples::{
    account, at, change, content, customer, event, message, new_message, receipt, report, wake,
};
use crate::in_each_store;
use domain::content::ContentKind;
use domain::event::Event;
use domain::id::{AccountId, MessageId, MmsId};
use domain::message::Message;
use domain::report::Fate;
use domain::state::State;
use std::time::Duration;
use storage::change::Change;
use storage::life::{Attempt, Ending};
use storage::link::TokenDigest;
use storage::message::NewMessages;
use storage::sending::{ReportOrder, SentPage};
use storage::{Error, Store};

fn order(account: AccountId, number: u8, second: i64) -> ReportOrder {
    ReportOrder {
        digest: TokenDigest([number; 32]),
        account,
        since: at(1),
        until: at(2),
        ordered: at(second),
        ends: at(second + 100),
    }
}

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_report_is_found_by_its_token_also_when_it_has_ended() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let order = order(account, 1, 10);
        assert!(store.order_report(order, MINUTE).await.unwrap());
        let found = store.report_order(order.digest).await.unwrap();
        assert_eq!(found, Some(order));
        let unknown = store.report_order(TokenDigest([2; 32])).await.unwrap();
        assert_eq!(unknown, None);
    })
    .await;
}

#[tokio::test]
async fn between_two_reports_of_an_account_there_is_a_pause() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        for (order, pause, taken) in [
            (order(shop, 1, 10), MINUTE, true),
            (order(shop, 2, 69), MINUTE, false),
            (order(other, 3, 69), MINUTE, true),
            (order(shop, 4, 70), MINUTE, true),
            (order(shop, 5, 71), Duration::ZERO, true),
        ] {
            let was_taken = store.order_report(order, pause).await.unwrap();
            assert_eq!(was_taken, taken, "{order:?}");
        }
        let refused = store.report_order(TokenDigest([2; 32])).await.unwrap();
        assert_eq!(refused, None);
        let nobody = store.order_report(order(AccountId(99), 6, 0), MINUTE).await;
        assert!(matches!(nobody, Err(Error::Missing(_))), "{nobody:?}");
    })
    .await;
}

/// Stores messages of an account that were accepted at these seconds.
async fn sent_at(store: &dyn Store, account: AccountId, seconds: &[i64]) -> Vec<MessageId> {
    let messages = seconds.iter().map(|&second| {
        new_message(Message {
            accepted: at(second),
            unasked: false,
            ..message(account, MmsId(0))
        })
    });
    let messages = NewMessages {
        content: Some(content(account, ContentKind::OneOff)),
        messages: messages.collect(),
        keep: None,
    };
    let accepted = store.accept(messages).await.unwrap();
    accepted.messages.iter().map(|names| names.id).collect()
}

async fn ids(store: &dyn Store, page: SentPage) -> Vec<MessageId> {
    let sent = store.sent(page).await.unwrap();
    sent.iter().map(|sent| sent.message.id).collect()
}

#[tokio::test]
async fn messages_of_a_period_come_in_pages_by_their_time() {
    in_each_store(|store| async move {
        let shop = customer(&*store).await;
        let other = store
            .create_account(&account("other"), at(0))
            .await
            .unwrap();
        let sent = sent_at(&*store, shop, &[30, 10, 20, 20, 40]).await;
        sent_at(&*store, other, &[20]).await;
        let page = SentPage {
            account: shop,
            since: at(10),
            until: at(40),
            after: None,
            limit: 100,
        };
        let expected = [sent[1], sent[2], sent[3], sent[0]];
        assert_eq!(ids(&*store, page).await, expected);
        let two = SentPage { limit: 2, ..page };
        assert_eq!(ids(&*store, two).await, expected[..2]);
        let rest = SentPage {
            after: Some((at(20), sent[2])),
            ..two
        };
        assert_eq!(ids(&*store, rest).await, expected[2..]);
        let end = SentPage {
            after: Some((at(30), sent[0])),
            ..page
        };
        assert_eq!(ids(&*store, end).await, []);
        let later = SentPage {
            since: at(11),
            until: at(21),
            ..page
        };
        assert_eq!(ids(&*store, later).await, expected[1..3]);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_ordered_is_in_no_report() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let unasked = Message {
            unasked: true,
            ..message(account, MmsId(0))
        };
        let messages = NewMessages {
            content: Some(content(account, ContentKind::OneOff)),
            messages: vec![new_message(unasked)],
            keep: None,
        };
        store.accept(messages).await.unwrap();
        let page = SentPage {
            account,
            since: at(0),
            until: at(1),
            after: None,
            limit: 9,
        };
        assert_eq!(ids(&*store, page).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_message_comes_with_all_that_a_report_says_of_it() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let id = sent_at(&*store, account, &[0]).await[0];
        let ready = change(id, State::Accepted, State::Ready);
        store.change(ready).await.unwrap();
        let attempt = Attempt {
            number: 1,
            link: Some("main".into()),
            began: at(10),
            ended: Some(at(11)),
            size_bytes: 7,
            ending: Ending::Accepted,
            code: Some("1000".into()),
            text: None,
            carrier_message_id: Some("c1".into()),
        };
        let begun = change(id, State::Ready, State::Submitting);
        store.change(begun).await.unwrap();
        let mut failed = event(account, Event::SendFailed, 12);
        failed.reason = Some("no_route".into());
        let taken = Change {
            attempt: Some(attempt.clone()),
            receipt: Some(receipt("c1")),
            events: vec![event(account, Event::MessageSent, 11), failed],
            ..change(id, State::Submitting, State::Submitted)
        };
        store.change(taken).await.unwrap();
        let delivered = report("c1", Fate::Delivered);
        store.record_report("c1", &delivered, wake()).await.unwrap();
        let page = SentPage {
            account,
            since: at(0),
            until: at(1),
            after: None,
            limit: 9,
        };
        let sent = store.sent(page).await.unwrap().pop().unwrap();
        assert_eq!(Some(sent.message), store.message(id).await.unwrap());
        assert_eq!(sent.content_name.as_deref(), Some("spring"));
        let states: Vec<State> = sent.moves.iter().map(|moved| moved.to).collect();
        let expected = [
            State::Accepted,
            State::Ready,
            State::Submitting,
            State::Submitted,
        ];
        assert_eq!(states, expected);
        assert_eq!(sent.attempts, [attempt]);
        assert_eq!(sent.reports, [delivered]);
        assert_eq!(sent.reasons, ["no_route"]);
    })
    .await;
}
