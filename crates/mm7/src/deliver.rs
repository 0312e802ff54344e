//! A message from a subscriber, and our answer.
//!
//! Source: 3GPP TS 23.140 §8.7.4.2 and the schema for the order of elements.

use jiff::Timestamp;
use xml::Element;

use crate::address::{Address, Recipient};
use crate::content::Content;
use crate::fields::{Fields, text};
use crate::moment::{time_from_wire, time_to_wire};
use crate::profile::Profile;
use crate::report::UaCapabilities;
use crate::status::Status;
use crate::words::Priority;

/// A message from a subscriber. MMSCs leave out what they like, so all but the sender may be
/// missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverReq {
    /// The MMSC.
    pub relay_server_id: Option<String>,
    /// The provider that it is for.
    pub vasp_id: Option<String>,
    /// The provider's service that it is for.
    pub vas_id: Option<String>,
    /// What an answer must name as its [`crate::SubmitReq::linked_id`].
    pub linked_id: Option<String>,
    /// Whom it is from.
    pub sender: Address,
    /// Whom it is for.
    pub to: Vec<Recipient>,
    /// When it was sent.
    pub time_stamp: Option<Timestamp>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// Its subject.
    pub subject: Option<String>,
    /// What the handset can do.
    pub ua_capabilities: Option<UaCapabilities>,
    /// What it carries.
    pub content: Option<Content>,
}

/// The answer to a [`DeliverReq`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverRsp {
    /// How it went.
    pub status: Status,
    /// What the subscriber is billed for.
    pub service_code: Option<String>,
}

impl DeliverReq {
    /// Reads the element, or names the child that is missing; the content is the caller's to add.
    pub(crate) fn read(element: &Element) -> Result<Self, &'static str> {
        let sender = element.child_ignoring_case("Sender");
        let recipients = element.child_ignoring_case("Recipients");
        let to = recipients.and_then(|all| all.child_ignoring_case("To"));
        Ok(Self {
            relay_server_id: text(element, "MMSRelayServerID"),
            vasp_id: text(element, "VASPID"),
            vas_id: text(element, "VASID"),
            linked_id: text(element, "LinkedID"),
            sender: sender.and_then(Address::read).ok_or("Sender")?,
            to: to
                .or(recipients)
                .map(Recipient::read_all)
                .unwrap_or_default(),
            time_stamp: text(element, "TimeStamp").and_then(|time| time_from_wire(&time)),
            priority: text(element, "Priority").and_then(|word| Priority::from_word(&word)),
            subject: text(element, "Subject"),
            ua_capabilities: UaCapabilities::read(element),
            content: None,
        })
    }

    /// Writes the children of the element in schema order, the version apart.
    pub(crate) fn write(&self, fields: &mut Fields, profile: &Profile, href: &str) {
        fields.optional("MMSRelayServerID", self.relay_server_id.as_deref());
        fields.optional("VASPID", self.vasp_id.as_deref());
        fields.optional("VASID", self.vas_id.as_deref());
        fields.optional("LinkedID", self.linked_id.as_deref());
        fields.open("Sender");
        self.sender.write(fields, profile, false);
        fields.close();
        if !self.to.is_empty() {
            fields.open("Recipients");
            fields.open("To");
            for recipient in &self.to {
                recipient
                    .address
                    .write(fields, profile, recipient.display_only);
            }
            fields.close();
            fields.close();
        }
        fields.optional("TimeStamp", self.time_stamp.map(time_to_wire).as_deref());
        fields.optional("Priority", self.priority.map(Priority::word));
        fields.optional("Subject", self.subject.as_deref());
        if let Some(capabilities) = &self.ua_capabilities {
            capabilities.write(fields);
        }
        if self.content.is_some() {
            fields.empty("Content", &[("href", href)]);
        }
    }
}
