//! `wirephoto admin link` and `wirephoto route explain`.

use super::{check_in, folder, said, write};
use tempfile::TempDir;

/// A test account and a live one, and the links of the annotated default.
fn accounts() -> TempDir {
    let folder = folder();
    let lines = [
        "admin account create acme --sender 60856 test=on",
        "admin account create shop --sender 60857",
    ];
    for line in lines {
        check_in(&folder, line, 0, &[]);
    }
    folder
}

#[test]
fn links_are_paused_drained_and_resumed() {
    let folder = folder();
    check_in(&folder, "admin link list", 0, &["simulated", "mm7", "open"]);
    for (verb, state) in [
        ("pause", "paused"),
        ("drain", "draining"),
        ("resume", "open"),
    ] {
        check_in(
            &folder,
            &format!("admin link {verb} simulated"),
            0,
            &[state],
        );
        check_in(&folder, "admin link show simulated", 0, &[state]);
        let json = format!("\"state\": \"{state}\"");
        check_in(&folder, "admin link list --json", 0, &[&json]);
    }
    let nobody = "admin link pause nobody";
    check_in(&folder, nobody, 1, &["no link is called \"nobody\""]);
}

#[test]
fn a_message_that_nobody_knows_is_not_taken_back() {
    let unknown = ["no message is called \"MMS_1\""];
    check_in(&folder(), "admin message cancel MMS_1", 1, &unknown);
}

#[test]
fn a_route_is_explained_link_by_link() {
    let folder = accounts();
    let route = |rest: &str| format!("route explain {rest}");
    let to_acme = route("60856 12025550100");
    let takes = ["short_code, account acme", "takes it, if it answers"];
    check_in(&folder, &to_acme, 0, &takes);
    check_in(&folder, &to_acme, 0, &["does not carry mms"]);
    check_in(
        &folder,
        &format!("{to_acme} --sms"),
        0,
        &["does not carry sms"],
    );
    let live = ["none takes it now", "for test accounts only"];
    check_in(&folder, &route("60857 12025550100"), 0, &live);
    let other = route("60857 12025550100 --account acme");
    check_in(&folder, &other, 1, &["no sender is called \"60857\""]);
    check_in(&folder, &route("999 12025550100"), 1, &["no sender"]);
    check_in(&folder, "admin link pause simulated", 0, &[]);
    check_in(
        &folder,
        &to_acme,
        0,
        &["none takes it now", "paused by the operator"],
    );
}

#[test]
fn a_route_names_the_operator_and_how_it_is_known() {
    let folder = accounts();
    write(&folder, "prefixes.csv", "prefix,operator\n1202,Verizon\n");
    let link = |name: &str, rest: &str| {
        format!(
            "[[link]]\nname = \"{name}\"\nprotocol = \"mm7\"\nvaspid = \"us\"\n\
             url = \"http://127.0.0.1:9/\"\n{rest}\n"
        )
    };
    let config = [
        "[lookup]\nprefixes = \"prefixes.csv\"\n".to_owned(),
        link("all", ""),
        link("verizon", "operators = [\"Verizon\"]"),
        link("long", "sender_kinds = [\"long_code\"]"),
        link("acme", "accounts = [\"acme\"]"),
    ];
    write(&folder, "wirephoto.toml", &config.concat());
    let explained = said(&folder, "route explain 60857 12025550100");
    let places = ["1  verizon", "2  all", "-  long", "-  acme"];
    let places = places.map(|place| explained.find(place));
    assert!(places.is_sorted() && places[0].is_some(), "{explained}");
    for words in ["Verizon (prefix table)", "takes it when verizon does not"] {
        assert!(explained.contains(words), "{explained}");
    }
    let given = "route explain 60857 13035550100 --operator AT&T";
    check_in(
        &folder,
        given,
        0,
        &["AT&T (given)", "for other operators than AT&T"],
    );
    let unknown = "route explain 60857 13035550100";
    check_in(&folder, unknown, 0, &["not in the prefix table"]);
}

#[test]
fn a_message_that_is_not_there_and_reports_of_none_are_said_so() {
    let folder = accounts();
    check_in(&folder, "message MMS_1", 1, &["no message", "MMS_1"]);
    check_in(&folder, "message 17", 1, &["no message", "17"]);
    let none = "no report without a message";
    check_in(&folder, "admin report unknown", 0, &[none]);
    let json = "admin report unknown --json";
    check_in(&folder, json, 0, &["\"count\": 0"]);
}

#[test]
fn the_life_of_a_message_has_all_its_steps_and_no_full_number() {
    let folder = folder();
    check_in(&folder, "demo --once --keep data", 0, &["were delivered"]);
    let store = "[store]\naddress = \"sqlite:data/wirephoto.db\"\n";
    write(&folder, "wirephoto.toml", store);
    let life = said(&folder, "message 1");
    for words in [
        "to                 *******",
        "state              delivered",
        "id of the carrier",
        "hand-over  attempt 1 by simulated",
        "report     Retrieved",
        "event      N102",
        "HTTP 200",
        " UTC   +0.000 s  state",
    ] {
        assert!(life.contains(words), "no {words:?} in {life}");
    }
    assert!(!life.contains("12025550100"), "{life}");
    let json = said(&folder, "message 1 --json");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["state"], "delivered");
    assert_eq!(json["reports"][0]["word"], "Retrieved");
    assert_eq!(json["attempts"][0]["ending"], "taken");
    let id = &json["attempts"][0]["message_id"];
    assert_eq!(id, &json["reports"][0]["message_id"]);
}
