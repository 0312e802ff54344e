//! Reports about what was sent in a period.

use crate::call::{Answer, Call};
use crate::gateway::Gateway;
use crate::order::Order;
use domain::account::{Account, Postbacks};
use domain::generation::Generation;

const OTHER: &str = "another-key-of-another-customer";

fn period(start: &str, end: &str) -> Order {
    Order::of("getSendingStatus")
        .with("START_DATE", start)
        .with("END_DATE", end)
}

fn today() -> Order {
    period("2026-05-04 00:00:00", "2026-05-04 23:59:59")
}

/// Orders a report and reads it.
async fn report(gateway: &Gateway, order: &Order) -> Answer {
    let path = ordered(gateway, order).await;
    gateway.call(Call::to("GET", &path)).await
}

/// Orders a report; returns the path of its address.
async fn ordered(gateway: &Gateway, order: &Order) -> String {
    let answer = gateway.order(order).await;
    let url = answer.field("REPORTURL");
    let expected = format!(
        "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <REPORTURL>{url}</REPORTURL>\n</RESPONSE>"
    );
    assert_eq!(answer.body.trim_end(), expected);
    let base = format!("http://{}", gateway.addr());
    let path = url.strip_prefix(&base).expect("an address of ours");
    assert!(
        path.starts_with("/reports/") && path.len() == "/reports/".len() + 22,
        "{path}"
    );
    path.to_owned()
}

#[tokio::test]
async fn a_report_says_of_each_message_where_it_stands() {
    let gateway = Gateway::start().await;
    let delivered = Order::send("12025550100").with("OPERATORID", "0001890");
    let delivered = gateway.order(&delivered).await;
    let delivered = delivered.tracking().to_owned();
    gateway.until_final(&delivered).await;
    let refused = gateway.send_to("12025550103").await;
    gateway.until_final(&refused).await;
    let rejected = gateway.send_to("12025550117").await;
    gateway.until_final(&rejected).await;
    let busy = gateway.send_to("12025550111").await;
    gateway.until_refused(&busy, 1).await;

    let told = report(&gateway, &today()).await;
    assert_eq!(told.status, 200);
    assert_eq!(told.header("content-type"), "text/xml; charset=UTF-8");
    assert_eq!(told.header("x-content-type-options"), "nosniff");
    let at = "2026-05-04T07:27:29+00:00";
    let lines: Vec<&str> = told.body.lines().collect();
    let handset = gateway.life(&delivered).await.reports[0].handset.clone();
    let handset = handset.map_or_else(String::new, |it| {
        format!("<MM7_HANDSETID>{it}</MM7_HANDSETID>")
    });
    let entry = |tracking: &str, to: &str, carrier: &str, id: u32, rest: &str| {
        format!(
            "<CONTENT id=\"{tracking}\" to=\"{to}\" {carrier}contentid=\"{id}\" \
             contentname=\"news\" from=\"60856\" delivery=\"binary\">{rest}</CONTENT>"
        )
    };
    let ack = format!("<MSG_STATUS name=\"ACK\" gw=\"9\" net=\"1000\" time=\"{at}\"/>");
    let dlr = format!("<MSG_STATUS name=\"DLR\" gw=\"20\" net=\"Retrieved\" time=\"{at}\"/>");
    let no = format!("<MSG_STATUS name=\"REJECTED\" gw=\"35\" net=\"Rejected\" time=\"{at}\"/>");
    let queue = format!("<MSG_STATUS name=\"INQUE\" time=\"{at}\"/>");
    let expected = [
        entry(
            &delivered,
            "12025550100",
            "carrier=\"0001890\" ",
            10_000,
            &(ack.clone() + &dlr + &handset),
        ),
        entry(&rejected, "12025550117", "", 10_002, &(ack + &no)),
        entry(&busy, "12025550111", "", 10_003, &queue),
    ];
    assert_eq!(lines[..2], ["<RESPONSE>", "<SENDING_LIST>"]);
    assert_eq!(lines[2], expected[0]);
    assert!(
        lines[3].contains("<MSG_STATUS name=\"ERROR\""),
        "{}",
        lines[3]
    );
    assert!(lines[3].contains("info=\"2004"), "{}", lines[3]);
    assert_eq!(lines[4..6], expected[1..]);
    assert_eq!(lines[6..], ["</SENDING_LIST>", "</RESPONSE>"]);
}

#[tokio::test]
async fn a_report_holds_the_messages_of_its_period_and_account_only() {
    let gateway = Gateway::start().await;
    let other = Account {
        postbacks: Postbacks::default(),
        ..crate::gateway::account("other", &gateway.receiver)
    };
    gateway.customer(&other, OTHER).await;
    gateway.send_to("12025550100").await;
    let foreign = Order::send("12025550101").with("API_KEY", OTHER);
    gateway.order(&foreign).await.tracking();
    gateway.pass(60);
    gateway.send_to("12025550102").await;
    let at = |text: &str| format!("2026-05-04 07:{text}");
    for (start, end, expected) in [
        ("27:29", "28:29", vec!["12025550100", "12025550102"]),
        ("27:28", "27:29", vec!["12025550100"]),
        ("27:30", "28:28", vec![]),
        ("27:30", "59:59", vec!["12025550102"]),
    ] {
        let told = report(&gateway, &period(&at(start), &at(end))).await;
        let receivers = told.body.split(" to=\"").skip(1);
        let receivers: Vec<&str> = receivers.map(|rest| &rest[..11]).collect();
        assert_eq!(receivers, expected, "{start} {end}");
        gateway.pass(60);
    }
}

#[tokio::test]
async fn a_large_report_is_told_whole() {
    let gateway = Gateway::start().await;
    gateway
        .change_account(|account| account.policy.rates.throughput = Some(100_000))
        .await;
    let numbers = 450;
    for number in 0..numbers {
        gateway.send_to(&format!("1202556{number:04}")).await;
    }
    let path = ordered(&gateway, &today()).await;
    let told = gateway.call(Call::to("GET", &path)).await;
    assert_eq!(told.body.matches("<CONTENT ").count(), numbers);
    assert!(told.body.contains("</RESPONSE>\n"), "it is whole");
    let head = gateway.call(Call::to("HEAD", &path)).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
}

#[tokio::test]
async fn a_report_can_be_read_for_a_day_and_is_gone_then() {
    let gateway = Gateway::start().await;
    let path = ordered(&gateway, &today()).await;
    gateway.pass(24 * 3_600 - 1);
    assert_eq!(gateway.call(Call::to("GET", &path)).await.status, 200);
    gateway.pass(1);
    assert_eq!(gateway.call(Call::to("GET", &path)).await.status, 410);
    let unknown = Call::to("GET", "/reports/0000000000000000000000");
    assert_eq!(gateway.call(unknown).await.status, 404);
}

#[tokio::test]
async fn ends_of_a_period_that_cannot_be_are_refused_in_their_order() {
    let gateway = Gateway::start().await;
    let (upper, kebab) = (
        "'start_date'/'end_date' is required.",
        "'start-date'/'end-date' is required.",
    );
    for absent in ["START_DATE", "END_DATE"] {
        let order = period("x", "x").without(absent);
        gateway.refuses(&order, "E506", upper, kebab).await;
    }
    let (upper, kebab) = (
        "Invalid 'start_date'/'end_date' format.",
        "Invalid 'start-date'/'end-date' format.",
    );
    for (start, end, code) in [
        ("2026-05-01", "2026-05-02 00:00:00", "E507"),
        ("2026-02-30 00:00:00", "2026-05-02T00:00:00", "E507"),
        ("2026-02-30 00:00:00", "2026-05-02 00:00:00", "E508"),
        ("2026-05-02 00:00:00", "2026-05-02 00:00:00", "E508"),
        ("2026-05-03 00:00:00", "2026-05-02 00:00:00", "E508"),
    ] {
        gateway
            .refuses(&period(start, end), code, upper, kebab)
            .await;
    }
    let long = "Lookup period is too long.";
    let order = period("2026-05-01 00:00:00", "2026-06-01 00:00:01");
    gateway.refuses(&order, "E509", long, long).await;
    ordered(
        &gateway,
        &period("2026-05-01 00:00:00", "2026-06-01 00:00:00"),
    )
    .await;
}

#[tokio::test]
async fn two_reports_of_an_account_have_a_pause_between_them_also_over_a_restart() {
    let mut gateway = Gateway::start().await;
    ordered(&gateway, &today()).await;
    gateway.crash().await;
    gateway.resume().await;
    gateway.pass(59);
    let soon = "Lookup too frequent (you need to set time between the lookups).";
    gateway.refuses(&today(), "E510", soon, soon).await;
    let bad = period("x", "x");
    assert_eq!(
        gateway.order(&bad).await.fault().0,
        "E507",
        "it comes first"
    );
    gateway.pass(1);
    ordered(&gateway, &today()).await;
}

#[tokio::test]
async fn an_account_may_have_bounds_and_ids_of_its_own() {
    let gateway = Gateway::with(|setup| {
        let account = &mut setup.account;
        account.policy.lookups.max_days = Some(1);
        account.policy.lookups.min_interval = Some(std::time::Duration::ZERO);
        account.postbacks.operator_ids = Some(Generation::Json);
    })
    .await;
    let order = Order::send("12025550100").with("OPERATORID", "0001890");
    gateway.order(&order).await.tracking();
    let two_days = period("2026-05-03 00:00:00", "2026-05-04 23:59:59");
    assert_eq!(gateway.order(&two_days).await.fault().0, "E509");
    for _ in 0..2 {
        let told = report(&gateway, &today()).await;
        assert!(told.body.contains(" carrier=\"310012\" "), "{}", told.body);
    }
}
