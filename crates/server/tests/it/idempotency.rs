//! A request with an `Idempotency-Key` is done once, however often and from wherever it comes.

use crate::call::{Answer, Call, PATH};
use crate::gateway::{Gateway, KEY, Setup, account, until};
use crate::order::{Order, file};
use crate::people;
use crate::pictures::jpeg;
use bytes::Bytes;
use domain::action::{Action, KeyUse};
use domain::campaign::Subscriber;
use std::net::SocketAddr;
use testkit::Resource;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const TO: &str = "12025550100";

const HEADER: &str = "Idempotency-Key";

/// An order under a key.
fn keyed(order: &Order, key: &str) -> Call {
    Call::post(order.xml()).header(HEADER, key)
}

async fn ask(gateway: &Gateway, order: &Order, key: &str) -> Answer {
    gateway.call(keyed(order, key)).await
}

/// How many messages were accepted.
async fn messages(gateway: &Gateway) -> u64 {
    let states = gateway.store().states().await.unwrap();
    states.iter().map(|(_, count)| count).sum()
}

#[track_caller]
fn is_replay(answer: &Answer, of: &Answer) {
    assert_eq!(answer.header("idempotent-replayed"), "true");
    assert_eq!(answer.body, of.body);
    assert_eq!(answer.status, 200);
    for header in [
        "content-type",
        "content-security-policy",
        "cache-control",
        "x-content-type-options",
    ] {
        assert_eq!(answer.header(header), of.header(header), "{header}");
    }
}

/// A web server that lets callers wait until it is told to answer.
struct Held(TcpListener);

impl Held {
    async fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    /// An order with a picture from here.
    fn order(&self) -> Order {
        let url = format!("http://{}/picture.jpg", self.0.local_addr().unwrap());
        Order::send(TO).slides(&[file("IMAGE", &url)])
    }

    /// Waits until somebody has asked for the picture.
    async fn asked(&self) -> TcpStream {
        let (mut stream, _) = self.0.accept().await.unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        stream
    }
}

async fn give(mut stream: TcpStream, picture: &Bytes) {
    let length = picture.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nConnection: close\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(picture).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_50_calls_at_once_one_is_done_and_the_others_hear_its_answer_or_to_come_again() {
    let gateway = Gateway::start().await;
    let url = gateway
        .media
        .put("/a.jpg", Resource::of("image/jpeg", jpeg(600, 400)));
    let order = Order::send(TO).slides(&[file("IMAGE", &url)]);
    let mut callers = JoinSet::new();
    for _ in 0..50 {
        callers.spawn(keyed(&order, "order-4711").send(gateway.addr()));
    }
    let answers = callers.join_all().await;
    let fresh = |answer: &&Answer| {
        answer.field("STATUS") == "Success" && answer.header("idempotent-replayed").is_empty()
    };
    let first: Vec<&Answer> = answers.iter().filter(fresh).collect();
    assert_eq!(first.len(), 1);
    for answer in &answers {
        match answer.fault() {
            ("", "") if std::ptr::eq(answer, first[0]) => {}
            ("", "") => is_replay(answer, first[0]),
            fault => assert_eq!(
                fault,
                (
                    "E131",
                    "A request with this Idempotency-Key is in progress."
                )
            ),
        }
    }
    assert_eq!(messages(&gateway).await, 1);
    assert_eq!(gateway.media.asked("/a.jpg"), 1);
    gateway.until_final(first[0].tracking()).await;
    assert_eq!(gateway.submissions().len(), 1);
}

#[tokio::test]
async fn a_repeated_request_gets_the_same_bytes_again_also_after_a_crash() {
    let mut gateway = Gateway::start().await;
    let first = ask(&gateway, &Order::send(TO), "order-4711").await;
    gateway.until_final(first.tracking()).await;
    is_replay(&ask(&gateway, &Order::send(TO), "order-4711").await, &first);
    gateway.crash().await;
    gateway.resume().await;
    is_replay(&ask(&gateway, &Order::send(TO), "order-4711").await, &first);
    gateway.stop().await;
    gateway.resume().await;
    is_replay(&ask(&gateway, &Order::send(TO), "order-4711").await, &first);
    assert_eq!(messages(&gateway).await, 1);
    assert_eq!(gateway.submissions().len(), 1);
    assert_eq!(gateway.codes(), ["N101", "N102"]);
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day_and_then_the_request_is_a_new_one() {
    let gateway = Gateway::start().await;
    let first = ask(&gateway, &Order::send(TO), "order-4711").await;
    gateway.until_final(first.tracking()).await;
    gateway.pass(24 * 3_600 - 1);
    is_replay(&ask(&gateway, &Order::send(TO), "order-4711").await, &first);
    gateway.pass(1);
    let second = ask(&gateway, &Order::send(TO), "order-4711").await;
    assert_ne!(second.tracking(), first.tracking());
    assert_eq!(second.header("idempotent-replayed"), "");
}

#[tokio::test]
async fn another_request_under_a_used_key_is_refused() {
    let gateway = Gateway::start().await;
    let order = Order::send(TO);
    ask(&gateway, &order, "k").await.tracking();
    let query = format!("action=sendmms&api_key={KEY}&to={TO}&from=60856");
    let others = [
        keyed(&order.clone().with("NAME", "others"), "k"),
        Call::post(order.xml() + "\n").header(HEADER, "k"),
        keyed(&order, "k").query("dry_run=0"),
        Call::post_to("/API/wxml/1.3/", order.xml()).header(HEADER, "k"),
        Call::post_to(&PATH.to_lowercase(), order.xml()).header(HEADER, "k"),
        Call::get(&query).header(HEADER, "k"),
        Call::post(query).header(HEADER, "k"),
        keyed(&Order::save(), "k"),
    ];
    for call in others {
        let answer = gateway.call(call.clone()).await;
        let expected = ("E130", "Idempotency-Key was used with another request.");
        assert_eq!(answer.fault(), expected, "{call:?}");
        assert_eq!((answer.status, answer.header("retry-after")), (200, ""));
    }
    assert_eq!(messages(&gateway).await, 1);
}

#[tokio::test]
async fn keys_of_two_accounts_have_nothing_to_do_with_each_other() {
    const OTHER: &str = "fedcba9876543210fedcba9876543210";
    let gateway = Gateway::start().await;
    let other = account("other", &gateway.receiver);
    gateway.customer(&other, OTHER).await;
    let mine = ask(&gateway, &Order::send(TO), "order-4711").await;
    let order = Order::send(TO).with("API_KEY", OTHER);
    let theirs = ask(&gateway, &order, "order-4711").await;
    assert_ne!(mine.tracking(), theirs.tracking());
    is_replay(&ask(&gateway, &order, "order-4711").await, &theirs);
    let again = ask(&gateway, &Order::send(TO), "order-4711").await;
    is_replay(&again, &mine);
}

#[tokio::test]
async fn a_key_is_free_again_after_a_refusal() {
    let gateway = Gateway::start().await;
    let refused = [
        Order::send("12"),
        Order::send(TO).slides(&[file("IMAGE", "http://127.0.0.1:9/none")]),
        Order::send("12025550123"),
        Order::send_saved("99999", TO),
    ];
    for order in refused {
        for _ in 0..2 {
            let answer = ask(&gateway, &order, "k").await;
            assert_eq!(answer.field("STATUS"), "Failure");
            assert_eq!(answer.header("idempotent-replayed"), "");
            assert_ne!(answer.fault().0, "E130");
        }
    }
    let first = ask(&gateway, &Order::send(TO), "k").await;
    is_replay(&ask(&gateway, &Order::send(TO), "k").await, &first);
}

#[tokio::test]
async fn who_may_not_call_hears_that_and_nothing_of_keys() {
    let gateway = Gateway::start().await;
    let first = ask(&gateway, &Order::send(TO), "k").await;
    let wrong = ask(&gateway, &Order::send(TO).with("API_KEY", "wrong"), "k").await;
    assert_eq!(wrong.fault().0, "E104");
    gateway
        .change_account(|account| account.policy.actions = Some([Action::SaveMms].into()))
        .await;
    let refused = ask(&gateway, &Order::send(TO), "k").await;
    assert_eq!(refused.fault().0, "E107");
    gateway
        .change_account(|account| account.policy.actions = None)
        .await;
    is_replay(&ask(&gateway, &Order::send(TO), "k").await, &first);
}

#[tokio::test]
async fn what_is_no_key_is_refused_where_keys_count_and_ignored_elsewhere() {
    let gateway = Gateway::start().await;
    let longest = "k".repeat(255);
    ask(&gateway, &Order::send(TO), &longest).await.tracking();
    for key in ["", "a\tb", "schlüssel", &format!("{longest}k")] {
        let answer = ask(&gateway, &Order::send(TO), key).await;
        assert_eq!(answer.fault().0, "E100", "{key:?}");
        let list = ask(&gateway, &Order::of("getMmsIds"), key).await;
        assert_ne!(list.fault().0, "E100", "{key:?}");
    }
    let two = keyed(&Order::send(TO), "one").header(HEADER, "two");
    assert_eq!(gateway.call(two).await.fault().0, "E100");
    assert_eq!(messages(&gateway).await, 1);
}

/// A complete order of an action.
async fn complete(gateway: &Gateway, action: Action) -> Order {
    let campaign = people::campaign(gateway, "Spring26").await;
    let person = Subscriber {
        reference: Some("ACCT-1".into()),
        ..people::person(&campaign, TO)
    };
    match action {
        Action::SaveMms => Order::save(),
        Action::SendMms => Order::send(TO),
        Action::SendSavedMms => {
            let saved = gateway.order(&Order::save()).await;
            Order::send_saved(saved.field("MMSID"), TO)
        }
        Action::SendSms => Order::sms(TO),
        Action::SendSavedMmsCampaign => {
            let saved = gateway.order(&Order::save()).await;
            people::put(gateway, person).await;
            let order = Order::of(action.name()).with("MMSID", saved.field("MMSID"));
            order.with("TOCAMPAIGN", "Spring26")
        }
        Action::SendMessageBySubscriberRef => {
            people::put(gateway, person).await;
            let order = Order::of(action.name()).with("SUBSCRIBERREF", "ACCT-1");
            order.with("CAMPAIGNREF", "Spring26").with("TEXT", "Hello")
        }
        Action::DeleteMmsId
        | Action::GetMmsTemplates
        | Action::GetMmsIds
        | Action::Subscribe
        | Action::Unsubscribe
        | Action::CreateMmsCampaign
        | Action::GetMmsCampaigns
        | Action::RemoveMmsInboxMessage
        | Action::GetSendingStatus
        | Action::LoginUser
        | Action::CreateAccountSession => panic!("{} ignores keys", action.name()),
    }
}

#[tokio::test]
async fn every_action_that_honours_keys_keeps_its_answer() {
    let honoured = |action: &&Action| action.key() == KeyUse::Honoured;
    for action in Action::ALL.iter().filter(honoured) {
        let texts = |setup: &mut Setup| setup.account.senders[0].sms_route = true;
        let gateway = Gateway::with(texts).await;
        let order = complete(&gateway, *action).await;
        let succeeded = |answer: &Answer| answer.body.contains("<STATUS>Success</STATUS>");
        let first = ask(&gateway, &order, "k").await;
        assert!(succeeded(&first), "{}", first.body);
        // Messages of a campaign are made after the answer.
        gateway.until_idle().await;
        let before = messages(&gateway).await;
        is_replay(&ask(&gateway, &order, "k").await, &first);
        gateway.until_idle().await;
        assert_eq!(messages(&gateway).await, before);
        let without = gateway.order(&order).await;
        assert!(succeeded(&without), "{}", action.name());
        assert_ne!(without.body, first.body, "{}", action.name());
    }
}

#[tokio::test]
async fn a_request_by_get_is_repeated_by_its_query() {
    let gateway = Gateway::start().await;
    let query =
        format!("action=sendmms&api_key={KEY}&to={TO}&from=60856&subject=a&name=b&slide_text_0=c");
    let first = gateway.call(Call::get(&query).header(HEADER, "k")).await;
    first.tracking();
    let again = gateway.call(Call::get(&query).header(HEADER, "k")).await;
    is_replay(&again, &first);
    let other = Call::get(&(query + "&")).header(HEADER, "k");
    assert_eq!(gateway.call(other).await.fault().0, "E130");
}

/// A call on a connection of its own, to be cut off.
async fn begin(to: SocketAddr, order: &Order) -> TcpStream {
    let body = order.xml();
    let length = body.len();
    let mut stream = TcpStream::connect(to).await.unwrap();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: x\r\n{HEADER}: k\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn a_request_in_progress_is_told_as_such_and_answered_when_it_is_done() {
    let gateway = Gateway::start().await;
    let held = Held::start().await;
    let mut calls = JoinSet::new();
    calls.spawn(keyed(&held.order(), "k").send(gateway.addr()));
    let stream = held.asked().await;
    let answer = ask(&gateway, &held.order(), "k").await;
    assert_eq!(answer.fault().0, "E131");
    assert_eq!((answer.status, answer.header("retry-after")), (200, "1"));
    let other = ask(&gateway, &Order::send(TO), "k").await;
    assert_eq!(other.fault().0, "E130");
    give(stream, &jpeg(40, 30)).await;
    let first = calls.join_next().await.unwrap().unwrap();
    assert_eq!(first.header("retry-after"), "");
    is_replay(&ask(&gateway, &held.order(), "k").await, &first);
}

#[tokio::test]
async fn a_caller_who_hangs_up_leaves_the_key_free() {
    let gateway = Gateway::start().await;
    let held = Held::start().await;
    let call = begin(gateway.addr(), &held.order()).await;
    let _stream = held.asked().await;
    assert_eq!(ask(&gateway, &Order::send(TO), "k").await.fault().0, "E130");
    drop(call);
    let first = until("the key is free", async || {
        let answer = ask(&gateway, &Order::send(TO), "k").await;
        (answer.fault().0 != "E130").then_some(answer)
    });
    first.await.tracking();
    assert_eq!(messages(&gateway).await, 1);
}

#[tokio::test]
async fn a_crash_in_the_middle_of_a_call_leaves_the_key_free() {
    let mut gateway = Gateway::start().await;
    let held = Held::start().await;
    let _call = begin(gateway.addr(), &held.order()).await;
    let _stream = held.asked().await;
    gateway.crash().await;
    gateway.resume().await;
    ask(&gateway, &Order::send(TO), "k").await.tracking();
    assert_eq!(messages(&gateway).await, 1);
}

#[tokio::test]
async fn a_call_so_slow_that_its_claim_has_lapsed_is_not_accepted_beside_the_next_one() {
    let gateway = Gateway::start().await;
    let held = Held::start().await;
    let mut calls = JoinSet::new();
    calls.spawn(keyed(&held.order(), "k").send(gateway.addr()));
    let slow = held.asked().await;
    gateway.pass(121);
    calls.spawn(keyed(&held.order(), "k").send(gateway.addr()));
    let quick = held.asked().await;
    give(quick, &jpeg(40, 30)).await;
    let second = calls.join_next().await.unwrap().unwrap();
    second.tracking();
    give(slow, &jpeg(40, 30)).await;
    let first = calls.join_next().await.unwrap().unwrap();
    assert_eq!(first.fault().0, "E131");
    assert_eq!(messages(&gateway).await, 1);
    is_replay(&ask(&gateway, &held.order(), "k").await, &second);
}

#[tokio::test]
async fn a_list_is_answered_again_with_all_its_blocks_also_when_nobody_was_accepted() {
    let gateway = Gateway::with(|setup| setup.account.policy.multi_recipient = Some(true)).await;
    for (to, accepted) in [("12025550100,12025550110,12", 1), ("12025550110,12", 0)] {
        let before = messages(&gateway).await;
        let first = ask(&gateway, &Order::send(to), to).await;
        assert_eq!(first.field("STATUS"), "Success", "{}", first.body);
        is_replay(&ask(&gateway, &Order::send(to), to).await, &first);
        assert_eq!(messages(&gateway).await - before, accepted);
    }
}
