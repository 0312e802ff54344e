//! Pages beside the API: the same for everybody, and nothing of anybody in them.

use crate::call::{Answer, Call};
use crate::doors::rows::Rows;
use crate::gateway::{Gateway, KEY, LINK, SMS_LINK};
use crate::order::Order;

const MARK: &str = "Zanzibar";

/// A gateway that has sent something which nobody is to see.
async fn stage(status_from: &[&str]) -> Gateway {
    let gateway = Gateway::with(|setup| {
        setup.account.name = "Zanzibar 1".into();
        let networks = status_from.iter().map(|it| it.parse().unwrap());
        setup.config.api.status_from = networks.collect();
    });
    let gateway = gateway.await;
    let order = Order::send("12025550150").with("NAME", "Zanzibar 2");
    let order = order.with("SUBJECT", "Zanzibar 3");
    let tracking = gateway.order(&order).await.tracking().to_owned();
    gateway.until_final(&tracking).await;
    gateway
}

/// The page as it is shown with each credential.
async fn shown(gateway: &Gateway, path: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    for key in [None, Some(KEY), Some("wrong")] {
        let call = Call::to("GET", path);
        let call = match key {
            Some(key) => call
                .header("x-api-key", key)
                .header("Authorization", &format!("Bearer {key}")),
            None => call,
        };
        answers.push(gateway.call(call).await);
    }
    answers
}

#[tokio::test]
async fn documents_and_health_are_the_same_for_everybody_and_name_nobody() {
    let gateway = stage(&[]).await;
    let mut paths = handbook::paths();
    paths.extend(["/health", "/ready"].map(str::to_owned));
    for path in paths {
        let answers = shown(&gateway, &path).await;
        for answer in &answers {
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.body, answers[0].body, "{path}");
            assert!(!answer.body.contains(MARK), "{path}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn the_page_for_operators_is_not_there_for_others_and_names_no_customers_words() {
    let gateway = stage(&["192.0.2.0/24"]).await;
    for answer in shown(&gateway, "/status").await {
        assert_eq!(answer.status, 404, "{answer:?}");
    }
    let gateway = stage(&["127.0.0.0/8"]).await;
    for answer in shown(&gateway, "/status").await {
        assert_eq!(answer.status, 200, "{answer:?}");
        for words in ["Zanzibar 2", "Zanzibar 3", "12025550150", KEY] {
            assert!(!answer.body.contains(words), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_key_of_a_customer_is_nothing_to_a_door_for_carriers() {
    let gateway = Gateway::with(|setup| {
        for link in [&mut setup.link, &mut setup.sms_link] {
            let keys = [("inbound_user", "carrier"), ("inbound_password", "secret")];
            for (name, value) in keys {
                link.protocol_keys.insert(name.into(), value.into());
            }
        }
    });
    let gateway = gateway.await;
    let before = Rows::of(&gateway);
    for (link, status) in [(LINK, 401), (SMS_LINK, 401), ("other", 404)] {
        for shown in [
            "",
            KEY,
            &format!("Bearer {KEY}"),
            "Basic Y2Fycmllcjp3cm9uZw==",
        ] {
            let call = Call::post_to(&format!("/carrier/{link}"), report());
            let call = call.header("Authorization", shown).header("x-api-key", KEY);
            let answer = gateway.call(call).await;
            assert_eq!(answer.status, status, "{link} {shown}: {answer:?}");
        }
    }
    assert_eq!(before, Rows::of(&gateway));
}

/// What a carrier would say of a message, if it could.
fn report() -> &'static str {
    "<env:Envelope xmlns:env=\"http://schemas.xmlsoap.org/soap/envelope/\"/>"
}
