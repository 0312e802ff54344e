//! Messages that the operator takes back: out of the queue, or from the carrier.

use crate::call::{Answer, Call};
use crate::gateway::{Gateway, LINK, Setup};
use crate::line::{Line, Wall};
use crate::order::Order;
use admin::http::{Rights, Token};
use domain::state::State;
use mmsc::{Answer as Said, Behaviour, Mmsc, What};
use std::time::Duration;
use storage::life::Life;

const TOKEN: &str = "gw_admin_0123456789abcdef0123456789";

/// Delivered at once.
const TO: &str = "12025550100";

/// Taken, and nothing is heard of it.
const SILENT: &str = "12025550105";

async fn gateway() -> Gateway {
    with(|_| ()).await
}

/// With a carrier that takes messages back.
async fn with(change: impl FnOnce(&mut Setup)) -> Gateway {
    Gateway::with(|setup| {
        setup.config.admin.tokens = vec![Token::new("test", Rights::Full, TOKEN).unwrap()];
        setup.account.senders[0].sms_route = true;
        setup.link_key("cancel", true);
        change(setup);
    })
    .await
}

/// What the operator is told about the message.
async fn cancel(gateway: &Gateway, message: &str) -> Answer {
    let path = format!("/admin/v1/messages/{message}/cancel");
    let call = Call::to("POST", &path).header("Authorization", &format!("Bearer {TOKEN}"));
    call.send(gateway.admin_addr().expect("an admin API")).await
}

#[track_caller]
fn check(answer: &Answer, status: u16, words: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.body);
    for words in words {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
}

fn notes(life: &Life) -> Vec<&str> {
    life.moves.iter().map(|it| it.note.as_str()).collect()
}

/// Sends to a number whose carrier says nothing more once it has taken the message.
async fn taken(gateway: &Gateway) {
    gateway.send_to(SILENT).await;
    gateway.until_state("MMS_1", State::Submitted).await;
}

#[tokio::test]
async fn a_message_that_waits_ends_and_reaches_no_carrier() {
    let gateway = gateway().await;
    gateway
        .carrier
        .behave(TO, Behaviour::answering(Said::Refuse(4006)));
    gateway.send_to(TO).await;
    gateway.until_refused("MMS_1", 1).await;
    gateway.carrier.behave(TO, Behaviour::delivered());
    let told = [
        r#""outcome":"ended""#,
        r#""state":"failed""#,
        r#""link":null"#,
    ];
    check(&cancel(&gateway, "MMS_1").await, 200, &told);
    gateway.until_final("MMS_1").await;
    gateway.pass(3_600);
    gateway.until_idle().await;
    assert_eq!(gateway.codes(), ["E101"]);
    let words = "<STATUSDETAILS>Message cancelled</STATUSDETAILS>";
    assert!(gateway.postbacks()[0].contains(words));
    assert_eq!(gateway.submissions().len(), 1, "the attempt before");
    let over = ["the message is failed already"];
    check(&cancel(&gateway, "1").await, 409, &over);
}

#[tokio::test]
async fn a_text_that_waits_ends_too() {
    let gateway = gateway().await;
    gateway
        .carrier
        .behave(TO, Behaviour::answering(Said::Refuse(88)));
    let text = gateway.order(&Order::sms(TO)).await;
    gateway.until_refused(text.tracking(), 1).await;
    check(&cancel(&gateway, text.tracking()).await, 200, &["ended"]);
    gateway.until_final(text.tracking()).await;
    assert_eq!(gateway.codes(), ["E201"]);
}

#[tokio::test]
async fn a_message_that_the_carrier_has_is_asked_back_and_its_report_ends_it() {
    let gateway = gateway().await;
    taken(&gateway).await;
    let told = [
        r#""outcome":"taken_back""#,
        r#""link":"sim""#,
        r#""code":"1000""#,
    ];
    check(&cancel(&gateway, "MMS_1").await, 200, &told);
    let life = gateway.until_final("MMS_1").await;
    assert_eq!(gateway.codes(), ["N101", "E102"]);
    let id = life.attempts[0].carrier_message_id.as_deref().unwrap();
    let asked = format!("the operator asks {LINK} to take {id} back");
    assert!(notes(&life).contains(&asked.as_str()), "{life:#?}");
    let answer = "the carrier took it back: 1000 Success";
    assert!(notes(&life).contains(&answer), "{life:#?}");
    let over = ["already; nothing can take it back"];
    check(&cancel(&gateway, "MMS_1").await, 409, &over);
}

#[tokio::test]
async fn a_carrier_that_is_asked_too_late_says_so_and_the_message_goes_on() {
    let gateway = gateway().await;
    gateway.carrier.set_callback("http://127.0.0.1:1/");
    gateway.send_to(TO).await;
    gateway.until_state("MMS_1", State::Submitted).await;
    let reported = |log: &[mmsc::Submission]| !log[0].reports.is_empty();
    let log = gateway.carrier.log();
    log.wait_for(reported, Duration::from_secs(20))
        .await
        .unwrap();
    let told = [r#""outcome":"refused""#, r#""code":"3001""#, "submitted"];
    check(&cancel(&gateway, "MMS_1").await, 200, &told);
    let life = gateway.life("MMS_1").await;
    assert_eq!(life.message.state, State::Submitted);
    let answer = "the carrier did not take it back: 3001 Not possible";
    assert!(notes(&life).contains(&answer), "{life:#?}");
}

#[tokio::test]
async fn an_answer_that_is_lost_is_said_to_be_lost_and_a_report_still_counts() {
    let carrier = Mmsc::start(mmsc::Settings::default()).await.unwrap();
    let wall = Wall::start(carrier.addr(), Line::Up).await;
    let gateway = with(|setup| {
        setup.link_key("timeout", "300ms");
        setup.carrier_url = Some(format!("http://{}/mm7", wall.addr()));
    })
    .await;
    taken(&gateway).await;
    wall.set(Line::HalfOpen);
    let before = wall.connections();
    check(
        &cancel(&gateway, "MMS_1").await,
        200,
        &["unknown", "submitted"],
    );
    assert_eq!(wall.connections() - before, 1, "asked once");
    let life = gateway.life("MMS_1").await;
    let doubt = "the carrier may have taken it back, its answer was lost";
    let is_said = notes(&life).iter().any(|note| note.starts_with(doubt));
    assert!(is_said, "{life:#?}");
    wall.set(Line::Closed);
    check(&cancel(&gateway, "MMS_1").await, 200, &[r#""code":null"#]);
    gateway.pass(60);
    gateway.until_state("MMS_1", State::NoReport).await;
    let asked = wall.connections();
    carrier.set_callback(gateway.callback());
    carrier.tell(1, What::Delivery("Retrieved".into())).await;
    gateway.until_state("MMS_1", State::Delivered).await;
    assert_eq!(wall.connections(), asked, "nothing asks by itself");
    assert_eq!(gateway.codes(), ["N101", "N102"]);
}

#[tokio::test]
async fn a_carrier_that_cannot_be_reached_has_not_been_asked() {
    let gateway = gateway().await;
    taken(&gateway).await;
    gateway.carrier.set_down(true).await;
    check(&cancel(&gateway, "MMS_1").await, 200, &["not_sent"]);
    gateway.carrier.set_down(false).await;
    check(&cancel(&gateway, "MMS_1").await, 200, &["taken_back"]);
}

#[tokio::test]
async fn what_cannot_be_asked_back_is_refused_with_the_reason() {
    let gateway = gateway().await;
    check(&cancel(&gateway, "MMS_7").await, 404, &["MMS_7"]);
    let slow = Behaviour::answering(Said::Lost).slow(Duration::from_secs(100));
    gateway.carrier.behave(TO, slow);
    gateway.send_to(TO).await;
    gateway.until_submitted(1).await;
    let under_way = ["is being handed over now"];
    check(&cancel(&gateway, "MMS_1").await, 409, &under_way);
    gateway.until_state("MMS_1", State::Ambiguous).await;
    check(
        &cancel(&gateway, "MMS_1").await,
        409,
        &["answer to the message was lost"],
    );
    let text = gateway.order(&Order::sms(SILENT)).await;
    let text = text.tracking();
    gateway.until_state(text, State::SmsSubmitted).await;
    check(
        &cancel(&gateway, text).await,
        409,
        &["takes no message back"],
    );
}

#[tokio::test]
async fn a_carrier_that_does_not_understand_it_is_not_asked() {
    let gateway = with(|setup| setup.link_key("cancel", false)).await;
    taken(&gateway).await;
    let remedy = [
        "the link \\\"sim\\\" takes no message back",
        "cancel = true",
    ];
    check(&cancel(&gateway, "MMS_1").await, 409, &remedy);
    let life = gateway.life("MMS_1").await;
    assert!(
        notes(&life).iter().all(|it| !it.contains("back")),
        "{life:#?}"
    );
}
