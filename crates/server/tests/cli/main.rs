//! The program as people meet it: its texts, its exit codes, its signals.

#![cfg(test)]

mod account;
mod admin;
mod admin_apply;
mod admin_nouns;
#[path = "../it/cites.rs"]
mod cites;
mod disk;
mod links;
mod trace;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// The program with arguments that hold no blanks, in a folder of its own.
fn program(folder: &TempDir, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirephoto"));
    command.args(line.split_whitespace());
    command.current_dir(folder.path());
    command
}

fn run(folder: &TempDir, line: &str) -> Output {
    program(folder, line).output().unwrap()
}

fn said(folder: &TempDir, line: &str) -> String {
    text(&run(folder, line).stdout)
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn write(folder: &TempDir, name: &str, text: &str) {
    std::fs::write(folder.path().join(name), text).unwrap();
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs to the end in an empty folder.
#[track_caller]
fn check(line: &str, code: i32, expected: &[&str]) {
    check_in(&folder(), line, code, expected);
}

/// Runs to the end; all of `expected` must be said, and nobody panics.
#[track_caller]
fn check_in(folder: &TempDir, line: &str, code: i32, expected: &[&str]) {
    let output = run(folder, line);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{line} said {said}");
    for words in expected {
        assert!(said.contains(words), "{line}: no {words:?} in {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn every_command_has_help_with_examples() {
    check("--help", 0, &["First steps:", "Exit codes:", "account"]);
    check("serve --help", 0, &["Examples:", "SIGTERM", "--config"]);
    check("trace --help", 0, &["Examples:", "--follow", "--raw"]);
    check("demo --help", 0, &["Examples:", "--once", "--keep"]);
    check(
        "send --help",
        0,
        &["Examples:", "allow_private", "--dialect", "--dry-run"],
    );
    check(
        "carrier --help",
        0,
        &["Examples:", "--latency", "--callback"],
    );
    check("account --help", 0, &["Examples:", "create", "list", "key"]);
    check(
        "account create --help",
        0,
        &["--sender", "--test", "--standard"],
    );
    check(
        "admin --help",
        0,
        &["Examples:", "--json", "settings", "token"],
    );
    check(
        "admin account create --help",
        0,
        &["SETTING=VALUE", "--sender"],
    );
    check("config --help", 0, &["Examples:", "check", "explain"]);
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    check("sned", 2, &["unrecognized subcommand", "send"]);
    check("send --to 1", 2, &["required arguments", "--key"]);
    check("account create a --sender +1202", 2, &["3 to 15 digits"]);
    check("account create a --country XY", 2, &["two letters"]);
    check("carrier --latency fast", 2, &["200ms"]);
}

#[test]
fn the_default_configuration_checks_itself() {
    let folder = folder();
    write(&folder, "wirephoto.toml", &said(&folder, "config"));
    check_in(&folder, "config check", 0, &["wirephoto.toml: fine"]);
}

#[test]
fn config_check_reads_operators_prefixes_and_what_links_name() {
    let folder = folder();
    let file =
        "[lookup]\nprefixes = \"p.csv\"\n[[operator]]\nname = \"Tiny\"\njson = [\"777001\"]\n";
    write(&folder, "wirephoto.toml", file);
    write(
        &folder,
        "p.csv",
        "prefix,operator\n1202,777001\n1303,Nobody\n",
    );
    let said = "wirephoto.toml:2: lookup.prefixes: p.csv:3: no network is called \"Nobody\"";
    check_in(&folder, "config check", 1, &[said]);
    write(&folder, "p.csv", "1202,777001\n");
    check_in(&folder, "config check", 0, &["fine"]);
    let clash = format!("{file}[[operator]]\nname = \"Other\"\nwxml = [\"777001\"]\n");
    write(&folder, "wirephoto.toml", &clash);
    let said = "wirephoto.toml:6: operator: the id 777001 is that of \"Tiny\" and of \"Other\"";
    check_in(&folder, "config check", 1, &[said]);
    let link =
        "[[link]]\nname = \"a\"\nprotocol = \"mm7\"\nurl = \"http://a/\"\noperators = [\"X\"]";
    write(&folder, "wirephoto.toml", link);
    let said = "wirephoto.toml:5: link.operators: no network of the operator table is called \"X\"";
    check_in(&folder, "config check", 1, &[said]);
    let ids = "carrier_id_header = \"X-Id\"\ncarrier_ids = { \"AT&T\" = \"1\", Y = \"2\" }";
    let link = link.replace("operators = [\"X\"]", ids);
    write(&folder, "wirephoto.toml", &link);
    let said =
        "wirephoto.toml:6: link.carrier_ids: no network of the operator table is called \"Y\"";
    check_in(&folder, "config check", 1, &[said]);
}

#[test]
fn a_wrong_configuration_is_told_with_file_line_key_and_remedy() {
    let folder = folder();
    write(&folder, "a.toml", "[api]\nmax_body = \"much\"\n");
    let expected = ["a.toml:2: api.max_body: \"much\" is not a size", "16KB"];
    check_in(&folder, "config check a.toml", 1, &expected);
    check_in(&folder, "--config a.toml serve", 1, &expected);
    check_in(
        &folder,
        "config check b.toml",
        1,
        &["b.toml", "cannot be read"],
    );
}

#[test]
fn a_wrong_link_is_told_with_its_line_and_name() {
    let folder = folder();
    let link = "[[link]]\nname = \"x\"\nprotocol = \"mm7\"\nurl = \"here\"\n";
    write(&folder, "a.toml", link);
    let expected = ["a.toml:4: link.url: ", "\"x\"", "url: "];
    check_in(&folder, "config check a.toml", 1, &expected);
    write(
        &folder,
        "b.toml",
        &link.replace("here", "http://a/").repeat(2),
    );
    let expected = ["b.toml:5: link: two links are called \"x\""];
    check_in(&folder, "config check b.toml", 1, &expected);
}

#[test]
fn a_wait_for_reports_that_cannot_be_is_told_with_what_would_be_right() {
    let folder = folder();
    let link = "[[link]]\nname = \"x\"\nprotocol = \"mm7\"\nurl = \"http://a/\"\nreport_wait = ";
    for wrong in ["\"soon\"", "\"0s\"", "\"721h\"", "\"\"", "72", "true"] {
        write(&folder, "a.toml", &format!("{link}{wrong}\n"));
        let expected = ["a.toml:5: link.report_wait: ", "write it as \"72h\""];
        check_in(&folder, "config check a.toml", 1, &expected);
    }
    for right in ["1s", "90m", "720h"] {
        write(&folder, "a.toml", &format!("{link}\"{right}\"\n"));
        check_in(&folder, "config check a.toml", 0, &["fine"]);
    }
}

#[test]
fn what_is_allowed_and_rarely_meant_is_told_and_no_error() {
    let folder = folder();
    let live = "[[link]]\nname = \"x\"\nprotocol = \"mm7\"\nurl = \"http://a/\"\n";
    write(&folder, "a.toml", live);
    let expected = [
        "test accounts cannot send",
        "neither vaspid nor vasid",
        "a.toml: fine, 0 keys set by file or variables, 1 link\n",
    ];
    check_in(&folder, "config check a.toml", 0, &expected);
    let test = format!("{live}simulated = true\nvaspid = \"v\"\n");
    write(&folder, "b.toml", &test);
    let expected = ["live accounts cannot send", "1 link\n"];
    check_in(&folder, "config check b.toml", 0, &expected);
}

#[test]
fn a_key_is_explained_with_default_value_and_origin() {
    let folder = folder();
    write(&folder, "wirephoto.toml", "[api]\nmax_body = \"2MB\"\n");
    let expected = [
        "Longest body",
        "\"1MB\"",
        "\"2MB\" (wirephoto.toml:2)",
        "WIREPHOTO_API_MAX_BODY",
    ];
    check_in(&folder, "config explain api.max_body", 0, &expected);
    check_in(
        &folder,
        "config explain store",
        0,
        &["store.address", "store.durability"],
    );
    check_in(
        &folder,
        "config explain link.vasid",
        0,
        &[
            "VASID",
            "WIREPHOTO_LINK_<NAME>_VASID",
            "example   \"pictures\"",
            "no default of yours",
        ],
    );
    check_in(
        &folder,
        "config explain max_body",
        1,
        &["perhaps api.max_body"],
    );
    let mut command = program(&folder, "config explain api.max_body");
    let output = command
        .env("WIREPHOTO_API_MAX_BODY", "3MB")
        .output()
        .unwrap();
    assert!(text(&output.stdout).contains("\"3MB\" (WIREPHOTO_API_MAX_BODY)"));
}

/// The word that follows a name in a table.
fn cell(table: &str, name: &str) -> String {
    let mut rows = table
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix(name));
    let row = rows.next().unwrap_or_default();
    row.split_whitespace().next().unwrap_or_default().to_owned()
}

#[test]
fn nobody_has_to_read_to_the_end() {
    let folder = folder();
    let mut command = program(&folder, "config");
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), text(&output.stderr)),
        (Some(0), String::new())
    );
}

/// A process that is killed when the test ends, and its output up to "ready".
struct Started(Child, String);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(command: &mut Command) -> Started {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut output = BufReader::new(child.stdout.as_mut().unwrap());
    let mut said = String::new();
    while !said.ends_with("ready\n") {
        if output.read_line(&mut said).unwrap() == 0 {
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut said)
                .unwrap();
            panic!("it ended: {said}");
        }
    }
    Started(child, said)
}

/// Sends SIGTERM and returns the exit code.
fn stop(mut started: Started) -> Option<i32> {
    let id = started.0.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
    started.0.wait().unwrap().code()
}

fn serve(folder: &TempDir) -> Command {
    let mut command = program(folder, "serve");
    command.envs([
        ("WIREPHOTO_SERVER_LISTEN", "127.0.0.1:0"),
        ("WIREPHOTO_FETCH_ALLOW_PRIVATE", "127.0.0.0/8"),
        ("WIREPHOTO_FETCH_PRIVATE_ANY_PORT", "true"),
    ]);
    command
}

#[test]
fn serve_says_what_it_promises_and_ends_in_order_when_asked() {
    let folder = folder();
    let started = start(&mut serve(&folder));
    assert!(
        started.1.contains("every answer after fsync"),
        "{}",
        started.1
    );
    assert!(
        started.1.contains("reports to http://127.0.0.1:"),
        "{}",
        started.1
    );
    assert_eq!(stop(started), Some(0));
    let relaxed = start(serve(&folder).env("WIREPHOTO_STORE_DURABILITY", "relaxed"));
    assert!(relaxed.1.contains("RELAXED"), "{}", relaxed.1);
    assert_eq!(stop(relaxed), Some(0));
}

#[test]
fn serve_says_which_key_names_a_taken_address() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = folder();
    let output = serve(&folder)
        .env("WIREPHOTO_SERVER_LISTEN", address)
        .output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("or change server.listen"));
}

#[test]
fn serve_warns_once_of_a_callback_that_is_open_to_everybody() {
    let folder = folder();
    let link = "[[link]]\nname = \"x\"\nprotocol = \"mm7\"\nurl = \"http://a/\"\n";
    write(&folder, "wirephoto.toml", link);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = serve(&folder);
    command.env(
        "WIREPHOTO_SERVER_LISTEN",
        taken.local_addr().unwrap().to_string(),
    );
    let said = text(&command.output().unwrap().stderr);
    for words in ["set inbound_user", "test accounts cannot send", "nor vasid"] {
        assert_eq!(said.matches(words).count(), 1, "{words}: {said}");
    }
}

#[test]
fn send_reaches_the_carrier_of_another_process() {
    let folder = folder();
    let made = said(&folder, "account create a --test --sender 60856");
    write(&folder, "key", &cell(&made, "API key"));
    let photo = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../media/samples/photos/rocket.jpg"
    );
    std::fs::copy(photo, folder.path().join("rocket.jpg")).unwrap();
    let mut carrier = start(&mut program(&folder, "carrier --listen 127.0.0.1:0"));
    let url = cell(&carrier.1, "MM7");
    let gateway = start(serve(&folder).env("WIREPHOTO_LINK_SIMULATED_URL", url));
    let api = cell(&gateway.1, "api");
    let send = |from: &str, rest: &str, code: i32, expected: &[&str]| {
        let line = format!("send --url {api} --key @key --to 12025550100 --from {from} {rest}");
        check_in(&folder, &line, code, expected);
    };
    let tried = ["nothing was queued", "why not as MMS", "MetroPCS", "600 KB"];
    send("60856", "--dry-run rocket.jpg", 0, &tried);
    send("60856", "--dry-run --dialect get --text Up", 0, &tried);
    send("60856", "--text Up rocket.jpg", 0, &["Success", "MMS_1"]);
    send(
        "60856",
        "--dialect get rocket.jpg",
        0,
        &["Success", "MMS_2"],
    );
    for _ in 0..2 {
        let words = "--text Words --idempotency-key k";
        send("60856", words, 0, &["Success", "MMS_3"]);
    }
    send("60856", "--text Other --idempotency-key k", 1, &["E130"]);
    let by_get = "--text A --dialect get --idempotency-key k";
    send("60856", by_get, 1, &["is a header"]);
    send(
        "60856",
        "letter.doc",
        1,
        &["letter.doc: its name must end in"],
    );
    send("60856", "none.jpg", 1, &["cannot read \"none.jpg\""]);
    send("70000", "--text Words", 1, &["E111", "refused"]);
    let output = BufReader::new(carrier.0.stdout.as_mut().unwrap());
    let taken: Vec<_> = output.lines().take(3).map(Result::unwrap).collect();
    assert!(
        taken.iter().all(|line| line.ends_with("taken")),
        "{taken:?}"
    );
    assert_eq!(stop(gateway), Some(0));
    assert_eq!(stop(carrier), Some(0));
}

#[test]
fn send_says_that_nobody_listens() {
    let line = "send --url http://127.0.0.1:1 --key k --to 12025550100 --from 60856 --text Hi";
    check(line, 1, &["is the gateway running there?"]);
}

#[test]
fn the_demonstration_stays_up_and_shows_a_call_to_copy() {
    let folder = folder();
    let started = start(&mut program(&folder, "demo --port 0 --keep data"));
    for words in [
        "curl 'http://127.0.0.1:",
        "photos/coffee.png",
        "key        gw_test_",
    ] {
        assert!(started.1.contains(words), "{}", started.1);
    }
    assert_eq!(stop(started), Some(0));
    assert!(folder.path().join("data/wirephoto.db").exists());
    let again = start(&mut program(&folder, "demo --port 0 --keep data"));
    assert_eq!(stop(again), Some(0));
}

#[test]
fn the_demonstration_ends_with_four_delivered_messages() {
    let expected = [
        "sendMMS, an XML document",
        "parameters of a GET",
        "sendSavedMMS",
        "sendSMS",
        "1 part of gsm7",
        "violations   none",
        "<CODE>N003</CODE>",
        "<CODE>N101</CODE>",
        "<CODE>N102</CODE>",
        "<CODE>N202</CODE>",
        "All 4 messages were delivered",
    ];
    check("demo --once", 0, &expected);
}

#[test]
fn a_second_gateway_of_the_same_name_does_not_take_the_first_ones_work() {
    let folder = folder();
    let first = start(&mut serve(&folder));
    let second = serve(&folder).output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(!second.status.success());
    assert!(said.contains("\"main\" runs on sqlite:"), "{said}");
    assert!(said.contains("server.node"), "{said}");
    assert!(!said.contains('\u{1b}'), "colours for no terminal: {said}");
    check_in(&folder, "account create beside", 0, &["gw_live_"]);
    let other = start(serve(&folder).env("WIREPHOTO_SERVER_NODE", "second"));
    assert_eq!(stop(other), Some(0));
    assert_eq!(stop(first), Some(0));
    // One that is killed on the spot leaves the name free too.
    drop(start(&mut serve(&folder)));
    let again = start(&mut serve(&folder));
    assert_eq!(stop(again), Some(0));
}
