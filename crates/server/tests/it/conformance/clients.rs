//! Programs of other people that know one habit of the old interface each, and only that.
//!
//! They are `curl` and scripts for Python, which `./test` installs; each reads the answer by a
//! reader of its own and gives up at anything that it was not written for.

use crate::conformance::request::Dialect::{Kebab, Legacy, Wxml};
use crate::conformance::request::{Request, text};
use crate::conformance::table::stage;
use crate::gateway::{Gateway, KEY};
use std::io::Write;
use std::process::{Command, Stdio};

/// A text in which every careless decoding leaves its mark.
const TEXT: &str = "Fish & Chips: 1 + 1 = 2, 50%41 off; é";

fn request() -> Request {
    Request::send().slides(&[text(TEXT)])
}

/// A client that hands answers of an XML type to its library's own reader and then stumbles over
/// the result: it needs the type of a page, and names in upper case.
const UPPER: &str = r#"
import sys, urllib.request
body = sys.stdin.buffer.read()
call = urllib.request.Request(sys.argv[1], body, {"Content-Type": "text/xml"})
answer = urllib.request.urlopen(call)
kind = answer.headers["Content-Type"]
assert kind.lower().startswith("text/html"), kind
text = answer.read().decode("utf-8")
assert text.lstrip().startswith("<RESPONSE>"), text
def between(name):
    return text.split("<" + name + ">")[1].split("</" + name + ">")[0] if "<" + name + ">" in text else ""
print(between("STATUS"), between("TRACKINGID"))
"#;

/// A client that knows lower-case names only and reads with a strict reader.
const LOWER: &str = r#"
import sys, http.client, urllib.parse, xml.etree.ElementTree as tree
url = urllib.parse.urlsplit(sys.argv[1])
line = http.client.HTTPConnection(url.netloc)
line.request("POST", url.path, sys.stdin.buffer.read(), {"Content-Type": "application/xml"})
root = tree.fromstring(line.getresponse().read())
assert root.tag == "response", root.tag
print(root.findtext("status"), root.findtext("tracking-id"))
"#;

/// A client that builds an address.
const BY_GET: &str = r#"
import sys, urllib.parse, urllib.request, xml.etree.ElementTree as tree
key, text = sys.stdin.buffer.read().decode("utf-8").split("\n", 1)
fields = {"action": "sendmms", "api_key": key, "to": "12025550100", "from": "60856", "name": "n",
          "subject": "s", "slide_text_value_0": text}
answer = urllib.request.urlopen(sys.argv[1] + "?" + urllib.parse.urlencode(fields))
root = tree.fromstring(answer.read())
assert root.tag == "RESPONSE", root.tag
print(root.findtext("STATUS"), root.findtext("TRACKINGID"))
"#;

/// A client that speaks JSON.
const BY_JSON: &str = r#"
import sys, json, urllib.request
key, text = sys.stdin.buffer.read().decode("utf-8").split("\n", 1)
body = {"action": "sendmms", "to": "12025550100", "from": "60856", "fallback-sms-text": "x",
        "slide": [{"message-text": text}]}
call = urllib.request.Request(sys.argv[1], json.dumps(body).encode(), {"x-api-key": key})
answer = json.load(urllib.request.urlopen(call))
print(answer["status"], answer["tracking-id"])
"#;

/// Runs a program beside the gateway, on which it may call; returns what it prints.
async fn run(mut command: Command, input: String) -> String {
    let ran = tokio::task::spawn_blocking(move || {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("a program that ./test installs");
        let mut stdin = child.stdin.take().expect("its input");
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        child.wait_with_output().unwrap()
    });
    let output = ran.await.unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn python(gateway: &Gateway, path: &str, script: &str) -> Command {
    let mut command = Command::new("python3");
    let url = format!("http://{}{path}", gateway.addr());
    command.args(["-c", script, &url]);
    command.env("no_proxy", "*");
    command
}

fn curl(gateway: &Gateway, path: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--noproxy", "*"]);
    command
        .args(arguments)
        .arg(format!("http://{}{path}", gateway.addr()));
    command
}

/// The client was served, and what it meant has arrived.
async fn check(gateway: &Gateway, (status, tracking): (&str, &str)) {
    assert_eq!(status, "Success");
    gateway.until_final(tracking).await;
    let one = gateway.submissions().pop().expect("a submission");
    assert_eq!(one.parts[1].text(), Some(TEXT));
}

async fn check_printed(gateway: &Gateway, command: Command, input: String) {
    let printed = run(command, input).await;
    let words = printed.trim_end().split_once(' ').expect("two words");
    check(gateway, words).await;
}

const UPPER_PATH: &str = crate::call::PATH;

#[tokio::test]
async fn who_needs_the_type_of_a_page_and_upper_case() {
    let gateway = stage(|_| ()).await;
    for dialect in [Legacy, Wxml] {
        let command = python(&gateway, UPPER_PATH, UPPER);
        check_printed(&gateway, command, request().xml(dialect)).await;
    }
    // The same on the other path: the request decides.
    let command = python(&gateway, "/ep/v1/", UPPER);
    check_printed(&gateway, command, request().xml(Wxml)).await;
}

#[tokio::test]
async fn who_needs_lower_case() {
    let gateway = stage(|_| ()).await;
    for path in ["/ep/v1/", "/ep/v1", "/EP/V1/", UPPER_PATH] {
        let command = python(&gateway, path, LOWER);
        check_printed(&gateway, command, request().xml(Kebab)).await;
    }
}

#[tokio::test]
async fn who_builds_an_address_and_who_speaks_json() {
    let gateway = stage(|_| ()).await;
    let input = format!("{KEY}\n{TEXT}");
    for path in [UPPER_PATH, "/API/wxml/1.3/", "/api/WXML/1.3"] {
        check_printed(&gateway, python(&gateway, path, BY_GET), input.clone()).await;
    }
    for path in ["/ep/v2", "/ep/v2/"] {
        check_printed(&gateway, python(&gateway, path, BY_JSON), input.clone()).await;
    }
}

/// What curl is told, and what it is given to send.
async fn check_curl(path: &str, arguments: &[&str], xml: &str) {
    let gateway = stage(|_| ()).await;
    let answer = run(curl(&gateway, path, arguments), xml.to_owned()).await;
    let between = |name: &str| {
        let from = |name: &str| {
            answer
                .split_once(&format!("<{name}>"))
                .map(|(_, rest)| rest)
        };
        let rest = from(name).or_else(|| from(&Kebab.spell(name)));
        rest.and_then(|rest| rest.split('<').next())
            .unwrap_or(&answer)
            .to_owned()
    };
    check(&gateway, (&between("STATUS"), &between("TRACKINGID"))).await;
}

#[tokio::test]
async fn who_posts_a_form_with_a_part_named_xml() {
    let xml = request().xml(Wxml);
    for part in ["XML=<-", "xml=<-", "XML=@-", "XML=@-;type=text/xml"] {
        check_curl(UPPER_PATH, &["--form", part], &xml).await;
    }
    check_curl("/ep/v1/", &["--form", "XML=<-"], &request().xml(Kebab)).await;
}

#[tokio::test]
async fn who_posts_a_form_field_named_xml() {
    let xml = request().xml(Wxml);
    check_curl(UPPER_PATH, &["--data-urlencode", "xml@-"], &xml).await;
    check_curl(UPPER_PATH, &["--data-urlencode", "XML@-"], &xml).await;
}

#[tokio::test]
async fn who_posts_bare_xml_under_the_type_of_a_form_or_of_nothing() {
    let body = ["--data-binary", "@-"];
    for header in [
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type:",
        "Content-Type: text/plain",
    ] {
        let arguments = [&body[..], &["--header", header]].concat();
        check_curl(UPPER_PATH, &arguments, &request().xml(Wxml)).await;
        check_curl("/ep/v1/", &arguments, &request().xml(Kebab)).await;
    }
}

#[tokio::test]
async fn who_does_not_escape_ampersands() {
    let bare = |dialect| request().xml(dialect).replace("&amp;", "&");
    assert!(bare(Wxml).contains("Fish & Chips"));
    for arguments in [&["--data-binary", "@-"][..], &["--form", "XML=<-"]] {
        check_curl(UPPER_PATH, arguments, &bare(Wxml)).await;
        check_curl(UPPER_PATH, arguments, &bare(Legacy)).await;
        check_curl("/ep/v1/", arguments, &bare(Kebab)).await;
    }
}

#[tokio::test]
async fn who_speaks_an_old_http_or_waits_to_be_asked_for_the_body() {
    let xml = request().xml(Wxml);
    let body = ["--data-binary", "@-"];
    for more in [
        &["--http1.0"][..],
        &["--http1.1", "--header", "Expect: 100-continue"],
        &["--http1.1", "--header", "Transfer-Encoding: chunked"],
        &["--http2-prior-knowledge"],
    ] {
        check_curl(UPPER_PATH, &[&body[..], more].concat(), &xml).await;
    }
}
