//! What a provider asks to be done with a message that the MMSC has, and the answers.
//!
//! Source: 3GPP TS 23.140 §8.7.5, and the schema for the order of elements. The extended forms are
//! in the schemas of release 6 only.

use jiff::Timestamp;
use xml::Element;

use crate::address::{Address, Recipient};
use crate::content::Content;
use crate::fields::{Fields, flag, text};
use crate::moment::{Moment, time_from_wire, time_to_wire};
use crate::profile::Profile;
use crate::status::Status;

/// Who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The provider, as the operator knows it.
    pub vasp_id: Option<String>,
    /// The provider's service, as the operator knows it.
    pub vas_id: Option<String>,
    /// Whom the message is from.
    pub sender: Option<Address>,
}

/// A message shall not be delivered any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CancelReq {
    /// Who asks.
    pub identity: Identity,
    /// The MMSC's name for the message, out of [`crate::SubmitRsp`].
    pub message_id: String,
    /// For whom it is cancelled; nobody named is everybody.
    pub to: Vec<Recipient>,
}

/// A message shall have another content, where it was not fetched yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplaceReq {
    /// Who asks.
    pub identity: Identity,
    /// The MMSC's name for the message, out of [`crate::SubmitRsp`].
    pub message_id: String,
    /// What the operator bills it as.
    pub service_code: Option<String>,
    /// When it was asked for.
    pub time_stamp: Option<Timestamp>,
    /// Whether a report of its being read is wanted.
    pub read_reply: Option<bool>,
    /// When it may be delivered.
    pub earliest_delivery: Option<Moment>,
    /// Whether it may be passed on.
    pub distribution: Option<bool>,
    /// One of the content classes of OMA-TS-MMS-CONF.
    pub content_class: Option<String>,
    /// Whether the MMSC may change the content for the handset; written with the content only.
    pub allow_adaptations: Option<bool>,
    /// What it carries from now on.
    pub content: Option<Content>,
}

/// Messages that bear a name of the provider's for all of them shall not be delivered any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtendedCancelReq {
    /// Who asks.
    pub identity: Identity,
    /// The name.
    pub cancel_id: String,
}

/// The answer to any of the three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRsp {
    /// How it went: 1000, or 2005 for a message that the MMSC does not have (any more).
    pub status: Status,
}

impl Identity {
    pub(crate) fn write(&self, fields: &mut Fields, profile: &Profile) {
        fields.open("SenderIdentification");
        fields.optional("VASPID", self.vasp_id.as_deref());
        fields.optional("VASID", self.vas_id.as_deref());
        if let Some(sender) = &self.sender {
            fields.open("SenderAddress");
            sender.write(fields, profile, false);
            fields.close();
        }
        fields.close();
    }

    /// What stands in the child of a request; empty when there is none.
    pub(crate) fn read(request: &Element) -> Self {
        let Some(element) = request.child_ignoring_case("SenderIdentification") else {
            return Self::default();
        };
        Self {
            vasp_id: text(element, "VASPID"),
            vas_id: text(element, "VASID"),
            sender: element
                .child_ignoring_case("SenderAddress")
                .and_then(Address::read),
        }
    }
}

impl CancelReq {
    /// Reads the element, or names the child that is missing.
    pub(crate) fn read(element: &Element) -> Result<Self, &'static str> {
        let recipients = element.child_ignoring_case("Recipients");
        let to = recipients.and_then(|all| all.child_ignoring_case("To"));
        Ok(Self {
            identity: Identity::read(element),
            message_id: text(element, "MessageID").ok_or("MessageID")?,
            to: to
                .or(recipients)
                .map(Recipient::read_all)
                .unwrap_or_default(),
        })
    }

    /// Writes the children of the element in schema order, the version apart.
    pub(crate) fn write(&self, fields: &mut Fields, profile: &Profile) {
        self.identity.write(fields, profile);
        fields.leaf("MessageID", &self.message_id);
        if !self.to.is_empty() {
            fields.open("Recipients");
            Recipient::write_all(fields, profile, "To", &self.to);
            fields.close();
        }
    }
}

impl ReplaceReq {
    /// Reads the element, or names the child that is missing; the content is the caller's to add.
    pub(crate) fn read(element: &Element) -> Result<Self, &'static str> {
        let content = element.child_ignoring_case("Content");
        let adapt = content.and_then(|it| it.attribute_ignoring_case("allowAdaptations"));
        Ok(Self {
            identity: Identity::read(element),
            message_id: text(element, "MessageID").ok_or("MessageID")?,
            service_code: text(element, "ServiceCode"),
            time_stamp: text(element, "TimeStamp").and_then(|time| time_from_wire(&time)),
            read_reply: flag(element, "ReadReply"),
            earliest_delivery: text(element, "EarliestDeliveryTime")
                .and_then(|text| Moment::from_wire(&text)),
            distribution: flag(element, "DistributionIndicator"),
            content_class: text(element, "ContentClass"),
            allow_adaptations: adapt.map(|adapt| adapt.trim().eq_ignore_ascii_case("true")),
            content: None,
        })
    }

    /// Writes the children of the element in schema order, the version apart.
    pub(crate) fn write(&self, fields: &mut Fields, profile: &Profile, href: &str) {
        self.identity.write(fields, profile);
        fields.leaf("MessageID", &self.message_id);
        fields.optional("ServiceCode", self.service_code.as_deref());
        fields.optional("TimeStamp", self.time_stamp.map(time_to_wire).as_deref());
        fields.flag("ReadReply", self.read_reply);
        let earliest = self.earliest_delivery.map(Moment::to_wire);
        fields.optional("EarliestDeliveryTime", earliest.as_deref());
        fields.flag("DistributionIndicator", self.distribution);
        fields.optional("ContentClass", self.content_class.as_deref());
        if self.content.is_some() {
            fields.content(href, self.allow_adaptations);
        }
    }
}

impl ExtendedCancelReq {
    /// Reads the element, or names the child that is missing.
    pub(crate) fn read(element: &Element) -> Result<Self, &'static str> {
        Ok(Self {
            identity: Identity::read(element),
            cancel_id: text(element, "CancelID").ok_or("CancelID")?,
        })
    }

    /// Writes the children of the element in schema order, the version apart.
    pub(crate) fn write(&self, fields: &mut Fields, profile: &Profile) {
        self.identity.write(fields, profile);
        fields.leaf("CancelID", &self.cancel_id);
    }
}
