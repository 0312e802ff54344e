//! A dry run says what a call would come to, and leaves nothing behind.

use crate::call::{Answer, Call, element};
use crate::gateway::{Gateway, KEY};
use crate::order::{Order, file, text};
use crate::pictures::{jpeg, noise, png_that_claims};
use domain::account::Class;
use domain::action::Action;
use testkit::Resource;

const TO: &str = "12025550100";

const DETAILS: &str = "Dry run: request is valid, nothing was queued";

const OPERATORS: [&str; 9] = [
    "",
    "AT&amp;T",
    "Verizon",
    "T-Mobile",
    "Sprint",
    "MetroPCS",
    "US Cellular",
    "Alltel",
    "Vodafone UK",
];

async fn dry(gateway: &Gateway, order: &Order) -> Answer {
    let call = Call::post(order.xml()).header("Dry-Run", "true");
    gateway.call(call).await
}

/// The blocks of what each operator would get.
fn previews(answer: &Answer) -> Vec<&str> {
    let blocks = answer.body.split("<PREVIEW>").skip(1);
    blocks
        .map(|block| block.split("</PREVIEW>").next().unwrap_or_default())
        .collect()
}

fn of<'a>(previews: &[&'a str], operator: &str) -> &'a str {
    let mut blocks = previews.iter();
    let block = blocks.find(|block| element(block, "OPERATOR") == operator);
    block.expect("a preview of the operator")
}

fn number(block: &str, name: &str) -> u64 {
    let digits = element(block, name);
    digits
        .parse()
        .unwrap_or_else(|_| panic!("{name} in {block}"))
}

/// Nothing was stored, nothing waits, nobody heard of anything.
async fn is_untouched(gateway: &Gateway) {
    let store = gateway.store();
    assert_eq!(store.states().await.unwrap(), []);
    assert_eq!(store.next_due(jiff::Timestamp::MIN).await.unwrap(), None);
    assert_eq!(gateway.media_files(), Vec::<std::path::PathBuf>::new());
    assert!(gateway.submissions().is_empty());
    assert_eq!(gateway.postbacks(), Vec::<String>::new());
}

fn picture(gateway: &Gateway) -> String {
    let picture = Resource::of("image/jpeg", jpeg(1_600, 1_200));
    file("IMAGE", &gateway.media.put("/a.jpg", picture))
}

#[tokio::test]
async fn nothing_is_stored_sent_or_told_and_no_number_is_used_up() {
    let gateway = Gateway::start().await;
    let slides = [picture(&gateway), text("Hello")];
    for (order, to) in [
        (Order::send("+12025550100").slides(&slides), TO),
        (Order::save().slides(&slides), ""),
    ] {
        let answer = dry(&gateway, &order).await;
        assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
        assert_eq!(answer.field("TO"), to);
        assert_eq!(answer.field("STATUSDETAILS"), DETAILS);
        assert_eq!(answer.field("MMSID"), "");
        assert_eq!(answer.field("TRACKINGID"), "");
        is_untouched(&gateway).await;
    }
    assert_eq!(gateway.media.asked("/a.jpg"), 2, "the file was fetched");
    let sent = gateway.order(&Order::send(TO)).await;
    assert_eq!((sent.tracking(), sent.field("MMSID")), ("MMS_1", "10000"));
}

#[tokio::test]
async fn a_saved_message_is_tried_without_new_renditions() {
    let gateway = Gateway::start().await;
    let saved = gateway
        .order(&Order::save().slides(&[picture(&gateway)]))
        .await;
    gateway.until_posted(1).await;
    let kept = gateway.media_files();
    let order = Order::send_saved(saved.field("MMSID"), TO)
        .with("CUSTOMTEXT", "<VALUE>Only today</VALUE><SLIDE>1</SLIDE>");
    let answer = dry(&gateway, &order).await;
    assert_eq!(answer.field("STATUSDETAILS"), DETAILS, "{}", answer.body);
    assert_eq!(answer.field("TO"), TO);
    assert_eq!(previews(&answer).len(), OPERATORS.len());
    assert_eq!(gateway.media_files(), kept);
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

/// Calls that ask for a dry run, or do not.
#[tokio::test]
async fn header_and_query_ask_for_it_and_a_body_never_does() {
    let gateway = Gateway::start().await;
    let xml = Order::send(TO).xml();
    let parameters =
        format!("action=sendmms&api_key={KEY}&to={TO}&from=60856&subject=a&name=b&slide_text_0=c");
    let form = "application/x-www-form-urlencoded";
    let asking = [
        Call::post(xml.clone()).header("dry-run", "TRUE"),
        Call::post(xml.clone()).query("dry_run=1"),
        Call::post(xml.clone()).query("Dry%5FRun=yes"),
        Call::post(xml.clone()).query("dry_run=true&dry_run=0"),
        Call::get(&format!("{parameters}&dry_run=yes")),
        Call::get(&parameters).header("Dry-Run", "1"),
        Call::post(parameters.clone()).query("dry_run=1"),
    ];
    for call in asking {
        let answer = gateway.call(call.clone()).await;
        assert_eq!(answer.field("STATUSDETAILS"), DETAILS, "{call:?}");
    }
    is_untouched(&gateway).await;
    let real = [
        Call::post(xml.clone()).header("Dry-Run", "false"),
        Call::post(xml.clone()).query("dry_run=0"),
        Call::post(xml.replace("<NAME>", "<DRY_RUN>true</DRY_RUN><NAME>")),
        Call::post(format!("{parameters}&dry_run=1")).header("Content-Type", form),
    ];
    for call in real {
        gateway.call(call).await.tracking();
    }
    let unclear = [
        Call::post(xml.clone()).header("Dry-Run", "maybe"),
        Call::post(xml).query("dry_run=maybe"),
    ];
    for call in unclear {
        assert_eq!(gateway.call(call).await.fault().0, "E100");
    }
}

#[tokio::test]
async fn a_failure_is_that_of_the_real_call() {
    let gateway = Gateway::start().await;
    let image = |name: &str, resource: Resource| {
        let url = gateway.media.put(name, resource);
        Order::send(TO).slides(&[text("Hello"), file("IMAGE", &url)])
    };
    let huge = Resource::of("image/png", png_that_claims(30_000, 30_000));
    let orders = [
        Order::send(TO).with("API_KEY", "wrong"),
        Order::send("12"),
        Order::send(TO).with("FROM", "99999"),
        Order::send(TO).without("NAME"),
        Order::send(TO).without("SUBJECT"),
        Order::send(TO).slides(&[]),
        Order::send("33612345678"),
        Order::send("12025550110"),
        Order::send("12025550120"),
        Order::send("12025550121"),
        Order::send("12025550123"),
        image("/none", Resource::status(404)),
        image("/huge.png", huge),
        image("/text", Resource::of("image/jpeg", "no picture")),
        Order::save().without("NAME"),
        Order::save().slides(&[text(&"x".repeat(5_001))]),
        Order::send_saved("99999", TO),
        Order::send_saved("x", TO),
        Order::of("fly"),
    ];
    for order in orders {
        let (tried, real) = (dry(&gateway, &order).await, gateway.order(&order).await);
        assert_eq!(real.field("STATUS"), "Failure", "{}", order.xml());
        assert_eq!(tried.body, real.body, "{}", order.xml());
        assert_eq!(tried.status, real.status);
    }
    is_untouched(&gateway).await;
}

#[tokio::test]
async fn actions_without_a_dry_run_are_refused_once_they_are_allowed() {
    let gateway = Gateway::start().await;
    for action in Action::ALL.iter().filter(|it| !it.can_be_tried()) {
        let answer = dry(&gateway, &Order::of(action.name())).await;
        assert_eq!(answer.fault().0, "E100", "{}", action.name());
    }
    gateway
        .change_account(|account| account.policy.actions = Some([Action::SendMms].into()))
        .await;
    let answer = dry(&gateway, &Order::of("getMmsIds")).await;
    assert_eq!(answer.fault().0, "E107");
}

#[tokio::test]
async fn each_operator_has_a_preview_that_a_real_send_keeps_to() {
    let gateway = Gateway::start().await;
    let url = gateway
        .media
        .put("/a.jpg", Resource::of("image/jpeg", noise(900, 1_200)));
    let order = Order::send(TO).slides(&[file("IMAGE", &url), text("Hello")]);
    let answer = dry(&gateway, &order).await;
    let previews = previews(&answer);
    let named = previews.iter().map(|block| element(block, "OPERATOR"));
    assert_eq!(named.collect::<Vec<_>>(), OPERATORS, "{}", answer.body);
    for block in &previews {
        assert_eq!(element(block, "SENTAS"), "MMS", "{block}");
        assert_eq!(element(block, "REASON"), "", "{block}");
        assert!(number(block, "SIZE") <= number(block, "LIMIT"), "{block}");
    }
    assert_eq!(number(of(&previews, "AT&amp;T"), "LIMIT"), 1_050_000);
    assert_eq!(number(of(&previews, "MetroPCS"), "LIMIT"), 614_400);
    for (operator, id) in [("", ""), ("MetroPCS", "311660")] {
        let sent = gateway.order(&order.clone().with("OPERATORID", id)).await;
        gateway.until_final(sent.tracking()).await;
        let got = gateway.submissions().pop().expect("a submission");
        let size = number(of(&previews, operator), "SIZE");
        assert_eq!(got.content_bytes as u64, size, "{operator}");
    }
}

#[tokio::test]
async fn who_names_an_operator_hears_of_that_one_only() {
    let gateway = Gateway::start().await;
    let answer = dry(&gateway, &Order::send(TO).with("OPERATORID", "0001890")).await;
    let previews = previews(&answer);
    assert_eq!(previews.len(), 1, "{}", answer.body);
    assert_eq!(element(previews[0], "OPERATOR"), "Verizon");
    let all = Order::send(TO).with("OPERATORID", "0001000");
    let answer = dry(&gateway, &all).await;
    assert_eq!(self::previews(&answer).len(), OPERATORS.len());
}

/// The reasons are those that the real message is told.
async fn check_reason(gateway: &Gateway, order: &Order, reason: &str) {
    let answer = dry(gateway, order).await;
    let previews = previews(&answer);
    let unknown = of(&previews, "");
    assert_eq!(element(unknown, "SENTAS"), "", "{unknown}");
    assert_eq!(element(unknown, "REASON"), reason, "{unknown}");
    let sent = gateway.order(order).await;
    gateway.until_final(sent.tracking()).await;
    let told = gateway.postbacks().pop().expect("a postback");
    assert_eq!(element(&told, "CODE"), "E101");
    assert_eq!(element(&told, "STATUSDETAILS"), reason);
}

#[tokio::test]
async fn what_cannot_go_as_mms_is_told_with_the_reason_of_a_real_send() {
    let gateway = Gateway::start().await;
    let sms_only = Order::send("12025550108");
    check_reason(&gateway, &sms_only, "No SMS route for sender").await;
    let forbidden = sms_only.with("DISABLEFALLBACKSMS", "yes");
    let reason = "Fallback SMS disabled: Handset setting: no MMS support";
    check_reason(&gateway, &forbidden, reason).await;
    is_sent_nowhere(&gateway);
}

#[tokio::test]
async fn what_is_too_large_for_some_operators_is_told_with_its_size() {
    let gateway = Gateway::with(|setup| setup.account.policy.class = Class::Standard).await;
    let large = [jpeg(400, 300), vec![0; 700_000].into()].concat();
    let url = gateway
        .media
        .put("/a.jpg", Resource::of("image/jpeg", large));
    let order = Order::send(TO).slides(&[file("IMAGE", &url)]);
    let answer = dry(&gateway, &order).await;
    let previews = previews(&answer);
    let (metro, verizon) = (of(&previews, "MetroPCS"), of(&previews, "Verizon"));
    assert!(number(metro, "SIZE") > 700_000, "{metro}");
    assert_eq!(element(metro, "SENTAS"), "");
    assert_eq!(element(verizon, "SENTAS"), "MMS");
    assert_eq!(number(metro, "SIZE"), number(verizon, "SIZE"));
    let reason = "Message size exceeds carrier limit";
    check_reason(&gateway, &order, reason).await;
    is_sent_nowhere(&gateway);
}

fn is_sent_nowhere(gateway: &Gateway) {
    assert!(gateway.submissions().is_empty());
}

#[tokio::test]
async fn of_a_list_those_who_would_be_refused_are_named_with_their_code() {
    let gateway = Gateway::with(|setup| setup.account.policy.multi_recipient = Some(true)).await;
    let order = Order::send("12025550100,12025550110,12025550103");
    let answer = dry(&gateway, &order).await;
    assert_eq!(answer.field("STATUSDETAILS"), DETAILS, "{}", answer.body);
    assert_eq!(answer.field("TO"), "12025550100,12025550103");
    let blocks: Vec<&str> = answer.body.split("<SENDING>").skip(1).collect();
    assert_eq!(blocks.len(), 1, "{}", answer.body);
    assert_eq!(element(blocks[0], "ERRORCODE"), "E114");
    assert_eq!(element(blocks[0], "TO"), "12025550110");
    is_untouched(&gateway).await;
}

#[tokio::test]
async fn a_key_does_not_count_in_a_dry_run() {
    let gateway = Gateway::start().await;
    let call = || Call::post(Order::send(TO).xml()).header("Idempotency-Key", "k");
    for _ in 0..2 {
        let answer = gateway.call(call().header("Dry-Run", "true")).await;
        assert_eq!(answer.field("STATUSDETAILS"), DETAILS);
        assert_eq!(answer.header("idempotent-replayed"), "");
    }
    let sent = gateway.call(call()).await;
    assert_eq!(sent.tracking(), "MMS_1");
    let answer = gateway.call(call().header("Dry-Run", "true")).await;
    assert_eq!(answer.field("STATUSDETAILS"), DETAILS);
    assert_eq!(gateway.call(call()).await.body, sent.body);
}
