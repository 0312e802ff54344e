//! Documents that we write and documents that we take.

use std::time::Duration;

use smil::{Error, Objects, Presentation, Slide, read, write};

fn name(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn sample() -> Presentation {
    Presentation {
        width: 320,
        height: 480,
        slides: vec![
            Slide {
                duration: Some(Duration::from_millis(5000)),
                image: name("a.jpg"),
                audio: name("b.amr"),
                text: name("t&.txt"),
                ..Slide::default()
            },
            Slide {
                duration: Some(Duration::from_millis(12_345)),
                video: name("v.3gp"),
                objects: vec!["card.vcf".to_owned()],
                ..Slide::default()
            },
        ],
    }
}

#[test]
fn a_document_is_what_handsets_accept() {
    assert_eq!(
        write(&sample(), Objects::Attached),
        "<smil><head><layout><root-layout width=\"320\" height=\"480\"/>\
         <region id=\"Image\" left=\"0\" top=\"0\" width=\"320\" height=\"320\" fit=\"meet\"/>\
         <region id=\"Text\" left=\"0\" top=\"320\" width=\"320\" height=\"160\" fit=\"scroll\"/>\
         </layout></head><body>\
         <par dur=\"5000ms\"><img src=\"a.jpg\" region=\"Image\"/><audio src=\"b.amr\"/>\
         <text src=\"t&amp;.txt\" region=\"Text\"/></par>\
         <par dur=\"12345ms\"><video src=\"v.3gp\" region=\"Image\"/></par></body></smil>"
    );
}

#[test]
fn objects_are_mentioned_only_on_request() {
    assert!(!write(&sample(), Objects::Attached).contains("card.vcf"));
    let document = write(&sample(), Objects::Referenced);
    assert!(document.contains("region=\"Image\"/><ref src=\"card.vcf\"/></par>"));
    assert_eq!(read(document.as_bytes()), Ok(sample()));
}

/// The regions of a presentation of one slide.
#[track_caller]
fn regions(slide: Slide, expected: &[(&str, &str, &str)]) {
    let presentation = Presentation {
        width: 320,
        height: 480,
        slides: vec![slide],
    };
    let document = write(&presentation, Objects::Attached);
    let root = xml::parse(document.as_bytes(), &xml::Limits::API).expect("well-formed");
    let layout = root.descendant_ignoring_case("layout").expect("a layout");
    let of = |region: &xml::Element, name: &str| {
        let value = region.attribute(name).expect(name);
        value.to_owned()
    };
    let found: Vec<_> = layout
        .children_named("region")
        .map(|r| (of(r, "id"), of(r, "top"), of(r, "height")))
        .collect();
    let found: Vec<_> = found.iter().map(|(a, b, c)| (&**a, &**b, &**c)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_region_that_nothing_uses_leaves_its_place_to_the_other() {
    let image = name("a.jpg");
    let text = name("t.txt");
    let both = Slide {
        image: image.clone(),
        text: text.clone(),
        ..Slide::default()
    };
    regions(both, &[("Image", "0", "320"), ("Text", "320", "160")]);
    regions(
        Slide {
            image,
            ..Slide::default()
        },
        &[("Image", "0", "480")],
    );
    regions(
        Slide {
            text,
            ..Slide::default()
        },
        &[("Text", "0", "480")],
    );
    regions(
        Slide {
            audio: name("b.amr"),
            ..Slide::default()
        },
        &[],
    );
}

/// Android's test of a layout, in our words.
fn android_accepts(document: &str) -> bool {
    let root = xml::parse(document.as_bytes(), &xml::Limits::API).expect("well-formed");
    let head = root.child("head").expect("a head");
    let [xml::Node::Element(layout)] = &head.children[..] else {
        return false;
    };
    let known = ["left", "top", "height", "width", "fit", "id"];
    layout.name == "layout"
        && !layout.children.is_empty()
        && layout.elements().all(|child| match child.name.as_str() {
            "root-layout" => true,
            "region" => child.attributes.iter().all(|(key, value)| {
                known.contains(&key.as_str())
                    && (key != "id" || ["Image", "Text"].contains(&value.as_str()))
            }),
            _ => false,
        })
}

#[test]
fn android_accepts_every_layout() {
    for objects in [Objects::Attached, Objects::Referenced] {
        assert!(android_accepts(&write(&sample(), objects)));
        assert!(android_accepts(&write(&Presentation::default(), objects)));
    }
}

#[test]
fn documents_of_other_gateways_are_read() {
    let document = r#"<?xml version="1.0" encoding="utf-16"?>
        <SMIL xmlns="http://www.w3.org/2001/SMIL20/Language"><head><meta name="t"/>
        <layout><root-layout height="160px" width="100%"/><region id="i" top="0"/></layout></head>
        <body><seq><Par Dur="35.723s"><img Src="cid:a"/><img src="b"/><text src="t" begin="1s"/>
        </Par></seq><par><ref src="c.vcf"/><switch><audio src="s"/></switch></par>
        <video src="v" dur="indefinite"/></body></SMIL>"#;
    let expected = Presentation {
        width: 0,
        height: 160,
        slides: vec![
            Slide {
                duration: Some(Duration::from_millis(35_723)),
                image: name("cid:a"),
                text: name("t"),
                objects: vec!["b".to_owned()],
                ..Slide::default()
            },
            Slide {
                audio: name("s"),
                objects: vec!["c.vcf".to_owned()],
                ..Slide::default()
            },
            Slide {
                video: name("v"),
                ..Slide::default()
            },
        ],
    };
    assert_eq!(read(document.as_bytes()), Ok(expected));
}

#[test]
fn what_is_no_presentation_is_refused() {
    assert_eq!(read(b"<html/>"), Err(Error::NotSmil));
    assert!(matches!(read(b"<smil>"), Err(Error::Xml(_))));
    assert_eq!(read(b"<smil/>"), Ok(Presentation::default()));
}
