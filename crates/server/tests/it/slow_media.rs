//! Customers whose media servers are slow, beside others.

use crate::gateway::{Gateway, account, until};
use crate::order::{Order, file};
use crate::pictures::sample;
use std::time::Duration;
use testkit::Resource;

const TO: &str = "12025550100";
const OTHER: &str = "another-key-of-another-customer";

/// Longer than the test takes, and shorter than the gateway waits for a first byte.
const SLOW: Duration = Duration::from_secs(9);

fn film(gateway: &Gateway, path: &str, delay: Duration) -> String {
    let film = sample("film/pan-h263-aac.3gp");
    let film = Resource::of("video/3gpp", film).delayed(delay);
    file("VIDEO", &gateway.media.put(path, film))
}

#[tokio::test]
async fn slow_films_of_one_customer_do_not_hold_up_another() {
    // Room for four films of the largest kind: more than one call fetches at a time.
    let gateway = Gateway::with(|setup| setup.config.fetch.memory = 200 * 1_024 * 1_024).await;
    let other = account("other", &gateway.receiver);
    gateway.customer(&other, OTHER).await;
    let paths = [
        "/slow-1", "/slow-2", "/slow-3", "/slow-4", "/slow-5", "/slow-6",
    ];
    let films = paths.map(|path| film(&gateway, path, SLOW));
    let slow = Order::send(TO).slides(&films);
    let quick = film(&gateway, "/quick", Duration::ZERO);
    let quick = Order::send(TO).with("API_KEY", OTHER).slides(&[quick]);

    let asked = || {
        paths
            .iter()
            .filter(|path| gateway.media.asked(path) > 0)
            .count()
    };
    let others = async {
        until("the slow films are asked for", async || {
            (asked() >= 2).then_some(())
        })
        .await;
        for _ in 0..3 {
            gateway.order(&quick).await.tracking();
        }
        assert_eq!(asked(), 2, "half of the room is one customer's");
    };
    tokio::select! {
        answer = gateway.order(&slow) => panic!("the slow ones were first: {}", answer.body),
        () = others => {}
    }
}
