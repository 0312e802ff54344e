//! From a document to a presentation.
//!
//! Knows the elements of the subset by local name, in any case; what else there is is ignored.
//! Its guarantee: whatever is well-formed XML within limits is some presentation.

use xml::{Element, Limits};

use crate::clock;
use crate::presentation::{Presentation, Slide};

/// A presentation could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The document is not well-formed, or too large.
    #[error("bad presentation document")]
    Xml(#[from] xml::Error),
    /// The root element is not `smil`.
    #[error("not a presentation document")]
    NotSmil,
}

/// Reads a document.
///
/// A `par` is a slide, at whatever depth; a medium outside of any is a slide of its own. The
/// first picture, film, sound and text of a slide count, and everything else that has a source is
/// among its objects. Sources are kept as written, `cid:` included.
///
/// # Errors
///
/// [`Error`] when the document is not XML or its root is not `smil`.
pub fn read(document: &[u8]) -> Result<Presentation, Error> {
    let root = xml::parse(document, &Limits::MMSC)?;
    if !root.name.eq_ignore_ascii_case("smil") {
        return Err(Error::NotSmil);
    }
    let screen = root.descendant_ignoring_case("root-layout");
    let mut slides = Vec::new();
    if let Some(body) = root.child_ignoring_case("body") {
        collect(body, &mut slides);
    }
    Ok(Presentation {
        width: screen.map_or(0, |screen| pixels(screen, "width")),
        height: screen.map_or(0, |screen| pixels(screen, "height")),
        slides,
    })
}

/// Adds the slides in `container`; the depth of the document bounds the recursion.
fn collect(container: &Element, slides: &mut Vec<Slide>) {
    for element in container.elements() {
        if element.name.eq_ignore_ascii_case("par") {
            let mut slide = Slide {
                duration: duration(element),
                ..Slide::default()
            };
            fill(element, &mut slide);
            slides.push(slide);
        } else if element.attribute_ignoring_case("src").is_some() {
            let mut slide = Slide {
                duration: duration(element),
                ..Slide::default()
            };
            place(element, &mut slide);
            slides.push(slide);
        } else {
            collect(element, slides);
        }
    }
}

fn duration(element: &Element) -> Option<std::time::Duration> {
    element
        .attribute_ignoring_case("dur")
        .and_then(clock::parse)
}

/// Adds the media in `container`, which may lie in nested time containers.
fn fill(container: &Element, slide: &mut Slide) {
    for element in container.elements() {
        place(element, slide);
        fill(element, slide);
    }
}

/// Puts one medium where it belongs.
fn place(element: &Element, slide: &mut Slide) {
    let Some(src) = element.attribute_ignoring_case("src") else {
        return;
    };
    let slot = match element.name.to_ascii_lowercase().as_str() {
        "img" | "image" => Some(&mut slide.image),
        "video" => Some(&mut slide.video),
        "audio" => Some(&mut slide.audio),
        "text" => Some(&mut slide.text),
        _ => None,
    };
    let src = src.trim().to_owned();
    match slot {
        Some(empty @ None) => *empty = Some(src),
        Some(Some(_)) | None => slide.objects.push(src),
    }
}

/// A length in pixels, with or without its unit; 0 when it is missing or relative.
fn pixels(element: &Element, name: &str) -> u32 {
    let value = element.attribute_ignoring_case(name).unwrap_or_default();
    let value = value.trim();
    let number = value.strip_suffix("px").unwrap_or(value);
    number.trim_end().parse().unwrap_or(0)
}
