//! The trace of a link through the gateway: what went over the wire is kept while it is on, without
//! secrets and numbers, survives a restart, and ends by itself.

use crate::gateway::{Gateway, LINK, SMS_LINK, until};
use crate::order::Order;
use domain::state::State;
use domain::trace::{Direction, Exchange};
use engine::clock::Clock as _;
use std::time::Duration;

const TO: &str = "12025550100";

const PASSWORD: &str = "open up, please";

async fn start() -> Gateway {
    Gateway::with(|setup| {
        setup.carrier.basic_auth = Some(("wire".into(), PASSWORD.into()));
        for link in [&mut setup.link, &mut setup.sms_link] {
            let keys = &mut link.protocol_keys;
            keys.insert("user".into(), "wire".into());
            keys.insert("password".into(), PASSWORD.into());
        }
    })
    .await
}

impl Gateway {
    /// Has exchanges of a link kept for so many seconds, and waits until that has begun.
    async fn trace(&self, link: &str, seconds: u64) {
        let now = self.clock.now();
        let until = now + Duration::from_secs(seconds);
        self.store().switch_trace(link, until, now).await.unwrap();
        self.until_tapped(link, seconds > 0).await;
    }

    async fn until_tapped(&self, link: &str, wanted: bool) {
        until("the tap is as it should be", async || {
            let ctx = self.context();
            let tap = ctx.links.named(link).expect("a link").tap();
            (tap.is_open() == wanted).then_some(())
        })
        .await;
    }

    /// What is kept of a link once there are so many, oldest first.
    async fn traced(&self, link: &str, count: usize) -> Vec<Exchange> {
        until("the exchanges are kept", async || {
            let kept = self.store().exchanges(link, 1000).await.unwrap();
            let kept: Vec<_> = kept.into_iter().rev().map(|it| it.exchange).collect();
            (kept.len() >= count).then_some(kept)
        })
        .await
    }
}

fn kinds(exchanges: &[Exchange]) -> Vec<(Direction, &str, &str)> {
    exchanges
        .iter()
        .map(|it| (it.direction, it.kind.as_str(), it.outcome.as_str()))
        .collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn a_message_is_seen_with_the_bytes_of_its_hand_over_and_of_its_report() {
    let gateway = start().await;
    gateway.trace(LINK, 900).await;
    gateway.send_to(TO).await;
    gateway.until_state("MMS_1", State::Delivered).await;
    let seen = gateway.traced(LINK, 2).await;
    let expected = [
        (Direction::Out, "SubmitReq", "HTTP 200"),
        (Direction::In, "DeliveryReportReq", "HTTP 200"),
    ];
    assert_eq!(kinds(&seen), expected);
    let (submit, report) = (&seen[0], &seen[1]);
    let asked = text(&submit.asked.bytes);
    assert!(asked.starts_with("POST /"), "{asked}");
    assert!(asked.contains("authorization: Basic ****"), "{asked}");
    assert!(asked.contains("<Number>+*******0100</Number>"), "{asked}");
    assert!(asked.contains("<ShortCode>60856</ShortCode>"), "{asked}");
    assert!(submit.asked.total > 1000);
    let answered = text(&submit.answered.bytes);
    assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
    assert!(answered.contains("StatusCode>1000<"), "{answered}");
    let asked = text(&report.asked.bytes);
    assert!(
        asked.starts_with(&format!("POST /carrier/{LINK} HTTP/1.1\r\n")),
        "{asked}"
    );
    assert!(asked.trim_end().ends_with('>'), "{asked}");
    let answered = text(&report.answered.bytes);
    assert!(answered.contains("DeliveryReportRsp"), "{answered}");
    assert_eq!(report.answered.total, answered.len() as u64);
    nothing_is_given_away(&gateway);
}

/// No secret and no number in full is in what is kept.
#[track_caller]
fn nothing_is_given_away(gateway: &Gateway) {
    let database = gateway.opened_database();
    let mut rows = database
        .prepare("SELECT asked, answered, outcome FROM exchanges")
        .unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        let whole = [
            row.get::<_, Vec<u8>>(0)?,
            row.get(1)?,
            row.get::<_, String>(2)?.into(),
        ];
        Ok(text(&whole.concat()))
    };
    let rows: Vec<String> = rows
        .query_map((), read)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(!rows.is_empty());
    // The second is user and password as HTTP Basic has them.
    for hidden in [PASSWORD, "d2lyZTpvcGVuIHVwLCBwbGVhc2U", &TO[1..]] {
        assert!(rows.iter().all(|row| !row.contains(hidden)), "{hidden}");
    }
}

#[tokio::test]
async fn texts_are_seen_with_their_words_and_with_what_the_carrier_calls_back() {
    let gateway = start().await;
    gateway
        .change_account(|account| account.senders[0].sms_route = true)
        .await;
    gateway.trace(SMS_LINK, 900).await;
    let order = Order::sms(TO).with("TEXT", "See you at six");
    gateway.order(&order).await;
    let seen = gateway.traced(SMS_LINK, 2).await;
    let expected = [
        (Direction::Out, "submit", "HTTP 200"),
        (Direction::In, "report", "HTTP 200"),
    ];
    assert_eq!(kinds(&seen), expected);
    assert!(text(&seen[0].asked.bytes).contains("See you at six"));
    nothing_is_given_away(&gateway);
}

#[tokio::test]
async fn a_trace_survives_a_restart_and_ends_by_itself() {
    let mut gateway = start().await;
    gateway.trace(LINK, 600).await;
    gateway.crash().await;
    gateway.resume().await;
    gateway.until_tapped(LINK, true).await;
    gateway.send_to(TO).await;
    gateway.traced(LINK, 2).await;
    gateway.pass(601);
    gateway.until_tapped(LINK, false).await;
    gateway.send_to(TO).await;
    gateway.until_state("MMS_2", State::Delivered).await;
    // Being on again shows that nothing was waiting to be kept.
    gateway.trace(LINK, 600).await;
    assert_eq!(gateway.traced(LINK, 2).await.len(), 2);
    // Once their time is over they go.
    gateway.pass(25 * 3600);
    until("old exchanges are forgotten", async || {
        let kept = gateway.store().exchanges(LINK, 10).await.unwrap();
        kept.is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_trace_that_is_off_keeps_nothing_and_one_that_is_on_keeps_the_last() {
    let gateway = Gateway::with(|setup| {
        setup.config.trace.exchanges = 3;
        setup.config.trace.bytes = 256;
    })
    .await;
    gateway.send_to(TO).await;
    gateway.until_state("MMS_1", State::Delivered).await;
    gateway.trace(LINK, 600).await;
    for number in 2..=4 {
        gateway.send_to(TO).await;
        let tracking = format!("MMS_{number}");
        gateway.until_state(&tracking, State::Delivered).await;
    }
    // Six exchanges, of which the last is the report of the last message.
    let last = until("the last is kept", async || {
        let kept = gateway.store().exchanges(LINK, 10).await.unwrap();
        (kept.first().is_some_and(|it| it.id == 6)).then_some(kept)
    })
    .await;
    assert_eq!(last.iter().map(|it| it.id).collect::<Vec<_>>(), [6, 5, 4]);
    let submit = last
        .iter()
        .find(|it| it.exchange.direction == Direction::Out);
    let asked = &submit.expect("a hand-over").exchange.asked;
    assert_eq!(
        (asked.bytes.len(), asked.rest_sha256.is_some()),
        (256, true)
    );
    gateway.trace(LINK, 0).await;
    gateway.send_to(TO).await;
    gateway.until_state("MMS_5", State::Delivered).await;
    gateway.trace(LINK, 600).await;
    let newest = gateway.store().exchanges(LINK, 1).await.unwrap();
    assert_eq!(newest[0].id, 6);
}
