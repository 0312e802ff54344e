//! Which sender may send to whom, and by which way.

use crate::gateway::{Gateway, Setup};
use crate::order::Order;
use domain::account::{Sender, SenderKind, SubjectRule};

const US: &str = "12025550100";
const FRANCE: &str = "33612345678";

const BAD_SENDER: (&str, &str) = ("E111", "Invalid shortcode");
const NOT_TO_US: (&str, &str) = ("E111", "Invalid Sender to United States.");
const NOT_TO_FRANCE: (&str, &str) = ("E111", "Invalid Sender to France.");

fn sender(address: &str, country: &str) -> Sender {
    Sender::new(address, SenderKind::LongCode, country)
}

async fn stage(senders: Vec<Sender>) -> Gateway {
    Gateway::with(|setup: &mut Setup| setup.account.senders = senders).await
}

async fn save(gateway: &Gateway) -> String {
    let saved = gateway.order(&Order::save()).await;
    saved.field("MMSID").to_owned()
}

#[tokio::test]
async fn a_sender_without_an_mms_route_sends_no_mms() {
    let deaf = Sender {
        mms_route: false,
        ..sender("60856", "US")
    };
    let gateway = stage(vec![deaf]).await;
    let id = save(&gateway).await;
    assert_eq!(gateway.order(&Order::send(US)).await.fault(), BAD_SENDER);
    let saved = gateway.order(&Order::send_saved(&id, US)).await;
    assert_eq!(saved.fault(), BAD_SENDER);
}

#[tokio::test]
async fn a_forced_sms_needs_an_sms_route_and_no_other() {
    let able = Sender {
        mms_route: false,
        sms_route: true,
        ..sender("60857", "US")
    };
    let gateway = stage(vec![sender("60856", "US"), able]).await;
    let forced = Order::send(US).with("FORCE_SEND_AS_SMS", "true");
    assert_eq!(gateway.order(&forced).await.fault(), NOT_TO_US);
    gateway
        .order(&forced.with("FROM", "60857"))
        .await
        .tracking();
}

#[tokio::test]
async fn saved_content_goes_from_the_first_sender_that_serves_the_country_and_has_the_route() {
    let gateway = stage(vec![
        sender("60856", "US"),
        Sender {
            mms_route: false,
            ..sender("33100000001", "FR")
        },
        Sender {
            active: false,
            ..sender("33100000002", "FR")
        },
        Sender {
            serves: vec!["FR".into()],
            ..sender("32100000003", "BE")
        },
        sender("33100000004", "FR"),
    ])
    .await;
    let id = save(&gateway).await;
    let saved = gateway.order(&Order::send_saved(&id, FRANCE)).await;
    assert_eq!(saved.tracking().len(), 8, "Base64 of MMS_1");
    assert_eq!(saved.field("FROM"), "32100000003");
    let life = gateway.until_final(saved.tracking()).await;
    assert_eq!(life.message.from, "32100000003");
    let told = gateway.postbacks();
    let sent = told.iter().find(|body| body.contains("N101")).unwrap();
    assert!(sent.contains("<FROM>32100000003</FROM>"), "{sent}");
}

#[tokio::test]
async fn content_of_its_own_goes_from_the_very_sender_or_not_at_all() {
    let gateway = stage(vec![sender("60856", "US"), sender("33100000001", "FR")]).await;
    let order = Order::send(FRANCE);
    assert_eq!(gateway.order(&order).await.fault(), NOT_TO_FRANCE);
    gateway
        .order(&order.with("FROM", "33100000001"))
        .await
        .tracking();
}

#[tokio::test]
async fn a_country_that_no_sender_serves_gets_nothing() {
    let gateway = stage(vec![sender("60856", "US")]).await;
    let id = save(&gateway).await;
    let saved = gateway.order(&Order::send_saved(&id, FRANCE)).await;
    assert_eq!(saved.fault(), NOT_TO_FRANCE);
}

#[tokio::test]
async fn a_sender_that_drops_subjects_sends_none_and_still_has_a_text_to_fall_back_to() {
    let dropping = Sender {
        subject: SubjectRule::Drop,
        ..sender("60856", "US")
    };
    let gateway = stage(vec![dropping]).await;
    // Without the subject it would be E622.
    let tracking = gateway.send_to(US).await;
    gateway.until_final(&tracking).await;
    let submitted = gateway.submissions();
    assert_eq!(submitted[0].subject.as_deref(), None);
}
