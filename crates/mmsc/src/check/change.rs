//! The strict reading of what a provider asks to be done with a message that was taken: CancelReq,
//! extendedCancelReq, ReplaceReq.
//!
//! Speaks 3GPP TS 23.140 §8.7.5 in schema REL-6-MM7-1-4. Guarantee: what can be read is recorded
//! even when something else is wrong.

use bytes::Bytes;
use http::{HeaderMap, header};
use roxmltree::{Document, Node};

use super::mime::{self, Piece};
use super::{check_agreed, check_content, check_headers, check_outer, envelope, schema, values};
use crate::rule::{Findings, Rule};
use crate::settings::{Depth, Settings};
use crate::submission::Submission;

/// A request to change a message.
#[derive(Debug)]
pub(crate) struct Change {
    /// What shall be done.
    pub(crate) wish: Wish,
    /// MessageID of the message; for several the CancelID.
    pub(crate) id: String,
    /// Transaction, namespace, version, identification and breaches of the request, and the content
    /// that shall take the place of the message's.
    pub(crate) request: Submission,
    /// Whether a report of reading is wanted from now on, if that was said.
    pub(crate) read_reply: Option<bool>,
}

/// What shall be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// CancelReq.
    Cancel,
    /// extendedCancelReq.
    CancelAll,
    /// ReplaceReq.
    Replace,
}

impl Wish {
    const ALL: [Self; 3] = [Self::Cancel, Self::CancelAll, Self::Replace];

    const fn element(self) -> &'static str {
        match self {
            Self::Cancel => "CancelReq",
            Self::CancelAll => "extendedCancelReq",
            Self::Replace => "ReplaceReq",
        }
    }

    /// The element of its answer.
    pub(crate) const fn answer(self) -> &'static str {
        match self {
            Self::Cancel => "CancelRsp",
            Self::CancelAll => "extendedCancelRsp",
            Self::Replace => "ReplaceRsp",
        }
    }
}

/// Reads a request; `None` when it is another one.
pub(crate) fn read(headers: &HeaderMap, body: &Bytes, settings: &Settings) -> Option<Change> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if content_type.starts_with("text/xml") {
        return read_envelope(headers, body, None, settings);
    }
    if settings.checks.depth == Depth::Light {
        return read_envelope(
            headers,
            mime::first_body(content_type, body)?,
            None,
            settings,
        );
    }
    let buffer = mime::with_header(content_type, body);
    let root = mime::read(&buffer)?;
    let first = root.children.first()?;
    read_envelope(headers, first.raw, Some(&root), settings)
}

fn read_envelope(
    headers: &HeaderMap,
    xml: &[u8],
    root: Option<&Piece<'_>>,
    settings: &Settings,
) -> Option<Change> {
    let document = Document::parse(std::str::from_utf8(xml).ok()?).ok()?;
    let (head, body) = envelope::halves(document.root_element())?;
    let found = |wish: &Wish| envelope::only_child(body, wish.element()).map(|it| (*wish, it));
    let (wish, element) = Wish::ALL.iter().find_map(found)?;
    let mut found = Findings::default();
    let mut change = Change {
        wish,
        id: String::new(),
        request: Submission::default(),
        read_reply: None,
    };
    check_headers(headers, &mut found);
    if let Some(root) = root {
        check_outer(root, &mut found);
    }
    envelope::read_transaction(head, &mut change.request, &mut found);
    let namespace = element.tag_name().namespace().unwrap_or_default();
    found.require(
        change.request.namespace == namespace,
        Rule::Transaction,
        "TransactionID and the request differ in namespace",
    );
    let href = read_fields(element, &mut change, &mut found);
    check_content_of(href, root, &mut change, settings, &mut found);
    envelope::check_version(&change.request, &mut found);
    check_agreed(settings, &change.request, &mut found);
    change.request.violations = found.0;
    Some(change)
}

/// Returns `href` of Content, if there is one.
fn read_fields(
    element: Node<'_, '_>,
    change: &mut Change,
    found: &mut Findings,
) -> Option<Option<String>> {
    match change.wish {
        Wish::Cancel => schema::check_cancel(element, found),
        Wish::CancelAll => schema::check_extended_cancel(element, found),
        Wish::Replace => schema::check_replace(element, found),
    }
    let mut href = None;
    for child in element.children().filter(Node::is_element) {
        let text = child.text().unwrap_or_default().to_owned();
        match child.tag_name().name() {
            "MM7Version" => change.request.version = text,
            "SenderIdentification" => envelope::read_sender(child, &mut change.request, found),
            "MessageID" | "CancelID" => change.id = text,
            "ReadReply" => change.read_reply = values::boolean(&text),
            "Content" => href = Some(envelope::read_content(child, found)),
            _ => {}
        }
    }
    href
}

/// Content is in the second part, and there is such a part where there is Content.
fn check_content_of(
    href: Option<Option<String>>,
    root: Option<&Piece<'_>>,
    change: &mut Change,
    settings: &Settings,
    found: &mut Findings,
) {
    match (href, root) {
        (Some(href), Some(root)) => {
            check_content(href.as_deref(), root, settings, &mut change.request, found);
        }
        // Looked at lightly, a body is not taken apart.
        (None, None) => {}
        (Some(_), None) if settings.checks.depth == Depth::Light => {}
        (Some(_), None) => found.add(Rule::OuterParts, "Content, and no content part"),
        (None, Some(_)) => found.add(Rule::OuterParts, "a content part, and no Content"),
    }
}
