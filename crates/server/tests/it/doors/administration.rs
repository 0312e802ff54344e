//! The doors of the administration: every route of its document, with everything but a token.

use crate::call::Call;
use crate::doors::rows::Rows;
use crate::gateway::{Gateway, KEY};
use crate::order::Order;
use admin::http::{Rights, Token};

const TOKEN: &str = "gw_admin_0123456789abcdef0123456789";
const READS: &str = "gw_reads_0123456789abcdef0123456789";

async fn stage() -> Gateway {
    let gateway = Gateway::with(|setup| {
        let admin = &mut setup.config.admin;
        let token = |name: &str, rights, text: &str| Token::new(name, rights, text).unwrap();
        admin.tokens = vec![
            token("test", Rights::Full, TOKEN),
            token("reads", Rights::Read, READS),
        ];
        admin.bad_token_limit = 1_000_000;
    });
    let gateway = gateway.await;
    let campaign = Order::of("createMMSCampaign").with("CAMPAIGNNAME", "Spring");
    let campaign = campaign
        .with("BRANDNAME", "Acme")
        .with("CAMPAIGNREF", "Spring");
    gateway.order(&campaign).await;
    gateway
}

/// Method and path of every route, with the gaps filled by what is there.
fn routes() -> Vec<(String, String)> {
    let document = admin::http::document();
    let paths = document["paths"].as_object().expect("paths");
    let routes = paths.iter().flat_map(|(path, methods)| {
        let path = path
            .replace("{account}", "customer")
            .replace("{address}", "60856")
            .replace("{campaign}", "Spring")
            .replace("{number}", "12025550150")
            .replace(['{', '}'], "");
        let methods = methods.as_object().expect("methods").keys();
        methods.map(move |method| (method.to_uppercase(), path.clone()))
    });
    routes.collect()
}

async fn ask(gateway: &Gateway, call: Call) -> crate::call::Answer {
    let call = call.header("Content-Type", "application/json").body("{}");
    call.send(gateway.admin_addr().expect("an admin API")).await
}

#[tokio::test]
async fn no_route_opens_without_a_token_and_all_say_the_same() {
    let gateway = stage().await;
    let before = Rows::of(&gateway);
    for (method, path) in routes() {
        let bare = || Call::to(&method, &path);
        let shows = |value: &str| bare().header("Authorization", value);
        let calls = [
            bare(),
            shows(""),
            shows("Bearer"),
            shows("Bearer wrong"),
            shows(&format!("Bearer {KEY}")),
            shows(&format!("Bearer {}", &TOKEN[1..])),
            shows(&format!("Bearer {TOKEN}x")),
            shows(&format!("Basic {TOKEN}")),
            shows(TOKEN),
            bare().header("x-api-key", KEY),
            bare().header("x-api-key", TOKEN),
            Call::to(
                &method,
                &format!("{path}?access_token={TOKEN}&token={TOKEN}"),
            ),
        ];
        for call in calls {
            let about = format!("{call:?}");
            let answer = ask(&gateway, call).await;
            assert_eq!(answer.status, 401, "{about}: {answer:?}");
            assert_eq!(
                answer.header("www-authenticate"),
                "Bearer realm=\"wirephoto admin\"",
                "{about}"
            );
            for known in ["customer", "60856", "Spring", "Acme"] {
                assert!(!answer.body.contains(known), "{about}: {}", answer.body);
            }
        }
    }
    assert_eq!(before, Rows::of(&gateway));
}

#[tokio::test]
async fn a_token_that_only_reads_changes_nothing_on_any_route() {
    let gateway = stage().await;
    let before = Rows::of(&gateway);
    for (method, path) in routes() {
        let call = Call::to(&method, &path).header("Authorization", &format!("Bearer {READS}"));
        let answer = ask(&gateway, call).await;
        match method.as_str() {
            "GET" => assert_ne!(answer.status / 100, 5, "{path}: {answer:?}"),
            _ => assert_eq!(answer.status, 403, "{method} {path}: {answer:?}"),
        }
    }
    assert_eq!(before, Rows::of(&gateway));
}

#[tokio::test]
async fn no_route_of_the_administration_is_there_for_customers() {
    let gateway = stage().await;
    for (method, path) in routes() {
        for token in [TOKEN, KEY] {
            let call = Call::to(&method, &path).header("x-api-key", token);
            let call = call.header("Authorization", &format!("Bearer {token}"));
            let answer = gateway.call(call.body("{}")).await;
            assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
        }
    }
}
