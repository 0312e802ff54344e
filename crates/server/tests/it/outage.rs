//! A line to the carrier that is out in every way a line can be: the gateway is idle meanwhile, other
//! links go on, and all that may go out is out within five seconds after the line is back.

use crate::gateway::{Gateway, Setup, until};
use crate::line::{Line, Wall};
use crate::order::Order;
use domain::state::State;
use engine::clock::Clock as _;
use jiff::{SignedDuration, Timestamp};
use mmsc::{Answer, Behaviour, Mmsc, Submission};
use std::sync::Arc;
use std::time::Duration;
use storage::life::Ending;

const TO: &str = "12025550100";

/// Messages that wait for the carrier.
const MESSAGES: usize = 60;

/// Exchanges open at the same time.
const WINDOW: usize = 4;

/// How long the line is out, in seconds of the gateway's clock.
const OUT: i64 = 60;

fn setup(setup: &mut Setup, url: String) {
    setup.account.senders[0].sms_route = true;
    setup.link.window = WINDOW;
    setup.link_key("timeout", "300ms");
    setup.carrier_url = Some(url);
}

/// Sends while the carrier is out, and returns how often it was asked while the clock went on.
async fn asked_while_out(gateway: &Gateway, asked: impl AsyncFn() -> usize) -> usize {
    for _ in 0..MESSAGES {
        gateway.send_to(TO).await;
    }
    until("the carrier is asked", async || {
        (asked().await >= 3).then_some(())
    })
    .await;
    let text = gateway.order(&Order::sms(TO)).await;
    // The other link needs no time of the clock that stands still.
    let text = gateway.until_final(text.tracking()).await;
    assert_eq!(text.message.state, State::SmsDelivered);
    let end = gateway.clock.now() + SignedDuration::from_secs(OUT);
    until("a minute is over", async || {
        gateway.clock.advance(Duration::from_millis(200));
        (gateway.clock.now() >= end).then_some(())
    })
    .await;
    asked().await
}

/// Once the carrier is back: all that may go out goes, and is under way within five seconds. Returns
/// how many messages are in doubt.
async fn drained_after(gateway: &Gateway, back: Timestamp) -> usize {
    let mut doubtful = 0;
    for number in 1..=MESSAGES {
        let tracking = format!("MMS_{number}");
        let life = until("the message is out", async || {
            gateway.clock.advance(Duration::from_millis(5));
            let life = gateway.life(&tracking).await;
            let last = life.attempts.last().and_then(|last| last.ended).is_some();
            let waits = matches!(life.message.state, State::Ready | State::Submitting);
            (last && !waits).then_some(life)
        })
        .await;
        let last = life.attempts.last().unwrap();
        doubtful += usize::from(last.ending == Ending::Unknown);
        let late = last.began.duration_since(back).as_secs_f64();
        assert!(
            late <= 5.0,
            "{tracking} went {late} s after the carrier was back"
        );
    }
    doubtful
}

/// So many messages at most are asked for in a minute: what is under way when the link is left alone,
/// and a probe every 2.4 to 3.6 seconds.
const ASKED: usize = 3 + WINDOW + 26;

/// A line that is out: it is probed, and all that did not go goes when it is back. So many messages
/// are in doubt at most, because their bytes may have gone through.
async fn check_line(
    (wall, carrier): (Wall, mmsc::Running),
    url: String,
    more: impl FnOnce(&mut Setup),
    most: usize,
) {
    let gateway = Gateway::with(|it| {
        setup(it, url);
        more(it);
    })
    .await;
    let connections = async || wall.connections();
    let asked = asked_while_out(&gateway, connections).await;
    assert!(asked <= ASKED, "asked {asked} times in a minute");
    wall.set(Line::Up);
    let in_doubt = drained_after(&gateway, gateway.clock.now()).await;
    assert!(
        (most.min(1)..=most).contains(&in_doubt),
        "{in_doubt} in doubt"
    );
    assert_eq!(carrier.log().all().len(), MESSAGES - in_doubt);
}

/// A line that takes bytes before it fails.
async fn check_broken(line: Line) {
    let carrier = Mmsc::start(mmsc::Settings::default()).await.unwrap();
    let wall = Wall::start(carrier.addr(), line).await;
    let url = format!("http://{}/mm7", wall.addr());
    check_line((wall, carrier), url, |_| (), ASKED).await;
}

#[tokio::test]
async fn a_carrier_that_is_down_costs_no_message_and_little_work() {
    let carrier = Mmsc::start(mmsc::Settings::default()).await.unwrap();
    carrier.set_down(true).await;
    let gateway = Gateway::with(|it| setup(it, carrier.url())).await;
    let attempts = async || {
        let mut attempts = 0;
        for number in 1..=MESSAGES {
            attempts += gateway.life(&format!("MMS_{number}")).await.attempts.len();
        }
        attempts
    };
    let asked = asked_while_out(&gateway, attempts).await;
    assert!(asked <= ASKED, "asked {asked} times in a minute");
    carrier.set_down(false).await;
    assert_eq!(drained_after(&gateway, gateway.clock.now()).await, 0);
    assert_eq!(carrier.log().all().len(), MESSAGES);
}

#[tokio::test]
async fn a_line_that_is_closed_at_once_is_probed_and_what_did_not_go_goes_later() {
    check_broken(Line::Closed).await;
}

#[tokio::test]
async fn a_line_that_is_half_open_is_probed_and_what_did_not_go_goes_later() {
    check_broken(Line::HalfOpen).await;
}

#[tokio::test]
async fn a_line_that_is_cut_in_the_middle_of_a_request_is_probed_and_what_did_not_go_goes_later() {
    check_broken(Line::Reset).await;
}

#[tokio::test]
async fn a_line_on_which_something_else_speaks_is_probed_and_what_did_not_go_goes_later() {
    check_broken(Line::Nonsense).await;
}

#[tokio::test]
async fn a_certificate_that_has_expired_keeps_every_message_here_until_it_is_renewed() {
    let carrier = Mmsc::start(mmsc::Settings::default()).await.unwrap();
    let wall = Wall::start_tls(carrier.addr(), Line::Expired).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, wall.authority()).unwrap();
    let url = format!("https://localhost:{}/mm7", wall.addr().port());
    let ca = file.to_str().unwrap().to_owned();
    let trusted = |it: &mut Setup| it.link_key("tls_ca", ca);
    check_line((wall, carrier), url, trusted, 0).await;
}

async fn check_answer(answer: Answer, with_500: bool) {
    let gateway = Gateway::with(|it| {
        it.account.senders[0].sms_route = true;
        it.link.window = WINDOW;
        it.carrier.fault_http_status = if with_500 { 500 } else { 200 };
    })
    .await;
    let out = answer.clone();
    let script = move |one: &Submission| match one.sms {
        Some(_) => Behaviour::delivered(),
        None => Behaviour::answering(out.clone()),
    };
    gateway.carrier.set_behaviour(Arc::new(script));
    let pictures = async || {
        gateway
            .submissions()
            .iter()
            .filter(|it| it.sms.is_none())
            .count()
    };
    let asked = asked_while_out(&gateway, pictures).await;
    assert!(
        asked <= ASKED,
        "{answer:?}: asked {asked} times in a minute"
    );
    gateway
        .carrier
        .set_behaviour(Arc::new(|_| Behaviour::delivered()));
    drained_after(&gateway, gateway.clock.now()).await;
}

#[tokio::test]
async fn a_storm_of_refusals_for_now_costs_no_message_and_little_work() {
    check_answer(Answer::Refuse(4006), false).await;
}

#[tokio::test]
async fn a_server_error_with_a_valid_fault_costs_no_message_and_little_work() {
    check_answer(Answer::Fault(4000), true).await;
}

#[tokio::test]
async fn answers_that_break_off_leave_few_messages_in_doubt() {
    check_answer(Answer::Truncated, false).await;
}

#[tokio::test]
async fn connections_that_end_without_an_answer_leave_few_messages_in_doubt() {
    check_answer(Answer::Lost, false).await;
}

#[tokio::test]
async fn answers_that_make_no_sense_leave_few_messages_in_doubt() {
    check_answer(Answer::Garbage, false).await;
}
