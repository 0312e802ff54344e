//! Files that are used again for the same address, because the customer said so.

use crate::call::Call;
use crate::gateway::{Gateway, account, until};
use crate::order::{Order, file};
use crate::pictures::{jpeg, sample};
use bytes::Bytes;
use domain::order::Element;
use std::time::Duration;
use testkit::Resource;

const TO: &str = "12025550100";
const OTHER: &str = "another-key-of-another-customer";
const DAY: u64 = 24 * 3_600;

fn photo() -> Bytes {
    jpeg(320, 240)
}

/// Puts the photograph and orders a `sendMMS` of it.
fn order(gateway: &Gateway) -> Order {
    let photo = Resource::of("image/jpeg", photo());
    let photo = gateway.media.put("/photo.jpg", photo);
    Order::send(TO).slides(&[file("IMAGE", &photo)])
}

fn caching(gateway: &Gateway) -> Order {
    order(gateway).with("CACHE_CONTENT", "true")
}

#[track_caller]
fn asked(gateway: &Gateway, times: usize) {
    assert_eq!(gateway.media.asked("/photo.jpg"), times);
}

/// The customer's server gives something else from now on.
fn breaks(gateway: &Gateway) {
    gateway.media.put("/photo.jpg", Resource::status(500));
}

#[tokio::test]
async fn a_file_is_used_again_for_a_day_without_asking_the_customer() {
    let gateway = Gateway::start().await;
    let caching = caching(&gateway);
    for _ in 0..2 {
        gateway.order(&caching).await.tracking();
        gateway.pass(DAY / 2 - 1);
    }
    asked(&gateway, 1);
    gateway.pass(1);
    gateway.order(&caching).await.tracking();
    asked(&gateway, 1);
    // It is a day since it was fetched, however often it was used.
    gateway.pass(1);
    gateway.order(&caching).await.tracking();
    asked(&gateway, 2);
    let sent = gateway.until_submitted(4).await;
    let parts = |at: usize| sent[at].parts.iter().map(|part| part.sha256.clone());
    assert!(parts(0).eq(parts(2)), "the same picture was sent");
}

#[tokio::test]
async fn without_it_nothing_is_read_and_nothing_is_kept() {
    let gateway = Gateway::start().await;
    let anew = order(&gateway);
    gateway.order(&anew).await.tracking();
    let never = anew.clone().with("CACHE_CONTENT", "no");
    gateway.order(&never).await.tracking();
    asked(&gateway, 2);
    let caching = anew.clone().with("CACHE_CONTENT", "true");
    gateway.order(&caching).await.tracking();
    asked(&gateway, 3);
    gateway.order(&anew).await.tracking();
    gateway.order(&never).await.tracking();
    asked(&gateway, 5);
    gateway.order(&caching).await.tracking();
    asked(&gateway, 5);
    // Elsewhere it says nothing.
    let save = Order::save().with("CACHE_CONTENT", "true");
    let photo = file("IMAGE", &gateway.media.url("/photo.jpg"));
    let saved = gateway.order(&save.slides(&[photo])).await;
    assert_eq!(saved.field("STATUS"), "Success", "{}", saved.body);
    asked(&gateway, 6);
}

#[tokio::test]
async fn another_address_and_another_account_fetch_for_themselves() {
    let gateway = Gateway::start().await;
    let other = account("other", &gateway.receiver);
    gateway.customer(&other, OTHER).await;
    let caching = caching(&gateway);
    gateway.order(&caching).await.tracking();
    let theirs = caching.clone().with("API_KEY", OTHER);
    gateway.order(&theirs).await.tracking();
    asked(&gateway, 2);
    let elsewhere = gateway
        .media
        .put("/photo.jpg?size=2", Resource::of("image/jpeg", photo()));
    let elsewhere = caching.slides(&[file("IMAGE", &elsewhere)]);
    gateway.order(&elsewhere).await.tracking();
    assert_eq!(gateway.media.asked("/photo.jpg?size=2"), 1);
}

#[tokio::test]
async fn it_outlives_the_process_and_a_file_that_was_lost_is_fetched_again() {
    let mut gateway = Gateway::start().await;
    let caching = caching(&gateway);
    gateway.order(&caching).await.tracking();
    gateway.crash().await;
    gateway.resume().await;
    gateway.order(&caching).await.tracking();
    asked(&gateway, 1);
    gateway.until_idle().await;
    for file in gateway.media_files() {
        std::fs::remove_file(file).unwrap();
    }
    gateway.order(&caching).await.tracking();
    asked(&gateway, 2);
}

#[tokio::test]
async fn what_the_account_may_not_send_it_may_not_send_again() {
    let gateway = Gateway::start().await;
    let caching = caching(&gateway);
    gateway.order(&caching).await.tracking();
    let strict = |strict| gateway.change_account(move |it| it.policy.strict_content_type = strict);
    strict(true).await;
    gateway.order(&caching).await.tracking();
    let limit = |bytes| gateway.change_account(move |it| it.policy.limits.image_bytes = bytes);
    limit(Some(100)).await;
    let fault = ("E331", "Image in slide 1 is too big.");
    assert_eq!(gateway.order(&caching).await.fault(), fault);
    limit(None).await;
    // The same address in another element is the same file.
    let sound = file("AUDIO", &gateway.media.url("/photo.jpg"));
    let sound = caching.clone().slides(&[sound]);
    assert_eq!(gateway.order(&sound).await.fault().0, "E629");
    let refuse = |account: &mut domain::account::Account| {
        account.policy.refused_elements = [Element::Image].into();
    };
    gateway.change_account(refuse).await;
    assert_eq!(gateway.order(&caching).await.fault().0, "E229");
    asked(&gateway, 1);
}

#[tokio::test]
async fn a_file_that_was_refused_is_not_kept() {
    let gateway = Gateway::start().await;
    let caching = caching(&gateway);
    let broken = photo().slice(..200);
    gateway
        .media
        .put("/photo.jpg", Resource::of("image/jpeg", broken));
    assert_eq!(gateway.order(&caching).await.fault().0, "E341");
    gateway
        .media
        .put("/photo.jpg", Resource::of("image/jpeg", photo()));
    gateway.order(&caching).await.tracking();
    asked(&gateway, 1);
}

#[tokio::test]
async fn a_dry_run_uses_what_is_kept_and_keeps_nothing() {
    let gateway = Gateway::start().await;
    let caching = caching(&gateway);
    let dry = Call::post(caching.xml()).header("Dry-Run", "true");
    for times in 1..=2 {
        let answer = gateway.call(dry.clone()).await;
        assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
        asked(&gateway, times);
    }
    assert!(gateway.media_files().is_empty());
    gateway.order(&caching).await.tracking();
    breaks(&gateway);
    let answer = gateway.call(dry).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    asked(&gateway, 0);
}

#[tokio::test]
async fn a_film_is_found_again_whatever_its_query_says_where_queries_are_dropped() {
    let gateway = Gateway::start().await;
    let film = Resource::of("video/3gpp", sample("film/pan-h263-aac.3gp"));
    let film = gateway.media.put("/film.3gp", film);
    let order = Order::send(TO).with("CACHE_CONTENT", "true");
    for token in ["a", "b"] {
        let film = file("VIDEO", &format!("{film}?token={token}"));
        gateway
            .order(&order.clone().slides(&[film]))
            .await
            .tracking();
    }
    assert_eq!(gateway.media.asked("/film.3gp"), 1);
}

#[tokio::test]
async fn a_file_that_is_used_no_longer_is_removed_in_the_end() {
    let gateway = Gateway::with(|setup| setup.config.blobs.keep_unused = Duration::ZERO).await;
    let caching = caching(&gateway);
    // The order fails, so only the address names the file.
    let gone = file("IMAGE", &gateway.media.url("/nothing.jpg"));
    let photo = file("IMAGE", &gateway.media.url("/photo.jpg"));
    let half = caching.slides(&[photo, gone]);
    assert_eq!(gateway.order(&half).await.fault().0, "E351");
    assert_eq!(gateway.order(&half).await.fault().0, "E351");
    asked(&gateway, 1);
    assert!(!gateway.media_files().is_empty());
    gateway.pass(DAY);
    until("the file is removed", async || {
        gateway.media_files().is_empty().then_some(())
    })
    .await;
}
