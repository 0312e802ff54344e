//! Clients that know no keys: a user name and the MD5 of a password.

use crate::call::Answer;
use crate::gateway::{Gateway, KEY};
use crate::order::Order;
use storage::account::LegacyUser;

/// MD5 of "password".
const PASS: &str = "5f4dcc3b5aa765d61d8327deb882cf99";

async fn stage() -> Gateway {
    let gateway = Gateway::start().await;
    let user = LegacyUser {
        account: gateway.account,
        name: "Customer".into(),
        pass: engine::pass_digest([7; 32], PASS),
    };
    gateway.store().set_legacy_user(&user).await.unwrap();
    gateway
}

async fn get(gateway: &Gateway, credentials: &str) -> Answer {
    let query = format!(
        "action=sendmms&{credentials}&to=12025550100&from=60856&subject=x&name=n&slide_text_value_0=x"
    );
    gateway.get(&query).await
}

#[tokio::test]
async fn user_and_password_open_the_account_with_digits_in_any_case() {
    let gateway = stage().await;
    for pass in [PASS.to_owned(), PASS.to_uppercase()] {
        let answer = get(&gateway, &format!("user=Customer&pass={pass}")).await;
        answer.tracking();
    }
    let order = Order::send("12025550100").without("API_KEY");
    let order = order.with("USER", "Customer").with("PASS", PASS);
    gateway.order(&order).await.tracking();
}

#[tokio::test]
async fn unknown_users_and_wrong_passwords_are_answered_alike() {
    let gateway = stage().await;
    let wrong = ("E104", "User Authentication Failed.");
    for credentials in [
        format!("user=Nobody&pass={PASS}"),
        format!("user=customer&pass={PASS}"),
        format!("user=Customer&pass=0{}", &PASS[1..]),
        "user=Customer&pass=password".to_owned(),
        format!("user=Customer&pass={PASS}0"),
    ] {
        let answer = get(&gateway, &credentials).await;
        assert_eq!(answer.fault(), wrong, "{credentials}");
    }
    assert_eq!(gateway.store().states().await.unwrap(), []);
}

#[tokio::test]
async fn a_key_outranks_a_user() {
    let gateway = stage().await;
    let right = format!("user=Nobody&pass={PASS}&api_key={KEY}");
    get(&gateway, &right).await.tracking();
    let wrong = format!("user=Customer&pass={PASS}&api_key=wrong");
    assert_eq!(get(&gateway, &wrong).await.fault().0, "E104");
}

#[tokio::test]
async fn a_user_survives_a_restart_and_ends_when_it_is_taken_away() {
    let mut gateway = stage().await;
    gateway.stop().await;
    gateway.resume().await;
    let credentials = format!("user=Customer&pass={PASS}");
    get(&gateway, &credentials).await.tracking();
    let account = gateway.account;
    assert!(gateway.store().remove_legacy_user(account).await.unwrap());
    assert_eq!(get(&gateway, &credentials).await.fault().0, "E104");
}
