//! From a presentation to a document.
//!
//! Its guarantee: the layout passes Android's conformance test, and the document is one line, so
//! that no parser finds text where it expects elements.

use xml::Writer;

use crate::presentation::{Presentation, Slide};

/// What becomes of objects that are not media.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objects {
    /// They are not mentioned and travel as attachments.
    Attached,
    /// They are referred to by `ref`, behind the media of their slide and without a region.
    Referenced,
}

/// Writes the document: no declaration, no white space between elements.
///
/// The upper two thirds are the picture's and the lower third is the text's; when no slide has
/// the one, the other has the whole screen. Of a slide with a picture and a film the film is left
/// out, since the standard allows one of them.
///
/// Source: OMA-TS-MMS-CONF, MMS SMIL; Android's `SlideshowActivity` for what it accepts.
pub fn write(presentation: &Presentation, objects: Objects) -> String {
    let mut writer = Writer::compact();
    writer.open("smil");
    layout(&mut writer, presentation);
    writer.open("body");
    for slide in &presentation.slides {
        par(&mut writer, slide, objects);
    }
    writer.finish()
}

fn layout(writer: &mut Writer, presentation: &Presentation) {
    let Presentation {
        width,
        height,
        slides,
    } = presentation;
    let pictures = slides
        .iter()
        .any(|s| s.image.is_some() || s.video.is_some());
    let texts = slides.iter().any(|slide| slide.text.is_some());
    let picture_height = if texts { height - height / 3 } else { *height };
    let text_top = if pictures { picture_height } else { 0 };
    let (width, height) = (width.to_string(), height - text_top);

    writer.open("head").open("layout");
    let screen = presentation.height.to_string();
    writer.empty("root-layout", &[("width", &width), ("height", &screen)]);
    if pictures {
        region(writer, ("Image", "meet"), &width, (0, picture_height));
    }
    if texts {
        region(writer, ("Text", "scroll"), &width, (text_top, height));
    }
    writer.close().close();
}

/// Writes a region of full width, given its name and fit, and its top and height.
fn region(writer: &mut Writer, (id, fit): (&str, &str), width: &str, (top, height): (u32, u32)) {
    let (top, height) = (top.to_string(), height.to_string());
    let attributes = [
        ("id", id),
        ("left", "0"),
        ("top", &top),
        ("width", width),
        ("height", &height),
        ("fit", fit),
    ];
    writer.empty("region", &attributes);
}

fn par(writer: &mut Writer, slide: &Slide, objects: Objects) {
    match slide.duration {
        Some(duration) => {
            let duration = format!("{}ms", duration.as_millis());
            writer.open_with("par", &[("dur", &duration)]);
        }
        None => {
            writer.open("par");
        }
    }
    if let Some(src) = &slide.image {
        writer.empty("img", &[("src", src), ("region", "Image")]);
    } else if let Some(src) = &slide.video {
        writer.empty("video", &[("src", src), ("region", "Image")]);
    }
    if let Some(src) = &slide.audio {
        writer.empty("audio", &[("src", src)]);
    }
    if let Some(src) = &slide.text {
        writer.empty("text", &[("src", src), ("region", "Text")]);
    }
    match objects {
        Objects::Attached => {}
        Objects::Referenced => {
            for src in &slide.objects {
                writer.empty("ref", &[("src", src)]);
            }
        }
    }
    writer.close();
}
