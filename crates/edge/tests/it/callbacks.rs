//! What carriers send, by a link that repeats what it hears.

use crate::given::{Gateway, bare, post};
use async_trait::async_trait;
use carriers::trace::Tap;
use carriers::{Answer, Handover, Heard, Link, LinkSettings, Submission, Told, Understood};
use domain::notice::SentAs;
use edge::Settings;
use engine::routing::Links;
use std::net::SocketAddr;
use std::sync::Arc;

struct Parrot(LinkSettings, Arc<Tap>);

#[async_trait]
impl Link for Parrot {
    fn settings(&self) -> &LinkSettings {
        &self.0
    }

    async fn submit(&self, _: &Submission) -> Handover {
        Handover::NotSent {
            why: "a parrot sends nothing".to_owned(),
        }
    }

    fn tap(&self) -> &Arc<Tap> {
        &self.1
    }

    fn takes(&self, _: SentAs) -> bool {
        true
    }

    fn wire_bytes(&self, _: &Submission) -> u64 {
        0
    }

    fn hear(&self, heard: &Heard<'_>) -> Result<Understood, Answer> {
        let said = [heard.content_type, heard.authorization].map(Option::unwrap_or_default);
        let body = String::from_utf8_lossy(heard.body);
        let answer = |status, body: String| Answer {
            status,
            content_type: "text/xml; charset=utf-8".to_owned(),
            body: body.into_bytes(),
        };
        match &*body {
            "forged" => Err(answer(401, "who are you".to_owned())),
            "panic" => panic!("on purpose"),
            _ => {
                let kept = answer(200, format!("{said:?} {body}"));
                Ok(Understood {
                    told: Told::Nothing,
                    nobody: kept.clone(),
                    later: kept.clone(),
                    kept,
                })
            }
        }
    }
}

async fn gateway(settings: Settings) -> Gateway {
    let link = LinkSettings {
        name: "parrot".to_owned(),
        protocol: "parrot".to_owned(),
        window: 1,
        rate: None,
        sender_rate: None,
        resend_safe: false,
        message_ids: None,
        report_wait: None,
        simulated: false,
        operators: Vec::new(),
        accounts: Vec::new(),
        sender_kinds: Vec::new(),
        protocol_keys: toml::Table::new(),
    };
    let parrot = Parrot(link, Tap::none());
    Gateway::with_links(settings, Links::new(vec![Arc::new(parrot)])).await
}

#[tokio::test]
async fn the_answer_of_the_link_is_handed_back() {
    let gateway = gateway(Settings::default()).await;
    let headers = "Content-Type: text/xml\r\nAuthorization: Basic eDp5\r\n";
    let answer = gateway.ask(post("/carrier/parrot", headers, "hello")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, r#"["text/xml", "Basic eDp5"] hello"#);
    assert_eq!(answer.header("content-type"), "text/xml; charset=utf-8");
    assert_eq!(
        answer.header("content-length"),
        answer.body.len().to_string()
    );
    let refused = gateway.ask(post("/carrier/parrot", "", "forged")).await;
    assert_eq!(
        (refused.status, refused.body.as_str()),
        (401, "who are you")
    );
}

#[tokio::test]
async fn a_carrier_who_waits_for_100_continue_is_told_to_go_on() {
    let gateway = gateway(Settings::default()).await;
    let request = post("/carrier/parrot", "Expect: 100-continue\r\n", "hello");
    let mut client = gateway.connect().await;
    client.send(&request[..request.len() - 5]).await;
    assert_eq!(client.head().await, "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello").await;
    assert_eq!(client.answer().await.body, r#"["", ""] hello"#);
}

async fn check(settings: Settings, request: String, status: u16, body: &str) {
    let answer = gateway(settings).await.ask(request).await;
    assert_eq!((answer.status, answer.body.as_str()), (status, body));
}

#[tokio::test]
async fn faults_of_transport_are_told_in_plain_words() {
    let defaults = Settings::default;
    let small = Settings {
        max_callback_body_bytes: 4,
        ..defaults()
    };
    let path = "/carrier/parrot";
    check(
        defaults(),
        post("/carrier/nobody", "", ""),
        404,
        "not found\n",
    )
    .await;
    check(defaults(), bare("GET", path), 405, "").await;
    check(
        small,
        post(path, "", "hello"),
        413,
        "the body is too long\n",
    )
    .await;
    check(defaults(), post(path, "", "panic"), 500, "internal error\n").await;
}

#[tokio::test]
async fn with_an_address_of_their_own_callbacks_are_not_served_beside_the_api() {
    let carrier_listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    let settings = Settings {
        carrier_listen,
        ..Settings::default()
    };
    check(
        settings,
        post("/carrier/parrot", "", "hello"),
        404,
        "not found\n",
    )
    .await;
}
