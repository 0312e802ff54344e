//! How long it is known what was posted to a customer.

use crate::gateway::{Gateway, account};
use crate::order::Order;
use std::time::Duration;
use storage::life::Life;

const TO: &str = "12025550100";
const OTHER: &str = "another-key-of-another-customer";
const DAY: u64 = 24 * 3_600;

/// How many tries there are of each event.
fn tries(life: &Life) -> Vec<usize> {
    life.events.iter().map(|(_, tries)| tries.len()).collect()
}

#[tokio::test]
async fn tries_are_kept_as_long_as_the_account_or_the_server_says() {
    let gateway = Gateway::start().await;
    let mut other = account("other", &gateway.receiver);
    other.policy.times.event_retention = Some(Duration::from_secs(7 * DAY));
    gateway.customer(&other, OTHER).await;
    let ours = gateway.send_to(TO).await;
    let order = Order::send(TO).with("API_KEY", OTHER);
    let theirs = gateway.order(&order).await.tracking().to_owned();
    for tracking in [&ours, &theirs] {
        assert_eq!(tries(&gateway.until_final(tracking).await), [1, 1]);
    }
    gateway.pass(7 * DAY);
    gateway.until(&theirs, |life| tries(life) == [0, 0]).await;
    let life = gateway.life(&ours).await;
    assert_eq!(tries(&life), [1, 1]);
    gateway.pass(23 * DAY);
    let life = gateway.until(&ours, |life| tries(life) == [0, 0]).await;
    assert_eq!(life.events.len(), 2, "that it happened stays known");
}
