//! An order out of parameters: slides are spread over indexed names.
//!
//! Speaks the query spelling of the API. Judges nothing; unknown names are ignored. Guarantee:
//! every set of parameters has a reading.
//!
//! Source: docs/contract.md, parameter reading rules.

use crate::common::draft::{Counts, Draft, keep, plain, text};
use crate::common::names::{Concept, look_up, normalise};
use domain::order::{CustomTextOrder, Element, Order, SlideOrder};
use std::collections::BTreeMap;

/// Highest index of a slide; names with a higher one are unknown.
///
/// Source: docs/contract.md, parameter reading rules, G2.
const HIGHEST_INDEX: u16 = 999;

/// What an indexed name says about its slide.
enum Part {
    Text,
    Duration,
    File(Element),
    Forbidden,
}

/// Reads parameters in the order in which they came; the last value of a name counts.
pub(crate) fn read(parameters: &[(String, String)]) -> Order {
    let mut draft = Draft::new(Counts::Last);
    let mut slides: BTreeMap<u16, SlideOrder> = BTreeMap::new();
    let mut custom_texts: BTreeMap<u16, String> = BTreeMap::new();
    for (name, value) in parameters {
        if let Some(datum) = data_name(name) {
            draft.datum(datum, value);
        } else if let Some((stem, index)) = indexed(name) {
            if let Some(part) = part(&stem) {
                put_part(&mut slides, index, &part, value);
            } else if look_up(&stem) == Some(Concept::CustomText) {
                custom_texts.extend(text(value).map(|value| (index, value)));
            }
        } else if let Some(concept) = look_up(name) {
            draft.put(concept, value);
        }
    }
    // Gaps close: whatever the smallest index is, it is the first slide.
    slides.into_values().for_each(|slide| draft.slide(slide));
    for (slide, value) in custom_texts {
        draft.custom_text(CustomTextOrder {
            slide: Some(slide.to_string()),
            value: Some(value),
        });
    }
    draft.finish()
}

/// The name of a merge value, as written.
fn data_name(name: &str) -> Option<&str> {
    const PREFIX: &str = "data_";
    let prefix = name.get(..PREFIX.len())?;
    prefix
        .eq_ignore_ascii_case(PREFIX)
        .then(|| &name[PREFIX.len()..])
}

/// `slide_image_url_0` as `slideimageurl` and 0.
fn indexed(name: &str) -> Option<(String, u16)> {
    let (stem, digits) = name.rsplit_once('_')?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let index = digits
        .parse()
        .ok()
        .filter(|index| *index <= HIGHEST_INDEX)?;
    Some((normalise(stem), index))
}

fn part(stem: &str) -> Option<Part> {
    let of_slide = stem.strip_prefix("slide")?;
    let file = of_slide.strip_suffix("url").and_then(look_up);
    match (of_slide, file) {
        ("textvalue" | "text", _) => Some(Part::Text),
        ("duration", _) => Some(Part::Duration),
        (_, Some(Concept::Media(kind))) => Some(Part::File(kind)),
        (_, Some(Concept::Forbidden)) => Some(Part::Forbidden),
        (_, Some(_) | None) => None,
    }
}

/// A part without a value is not there, so it does not make a slide either.
fn put_part(slides: &mut BTreeMap<u16, SlideOrder>, index: u16, part: &Part, raw: &str) {
    let Some(value) = plain(raw) else { return };
    let slide = slides.entry(index).or_default();
    match part {
        Part::Text => keep(&mut slide.text, Counts::Last, text(raw)),
        Part::Duration => slide.duration = Some(value),
        Part::File(kind) => put_file(slide, *kind, value),
        Part::Forbidden => slide.forbidden = true,
    }
}

fn put_file(slide: &mut SlideOrder, kind: Element, address: String) {
    match slide.files.iter_mut().find(|(other, _)| *other == kind) {
        Some((_, before)) => *before = address,
        None => slide.files.push((kind, address)),
    }
}

#[cfg(test)]
mod tests;
