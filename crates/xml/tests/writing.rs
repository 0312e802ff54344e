//! What calls become.

use xml::{Limits, Writer, parse};

#[test]
fn an_indented_document_has_one_element_per_line() {
    let mut writer = Writer::indented();
    writer.open("RESPONSE").leaf("STATUS", "Success");
    writer.open("LIST").leaf("A", "").empty("B", &[]).close();
    writer.leaf("C", "a < b & \"c\" > d");
    assert_eq!(
        writer.finish(),
        "<RESPONSE>\n    <STATUS>Success</STATUS>\n    <LIST>\n        <A></A>\n        <B/>\n    \
         </LIST>\n    <C>a &lt; b &amp; \"c\" &gt; d</C>\n</RESPONSE>\n"
    );
}

#[test]
fn a_compact_document_has_no_white_space() {
    let mut writer = Writer::compact();
    writer.declaration();
    writer.open_with("s:Envelope", &[("xmlns:s", "urn:s"), ("q", "\"<\n>\"")]);
    writer.leaf_with("s:To", &[("displayOnly", "true")], "x");
    writer.empty("s:X", &[("a", "1")]).close().close();
    assert_eq!(
        writer.finish(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"urn:s\" \
         q=\"&quot;&lt;&#10;&gt;&quot;\"><s:To displayOnly=\"true\">x</s:To><s:X a=\"1\"/>\
         </s:Envelope>"
    );
}

#[test]
fn an_indented_document_can_have_a_declaration() {
    let mut writer = Writer::indented();
    writer.declaration().empty("a", &[]);
    assert_eq!(
        writer.finish(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>\n"
    );
}

#[test]
fn whatever_goes_in_a_well_formed_document_comes_out() {
    let odd = "a\0<]]>&\u{1b}\u{fffe}\t\r\n'\"🙂";
    for name in ["", "1a", "a b", "<x>", "é", "-"] {
        let mut writer = Writer::compact();
        writer.open_with(name, &[(name, odd)]).leaf(name, odd);
        let text = writer.finish();
        let root = parse(text.as_bytes(), &Limits::API).expect(&text);
        assert_eq!(root.attributes[0].1, "a<]]>&\t\r\n'\"🙂");
        assert_eq!(root.deep_text(), "a<]]>&\t\n'\"🙂");
    }
}
