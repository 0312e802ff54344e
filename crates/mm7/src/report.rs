//! What an MMSC says later about a message, and our answers.
//!
//! Source: 3GPP TS 23.140 §8.7.4.3 and §8.7.4.4, and the schema for the order of elements.

use jiff::Timestamp;
use xml::Element;

use crate::address::Address;
use crate::fields::{Fields, text};
use crate::moment::{time_from_wire, time_to_wire};
use crate::profile::Profile;
use crate::status::Status;

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReportReq {
    /// The MMSC.
    pub relay_server_id: Option<String>,
    /// The MMSC's name for the message, out of [`crate::SubmitRsp`].
    pub message_id: String,
    /// Whom the message was for; some MMSCs write the sender here.
    pub recipient: Option<Address>,
    /// Whom it was from; some MMSCs write the recipient here.
    pub sender: Option<Address>,
    /// When it happened.
    pub date: Option<Timestamp>,
    /// What happened.
    pub status: MmStatus,
    /// Who rejected it.
    pub status_extension: Option<String>,
    /// More about it in words.
    pub status_text: Option<String>,
    /// What the handset can do.
    pub ua_capabilities: Option<UaCapabilities>,
}

/// The answer to a [`DeliveryReportReq`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReportRsp {
    /// How it went.
    pub status: Status,
}

/// What a recipient did with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadReplyReq {
    /// The MMSC.
    pub relay_server_id: Option<String>,
    /// The MMSC's name for the message.
    pub message_id: String,
    /// Whom the message was for.
    pub recipient: Option<Address>,
    /// Whom it was from.
    pub sender: Option<Address>,
    /// When it happened.
    pub time_stamp: Option<Timestamp>,
    /// What happened, as written: `Read`, `Deleted` or `Indeterminate`.
    pub status: String,
    /// More about it in words.
    pub status_text: Option<String>,
}

/// The answer to a [`ReadReplyReq`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadReplyRsp {
    /// How it went.
    pub status: Status,
}

/// What a handset can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UaCapabilities {
    /// The address of a profile, the handset's user agent, or its name; as the operator likes.
    pub profile: String,
    /// When that was known.
    pub time_stamp: Option<Timestamp>,
}

/// What happened to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MmStatus {
    /// It was not fetched in time.
    Expired,
    /// It is on the handset.
    Retrieved,
    /// It was refused: for its content, its size, or by the recipient.
    Rejected,
    /// Nobody knows.
    Indeterminate,
    /// It was handed to another network; at some operators nothing follows.
    Forwarded,
    /// The recipient's network did not understand it. Also read in American spelling.
    Unrecognised,
    /// The recipient was notified and has not fetched it yet.
    Deferred,
    /// A condition for its delivery did not hold.
    DeliveryConditionNotMet,
    /// It is under way. In extended schemas.
    Processing,
    /// It was cancelled. In extended schemas.
    Cancelled,
    /// It was replaced by another. In extended schemas.
    Replaced,
    /// It is on the handset. In extended schemas.
    Delivered,
    /// The recipient could not be reached. Seen in use, in no schema.
    Unreachable,
    /// The recipient cannot get such messages. Seen in use, in no schema.
    NotSupported,
    /// Anything else, as written.
    Other(String),
}

impl MmStatus {
    const ALL: [(Self, &'static str); 16] = [
        (Self::Expired, "Expired"),
        (Self::Retrieved, "Retrieved"),
        (Self::Rejected, "Rejected"),
        (Self::Indeterminate, "Indeterminate"),
        (Self::Forwarded, "Forwarded"),
        (Self::Unrecognised, "Unrecognised"),
        (Self::Unrecognised, "Unrecognized"),
        (Self::Deferred, "Deferred"),
        (Self::DeliveryConditionNotMet, "DeliveryConditionNotMet"),
        (Self::Processing, "Processing"),
        (Self::Cancelled, "Cancelled"),
        (Self::Cancelled, "Canceled"),
        (Self::Replaced, "Replaced"),
        (Self::Delivered, "Delivered"),
        (Self::Unreachable, "Unreachable"),
        (Self::NotSupported, "NotSupported"),
    ];

    /// The word on the wire.
    pub fn word(&self) -> &str {
        if let Self::Other(word) = self {
            return word;
        }
        let row = Self::ALL.iter().find(|(status, _)| status == self);
        row.map_or("", |&(_, word)| word)
    }

    /// The status of a word, in any case.
    pub fn from_word(word: &str) -> Self {
        let word = word.trim();
        let row = Self::ALL
            .iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(word));
        row.map_or_else(
            || Self::Other(word.to_owned()),
            |(status, _)| status.clone(),
        )
    }
}

/// The address in the first child of any of these names that holds one.
fn address(element: &Element, names: [&str; 2]) -> Option<Address> {
    let mut children = names
        .iter()
        .filter_map(|name| element.child_ignoring_case(name));
    children.find_map(Address::read)
}

fn time(element: &Element, name: &str) -> Option<Timestamp> {
    text(element, name).and_then(|text| time_from_wire(&text))
}

fn write_address(fields: &mut Fields, profile: &Profile, name: &str, address: Option<&Address>) {
    if let Some(address) = address {
        fields.open(name);
        address.write(fields, profile, false);
        fields.close();
    }
}

impl DeliveryReportReq {
    /// Reads the element, or names the child that is missing.
    pub(crate) fn read(element: &Element) -> Result<Self, &'static str> {
        Ok(Self {
            relay_server_id: text(element, "MMSRelayServerID"),
            message_id: text(element, "MessageID").ok_or("MessageID")?,
            recipient: address(element, ["Recipient", "Recipients"]),
            sender: address(element, ["Sender", "SenderAddress"]),
            date: time(element, "Date").or_else(|| time(element, "TimeStamp")),
            status: MmStatus::from_word(&text(element, "MMStatus").ok_or("MMStatus")?),
            status_extension: text(element, "MMStatusExtension"),
            status_text: text(element, "StatusText"),
            ua_capabilities: UaCapabilities::read(element),
        })
    }

    /// Writes the children of the element in schema order, the version apart.
    pub(crate) fn write(&self, fields: &mut Fields, profile: &Profile) {
        fields.optional("MMSRelayServerID", self.relay_server_id.as_deref());
        fields.leaf("MessageID", &self.message_id);
        write_address(fields, profile, "Recipient", self.recipient.as_ref());
        write_address(fields, profile, "Sender", self.sender.as_ref());
        fields.optional("Date", self.date.map(time_to_wire).as_deref());
        fields.leaf("MMStatus", self.status.word());
        fields.optional("MMStatusExtension", self.status_extension.as_deref());
        fields.optional("StatusText", self.status_text.as_deref());
        if let Some(capabilities) = &self.ua_capabilities {
            capabilities.write(fields);
        }
    }
}

impl ReadReplyReq {
    /// Reads the element, or names the child that is missing.
    pub(crate) fn read(element: &Element) -> Result<Self, &'static str> {
        Ok(Self {
            relay_server_id: text(element, "MMSRelayServerID"),
            message_id: text(element, "MessageID").ok_or("MessageID")?,
            recipient: address(element, ["Recipient", "Recipients"]),
            sender: address(element, ["Sender", "SenderAddress"]),
            time_stamp: time(element, "TimeStamp").or_else(|| time(element, "Date")),
            status: text(element, "MMStatus").ok_or("MMStatus")?,
            status_text: text(element, "StatusText"),
        })
    }

    /// Writes the children of the element in schema order, the version apart.
    pub(crate) fn write(&self, fields: &mut Fields, profile: &Profile) {
        fields.optional("MMSRelayServerID", self.relay_server_id.as_deref());
        fields.leaf("MessageID", &self.message_id);
        write_address(fields, profile, "Recipient", self.recipient.as_ref());
        write_address(fields, profile, "Sender", self.sender.as_ref());
        fields.optional("TimeStamp", self.time_stamp.map(time_to_wire).as_deref());
        fields.leaf("MMStatus", &self.status);
        fields.optional("StatusText", self.status_text.as_deref());
    }
}

impl UaCapabilities {
    /// The capabilities among the children of `message`: in attributes as the schema has them, in
    /// child elements, or as plain text.
    pub(crate) fn read(message: &Element) -> Option<Self> {
        let element = message.child_ignoring_case("UACapabilities")?;
        let own = |name: &str| {
            let attribute = element.attribute_ignoring_case(name).map(str::to_owned);
            attribute.or_else(|| text(element, name))
        };
        let profile = own("UAProf").unwrap_or_else(|| element.text());
        let profile = profile.trim();
        (!profile.is_empty()).then(|| Self {
            profile: profile.to_owned(),
            time_stamp: own("TimeStamp").and_then(|time| time_from_wire(&time)),
        })
    }

    pub(crate) fn write(&self, fields: &mut Fields) {
        let time = self.time_stamp.map(time_to_wire);
        let mut attributes = vec![("UAProf", self.profile.as_str())];
        attributes.extend(time.as_deref().map(|time| ("TimeStamp", time)));
        fields.empty("UACapabilities", &attributes);
    }
}
