//! An order out of a JSON object.
//!
//! Judges nothing but types, and leaves it to the action whether a wrong one counts; unknown keys
//! are ignored. Credentials are not looked for here.
//!
//! Source: docs/contract.md, JSON reading rules.

use super::value::{Member, Value, object};
use crate::common::draft::{Counts, Draft, keep, plain, text};
use crate::common::names::{Concept, look_up, normalise};
use domain::fault::{Fault, Kind};
use domain::order::{CustomTextOrder, Element, Field, Order, SlideOrder};
use std::collections::HashSet;

/// Reads a body.
///
/// # Errors
///
/// [`Kind::ParseError`] when it is no JSON object.
pub(super) fn read(body: &[u8]) -> Result<Order, Fault> {
    let members = object(body).map_err(|broken| Kind::ParseError.error(broken.to_string()))?;
    let mut draft = Draft::new(Counts::Last);
    for (concept, value) in meant(&members) {
        if let Err(WrongType) = read_one(&mut draft, concept, value) {
            draft.malformed(concept);
        }
    }
    Ok(draft.finish())
}

/// A value has a JSON type that is never right in its place.
#[derive(Debug)]
struct WrongType;

fn read_one(draft: &mut Draft, concept: Concept, value: &Value<'_>) -> Result<(), WrongType> {
    match concept {
        // The key is in a header.
        Concept::ApiKey | Concept::User | Concept::Pass => {}
        Concept::Slide => read_slides(draft, value)?,
        Concept::Wrapper => read_wrapper(draft, value)?,
        Concept::CustomText => {
            for custom_text in objects(value)? {
                draft.custom_text(read_custom_text(custom_text)?);
            }
        }
        Concept::Data => read_data(draft, value)?,
        concept => draft.put(concept, scalar(value)?),
    }
    Ok(())
}

/// `content` and `sequence` hold slides and the name; nothing else in them counts.
fn read_wrapper(draft: &mut Draft, value: &Value<'_>) -> Result<(), WrongType> {
    for wrapper in objects(value)? {
        for (concept, value) in meant(wrapper) {
            match concept {
                Concept::Slide => read_slides(draft, value)?,
                Concept::Wrapper => read_wrapper(draft, value)?,
                Concept::Scalar(Field::Name) => draft.put(concept, scalar(value)?),
                _ => {}
            }
        }
    }
    Ok(())
}

fn read_slides(draft: &mut Draft, value: &Value<'_>) -> Result<(), WrongType> {
    for slide in objects(value)? {
        draft.slide(read_slide(slide)?);
    }
    Ok(())
}

fn read_slide(members: &[Member<'_>]) -> Result<SlideOrder, WrongType> {
    let mut slide = SlideOrder::default();
    for (concept, value) in meant(members) {
        match concept {
            Concept::Text => keep(&mut slide.text, Counts::Last, text(scalar(value)?)),
            Concept::Duration => keep(&mut slide.duration, Counts::Last, plain(scalar(value)?)),
            Concept::Media(kind) => add_file(&mut slide, kind, value)?,
            Concept::Object => add_objects(&mut slide, value)?,
            Concept::Forbidden => slide.forbidden |= !is_absent(value),
            _ => {}
        }
    }
    Ok(slide)
}

fn add_objects(slide: &mut SlideOrder, value: &Value<'_>) -> Result<(), WrongType> {
    for object in objects(value)? {
        for (concept, value) in meant(object) {
            match concept {
                Concept::Media(kind) if kind.is_object() => add_file(slide, kind, value)?,
                _ => {}
            }
        }
    }
    Ok(())
}

/// The address is in `url`, or is the value itself; of several the first counts.
fn add_file(slide: &mut SlideOrder, kind: Element, value: &Value<'_>) -> Result<(), WrongType> {
    let address = match value {
        Value::Object(members) => {
            let mut address = None;
            for (concept, value) in meant(members) {
                if concept == Concept::Url {
                    address = plain(scalar(value)?);
                }
            }
            address
        }
        Value::Text(address) => plain(address),
        Value::Null => None,
        Value::Array(items) => match items.first() {
            None => None,
            Some(Value::Array(_)) => return Err(WrongType),
            Some(first) => return add_file(slide, kind, first),
        },
        Value::Boolean(_) | Value::Number(_) => return Err(WrongType),
    };
    let known = slide.files.iter().any(|(other, _)| *other == kind);
    if let Some(address) = address.filter(|_| !known) {
        slide.files.push((kind, address));
    }
    Ok(())
}

fn read_custom_text(members: &[Member<'_>]) -> Result<CustomTextOrder, WrongType> {
    let mut parts = CustomTextOrder::default();
    for (concept, value) in meant(members) {
        match concept {
            Concept::Slide => keep(&mut parts.slide, Counts::Last, plain(scalar(value)?)),
            Concept::Value => keep(&mut parts.value, Counts::Last, text(scalar(value)?)),
            _ => {}
        }
    }
    Ok(parts)
}

/// Names in `data` are the customer's own, so they are not looked up.
fn read_data(draft: &mut Draft, value: &Value<'_>) -> Result<(), WrongType> {
    let members = match value {
        Value::Object(members) => members,
        other if is_absent(other) => return Ok(()),
        _ => return Err(WrongType),
    };
    for (name, value) in members {
        draft.datum(name, scalar(value)?);
    }
    Ok(())
}

/// The members whose keys mean something; of several equal keys the last one.
fn meant<'a, 'b>(members: &'b [Member<'a>]) -> Vec<(Concept, &'b Value<'a>)> {
    let mut seen = HashSet::new();
    let mut meant: Vec<_> = members
        .iter()
        .rev()
        .filter(|(key, _)| seen.insert(normalise(key)))
        .filter_map(|(key, value)| Some((look_up(key)?, value)))
        .collect();
    meant.reverse();
    meant
}

/// Objects where one stands for an array of one.
fn objects<'a, 'b>(value: &'b Value<'a>) -> Result<Vec<&'b [Member<'a>]>, WrongType> {
    match value {
        Value::Object(members) => Ok(vec![members]),
        Value::Array(items) => items
            .iter()
            .map(|item| match item {
                Value::Object(members) => Ok(members.as_slice()),
                _ => Err(WrongType),
            })
            .collect(),
        other if is_absent(other) => Ok(Vec::new()),
        _ => Err(WrongType),
    }
}

/// A string, a number or a boolean as text; `null` is an empty one.
fn scalar<'b>(value: &'b Value<'_>) -> Result<&'b str, WrongType> {
    match value {
        Value::Null => Ok(""),
        Value::Boolean(true) => Ok("true"),
        Value::Boolean(false) => Ok("false"),
        Value::Number(digits) => Ok(digits),
        Value::Text(text) => Ok(text),
        Value::Array(_) | Value::Object(_) => Err(WrongType),
    }
}

fn is_absent(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::Boolean(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests;
