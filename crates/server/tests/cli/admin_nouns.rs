//! `wirephoto admin`: services, users, addresses, campaigns, people, blacklist.

use super::{cell, check_in, folder, said, write};
use tempfile::TempDir;

fn acme() -> TempDir {
    let folder = folder();
    let line = "admin account create acme --sender 60856 postback_url=https://acme.example/mms";
    check_in(&folder, line, 0, &[]);
    folder
}

#[test]
fn services_are_given_to_senders() {
    let folder = acme();
    check_in(&folder, "admin service list acme", 0, &["no service"]);
    check_in(
        &folder,
        "admin service set acme news 60856",
        0,
        &["news", "60856"],
    );
    check_in(&folder, "admin sender list acme", 0, &["news"]);
    check_in(
        &folder,
        "admin service set acme news 999",
        1,
        &["no sender 999"],
    );
    check_in(
        &folder,
        "admin service remove acme news",
        0,
        &["no service"],
    );
    check_in(
        &folder,
        "admin service remove acme news",
        1,
        &["no service is called"],
    );
}

#[test]
fn addresses_are_switched_off_and_on() {
    let folder = acme();
    let url = "https://acme.example/mms";
    check_in(&folder, "admin endpoint list acme", 0, &[url, "on"]);
    check_in(
        &folder,
        &format!("admin endpoint disable acme {url}"),
        0,
        &[url, "off"],
    );
    check_in(&folder, "admin endpoint enable acme", 0, &[url, "on"]);
    check_in(
        &folder,
        "admin endpoint disable acme https://b.example/",
        1,
        &["no address"],
    );
}

#[test]
fn credits_are_added_taken_and_shown() {
    let folder = acme();
    let show = || said(&folder, "admin credits show acme");
    assert_eq!(cell(&show(), "balance"), "0");
    for (added, sum) in [("5000000", "5000000"), ("-6000000", "-1000000")] {
        let add = format!("admin credits add acme {added}");
        assert_eq!(cell(&said(&folder, &add), "available"), sum);
        assert_eq!(cell(&show(), "balance"), sum);
    }
    let json = "admin credits show acme --json";
    check_in(&folder, json, 0, &["\"available_micros\": -1000000"]);
    check_in(&folder, "admin credits add acme lots", 2, &["lots"]);
    let most = "admin credits add acme 1000000000000001";
    check_in(&folder, most, 1, &["micros"]);
    check_in(&folder, "admin credits add nobody 1", 1, &["nobody"]);
    assert_eq!(cell(&show(), "balance"), "-1000000");
}

#[test]
fn a_legacy_user_is_given_and_taken_away() {
    let folder = acme();
    let set = "admin user set acme joe --password-md5 5f4dcc3b5aa765d61d8327deb882cf99";
    assert_eq!(cell(&said(&folder, set), "user"), "joe");
    check_in(&folder, "admin user show acme", 0, &["joe"]);
    check_in(
        &folder,
        "admin user set acme joe --password-md5 x",
        1,
        &["MD5"],
    );
    check_in(&folder, "admin user remove acme", 0, &["no user any more"]);
    check_in(&folder, "admin user show acme", 1, &["no user of"]);
}

#[test]
fn campaigns_are_made_and_filled() {
    let folder = acme();
    check_in(&folder, "admin campaign list acme", 0, &["no campaign"]);
    let create = "admin campaign create acme Spring26 --name Spring --brand Acme --welcome Hi";
    check_in(&folder, create, 0, &["Spring26", "60856"]);
    check_in(&folder, create, 1, &["\"Spring26\" is there already"]);
    check_in(
        &folder,
        "admin campaign create acme --name a",
        1,
        &["brand: is missing"],
    );
    check_in(
        &folder,
        "admin campaign set acme Spring26 --name Summer",
        0,
        &["Summer"],
    );
    write(&folder, "numbers", "12025550101\n\n12025550102\n");
    let set = "admin subscriber set acme Spring26 subscribed 12025550100 --file numbers";
    check_in(&folder, set, 0, &["3 subscribed"]);
    let set = "admin subscriber set acme Spring26 opted_out 12025550100";
    check_in(&folder, set, 0, &["1 opted_out"]);
    let set = "admin subscriber set acme Spring26 subscribed 12025550100 12025550103 77";
    let expected = [
        "1 subscribed, but not 2",
        "said STOP",
        "\"77\" is not 8 to 15 digits",
    ];
    check_in(&folder, set, 1, &expected);
    let listed = said(
        &folder,
        "admin subscriber list acme Spring26 --state subscribed",
    );
    assert_eq!(listed.lines().count(), 4, "{listed}");
    check_in(
        &folder,
        "admin subscriber list acme Spring26 --state x",
        1,
        &["not one of"],
    );
}

#[test]
fn numbers_are_put_on_the_blacklist_and_taken_off() {
    let folder = acme();
    check_in(&folder, "admin blacklist list acme", 0, &["nobody"]);
    check_in(
        &folder,
        "admin blacklist add acme 12025550100",
        0,
        &["MANAGER"],
    );
    let of_sender = "acme 12025550100 --sender 60856";
    check_in(
        &folder,
        &format!("admin blacklist add {of_sender}"),
        0,
        &["60856"],
    );
    let listed = said(&folder, "admin blacklist list acme --number 12025550100");
    assert_eq!(listed.lines().count(), 3, "{listed}");
    check_in(
        &folder,
        &format!("admin blacklist remove {of_sender}"),
        0,
        &["off the list"],
    );
    check_in(
        &folder,
        &format!("admin blacklist remove {of_sender}"),
        1,
        &["no entry"],
    );
    check_in(
        &folder,
        "admin blacklist add acme 77",
        1,
        &["8 to 15 digits"],
    );
}

#[test]
fn runs_are_listed_and_one_that_is_not_there_is_named() {
    let folder = acme();
    check_in(&folder, "admin run list acme", 0, &["no run"]);
    check_in(&folder, "admin run show acme 7", 1, &["run", "7"]);
    check_in(&folder, "admin run list nobody", 1, &["nobody"]);
}

#[test]
fn operators_are_listed_as_the_configuration_has_them() {
    let folder = folder();
    let config = "[[operator]]\nname = \"Isle\"\nwxml = [\"7777777\"]\nmms = false\n";
    write(&folder, "wirephoto.toml", config);
    let line = "--config wirephoto.toml admin operator list";
    check_in(
        &folder,
        line,
        0,
        &["Verizon", "0001890", "Isle", "7777777", "off"],
    );
}
