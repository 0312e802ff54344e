//! A hundred thousand delivery reports in the worst orders: before the answer, twice, reversed, on
//! both sides of a crash, with ids spelt otherwise than in the answer, and for messages that nobody
//! knows.

use crate::gateway::{Gateway, Setup, until};
use carriers::{Heard, LinkSettings};
use domain::id::{AccountId, MessageId, TrackingForm};
use domain::message::{Body, Message};
use domain::number::Recipient;
use domain::state::State;
use engine::clock::Clock as _;
use jiff::Timestamp;
use serde_json::json;
use std::sync::Arc;
use storage::change::{Applied, Change, Receipt};
use storage::message::{NewMessage, NewMessages};
use storage::report::Wake;
use tokio::task::JoinSet;

/// Each has four reports.
const MESSAGES: u32 = 25_000;
/// Reports of nothing.
const UNKNOWN: u32 = 2_000;
/// Messages of one call.
const BATCH: usize = 500;
/// Who reports and answers at the same time.
const AT_ONCE: u32 = 64;

/// Links with their way to compare ids.
const LINKS: [(&str, &str); 4] = [
    ("as-is", "exact"),
    ("zeros", "number"),
    ("from-hex", "hex_decimal"),
    ("to-hex", "decimal_hex"),
];

/// What a carrier says of one message, in its order, and where that leads.
const COURSES: [([&str; 4], State); 6] = [
    (
        ["ACCEPTD", "DELIVRD", "DELIVRD", "UNDELIV"],
        State::SmsDelivered,
    ),
    (
        ["DELIVRD", "ACCEPTD", "ENROUTE", "DELIVRD"],
        State::SmsDelivered,
    ),
    (
        ["UNDELIV", "DELIVRD", "ACCEPTD", "UNDELIV"],
        State::SmsUndelivered,
    ),
    (
        ["ENROUTE", "ACCEPTD", "EXPIRED", "DELIVRD"],
        State::SmsUndelivered,
    ),
    (
        ["REJECTD", "REJECTD", "DELIVRD", "ACCEPTD"],
        State::SmsUndelivered,
    ),
    (
        ["ACCEPTD", "ENROUTE", "ACCEPTD", "ENROUTE"],
        State::SmsSubmitted,
    ),
];

fn course(index: u32) -> ([&'static str; 4], State) {
    COURSES[index as usize % COURSES.len()]
}

fn link(index: u32) -> &'static str {
    LINKS[(index / 6) as usize % LINKS.len()].0
}

/// Half of the messages are reported before the carrier's answer is stored.
const fn early(index: u32) -> bool {
    (index / 24).is_multiple_of(2)
}

/// The id as the carrier answers it. The numbers of one link lie close together, so that a wrong
/// reading would meet another message.
fn answered(index: u32) -> String {
    match link(index) {
        "as-is" => format!("M-{index:07}"),
        "zeros" => format!("{index:08X}"),
        "from-hex" => format!("{index:X}"),
        _ => format!("{index}"),
    }
}

/// The id as the carrier writes it into a report.
fn reported(index: u32, nth: usize) -> String {
    let padded = nth % 2 == 1;
    match (link(index), padded) {
        ("as-is", _) => format!(" M-{index:07}"),
        ("zeros", false) => format!("{index:x}"),
        ("zeros", true) => format!("{index:012x}"),
        ("from-hex", false) => format!("{index}"),
        ("from-hex", true) => format!("{index:010}"),
        (_, false) => format!("{index:x}"),
        (_, true) => format!("{index:08X} "),
    }
}

fn links(setup: &mut Setup) {
    let link = |(name, ids): (&str, &str)| -> LinkSettings {
        let keys = format!(
            "name = \"{name}\"\nprotocol = \"sms-http\"\nsimulated = true\nmessage_ids = \"{ids}\""
        );
        toml::from_str(&keys).unwrap()
    };
    // The process is killed here, not the machine; what a disk keeps is tested with fewer reports.
    setup.config.store.durability = server::config::Durability::Relaxed;
    setup.more_links = LINKS.map(link).into();
}

fn handed_over(account: AccountId, index: u32, now: Timestamp) -> NewMessage {
    let message = Message {
        id: MessageId(0),
        account,
        body: Body::Sms("Hi".into()),
        tracking: String::new(),
        dialect: "json".into(),
        to: Recipient::parse("12025550100").unwrap(),
        from: "60856".into(),
        from_mask: None,
        service_id: None,
        operator: None,
        campaign_ref: None,
        client_reference: None,
        run: None,
        // Nobody is told, so that the time goes into reports.
        unasked: true,
        accepted: now,
        validity: now + std::time::Duration::from_secs(3600),
        link: link(index).into(),
        state: State::SmsSubmitting,
        transaction: Some(format!("t-{index}")),
        attempts: 1,
        told_sent: true,
    };
    NewMessage {
        message,
        tracking: TrackingForm::Plain,
        jobs: Vec::new(),
        charge_micros: 0,
    }
}

/// Stores all messages; the number of each follows from its index.
async fn accept(gateway: &Gateway) -> Vec<MessageId> {
    let (account, now) = (gateway.account, gateway.clock.now());
    let all: Vec<_> = (0..MESSAGES)
        .map(|index| handed_over(account, index, now))
        .collect();
    let mut ids = Vec::new();
    for batch in all.chunks(BATCH) {
        let batch = NewMessages {
            content: None,
            messages: batch.to_vec(),
            keep: None,
        };
        let accepted = gateway.store().accept(batch).await.unwrap();
        ids.extend(accepted.messages.iter().map(|it| it.id));
    }
    ids
}

/// Works on all of that many things, many at once, each worker in the order of its own.
async fn each<W, F>(count: u32, work: W)
where
    W: Fn(u32) -> F + Clone + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let mut workers = JoinSet::new();
    for first in 0..AT_ONCE {
        let work = work.clone();
        workers.spawn(async move {
            for index in (first..count).step_by(AT_ONCE as usize) {
                work(index).await;
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        done.unwrap();
    }
}

async fn hear(ctx: &engine::Context, link: &str, id: &str, state: &str) {
    let body = json!({ "kind": "report", "id": "r", "message_id": id, "state": state }).to_string();
    let heard = Heard {
        content_type: Some("application/json"),
        authorization: None,
        headers: &http::HeaderMap::new(),
        body: body.as_bytes(),
        at: ctx.clock.now(),
    };
    let answer = engine::hearing::hear(ctx, link, &heard).await.unwrap();
    let said = String::from_utf8(answer.body).unwrap();
    assert!(answer.status == 200 && said.contains("kept"), "{said}");
}

/// All reports of those messages that are reported early, or late.
async fn report(gateway: &Gateway, when: bool) {
    let ctx = gateway.context();
    each(MESSAGES, move |index| {
        let ctx = Arc::clone(&ctx);
        async move {
            if early(index) == when {
                for (nth, state) in course(index).0.into_iter().enumerate() {
                    hear(&ctx, link(index), &reported(index, nth), state).await;
                }
            }
        }
    })
    .await;
}

/// What the answer of the carrier makes of each message.
async fn answer(gateway: &Gateway, ids: &[MessageId]) {
    let (ctx, ids) = (gateway.context(), Arc::<[MessageId]>::from(ids));
    each(MESSAGES, move |index| {
        let (ctx, message) = (Arc::clone(&ctx), ids[index as usize]);
        async move {
            let forms = ctx.links.named(link(index)).unwrap().ids();
            let change = Change {
                receipt: Some(Receipt {
                    link: link(index).into(),
                    keys: vec![forms.of_answer(&answered(index))],
                    wake: Wake {
                        kind: "report",
                        queue: "report".into(),
                    },
                }),
                ..taken(message, ctx.clock.now())
            };
            assert_eq!(ctx.store.change(change).await.unwrap(), Applied::Done);
        }
    })
    .await;
}

fn taken(message: MessageId, at: Timestamp) -> Change {
    let states = (State::SmsSubmitting, State::SmsSubmitted);
    Change::new(message, states, at, "taken".into())
}

fn count(gateway: &Gateway, sql: &str) -> u32 {
    let database = gateway.opened_database();
    database.query_row(sql, (), |row| row.get(0)).unwrap()
}

/// Waits until each report has been applied; gives up when nothing moves for a while. Asks for the
/// first message that still waits, because counting them takes longer than applying some.
async fn until_applied(gateway: &Gateway) {
    let database = gateway.opened_database();
    let sql = "SELECT MIN(subject) FROM jobs WHERE kind = 'report'";
    let mut first = database.prepare(sql).unwrap();
    let mut first = || {
        first
            .query_row((), |row| row.get::<_, Option<i64>>(0))
            .unwrap()
    };
    let mut before = first();
    while before.is_some() {
        before = until("some more reports are applied", async || {
            let now = first();
            (now != before).then_some(now)
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_order_of_reports_loses_one_or_moves_a_message_back() {
    let mut gateway = Gateway::with(links).await;
    let ids = accept(&gateway).await;
    report(&gateway, true).await;
    gateway.crash().await;
    gateway.resume().await;
    let ctx = gateway.context();
    each(UNKNOWN, move |index| {
        let ctx = Arc::clone(&ctx);
        async move {
            let id = format!("{}", MESSAGES * 40 + index);
            hear(&ctx, link(index), &id, "DELIVRD").await;
        }
    })
    .await;
    answer(&gateway, &ids).await;
    report(&gateway, false).await;
    gateway.crash().await;
    gateway.resume().await;
    until_applied(&gateway).await;

    assert_eq!(
        u64::from(UNKNOWN),
        gateway.store().parked_reports().await.unwrap()
    );
    let applied = "SELECT COUNT(*) FROM reports WHERE message IS NOT NULL AND applied = 1";
    assert_eq!(count(&gateway, applied), MESSAGES * 4);
    let states = gateway.store().states().await.unwrap();
    let all: u64 = states.iter().map(|(_, count)| count).sum();
    assert_eq!(all, u64::from(MESSAGES));
    let wrong = wrong_lives(&gateway, &ids);
    assert!(
        wrong.is_empty(),
        "{} are wrong: {:?}",
        wrong.len(),
        &wrong[..wrong.len().min(9)]
    );
}

/// Messages that stand elsewhere than the first final report says, or moved after it.
fn wrong_lives(gateway: &Gateway, ids: &[MessageId]) -> Vec<String> {
    let database = gateway.opened_database();
    let sql = "SELECT group_concat(state, ' ') FROM
                   (SELECT state FROM history WHERE message = ?1 ORDER BY seq)";
    let mut history = database.prepare(sql).unwrap();
    let mut wrong = Vec::new();
    for (index, id) in (0..MESSAGES).zip(ids) {
        let moves: String = history.query_row([id.0], |row| row.get(0)).unwrap();
        let mut moves: Vec<&str> = moves.split(' ').collect();
        moves.dedup();
        let (words, end) = course(index);
        let mut right = vec![
            State::SmsSubmitting.word(),
            State::SmsSubmitted.word(),
            end.word(),
        ];
        right.dedup();
        if moves != right {
            wrong.push(format!(
                "message {index} of {}, {words:?}: {moves:?}",
                link(index)
            ));
        }
    }
    wrong
}
