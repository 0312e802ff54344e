//! The presentation document.
//!
//! Speaks the part of SMIL that the OMA MMS conformance document allows, and the layout test of the
//! Android Open Source Project, which is the strictest known: a phone that fails it shows its own
//! layout. Knows nothing of MIME. Guarantee: a part counts as named only if exactly one part has the name.

use std::collections::HashSet;

use roxmltree::{Document, Node};

use super::values;
use crate::rule::{Findings, Rule};
use crate::submission::{Object, Part, Slide};

/// Types that phones show as attachments: no slide needs to name them.
const ATTACHMENTS: &[&str] = &[
    "text/x-vcard",
    "text/vcard",
    "text/calendar",
    "text/x-vcalendar",
    "application/pdf",
    "application/vnd.apple.pkpass",
];

/// Reads the slides; `own` is the index of the presentation among the parts.
pub(super) fn read(xml: &[u8], own: usize, parts: &[Part], found: &mut Findings) -> Vec<Slide> {
    let text = String::from_utf8_lossy(xml);
    let document = match Document::parse(&text) {
        Ok(document) => document,
        Err(error) => {
            found.add(
                Rule::Slides,
                format!("the presentation is not XML: {error}"),
            );
            return Vec::new();
        }
    };
    let root = document.root_element();
    found.require(
        root.tag_name().name() == "smil",
        Rule::Slides,
        "the root is not smil",
    );
    let children = elements(root);
    let [head, body] = children.as_slice() else {
        found.add(Rule::Slides, "not one head and one body");
        return Vec::new();
    };
    let is_framed = head.tag_name().name() == "head" && body.tag_name().name() == "body";
    found.require(is_framed, Rule::Slides, "not head and body in this order");
    let regions = read_layout(*head, found);
    let slides: Vec<Slide> = elements(*body)
        .into_iter()
        .map(|par| read_slide(par, &regions, parts, found))
        .collect();
    found.require(!slides.is_empty(), Rule::Slides, "no slides");
    check_all_named(&slides, own, parts, found);
    slides
}

fn elements<'a, 'i>(parent: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    parent.children().filter(Node::is_element).collect()
}

/// The head has one child, `layout`, that holds one root-layout and regions; returns the regions' names.
fn read_layout(head: Node<'_, '_>, found: &mut Findings) -> HashSet<String> {
    let mut regions = HashSet::new();
    let children = elements(head);
    let [layout] = children.as_slice() else {
        found.add(
            Rule::Layout,
            format!("{} elements in head instead of layout", children.len()),
        );
        return regions;
    };
    found.require(
        layout.tag_name().name() == "layout",
        Rule::Layout,
        "head holds something else than layout",
    );
    let mut roots = 0;
    for child in elements(*layout) {
        match child.tag_name().name() {
            "root-layout" => roots += 1,
            "region" => {
                let id = read_region(child, found);
                found.require(regions.insert(id), Rule::Layout, "two regions with one id");
            }
            other => found.add(Rule::Layout, format!("{other} in layout")),
        }
        for name in ["width", "height"] {
            let size = child.attribute(name).unwrap_or_default();
            found.require(
                is_length(size),
                Rule::Layout,
                "width or height is missing or no length",
            );
        }
    }
    found.require(roots == 1, Rule::Layout, "not one root-layout");
    regions
}

fn read_region(region: Node<'_, '_>, found: &mut Findings) -> String {
    let id = region.attribute("id").unwrap_or_default();
    if id != "Image" && id != "Text" {
        found.add(
            Rule::Layout,
            format!("region id {id:?} is neither Image nor Text"),
        );
    }
    for attribute in region.attributes() {
        let value = attribute.value();
        let ok = match attribute.name() {
            "id" | "width" | "height" => true,
            "left" | "top" => is_length(value),
            "fit" => ["hidden", "meet", "scroll", "slice", "fill"].contains(&value),
            _ => false,
        };
        if !ok {
            found.add(
                Rule::Layout,
                format!("region attribute {}={value:?}", attribute.name()),
            );
        }
    }
    id.to_owned()
}

/// Pixels, with or without `px`, or a percentage.
fn is_length(text: &str) -> bool {
    let digits = text
        .strip_suffix('%')
        .or_else(|| text.strip_suffix("px"))
        .unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn read_slide(
    par: Node<'_, '_>,
    regions: &HashSet<String>,
    parts: &[Part],
    found: &mut Findings,
) -> Slide {
    let name = par.tag_name().name();
    if name != "par" {
        found.add(Rule::Slides, format!("{name} in body"));
    }
    let duration = values::clock(par.attribute("dur").unwrap_or_default()).filter(|d| !d.is_zero());
    found.require(
        duration.is_some(),
        Rule::Slides,
        "a slide without a duration, or one that is no clock value",
    );
    let objects: Vec<Object> = elements(par)
        .into_iter()
        .map(|o| read_object(o, regions, parts, found))
        .collect();
    check_counts(&objects, found);
    Slide {
        duration: duration.unwrap_or_default(),
        objects,
    }
}

/// At most one picture or video, one sound and one text in a slide, and not nothing.
fn check_counts(objects: &[Object], found: &mut Findings) {
    let count = |names: &[&str]| {
        objects
            .iter()
            .filter(|o| names.contains(&o.element.as_str()))
            .count()
    };
    for names in [&["img", "video", "ref"][..], &["audio"], &["text"]] {
        let number = count(names);
        if number > 1 {
            found.add(
                Rule::Slides,
                format!("{number} objects of the kind {names:?} in a slide"),
            );
        }
    }
    found.require(!objects.is_empty(), Rule::Slides, "an empty slide");
}

fn read_object(
    object: Node<'_, '_>,
    regions: &HashSet<String>,
    parts: &[Part],
    found: &mut Findings,
) -> Object {
    let element = object.tag_name().name();
    let src = object.attribute("src").unwrap_or_default();
    let region = object.attribute("region");
    let wanted = match element {
        "img" | "video" | "ref" => Some("Image"),
        "text" => Some("Text"),
        "audio" => None,
        other => {
            found.add(Rule::Slides, format!("{other} in a slide"));
            None
        }
    };
    if wanted.is_some() && (region != wanted || !regions.contains(region.unwrap_or_default())) {
        found.add(Rule::Layout, format!("{element} in region {region:?}"));
    }
    check_times(object, found);
    found.require(
        elements(object).is_empty(),
        Rule::Slides,
        "an object holds elements",
    );
    let part = resolve(src, parts);
    match part.and_then(|index| parts.get(index)) {
        None => found.add(Rule::Reference, format!("src {src:?} names no part")),
        Some(part) if !suits(element, &part.content_type) => {
            found.add(
                Rule::Reference,
                format!("{element} names a part of type {}", part.content_type),
            );
        }
        Some(_) => {}
    }
    Object {
        element: element.to_owned(),
        src: src.to_owned(),
        region: region.map(str::to_owned),
        part,
    }
}

fn check_times(object: Node<'_, '_>, found: &mut Findings) {
    for attribute in object.attributes() {
        let ok = match attribute.name() {
            "src" | "region" | "alt" => true,
            "begin" | "end" | "dur" => values::clock(attribute.value()).is_some(),
            _ => false,
        };
        if !ok {
            found.add(
                Rule::Slides,
                format!("attribute {}={:?}", attribute.name(), attribute.value()),
            );
        }
    }
}

/// `cid:` and a Content-ID, or a Content-Location.
fn resolve(src: &str, parts: &[Part]) -> Option<usize> {
    let is_named = |part: &Part| match src.strip_prefix("cid:") {
        Some(id) => part.id == id,
        None => !src.is_empty() && part.location == src,
    };
    parts.iter().position(is_named)
}

fn suits(element: &str, content_type: &str) -> bool {
    match element {
        "img" => content_type.starts_with("image/"),
        "video" => content_type.starts_with("video/"),
        "audio" => content_type.starts_with("audio/"),
        "text" => content_type.starts_with("text/"),
        _ => true,
    }
}

fn check_all_named(slides: &[Slide], own: usize, parts: &[Part], found: &mut Findings) {
    let named: HashSet<usize> = slides
        .iter()
        .flat_map(|s| &s.objects)
        .filter_map(|o| o.part)
        .collect();
    for (index, part) in parts.iter().enumerate() {
        let is_free = index == own || ATTACHMENTS.contains(&part.content_type.as_str());
        if !is_free && !named.contains(&index) {
            found.add(
                Rule::Reference,
                format!("no slide names the part {:?}", part.location),
            );
        }
    }
    found.require(
        !named.contains(&own),
        Rule::Reference,
        "a slide names the presentation itself",
    );
}
