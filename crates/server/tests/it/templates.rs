//! What an owner does with templates: list, count and delete them.

use crate::call::{Answer, Call, element};
use crate::gateway::{BEGIN, Gateway, until};
use crate::order::{Order, file, text};
use crate::pictures::{decoded_size, jpeg};
use domain::content::{Content, ContentKind, Fallback};
use domain::id::MmsId;
use domain::template_state::TemplateState;
use engine::clock::Clock as _;
use std::time::Duration;
use storage::message::NewTemplate;
use testkit::Resource;

const OTHER: &str = "another-key-of-another-customer";

/// The text of a failure in the upper-case dialects and in KEBAB.
async fn check(gateway: &Gateway, order: &Order, upper: (&str, &str), kebab: (&str, &str)) {
    let answer = gateway.order(order).await;
    assert_eq!(answer.fault(), upper, "{}", answer.body);
    let answer = gateway.call(Call::post(order.kebab()).at("/ep/v1")).await;
    let fault = (answer.field("error-code"), answer.field("error-info"));
    assert_eq!(fault, kebab, "{}", answer.body);
}

async fn saved(gateway: &Gateway, name: &str) -> String {
    let answer = gateway.order(&Order::save().with("NAME", name)).await;
    answer.field("MMSID").to_owned()
}

async fn with_picture(gateway: &Gateway) -> String {
    let photo = Resource::of("image/jpeg", jpeg(1_600, 1_200));
    let photo = gateway.media.put("/menu.jpg", photo);
    let order = Order::save()
        .with("FALLBACKSMSTEXT", "Our menu:")
        .slides(&[text("Hello"), text("Now") + &file("IMAGE", &photo)]);
    gateway.order(&order).await.field("MMSID").to_owned()
}

async fn other_customer(gateway: &Gateway) {
    let mut other = crate::gateway::account("other", &gateway.receiver);
    other.postbacks.url = None;
    gateway.customer(&other, OTHER).await;
}

fn names(answer: &Answer) -> Vec<&str> {
    let templates = answer.body.split("<MMS_TEMPLATE>").skip(1);
    templates.map(|one| element(one, "NAME")).collect()
}

#[tokio::test]
async fn a_list_says_all_of_a_template_and_where_its_poster_is() {
    let gateway = Gateway::start().await;
    let id = with_picture(&gateway).await;
    let order = Order::of("getMMSTemplates");
    let answer = gateway.order(&order).await;
    let poster = answer.field("POSTER_URL").to_owned();
    let size = "Hello".len() + "Now".len() + jpeg(1_600, 1_200).len();
    let expected = format!(
        "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <PAGE_NUMBER>1</PAGE_NUMBER>\n    \
         <ITEMS_PER_PAGE>100</ITEMS_PER_PAGE>\n    <TOTAL_RESULTS>1</TOTAL_RESULTS>\n    \
         <MMS_TEMPLATE>\n        <MMSID>{id}</MMSID>\n        <NAME>news</NAME>\n        \
         <SUBJECT>Good news</SUBJECT>\n        \
         <FALLBACK_SMS_TEXT>Our menu:</FALLBACK_SMS_TEXT>\n        \
         <DATE_CREATED>{BEGIN}</DATE_CREATED>\n        <TOTAL_SLIDES>2</TOTAL_SLIDES>\n        \
         <SIZE>{size}</SIZE>\n        <POSTER_URL>{poster}</POSTER_URL>\n    \
         </MMS_TEMPLATE>\n</RESPONSE>"
    );
    assert_eq!(answer.body.trim_end(), expected);

    let base = format!("http://{}", gateway.addr());
    let path = poster.strip_prefix(&base).expect("an address of ours");
    let shown = gateway.call(Call::to("GET", path)).await;
    assert_eq!(shown.status, 200);
    assert_eq!(shown.header("content-type"), "image/jpeg");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert_eq!(
        shown.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(shown.header("cache-control"), "private, no-store");
    assert_eq!(decoded_size(&shown.bytes), (640, 480));
    let head = gateway.call(Call::to("HEAD", path)).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    assert_eq!(head.header("content-length"), shown.bytes.len().to_string());
    let post = gateway.call(Call::to("POST", path)).await;
    assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD"));
    let upper = path.replacen("/l/", "/L/", 1);
    assert_eq!(gateway.call(Call::to("GET", &upper)).await.status, 200);
    let again = gateway.order(&order).await;
    assert_eq!(again.field("POSTER_URL"), poster, "the address stays");
}

#[tokio::test]
async fn an_account_has_its_own_host_in_addresses() {
    let gateway =
        Gateway::with(|setup| setup.account.policy.link_host = Some("mms.example.com".into()))
            .await;
    with_picture(&gateway).await;
    let answer = gateway.order(&Order::of("getMMSTemplates")).await;
    let poster = answer.field("POSTER_URL");
    assert!(poster.starts_with("https://mms.example.com/l/"), "{poster}");
    assert!(poster.ends_with("/poster.jpg"), "{poster}");
}

#[tokio::test]
async fn templates_without_a_picture_have_no_poster_and_unknown_tokens_show_nothing() {
    let gateway = Gateway::start().await;
    saved(&gateway, "plain").await;
    let answer = gateway.order(&Order::of("getMMSTemplates")).await;
    assert!(!answer.body.contains("POSTER_URL"), "{}", answer.body);
    for path in ["/l/0000000000000000000000/poster.jpg", "/l/x/poster.jpg"] {
        let shown = gateway.call(Call::to("GET", path)).await;
        assert_eq!((shown.status, &*shown.body), (404, "not found\n"));
    }
}

#[tokio::test]
async fn a_list_is_newest_first_in_pages_and_from_a_day_on() {
    let gateway = Gateway::start().await;
    for name in ["first", "second", "third"] {
        saved(&gateway, name).await;
        gateway.pass(24 * 3_600);
    }
    gateway.order(&Order::send("12025550100")).await.tracking();
    for (fields, total, expected) in [
        (vec![], "3", vec!["third", "second", "first"]),
        (vec![("ITEMS_PER_PAGE", "2")], "3", vec!["third", "second"]),
        (
            vec![("ITEMS_PER_PAGE", "2"), ("PAGE_NUMBER", "2")],
            "3",
            vec!["first"],
        ),
        (vec![("PAGE_NUMBER", "9")], "3", vec![]),
        (
            vec![("START_DATE", "2026-05-05T07:27:29")],
            "2",
            vec!["third", "second"],
        ),
        (
            vec![("START_DATE", "2026-05-05T07:27:30Z")],
            "1",
            vec!["third"],
        ),
        (vec![("START_DATE", "20260601")], "0", vec![]),
    ] {
        let mut order = Order::of("getMMSTemplates");
        for (name, value) in fields {
            order = order.with(name, value);
        }
        let answer = gateway.order(&order).await;
        assert_eq!(names(&answer), expected, "{}", answer.body);
        assert_eq!(answer.field("TOTAL_RESULTS"), total);
    }
    let order = Order::of("getMMSTemplates").with("START_DATE", "2026-05-05 09:27:29+02");
    let answer = gateway.order(&order).await;
    assert_eq!(answer.field("START_DATE"), "2026-05-05T07:27:29+00:00");
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let gateway = Gateway::start().await;
    let list = |name, value| Order::of("getMMSTemplates").with(name, value);
    for value in ["yesterday", "2026-13-01", "2026"] {
        let (upper, kebab) = ("startdate is invalid.", "start-date is invalid.");
        check(
            &gateway,
            &list("START_DATE", value),
            ("E214", upper),
            ("E214", kebab),
        )
        .await;
    }
    for value in ["0", "-1", "one", "1.0"] {
        let (upper, kebab) = ("pagenumber is invalid.", "page-number is invalid.");
        check(
            &gateway,
            &list("PAGE_NUMBER", value),
            ("E212", upper),
            ("E212", kebab),
        )
        .await;
    }
    for value in ["0", "1001", "many"] {
        let (upper, kebab) = ("itemsperpage is invalid.", "items-per-page is invalid");
        check(
            &gateway,
            &list("ITEMS_PER_PAGE", value),
            ("E213", upper),
            ("E213", kebab),
        )
        .await;
    }
    let all = list("ITEMS_PER_PAGE", "0")
        .with("PAGE_NUMBER", "0")
        .with("START_DATE", "x");
    assert_eq!(gateway.order(&all).await.fault().0, "E214");
    let two = all.without("START_DATE");
    assert_eq!(gateway.order(&two).await.fault().0, "E212");
}

#[tokio::test]
async fn ids_are_those_of_the_account_in_their_order() {
    let gateway = Gateway::start().await;
    let none = "No MMS Templates were created in this account.";
    let order = Order::of("getMmsIds");
    check(&gateway, &order, ("E200", none), ("E200", none)).await;
    let first = saved(&gateway, "a").await;
    let second = saved(&gateway, "b").await;
    let answer = gateway.order(&order).await;
    assert_eq!(answer.field("MMSIDS"), format!("{first},{second}"));
    other_customer(&gateway).await;
    let foreign = gateway.order(&order.with("API_KEY", OTHER)).await;
    assert_eq!(foreign.fault(), ("E200", none));
}

#[tokio::test]
async fn a_deleted_template_is_gone_for_everybody_but_the_messages_under_way() {
    let gateway = Gateway::with(|setup| setup.config.blobs.keep_unused = Duration::ZERO).await;
    let id = with_picture(&gateway).await;
    let listed = gateway.order(&Order::of("getMMSTemplates")).await;
    let poster = listed.field("POSTER_URL").to_owned();
    // The carrier is busy at first, so the message is laid out again after the deletion.
    let sent = gateway.order(&Order::send_saved(&id, "12025550111")).await;
    let sent = sent.tracking().to_owned();
    gateway.until_refused(&sent, 1).await;
    let deleted = gateway
        .order(&Order::of("deleteMMSID").with("MMSID", &id))
        .await;
    let expected =
        format!("<RESPONSE>\n    <STATUS>Success</STATUS>\n    <MMSID>{id}</MMSID>\n</RESPONSE>");
    assert_eq!(deleted.body.trim_end(), expected);

    for times in 2..=3 {
        gateway.pass(100);
        gateway.until_refused(&sent, times).await;
    }
    gateway.pass(100);
    gateway.until_final(&sent).await;
    let missing = ("E241", "This content does not exist.");
    let kebab = ("E241", "Invalid mms-id / MMS do not exist.");
    for order in [
        Order::of("deleteMMSID").with("MMSID", &id),
        Order::send_saved(&id, "12025550100"),
    ] {
        check(&gateway, &order, missing, kebab).await;
    }
    let listed = gateway.order(&Order::of("getMMSTemplates")).await;
    assert_eq!(listed.field("TOTAL_RESULTS"), "0");
    let path = poster.strip_prefix(&format!("http://{}", gateway.addr()));
    let shown = gateway.call(Call::to("GET", path.unwrap())).await;
    assert_eq!(shown.status, 410);
    assert_eq!(gateway.codes(), ["N003", "N101", "N102"]);
}

#[tokio::test]
async fn only_a_template_of_the_account_can_be_deleted() {
    let gateway = Gateway::start().await;
    other_customer(&gateway).await;
    let id = saved(&gateway, "mine").await;
    let one_off = gateway.order(&Order::send("12025550100")).await;
    let one_off = one_off.field("MMSID").to_owned();
    let delete = |id: &str| Order::of("deleteMMSID").with("MMSID", id);
    let missing = ("E241", "This content does not exist.");
    let kebab = ("E241", "Invalid mms-id / MMS do not exist.");
    for order in [
        delete("99999"),
        delete(&one_off),
        delete(&id).with("API_KEY", OTHER),
    ] {
        check(&gateway, &order, missing, kebab).await;
    }
    let malformed = ("E625", "The 'mmsid' provided was invalid.");
    check(&gateway, &delete("abc"), malformed, kebab).await;
    let absent = ("E620", "The 'mmsid' is required.");
    let kebab = ("E620", "mms-id is required.");
    check(&gateway, &Order::of("deleteMMSID"), absent, kebab).await;
    gateway
        .order(&Order::send_saved(&id, "12025550100"))
        .await
        .tracking();
}

#[tokio::test]
async fn locked_and_corrupt_templates_can_be_deleted_and_only_locked_ones_are_listed() {
    let gateway = Gateway::start().await;
    let locked = stored(&gateway, TemplateState::Locked).await;
    let corrupt = stored(&gateway, TemplateState::Corrupt).await;
    let ids = gateway.order(&Order::of("getMmsIds")).await;
    assert_eq!(ids.field("MMSIDS"), locked);
    for id in [locked, corrupt] {
        let answer = gateway
            .order(&Order::of("deleteMMSID").with("MMSID", &id))
            .await;
        assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    }
}

async fn stored(gateway: &Gateway, state: TemplateState) -> String {
    let content = Content {
        id: MmsId(0),
        account: gateway.account,
        kind: ContentKind::Template,
        state,
        name: "film".into(),
        subject: None,
        slides: Vec::new(),
        fallback: Fallback::default(),
        created: gateway.clock.now(),
        dialect: "wxml".into(),
        client_reference: None,
    };
    let template = NewTemplate {
        content,
        event: None,
        jobs: Vec::new(),
        keep: None,
    };
    gateway
        .store()
        .save_template(template)
        .await
        .unwrap()
        .to_string()
}

#[tokio::test]
async fn files_of_a_deleted_template_are_removed_when_nothing_needs_them() {
    let gateway = Gateway::with(|setup| setup.config.blobs.keep_unused = Duration::ZERO).await;
    let id = with_picture(&gateway).await;
    let kept = with_picture(&gateway).await;
    let sent = gateway.order(&Order::send_saved(&id, "12025550100")).await;
    gateway.until_final(sent.tracking()).await;
    let delete = |id: &str| Order::of("deleteMMSID").with("MMSID", id);
    gateway.order(&delete(&id)).await;
    let files = gateway.media_files().len();
    assert!(files >= 2, "the picture and what was made of it");
    gateway.pass(8 * 24 * 3_600);
    gateway.until_idle().await;
    assert_eq!(
        gateway.media_files().len(),
        files,
        "the other template has the same"
    );
    gateway.order(&delete(&kept)).await;
    until("no file is left", async || {
        gateway.media_files().is_empty().then_some(())
    })
    .await;
}
