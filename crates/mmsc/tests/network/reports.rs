//! What the MMSC tells the gateway later.

use std::time::Duration;

use mmsc::{Answer, Behaviour, Mmsc, Settings, Submission, What};

use crate::gateway::{Gateway, LIMIT, Reply, mmsc, request, status, submit};

/// Submits to a number and waits until these words were reported and confirmed, in this order.
#[expect(clippy::unwrap_used, reason = "a helper of tests that fails with them")]
async fn told(number: &str, words: &[&str]) -> Vec<String> {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    assert_eq!(status(&mmsc, "t", number).await, 1000, "{number}");
    let done = |log: &[Submission]| log[0].reports.len() == words.len();
    let log = mmsc.log().wait_for(done, LIMIT).await.unwrap();
    let seen: Vec<&str> = log[0].reports.iter().map(|r| r.word.as_str()).collect();
    assert_eq!(seen, words, "{number}");
    assert!(
        log[0].reports.iter().all(|r| r.confirmed),
        "{:#?}",
        log[0].reports
    );
    gateway.reports(words.len()).await
}

#[tokio::test]
async fn numbers_are_reported_as_their_digits_say() {
    told("12025550101", &["Retrieved"]).await;
    told("12025550102", &["Expired"]).await;
    told("12025550104", &["Deferred", "Retrieved"]).await;
    told("12025550107", &["Retrieved", "Deferred", "Retrieved"]).await;
    told("12025550117", &["Rejected"]).await;
    told("12025550118", &["Retrieved"]).await;
    told("13105550199", &["Retrieved"]).await;
}

#[tokio::test]
async fn a_read_reply_follows_the_report() {
    let reports = told("12025550113", &["Retrieved", "Read"]).await;
    assert!(reports[1].contains("<mm7:ReadReplyReq"), "{}", reports[1]);
}

#[tokio::test]
async fn a_handset_replies_with_stop_or_a_picture() {
    let reports = told("12025550115", &["Retrieved", ""]).await;
    assert!(
        reports[1].contains("<mm7:DeliverReq") && reports[1].contains("\r\nSTOP\r\n"),
        "{}",
        reports[1]
    );
    let reports = told("12025550116", &["Retrieved", ""]).await;
    assert!(
        reports[1].contains("Content-Type: image/jpeg"),
        "{}",
        reports[1]
    );
}

#[tokio::test]
async fn a_report_can_come_before_the_answer() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    assert_eq!(status(&mmsc, "t", "12025550106").await, 1000);
    assert_eq!(gateway.count(), 1);
    let submission = &mmsc.log().all()[0];
    assert!(submission.reports[0].at <= submission.answered.as_ref().unwrap().at);
}

#[tokio::test]
async fn a_discovery_message_is_never_reported() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let (before, after) = (r#"<img src="cid:a.jpg" region="Image"/>"#, "");
    let body = request("ddm", "12025550118").replace(before, after);
    let (picture, _) = body.split_once("--inner\r\nContent-Type: image").unwrap();
    let text = body.split_once("--inner\r\nContent-Type: text").unwrap().1;
    submit(
        &mmsc,
        format!("{picture}--inner\r\nContent-Type: text{text}"),
    )
    .await
    .unwrap();
    assert_eq!(status(&mmsc, "message", "12025550118").await, 1000);
    let log = mmsc
        .log()
        .wait_for(|log| log.iter().any(|s| s.is_reported("Retrieved")), LIMIT)
        .await
        .unwrap();
    assert!(
        log[0].is_accepted() && log[0].reports.is_empty(),
        "{:#?}",
        log[0]
    );
}

#[tokio::test]
async fn a_report_is_repeated_until_it_is_confirmed() {
    let replies = [
        Reply::Http(500),
        Reply::WrongTransaction,
        Reply::Status(3000),
        Reply::Empty,
        Reply::Http(202),
    ];
    let gateway = Gateway::start(&replies).await;
    let settings = Settings {
        time_scale: 0.0,
        callback: Some(gateway.url.clone()),
        ..Settings::default()
    };
    let mmsc = Mmsc::start(settings).await.unwrap();
    assert_eq!(status(&mmsc, "t", "12025550100").await, 1000);
    let log = mmsc
        .log()
        .wait_for(|log| log[0].is_reported("Retrieved"), LIMIT)
        .await
        .unwrap();
    let attempts: Vec<_> = log[0]
        .reports
        .iter()
        .map(|r| (r.attempt, r.http, r.status, r.confirmed))
        .collect();
    assert_eq!(
        attempts,
        [
            (1, Some(500), Some(1000), false),
            (2, Some(200), Some(1000), false),
            (3, Some(200), Some(3000), false),
            (4, Some(200), None, false),
            (5, Some(202), Some(1000), false),
            (6, Some(200), Some(1000), true),
        ]
    );
    let transactions: Vec<&str> = log[0]
        .reports
        .iter()
        .map(|r| r.transaction.as_str())
        .collect();
    assert!(transactions.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn reports_wait_for_the_callback() {
    let mmsc = Mmsc::start(Settings {
        time_scale: 0.0,
        ..Settings::default()
    })
    .await
    .unwrap();
    assert_eq!(status(&mmsc, "t", "12025550100").await, 1000);
    let gateway = Gateway::start(&[]).await;
    mmsc.set_callback(&gateway.url);
    gateway.reports(1).await;
}

#[tokio::test]
async fn reports_go_only_to_those_who_asked() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let silent = request("silent", "12025550113")
        .replace("Report>true", "Report>false")
        .replace("Reply>true", "Reply>false");
    submit(&mmsc, silent).await.unwrap();
    mmsc.tell(1, What::Delivery("Retrieved".into())).await;
    mmsc.tell(1, What::Read("Read".into())).await;
    assert_eq!(gateway.count(), 0);
}

#[tokio::test]
async fn a_lost_answer_can_be_followed_by_a_report() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    mmsc.behave(
        "12025550100",
        Behaviour::answering(Answer::Lost).then(Duration::from_secs(1), "Retrieved"),
    );
    submit(&mmsc, request("t", "12025550100"))
        .await
        .unwrap_err();
    gateway.reports(1).await;
}
