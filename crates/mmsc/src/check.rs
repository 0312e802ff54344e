//! The strict reading of one request.
//!
//! Speaks HTTP header rules, RFC 2387, 3GPP TS 23.140 and the OMA MMS conformance document, each
//! in a file of its own below. Knows nothing of answers and behaviours. Guarantee: never panics on
//! input, and notes every breach that can still be told apart, not only the first.

mod change;
mod content;
mod envelope;
mod mime;
mod picture;
mod presentation;
mod schema;
mod values;

#[cfg(test)]
mod tests;

use bytes::Bytes;
use http::{HeaderMap, header};

use crate::clock;
use crate::rule::{Findings, Rule};
use crate::settings::{Checks, Depth, Settings};
use crate::submission::Submission;

pub(crate) use change::{Change, Wish, read as read_change};
use mime::Piece;

/// Reads one request into a record; what is wrong stands in its `violations`.
///
/// `body` is the whole HTTP body. No I/O. The bodies of parts are kept only if the settings say so.
pub(crate) fn check(headers: &HeaderMap, body: &Bytes, settings: &Settings) -> Submission {
    let mut found = Findings::default();
    let mut submission = Submission {
        arrived: clock::now(),
        headers: record_headers(headers),
        wire_bytes: body.len(),
        ..Submission::default()
    };
    check_headers(headers, &mut found);
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    match settings.checks.depth {
        Depth::Full => check_whole(content_type, body, settings, &mut submission, &mut found),
        Depth::Light => check_envelope_only(content_type, body, &mut submission, &mut found),
    }
    envelope::check_recipients(&submission, settings.checks.max_recipients, &mut found);
    check_agreed(settings, &submission, &mut found);
    submission.violations = found.0;
    submission
}

/// Whether the request has a length and is not chunked: asked before its body is read.
pub(crate) fn has_length(headers: &HeaderMap) -> bool {
    headers.contains_key(header::CONTENT_LENGTH) && !headers.contains_key(header::TRANSFER_ENCODING)
}

/// The headers of a request for the log, without credentials.
pub(crate) fn record_headers(headers: &HeaderMap) -> std::collections::BTreeMap<String, String> {
    headers
        .iter()
        .filter(|(name, _)| *name != header::AUTHORIZATION)
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

fn check_headers(headers: &HeaderMap, found: &mut Findings) {
    found.require(
        has_length(headers),
        Rule::ContentLength,
        "no Content-Length, or a chunked request",
    );
    found.require(
        headers.contains_key("soapaction"),
        Rule::SoapAction,
        "no SOAPAction header",
    );
}

/// Whether the identification is the agreed one.
fn check_agreed(settings: &Settings, submission: &Submission, found: &mut Findings) {
    for (name, agreed, given) in [
        ("VASPID", &settings.vaspid, &submission.vaspid),
        ("VASID", &settings.vasid, &submission.vasid),
    ] {
        if agreed.is_some() && agreed != given {
            found.add(
                Rule::Vasp,
                format!("{name} {given:?} is not the agreed one"),
            );
        }
    }
}

fn check_envelope_only(
    content_type: &str,
    body: &Bytes,
    submission: &mut Submission,
    found: &mut Findings,
) {
    let Some(envelope) = mime::first_body(content_type, body) else {
        return found.add(Rule::OuterParts, "no first part");
    };
    envelope::read(envelope, submission, found);
}

fn check_whole(
    content_type: &str,
    body: &Bytes,
    settings: &Settings,
    submission: &mut Submission,
    found: &mut Findings,
) {
    let buffer = mime::with_header(content_type, body);
    let Some(root) = mime::read(&buffer) else {
        return found.add(
            Rule::OuterType,
            format!("not a multipart body: {content_type:?}"),
        );
    };
    check_outer(&root, found);
    let Some(envelope) = root.children.first() else {
        return found.add(Rule::OuterParts, "no parts");
    };
    let href = envelope::read(envelope.raw, submission, found);
    check_content(href.as_deref(), &root, settings, submission, found);
}

/// The second part is the content, and `href` names it.
fn check_content(
    href: Option<&str>,
    root: &Piece<'_>,
    settings: &Settings,
    submission: &mut Submission,
    found: &mut Findings,
) {
    let Some(carrier) = root.children.get(1) else {
        return found.add(Rule::OuterParts, "no content part");
    };
    check_href(href, carrier, found);
    content::read(carrier, settings, submission, found);
    check_size(&settings.checks, submission.content_bytes, found);
}

/// The outer body: parameters, two parts, the envelope first.
fn check_outer(root: &Piece<'_>, found: &mut Findings) {
    let is_related = root.content_type == "multipart/related";
    found.require(
        is_related,
        Rule::OuterType,
        "the request is not multipart/related",
    );
    let kind = root.parameter("type").unwrap_or_default();
    found.require(
        kind.eq_ignore_ascii_case("text/xml"),
        Rule::OuterType,
        "type is not text/xml",
    );
    mime::check_boundary(root, Rule::OuterType, found);
    found.require(root.is_closed(), Rule::OuterParts, "no closing boundary");
    if root.children.len() != 2 {
        found.add(
            Rule::OuterParts,
            format!("{} parts instead of 2", root.children.len()),
        );
    }
    for part in &root.children {
        mime::check_part(part, found);
    }
    let Some(envelope) = root.children.first() else {
        return;
    };
    found.require(
        envelope.content_type == "text/xml",
        Rule::OuterParts,
        "the first part is not text/xml",
    );
    let charset = envelope.parameter("charset").unwrap_or_default();
    found.require(
        charset.eq_ignore_ascii_case("utf-8"),
        Rule::Charset,
        "the envelope is not marked utf-8",
    );
    let names_envelope = root
        .parameter("start")
        .is_some_and(|start| Some(start) == envelope.id.as_deref());
    found.require(
        names_envelope,
        Rule::OuterType,
        "start is not the Content-ID of the envelope",
    );
}

/// `href="cid:…"` holds the Content-ID of the content part without its angle brackets.
///
/// Source: RFC 2392 for the form of the URL.
fn check_href(href: Option<&str>, carrier: &Piece<'_>, found: &mut Findings) {
    let named = href.and_then(|href| href.strip_prefix("cid:"));
    if named.is_none() || named != carrier.bare_id() {
        found.add(
            Rule::ContentReference,
            format!("href {href:?} does not name the part {:?}", carrier.id),
        );
    }
}

fn check_size(checks: &Checks, size: usize, found: &mut Findings) {
    if size > checks.max_content_bytes {
        let detail = format!("{size} bytes are more than {}", checks.max_content_bytes);
        found.add_as(Rule::Size, checks.too_large_status, detail);
    }
}
