//! Texts ordered as SMS: what is refused, what arrives at the carrier, what the customer is told.

use crate::call::{Answer, Call};
use crate::gateway::{BEGIN, Gateway, KEY, Setup};
use crate::order::Order;
use domain::account::{Sender, SenderKind};
use domain::state::State;
use storage::life::{Ending, Life};

const TO: &str = "12025550100";

/// The tracking-id of the first message of a store.
const FIRST: &str = "U01TXzE=";

fn text(to: &str) -> Order {
    Order::sms(to)
}

async fn start() -> Gateway {
    with(|_| ()).await
}

async fn with(change: impl FnOnce(&mut Setup)) -> Gateway {
    Gateway::with(|setup| {
        setup.account.senders[0].sms_route = true;
        change(setup);
    })
    .await
}

#[track_caller]
fn check_fault(answer: &Answer, code: &str) {
    assert_eq!(answer.field("ERRORCODE"), code, "{}", answer.body);
    assert_eq!(answer.field("TRACKINGID"), "");
}

/// A postback about the first message, from `CODE` to `STATUS`, and what follows the tracking-id.
fn postback(to: &str, code: &str, status: &str, end: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><POSTBACK><ORIGIN>SMS_MT</ORIGIN>\
         <CODE>{code}</CODE><STATUS>{status}</STATUS><FROM>60856</FROM><TO>{to}</TO>\
         <TRACKINGID>{FIRST}</TRACKINGID><TIMESTAMP>{BEGIN}</TIMESTAMP>{end}</POSTBACK>"
    )
}

fn endings(life: &Life) -> Vec<Ending> {
    life.attempts.iter().map(|attempt| attempt.ending).collect()
}

/// Sends a text to that number and waits until all of it is told.
async fn sent(to: &str) -> (Gateway, Life) {
    let gateway = start().await;
    let answer = gateway.order(&text(to)).await;
    assert_eq!(answer.tracking(), FIRST);
    let life = gateway.until_final(FIRST).await;
    (gateway, life)
}

#[tokio::test]
async fn a_text_is_answered_handed_over_and_reported() {
    let gateway = start().await;
    let answer = gateway.order(&text(TO)).await;
    let expected = format!(
        "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <TRACKINGID>{FIRST}</TRACKINGID>\n    \
         <TO>{TO}</TO>\n</RESPONSE>"
    );
    assert_eq!(answer.body.trim_end(), expected);
    let life = gateway.until_final(FIRST).await;
    assert_eq!(life.message.state, State::SmsDelivered);
    let states: Vec<State> = life.moves.iter().map(|it| it.to).collect();
    let way = [
        State::Accepted,
        State::SmsReady,
        State::SmsSubmitting,
        State::SmsSubmitted,
        State::SmsDelivered,
    ];
    assert_eq!(states, way);
    let arrived = gateway.submissions().remove(0);
    assert_eq!(arrived.violations, []);
    assert_eq!(arrived.sender.as_deref(), Some("60856"));
    assert_eq!(arrived.recipient(), TO);
    assert_eq!(arrived.sms.map(|sms| sms.text).as_deref(), Some("Hello"));
    let id = arrived.message_id.unwrap();
    let reported = format!("<AGGREGATORID>{id}</AGGREGATORID>");
    let told = [
        postback(TO, "N201", "Message Sent", ""),
        postback(TO, "N202", "Message Sent/Delivered", &reported),
    ];
    assert_eq!(gateway.postbacks(), told);
}

#[tokio::test]
async fn line_breaks_and_letters_beyond_the_gsm_alphabet_arrive() {
    let gateway = start().await;
    let said = "Grüße 👋 {€}\\nsecond line";
    let answer = gateway.order(&text(TO).with("TEXT", said)).await;
    gateway.until_final(answer.tracking()).await;
    let arrived = gateway.submissions().remove(0);
    assert_eq!(arrived.violations, []);
    let sms = arrived.sms.unwrap();
    assert_eq!(sms.text, "Grüße 👋 {€}\nsecond line");
    assert_eq!((sms.alphabet.as_str(), sms.parts), ("ucs2", 1));
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_told_in_the_order_of_the_contract() {
    let gateway = start().await;
    let check = async |order: Order, code: &str| {
        check_fault(&gateway.order(&order).await, code);
    };
    check(text(TO).without("TO").without("TEXT"), "E201").await;
    check(text("12025").without("TEXT"), "E110").await;
    check(text("12025550100,12025550101"), "E110").await;
    check(text(TO).without("TEXT").without("FROM"), "E712").await;
    check(text(TO).with("TEXT", " \\n ").with("FROM", "1"), "E712").await;
    check(
        text(TO).with("TEXT", &"a".repeat(1_531)).with("FROM", "1"),
        "E228",
    )
    .await;
    check(text(TO).without("FROM"), "E111").await;
    check(text(TO).with("FROM", "12345"), "E111").await;
    let long = "r".repeat(65);
    check(
        text(TO)
            .with("CLIENT_REFERENCE", &long)
            .with("FROM_MASK", "1"),
        "E133",
    )
    .await;
    check(text("12025550110").with("FROM_MASK", "123"), "E111").await;
    check(text("12025550110").with("OPERATORID", "abc"), "E114").await;
    check(text(TO).with("OPERATORID", "abc"), "E650").await;
    check(text(TO).with("OPERATORID", "999999"), "E651").await;
    check(text("12025550120"), "E618").await;
    check(text("12025550121"), "E619").await;
    check(text("12025550122"), "E628").await;
    check(text("12025550123"), "E713").await;
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

#[tokio::test]
async fn a_refusal_has_its_texts_and_names_the_receiver_last() {
    let gateway = start().await;
    let answer = gateway.order(&text(TO).without("TEXT")).await;
    let expected = format!(
        "<RESPONSE>\n    <STATUS>Failure</STATUS>\n    <ERRORCODE>E712</ERRORCODE>\n    \
         <ERRORINFO>The 'text' is required.</ERRORINFO>\n    <TO>{TO}</TO>\n</RESPONSE>"
    );
    assert_eq!(answer.body.trim_end(), expected);
    let answer = gateway.order(&text(TO).without("TO")).await;
    assert_eq!(answer.fault(), ("E201", "The receiver number is required"));
    let long = gateway
        .order(&text(TO).with("TEXT", &"я".repeat(671)))
        .await;
    assert_eq!(long.fault(), ("E228", "Text more than 670 characters."));
}

#[tokio::test]
async fn a_text_may_fill_ten_parts_or_as_many_as_the_account_may_send() {
    let gateway = start().await;
    for (longest, more) in [
        ("a".repeat(1_530), "a"),
        ("€".repeat(760), "€"),
        ("🙂".repeat(330), "🙂"),
    ] {
        let answer = gateway.order(&text(TO).with("TEXT", &longest)).await;
        gateway.until_final(answer.tracking()).await;
        let arrived = gateway.submissions().pop().unwrap();
        assert_eq!(arrived.violations, []);
        let sms = arrived.sms.unwrap();
        assert_eq!((sms.parts, &sms.text), (10, &longest));
        let longer = gateway
            .order(&text(TO).with("TEXT", &(longest + more)))
            .await;
        check_fault(&longer, "E228");
    }
    let set = |account: &mut domain::account::Account| account.policy.limits.sms_parts = Some(1);
    gateway.change_account(set).await;
    let answer = gateway
        .order(&text(TO).with("TEXT", &"a".repeat(161)))
        .await;
    assert_eq!(answer.fault(), ("E228", "Text more than 160 characters."));
}

#[tokio::test]
async fn a_sender_needs_an_sms_route_and_the_account_a_link_for_sms() {
    let gateway = Gateway::start().await;
    let answer = gateway.order(&text(TO)).await;
    assert_eq!(answer.fault(), ("E111", "Invalid shortcode"));

    let live = with(|setup| {
        setup.account.policy.test = false;
        setup.link.simulated = false;
    });
    let answer = live.await.order(&text("12035550123")).await;
    assert_eq!(answer.fault(), ("E619", "Carrier not provisioned."));
}

#[tokio::test]
async fn a_live_account_sends_by_its_own_link() {
    let gateway = with(Setup::live).await;
    gateway.order(&text("12035550123")).await;
    let life = gateway.until_final(FIRST).await;
    assert_eq!(life.message.state, State::SmsDelivered);
}

#[tokio::test]
async fn the_sender_of_the_receivers_country_replaces_the_given_one() {
    let british = |route| Sender {
        sms_route: route,
        ..Sender::new("447700900123", SenderKind::LongCode, "GB")
    };
    let mute = Sender::new("447700900100", SenderKind::LongCode, "GB");
    let gateway = with(|setup| setup.account.senders.extend([mute, british(true)])).await;
    let order = text("447911123456").with("FROM_MASK", "Acme");
    let answer = gateway.order(&order).await;
    gateway.until_final(answer.tracking()).await;
    let arrived = gateway.submissions().remove(0);
    assert_eq!(arrived.sender.as_deref(), Some("447700900123"));
    assert_eq!(arrived.sms.unwrap().mask.as_deref(), Some("Acme"));
    let french = gateway.order(&text("33612345678")).await;
    assert_eq!(french.fault(), ("E111", "Invalid Sender to France."));

    let none = with(|setup| setup.account.senders.push(british(false))).await;
    let answer = none.order(&text("447911123456")).await;
    assert_eq!(
        answer.fault(),
        ("E111", "Invalid Sender to United Kingdom.")
    );
}

#[tokio::test]
async fn the_legacy_dialect_names_texts_in_plain() {
    let gateway = start().await;
    let request = format!(
        "<REQUEST><ACTION>sendSMS</ACTION><API_KEY>{KEY}</API_KEY><USER/><TO>{TO}</TO>\
         <FROM>60856</FROM><TEXT>Hi</TEXT><CONTENT/></REQUEST>"
    );
    let answer = gateway.call(Call::post(request)).await;
    assert_eq!(answer.tracking(), "SMS_1");
    gateway.until_final("SMS_1").await;
}

#[tokio::test]
async fn a_text_that_expires_is_rejected_or_fails_is_told_with_the_carriers_words() {
    for (to, how, state) in [
        ("12025550102", "Expired", "EXPIRED"),
        ("12025550109", "Failed", "UNDELIV"),
        ("12025550117", "Rejected", "REJECTD"),
    ] {
        let (gateway, life) = sent(to).await;
        assert_eq!(life.message.state, State::SmsUndelivered);
        let id = gateway.submissions()[0].message_id.clone().unwrap();
        let end = format!(
            "<AGGREGATORID>{id}</AGGREGATORID><STATUSDETAILS>{state} err:001</STATUSDETAILS>"
        );
        let told = [
            postback(to, "N201", "Message Sent", ""),
            postback(to, "E202", &format!("Message Sent/{how}"), &end),
        ];
        assert_eq!(gateway.postbacks(), told);
    }
}

#[tokio::test]
async fn a_text_that_the_carrier_refuses_has_failed() {
    let to = "12025550103";
    let (gateway, life) = sent(to).await;
    assert_eq!(life.message.state, State::Failed);
    let why = "<STATUSDETAILS>11 Invalid destination address</STATUSDETAILS>";
    assert_eq!(
        gateway.postbacks(),
        [postback(to, "E201", "Message Failed", why)]
    );
}

#[tokio::test]
async fn reports_may_be_early_late_reversed_or_repeated() {
    for (to, reports) in [
        ("12025550101", 1),
        ("12025550104", 2),
        ("12025550106", 1),
        ("12025550107", 3),
    ] {
        let (gateway, _) = sent(to).await;
        let life = gateway
            .until(FIRST, |life| life.reports.len() == reports)
            .await;
        assert_eq!(life.message.state, State::SmsDelivered, "{to}");
        assert_eq!(gateway.codes(), ["N201", "N202"], "{to}");
        assert_eq!(gateway.submissions().len(), 1);
    }
}

#[tokio::test]
async fn a_busy_carrier_gets_the_text_again_under_the_same_name() {
    let gateway = start().await;
    gateway.order(&text("12025550111")).await;
    for busy in 1..=3 {
        gateway.until_refused(FIRST, busy).await;
        gateway.pass(20);
    }
    let life = gateway.until_final(FIRST).await;
    let busy = Ending::NotNow;
    assert_eq!(endings(&life), [busy, busy, busy, Ending::Accepted]);
    let all = gateway.submissions();
    assert!(all.iter().all(|one| one.transaction == all[0].transaction));
    assert_eq!(gateway.codes(), ["N201", "N202"]);
}

#[tokio::test]
async fn a_lost_answer_is_told_as_unconfirmed_and_the_text_never_sent_again() {
    let to = "12025550112";
    let gateway = with(|setup| setup.account.postbacks.extended = Some(true)).await;
    gateway.order(&text(to)).await;
    gateway.until_state(FIRST, State::SmsAmbiguous).await;
    gateway.pass(10);
    gateway.until_tried(FIRST, 1, 1).await;
    gateway.pass(60);
    let life = gateway.until_state(FIRST, State::NoReport).await;
    assert_eq!(endings(&life), [Ending::Unknown]);
    assert_eq!(gateway.codes(), ["N201", "N104"]);
    let told = gateway.postbacks();
    let details = "<STATUSDETAILS>Submission not confirmed by carrier</STATUSDETAILS>";
    assert!(told[0].contains(details), "{}", told[0]);
    assert!(told[1].contains("<ORIGIN>SMS_MT</ORIGIN>"), "{}", told[1]);
    assert!(!told[1].contains("MMSID"), "{}", told[1]);
    assert_eq!(gateway.submissions().len(), 1);
}

#[tokio::test]
async fn a_carrier_that_stays_silent_ends_in_silence() {
    let gateway = start().await;
    gateway.order(&text("12025550105")).await;
    gateway.until_state(FIRST, State::SmsSubmitted).await;
    gateway.pass(60);
    gateway.until_state(FIRST, State::NoReport).await;
    assert_eq!(gateway.codes(), ["N201"]);
}

#[tokio::test]
async fn a_text_that_cannot_leave_in_time_expires_here() {
    let gateway = start().await;
    gateway.carrier.set_down(true).await;
    gateway.order(&text(TO)).await;
    gateway.until_refused(FIRST, 1).await;
    gateway.pass(72 * 3_600);
    let life = gateway.until_final(FIRST).await;
    assert_eq!(life.message.state, State::Expired);
    assert_eq!(gateway.codes(), ["E201"]);
    let told = gateway.postbacks();
    let why = "<STATUSDETAILS>Message expired before submission</STATUSDETAILS>";
    assert!(told[0].contains(why), "{}", told[0]);
}

#[tokio::test]
async fn a_crash_between_intent_and_answer_doubles_no_text() {
    let mut gateway = start().await;
    gateway.order(&text("12025550114")).await;
    gateway.until_submitted(1).await;
    gateway.crash().await;
    gateway.resume().await;
    gateway.until_state(FIRST, State::SmsAmbiguous).await;
    gateway.pass(10);
    gateway.until_tried(FIRST, 1, 1).await;
    assert_eq!(gateway.codes(), ["N201"]);
    assert_eq!(gateway.submissions().len(), 1);
}

#[tokio::test]
async fn a_dry_run_of_a_text_stores_nothing() {
    let gateway = start().await;
    let dry = Call::post(text(TO).xml()).header("Dry-Run", "true");
    let answer = gateway.call(dry).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    assert_eq!(answer.field("TRACKINGID"), "");
    assert_eq!(gateway.store().states().await.unwrap(), []);
    let dry = Call::post(text(TO).without("TEXT").xml()).header("Dry-Run", "true");
    check_fault(&gateway.call(dry).await, "E712");
}

#[tokio::test]
async fn the_same_text_under_the_same_key_goes_out_once() {
    let gateway = start().await;
    let call = || Call::post(text(TO).xml()).header("Idempotency-Key", "k-1");
    let first = gateway.call(call()).await;
    let second = gateway.call(call()).await;
    assert_eq!(first.body, second.body);
    gateway.until_final(first.tracking()).await;
    assert_eq!(gateway.submissions().len(), 1);
}
