//! An order out of XML, whatever the case and the nesting of its names.
//!
//! Speaks the XML of all dialects of the family at once. Judges nothing but the root's name;
//! unknown elements and loose text are ignored. Guarantee: every document has a reading.
//!
//! Source: docs/contract.md, XML reading rules.

use crate::common::draft::{Counts, Draft, keep, plain, text};
use crate::common::names::{Concept, look_up};
use domain::fault::{Fault, Kind};
use domain::order::{CustomTextOrder, Element, Order, SlideOrder};

/// Local name of the root, in any case.
const ROOT: &str = "request";

/// Reads a document.
///
/// # Errors
///
/// [`Kind::InvalidRequest`] when its root is not a request.
pub(crate) fn read(root: &xml::Element) -> Result<Order, Fault> {
    if !root.name.eq_ignore_ascii_case(ROOT) {
        return Err(Kind::InvalidRequest.because("root element is not `request`"));
    }
    let mut draft = Draft::new(Counts::First);
    for child in root.elements() {
        read_top(&mut draft, child);
    }
    Ok(draft.finish())
}

fn read_top(draft: &mut Draft, element: &xml::Element) {
    match look_up(&element.name) {
        Some(Concept::Slide) => draft.slide(slide(element)),
        Some(Concept::Wrapper) => read_wrapper(draft, element),
        Some(Concept::CustomText) => draft.custom_text(custom_text(element)),
        Some(Concept::Data) => read_data(draft, element),
        Some(concept) => draft.put(concept, &element.deep_text()),
        None => {}
    }
}

/// `CONTENT` and `SEQUENCE` hold slides and the name; nothing else in them counts.
fn read_wrapper(draft: &mut Draft, wrapper: &xml::Element) {
    for child in wrapper.elements() {
        match look_up(&child.name) {
            Some(Concept::Slide) => draft.slide(slide(child)),
            Some(Concept::Wrapper) => read_wrapper(draft, child),
            Some(concept @ Concept::Scalar(domain::order::Field::Name)) => {
                draft.put(concept, &child.deep_text());
            }
            Some(_) | None => {}
        }
    }
}

fn slide(element: &xml::Element) -> SlideOrder {
    let mut slide = SlideOrder::default();
    for child in element.elements() {
        match look_up(&child.name) {
            Some(Concept::Text) => keep(&mut slide.text, Counts::First, text(&child.deep_text())),
            Some(Concept::Duration) => {
                keep(
                    &mut slide.duration,
                    Counts::First,
                    plain(&child.deep_text()),
                );
            }
            Some(Concept::Media(kind)) => add_file(&mut slide, kind, child),
            Some(Concept::Object) => add_objects(&mut slide, child),
            Some(Concept::Forbidden) => slide.forbidden = true,
            Some(_) | None => {}
        }
    }
    // The element outranks the attribute.
    let attribute = element.attribute_ignoring_case("duration").and_then(plain);
    keep(&mut slide.duration, Counts::First, attribute);
    slide
}

fn add_objects(slide: &mut SlideOrder, object: &xml::Element) {
    for child in object.elements() {
        match look_up(&child.name) {
            Some(Concept::Media(kind)) if kind.is_object() => add_file(slide, kind, child),
            Some(_) | None => {}
        }
    }
}

fn add_file(slide: &mut SlideOrder, kind: Element, element: &xml::Element) {
    let known = slide.files.iter().any(|(other, _)| *other == kind);
    if let Some(address) = address(element).filter(|_| !known) {
        slide.files.push((kind, address));
    }
}

/// The address is in the first `URL` that is not empty; without any `URL` it is the own text.
fn address(media: &xml::Element) -> Option<String> {
    let mut urls = media
        .elements()
        .filter(|child| look_up(&child.name) == Some(Concept::Url));
    match urls.next() {
        Some(first) => {
            let mut all = std::iter::once(first).chain(urls);
            all.find_map(|url| plain(&url.deep_text()))
        }
        None => plain(&media.text()),
    }
}

fn custom_text(element: &xml::Element) -> CustomTextOrder {
    let mut parts = CustomTextOrder::default();
    for child in element.elements() {
        match look_up(&child.name) {
            Some(Concept::Slide) => {
                keep(&mut parts.slide, Counts::First, plain(&child.deep_text()));
            }
            Some(Concept::Value) => keep(&mut parts.value, Counts::First, text(&child.deep_text())),
            Some(_) | None => {}
        }
    }
    parts
}

/// Names in `DATA` are the customer's own, so they are not looked up.
fn read_data(draft: &mut Draft, data: &xml::Element) {
    for child in data.elements() {
        if child.elements().next().is_some() {
            draft.malformed(Concept::Data);
        }
        draft.datum(&child.name, &child.text());
    }
}

#[cfg(test)]
mod tests;
