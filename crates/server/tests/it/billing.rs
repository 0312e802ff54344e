//! Prepaid accounts: what is reserved, taken and given back, and who is refused.

use crate::call::{Answer, Call, element};
use crate::gateway::{Gateway, Setup};
use crate::order::Order;
use domain::account::Billing;
use domain::state::State;
use storage::credit::Credit;
use tokio::task::JoinSet;

const TO: &str = "12025550100";

/// What a message of slides costs, and a part of a text.
const MMS: u64 = 50_000;
const SMS_PART: u64 = 10_000;

const UNPAID: (&str, &str) = ("E713", "There is billing problem on your account");

fn prepaid(setup: &mut Setup) {
    setup.account.policy.billing = Billing::Prepaid;
    setup.config.billing.mms_price = MMS;
    setup.config.billing.sms_part_price = SMS_PART;
    setup.account.senders[0].sms_route = true;
}

/// With credits for so many messages of slides.
async fn stage(messages: u64) -> Gateway {
    let gateway = Gateway::with(prepaid).await;
    add(&gateway, messages * MMS).await;
    gateway
}

async fn add(gateway: &Gateway, micros: u64) {
    let micros = i64::try_from(micros).unwrap();
    let added = gateway.store().add_credit(gateway.account, micros).await;
    added.unwrap();
}

/// What the account has, in messages of slides: the balance and what is reserved of it.
async fn credit(gateway: &Gateway) -> (f64, f64) {
    let credit = gateway.store().credit(gateway.account).await.unwrap();
    let Credit {
        balance_micros,
        reserved_micros,
    } = credit;
    let in_messages = |micros: i64| micros as f64 / MMS as f64;
    (in_messages(balance_micros), in_messages(reserved_micros))
}

#[tokio::test]
async fn an_account_on_hold_sends_nothing_and_saves_nevertheless() {
    let hold = |setup: &mut Setup| setup.account.policy.billing = Billing::Hold;
    let gateway = Gateway::with(hold).await;
    let saved = gateway.order(&Order::save()).await;
    let id = saved.field("MMSID");
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), UNPAID);
    let saved = gateway.order(&Order::send_saved(id, TO)).await;
    assert_eq!(saved.fault(), UNPAID);
}

#[tokio::test]
async fn a_message_is_paid_when_it_was_sent() {
    let gateway = stage(2).await;
    gateway.carrier.set_down(true).await;
    let tracking = gateway.send_to(TO).await;
    gateway.until_refused(&tracking, 1).await;
    assert_eq!(credit(&gateway).await, (2.0, 1.0));
    gateway.carrier.set_down(false).await;
    gateway.pass(60);
    gateway.until_final(&tracking).await;
    assert_eq!(credit(&gateway).await, (1.0, 0.0));
    // Sent and not delivered is sent.
    let tracking = gateway.send_to("12025550102").await;
    gateway.until_final(&tracking).await;
    assert_eq!(credit(&gateway).await, (0.0, 0.0));
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), UNPAID);
}

#[tokio::test]
async fn what_is_never_sent_is_given_back() {
    let mut gateway = stage(1).await;
    // Refused by the carrier: E101.
    let tracking = gateway.send_to("12025550103").await;
    let life = gateway.until_final(&tracking).await;
    assert_eq!(life.message.state, State::Failed);
    assert_eq!(credit(&gateway).await, (1.0, 0.0));
    // Expired in our queue.
    gateway.carrier.set_down(true).await;
    let tracking = gateway.send_to(TO).await;
    gateway.until_refused(&tracking, 1).await;
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), UNPAID);
    gateway.stop().await;
    gateway.resume().await;
    assert_eq!(credit(&gateway).await, (1.0, 1.0));
    gateway.pass(72 * 3_600);
    let life = gateway.until_final(&tracking).await;
    assert_eq!(life.message.state, State::Expired);
    assert_eq!(credit(&gateway).await, (1.0, 0.0));
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_paid_once_when_its_sending_is_told() {
    let gateway = stage(1).await;
    let tracking = gateway.send_to("12025550112").await;
    let life = gateway.until_state(&tracking, State::Ambiguous).await;
    assert!(!life.message.told_sent);
    assert_eq!(credit(&gateway).await, (1.0, 1.0));
    gateway.pass(10);
    gateway
        .until(&tracking, |life| life.message.told_sent)
        .await;
    assert_eq!(credit(&gateway).await, (0.0, 0.0));
}

#[tokio::test]
async fn fifty_sends_at_once_never_overdraw() {
    const CLIENTS: usize = 50;
    let gateway = stage(7).await;
    gateway.carrier.set_down(true).await;
    let mut calls = JoinSet::new();
    for _ in 0..CLIENTS {
        calls.spawn(Call::post(Order::send(TO).xml()).send(gateway.addr()));
    }
    let answers: Vec<Answer> = calls.join_all().await;
    let sent = answers.iter().filter(|it| it.field("STATUS") == "Success");
    assert_eq!(sent.count(), 7);
    let refused = answers.iter().filter(|it| it.fault() == UNPAID);
    assert_eq!(refused.count(), CLIENTS - 7);
    assert_eq!(credit(&gateway).await, (7.0, 7.0));
}

#[tokio::test]
async fn of_a_list_those_are_sent_to_whom_the_credits_suffice() {
    let gateway = Gateway::with(|setup| {
        prepaid(setup);
        setup.account.policy.multi_recipient = Some(true);
    })
    .await;
    add(&gateway, 2 * MMS).await;
    let list = "12025550100,12025550101,12025550199";
    let answer = gateway.order(&Order::send(list)).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    let blocks: Vec<&str> = answer.body.split("<SENDING>").skip(1).collect();
    let codes: Vec<&str> = blocks.iter().map(|it| element(it, "ERRORCODE")).collect();
    assert_eq!(codes, ["", "", "E713"], "{}", answer.body);
    // Then for nobody: each has its block, and the call was in order.
    let answer = gateway.order(&Order::send(list)).await;
    let blocks = answer.body.matches("E713").count();
    assert_eq!((answer.field("STATUS"), blocks), ("Success", 3));
}

#[tokio::test]
async fn a_text_costs_its_parts_and_an_account_may_have_prices_of_its_own() {
    let gateway = stage(1).await;
    let two_parts = Order::sms(TO).with("TEXT", &"x".repeat(161));
    let answer = gateway.order(&two_parts).await;
    gateway.until_final(answer.tracking()).await;
    let left = (MMS - 2 * SMS_PART) as f64 / MMS as f64;
    assert_eq!(credit(&gateway).await, (left, 0.0));
    gateway
        .change_account(|account| account.policy.prices.sms_part_micros = Some(MMS))
        .await;
    assert_eq!(gateway.order(&two_parts).await.fault(), UNPAID);
    gateway
        .change_account(|account| account.policy.prices.sms_part_micros = Some(0))
        .await;
    gateway.order(&two_parts).await.tracking();
}

#[tokio::test]
async fn a_dry_run_and_a_refused_call_cost_nothing() {
    let gateway = stage(1).await;
    let order = Order::send(TO).xml();
    let tried = Call::post(order.clone()).header("Dry-Run", "true");
    let answer = gateway.call(tried).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    let no_file = Order::send(TO).slides(&[crate::order::file("IMAGE", "http://127.0.0.1:9/x")]);
    assert_eq!(gateway.order(&no_file).await.fault().0, "E351");
    assert_eq!(credit(&gateway).await, (1.0, 0.0));
}

#[tokio::test]
async fn what_is_reserved_stays_so_across_a_crash() {
    let mut gateway = stage(1).await;
    gateway.carrier.set_down(true).await;
    let tracking = gateway.send_to(TO).await;
    gateway.until_refused(&tracking, 1).await;
    gateway.crash().await;
    gateway.carrier.set_down(false).await;
    gateway.resume().await;
    assert_eq!(credit(&gateway).await, (1.0, 1.0));
    gateway.pass(60);
    gateway.until_final(&tracking).await;
    assert_eq!(credit(&gateway).await, (0.0, 0.0));
}
