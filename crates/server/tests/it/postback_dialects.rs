//! Which language a customer is told in: that of the order, unless the account names another one.

use crate::call::{Call, element};
use crate::gateway::{Gateway, KEY, PATIENCE, account};
use crate::order::Order;
use domain::account::Postbacks;
use domain::event::FallbackCode;
use domain::generation::Generation;
use mmsc::{Answer, Behaviour, What};
use testkit::{Receiver, Reply};

const TO: &str = "12025550100";

fn kebab() -> Call {
    let xml = format!(
        "<request><action>sendMMS</action><api-key>{KEY}</api-key><to>{TO}</to><from>60856</from>\
         <name>n</name><operator-id>31003</operator-id><fallback-sms-text>f</fallback-sms-text>\
         <slide><message-text>x</message-text></slide></request>"
    );
    Call::post_to("/ep/v1/", xml)
}

fn json() -> Call {
    let json = format!(
        "{{\"action\":\"sendmms\",\"to\":\"{TO}\",\"from\":\"60856\",\"operator-id\":\"310012\",\
         \"fallback-sms-text\":\"f\",\"slide\":{{\"text\":\"x\"}}}}"
    );
    Call::post_to("/ep/v2/", json).header("x-api-key", KEY)
}

fn get() -> Call {
    Call::get(&format!(
        "action=sendmms&api_key={KEY}&to={TO}&from=60856&name=n&subject=s&operatorid=0001890\
         &slide_text_value_0=x"
    ))
}

/// The postbacks of one message, after it was delivered.
async fn told(gateway: &Gateway, call: Call) -> Vec<testkit::Received> {
    let answer = gateway.call(call).await;
    assert!(answer.body.contains("Success"), "{}", answer.body);
    gateway.until_final("MMS_1").await;
    gateway.receiver.all()
}

async fn with(change: impl FnOnce(&mut Postbacks)) -> Gateway {
    Gateway::with(|setup| change(&mut setup.account.postbacks)).await
}

#[tokio::test]
async fn an_order_in_lower_case_is_told_in_lower_case() {
    let all = told(&Gateway::start().await, kebab()).await;
    assert_eq!(all[0].header("content-type"), "text/xml; charset=UTF-8");
    let bodies: Vec<_> = all.iter().map(testkit::Received::text).collect();
    assert_eq!(
        bodies[0],
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><postback><origin>MMS_MT</origin>\
         <code>N101</code><sent-as>MMS</sent-as><status>Message Sent</status><mms-id>10000</mms-id>\
         <from>60856</from><to>12025550100</to><tracking-id>MMS_1</tracking-id>\
         <operator-id>31003</operator-id><timestamp>2026-05-04T07:27:29+00:00</timestamp></postback>"
    );
    assert!(bodies[1].contains("<code>N102</code><sent-as>MMS</sent-as>"));
    assert!(!bodies[1].contains("aggregator"), "{}", bodies[1]);
}

#[tokio::test]
async fn an_order_in_json_is_told_in_json() {
    let all = told(&Gateway::start().await, json()).await;
    let json = "application/json; charset=utf-8";
    assert_eq!(all[0].header("content-type"), json);
    assert_eq!(
        all[0].text(),
        "{\"origin\":\"MMS_MT\",\"code\":\"N101\",\"sent-as\":\"MMS\",\"status\":\"Sent\",\
         \"status-details\":\"Message Sent\",\"mms-id\":\"10000\",\"from\":\"60856\",\
         \"to\":\"12025550100\",\"tracking-id\":\"MMS_1\",\"operator-id\":\"310012\",\
         \"operator-name\":\"Verizon\",\"timestamp\":\"2026-05-04T07:27:29Z\"}"
    );
    assert!(all[1].text().contains("\"status\":\"Delivered\""));
}

#[tokio::test]
async fn an_order_by_parameters_is_told_in_upper_case() {
    let all = told(&Gateway::start().await, get()).await;
    assert_eq!(element(&all[0].text(), "CODE"), "N101");
    assert_eq!(element(&all[0].text(), "SPID"), "0001890");
}

#[tokio::test]
async fn an_account_may_name_one_dialect_for_all_it_is_told() {
    let gateway = with(|postbacks| postbacks.dialect = Some("json".into())).await;
    let all = told(&gateway, kebab()).await;
    assert!(all[0].text().starts_with("{\"origin\":"));
    let gateway = with(|postbacks| postbacks.dialect = Some("wxml".into())).await;
    let all = told(&gateway, json()).await;
    assert_eq!(element(&all[1].text(), "CODE"), "N102");
}

#[tokio::test]
async fn the_oldest_form_is_numbered_and_says_what_the_carrier_said() {
    let legacy = |postbacks: &mut Postbacks| postbacks.dialect = Some("legacy".into());
    let gateway = with(legacy).await;
    // The second event is told twice: a number stays with its event.
    gateway
        .receiver
        .answer_next([Reply::status(200), Reply::status(500)]);
    gateway.call(get()).await;
    gateway.until_tried("MMS_1", 2, 1).await;
    gateway.pass(10);
    gateway.until_final("MMS_1").await;
    let all = gateway.postbacks();
    let numbers: Vec<_> = all.iter().map(|one| one.split('"').nth(5)).collect();
    assert_eq!(numbers, [Some("1"), Some("2"), Some("2")]);
    let delivered = &all[1];
    for said in [
        "<NOTIFICATION ID=\"2\" CREATED=\"2026-05-04 07:27:29.000000+00\">",
        "<CODE>N102</CODE><BODY><HISTORYID>1</HISTORYID><MMSID>10000</MMSID>",
        "<SPID>000189</SPID>",
        "<STATUS CELLY=\"20\" PROVIDER=\"1000\" TEXT=\"Retrieved\" DESCRIPTION=\"\"/>",
        "<TIMESTAMP>2026-05-04 07:27:29+00</TIMESTAMP></BODY></NOTIFICATION></POSTBACK>",
    ] {
        assert!(delivered.contains(said), "{said} in {delivered}");
    }
    // Told again, it is the same.
    assert_eq!(all[2], all[1]);
}

#[tokio::test]
async fn generation_zone_and_extras_are_as_the_account_wishes() {
    let wishes = |postbacks: &mut Postbacks| {
        postbacks.operator_ids = Some(Generation::Legacy);
        postbacks.fallback_code = Some(FallbackCode::OfSms);
        postbacks.extras = true;
        postbacks.secret = Some([7; 32]);
    };
    let gateway = Gateway::with(|setup| {
        wishes(&mut setup.account.postbacks);
        setup.account.policy.timezone = Some("Asia/Kolkata".into());
    });
    let all = told(&gateway.await, kebab()).await;
    let body = all[1].text();
    assert_eq!(element(&body, "operator-id"), "000189");
    let time = element(&body, "timestamp");
    assert!(time.ends_with("+05:30"), "{time}");
    assert_eq!(element(&body, "seq"), "2");
    assert_eq!(element(&body, "event-id"), all[1].header("webhook-id"));
}

#[tokio::test]
async fn json_never_travels_in_a_form() {
    let gateway = with(|postbacks| postbacks.form = true).await;
    let all = told(&gateway, json()).await;
    assert!(all[0].text().starts_with('{'));
}

#[tokio::test]
async fn json_hears_of_what_others_must_ask_for() {
    for (call, extended, told) in [
        (json(), None, true),
        (json(), Some(false), false),
        (kebab(), None, false),
        (kebab(), Some(true), true),
    ] {
        let gateway = Gateway::with(|setup| {
            setup.account.postbacks.extended = extended;
            setup.link_key("read_reports", true);
        });
        let gateway = gateway.await;
        gateway
            .carrier
            .behave(TO, Behaviour::answering(Answer::Accept));
        gateway.call(call).await;
        gateway
            .until("MMS_1", |life| {
                !life.attempts.is_empty() && life.attempts[0].ended.is_some()
            })
            .await;
        gateway
            .carrier
            .tell(1, What::Delivery("Retrieved".into()))
            .await;
        gateway.until_final("MMS_1").await;
        gateway.carrier.tell(1, What::Read("Read".into())).await;
        gateway.until("MMS_1", |life| life.reports.len() == 2).await;
        gateway.until_idle().await;
        let read = gateway.postbacks().iter().any(|body| body.contains("N106"));
        assert_eq!(read, told, "{extended:?}");
    }
}

#[tokio::test]
async fn an_endpoint_is_asked_no_more_at_once_than_its_account_allows() {
    let gateway = with(|postbacks| postbacks.concurrency = Some(2)).await;
    gateway.receiver.answer_always(Reply::hang());
    for _ in 0..4 {
        gateway.call(get()).await;
    }
    for number in 1..=4 {
        let tracking = format!("MMS_{number}");
        gateway
            .until(&tracking, |life| !life.events.is_empty())
            .await;
    }
    let open = gateway
        .receiver
        .wait_for(|all| all.len() >= 2, PATIENCE)
        .await;
    open.unwrap();
    // Meanwhile the queue goes round: another customer gets all that there is to tell.
    let receiver = Receiver::start().await.unwrap();
    let other = "fedcba9876543210fedcba9876543210";
    gateway.customer(&account("other", &receiver), other).await;
    let call = Order::send(TO).with("API_KEY", other);
    let tracking = gateway.order(&call).await.tracking().to_owned();
    gateway.until_final(&tracking).await;
    assert_eq!(receiver.all().len(), 2);
    assert_eq!(gateway.receiver.all().len(), 2);
}
