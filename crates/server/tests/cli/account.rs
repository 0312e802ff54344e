//! Accounts: made, listed, changed.

use super::{cell, check_in, folder, said};

#[test]
fn an_account_is_made_with_key_and_secret_and_listed() {
    let folder = folder();
    check_in(&folder, "account list", 0, &["no accounts yet"]);
    let line = "account create acme --test --sender 60856 --sender 18005550100";
    let made = said(&folder, line);
    let key = cell(&made, "API key");
    assert!(key.starts_with("gw_test_") && key.len() == 51, "{made}");
    assert!(
        cell(&made, "signing secret").starts_with("whsec_"),
        "{made}"
    );
    let last4 = format!("...{}", &key[47..]);
    check_in(
        &folder,
        "account list",
        0,
        &["acme", "60856 18005550100", &last4],
    );
    check_in(
        &folder,
        "account show acme",
        0,
        &["(short code, US)", "(toll-free, US)", &last4],
    );
    check_in(&folder, line, 1, &["\"acme\" is there already"]);
    check_in(
        &folder,
        "account show other",
        1,
        &["no account is called \"other\""],
    );
    check_in(
        &folder,
        "account create mute",
        0,
        &["gw_live_", "account set mute --sender"],
    );
}

#[test]
fn postback_addresses_are_switched_on_again() {
    let folder = folder();
    let line = "account create acme --postback-url https://acme.example/mms";
    check_in(&folder, line, 0, &["gw_live_"]);
    let expected = ["postbacks go to https://acme.example/mms"];
    check_in(&folder, "account enable acme", 0, &expected);
    check_in(&folder, "account create mute", 0, &[]);
    check_in(
        &folder,
        "account enable mute",
        1,
        &["mute has no postback address"],
    );
}

#[test]
fn an_account_is_changed_and_what_is_not_named_stays() {
    let folder = folder();
    check_in(&folder, "account create acme", 0, &["set acme --postback"]);
    let show = |line: &str, expected: &[&str]| {
        check_in(&folder, &format!("account set acme {line}"), 0, expected);
    };
    show("--sender 60856", &["60856 (short code, US)", "optimized"]);
    show("--sender 60856 --country CA", &["60856 (short code, CA)"]);
    show(
        "--postback-url https://a.example/ --schedule classic",
        &["https://a.example/", "classic", "60856 (short code, CA)"],
    );
    show("--standard --block", &["standard", "blocked"]);
    show("--unblock", &["open", "standard", "https://a.example/"]);
    show("--optimized --no-postback-url", &["optimized", "nowhere"]);
    let gone = said(&folder, "account set acme --no-sender 60856");
    assert!(!gone.contains("60856"), "{gone}");
    for (line, code, expected) in [
        ("account set acme --no-sender 60856", 1, "no sender 60856"),
        ("account set none --block", 1, "no account is called"),
        ("account set acme", 2, "--sender"),
        ("account set acme --country CA", 2, "--sender"),
        ("account set acme --block --unblock", 2, "cannot be used"),
    ] {
        check_in(&folder, line, code, &[expected]);
    }
}

#[test]
fn a_rotated_key_replaces_the_others() {
    let folder = folder();
    let first = cell(&said(&folder, "account create acme"), "API key");
    let rotated = said(&folder, "account key rotate acme --grace 1h");
    let second = cell(&rotated, "API key");
    assert!(rotated.contains("1 other key ends in 1h"), "{rotated}");
    check_in(&folder, "account list", 0, &[&first[47..], &second[47..]]);
    let third = cell(&said(&folder, "account key rotate acme"), "API key");
    let listed = said(&folder, "account list");
    let valid = [first, second, third].map(|key| listed.contains(&key[47..]));
    assert_eq!(valid, [false, false, true], "{listed}");
    crate::cites::covers("S2-36 S3-140");
}

#[test]
fn each_option_of_a_new_account_arrives_in_its_settings() {
    let folder = folder();
    let line = "account create acme --test --standard --throughput 7 --schedule classic \
                --sender 491711234567 --country DE --postback-url https://acme.example/mms";
    check_in(&folder, line, 0, &[]);
    let shown = said(&folder, "admin account show acme --all");
    for (setting, value) in [
        ("test", "on"),
        ("class", "standard"),
        ("throughput", "7"),
        ("postback_schedule", "classic"),
        ("postback_url", "https://acme.example/mms"),
    ] {
        assert_eq!(cell(&shown, setting), value, "{shown}");
    }
    check_in(
        &folder,
        "admin sender list acme",
        0,
        &["491711234567", "DE"],
    );
}
