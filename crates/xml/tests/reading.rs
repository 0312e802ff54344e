//! What a document becomes.

use xml::{Element, Limits, Node, parse, parse_repaired, root_name};

#[track_caller]
fn text_of(document: &str, expected: &str) {
    let root = parse(document.as_bytes(), &Limits::API).expect(document);
    assert_eq!(root.text(), expected, "{document}");
}

#[test]
fn references_cdata_and_text_become_one_text() {
    text_of("<a>x &amp; y</a>", "x & y");
    text_of("<a>&lt;&gt;&quot;&apos;&#65;&#x1F642;</a>", "<>\"'A🙂");
    text_of("<a>1<![CDATA[<2> & &amp;]]>3</a>", "1<2> & &amp;3");
    text_of("<a>1<!-- & < > -->2<?pi & ?>3</a>", "123");
    text_of("<a>x\r\ny\rz</a>", "x\ny\nz");
    text_of("<a/>", "");
    text_of("<a> x </a>", " x ");
    text_of("<a>&#xA;&#9;</a>", "\n\t");
}

#[test]
fn a_mark_a_declaration_and_white_space_may_come_first() {
    text_of("\u{feff}<a>x</a>", "x");
    text_of("<?xml version='1.0' encoding='utf-8'?><a>x</a>\n", "x");
    text_of(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF8\"?><a>x</a>",
        "x",
    );
    text_of(
        "\r\n <?xml version=\"1.0\" encoding=\"us-ascii\"?>\n<!-- c --><a>ü</a><!-- c --><?p?>",
        "ü",
    );
    text_of("<?xml version='1.0'?><a>x</a>", "x");
}

#[test]
fn a_tree_keeps_local_names_namespaces_and_order() {
    let document = r#"<e:Envelope xmlns:e="urn:e" xmlns="urn:d">
        <e:Body e:x="1" y='a&amp;b&#10;c
d'><Inner xmlns="">t</Inner>u</e:Body><lost:Body/></e:Envelope>"#;
    let root = parse(document.as_bytes(), &Limits::API).unwrap();
    assert_eq!(root.name, "Envelope");
    assert_eq!(root.namespace.as_deref(), Some("urn:e"));
    assert!(root.attributes.is_empty());
    let body = root.child("Body").unwrap();
    assert_eq!(body.attribute("x"), Some("1"));
    assert_eq!(body.attribute_ignoring_case("Y"), Some("a&b\nc d"));
    assert_eq!(body.child("Inner").unwrap().namespace, None);
    assert_eq!(
        (body.text(), body.deep_text()),
        ("u".to_owned(), "tu".to_owned())
    );
    let bodies: Vec<_> = root.children_named("Body").collect();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[1].namespace, None);
}

#[test]
fn an_undeclared_default_namespace_is_inherited_until_it_ends() {
    let root = parse(b"<a><b xmlns='urn:b'><c/></b><d/></a>", &Limits::API).unwrap();
    let b = root.child("b").unwrap();
    assert_eq!(b.child("c").unwrap().namespace.as_deref(), Some("urn:b"));
    assert_eq!(root.child("d").unwrap().namespace, None);
}

#[test]
fn look_ups_can_ignore_case() {
    let root = parse(b"<A><b><Url>1</Url></b><URL>2</URL></A>", &Limits::API).unwrap();
    let text = |element: Option<&Element>| element.map(Element::text);
    assert_eq!(text(root.child_ignoring_case("url")), Some("2".to_owned()));
    assert_eq!(
        text(root.descendant_ignoring_case("uRL")),
        Some("1".to_owned())
    );
    assert_eq!(root.child("url"), None);
    assert_eq!(root.children_ignoring_case("B").count(), 1);
    assert_eq!(
        root.children[1],
        Node::Element(root.child("URL").unwrap().clone())
    );
}

#[track_caller]
fn repaired(document: &str, expected: Option<(&str, bool)>) {
    let parsed = parse_repaired(document.as_bytes(), &Limits::API).ok();
    let found = parsed.map(|parsed| (parsed.root.deep_text(), parsed.repaired));
    let expected = expected.map(|(text, repaired)| (text.to_owned(), repaired));
    assert_eq!(found, expected, "{document}");
}

#[test]
fn raw_ampersands_are_repaired_where_they_are_literal() {
    repaired("<a>x &amp; y</a>", Some(("x & y", false)));
    repaired(
        "<a>http://h/?a=1&b=2</a>",
        Some(("http://h/?a=1&b=2", true)),
    );
    repaired("<a>&nbsp;&amp;&</a>", Some(("&nbsp;&&", true)));
    repaired(
        "<a>&#65;&#x42;&#;&#xg;&#x;</a>",
        Some(("AB&#;&#xg;&#x;", true)),
    );
    repaired("<a>&<![CDATA[&]]><!-- & -->&lt;</a>", Some(("&&<", true)));
    repaired("<a><?p & ?>&</a>", Some(("&", true)));
    repaired("<a b='x&y'>1</a>", Some(("1", true)));
    repaired("<a>1 < 2 & 3</a>", None);
    repaired("<a>&#0; & </a>", None);
    repaired("<a>&", None);
}

#[test]
fn a_failed_repair_tells_the_first_reason() {
    let error = parse_repaired(b"<a>\n x & y</b>", &Limits::API).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2, column 4: `&` does not begin a reference"
    );
}

#[test]
fn a_broken_document_still_has_a_root_name() {
    for (document, expected) in [
        ("<request><a>", Some("request")),
        (
            "\u{feff} <?xml version='1.0'?><!-- x --><p:REQUEST a='1'>&",
            Some("REQUEST"),
        ),
        ("<a/>", Some("a")),
        ("x<a/>", None),
        ("<!DOCTYPE a><a/>", None),
        ("<1>", None),
        ("<a", None),
        ("", None),
    ] {
        assert_eq!(
            root_name(document.as_bytes()).as_deref(),
            expected,
            "{document}"
        );
    }
    assert_eq!(root_name(b"<request>\xff").as_deref(), Some("request"));
}
