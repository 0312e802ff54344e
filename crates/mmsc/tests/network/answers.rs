//! What the MMSC answers to submissions.

use std::sync::Arc;

use mmsc::{Answer, Behaviour, Mmsc, Outcome, Rule, Settings};

use crate::gateway::{Gateway, LIMIT, between, get, mmsc, post_request, request, status, submit};

#[tokio::test]
async fn a_good_submission_is_accepted_and_reported() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let (http, answer) = submit(
        &mmsc,
        request("abc <&> 1", "12025550100").replace("abc <&> 1", "abc &lt;&amp;&gt; 1"),
    )
    .await
    .unwrap();
    assert_eq!(http, 200);
    assert!(
        answer.contains("abc &lt;&amp;&gt; 1</mm7:TransactionID>"),
        "{answer}"
    );
    assert!(
        answer.contains("REL-6-MM7-1-4") && answer.contains("<mm7:MM7Version>6.8.0<"),
        "{answer}"
    );
    assert_eq!(between(&answer, "<mm7:StatusCode>", "<"), "1000");
    let id = between(&answer, "<mm7:MessageID>", "<");
    let report = &gateway.reports(1).await[0];
    assert_eq!(between(report, "<mm7:MessageID>", "<"), id);
    assert_eq!(between(report, "<mm7:MMStatus>", "<"), "Retrieved");
    assert_eq!(
        between(report, "<mm7:Recipient>", "</mm7:Recipient>"),
        "<mm7:Number>12025550100</mm7:Number>"
    );
    assert_eq!(
        between(report, "<mm7:Sender>", "</mm7:Sender>"),
        "<mm7:ShortCode>28444</mm7:ShortCode>"
    );
    assert!(
        report.contains(r#"UAProf="http://uaprof.example/phone-1.xml""#),
        "{report}"
    );
    let log = mmsc
        .log()
        .wait_for(|log| log[0].is_reported("Retrieved"), LIMIT)
        .await
        .unwrap();
    assert_eq!(log[0].message_id.as_deref(), Some(id));
    assert_eq!(log[0].transaction, "abc <&> 1");
    assert!(mmsc.log().violations().is_empty() && mmsc.log().duplicates().is_empty());
    assert_eq!(mmsc.log().accepted(), 1);
}

#[tokio::test]
async fn a_breach_is_answered_with_a_fault_and_logged() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let (http, answer) = submit(&mmsc, request("t", "12025550100").replace("P2D", "soon"))
        .await
        .unwrap();
    assert_eq!(
        (http, between(&answer, "<mm7:StatusCode>", "<")),
        (200, "4004")
    );
    assert!(answer.contains("<detail><mm7:RSErrorRsp"), "{answer}");
    let log = mmsc.log().all();
    assert!(log[0].breaks(Rule::Value));
    assert_eq!(
        (log[0].outcome, log[0].message_id.as_deref()),
        (Outcome::Refused, None)
    );
}

#[tokio::test]
async fn a_chunked_request_is_refused() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(request("t", "12025550100"))]);
    let (http, answer) = submit(&mmsc, reqwest::Body::wrap_stream(chunks))
        .await
        .unwrap();
    assert_eq!(
        (http, between(&answer, "<mm7:StatusCode>", "<")),
        (411, "2500")
    );
    assert!(mmsc.log().all()[0].breaks(Rule::ContentLength));
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let basic_auth = Some(("acme".to_owned(), "secret".to_owned()));
    let mmsc = Mmsc::start(Settings {
        basic_auth,
        ..Settings::default()
    })
    .await
    .unwrap();
    assert_eq!(
        submit(&mmsc, request("t", "12025550100")).await.unwrap().0,
        401
    );
    let wrong = post_request(&mmsc, request("t", "12025550100")).basic_auth("acme", Some("guess"));
    assert_eq!(wrong.send().await.unwrap().status(), 401);
    let right = post_request(&mmsc, request("t", "12025550100")).basic_auth("acme", Some("secret"));
    assert_eq!(right.send().await.unwrap().status(), 200);
    assert_eq!(mmsc.log().violations().len(), 2);
}

#[tokio::test]
async fn a_refused_number_gets_2004() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    assert_eq!(status(&mmsc, "t", "12025550103").await, 2004);
    assert_eq!(mmsc.log().accepted(), 0);
}

#[tokio::test]
async fn a_busy_network_refuses_three_times_per_transaction() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    for (transaction, expected) in [
        ("a", 4006),
        ("a", 4006),
        ("b", 4006),
        ("a", 4006),
        ("a", 1000),
        ("b", 4006),
        ("b", 4006),
        ("b", 1000),
    ] {
        assert_eq!(
            status(&mmsc, transaction, "12025550111").await,
            expected,
            "{transaction}"
        );
    }
    assert_eq!(mmsc.log().accepted(), 2);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_message_taken() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    submit(&mmsc, request("t", "12025550112"))
        .await
        .unwrap_err();
    let submission = &mmsc.log().all()[0];
    assert!(submission.is_accepted() && submission.answered.is_none());
}

#[tokio::test]
async fn a_slow_network_answers_late() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    assert_eq!(status(&mmsc, "t", "12025550114").await, 1000);
    let submission = &mmsc.log().all()[0];
    let answered = submission.answered.as_ref().unwrap();
    assert!(
        answered.at.duration_since(submission.arrived) >= jiff::SignedDuration::from_millis(200)
    );
}

#[tokio::test]
async fn while_down_connections_are_refused() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    assert_eq!(status(&mmsc, "a", "12025550105").await, 1000);
    mmsc.set_down(true).await;
    assert!(
        submit(&mmsc, request("b", "12025550105"))
            .await
            .unwrap_err()
            .is_connect()
    );
    mmsc.set_down(false).await;
    assert_eq!(status(&mmsc, "c", "12025550105").await, 1000);
    assert_eq!(mmsc.log().count(), 2);
    let url = mmsc.url();
    mmsc.shutdown().await;
    get(url).await.unwrap_err();
}

#[tokio::test]
async fn answers_can_be_spoilt_by_script() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let mut count = 0;
    for (answer, http, accepted) in [
        (Answer::Garbage, Some(200), true),
        (Answer::ServerError, Some(500), false),
        (Answer::Fault(3000), Some(200), false),
        (Answer::Refuse(3002), Some(200), false),
        (Answer::Truncated, None, true),
        (Answer::HangUp, None, false),
    ] {
        mmsc.set_behaviour(Arc::new({
            let answer = answer.clone();
            move |_| Behaviour::answering(answer.clone())
        }));
        let result = submit(&mmsc, request("t", "12025550100")).await;
        assert_eq!(result.ok().map(|(http, _)| http), http, "{answer:?}");
        count += 1;
        assert_eq!(
            mmsc.log().get(count).unwrap().is_accepted(),
            accepted,
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_path_that_hides_our_pages_is_refused() {
    for path in [
        "",
        "mm7",
        "/",
        "/submissions",
        "/submissions/x",
        "/a b",
        "/{x}",
    ] {
        Mmsc::start(Settings {
            path: path.to_owned(),
            ..Settings::default()
        })
        .await
        .unwrap_err();
    }
}
