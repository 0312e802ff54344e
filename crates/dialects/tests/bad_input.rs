//! Input that is made to hurt: each is refused with a code and, where there is one, a place, and
//! costs little time and memory.
//!
//! One test in a binary of its own, because what a process takes can only be told when nothing else
//! runs in it. Where the system does not tell (only Linux does), the bounds are not looked at.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

use dialects::{Method, Request, open};
use std::fs;
use std::time::Duration;

/// Most CPU time of one request. Without optimisation the same work takes a few times as long.
const CPU: Duration = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });

/// Most memory beyond that of the request itself, in kilobytes.
const MEMORY_KB: u64 = 8 * 1_024;

const XML: &str = "/API/wxml/1.3/";
const JSON: &str = "/ep/v2";
const FORM: &str = "application/x-www-form-urlencoded";

/// A request that nobody means well with.
#[derive(Clone)]
struct Case {
    name: &'static str,
    path: &'static str,
    body: Vec<u8>,
    code: &'static str,
    /// The text names line and column.
    has_place: bool,
}

fn case(name: &'static str, path: &'static str, body: impl Into<Vec<u8>>) -> Case {
    Case {
        name,
        path,
        body: body.into(),
        code: "E108",
        has_place: true,
    }
}

fn documents() -> Vec<Case> {
    let request = |inside: &str| format!("<REQUEST><ACTION>sendMMS</ACTION>{inside}</REQUEST>");
    let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let wide = "<A/>".repeat(100_000);
    vec![
        case("entities", XML, format!("{bomb}<REQUEST>&b;</REQUEST>")),
        case("XML nesting", XML, "<a>".repeat(100_000)),
        case(
            "closed nesting",
            XML,
            request(&["<a>".repeat(100_000), "</a>".repeat(100_000)].concat()),
        ),
        case("many elements", XML, request(&wide)),
        case(
            "attribute",
            XML,
            request(&format!("<A b=\"{}></A>", "x".repeat(1_000_000))),
        ),
        case(
            "attributes",
            XML,
            request(&format!("<A {}></A>", "b=\"\" ".repeat(100_000))),
        ),
        case(
            "long name",
            XML,
            request(&format!("<{}/>", "x".repeat(1_000_000))),
        ),
        case(
            "open CDATA",
            XML,
            request(&format!("<![CDATA[{}", "]".repeat(1_000_000))),
        ),
        case(
            "ampersands",
            XML,
            request(&format!("{}<", "&".repeat(200_000))),
        ),
        case(
            "not UTF-8 in XML",
            XML,
            [b"<REQUEST>\xff".to_vec(), b"</REQUEST>".to_vec()].concat(),
        ),
        case("NUL in XML", XML, request("\0")),
        case(
            "encoding",
            XML,
            "<?xml version=\"1.0\" encoding=\"EBCDIC\"?><REQUEST/>",
        ),
    ]
}

fn objects() -> Vec<Case> {
    vec![
        case("JSON arrays", JSON, "[".repeat(100_000)),
        case("JSON objects", JSON, "{\"a\":".repeat(100_000)),
        case("not UTF-8 in JSON", JSON, b"{\"a\":\"\xff\"}".to_vec()),
        case("NUL in JSON", JSON, "{\"a\":\"\0\"}"),
        case(
            "open text",
            JSON,
            format!("{{\"a\":\"{}", "\\".repeat(1_000_000)),
        ),
    ]
}

fn parameters() -> Vec<Case> {
    let plain = [
        ("fields", "a=b&".repeat(250_000).into_bytes()),
        ("not UTF-8 in a form", b"action=\xff%ff".to_vec()),
        ("percent signs", "%".repeat(1_000_000).into_bytes()),
        ("NUL", vec![0; 1_000_000]),
    ];
    let plain = plain.map(|(name, body)| Case {
        code: "E100",
        has_place: false,
        ..case(name, XML, body)
    });
    plain.into()
}

/// CPU time of this thread so far.
fn cpu() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
}

/// A line of what the system says of this process, in kilobytes.
fn memory_kb(line: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|it| it.strip_prefix(line))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Begins to look for the highest use of memory anew.
fn forget_the_peak() -> Option<u64> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    memory_kb("VmRSS:")
}

fn check(case: &Case) {
    let Case { name, .. } = case;
    let request = Request {
        method: Method::Post,
        path: case.path,
        query: "",
        content_type: Some(FORM),
        key_header: None,
        body: &case.body,
    };
    let (memory, began) = (forget_the_peak(), cpu());
    let opened = open(&request);
    let (ended, peak) = (cpu(), memory_kb("VmHWM:"));
    let Some(fault) = opened.order.err() else {
        assert_eq!(case.code, "E100", "{name} was read");
        return;
    };
    assert_eq!(fault.code(), case.code, "{name}: {fault:?}");
    let outcome = domain::answer::Outcome::refused(fault);
    let reply = String::from_utf8(opened.dialect.reply(&outcome).body).unwrap();
    assert!(reply.len() < 1_000, "{name}: {reply}");
    assert_eq!(reply.contains("line "), case.has_place, "{name}: {reply}");
    if let (Some(began), Some(ended)) = (began, ended) {
        let took = ended.saturating_sub(began);
        assert!(took <= CPU, "{name} took {took:?}");
    }
    if let (Some(memory), Some(peak)) = (memory, peak) {
        let more = peak.saturating_sub(memory);
        assert!(more <= MEMORY_KB, "{name} took {more} KB");
    }
}

#[test]
fn what_is_made_to_hurt_is_refused_at_little_cost() {
    let cases = [documents(), objects(), parameters()].concat();
    // Whatever is set up at the first use is not the fault of a request.
    check(&case("warm-up", XML, "<REQUEST"));
    cases.iter().for_each(check);
}
