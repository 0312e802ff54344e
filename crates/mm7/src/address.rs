//! Who a message is from and for.
//!
//! Knows how operators spell numbers. Does not know which numbers there are.

use xml::Element;

use crate::fields::Fields;
use crate::profile::{NumberFormat, Profile, ShortCodeFormat};

/// An address in one of the three forms of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A subscriber's number: its digits with the country code, without a plus.
    Number(String),
    /// A short code.
    ShortCode(String),
    /// A mail address.
    Mail(String),
}

/// An address that a message is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The address.
    pub address: Address,
    /// Whether it is shown to the others and gets nothing itself.
    pub display_only: bool,
}

impl Recipient {
    /// A recipient that gets the message.
    pub fn of(address: Address) -> Self {
        Self {
            address,
            display_only: false,
        }
    }
}

impl Address {
    /// Writes the address as one element.
    pub(crate) fn write(&self, fields: &mut Fields, profile: &Profile, display_only: bool) {
        let (name, text) = match (self, profile.short_codes) {
            (Self::Number(digits), _) => ("Number", spell(digits, profile.numbers)),
            (Self::ShortCode(code), ShortCodeFormat::ShortCode) => ("ShortCode", code.clone()),
            (Self::ShortCode(code), ShortCodeFormat::Number) => ("Number", code.clone()),
            (Self::Mail(mail), _) => ("RFC2822Address", mail.clone()),
        };
        let attributes: &[_] = if display_only {
            &[("displayOnly", "true")]
        } else {
            &[]
        };
        fields.leaf_with(name, attributes, &text);
    }

    /// The first address in `element` or anything in it; else its own text.
    pub(crate) fn read(element: &Element) -> Option<Self> {
        let within = ["Number", "ShortCode", "RFC2822Address"]
            .iter()
            .find_map(|name| element.descendant_ignoring_case(name));
        match within {
            Some(address) => Self::read_element(address),
            None => Self::read_element(element),
        }
    }

    fn read_element(element: &Element) -> Option<Self> {
        let text = element.deep_text();
        let text = bare(&text);
        if text.is_empty() {
            None
        } else if element.name.eq_ignore_ascii_case("ShortCode") {
            Some(Self::ShortCode(text.to_owned()))
        } else if text.contains('@') {
            Some(Self::Mail(text.to_owned()))
        } else {
            let number = text.strip_prefix('+').unwrap_or(text);
            Some(Self::Number(number.to_owned()))
        }
    }
}

impl Recipient {
    /// Writes a list, unless it is empty.
    pub(crate) fn write_all(fields: &mut Fields, profile: &Profile, name: &str, list: &[Self]) {
        if list.is_empty() {
            return;
        }
        fields.open(name);
        for recipient in list {
            recipient
                .address
                .write(fields, profile, recipient.display_only);
        }
        fields.close();
    }

    /// The addresses in `list`, one element each.
    pub(crate) fn read_all(list: &Element) -> Vec<Self> {
        let read = |element: &Element| {
            let shown = element.attribute_ignoring_case("displayOnly");
            let shown = shown.unwrap_or_default().trim();
            Some(Self {
                address: Address::read_element(element)?,
                display_only: shown.eq_ignore_ascii_case("true") || shown == "1",
            })
        };
        list.elements().filter_map(read).collect()
    }
}

fn spell(digits: &str, format: NumberFormat) -> String {
    match format {
        NumberFormat::Digits => digits.to_owned(),
        NumberFormat::WithPlus => format!("+{digits}"),
        NumberFormat::Plmn => format!("+{digits}/TYPE=PLMN"),
    }
}

/// The address without white space, scheme and the type that some MMSCs append.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    match text.split_once('/') {
        Some((address, kind)) if kind.trim().to_ascii_uppercase().starts_with("TYPE=") => {
            address.trim()
        }
        _ => text,
    }
}
