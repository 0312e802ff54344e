//! A message that a provider hands to an MMSC, and the answer.
//!
//! Source: 3GPP TS 23.140 §8.7.4.1 and the schema for the order of elements.

use jiff::Timestamp;
use xml::Element;

use crate::address::Recipient;
use crate::change::Identity;
use crate::content::Content;
use crate::fields::{Fields, flag, text};
use crate::moment::{Moment, time_from_wire, time_to_wire};
use crate::profile::Profile;
use crate::status::Status;
use crate::words::{ChargedParty, MessageClass, Priority};

/// A message to be delivered. What is `None` or empty is not written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubmitReq {
    /// Who hands it over, and whom it is from.
    pub identity: Identity,
    /// Whom it is for.
    pub to: Vec<Recipient>,
    /// Who gets a copy.
    pub cc: Vec<Recipient>,
    /// Who gets a copy unseen by the others.
    pub bcc: Vec<Recipient>,
    /// What the operator bills it as.
    pub service_code: Option<String>,
    /// The message that this one answers.
    pub linked_id: Option<String>,
    /// What kind of message it is.
    pub message_class: Option<MessageClass>,
    /// When it was submitted.
    pub time_stamp: Option<Timestamp>,
    /// When it may be delivered.
    pub earliest_delivery: Option<Moment>,
    /// When it is no longer worth delivering.
    pub expiry: Option<Moment>,
    /// Whether a delivery report is wanted.
    pub delivery_report: Option<bool>,
    /// Whether a report of its being read is wanted.
    pub read_reply: Option<bool>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// Its subject.
    pub subject: Option<String>,
    /// Who pays.
    pub charged_party: Option<ChargedParty>,
    /// The third party that pays.
    pub charged_party_id: Option<String>,
    /// Whether it may be passed on.
    pub distribution: Option<bool>,
    /// One of the content classes of OMA-TS-MMS-CONF, such as `image-rich`.
    pub content_class: Option<String>,
    /// Whether the MMSC may change the content for the handset; written with the content only.
    pub allow_adaptations: Option<bool>,
    /// What it carries.
    pub content: Option<Content>,
}

/// The answer to a [`SubmitReq`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmitRsp {
    /// How it went.
    pub status: Status,
    /// The MMSC's name for the message, an opaque text; reports carry it.
    pub message_id: Option<String>,
}

impl SubmitReq {
    /// Writes the children of the element in schema order, the version apart.
    pub(crate) fn write(&self, fields: &mut Fields, profile: &Profile, href: &str) {
        self.write_addresses(fields, profile);
        fields.optional("ServiceCode", self.service_code.as_deref());
        fields.optional("LinkedID", self.linked_id.as_deref());
        fields.optional("MessageClass", self.message_class.map(MessageClass::word));
        fields.optional("TimeStamp", self.time_stamp.map(time_to_wire).as_deref());
        let earliest = self.earliest_delivery.map(Moment::to_wire);
        fields.optional("EarliestDeliveryTime", earliest.as_deref());
        fields.optional("ExpiryDate", self.expiry.map(Moment::to_wire).as_deref());
        fields.flag("DeliveryReport", self.delivery_report);
        fields.flag("ReadReply", self.read_reply);
        fields.optional("Priority", self.priority.map(Priority::word));
        fields.optional("Subject", self.subject.as_deref());
        fields.optional("ChargedParty", self.charged_party.map(ChargedParty::word));
        fields.optional("ChargedPartyID", self.charged_party_id.as_deref());
        fields.flag("DistributionIndicator", self.distribution);
        fields.optional("ContentClass", self.content_class.as_deref());
        if self.content.is_some() {
            fields.content(href, self.allow_adaptations);
        }
    }

    fn write_addresses(&self, fields: &mut Fields, profile: &Profile) {
        self.identity.write(fields, profile);
        fields.open("Recipients");
        for (name, list) in [("To", &self.to), ("Cc", &self.cc), ("Bcc", &self.bcc)] {
            Recipient::write_all(fields, profile, name, list);
        }
        fields.close();
    }

    /// Reads the element; the content is the caller's to add.
    pub(crate) fn read(element: &Element) -> Self {
        let recipients = element.child_ignoring_case("Recipients");
        let list = |name| {
            let list = recipients.and_then(|all| all.child_ignoring_case(name));
            list.map(Recipient::read_all).unwrap_or_default()
        };
        let moment = |name| text(element, name).and_then(|text| Moment::from_wire(&text));
        let content = element.child_ignoring_case("Content");
        let adapt = content.and_then(|c| c.attribute_ignoring_case("allowAdaptations"));
        let word = |name| text(element, name);
        Self {
            identity: Identity::read(element),
            to: list("To"),
            cc: list("Cc"),
            bcc: list("Bcc"),
            service_code: text(element, "ServiceCode"),
            linked_id: text(element, "LinkedID"),
            message_class: word("MessageClass").and_then(|w| MessageClass::from_word(&w)),
            time_stamp: word("TimeStamp").and_then(|time| time_from_wire(&time)),
            earliest_delivery: moment("EarliestDeliveryTime"),
            expiry: moment("ExpiryDate"),
            delivery_report: flag(element, "DeliveryReport"),
            read_reply: flag(element, "ReadReply"),
            priority: word("Priority").and_then(|word| Priority::from_word(&word)),
            subject: text(element, "Subject"),
            charged_party: word("ChargedParty").and_then(|w| ChargedParty::from_word(&w)),
            charged_party_id: text(element, "ChargedPartyID"),
            distribution: flag(element, "DistributionIndicator"),
            content_class: text(element, "ContentClass"),
            allow_adaptations: adapt.map(|adapt| adapt.trim().eq_ignore_ascii_case("true")),
            content: None,
        }
    }
}
