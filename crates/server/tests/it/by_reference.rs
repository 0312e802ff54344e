//! Sends to the subscribers who carry a reference of the customer's.

use crate::call::Call;
use crate::gateway::{Gateway, Setup, until};
use crate::order::{Order, text};
use crate::people::{campaign, named, person, put};
use domain::campaign::{Campaign, Membership, Subscriber};
use domain::id::MessageId;
use domain::message::Body;

const ANA: &str = "12025550100";
const BO: &str = "12025550199";

/// A gateway with the campaign `Spring26`, in which Ana and Bo are known as `ACCT-1`.
async fn stage() -> (Gateway, Campaign) {
    let gateway = Gateway::with(|setup: &mut Setup| {
        setup.account.senders[0].sms_route = true;
    })
    .await;
    let spring = campaign(&gateway, "Spring26").await;
    for (mobile, name) in [(ANA, "Ana"), (BO, "Bo")] {
        put(&gateway, known(named(&spring, mobile, name))).await;
    }
    (gateway, spring)
}

fn known(person: Subscriber) -> Subscriber {
    Subscriber {
        reference: Some("ACCT-1".into()),
        ..person
    }
}

fn to(reference: &str) -> Order {
    let order = Order::of("sendMessageBySubscriberRef").with("SUBSCRIBERREF", reference);
    order.with("CAMPAIGNREF", "Spring26")
}

async fn greeting(gateway: &Gateway) -> String {
    let order = Order::save().slides(&[text("Dear {$firstname|guest} of {$city|nowhere}!")]);
    gateway.order(&order).await.field("MMSID").to_owned()
}

async fn body_of(gateway: &Gateway, number: i64) -> Body {
    let message = gateway.store().message(MessageId(number)).await.unwrap();
    message.expect("a message").body
}

#[tokio::test]
async fn each_of_them_gets_a_message_and_has_a_block_in_the_answer() {
    let (gateway, spring) = stage().await;
    put(&gateway, known(person(&spring, "12025550110"))).await;
    let left = Subscriber {
        membership: Membership::Unsubscribed,
        ..known(person(&spring, "12025550101"))
    };
    put(&gateway, left).await;
    let template = greeting(&gateway).await;
    let order = to("ACCT-1")
        .with("MMSID", &template)
        .with("DATA", "<CITY>Rome</CITY>");
    let answer = gateway.order(&order).await;
    let block = |tracking: &str, to: &str| {
        format!(
            "    <SUBSCRIBER>\n        <STATUS>Success</STATUS>\n        \
             <TRACKINGID>{tracking}</TRACKINGID>\n        <TO>{to}</TO>\n        \
             <FROM>60856</FROM>\n        \
             <STATUSDETAILS>MMS request accepted and queued for delivery</STATUSDETAILS>\n    \
             </SUBSCRIBER>\n"
        )
    };
    let expected = format!(
        "<RESPONSE>\n    <SUBSCRIBERREF>ACCT-1</SUBSCRIBERREF>\n    \
         <CAMPAIGNREF>Spring26</CAMPAIGNREF>\n{}{}    <SUBSCRIBER>\n        \
         <STATUS>Failure</STATUS>\n        <ERRORCODE>E114</ERRORCODE>\n        \
         <TO>12025550110</TO>\n        \
         <ERRORINFO>Phone number is blacklisted. API call rejected.</ERRORINFO>\n    \
         </SUBSCRIBER>\n</RESPONSE>",
        block("TU1TXzE=", ANA),
        block("TU1TXzI=", BO)
    );
    assert_eq!(answer.body.trim_end(), expected);
    for (number, expected) in [(1, "Dear Ana of Rome!"), (2, "Dear Bo of Rome!")] {
        let Body::Mms(mms) = body_of(&gateway, number).await else {
            panic!("no slides");
        };
        assert_eq!(mms.texts[&0], expected);
    }
    gateway.until_final("TU1TXzE=").await;
    gateway.until_final("TU1TXzI=").await;
    assert_eq!(gateway.submissions().len(), 2);
}

#[tokio::test]
async fn a_text_goes_as_sms() {
    let (gateway, _) = stage().await;
    let answer = gateway.order(&to("ACCT-1").with("TEXT", "Hello")).await;
    let details = "SMS request accepted and queued for delivery";
    assert_eq!(answer.body.matches(details).count(), 2, "{}", answer.body);
    for number in [1, 2] {
        assert_eq!(
            body_of(&gateway, number).await,
            Body::Sms("Hello".to_owned())
        );
    }
    until("all is told", async || {
        (gateway.codes().len() == 4).then_some(())
    })
    .await;
    let mut codes = gateway.codes();
    codes.sort();
    assert_eq!(codes, ["N201", "N201", "N202", "N202"]);
}

#[tokio::test]
async fn nobody_with_the_reference_is_a_fault_that_repeats_both_references() {
    let (gateway, _) = stage().await;
    let template = greeting(&gateway).await;
    let answer = gateway.order(&to("ACCT-2").with("MMSID", &template)).await;
    let expected = "<RESPONSE>\n    <STATUS>Failure</STATUS>\n    \
                    <ERRORCODE>E715</ERRORCODE>\n    <SUBSCRIBERREF>ACCT-2</SUBSCRIBERREF>\n    \
                    <CAMPAIGNREF>Spring26</CAMPAIGNREF>\n    \
                    <ERRORINFO>Number is not subscribed in this campaign</ERRORINFO>\n</RESPONSE>";
    assert_eq!(answer.body.trim_end(), expected);
}

#[tokio::test]
async fn faults_come_in_the_order_of_the_contract() {
    let (gateway, _) = stage().await;
    let template = greeting(&gateway).await;
    let bare = Order::of("sendMessageBySubscriberRef");
    assert_eq!(gateway.order(&bare).await.fault().0, "E100");
    let order = bare.with("SUBSCRIBERREF", "ACCT-1");
    let (upper, lower) = ("The 'campaignref' is required", "campaign-ref is required");
    gateway.refuses(&order, "E718", upper, lower).await;
    let order = order.with("CAMPAIGNREF", "Autumn");
    let (upper, lower) = ("Invalid campaignref", "Invalid campaign-ref");
    gateway.refuses(&order, "E721", upper, lower).await;
    let order = order.with("CAMPAIGNREF", "Spring26");
    let (upper, lower) = ("The 'mmsid' is required.", "mms-id is required.");
    gateway.refuses(&order, "E620", upper, lower).await;
    let with = |name, value: &str| order.clone().with(name, value);
    let both = with("MMSID", &template).with("TEXT", "Hello");
    assert_eq!(gateway.order(&both).await.fault().0, "E100");
    for (name, value, code) in [
        ("MMSID", "a", "E625"),
        ("MMSID", "77", "E241"),
        ("TEXT", "x".repeat(2_000).as_str(), "E228"),
    ] {
        assert_eq!(gateway.order(&with(name, value)).await.fault().0, code);
    }
    let dated = with("MMSID", &template).with("MMSLINK_EXPIRATION_DATE", "yesterday");
    assert_eq!(gateway.order(&dated).await.fault().0, "E617");
    let own = with("MMSID", &template).with("CLIENT_REFERENCE", &"x".repeat(65));
    assert_eq!(gateway.order(&own).await.fault().0, "E133");
}

#[tokio::test]
async fn what_is_wrong_with_one_persons_data_fails_that_person_alone() {
    let (gateway, spring) = stage().await;
    put(&gateway, known(named(&spring, ANA, &"x".repeat(1_000)))).await;
    let order = Order::save().slides(&[text(&"{$firstname}".repeat(6))]);
    let saved = gateway.order(&order).await;
    let order = to("ACCT-1").with("MMSID", saved.field("MMSID"));
    let answer = gateway.order(&order).await;
    let statuses: Vec<&str> = answer
        .fields()
        .iter()
        .filter(|(name, _)| *name == "STATUS" || *name == "ERRORCODE")
        .map(|(_, value)| *value)
        .collect();
    assert_eq!(statuses, ["Failure", "E334", "Success"], "{}", answer.body);
}

#[tokio::test]
async fn more_people_than_an_answer_holds_are_refused_and_nobody_is_chosen() {
    let (gateway, spring) = stage().await;
    for number in 0..99 {
        let mobile = format!("1303555{number:04}");
        put(&gateway, known(person(&spring, &mobile))).await;
    }
    let answer = gateway.order(&to("ACCT-1").with("TEXT", "Hello")).await;
    assert_eq!(answer.fault().0, "E100", "{}", answer.body);
    let first = gateway.store().message(MessageId(1)).await.unwrap();
    assert!(first.is_none());
}

#[tokio::test]
async fn json_answers_with_a_list() {
    let (gateway, _) = stage().await;
    let body = format!(
        r#"{{"action":"sendMessageBySubscriberRef","api-key":"{}","subscriber-ref":"ACCT-1",
            "campaign-ref":"Spring26","message-text":"Hello"}}"#,
        crate::gateway::KEY
    );
    let call = Call::post_to("/ep/v2/", body);
    let answer = gateway
        .call(call.header("X-API-Key", crate::gateway::KEY))
        .await;
    let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer["subscriber-ref"], "ACCT-1", "{answer}");
    assert_eq!(answer["subscriber"][1]["to"], BO, "{answer}");
    assert_eq!(answer["subscriber"][1]["status"], "Success", "{answer}");
}
