//! What a key may do: no more than its account, and no more than its scope.

use crate::gateway::{Gateway, KEY};
use crate::order::Order;
use domain::account::Scope;
use domain::action::Action;

const TO: &str = "12025550100";
const REFUSED: (&str, &str) = ("E107", "This account has no rights to use this action.");

/// A gateway whose account has these rights and one key with this scope.
async fn gateway(rights: Option<&[Action]>, scope: Scope) -> Gateway {
    let rights = rights.map(|actions| actions.iter().copied().collect());
    let gateway = Gateway::with(|setup| setup.account.policy.actions = rights).await;
    let mut keys = gateway.store().keys(gateway.account).await.unwrap();
    let mut key = keys.pop().expect("the key of the account");
    key.scope = scope;
    gateway.store().update_key(&key).await.unwrap();
    gateway
}

fn only(actions: &[Action]) -> Scope {
    Scope {
        actions: Some(actions.iter().copied().collect()),
        read_only: false,
    }
}

#[tokio::test]
async fn a_key_calls_the_actions_of_its_scope_and_no_others() {
    let gateway = gateway(None, only(&[Action::SendMms])).await;
    gateway.order(&Order::send(TO)).await.tracking();
    assert_eq!(gateway.order(&Order::save()).await.fault(), REFUSED);
}

#[tokio::test]
async fn the_rights_of_the_account_bind_every_key() {
    let gateway = gateway(Some(&[Action::SaveMms]), only(&[Action::SendMms])).await;
    for order in [Order::send(TO), Order::save()] {
        assert_eq!(gateway.order(&order).await.fault(), REFUSED);
    }
}

#[tokio::test]
async fn a_key_that_only_reads_orders_and_stores_nothing() {
    let scope = Scope {
        actions: None,
        read_only: true,
    };
    let gateway = gateway(None, scope).await;
    for order in [
        Order::send(TO),
        Order::save(),
        Order::send_saved("10000", TO),
        Order::of("deleteMMSID").with("MMSID", "10000"),
        Order::of("createAccountSession"),
    ] {
        assert_eq!(gateway.order(&order).await.fault(), REFUSED);
    }
}

#[tokio::test]
async fn another_key_of_the_account_has_its_own_scope() {
    let gateway = gateway(None, only(&[])).await;
    let account = gateway.store().account(gateway.account).await.unwrap();
    let account = account.expect("the account of the test");
    let other = KEY.replace('0', "f");
    let mut key = gateway.store().keys(account.id).await.unwrap().remove(0);
    key.digest = engine::digest(&other);
    key.scope = Scope::default();
    gateway.store().add_key(&key).await.unwrap();
    let order = Order::send(TO);
    assert_eq!(gateway.order(&order).await.fault(), REFUSED);
    let order = order.with("API_KEY", &other);
    gateway.order(&order).await.tracking();
}
