//! Operators of receivers: named, looked up, unsupported, without MMS, without a link.

use crate::gateway::{Gateway, LINK, Setup, mms_link};
use crate::order::Order;
use domain::account::{Class, SenderKind};
use domain::state::State;
use server::config::OperatorSettings;
use std::time::Duration;
use storage::life::Life;
use testkit::{MediaServer, Resource};

const ANNA: &str = "12025550101";
const BERT: &str = "12025550102";

const REQUIRED: (&str, &str) = ("E650", "The 'operator id' is required.");
const UNKNOWN: (&str, &str) = (
    "E651",
    "The 'operator id' passed was not found on our system.",
);
const LOOKUP_FAILED: (&str, &str) = ("E618", "Carrier lookup failed. Please retry.");
const NO_LINK: (&str, &str) = ("E619", "Carrier not provisioned.");
const UNSUPPORTED: (&str, &str) = ("E628", "Operator Not supported.");

fn operators(text: &str) -> Vec<OperatorSettings> {
    #[derive(serde::Deserialize)]
    struct File {
        operator: Vec<OperatorSettings>,
    }
    toml::from_str::<File>(text).unwrap().operator
}

fn named(id: &str) -> Order {
    Order::send(ANNA).with("OPERATORID", id)
}

/// The operator under which a message was accepted.
async fn operator(gateway: &Gateway, order: &Order) -> Option<String> {
    let answer = gateway.order(order).await;
    gateway.life(answer.tracking()).await.message.operator
}

/// What postbacks say of the operator.
async fn spid(gateway: &Gateway, order: &Order) -> String {
    let answer = gateway.order(order).await;
    gateway.until_final(answer.tracking()).await;
    let told = gateway.postbacks();
    let last = told.last().unwrap();
    crate::call::element(last, "SPID").to_owned()
}

#[tokio::test]
async fn ids_of_all_generations_and_of_the_configuration_name_operators() {
    let own = "[[operator]]\nname = \"Tiny\"\nlegacy = [\"777001\"]\nwxml = [\"7770010\", \"7770020\"]\n\
               [[operator]]\nname = \"Sprint\"\nkebab = [\"31005\", \"31006\"]";
    let gateway = Gateway::with(|setup| setup.config.operator = operators(own)).await;
    for (id, expected) in [
        ("000189", "Verizon"),
        ("0001890", "Verizon"),
        ("31003", "Verizon"),
        ("310012", "Verizon"),
        ("777001", "Tiny"),
        ("7770020", "Tiny"),
        ("31006", "Sprint"),
    ] {
        let found = operator(&gateway, &named(id)).await;
        assert_eq!(found.as_deref(), Some(expected), "{id}");
    }
    for (id, expected) in [
        ("31007", UNKNOWN),
        ("189", UNKNOWN),
        ("Verizon", REQUIRED),
        ("12345678901", REQUIRED),
    ] {
        assert_eq!(gateway.order(&named(id)).await.fault(), expected, "{id}");
    }
    assert_eq!(spid(&gateway, &named("777001")).await, "7770010");
}

#[tokio::test]
async fn an_account_can_demand_an_id_and_all_operators_at_once_is_none() {
    let gateway = Gateway::with(|setup| setup.account.policy.require_operator = true).await;
    assert_eq!(gateway.order(&Order::send(ANNA)).await.fault(), REQUIRED);
    assert_eq!(gateway.order(&named("0001000")).await.fault(), REQUIRED);
    gateway.order(&named("310012")).await.tracking();
}

/// With a lookup service that is asked under `/op/<number>`.
async fn with_service(change: impl FnOnce(&mut Setup)) -> (Gateway, MediaServer) {
    let service = MediaServer::start().await.unwrap();
    let url = service.url("/op/{number}");
    let gateway = Gateway::with(|setup| {
        setup.config.lookup.url = Some(url);
        setup.config.lookup.timeout = Duration::from_millis(500);
        change(setup);
    })
    .await;
    (gateway, service)
}

fn knows(service: &MediaServer, number: &str, answer: &str) -> String {
    let path = format!("/op/{number}");
    service.put(&path, Resource::of("application/json", answer.to_owned()));
    path
}

#[tokio::test]
async fn the_service_is_asked_once_a_day_for_a_number_also_across_restarts() {
    let (mut gateway, service) = with_service(|_| ()).await;
    let path = knows(&service, ANNA, r#"{"operator": "310012"}"#);
    let order = Order::send(ANNA);
    assert_eq!(operator(&gateway, &order).await.as_deref(), Some("Verizon"));
    gateway.stop().await;
    gateway.resume().await;
    gateway.pass(24 * 3_600 - 1);
    assert_eq!(operator(&gateway, &order).await.as_deref(), Some("Verizon"));
    assert_eq!(service.asked(&path), 1);
    gateway.pass(1);
    operator(&gateway, &order).await;
    assert_eq!(service.asked(&path), 2);
    // An id is trusted, and nothing is looked up.
    let trusted = Order::send(BERT).with("OPERATORID", "310410");
    assert_eq!(operator(&gateway, &trusted).await.as_deref(), Some("AT&T"));
}

#[tokio::test]
async fn a_service_that_knows_nothing_is_no_failure_and_one_that_fails_is() {
    let (gateway, service) = with_service(|_| ()).await;
    let order = Order::send(ANNA);
    for known_to_nobody in [r#"{"operator": null}"#, r#"{"operator": "Nobody Ltd"}"#] {
        knows(&service, BERT, known_to_nobody);
        let found = operator(&gateway, &Order::send(BERT)).await;
        assert_eq!(found, None, "{known_to_nobody}");
        gateway.pass(24 * 3_600);
    }
    let path = format!("/op/{ANNA}");
    let json = |body: &'static str| Resource::of("application/json", body);
    for failure in [
        Resource::status(500),
        Resource::status(404),
        json("<html>"),
        json("{}"),
        json(r#"{"operator": null}"#).delayed(Duration::from_secs(60)),
    ] {
        service.put(&path, failure);
        assert_eq!(gateway.order(&order).await.fault(), LOOKUP_FAILED);
    }
    // What went wrong is not kept.
    knows(&service, ANNA, r#"{"operator": "Verizon"}"#);
    gateway.order(&order).await.tracking();
}

#[tokio::test]
async fn a_forced_sms_looks_nothing_up() {
    let (gateway, _service) = with_service(|setup| setup.account.senders[0].sms_route = true).await;
    let order = Order::send(ANNA).with("FORCE_SEND_AS_SMS", "true");
    assert_eq!(operator(&gateway, &order).await, None);
    assert_eq!(
        gateway.order(&Order::send(ANNA)).await.fault(),
        LOOKUP_FAILED
    );
}

#[tokio::test]
async fn the_longest_prefix_that_fits_counts_and_comes_before_the_service() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("prefixes.csv");
    let csv = "prefix,operator\n1202555,Sprint\n12025550101,310410\n";
    std::fs::write(&file, csv).unwrap();
    let (gateway, service) = with_service(|setup| setup.config.lookup.prefixes = Some(file)).await;
    let path = knows(&service, "12024440100", r#"{"operator": "Verizon"}"#);
    for (to, expected) in [(ANNA, "AT&T"), (BERT, "Sprint"), ("12024440100", "Verizon")] {
        let found = operator(&gateway, &Order::send(to)).await;
        assert_eq!(found.as_deref(), Some(expected), "{to}");
    }
    assert_eq!(service.asked(&path), 1);
}

#[tokio::test]
async fn an_unsupported_operator_is_refused_also_for_a_forced_sms_that_names_it() {
    let gateway = Gateway::with(|setup| {
        let own = "[[operator]]\nname = \"Alltel\"\nsupported = false";
        setup.config.operator = operators(own);
        setup.account.senders[0].sms_route = true;
    })
    .await;
    assert_eq!(gateway.order(&named("000128")).await.fault(), UNSUPPORTED);
    let forced = named("000128").with("FORCE_SEND_AS_SMS", "true");
    assert_eq!(gateway.order(&forced).await.fault(), UNSUPPORTED);
    gateway.order(&named("000165")).await.tracking();
}

#[tokio::test]
async fn an_operator_without_mms_falls_back_where_that_is_allowed() {
    let sms_only = |setup: &mut Setup| {
        let own = "[[operator]]\nname = \"Alltel\"\nmms = false";
        setup.config.operator = operators(own);
    };
    let gateway = Gateway::with(sms_only).await;
    let order = named("000128");
    let disabled = order.clone().with("DISABLEFALLBACKSMS", "yes");
    assert_eq!(gateway.order(&disabled).await.fault(), UNSUPPORTED);
    let answer = gateway.order(&order).await;
    let life = gateway.until_final(answer.tracking()).await;
    assert_eq!(life.message.state, State::Failed);
    assert_eq!(gateway.codes(), ["E101"]);
    gateway
        .change_account(|account| account.policy.class = Class::Standard)
        .await;
    assert_eq!(gateway.order(&order).await.fault(), UNSUPPORTED);
}

#[tokio::test]
async fn an_operator_that_no_link_serves_is_not_provisioned() {
    let narrow = |setup: &mut Setup| setup.link.operators = vec!["310012".into()];
    let gateway = Gateway::with(narrow).await;
    assert_eq!(gateway.order(&named("310410")).await.fault(), NO_LINK);
    assert_eq!(gateway.order(&Order::send(ANNA)).await.fault(), NO_LINK);
    gateway.order(&named("0001890")).await.tracking();
}

#[tokio::test]
async fn a_link_may_be_for_some_kinds_of_senders() {
    let narrow = |setup: &mut Setup| setup.link.sender_kinds = vec![SenderKind::TollFree];
    let gateway = Gateway::with(narrow).await;
    assert_eq!(gateway.order(&Order::send(ANNA)).await.fault(), NO_LINK);
    gateway
        .change_account(|account| account.senders[0].kind = SenderKind::TollFree)
        .await;
    gateway.order(&Order::send(ANNA)).await.tracking();
}

#[tokio::test]
async fn a_link_that_names_the_operator_goes_before_those_that_take_all() {
    let gateway = Gateway::with(|setup| {
        let mut special = mms_link("special");
        special.operators = vec!["AT&T".into()];
        setup.more_links.push(special);
    })
    .await;
    for (id, expected) in [("310410", "special"), ("310012", LINK)] {
        let answer = gateway.order(&named(id)).await;
        // The carrier reports by one link only.
        let sent = |life: &Life| life.message.told_sent;
        let life = gateway.until(answer.tracking(), sent).await;
        assert_eq!(life.message.link, expected);
    }
}

#[tokio::test]
async fn a_ceiling_of_the_configuration_holds() {
    let gateway = Gateway::with(|setup| {
        let own = "[[operator]]\nname = \"Alltel\"\nshort_code_bytes = 1000";
        setup.config.operator = operators(own);
    })
    .await;
    let long = crate::order::text(&"x".repeat(2_000));
    let order = named("000128").slides(&[long]);
    let answer = gateway.order(&order).await;
    let life = gateway.until_final(answer.tracking()).await;
    assert_eq!(life.message.state, State::Failed);
    let order = order.with("OPERATORID", "000165");
    let answer = gateway.order(&order).await;
    let life = gateway.until_final(answer.tracking()).await;
    assert_eq!(life.message.state, State::Delivered);
}
