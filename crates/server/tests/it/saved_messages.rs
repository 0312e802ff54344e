//! Saving content once and sending it with texts of each receiver's own.

use crate::call::Call;
use crate::cites::covers;
use crate::gateway::{BEGIN, Gateway, KEY};
use crate::order::{Order, file, text};
use crate::pictures::jpeg;
use domain::account::{Sender, SenderKind};
use testkit::Resource;

/// Saves a template of two slides with tags; returns its id.
async fn saved(gateway: &Gateway) -> String {
    let photo = Resource::of("image/jpeg", jpeg(300, 200));
    let photo = gateway.media.put("/menu.jpg", photo);
    let first = text("Dear {$firstname|guest},\\nyour PIN is {$pin}.") + &file("IMAGE", &photo);
    let order = Order::save()
        .with("SUBJECT", "Menu of {$day|today}")
        .with("FALLBACKSMSTEXT", "Our menu:")
        .slides(&[first, text("Goodbye")]);
    let answer = gateway.order(&order).await;
    let id = answer.field("MMSID").to_owned();
    let expected =
        format!("<RESPONSE>\n    <STATUS>Success</STATUS>\n    <MMSID>{id}</MMSID>\n</RESPONSE>");
    assert_eq!(answer.body.trim_end(), expected);
    id
}

/// Subject and texts that reached the carrier.
fn arrived(gateway: &Gateway) -> (String, Vec<String>) {
    let all = gateway.submissions();
    let one = all.last().expect("a submission");
    assert_eq!(one.violations, []);
    let texts = one
        .parts
        .iter()
        .filter(|part| part.content_type == "text/plain");
    let texts = texts.filter_map(|part| part.text()).map(str::to_owned);
    (one.subject.clone().unwrap_or_default(), texts.collect())
}

#[tokio::test]
async fn a_saved_message_is_told_as_ready_at_once() {
    let gateway = Gateway::start().await;
    let id = saved(&gateway).await;
    gateway.until_posted(1).await;
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><POSTBACK><ORIGIN>MMS_MT</ORIGIN>\
         <CODE>N003</CODE><MMSID>{id}</MMSID></POSTBACK>"
    );
    assert_eq!(gateway.postbacks(), [expected]);
}

#[tokio::test]
async fn the_answer_has_the_tracking_id_in_base64_and_the_sender_and_events_repeat_it() {
    let gateway = Gateway::start().await;
    let id = saved(&gateway).await;
    gateway.until_posted(1).await;
    let answer = gateway.order(&Order::send_saved(&id, "12025550100")).await;
    let expected = format!(
        "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <MMSID>{id}</MMSID>\n    \
         <TRACKINGID>TU1TXzE=</TRACKINGID>\n    <TO>12025550100</TO>\n    <FROM>60856</FROM>\n    \
         <STATUSDETAILS>MMS request accepted and queued for delivery</STATUSDETAILS>\n</RESPONSE>"
    );
    assert_eq!(answer.body.trim_end(), expected);
    gateway.until_final("TU1TXzE=").await;
    let sent = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><POSTBACK><ORIGIN>MMS_MT</ORIGIN>\
         <CODE>N101</CODE><SENTAS>MMS</SENTAS><STATUS>Message Sent</STATUS><MMSID>{id}</MMSID>\
         <FROM>60856</FROM><TO>12025550100</TO><TRACKINGID>TU1TXzE=</TRACKINGID>\
         <TIMESTAMP>{BEGIN}</TIMESTAMP></POSTBACK>"
    );
    assert_eq!(gateway.postbacks()[1], sent);
    assert_eq!(gateway.codes(), ["N003", "N101", "N102"]);
}

#[tokio::test]
async fn tags_are_filled_with_the_data_of_the_send_and_else_with_their_defaults() {
    let gateway = Gateway::start().await;
    let id = saved(&gateway).await;
    let data = "<FIRSTNAME>Ana &amp; Bo</FIRSTNAME><PIN>13579</PIN><DAY>Monday</DAY>";
    let order = Order::send_saved(&id, "12025550100").with("DATA", data);
    let answer = gateway.order(&order).await;
    gateway.until_final(answer.tracking()).await;
    let (subject, texts) = arrived(&gateway);
    assert_eq!(subject, "Menu of Monday");
    assert_eq!(texts, ["Dear Ana & Bo,\nyour PIN is 13579.", "Goodbye"]);

    let answer = gateway.order(&Order::send_saved(&id, "12025550199")).await;
    gateway.until_final(answer.tracking()).await;
    let (subject, texts) = arrived(&gateway);
    assert_eq!(subject, "Menu of today");
    assert_eq!(texts, ["Dear guest,\nyour PIN is .", "Goodbye"]);
}

#[tokio::test]
async fn custom_texts_and_a_custom_subject_replace_the_stored_ones_for_this_send_only() {
    let gateway = Gateway::start().await;
    let id = saved(&gateway).await;
    let custom = "<VALUE>See you, {$firstname}!</VALUE><SLIDE>2</SLIDE>";
    let order = Order::send_saved(&id, "12025550100")
        .with("CUSTOMSUBJECT", "For {$firstname}")
        .also("CUSTOMTEXT", custom)
        .also("CUSTOMTEXT", "<VALUE>ignored</VALUE><SLIDE>9</SLIDE>")
        .with("DATA", "<FIRSTNAME>Ana</FIRSTNAME>");
    let answer = gateway.order(&order).await;
    gateway.until_final(answer.tracking()).await;
    let (subject, texts) = arrived(&gateway);
    assert_eq!(subject, "For Ana");
    assert_eq!(texts, ["Dear Ana,\nyour PIN is .", "See you, Ana!"]);

    let answer = gateway.order(&Order::send_saved(&id, "12025550100")).await;
    gateway.until_final(answer.tracking()).await;
    assert_eq!(
        arrived(&gateway).1,
        ["Dear guest,\nyour PIN is .", "Goodbye"]
    );
}

#[tokio::test]
async fn parameters_replace_texts_by_the_number_of_the_slide() {
    let gateway = Gateway::start().await;
    let id = saved(&gateway).await;
    let query = format!(
        "action=sendsavedmms&api_key={KEY}&to=12025550100&from=60856&mmsid={id}\
         &customtext_2=Only+today&customsubject=Now&data_firstname=Bo"
    );
    let answer = gateway.get(&query).await;
    gateway.until_final(answer.tracking()).await;
    let (subject, texts) = arrived(&gateway);
    assert_eq!(subject, "Now");
    assert_eq!(texts, ["Dear Bo,\nyour PIN is .", "Only today"]);
}

#[tokio::test]
async fn a_sender_that_does_not_serve_the_receivers_country_is_replaced_and_named() {
    let british = Sender::new("447700900123", SenderKind::LongCode, "GB");
    let gateway = Gateway::with(|setup| setup.account.senders.push(british)).await;
    let id = saved(&gateway).await;
    let answer = gateway.order(&Order::send_saved(&id, "447911123456")).await;
    assert_eq!(answer.field("FROM"), "447700900123", "{}", answer.body);
    gateway.until_final(answer.tracking()).await;
    assert_eq!(
        gateway.submissions()[0].sender.as_deref(),
        Some("+447700900123")
    );

    let french = gateway.order(&Order::send_saved(&id, "33612345678")).await;
    assert_eq!(french.fault(), ("E111", "Invalid Sender to France."));
    covers("S2-44 S3-143");
}

#[tokio::test]
async fn only_templates_of_the_account_can_be_sent() {
    let gateway = Gateway::start().await;
    let one_off = gateway.order(&Order::send("12025550100")).await;
    let mms_id = one_off.field("MMSID").to_owned();
    let missing = ("E241", "This content does not exist.");
    check(&gateway, &mms_id, missing).await;
    check(&gateway, "99999", missing).await;
    check(
        &gateway,
        "abc",
        ("E625", "The 'mmsid' provided was invalid."),
    )
    .await;

    let id = saved(&gateway).await;
    let mut other = crate::gateway::account("other", &gateway.receiver);
    other.postbacks.url = None;
    gateway
        .customer(&other, "another-key-of-another-customer")
        .await;
    let order = Order::send_saved(&id, "12025550100");
    let order = order.with("API_KEY", "another-key-of-another-customer");
    assert_eq!(gateway.call(Call::post(order.xml())).await.fault(), missing);
    covers("S2-2");
}

async fn check(gateway: &Gateway, mms_id: &str, expected: (&str, &str)) {
    let answer = gateway
        .order(&Order::send_saved(mms_id, "12025550100"))
        .await;
    assert_eq!(answer.fault(), expected, "{mms_id}");
}

/// The stored form of a send of a template with these fields.
async fn stored(gateway: &Gateway, fields: &[(&'static str, &str)]) -> domain::message::Mms {
    let id = saved(gateway).await;
    let order = Order::send_saved(&id, "12025550100");
    let order = fields
        .iter()
        .fold(order, |order, (name, value)| order.with(name, value));
    let answer = gateway.order(&order).await;
    let life = gateway.until_final(answer.tracking()).await;
    life.message.mms().expect("slides").clone()
}

#[tokio::test]
async fn what_a_send_says_of_discovery_and_passes_is_stored_with_the_message() {
    let gateway = Gateway::start().await;
    let plain = stored(
        &gateway,
        &[("DDMTITLE", "One moment"), ("DDMTIMEOUT", "10")],
    )
    .await;
    assert_eq!((plain.discovery, plain.pass_as_link), (None, false));
    let usual = stored(
        &gateway,
        &[("DDMTEXT", "Checking"), ("FORCEPASSASLINK", "yes")],
    )
    .await;
    assert!(usual.pass_as_link);
    let usual = usual.discovery.expect("a discovery message");
    assert_eq!(
        (usual.subject.as_str(), usual.text.as_str()),
        ("Device Discovery", "Checking")
    );
    assert_eq!((usual.wait.as_secs(), usual.force), (300, false));
    let own = [
        ("DDMTITLE", "One moment"),
        ("DDMTEXT", "Checking"),
        ("DDMTIMEOUT", "1440"),
        ("DDMFORCE", "true"),
    ];
    let own = stored(&gateway, &own).await.discovery.expect("one");
    assert_eq!(
        (own.subject.as_str(), own.wait.as_secs(), own.force),
        ("One moment", 86_400, true)
    );
}
