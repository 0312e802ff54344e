//! Who is let in: keys, states of accounts, address lists, rights, and the block of fiction.

use crate::call::Call;
use crate::cites::covers;
use crate::gateway::{Gateway, KEY, Setup};
use crate::order::Order;
use domain::account::Access;
use domain::action::Action;

const TO: &str = "12025550100";

/// A complete order of an account that is set up like this.
async fn check(change: impl FnOnce(&mut Setup), expected: (&str, &str)) {
    let gateway = Gateway::with(change).await;
    assert_eq!(gateway.order(&Order::send(TO)).await.fault(), expected);
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

#[tokio::test]
async fn an_account_in_good_order_is_let_in() {
    let gateway = Gateway::start().await;
    gateway.order(&Order::send(TO)).await.tracking();
}

#[tokio::test]
async fn a_blocked_account_has_no_rights() {
    let expected = ("E105", "This account has no API rights.");
    check(|setup| setup.account.access = Access::Blocked, expected).await;
}

#[tokio::test]
async fn an_account_without_api_access_has_no_rights() {
    let expected = ("E105", "This account has no API rights.");
    check(|setup| setup.account.access = Access::NoApi, expected).await;
    covers("S2-126 S3-87");
}

#[tokio::test]
async fn an_account_that_is_not_activated_hears_so() {
    let expected = ("E109", "API not activated.");
    check(
        |setup| setup.account.access = Access::NotActivated,
        expected,
    )
    .await;
    covers("S2-130 S3-91");
}

#[tokio::test]
async fn an_address_that_is_not_on_the_list_is_refused() {
    let expected = ("E112", "IP was not whitelisted. API call rejected.");
    let elsewhere = "192.0.2.0/24".parse().unwrap();
    check(
        |setup| setup.account.policy.ip_allow = vec![elsewhere],
        expected,
    )
    .await;
    covers("S2-131 S3-92");
}

#[tokio::test]
async fn an_address_on_the_list_is_let_in() {
    let here = "127.0.0.0/8".parse().unwrap();
    let gateway = Gateway::with(|setup| setup.account.policy.ip_allow = vec![here]).await;
    gateway.order(&Order::send(TO)).await.tracking();
}

#[tokio::test]
async fn an_action_that_is_not_among_the_rights_is_refused() {
    let expected = ("E107", "This account has no rights to use this action.");
    let only_saves = Some([Action::SaveMms].into());
    check(|setup| setup.account.policy.actions = only_saves, expected).await;
    covers("S2-128 S3-89");
}

#[tokio::test]
async fn a_number_of_fiction_is_none_for_a_live_account() {
    check(Setup::live, ("E110", "Invalid receiver number.")).await;
}

#[tokio::test]
async fn an_account_without_a_link_cannot_send() {
    let no_simulation = |setup: &mut Setup| setup.link.simulated = false;
    check(no_simulation, ("E619", "Carrier not provisioned.")).await;
    covers("S2-167 S3-129");
}

#[tokio::test]
async fn a_wrong_key_and_a_key_in_a_url_where_that_is_forbidden_are_told_alike() {
    let wrong = ("E104", "User Authentication Failed.");
    let refuse = |setup: &mut Setup| setup.account.policy.refuse_key_in_url = true;
    let gateway = Gateway::with(refuse).await;
    let order = Order::send(TO).with("API_KEY", "fedcba9876543210fedcba9876543210");
    assert_eq!(gateway.order(&order).await.fault(), wrong);
    let with_case = Order::send(TO).with("API_KEY", &KEY.to_uppercase());
    assert_eq!(gateway.order(&with_case).await.fault(), wrong);
    let query = format!(
        "action=sendmms&api_key={KEY}&to={TO}&from=60856&subject=x&name=n&slide_text_value_0=x"
    );
    assert_eq!(gateway.get(&query).await.fault(), wrong);
    gateway.order(&Order::send(TO)).await.tracking();
    covers("S2-125 S3-86");
}

#[tokio::test]
async fn too_many_wrong_keys_from_one_address_are_answered_429() {
    let gateway = Gateway::with(|setup| setup.config.api.bad_key_limit = 3).await;
    let wrong = Order::send(TO).with("API_KEY", "wrong").xml();
    for _ in 0..3 {
        let answer = gateway.call(Call::post(wrong.clone())).await;
        assert_eq!((answer.status, answer.field("ERRORCODE")), (200, "E104"));
    }
    let answer = gateway.call(Call::post(wrong)).await;
    assert_eq!((answer.status, answer.field("ERRORCODE")), (429, "E113"));
    assert_ne!(answer.header("retry-after"), "");
}
