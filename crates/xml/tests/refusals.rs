//! What is not a document, and hostile documents.

use std::time::{Duration, Instant};

use xml::{Lenience, Limits, parse, parse_repaired};

#[track_caller]
fn refused(document: impl AsRef<[u8]>, expected: &str) {
    let error = parse(document.as_ref(), &Limits::API).expect_err(expected);
    assert_eq!(error.to_string(), expected);
}

#[test]
fn errors_say_where_and_why() {
    refused("", "line 1, column 1: no root element");
    refused("  \n", "line 2, column 1: no root element");
    refused("x", "line 1, column 1: text outside the root element");
    refused("<a/>x", "line 1, column 5: text outside the root element");
    refused(
        "<a/>&amp;",
        "line 1, column 5: text outside the root element",
    );
    refused(
        "<a/><![CDATA[]]>",
        "line 1, column 5: text outside the root element",
    );
    refused("<a/>\n<b/>", "line 2, column 1: second root element");
    refused(
        "<a>\n <b>\n</a>",
        "line 3, column 1: end tag does not match the start tag",
    );
    refused("<a>\n <b>", "line 2, column 2: element is not closed");
    refused(
        "<a></a></a>",
        "line 1, column 8: end tag without a start tag",
    );
    refused("<a><b", "line 1, column 4: tag is not closed");
    refused("<a><!-- ", "line 1, column 4: comment is not closed");
    refused(
        "<a><![CDATA[x</a>",
        "line 1, column 4: CDATA section is not closed",
    );
    refused(
        "<a><?x",
        "line 1, column 4: processing instruction is not closed",
    );
    refused(
        "<a b='x></a>",
        "line 1, column 1: attribute value is not closed",
    );
}

#[test]
fn references_are_checked() {
    refused("<a>ü&nbsp;</a>", "line 1, column 5: unknown entity");
    refused(
        "<a>x & y</a>",
        "line 1, column 6: `&` does not begin a reference",
    );
    refused("<a>x &", "line 1, column 6: `&` does not begin a reference");
    refused(
        "<a>&#0;</a>",
        "line 1, column 4: reference to a forbidden character",
    );
    refused(
        "<a>&#x1F;</a>",
        "line 1, column 4: reference to a forbidden character",
    );
    refused(
        "<a>&#xD800;</a>",
        "line 1, column 4: reference to a forbidden character",
    );
    refused(
        "<a>&#x110000;</a>",
        "line 1, column 4: reference to a forbidden character",
    );
    refused(
        "<a>&#99999999999999;</a>",
        "line 1, column 4: reference to a forbidden character",
    );
    refused("<a>&#+65;</a>", "line 1, column 4: bad character reference");
    refused("<a>&;</a>", "line 1, column 4: unknown entity");
    refused(
        "<a b='&#0;'/>",
        "line 1, column 1: reference to a forbidden character",
    );
    refused("<a b='&x;'/>", "line 1, column 1: unknown entity");
    refused(
        "<a b='&'/>",
        "line 1, column 1: `&` does not begin a reference",
    );
}

#[test]
fn characters_names_and_attributes_are_checked() {
    refused("<a>x\0</a>", "line 1, column 5: forbidden character");
    refused(
        "<a><![CDATA[\u{1}]]></a>",
        "line 1, column 13: forbidden character",
    );
    refused("<a b='\u{1}'/>", "line 1, column 1: forbidden character");
    refused(b"<a>\n\xff</a>", "line 2, column 1: not UTF-8");
    refused("<a>1 < 2</a>", "line 1, column 6: bad name");
    refused("<1/>", "line 1, column 1: bad name");
    refused("<p:/>", "line 1, column 1: bad name");
    refused(
        "<a b='1' b='2'/>",
        "line 1, column 1: attribute given twice",
    );
    refused("<a b/>", "line 1, column 1: attribute without `=`");
    refused(
        "<a b=1/>",
        "line 1, column 1: attribute value without quotes",
    );
    refused("<a b='<'/>", "line 1, column 1: `<` in an attribute value");
}

#[test]
fn a_declaration_must_say_utf_8_unless_it_is_ignored() {
    let document = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>ü</a>";
    refused(document, "line 1, column 1: declared encoding is not UTF-8");
    refused(
        "<a/><?xml version='1.0'?>",
        "line 1, column 5: XML declaration not at the beginning",
    );
    assert_eq!(Limits::MMSC.lenience, Lenience::AnyDeclaration);
    assert_eq!(
        parse(document.as_bytes(), &Limits::MMSC).unwrap().text(),
        "ü"
    );
}

#[test]
fn a_document_type_is_refused_before_it_is_read() {
    let refusal = "line 1, column 1: DOCTYPE is not allowed";
    refused("<!DOCTYPE a><a/>", refusal);
    refused("<!doctype a><a/>", refusal);
    refused("<!DOCTYPE a", refusal);
    refused(
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        refusal,
    );
    refused(
        "<a/><!DOCTYPE a>",
        "line 1, column 5: DOCTYPE is not allowed",
    );
    let mut laughs = "<!DOCTYPE a [<!ENTITY l0 'ha'>".to_owned();
    for level in 1..10 {
        let inner = format!("&l{};", level - 1).repeat(10);
        laughs.push_str(&format!("<!ENTITY l{level} '{inner}'>"));
    }
    refused(laughs + "]><a>&l9;</a>", refusal);
}

#[test]
fn limits_hold_exactly() {
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    parse(nested(32).as_bytes(), &Limits::API).unwrap();
    refused(nested(33), "line 1, column 97: too many nested elements");

    let flat = |count: usize| format!("<r>{}</r>", "<a/>".repeat(count - 1));
    parse(flat(10_000).as_bytes(), &Limits::API).unwrap();
    refused(flat(10_001), "line 1, column 40000: too many elements");

    let wide = |count: usize| {
        let attributes: String = (0..count).map(|n| format!(" a{n}='1'")).collect();
        format!("<r{attributes}/>")
    };
    parse(wide(64).as_bytes(), &Limits::API).unwrap();
    refused(wide(65), "line 1, column 1: too many attributes");

    let named = |length: usize| format!("<{}/>", "n".repeat(length));
    parse(named(256).as_bytes(), &Limits::API).unwrap();
    refused(named(257), "line 1, column 1: name too long");
    refused(
        format!("<a {}='1'/>", "n".repeat(257)),
        "line 1, column 1: name too long",
    );
}

#[test]
fn no_setting_lets_a_tree_grow_so_deep_that_dropping_it_overflows() {
    let limits = Limits {
        depth: usize::MAX,
        elements: usize::MAX,
        ..Limits::API
    };
    let bomb = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
    let error = parse(bomb.as_bytes(), &limits).unwrap_err();
    assert_eq!(error.reason, "too many nested elements");
}

/// Runs both readings of a hostile document. The bound is generous: a quadratic reading of these
/// inputs takes minutes.
#[track_caller]
#[expect(
    clippy::disallowed_methods,
    reason = "it is the real time that counts here"
)]
fn quick(document: &str, accepted: bool) {
    let started = Instant::now();
    let parsed = parse_repaired(document.as_bytes(), &Limits::API);
    assert_eq!(parsed.is_ok(), accepted);
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn hostile_documents_take_linear_time() {
    quick(&"<a>".repeat(100_000), false);
    quick(&("<a>".repeat(1_000_000) + "&"), false);
    quick(&format!("<a b='{}'/>", "x".repeat(1_000_000)), true);
    quick(&format!("<a b='{}'/>", "&amp;".repeat(200_000)), true);
    quick(&format!("<a>{}</a>", "&amp;".repeat(200_000)), true);
    quick(&format!("<a>{}", "&".repeat(1_000_000)), false);
    quick(&format!("<a>&{}</a>", "#".repeat(1_000_000)), true);
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
    quick(&format!("<a{attributes}/>"), false);
    quick(&format!("<a>{}", "<!-- ".repeat(200_000)), false);
    quick(&format!("<a>&{}</a>", "<![CDATA[]]>".repeat(100_000)), true);
    quick(&"\n".repeat(1_000_000), false);
}

#[test]
fn an_error_repeats_nothing_of_the_document() {
    for secret in [
        "<a>&hunter2;</a>",
        "<hunter2></b>",
        "<a hunter2='&hunter2;' hunter2=''/>",
    ] {
        let text = parse(secret.as_bytes(), &Limits::API)
            .unwrap_err()
            .to_string();
        assert!(!text.contains("hunter2") && text.len() <= 200, "{text}");
    }
}
