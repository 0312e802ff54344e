//! How long a carrier may keep silent is a matter of its link, and a report that comes after all
//! still counts.

use crate::gateway::Gateway;
use domain::state::State;
use mmsc::{Answer, Behaviour, What};
use std::time::Duration;

const TO: &str = "12025550100";

#[tokio::test]
async fn silence_is_told_after_the_time_of_the_link_and_gives_way_to_a_late_report() {
    let gateway = Gateway::with(|setup| {
        setup.link.report_wait = Some(Duration::from_secs(7_200));
    })
    .await;
    let silent = Behaviour::answering(Answer::Accept);
    gateway.carrier.behave(TO, silent);
    gateway.send_to(TO).await;
    gateway.until_state("MMS_1", State::Submitted).await;
    // A test account without it would wait for a minute.
    gateway.until_due_within(7_200.0).await;
    gateway.pass(7_190);
    let due = gateway.until_due_within(10.0).await;
    assert!((9.0..=10.0).contains(&due), "{due}");
    assert_eq!(gateway.life("MMS_1").await.message.state, State::Submitted);
    gateway.pass(10);
    gateway.until_state("MMS_1", State::NoReport).await;
    let late = What::Delivery("Retrieved".into());
    gateway.carrier.tell(1, late).await;
    gateway.until_state("MMS_1", State::Delivered).await;
    let life = gateway.life("MMS_1").await;
    assert_eq!(life.reports.len(), 1);
    assert_eq!(life.reports[0].word, "Retrieved");
}
