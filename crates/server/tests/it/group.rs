//! Groups: others who are shown beside the receiver, and get nothing.

use crate::gateway::Gateway;
use crate::order::Order;
use domain::state::State;
use mmsc::Submission;

const TO: &str = "12025550100";
const SHOWN: &str = "12025550198,12025550199";

/// Whom a request is for, and who is only shown.
fn members(one: &Submission) -> (&str, Vec<&str>) {
    assert_eq!(one.violations, []);
    let shown = one.recipients.iter().filter(|it| it.display_only);
    (
        one.recipient(),
        shown.map(|it| it.digits.as_str()).collect(),
    )
}

fn others() -> Vec<&'static str> {
    SHOWN.split(',').collect()
}

#[tokio::test]
async fn the_others_are_shown_to_the_receiver_and_hear_nothing() {
    let gateway = Gateway::start().await;
    let order = Order::send(TO).with("TO_DISPLAYONLY", SHOWN);
    let tracking = gateway.order(&order).await.tracking().to_owned();
    let life = gateway.until_final(&tracking).await;
    assert_eq!(life.message.state, State::Delivered);
    let sent = gateway.submissions();
    assert_eq!(sent.len(), 1, "one request, for the receiver");
    assert_eq!(members(&sent[0]), (TO, others()));
    assert_eq!(gateway.codes(), ["N101", "N102"]);
}

#[tokio::test]
async fn each_of_several_receivers_sees_the_same_others() {
    let gateway = Gateway::with(|setup| setup.account.policy.multi_recipient = Some(true)).await;
    let two = ["12025550100", "12025550150"];
    let order = Order::send(&two.join(",")).with("TO_DISPLAYONLY", SHOWN);
    let answer = gateway.order(&order).await;
    assert_eq!(answer.field("STATUS"), "Success", "{}", answer.body);
    let sent = gateway.until_submitted(2).await;
    let mut sent: Vec<_> = sent.iter().map(members).collect();
    sent.sort_unstable();
    assert_eq!(sent, two.map(|to| (to, others())));
}

#[tokio::test]
async fn saved_content_is_sent_to_groups_too() {
    let gateway = Gateway::start().await;
    let saved = gateway.order(&Order::save()).await;
    let order = Order::send_saved(saved.field("MMSID"), TO).with("TO_DISPLAYONLY", SHOWN);
    gateway.order(&order).await.tracking();
    let sent = gateway.until_submitted(1).await;
    assert_eq!(members(&sent[0]), (TO, others()));
}

#[tokio::test]
async fn twenty_others_are_shown_and_no_more() {
    let gateway = Gateway::start().await;
    let others = |count: usize| {
        let numbers = (0..count).map(|at| format!("120255502{at:02}"));
        numbers.collect::<Vec<_>>().join(",")
    };
    let order = Order::send(TO).with("FALLBACKSMSTEXT", "Look");
    let refused = order.clone().with("TO_DISPLAYONLY", &others(21));
    let (upper, kebab) = (
        "Invalid receiver number.",
        "Invalid 'to' / receiver number.",
    );
    gateway.refuses(&refused, "E110", upper, kebab).await;
    let taken = order.with("TO_DISPLAYONLY", &others(20));
    gateway.order(&taken).await.tracking();
    let sent = gateway.until_submitted(1).await;
    assert_eq!(members(&sent[0]).1.len(), 20);
}
