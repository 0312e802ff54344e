//! When a postback that failed is tried again, and when no more.

use crate::gateway::{Gateway, until};
use domain::account::Schedule;
use storage::event::Telling;
use testkit::{Receiver, Reply, Resource};

/// A message to this number has one event, E101, and nothing else waits for its time.
const TO: &str = "12025550103";

async fn classic() -> Gateway {
    Gateway::with(|setup| setup.account.postbacks.schedule = Schedule::Classic).await
}

async fn telling(gateway: &Gateway) -> Telling {
    gateway.life("MMS_1").await.events[0].0.telling
}

/// After try number `tries` the next one comes in so many seconds, give or take a part of it.
async fn check_pause(gateway: &Gateway, tries: usize, seconds: f64, spread: f64) {
    gateway.until_tried("MMS_1", 1, tries).await;
    let due = gateway.next_due().await.expect("another try");
    let most = seconds * (1.0 + spread) + 0.001;
    let least = seconds * (1.0 - spread) - 0.001;
    assert!(
        (least..=most).contains(&due),
        "try {tries} is followed in {due} s, not {seconds}"
    );
    gateway
        .clock
        .advance(std::time::Duration::from_secs_f64(due));
}

#[tokio::test]
async fn the_standard_schedule_has_eleven_tries_over_three_days() {
    let gateway = Gateway::start().await;
    gateway.receiver.answer_always(Reply::status(500));
    gateway.send_to(TO).await;
    let pauses = [
        5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ];
    for (tries, pause) in (1..).zip(pauses) {
        check_pause(&gateway, tries, f64::from(pause), 0.2).await;
    }
    gateway.until_tried("MMS_1", 1, 11).await;
    assert_eq!(telling(&gateway).await, Telling::Dropped);
    assert_eq!(gateway.next_due().await, None);
    let all = gateway.receiver.all();
    let numbers: Vec<&str> = all
        .iter()
        .map(|one| one.header("x-event-attempt"))
        .collect();
    assert_eq!(
        numbers,
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]
    );
    assert!(all.iter().all(|one| one.body == all[0].body));
    assert!(all.iter().all(|one| one.header("x-event-seq") == "1"));
}

#[tokio::test]
async fn the_classic_schedule_has_six_tries_five_minutes_apart() {
    let gateway = classic().await;
    gateway.receiver.answer_always(Reply::status(500));
    gateway.send_to(TO).await;
    for tries in 1..=5 {
        check_pause(&gateway, tries, 300.0, 0.0).await;
    }
    gateway.until_tried("MMS_1", 1, 6).await;
    assert_eq!(telling(&gateway).await, Telling::Dropped);
    assert_eq!(gateway.next_due().await, None);
    assert_eq!(gateway.receiver.all().len(), 6);
}

#[tokio::test]
async fn any_2xx_acknowledges_on_the_standard_schedule() {
    let gateway = Gateway::start().await;
    gateway.receiver.answer_always(Reply::status(204));
    gateway.send_to(TO).await;
    gateway.until_final("MMS_1").await;
    assert_eq!(telling(&gateway).await, Telling::Delivered);
}

#[tokio::test]
async fn only_200_acknowledges_on_the_classic_schedule() {
    let gateway = classic().await;
    gateway
        .receiver
        .answer_next([Reply::status(204), Reply::status(410)]);
    gateway.send_to(TO).await;
    check_pause(&gateway, 1, 300.0, 0.0).await;
    check_pause(&gateway, 2, 300.0, 0.0).await;
    gateway.until_final("MMS_1").await;
    assert_eq!(telling(&gateway).await, Telling::Delivered);
    assert_eq!(gateway.receiver.all().len(), 3);
}

#[tokio::test]
async fn a_wish_to_wait_longer_is_granted_up_to_an_hour() {
    let gateway = Gateway::start().await;
    let wish = |status, seconds| Reply::status(status).retry_after(seconds);
    let wishes = [
        wish(503, 120),
        wish(429, 7_200),
        wish(503, 60),
        wish(500, 9_000),
    ];
    gateway.receiver.answer_next(wishes);
    gateway.send_to(TO).await;
    check_pause(&gateway, 1, 120.0, 0.0).await;
    check_pause(&gateway, 2, 3_600.0, 0.0).await;
    // The schedule's own five minutes are longer than the wish.
    check_pause(&gateway, 3, 300.0, 0.2).await;
    // Only 429 and 503 have a say.
    check_pause(&gateway, 4, 1_800.0, 0.2).await;
    gateway.until_final("MMS_1").await;
    assert_eq!(telling(&gateway).await, Telling::Delivered);
}

#[tokio::test]
async fn the_classic_schedule_grants_no_wishes() {
    let gateway = classic().await;
    gateway
        .receiver
        .answer_next([Reply::status(503).retry_after(3_000)]);
    gateway.send_to(TO).await;
    check_pause(&gateway, 1, 300.0, 0.0).await;
    gateway.until_final("MMS_1").await;
}

#[tokio::test]
async fn an_endpoint_that_is_gone_hears_nothing_more() {
    let gateway = Gateway::start().await;
    gateway.receiver.answer_next([Reply::status(410)]);
    gateway.send_to(TO).await;
    gateway.until_final("MMS_1").await;
    assert_eq!(telling(&gateway).await, Telling::Dropped);
    until_switched_off(&gateway).await;
    gateway.send_to(TO).await;
    let second = gateway.until_final("MMS_2").await;
    assert_eq!(second.events[0].0.telling, Telling::Undeliverable);
    assert_eq!(gateway.receiver.all().len(), 1);
}

#[tokio::test]
async fn an_endpoint_that_failed_for_five_days_hears_nothing_more() {
    let gateway = Gateway::start().await;
    gateway.receiver.answer_always(Reply::status(500));
    gateway.send_to(TO).await;
    gateway.until_tried("MMS_1", 1, 1).await;
    for tries in 2..=4 {
        gateway.pass(41 * 3_600);
        gateway.until_tried("MMS_1", 1, tries).await;
    }
    until_switched_off(&gateway).await;
    gateway.receiver.answer_always(Reply::status(200));
    gateway.send_to(TO).await;
    let second = gateway.until_final("MMS_2").await;
    assert_eq!(second.events[0].0.telling, Telling::Undeliverable);
    assert_eq!(gateway.receiver.all().len(), 4);
}

async fn until_switched_off(gateway: &Gateway) {
    let (account, url) = (gateway.account, gateway.receiver.url());
    until("the address is switched off", async || {
        let off = gateway.store().endpoint_disabled(account, &url).await;
        off.unwrap().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_success_in_between_clears_an_endpoints_record() {
    let gateway = Gateway::start().await;
    let (bad, good) = (Reply::status(500), Reply::status(200));
    gateway.receiver.answer_next([bad, bad, bad, good, bad]);
    gateway.send_to(TO).await;
    gateway.until_tried("MMS_1", 1, 1).await;
    for tries in 2..=4 {
        gateway.pass(39 * 3_600);
        gateway.until_tried("MMS_1", 1, tries).await;
    }
    gateway.pass(39 * 3_600);
    gateway.send_to(TO).await;
    gateway.until_tried("MMS_2", 1, 1).await;
    gateway.pass(60);
    let second = gateway.until_final("MMS_2").await;
    assert_eq!(second.events[0].0.telling, Telling::Delivered);
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_is_not_followed() {
    let elsewhere = Receiver::start().await.unwrap();
    let gateway = Gateway::start().await;
    let url = gateway
        .media
        .put("/moved", Resource::redirect(&elsewhere.url()));
    gateway
        .change_account(|account| account.postbacks.url = Some(url))
        .await;
    gateway.send_to(TO).await;
    let life = gateway.until_tried("MMS_1", 1, 1).await;
    assert_eq!(life.events[0].1[0].status, Some(302));
    assert_eq!(telling(&gateway).await, Telling::Pending);
    assert_eq!(gateway.media.asked("/moved"), 1);
    assert_eq!(elsewhere.all().len(), 0);
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_is_given_ten_seconds_and_then_tried_again() {
    let gateway = classic().await;
    gateway.receiver.answer_next([Reply::hang()]);
    gateway.send_to(TO).await;
    let life = gateway.until_tried("MMS_1", 1, 1).await;
    let tried = &life.events[0].1[0];
    assert_eq!(tried.status, None);
    assert!(tried.error.is_some());
    check_pause(&gateway, 1, 300.0, 0.0).await;
    gateway.until_final("MMS_1").await;
    assert_eq!(telling(&gateway).await, Telling::Delivered);
}
