//! Slides whose addresses lead to the gateway's own files.

use crate::call::Call;
use crate::gateway::{Gateway, Setup};
use crate::inbox::{TOKEN, with_picture_of};
use crate::order::{Order, file};
use crate::pictures::jpeg;
use testkit::Resource;

const TO: &str = "12025550100";

/// Nothing private may be fetched, our own address included.
fn closed(setup: &mut Setup) {
    setup.config.fetch.allow_private = Vec::new();
    setup.config.fetch.private_any_port = false;
}

async fn closed_with_picture() -> Gateway {
    with_picture_of(closed).await
}

fn slide(url: &str) -> [String; 1] {
    [file("IMAGE", url)]
}

fn own(gateway: &Gateway, path: &str) -> String {
    format!("http://{}{path}", gateway.addr())
}

fn inbound(gateway: &Gateway) -> String {
    own(gateway, &format!("/mo/{TOKEN}/1.jpg"))
}

async fn is_gone(gateway: &Gateway, url: &str) {
    // KEBAB wants a text for the case that it cannot go as MMS.
    let send = Order::send(TO).with("FALLBACKSMSTEXT", "Look");
    let send = send.slides(&slide(url));
    let (upper, kebab) = (
        "This content does not exist.",
        "Invalid mms-id / MMS do not exist.",
    );
    gateway.refuses(&send, "E241", upper, kebab).await;
    // Saving has no such code.
    let save = Order::save().slides(&slide(url));
    let not_copied = "Could not copy Image in slide 1.";
    let answer = gateway.order(&save).await;
    assert_eq!(answer.fault(), ("E351", not_copied), "{url}");
}

#[tokio::test]
async fn a_picture_that_a_person_sent_is_sent_on_by_its_address() {
    let gateway = closed_with_picture().await;
    let url = inbound(&gateway);
    for order in [Order::send(TO), Order::save()] {
        let answer = gateway.order(&order.slides(&slide(&url))).await;
        assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    }
    let upper = url.replace("/mo/", "/MO/");
    let sent = gateway.order(&Order::send(TO).slides(&slide(&upper))).await;
    sent.tracking();
    let sent = gateway.until_submitted(1).await;
    let picture = sent[0]
        .parts
        .iter()
        .find(|it| it.content_type == "image/jpeg");
    let bytes = picture.and_then(|part| part.body.clone());
    assert_eq!(bytes, Some(jpeg(60, 40)));
}

#[tokio::test]
async fn a_poster_is_sent_by_its_address_under_the_hosts_of_process_and_account() {
    let gateway = Gateway::with(|setup| {
        setup.config.server.public_url = Some("https://mms.example.com/up/".parse().unwrap());
        setup.account.policy.link_host = Some("pictures.example.com".into());
    });
    let gateway = gateway.await;
    let photo = Resource::of("image/jpeg", jpeg(320, 240));
    let photo = gateway.media.put("/photo.jpg", photo);
    gateway.order(&Order::save().slides(&slide(&photo))).await;
    let answer = gateway.order(&Order::of("getMMSTemplates")).await;
    let poster = answer.field("POSTER_URL").to_owned();
    let of_account = "https://pictures.example.com";
    let path = poster.strip_prefix(of_account).expect("the account's host");
    for host in [
        of_account,
        "http://Pictures.example.com:80",
        "https://mms.example.com/up",
        "http://mms.example.com/up",
    ] {
        let order = Order::send(TO).slides(&slide(&format!("{host}{path}")));
        gateway.order(&order).await.tracking();
    }
    gateway.until_submitted(4).await;
}

#[tokio::test]
async fn a_file_of_ours_that_is_gone_or_never_was_is_no_content() {
    let gateway = closed_with_picture().await;
    for path in [
        "/l/0000000000000000000000/poster.jpg",
        "/mo/0000000000000000000000/1.jpg",
        &format!("/mo/{TOKEN}/9.jpg"),
    ] {
        is_gone(&gateway, &own(&gateway, path)).await;
    }
    let url = inbound(&gateway);
    gateway
        .order(&Order::send(TO).slides(&slide(&url)))
        .await
        .tracking();
    let remove = Order::of("removeMMSInboxMessage").with("MMSINBOXID", crate::inbox::NAME);
    assert_eq!(gateway.order(&remove).await.field("STATUS"), "Success");
    is_gone(&gateway, &url).await;
}

#[tokio::test]
async fn files_of_ours_are_judged_like_all_others() {
    let gateway = closed_with_picture().await;
    let text = own(&gateway, &format!("/mo/{TOKEN}/2.txt"));
    let order = Order::send(TO).slides(&slide(&text));
    assert_eq!(gateway.order(&order).await.fault().0, "E629");
    let limit = |bytes| gateway.change_account(move |it| it.policy.limits.image_bytes = bytes);
    limit(Some(100)).await;
    let order = Order::send(TO).slides(&slide(&inbound(&gateway)));
    assert_eq!(gateway.order(&order).await.fault().0, "E331");
}

#[tokio::test]
async fn what_else_stands_under_our_address_is_no_file_of_ours() {
    let gateway = closed_with_picture().await;
    let port = gateway.addr().port();
    for url in [
        own(&gateway, "/health"),
        own(&gateway, "/reports/0000000000000000000000"),
        own(&gateway, &format!("/mo/{TOKEN}")),
        format!("http://127.0.0.2:{port}/mo/{TOKEN}/1.jpg"),
        format!("http://somebody@127.0.0.1:{port}/mo/{TOKEN}/1.jpg"),
        format!("http://127.0.0.1/mo/{TOKEN}/1.jpg"),
        format!("ftp://127.0.0.1:{port}/mo/{TOKEN}/1.jpg"),
    ] {
        let answer = gateway.order(&Order::send(TO).slides(&slide(&url))).await;
        assert_eq!(answer.fault().0, "E351", "{url}");
    }
    let asked = gateway
        .call(Call::to("GET", &format!("/mo/{TOKEN}/1.jpg")))
        .await;
    assert_eq!(asked.status, 200);
}
