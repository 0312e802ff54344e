//! The strict reading of a CancelReq.
//!
//! Speaks 3GPP TS 23.140 §8.7.5 in schema REL-6-MM7-1-4. Guarantee: what can be read is recorded
//! even when something else is wrong.

use http::{HeaderMap, header};
use roxmltree::{Document, Node};

use super::{check_agreed, check_headers, envelope, schema};
use crate::rule::{Findings, Rule};
use crate::settings::Settings;
use crate::submission::Submission;

/// A request to take a message back.
#[derive(Debug, Default)]
pub(crate) struct Cancel {
    /// Transaction, namespace, version, identification and breaches of the request; no message.
    pub(crate) request: Submission,
    /// MessageID of the message.
    pub(crate) message_id: String,
}

/// Reads a request; `None` when it is another one.
pub(crate) fn read(headers: &HeaderMap, body: &[u8], settings: &Settings) -> Option<Cancel> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if !content_type.starts_with("text/xml") {
        return None;
    }
    let text = std::str::from_utf8(body).ok()?;
    let document = Document::parse(text).ok()?;
    let (head, body) = envelope::halves(document.root_element())?;
    let element = envelope::only_child(body, "CancelReq")?;
    let (mut cancel, mut found) = (Cancel::default(), Findings::default());
    check_headers(headers, &mut found);
    envelope::read_transaction(head, &mut cancel.request, &mut found);
    let namespace = element.tag_name().namespace().unwrap_or_default();
    found.require(
        cancel.request.namespace == namespace,
        Rule::Transaction,
        "TransactionID and CancelReq differ in namespace",
    );
    schema::check_cancel(element, &mut found);
    for child in element.children().filter(Node::is_element) {
        let text = child.text().unwrap_or_default().to_owned();
        match child.tag_name().name() {
            "MM7Version" => cancel.request.version = text,
            "SenderIdentification" => envelope::read_sender(child, &mut cancel.request, &mut found),
            "MessageID" => cancel.message_id = text,
            _ => {}
        }
    }
    envelope::check_version(&cancel.request, &mut found);
    check_agreed(settings, &cancel.request, &mut found);
    cancel.request.violations = found.0;
    Some(cancel)
}
