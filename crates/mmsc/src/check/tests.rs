//! One line for each thing a gateway can do wrong: a good submission, one change, the rule it breaks.

mod content;
mod envelope;

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

use super::*;
use crate::rule::Violation;
use crate::settings::Checks;

const TYPE: &str = r#"multipart/related; type="text/xml"; start="<soap-start>"; boundary="outer""#;
const SUBMIT: &str = include_str!("../../golden/submit.mime");
const OLD_TYPE: &str = r#"multipart/related; boundary="B_1=x"; type="text/xml"; start="<env>""#;
const OLD_SUBMIT: &str = include_str!("../../golden/submit-5.3.0.mime");
const BASELINE: &str = include_str!("../../golden/baseline.jpg.base64");
const PROGRESSIVE: &str = include_str!("../../golden/progressive.jpg.base64");

fn headers(content_type: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", content_type.parse().unwrap());
    headers.insert("content-length", 1.into());
    headers.insert("soapaction", "\"\"".parse().unwrap());
    headers
}

fn read_as(content_type: &str, body: impl Into<Vec<u8>>, settings: &Settings) -> Submission {
    check(&headers(content_type), &Bytes::from(body.into()), settings)
}

fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn rules(violations: &[Violation]) -> BTreeSet<String> {
    violations.iter().map(|v| format!("{:?}", v.rule)).collect()
}

/// The good submission with one change breaks this rule and, but for `and`, no other.
#[track_caller]
fn breaks_and(from: &str, to: &str, rule: Rule, and: &[Rule]) {
    let changed = SUBMIT.replacen(from, to, 1);
    assert_ne!(changed, SUBMIT, "the fixture does not hold {from:?}");
    let submission = read_as(TYPE, crlf(&changed), &Settings::default());
    let expected: BTreeSet<String> = and
        .iter()
        .chain([&rule])
        .map(|r| format!("{r:?}"))
        .collect();
    assert_eq!(
        rules(&submission.violations),
        expected,
        "{:#?}",
        submission.violations
    );
}

#[track_caller]
fn breaks(from: &str, to: &str, rule: Rule) {
    breaks_and(from, to, rule, &[]);
}

#[track_caller]
fn keeps(from: &str, to: &str) {
    let changed = SUBMIT.replacen(from, to, 1);
    assert_ne!(changed, SUBMIT, "the fixture does not hold {from:?}");
    let submission = read_as(TYPE, crlf(&changed), &Settings::default());
    assert_eq!(submission.violations, [], "{from:?} to {to:?}");
}

/// The good submission under these checks breaks this rule, or none.
#[track_caller]
fn under(checks: Checks, from: &str, to: &str, expected: Option<(Rule, u16)>) {
    let settings = Settings {
        checks,
        ..Settings::default()
    };
    let submission = read_as(TYPE, crlf(&SUBMIT.replacen(from, to, 1)), &settings);
    let found = submission.violations.first().map(|v| (v.rule, v.status));
    assert_eq!(found, expected, "{:#?}", submission.violations);
}

#[test]
fn a_good_submission_is_read_completely() {
    let submission = read_as(TYPE, crlf(SUBMIT), &Settings::default());
    assert_eq!(submission.violations, []);
    assert_eq!(submission.transaction, "t-1");
    assert_eq!(submission.version, "6.8.0");
    assert_eq!(
        (submission.vaspid.as_deref(), submission.vasid.as_deref()),
        (Some("acme"), Some("news"))
    );
    assert_eq!(submission.sender.as_deref(), Some("28444"));
    assert_eq!(submission.recipient(), "12025550100");
    assert_eq!(submission.subject.as_deref(), Some("Hello & welcome"));
    assert_eq!(submission.expiry.as_deref(), Some("P2D"));
    assert_eq!(submission.elements["ServiceCode"], "gold");
    assert!(submission.wants_delivery_report && submission.wants_read_reply);
    let types: Vec<&str> = submission
        .parts
        .iter()
        .map(|p| p.content_type.as_str())
        .collect();
    assert_eq!(types, ["application/smil", "image/jpeg", "text/plain"]);
    assert_eq!(submission.parts[2].text(), Some("Grüße – hello"));
    assert_eq!(
        submission.content_bytes,
        submission.parts.iter().map(|p| p.bytes).sum::<usize>()
    );
    assert_eq!(submission.slides.len(), 1);
    assert_eq!(submission.slides[0].duration, Duration::from_secs(5));
    let shown: Vec<Option<usize>> = submission.slides[0]
        .objects
        .iter()
        .map(|o| o.part)
        .collect();
    assert_eq!(shown, [Some(1), Some(2)]);
}

#[test]
fn an_older_version_with_other_habits_is_as_good() {
    let submission = read_as(OLD_TYPE, crlf(OLD_SUBMIT), &Settings::default());
    assert_eq!(submission.violations, []);
    assert_eq!(submission.transaction, "vasp/77 ü");
    assert_eq!(submission.recipient(), "12025550105");
    assert!(submission.recipients[1].display_only);
    assert_eq!(submission.parts[1].text(), Some("erste Änderung"));
    let shown: Vec<_> = submission
        .slides
        .iter()
        .map(|s| (s.duration.as_millis(), s.objects[0].part))
        .collect();
    assert_eq!(shown, [(2500, Some(1)), (10_000, Some(0))]);
}

#[test]
fn a_binary_part_is_read_byte_for_byte() {
    use base64::Engine as _;
    let jpeg = base64::engine::general_purpose::STANDARD
        .decode(BASELINE.replace('\n', ""))
        .unwrap();
    let text = crlf(&SUBMIT.replace("Encoding: base64", "Encoding: binary"));
    let (before, after) = text.split_once(&crlf(BASELINE.trim_end())).unwrap();
    let body = [before.as_bytes(), &jpeg, after.as_bytes()].concat();
    let submission = read_as(TYPE, body, &Settings::default());
    assert_eq!(submission.violations, []);
    assert_eq!(submission.parts[1].body.as_deref(), Some(jpeg.as_slice()));
}

#[test]
fn bodies_are_dropped_when_not_wanted() {
    let settings = Settings {
        keep_bytes: false,
        ..Settings::default()
    };
    let submission = read_as(TYPE, crlf(SUBMIT), &settings);
    assert!(
        submission
            .parts
            .iter()
            .all(|p| p.body.is_none() && p.sha256.len() == 64)
    );
}

#[test]
fn the_light_check_reads_the_envelope_only() {
    let checks = Checks {
        depth: Depth::Light,
        ..Checks::default()
    };
    let settings = Settings {
        checks,
        ..Settings::default()
    };
    let good = read_as(TYPE, crlf(SUBMIT), &settings);
    assert_eq!(
        (good.recipient(), good.parts.len(), good.violations.len()),
        ("12025550100", 0, 0)
    );
    let bad = read_as(TYPE, crlf(&SUBMIT.replace("6.8.0", "9")), &settings);
    assert!(bad.breaks(Rule::Version));
}

#[test]
fn nonsense_does_not_panic() {
    let whole = crlf(SUBMIT).into_bytes();
    for length in (0..whole.len()).step_by(7) {
        read_as(TYPE, &whole[..length], &Settings::default());
    }
    for at in (0..whole.len()).step_by(3) {
        let mut damaged = whole.clone();
        damaged[at] = b'\0';
        read_as(TYPE, damaged, &Settings::default());
    }
}
