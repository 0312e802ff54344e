//! An order coming together, whatever it is read from.
//!
//! Holds the rules that are the same for elements and parameters: values are cleaned and
//! trimmed, empty ones do not count, a key outranks a user, merge data has a shape. Judges
//! nothing else.
//!
//! Source: docs/contract.md, tolerance and merge tags.

use crate::common::names::Concept;
use domain::order::{Credentials, CustomTextOrder, Field, Order, Part, SlideOrder};

/// Which of several values of one name counts; empty ones never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    /// The first: elements.
    First,
    /// The last: parameters.
    Last,
}

/// Most names that merge data may have.
///
/// Source: docs/contract.md, merge tags, rule M8.
const DATA_NAMES: usize = 100;

/// Most characters of a name in merge data. Source: as above.
const DATA_NAME_CHARACTERS: usize = 64;

/// Most characters of a value in merge data. Source: as above.
const DATA_VALUE_CHARACTERS: usize = 1_000;

/// The order as far as it has been read.
pub(crate) struct Draft {
    counts: Counts,
    order: Order,
    key: Option<String>,
    user: Option<String>,
    pass: Option<String>,
}

impl Draft {
    pub(crate) fn new(counts: Counts) -> Self {
        Self {
            counts,
            order: Order::default(),
            key: None,
            user: None,
            pass: None,
        }
    }

    /// Takes a value of the request's top; concepts that have no value there are left alone.
    pub(crate) fn put(&mut self, concept: Concept, raw: &str) {
        let counts = self.counts;
        match concept {
            Concept::Action => keep(&mut self.order.action, counts, plain(raw)),
            Concept::ApiKey => keep(&mut self.key, counts, plain(raw)),
            Concept::User => keep(&mut self.user, counts, plain(raw)),
            Concept::Pass => keep(&mut self.pass, counts, plain(raw)),
            Concept::Scalar(Field::CampaignRef) => self.put_campaign(raw, false),
            Concept::CampaignId => self.put_campaign(raw, true),
            Concept::Scalar(field) => self.put_field(field, raw),
            Concept::Text => self.put_field(Field::SmsText, raw),
            Concept::Slide
            | Concept::Wrapper
            | Concept::Duration
            | Concept::Media(_)
            | Concept::Object
            | Concept::Url
            | Concept::Forbidden
            | Concept::CustomText
            | Concept::Value
            | Concept::Data => {}
        }
    }

    /// Notes that a part had a form that is never right.
    pub(crate) fn malformed(&mut self, concept: Concept) {
        let part = match concept {
            Concept::Scalar(field) => Part::Field(field),
            Concept::CampaignId => Part::Field(Field::CampaignRef),
            Concept::Text => Part::Field(Field::SmsText),
            Concept::Slide | Concept::Wrapper => Part::Slides,
            Concept::CustomText => Part::CustomTexts,
            Concept::Data => Part::Data,
            // An action of a wrong type is none; the rest has no value at the top.
            _ => return,
        };
        self.order.malformed.insert(part);
    }

    /// Both names fill one field; which of them did is remembered for the answer.
    fn put_campaign(&mut self, raw: &str, by_id: bool) {
        let field = Field::CampaignRef;
        let counts = match self.counts {
            Counts::First => !self.order.fields.contains_key(&field),
            Counts::Last => true,
        };
        if counts && plain(raw).is_some() {
            self.order.campaign_by_id = by_id;
            self.put_field(field, raw);
        }
    }

    fn put_field(&mut self, field: Field, raw: &str) {
        let value = if is_shown(field) {
            text(raw)
        } else {
            plain(raw)
        };
        if let Some(value) = value {
            match self.counts {
                Counts::First => drop(self.order.fields.entry(field).or_insert(value)),
                Counts::Last => drop(self.order.fields.insert(field, value)),
            }
        }
    }

    pub(crate) fn slide(&mut self, slide: SlideOrder) {
        self.order.slides.push(slide);
    }

    pub(crate) fn custom_text(&mut self, custom_text: CustomTextOrder) {
        self.order.custom_texts.push(custom_text);
    }

    /// Takes a value of merge data. A name or value of the wrong shape spoils all of it.
    pub(crate) fn datum(&mut self, name: &str, raw: &str) {
        if self.order.malformed.contains(&Part::Data) {
            return;
        }
        if !is_data_name(name) {
            self.malformed(Concept::Data);
            return;
        }
        let Some(value) = text(raw) else { return };
        let too_long = value.chars().count() > DATA_VALUE_CHARACTERS;
        let data = &mut self.order.data;
        let known = data
            .iter_mut()
            .find(|(other, _)| other.eq_ignore_ascii_case(name));
        match (known, self.counts) {
            (Some(_), Counts::First) => return,
            (Some((_, before)), Counts::Last) => *before = value,
            (None, Counts::First | Counts::Last) => data.push((name.to_owned(), value)),
        }
        if too_long || self.order.data.len() > DATA_NAMES {
            self.malformed(Concept::Data);
        }
    }

    /// The order; a key outranks a user, and a password alone is nothing.
    pub(crate) fn finish(self) -> Order {
        let credentials = match (self.key, self.user) {
            (Some(key), _) => Credentials::Key(key),
            (None, Some(user)) => Credentials::User {
                user,
                pass: self.pass,
            },
            (None, None) => Credentials::None,
        };
        Order {
            credentials,
            ..self.order
        }
    }
}

/// Puts a value into its place if there is one and it counts.
pub(crate) fn keep(place: &mut Option<String>, counts: Counts, value: Option<String>) {
    if value.is_some() && (place.is_none() || counts == Counts::Last) {
        *place = value;
    }
}

/// A value that is compared or parsed: trimmed; `None` when nothing is left.
pub(crate) fn plain(raw: &str) -> Option<String> {
    let trimmed = raw.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// A value that people will read: characters that XML cannot carry are gone, then trimmed.
///
/// Source: docs/contract.md, tolerance, rules N4 and N9.
pub(crate) fn text(raw: &str) -> Option<String> {
    plain(&xml::clean(raw))
}

/// Whether people read the value. The others keep odd characters, so that they are found wrong.
fn is_shown(field: Field) -> bool {
    matches!(
        field,
        Field::Name
            | Field::Subject
            | Field::CustomSubject
            | Field::FallbackText
            | Field::DdmSubject
            | Field::DdmText
            | Field::SmsText
            | Field::CampaignName
            | Field::BrandName
    )
}

/// Source: docs/contract.md, merge tags, `name`.
fn is_data_name(name: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (1..=DATA_NAME_CHARACTERS).contains(&name.len()) && name.bytes().all(good)
}

#[cfg(test)]
mod tests;
