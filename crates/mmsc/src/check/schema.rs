//! The order, number and form of the elements of requests.
//!
//! Speaks 3GPP TS 23.140, schema REL-6-MM7-1-4. Knows nothing of what the values mean. Guarantee:
//! what this module passes, a validator with that schema passes too, inner structure of rarely used
//! elements (DeliveryCondition, PreferredChannels, ThirdPartyPayer, ReplyCharging) aside.

use roxmltree::Node;

use super::values;
use crate::rule::{Findings, Rule};

/// The form of a value.
#[derive(Clone, Copy)]
enum Form {
    /// Any text.
    Text,
    /// A text that is not empty.
    Filled,
    Boolean,
    DateTime,
    DateTimeOrDuration,
    OneOf(&'static [&'static str]),
    /// Elements in this order.
    Elements(&'static [Element]),
    /// Looked at elsewhere, or not at all.
    Open,
}

/// How often an element stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Once,
    AtMostOnce,
    Any,
}

#[derive(Clone, Copy)]
struct Element(&'static str, Times, Form);

use Form::{Boolean, DateTime, DateTimeOrDuration, Elements, Filled, OneOf, Open, Text};
use Times::{Any, AtMostOnce, Once};

const SENDER_IDENTIFICATION: &[Element] = &[
    Element("VASPID", AtMostOnce, Filled),
    Element("VASID", AtMostOnce, Filled),
    Element("SenderAddress", AtMostOnce, Open),
];

const RECIPIENTS: &[Element] = &[
    Element("To", Any, Open),
    Element("Cc", Any, Open),
    Element("Bcc", Any, Open),
];

const CHARGED: &[&str] = &["Sender", "Recipient", "Both", "Neither", "ThirdParty"];

const CONTENT_CLASSES: &[&str] = &[
    "text",
    "image-basic",
    "image-rich",
    "video-basic",
    "video-rich",
    "megapixel",
    "content-basic",
    "content-rich",
];

const SUBMIT_REQ: &[Element] = &[
    Element("MM7Version", Once, Filled),
    Element(
        "SenderIdentification",
        Once,
        Elements(SENDER_IDENTIFICATION),
    ),
    Element("Recipients", Once, Elements(RECIPIENTS)),
    Element("PreferredChannels", AtMostOnce, Open),
    Element("ServiceCode", AtMostOnce, Text),
    Element("LinkedID", AtMostOnce, Text),
    Element(
        "MessageClass",
        AtMostOnce,
        OneOf(&["Personal", "Informational", "Advertisement", "Auto"]),
    ),
    Element("TimeStamp", AtMostOnce, DateTime),
    Element("ReplyCharging", AtMostOnce, Open),
    Element("EarliestDeliveryTime", AtMostOnce, DateTimeOrDuration),
    Element("ExpiryDate", AtMostOnce, DateTimeOrDuration),
    Element("DeliveryReport", AtMostOnce, Boolean),
    Element("ReadReply", AtMostOnce, Boolean),
    Element("Priority", AtMostOnce, OneOf(&["Normal", "High", "Low"])),
    Element("Subject", AtMostOnce, Text),
    Element("ChargedParty", AtMostOnce, OneOf(CHARGED)),
    Element("ChargedPartyID", AtMostOnce, Text),
    Element("ThirdPartyPayer", AtMostOnce, Open),
    Element("DistributionIndicator", AtMostOnce, Boolean),
    Element("DeliveryCondition", AtMostOnce, Open),
    Element("ApplicID", AtMostOnce, Text),
    Element("ReplyApplicID", AtMostOnce, Text),
    Element("AuxApplicInfo", AtMostOnce, Text),
    Element("ContentClass", AtMostOnce, OneOf(CONTENT_CLASSES)),
    Element("DRMContent", AtMostOnce, Boolean),
    Element("Content", Once, Open),
];

const CANCEL_REQ: &[Element] = &[
    Element("MM7Version", Once, Filled),
    Element(
        "SenderIdentification",
        Once,
        Elements(SENDER_IDENTIFICATION),
    ),
    Element("MessageID", Once, Filled),
    Element("Recipients", AtMostOnce, Elements(RECIPIENTS)),
    Element("ApplicID", AtMostOnce, Text),
    Element("ReplyApplicID", AtMostOnce, Text),
    Element("AuxApplicInfo", AtMostOnce, Text),
];

/// Only in the schemas of release 6.
const EXTENDED_CANCEL_REQ: &[Element] = &[
    Element("MM7Version", Once, Filled),
    Element(
        "SenderIdentification",
        Once,
        Elements(SENDER_IDENTIFICATION),
    ),
    Element("CancelID", Once, Filled),
];

const REPLACE_REQ: &[Element] = &[
    Element("MM7Version", Once, Filled),
    Element(
        "SenderIdentification",
        Once,
        Elements(SENDER_IDENTIFICATION),
    ),
    Element("MessageID", Once, Filled),
    Element("ServiceCode", AtMostOnce, Text),
    Element("TimeStamp", AtMostOnce, DateTime),
    Element("ReadReply", AtMostOnce, Boolean),
    Element("EarliestDeliveryTime", AtMostOnce, DateTimeOrDuration),
    Element("DistributionIndicator", AtMostOnce, Boolean),
    Element("ContentClass", AtMostOnce, OneOf(CONTENT_CLASSES)),
    Element("DRMContent", AtMostOnce, Boolean),
    Element("ApplicID", AtMostOnce, Text),
    Element("ReplyApplicID", AtMostOnce, Text),
    Element("AuxApplicInfo", AtMostOnce, Text),
    Element("Content", AtMostOnce, Open),
];

/// Checks a CancelReq element against the schema.
pub(super) fn check_cancel(element: Node<'_, '_>, found: &mut Findings) {
    check_elements(element, CANCEL_REQ, found);
}

/// Checks an extendedCancelReq element against the schema.
pub(super) fn check_extended_cancel(element: Node<'_, '_>, found: &mut Findings) {
    let namespace = element.tag_name().namespace().unwrap_or_default();
    if namespace.contains("/REL-5-") {
        return found.add(Rule::Schema, "release 5 has no extendedCancelReq");
    }
    check_elements(element, EXTENDED_CANCEL_REQ, found);
}

/// Checks a ReplaceReq element against the schema.
pub(super) fn check_replace(element: Node<'_, '_>, found: &mut Findings) {
    check_elements(element, REPLACE_REQ, found);
}

/// Checks a SubmitReq element against the schema.
///
/// Content is required here, though the schema lets it be left out: a message without content has
/// nothing to deliver.
pub(super) fn check_submit(submit: Node<'_, '_>, found: &mut Findings) {
    check_elements(submit, SUBMIT_REQ, found);
}

fn check_elements(parent: Node<'_, '_>, expected: &[Element], found: &mut Findings) {
    let namespace = parent.tag_name().namespace();
    let mut position = 0;
    let mut counts = vec![0_usize; expected.len()];
    for child in parent.children().filter(Node::is_element) {
        let name = child.tag_name().name();
        if child.tag_name().namespace() != namespace {
            found.add(
                Rule::Schema,
                format!("{name} is not in the namespace of its parent"),
            );
        }
        match expected.iter().position(|element| element.0 == name) {
            None => found.add(
                Rule::Schema,
                format!("{} has no element {name}", parent.tag_name().name()),
            ),
            Some(place) => {
                if place < position {
                    found.add(
                        Rule::Schema,
                        format!("{name} stands after {}", expected[position].0),
                    );
                }
                position = position.max(place);
                counts[place] += 1;
                check_value(child, expected[place].2, found);
            }
        }
    }
    check_counts(expected, &counts, found);
    let has_text = parent
        .children()
        .any(|n| n.is_text() && n.text().is_some_and(|t| !t.trim().is_empty()));
    found.require(!has_text, Rule::Schema, "text between elements");
}

fn check_counts(expected: &[Element], counts: &[usize], found: &mut Findings) {
    for (element, count) in expected.iter().zip(counts) {
        let ok = match element.1 {
            Once => *count == 1,
            AtMostOnce => *count <= 1,
            Any => true,
        };
        if !ok {
            found.add(Rule::Schema, format!("{count} elements {}", element.0));
        }
    }
}

fn check_value(node: Node<'_, '_>, form: Form, found: &mut Findings) {
    let text = node.text().unwrap_or_default();
    let ok = match form {
        Open => return,
        Elements(expected) => return check_elements(node, expected, found),
        Text => true,
        Filled => !text.trim().is_empty(),
        Boolean => values::boolean(text).is_some(),
        DateTime => values::is_date_time(text),
        DateTimeOrDuration => values::is_date_time(text) || values::is_duration(text),
        OneOf(words) => words.contains(&text),
    };
    let name = node.tag_name().name();
    if !ok {
        found.add(Rule::Value, format!("{name} is {text:?}"));
    }
    if node.children().any(|n| n.is_element()) {
        found.add(Rule::Schema, format!("{name} holds elements"));
    }
}
