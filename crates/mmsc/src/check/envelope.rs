//! The SOAP envelope of a SubmitReq.
//!
//! Speaks SOAP 1.1 and 3GPP TS 23.140 through the `roxmltree` parser. Knows nothing of the content
//! part. Guarantee: what can be read is recorded even when something else is wrong.

use roxmltree::{Document, Node};

use super::{schema, values};
use crate::rule::{Findings, Rule};
use crate::submission::{Recipient, Submission};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// What all namespaces of MM7 begin with. Source: 3GPP TS 23.140, schema headers.
const NAMESPACE: &str = "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/";

/// Whether this version is sent with the namespace that ends so.
///
/// Source: MM7Version in the schemas of 3GPP TS 23.140, and what hubs publish: 5.3.0 goes with
/// every schema, 6.8.0 with the last one only.
fn is_pair(end: &str, version: &str) -> bool {
    match end {
        "REL-5-MM7-1-0" | "REL-5-MM7-1-1" | "REL-5-MM7-1-2" | "REL-5-MM7-1-3" | "REL-5-MM7-1-4"
        | "REL-5-MM7-1-5" => ["5.3.0", "5.5.0", "5.6.0", "5.8.0", "5.10.0"].contains(&version),
        "REL-6-MM7-1-0" | "REL-6-MM7-1-1" | "REL-6-MM7-1-2" | "REL-6-MM7-1-3" => {
            ["5.3.0", "6.3.0", "6.4.0", "6.5.0", "6.6.0"].contains(&version)
        }
        "REL-6-MM7-1-4" => {
            ["5.3.0", "6.3.0", "6.4.0", "6.5.0", "6.6.0", "6.8.0"].contains(&version)
        }
        _ => false,
    }
}

/// Reads the envelope into the record; returns `href` of Content.
pub(super) fn read(
    xml: &[u8],
    submission: &mut Submission,
    found: &mut Findings,
) -> Option<String> {
    let document = match std::str::from_utf8(xml)
        .map_err(|e| e.to_string())
        .and_then(|text| {
            check_declaration(text, found);
            Document::parse(text).map_err(|e| e.to_string())
        }) {
        Ok(document) => document,
        Err(error) => {
            found.add(Rule::Envelope, error);
            return None;
        }
    };
    let envelope = document.root_element();
    found.require(
        envelope.has_tag_name((SOAP, "Envelope")),
        Rule::Envelope,
        "the root is not a SOAP 1.1 Envelope",
    );
    let children: Vec<Node<'_, '_>> = envelope.children().filter(Node::is_element).collect();
    let [header, body] = children.as_slice() else {
        found.add(
            Rule::Envelope,
            format!(
                "{} elements in Envelope instead of Header and Body",
                children.len()
            ),
        );
        return None;
    };
    let is_framed = header.has_tag_name((SOAP, "Header")) && body.has_tag_name((SOAP, "Body"));
    found.require(
        is_framed,
        Rule::Envelope,
        "not Header and Body in this order",
    );
    read_transaction(*header, submission, found);
    let Some(submit) = only_child(*body, "SubmitReq") else {
        found.add(Rule::Envelope, "the body is not one SubmitReq");
        return None;
    };
    let same = submission.namespace.is_empty()
        || Some(submission.namespace.as_str()) == submit.tag_name().namespace();
    found.require(
        same,
        Rule::Transaction,
        "TransactionID and SubmitReq differ in namespace",
    );
    read_submit(submit, submission, found)
}

/// Header and Body of an envelope that has both, and nothing else.
pub(super) fn halves<'a, 'i>(envelope: Node<'a, 'i>) -> Option<(Node<'a, 'i>, Node<'a, 'i>)> {
    let children: Vec<_> = envelope.children().filter(Node::is_element).collect();
    let [header, body] = children.as_slice() else {
        return None;
    };
    let is_framed = header.has_tag_name((SOAP, "Header")) && body.has_tag_name((SOAP, "Body"));
    (is_framed && envelope.has_tag_name((SOAP, "Envelope"))).then_some((*header, *body))
}

fn check_declaration(text: &str, found: &mut Findings) {
    let declaration = text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .map(|(inside, _)| inside);
    let encoding = declaration
        .and_then(|d| d.split_once("encoding="))
        .map(|(_, value)| value.to_ascii_lowercase());
    let is_utf8 = encoding.is_none_or(|value| value[1..].starts_with("utf-8"));
    found.require(
        is_utf8,
        Rule::Envelope,
        "the XML declaration does not say UTF-8",
    );
}

pub(super) fn only_child<'a, 'i>(parent: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    let mut elements = parent.children().filter(Node::is_element);
    let first = elements
        .next()
        .filter(|node| node.tag_name().name() == name)?;
    elements.next().is_none().then_some(first)
}

pub(super) fn read_transaction(
    header: Node<'_, '_>,
    submission: &mut Submission,
    found: &mut Findings,
) {
    let Some(transaction) = only_child(header, "TransactionID") else {
        return found.add(Rule::Transaction, "the header is not one TransactionID");
    };
    submission.transaction = transaction.text().unwrap_or_default().trim().to_owned();
    submission.namespace = transaction
        .tag_name()
        .namespace()
        .unwrap_or_default()
        .to_owned();
    found.require(
        !submission.transaction.is_empty(),
        Rule::Transaction,
        "the TransactionID is empty",
    );
    let must = transaction.attribute((SOAP, "mustUnderstand")) == Some("1");
    found.require(must, Rule::Transaction, "mustUnderstand is not 1");
}

fn read_submit(
    submit: Node<'_, '_>,
    submission: &mut Submission,
    found: &mut Findings,
) -> Option<String> {
    submission.namespace = submit.tag_name().namespace().unwrap_or_default().to_owned();
    schema::check_submit(submit, found);
    let mut href = None;
    for element in submit.children().filter(Node::is_element) {
        let text = element.text().unwrap_or_default().to_owned();
        match element.tag_name().name() {
            "MM7Version" => submission.version = text,
            "SenderIdentification" => read_sender(element, submission, found),
            "Recipients" => read_recipients(element, submission, found),
            "Subject" => submission.subject = Some(text),
            "ExpiryDate" => submission.expiry = Some(text),
            "DeliveryReport" => {
                submission.wants_delivery_report = values::boolean(&text) == Some(true)
            }
            "ReadReply" => submission.wants_read_reply = values::boolean(&text) == Some(true),
            "Content" => href = read_content(element, found),
            other if !text.trim().is_empty() => {
                drop(submission.elements.insert(other.to_owned(), text))
            }
            _ => {}
        }
    }
    check_version(submission, found);
    found.require(submission.vaspid.is_some(), Rule::Vasp, "no VASPID");
    found.require(submission.vasid.is_some(), Rule::Vasp, "no VASID");
    found.require(
        submission.sender.is_some(),
        Rule::Sender,
        "no SenderAddress",
    );
    href
}

pub(super) fn check_version(submission: &Submission, found: &mut Findings) {
    let (namespace, version) = (submission.namespace.as_str(), submission.version.as_str());
    if !namespace
        .strip_prefix(NAMESPACE)
        .is_some_and(|end| is_pair(end, version))
    {
        found.add(Rule::Version, format!("{version:?} with {namespace:?}"));
    }
}

pub(super) fn read_content(content: Node<'_, '_>, found: &mut Findings) -> Option<String> {
    for attribute in content.attributes() {
        let ok = match (attribute.namespace(), attribute.name()) {
            (None, "href") => true,
            (None, "allowAdaptations") => values::boolean(attribute.value()).is_some(),
            _ => false,
        };
        if !ok {
            found.add(
                Rule::Schema,
                format!(
                    "attribute {}={:?} of Content",
                    attribute.name(),
                    attribute.value()
                ),
            );
        }
    }
    content.attribute("href").map(str::to_owned)
}

pub(super) fn read_sender(
    identification: Node<'_, '_>,
    submission: &mut Submission,
    found: &mut Findings,
) {
    for element in identification.children().filter(Node::is_element) {
        let text = element.text().unwrap_or_default().to_owned();
        match element.tag_name().name() {
            "VASPID" => submission.vaspid = Some(text),
            "VASID" => submission.vasid = Some(text),
            "SenderAddress" => submission.sender = read_sender_address(element, found),
            _ => {}
        }
    }
}

fn read_sender_address(sender: Node<'_, '_>, found: &mut Findings) -> Option<String> {
    let addresses: Vec<Node<'_, '_>> = sender.children().filter(Node::is_element).collect();
    let [address] = addresses.as_slice() else {
        found.add(
            Rule::Sender,
            format!("{} addresses in SenderAddress", addresses.len()),
        );
        return None;
    };
    let text = address.text().unwrap_or_default().to_owned();
    let ok = match address.tag_name().name() {
        "ShortCode" => values::is_short_code(&text) || values::is_mask(&text),
        // Some operators have short codes and letters there too.
        "Number" => {
            values::is_number(&text) || values::is_short_code(&text) || values::is_mask(&text)
        }
        "RFC2822Address" => text.contains('@'),
        _ => false,
    };
    if !ok {
        found.add(
            Rule::Sender,
            format!("{} {text:?}", address.tag_name().name()),
        );
    }
    Some(text)
}

fn read_recipients(recipients: Node<'_, '_>, submission: &mut Submission, found: &mut Findings) {
    for field in recipients.children().filter(Node::is_element) {
        for address in field.children().filter(Node::is_element) {
            submission
                .recipients
                .push(read_recipient(field.tag_name().name(), address, found));
        }
    }
    found.require(
        !submission.recipients.is_empty(),
        Rule::Address,
        "no recipient",
    );
}

fn read_recipient(field: &str, address: Node<'_, '_>, found: &mut Findings) -> Recipient {
    let (form, text) = (
        address.tag_name().name(),
        address.text().unwrap_or_default(),
    );
    let display = address
        .attribute("displayOnly")
        .map(|value| (value, values::boolean(value)));
    if let Some((value, None)) = display {
        found.add(Rule::Value, format!("displayOnly is {value:?}"));
    }
    let ok = form == "Number" && values::is_number(text);
    if !ok {
        found.add(Rule::Address, format!("{form} {text:?}"));
    }
    Recipient {
        field: field.to_owned(),
        form: form.to_owned(),
        address: text.to_owned(),
        digits: text.chars().filter(char::is_ascii_digit).collect(),
        display_only: matches!(display, Some((_, Some(true)))),
    }
}

/// The number of recipients to be served is within the allowed one.
pub(super) fn check_recipients(submission: &Submission, max: usize, found: &mut Findings) {
    let count = submission
        .recipients
        .iter()
        .filter(|r| !r.display_only)
        .count();
    if count > max {
        found.add(
            Rule::Recipients,
            format!("{count} recipients, {max} allowed"),
        );
    }
    let only_displayed = count == 0 && !submission.recipients.is_empty();
    found.require(
        !only_displayed,
        Rule::Address,
        "every recipient is for display only",
    );
}
