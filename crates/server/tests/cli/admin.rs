//! `wirephoto admin`: all that belongs to accounts.

use super::{cell, check_in, folder, said, write};
use serde_json::Value;
use tempfile::TempDir;

/// What a command says for machines.
fn json(folder: &TempDir, line: &str) -> Value {
    let text = said(folder, &format!("{line} --json"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{line}: {error} in {text}"))
}

#[test]
fn an_account_is_made_shown_and_changed() {
    let folder = folder();
    let line = "admin account create acme --sender 60856 test=on throughput=10";
    let made = said(&folder, line);
    assert!(cell(&made, "API key").starts_with("gw_test_"), "{made}");
    assert!(
        cell(&made, "signing secret").starts_with("whsec_"),
        "{made}"
    );
    check_in(&folder, line, 1, &["\"acme\" is there already"]);
    check_in(
        &folder,
        "admin account list",
        0,
        &["acme", "optimized", "60856"],
    );
    let shown = said(&folder, "admin account show acme");
    assert_eq!(cell(&shown, "throughput"), "10");
    assert!(!shown.contains("max_image"), "only what is set: {shown}");
    check_in(
        &folder,
        "admin account show acme --all",
        0,
        &["max_image", "3MB; 1MB in"],
    );
    let line =
        "admin account set acme throughput=default ip_allow=10.0.0.0/8,::1/128 class=standard";
    let shown = said(&folder, line);
    assert!(!shown.contains("throughput"), "{shown}");
    assert_eq!(cell(&shown, "ip_allow"), "10.0.0.0/8,::1/128");
    check_in(
        &folder,
        "admin account rename acme other",
        0,
        &["other (number 1)"],
    );
    check_in(
        &folder,
        "admin account show acme",
        1,
        &["no account is called \"acme\""],
    );
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_changed() {
    let folder = folder();
    check_in(&folder, "admin account create acme", 0, &[]);
    let before = said(&folder, "admin account show acme --all");
    for (setting, words) in [
        (
            "throughput=fast",
            "throughput: \"fast\" is not a whole number from 1",
        ),
        ("max_image=3GB", "a size above zero, such as 512B"),
        ("class=best", "one of optimized, standard"),
        ("timezone=Mars/Base", "IANA name"),
        ("limit=3", "perhaps request_limit"),
        ("test=on test=off", "there twice"),
    ] {
        let line = format!("admin account set acme allow_bmp=on {setting}");
        check_in(&folder, &line, 1, &[words]);
    }
    check_in(&folder, "admin account set acme test", 2, &["NAME=VALUE"]);
    check_in(&folder, "admin account set acme", 2, &["SETTING=VALUE"]);
    check_in(&folder, "admin account create a/b", 1, &["without /"]);
    assert_eq!(said(&folder, "admin account show acme --all"), before);
}

#[test]
fn senders_are_added_changed_and_taken_away() {
    let folder = folder();
    check_in(&folder, "admin account create acme", 0, &[]);
    check_in(&folder, "admin sender list acme", 0, &["cannot send"]);
    let line = "admin sender set acme 18005550100 sms_route=on";
    check_in(&folder, line, 0, &["toll_free", "US"]);
    let shown = json(&folder, "admin sender set acme 18005550100 country=CA");
    assert_eq!(
        shown["senders"][0]["sms_route"], true,
        "what is not named stays"
    );
    assert_eq!(shown["senders"][0]["country"], "CA");
    check_in(&folder, "admin sender set acme 12", 1, &["3 to 15 digits"]);
    check_in(&folder, "admin sender remove acme 60856", 1, &["no sender"]);
    check_in(
        &folder,
        "admin sender remove acme 18005550100",
        0,
        &["cannot send"],
    );
}

#[test]
fn keys_are_made_bound_imported_replaced_and_removed() {
    let folder = folder();
    check_in(&folder, "admin account create acme", 0, &[]);
    let made = json(
        &folder,
        "admin key create acme --label reports --read-only --action getMmsIds",
    );
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert_eq!(made["actions"], serde_json::json!(["getMmsIds"]));
    let listed = said(&folder, "admin key list acme");
    assert!(listed.contains(id) && !listed.contains(key), "{listed}");
    write(&folder, "old.key", "0123456789abcdef0123456789abcdef\n");
    check_in(
        &folder,
        "admin key create acme --key-file old.key",
        0,
        &["cdef"],
    );
    check_in(
        &folder,
        "admin key create acme --key-file old.key",
        1,
        &["there already"],
    );
    check_in(
        &folder,
        "admin key create acme --key-file none",
        1,
        &["read the key (none)"],
    );
    let line = format!("admin key set acme {id} --action all --read-write --ends never");
    let changed = json(&folder, &line);
    let changed = changed["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == id);
    assert_eq!(changed.unwrap()["actions"], Value::Null);
    let rotated = said(&folder, &format!("admin key rotate acme {id} --grace 24h"));
    assert!(rotated.contains("ends in 24h"), "{rotated}");
    let rotated = said(&folder, "admin key rotate acme");
    assert!(rotated.contains("end at once: 4"), "{rotated}");
    let removed = said(&folder, &format!("admin key remove acme {id}"));
    assert!(!removed.contains(id), "{removed}");
    check_in(
        &folder,
        "admin key remove acme 0000",
        1,
        &["no key is called"],
    );
}

#[test]
fn a_token_is_shown_with_the_line_that_lets_it_in() {
    let folder = folder();
    let made = json(&folder, "admin token ops --read-only");
    let setting = made["setting"].as_str().unwrap();
    assert!(setting.starts_with("ops read sha256:"), "{setting}");
    write(
        &folder,
        "a.toml",
        &format!("[admin]\ntokens = [\"{setting}\"]\n"),
    );
    check_in(&folder, "config check a.toml", 0, &["a.toml: fine"]);
    write(
        &folder,
        "b.toml",
        "[admin]\ntokens = [\"ops full secret\"]\n",
    );
    let expected = ["b.toml:2: admin.tokens", "neither sha256: nor file:"];
    check_in(&folder, "config check b.toml", 1, &expected);
    check_in(&folder, "admin token a=b", 1, &["letters, digits"]);
}

#[test]
fn settings_are_explained() {
    let folder = folder();
    check_in(
        &folder,
        "admin settings",
        0,
        &["throughput", "sms_route", "E113"],
    );
    check_in(
        &folder,
        "admin settings stop_",
        0,
        &["stop_scope", "STOPALL"],
    );
    check_in(&folder, "admin settings none", 1, &["nothing is called"]);
}

#[test]
fn the_signing_secret_is_renewed_and_taken_away() {
    let folder = folder();
    check_in(&folder, "admin account create acme", 0, &[]);
    check_in(
        &folder,
        "admin secret renew acme",
        0,
        &["whsec_", "only now"],
    );
    check_in(&folder, "admin secret remove acme", 0, &["not signed"]);
    assert_eq!(
        cell(&said(&folder, "admin account show acme"), "signed"),
        "off"
    );
    check_in(
        &folder,
        "admin secret renew none",
        1,
        &["no account is called"],
    );
}
