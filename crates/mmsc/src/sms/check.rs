//! The strict reading of one text.
//!
//! Guarantee: never panics on input; what is wrong stands in the violations of the record.

use bytes::Bytes;
use http::{HeaderMap, header};
use jiff::Timestamp;
use serde::Deserialize;

use super::alphabet::measure;
use crate::check::record_headers;
use crate::clock;
use crate::rule::{Findings, Rule};
use crate::submission::{Recipient, Sms, Submission};

/// The request as written; nothing else may be in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    from: String,
    mask: Option<String>,
    to: String,
    text: String,
    alphabet: String,
    parts: usize,
    expires: String,
    report: bool,
}

/// Reads one request into a record.
pub(crate) fn check(headers: &HeaderMap, body: &Bytes) -> Submission {
    let mut found = Findings::default();
    let mut submission = Submission {
        arrived: clock::now(),
        headers: record_headers(headers),
        wire_bytes: body.len(),
        // Even one that cannot be read is answered as a text.
        sms: Some(Sms::default()),
        ..Submission::default()
    };
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let is_json = content_type.eq_ignore_ascii_case(super::JSON)
        || content_type.eq_ignore_ascii_case("application/json");
    found.require(
        is_json,
        Rule::SmsForm,
        "the Content-Type is not JSON in UTF-8",
    );
    match serde_json::from_slice::<Written>(body) {
        Ok(written) => fill(&mut submission, written, &mut found),
        Err(error) => found.add(Rule::SmsForm, error.to_string()),
    }
    submission.violations = found.0;
    submission
}

fn fill(submission: &mut Submission, written: Written, found: &mut Findings) {
    let digits = |text: &str, from: usize, to: usize| {
        (from..=to).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let graphic = written.id.bytes().all(|byte| byte.is_ascii_graphic());
    let named = graphic && (1..=64).contains(&written.id.len());
    found.require(named, Rule::SmsForm, "id is not 1 to 64 visible characters");
    found.require(
        digits(&written.from, 3, 15),
        Rule::SmsSender,
        "from is not 3 to 15 digits",
    );
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let shown = |mask: &String| (1..=50).contains(&mask.len()) && mask.chars().all(plain);
    found.require(
        written.mask.as_ref().is_none_or(shown),
        Rule::SmsSender,
        "mask is not 1 to 50 letters, digits, - and _",
    );
    found.require(
        digits(&written.to, 7, 15) && !written.to.starts_with('0'),
        Rule::SmsReceiver,
        "to is not an E.164 number of 7 to 15 digits without +",
    );
    found.require(!written.text.is_empty(), Rule::SmsText, "text is empty");
    let (alphabet, parts) = measure(&written.text);
    found.require(
        (written.alphabet.as_str(), written.parts) == (alphabet, parts),
        Rule::SmsText,
        &format!("the text takes {parts} parts of {alphabet}"),
    );
    let expires = written.expires.parse::<Timestamp>();
    found.require(
        expires.is_ok() && written.expires.ends_with('Z'),
        Rule::SmsExpiry,
        "expires is not a time in UTC",
    );
    let recipient = Recipient {
        field: "To".to_owned(),
        form: "Number".to_owned(),
        address: written.to.clone(),
        digits: written.to,
        display_only: false,
    };
    submission.transaction = written.id;
    submission.sender = Some(written.from);
    submission.recipients = vec![recipient];
    submission.expiry = Some(written.expires);
    submission.wants_delivery_report = written.report;
    submission.content_bytes = written.text.len();
    submission.sms = Some(Sms {
        text: written.text,
        alphabet: written.alphabet,
        parts: written.parts,
        mask: written.mask,
        ids: Vec::new(),
    });
}
