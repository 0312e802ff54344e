//! The content of a message: its parts, one by one.
//!
//! Speaks RFC 2387 and the OMA MMS conformance document. Knows nothing of the envelope. Guarantee:
//! the recorded sizes and hashes are those of the decoded bodies.

use std::borrow::Cow;
use std::fmt::Write as _;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::mime::{self, Piece};
use super::{picture, presentation};
use crate::rule::{Findings, Rule};
use crate::settings::Settings;
use crate::submission::{Part, Submission};

/// Type of the presentation.
const PRESENTATION: &str = "application/smil";

/// Reads the content part into the record.
pub(super) fn read(
    carrier: &Piece<'_>,
    settings: &Settings,
    submission: &mut Submission,
    found: &mut Findings,
) {
    check_inner(carrier, settings, found);
    let pieces = if carrier.content_type.starts_with("multipart/") {
        carrier.children.as_slice()
    } else {
        std::slice::from_ref(carrier)
    };
    let mut presentation = None;
    for piece in pieces {
        let body = decode(piece, found);
        check_names(piece, &submission.parts, found);
        check_text(piece, &body, found);
        if piece.content_type.starts_with("image/") {
            picture::check(&piece.content_type, &body, &settings.checks, found);
        }
        if piece.content_type == PRESENTATION {
            presentation = presentation.or(Some((submission.parts.len(), body.to_vec())));
        }
        submission.content_bytes += body.len();
        submission
            .parts
            .push(record(piece, &body, settings.keep_bytes));
    }
    if let Some((index, body)) = presentation {
        check_start(carrier, &submission.parts[index], found);
        submission.slides = presentation::read(&body, index, &submission.parts, found);
    }
}

fn check_inner(carrier: &Piece<'_>, settings: &Settings, found: &mut Findings) {
    let has_presentation = carrier
        .children
        .iter()
        .any(|p| p.content_type == PRESENTATION);
    if !has_presentation && !settings.checks.require_presentation {
        return;
    }
    found.require(has_presentation, Rule::InnerType, "no presentation");
    let is_related = carrier.content_type == "multipart/related";
    found.require(
        is_related,
        Rule::InnerType,
        "the content is not multipart/related",
    );
    let kind = carrier.parameter("type").unwrap_or_default();
    found.require(
        kind.eq_ignore_ascii_case(PRESENTATION),
        Rule::InnerType,
        "type is not application/smil",
    );
    mime::check_boundary(carrier, Rule::InnerType, found);
    found.require(carrier.is_closed(), Rule::InnerType, "no closing boundary");
}

/// `start` holds the Content-ID of the presentation, in angle brackets.
///
/// Source: RFC 2387 §3.2.
fn check_start(carrier: &Piece<'_>, presentation: &Part, found: &mut Findings) {
    let start = carrier.parameter("start").unwrap_or_default();
    if start != format!("<{}>", presentation.id) {
        found.add(
            Rule::InnerType,
            format!("start {start:?} is not the Content-ID of the presentation"),
        );
    }
}

fn decode<'a>(piece: &'a Piece<'_>, found: &mut Findings) -> Cow<'a, [u8]> {
    let body = piece.decoded().unwrap_or_else(|error| {
        found.add(Rule::TransferEncoding, error);
        piece.raw.into()
    });
    found.require(!body.is_empty(), Rule::TransferEncoding, "a part is empty");
    body
}

fn check_names(piece: &Piece<'_>, before: &[Part], found: &mut Findings) {
    mime::check_part(piece, found);
    let id = piece.bare_id().unwrap_or_default();
    let location = piece.location.as_deref().unwrap_or_default();
    found.require(
        !location.is_empty(),
        Rule::PartLocation,
        "no Content-Location",
    );
    found.require(
        !before.iter().any(|p| p.id == id),
        Rule::PartHeaders,
        "two parts with one Content-ID",
    );
    let is_new = !before.iter().any(|p| p.location == location);
    found.require(
        is_new,
        Rule::PartLocation,
        "two parts with one Content-Location",
    );
}

/// Texts, the presentation among them, say UTF-8 or US-ASCII and keep to it.
fn check_text(piece: &Piece<'_>, body: &[u8], found: &mut Findings) {
    if !piece.content_type.starts_with("text/") && piece.content_type != PRESENTATION {
        return;
    }
    let charset = piece
        .parameter("charset")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let ok = match charset.as_str() {
        "utf-8" => std::str::from_utf8(body).is_ok(),
        "us-ascii" => body.is_ascii(),
        _ => false,
    };
    if !ok {
        found.add(
            Rule::Charset,
            format!("{} with charset {charset:?}", piece.content_type),
        );
    }
}

fn record(piece: &Piece<'_>, body: &[u8], keep: bool) -> Part {
    Part {
        content_type: piece.content_type.clone(),
        charset: piece.parameter("charset").map(str::to_ascii_lowercase),
        id: piece.bare_id().unwrap_or_default().to_owned(),
        location: piece.location.clone().unwrap_or_default(),
        encoding: piece.encoding.clone().unwrap_or_default(),
        wire_bytes: piece.raw.len(),
        bytes: body.len(),
        sha256: sha256(body),
        body: keep.then(|| Bytes::copy_from_slice(body)),
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
            text
        })
}
