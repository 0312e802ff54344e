//! Texts over SMPP, from the call to the postback: parts, throttling, receipts, answers of phones,
//! and an SMSC that goes away.

use crate::gateway::{Gateway, Setup, until};
use crate::order::Order;
use domain::limits::time::TEXT_PARTS;
use domain::long_text::{Coding, LongTextId, Place, TextPart};
use domain::state::State;
use engine::clock::Clock as _;
use mmsc::{Behaviour, What, When};
use std::time::Duration;
use storage::job::NewJob;
use storage::life::{Ending, Life};
use storage::long_text::NewTextPart;

/// The tracking-id of the first message of a store.
const FIRST: &str = "U01TXzE=";

const TO: &str = "12025550100";

async fn start(keys: &str) -> Gateway {
    with(keys, |_| ()).await
}

async fn with(keys: &str, change: impl FnOnce(&mut Setup)) -> Gateway {
    Gateway::with(|setup| {
        setup.account.senders[0].sms_route = true;
        setup.smpp(keys);
        change(setup);
    })
    .await
}

/// Sends a text and waits for its end.
async fn sent(gateway: &Gateway, to: &str, text: &str) -> Life {
    let order = Order::sms(to).with("TEXT", text);
    let answer = gateway.order(&order).await;
    assert_eq!(answer.tracking(), FIRST, "{}", answer.body);
    gateway.until_final(FIRST).await
}

/// A text arrives as it was written, and is delivered when all of its parts are.
async fn check_delivered(keys: &str, text: &str, parts: usize) {
    let gateway = start(keys).await;
    let life = sent(&gateway, TO, text).await;
    assert_eq!(life.message.state, State::SmsDelivered, "{text}");
    let seen = gateway.carrier.log().get(1).expect("a text");
    let sms = seen.sms.expect("a text");
    assert_eq!((sms.text.as_str(), sms.parts), (text, parts));
    assert!(seen.violations.is_empty());
    let whole = if keys.contains("payload") { 1 } else { parts };
    assert_eq!(life.reports.len(), whole, "{text}");
    assert_eq!(gateway.until_posted(2).await.len(), 2);
}

#[tokio::test]
async fn a_text_arrives_as_written_and_is_delivered_when_all_parts_are() {
    check_delivered("", "Hello {€} [you]", 1).await;
    check_delivered("", &"a".repeat(161), 2).await;
    check_delivered("", &format!("{}€{}", "a".repeat(152), "b".repeat(200)), 3).await;
    check_delivered("", &format!("{}🙂{}", "я".repeat(66), "b".repeat(20)), 2).await;
    check_delivered("concatenation = \"sar\"", &"a".repeat(307), 3).await;
    check_delivered("concatenation = \"payload\"", &"a".repeat(307), 3).await;
}

#[tokio::test]
async fn each_stat_of_a_receipt_is_told_in_its_words() {
    for (to, state, word) in [
        ("12025550102", State::SmsUndelivered, "EXPIRED"),
        ("12025550109", State::SmsUndelivered, "UNDELIV"),
        ("12025550117", State::SmsUndelivered, "REJECTD"),
        ("12025550104", State::SmsDelivered, "DELIVRD"),
    ] {
        let gateway = start("").await;
        let life = sent(&gateway, to, "Hi").await;
        assert_eq!(life.message.state, state, "{to}");
        let last = life.reports.last().expect("a report");
        assert_eq!(last.word, word);
    }
}

#[tokio::test]
async fn throttling_is_waited_out_and_a_refusal_is_final() {
    let gateway = start("").await;
    gateway.order(&Order::sms("12025550111")).await;
    let life = gateway
        .until(FIRST, |life| {
            gateway.clock.advance(Duration::from_secs(1));
            life.message.state == State::SmsDelivered
        })
        .await;
    let codes: Vec<_> = life.attempts.iter().map(|it| it.code.as_deref()).collect();
    assert_eq!(codes, [Some("0x58"), Some("0x58"), Some("0x58"), None]);
    assert_eq!(life.attempts[0].ending, Ending::NotNow);
    let gateway = start("").await;
    let life = sent(&gateway, "12025550103", "Hi").await;
    assert_eq!(life.message.state, State::Failed);
    assert_eq!(life.attempts[0].code.as_deref(), Some("0x0B"));
}

#[tokio::test]
async fn an_answer_of_a_phone_is_told_and_heeded() {
    let gateway = start("").await;
    sent(&gateway, "12025550115", "Hi").await;
    let posted = gateway.until_posted(3).await;
    let told: Vec<String> = posted.iter().map(|it| it.text()).collect();
    assert!(
        told.iter()
            .any(|it| it.contains("N211") && it.contains("STOP")),
        "{told:?}"
    );
    gateway.until_idle().await;
    let again = gateway.order(&Order::sms("12025550115")).await;
    assert_eq!(again.field("ERRORCODE"), "E114");
}

/// A phone that answers with this text.
fn answering(text: &str) -> Behaviour {
    let answer = What::Reply {
        text: text.to_owned().into(),
        picture: false,
    };
    Behaviour::delivered().and(When::After(Duration::ZERO), answer)
}

/// What the customer was told of texts from phones.
async fn told(gateway: &Gateway, notices: usize) -> Vec<String> {
    let posted = gateway.until_posted(notices).await;
    let told = posted.iter().map(|it| it.text());
    told.filter(|it| it.contains("N211")).collect()
}

#[tokio::test]
async fn a_long_answer_of_a_phone_is_told_once_and_whole_wherever_it_was_cut() {
    // The 67th unit of the first part is the first half of the smile.
    let text = format!("{}🙂{} {{€}}", "я".repeat(66), "b".repeat(120));
    let gateway = start("").await;
    gateway.carrier.behave(TO, answering(&text));
    sent(&gateway, TO, "Hi").await;
    let told = told(&gateway, 3).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains(&text), "{}", told[0]);
    // What is still being told when the clock jumps would be told again.
    until("only the parts are looked after", async || {
        let depths = gateway.store().depths(gateway.clock.now()).await;
        let jobs: u64 = depths.expect("counted").iter().map(|it| it.jobs).sum();
        (jobs == 1).then_some(())
    })
    .await;
    gateway.clock.advance(TEXT_PARTS * 2);
    gateway.until_idle().await;
    assert_eq!(gateway.until_posted(3).await.len(), 3);
}

#[tokio::test]
async fn a_long_answer_whose_end_does_not_come_is_told_after_half_an_hour() {
    let gateway = start("").await;
    let part = NewTextPart {
        link: "smsc".into(),
        from: TO.into(),
        to: "60856".into(),
        part: TextPart {
            place: Place {
                reference: 7,
                total: 3,
                number: 2,
            },
            coding: Coding::Gsm,
            octets: b"the middle".to_vec(),
        },
        at: gateway.clock.now(),
        job: NewJob {
            kind: "join",
            queue: "timers".into(),
            lane: String::new(),
            subject: 0,
            due: gateway.clock.now() + TEXT_PARTS,
        },
    };
    gateway.store().keep_part(part).await.expect("kept");
    gateway.clock.advance(TEXT_PARTS * 2);
    let told = told(&gateway, 1).await;
    assert!(told[0].contains("…the middle…"), "{told:?}");
    gateway.until_idle().await;
    let text = gateway.store().long_text(LongTextId(1)).await;
    assert_eq!(text.expect("read"), None);
}

#[tokio::test]
async fn a_lost_answer_is_in_doubt_and_what_was_never_sent_goes_out_later() {
    let gateway = start("").await;
    let answer = gateway.order(&Order::sms("12025550112")).await;
    assert_eq!(answer.tracking(), FIRST);
    let life = gateway.until_state(FIRST, State::SmsAmbiguous).await;
    assert_eq!(life.attempts[0].ending, Ending::Unknown);
    gateway.carrier.set_down(true).await;
    let second = gateway.order(&Order::sms(TO)).await.tracking().to_owned();
    gateway.carrier.set_down(false).await;
    let life = gateway
        .until(&second, |life| {
            gateway.clock.advance(Duration::from_secs(1));
            life.message.state == State::SmsDelivered
        })
        .await;
    let taken = life.attempts.last().expect("an attempt");
    assert_eq!(taken.ending, Ending::Accepted);
    assert_eq!(gateway.carrier.log().to(TO).len(), 1);
}
