//! Pages for whoever supervises the process.

use crate::given::{Answer, Gateway, bare};
use edge::Settings;

#[tokio::test]
async fn a_gateway_that_serves_is_alive_and_ready() {
    let gateway = Gateway::start(Settings::default()).await;
    let alive = gateway.ask(bare("GET", "/health")).await;
    assert_eq!((alive.status, alive.body.as_str()), (200, "ok\n"));
    let ready = gateway.ask(bare("GET", "/ready")).await;
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
}

async fn status(settings: Settings) -> Answer {
    Gateway::start(settings)
        .await
        .ask(bare("GET", "/status"))
        .await
}

#[tokio::test]
async fn operators_see_what_is_going_on() {
    let facts = vec![("durability".to_owned(), "committed".to_owned())];
    let answer = status(Settings {
        facts,
        ..Settings::default()
    })
    .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    for line in [
        "state           serving",
        "durability      committed",
        "parked reports  0",
    ] {
        assert!(
            answer.body.contains(&format!("{line}\n")),
            "{line} in {}",
            answer.body
        );
    }
    assert!(answer.body.contains("\nMESSAGES"), "{}", answer.body);
    assert!(answer.body.contains("\nQUEUES"), "{}", answer.body);
}

#[tokio::test]
async fn for_others_the_status_page_does_not_exist() {
    let status_from = vec!["192.0.2.0/24".parse().unwrap()];
    let answer = status(Settings {
        status_from,
        ..Settings::default()
    })
    .await;
    assert_eq!((answer.status, answer.body.as_str()), (404, "not found\n"));
}
