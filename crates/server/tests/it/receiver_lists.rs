//! Several receivers in one call: who gets a message, and whom a fault concerns.

use crate::call::Answer;
use crate::gateway::Gateway;
use crate::order::{Order, file};
use crate::pictures::jpeg;
use domain::account::{Sender, SenderKind};
use storage::Store;
use storage::life::Life;
use testkit::Resource;

/// Three receivers of whom the second is refused.
const THREE: &str = "12025550100, 12025550110,12025550101";

async fn with_lists() -> Gateway {
    Gateway::with(|setup| setup.account.policy.multi_recipient = Some(true)).await
}

/// Saves a template and returns its number.
async fn saved(gateway: &Gateway) -> String {
    let answer = gateway.order(&Order::save()).await;
    answer.field("MMSID").to_owned()
}

/// Receivers of all messages in the store.
async fn receivers(store: &dyn Store) -> Vec<String> {
    let mut found = Vec::new();
    for number in 1.. {
        let message = store.message(domain::id::MessageId(number)).await.unwrap();
        match message {
            Some(message) => found.push(message.to.digits().to_owned()),
            None => break,
        }
    }
    found
}

#[track_caller]
fn check_fault(answer: &Answer, code: &str, to: &str) {
    assert_eq!(answer.field("STATUS"), "Failure", "{}", answer.body);
    assert_eq!(answer.field("ERRORCODE"), code, "{}", answer.body);
    assert_eq!(answer.field("TO"), to);
}

#[tokio::test]
async fn each_receiver_that_is_fine_gets_a_message_and_each_other_one_a_fault() {
    let gateway = with_lists().await;
    let answer = gateway.order(&Order::send(THREE)).await;
    let expected = "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <MMSID>10000</MMSID>\n    \
         <SENDING>\n        <TRACKINGID>MMS_1</TRACKINGID>\n        <TO>12025550100</TO>\n    \
         </SENDING>\n    <SENDING>\n        <ERRORCODE>E114</ERRORCODE>\n        \
         <TO>12025550110</TO>\n        <ERRORINFO>Phone number is blacklisted. API call rejected.\
         </ERRORINFO>\n    </SENDING>\n    <SENDING>\n        <TRACKINGID>MMS_2</TRACKINGID>\n        \
         <TO>12025550101</TO>\n    </SENDING>\n</RESPONSE>";
    assert_eq!(answer.body.trim_end(), expected);
    assert_eq!(
        receivers(&**gateway.store()).await,
        ["12025550100", "12025550101"]
    );
    let first = gateway.until_final("MMS_1").await;
    let second = gateway.until_final("MMS_2").await;
    let shown = |life: &Life| life.message.mms().map(|mms| mms.mms_id);
    assert_eq!(shown(&first), shown(&second));
    assert_eq!(gateway.submissions().len(), 2);
    assert_eq!(gateway.codes().len(), 4);
}

#[tokio::test]
async fn a_template_goes_to_a_list_too() {
    let gateway = with_lists().await;
    let id = saved(&gateway).await;
    let answer = gateway.order(&Order::send_saved(&id, THREE)).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    for tracking in ["TU1TXzE=", "TU1TXzI="] {
        gateway.until_final(tracking).await;
    }
}

#[tokio::test]
async fn a_number_that_comes_twice_gets_one_message() {
    let gateway = with_lists().await;
    let order = Order::send("12025550100,+12025550100, ,12025550101,");
    gateway.order(&order).await;
    assert_eq!(
        receivers(&**gateway.store()).await,
        ["12025550100", "12025550101"]
    );
}

#[tokio::test]
async fn a_list_of_one_is_that_number() {
    let gateway = with_lists().await;
    let answer = gateway.order(&Order::send(" ,12025550100,, ")).await;
    assert_eq!(answer.tracking(), "MMS_1");
    assert_eq!(answer.field("TO"), "12025550100");
    check_fault(
        &gateway.order(&Order::send("12025550110,")).await,
        "E114",
        "12025550110,",
    );
    check_fault(&gateway.order(&Order::send(",")).await, "E110", ",");
}

#[tokio::test]
async fn the_files_are_fetched_once_whoever_gets_them() {
    let gateway = with_lists().await;
    let photo = Resource::of("image/jpeg", jpeg(64, 48));
    let photo = gateway.media.put("/photo.jpg", photo);
    let order = Order::send(THREE).slides(&[file("IMAGE", &photo)]);
    gateway.order(&order).await;
    assert_eq!(gateway.media.asked("/photo.jpg"), 1);
    gateway.until_submitted(2).await;
}

#[tokio::test]
async fn a_list_of_nothing_but_faults_is_a_success_without_messages() {
    let gateway = with_lists().await;
    let answer = gateway
        .order(&Order::send("12025550110,1,12025550120"))
        .await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

#[tokio::test]
async fn what_is_wrong_with_the_request_fails_the_whole_call() {
    let gateway = with_lists().await;
    let send = async |order: Order| gateway.order(&order).await;
    let list = "12025550100,12025550101";
    check_fault(
        &send(Order::send(list).with("FROM", "1")).await,
        "E111",
        list,
    );
    check_fault(&send(Order::send(list).without("NAME")).await, "E311", list);
    check_fault(&send(Order::send(list).slides(&[])).await, "E312", list);
    let away = file("IMAGE", &gateway.media.url("/nowhere.jpg"));
    check_fault(&send(Order::send(list).slides(&[away])).await, "E351", list);
    check_fault(&send(Order::send_saved("99999", list)).await, "E241", list);
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

#[tokio::test]
async fn more_than_a_hundred_numbers_are_too_many() {
    let gateway = with_lists().await;
    let list = |count: usize| {
        let numbers = (0..count).map(|number| format!("1202556{number:04}"));
        numbers.collect::<Vec<_>>().join(",")
    };
    let answer = gateway.order(&Order::send(&list(101))).await;
    let text = "The 'to' field can contain up to 100 numbers.";
    assert_eq!(answer.fault(), ("E623", text));
    let answer = gateway.order(&Order::send(&list(100))).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    assert_eq!(receivers(&**gateway.store()).await.len(), 100);
}

#[tokio::test]
async fn where_lists_are_not_allowed_a_comma_is_no_number() {
    let gateway = Gateway::start().await;
    check_fault(&gateway.order(&Order::send(THREE)).await, "E110", THREE);
    let id = saved(&gateway).await;
    check_fault(
        &gateway.order(&Order::send_saved(&id, THREE)).await,
        "E110",
        THREE,
    );
}

#[tokio::test]
async fn each_receiver_of_a_template_has_the_sender_of_his_country() {
    let british = Sender::new("447700900123", SenderKind::LongCode, "GB");
    let gateway = Gateway::with(|setup| {
        setup.account.policy.multi_recipient = Some(true);
        setup.account.senders.push(british);
    });
    let gateway = gateway.await;
    let id = saved(&gateway).await;
    let list = "12025550100,447911123456,33612345678";
    gateway.order(&Order::send_saved(&id, list)).await;
    let first = gateway.until_final("TU1TXzE=").await;
    let second = gateway.until_final("TU1TXzI=").await;
    assert_eq!(first.message.from, "60856");
    assert_eq!(second.message.from, "447700900123");
    assert_eq!(receivers(&**gateway.store()).await.len(), 2);
}

#[tokio::test]
async fn what_is_wrong_with_the_request_fails_the_list_as_a_whole() {
    let gateway = with_lists().await;
    let id = saved(&gateway).await;
    let check = async |change: &dyn Fn(Order) -> Order, code: &str| {
        for order in [Order::send(THREE), Order::send_saved(&id, THREE)] {
            let answer = gateway.order(&change(order)).await;
            check_fault(&answer, code, THREE);
            assert!(!answer.body.contains("SENDING"), "{}", answer.body);
        }
    };
    check(&|order| order.with("OPERATORID", "x"), "E650").await;
    check(&|order| order.with("OPERATORID", "999999"), "E651").await;
    gateway
        .change_account(|account| account.policy.enforce_campaign_check = true)
        .await;
    check(&|order| order, "E718").await;
    check(&|order| order.with("CAMPAIGNREF", "Autumn"), "E721").await;
    gateway
        .change_account(|account| {
            account.policy.enforce_campaign_check = false;
            account.policy.require_operator = true;
        })
        .await;
    check(&|order| order, "E650").await;
    assert!(receivers(&**gateway.store()).await.is_empty());
}
