//! HTTP headers, the outer body and the envelope.

use super::*;

#[track_caller]
fn header_breaks(change: impl Fn(&mut HeaderMap), rule: Rule) {
    let mut headers = headers(TYPE);
    change(&mut headers);
    let submission = check(&headers, &Bytes::from(crlf(SUBMIT)), &Settings::default());
    assert_eq!(
        rules(&submission.violations),
        BTreeSet::from([format!("{rule:?}")])
    );
}

#[test]
fn http_headers_are_checked() {
    let with_type = |text: &'static str| {
        move |h: &mut HeaderMap| drop(h.insert("content-type", text.parse().unwrap()))
    };
    header_breaks(|h| drop(h.remove("content-length")), Rule::ContentLength);
    header_breaks(
        |h| drop(h.insert("transfer-encoding", "chunked".parse().unwrap())),
        Rule::ContentLength,
    );
    header_breaks(|h| drop(h.remove("soapaction")), Rule::SoapAction);
    header_breaks(|h| drop(h.remove("content-type")), Rule::OuterType);
    header_breaks(with_type("text/xml"), Rule::OuterType);
    header_breaks(
        with_type(r#"multipart/mixed; type="text/xml"; start="<soap-start>"; boundary=outer"#),
        Rule::OuterType,
    );
    header_breaks(
        with_type(r#"multipart/related; start="<soap-start>"; boundary=outer"#),
        Rule::OuterType,
    );
    header_breaks(
        with_type(r#"multipart/related; type="text/xml"; boundary=outer"#),
        Rule::OuterType,
    );
    header_breaks(
        with_type(r#"multipart/related; type="text/xml"; start="soap-start"; boundary=outer"#),
        Rule::OuterType,
    );
    header_breaks(
        with_type(r#"multipart/related; type="text/xml"; start="<soap-start>"; boundary=other"#),
        Rule::OuterType,
    );
}

#[test]
fn the_outer_parts_are_checked() {
    breaks("\n--outer--", "", Rule::OuterParts);
    breaks(
        "--outer--",
        "--outer\nContent-Type: text/xml\nContent-ID: <x>\n\nx\n--outer--",
        Rule::OuterParts,
    );
    breaks_and(
        "<soap-start>",
        "soap-start",
        Rule::PartHeaders,
        &[Rule::OuterType],
    );
    breaks_and(
        "Content-ID: <soap-start>\n",
        "",
        Rule::PartHeaders,
        &[Rule::OuterType],
    );
    breaks_and(
        "Content-ID: <mms@example>\n",
        "",
        Rule::ContentReference,
        &[Rule::PartHeaders],
    );
    breaks("<mms@example>", "<other@example>", Rule::ContentReference);
    breaks("cid:mms@example", "mms@example", Rule::ContentReference);
    breaks(
        "text/xml; charset=utf-8",
        "text/xml; charset=iso-8859-1",
        Rule::Charset,
    );
    breaks("text/xml; charset=utf-8", "text/xml", Rule::Charset);
    breaks(
        "text/xml; charset=utf-8",
        "application/xml; charset=utf-8",
        Rule::OuterParts,
    );
    let bare = crlf(SUBMIT).replacen(
        "Content-ID: <soap-start>\r\n",
        "Content-ID: <soap-start>\n",
        1,
    );
    assert!(read_as(TYPE, bare, &Settings::default()).breaks(Rule::LineEnds));
}

#[test]
fn the_envelope_is_checked() {
    breaks_and(
        "schemas.xmlsoap.org/soap/envelope/",
        "www.w3.org/2003/05/soap-envelope",
        Rule::Envelope,
        &[Rule::Transaction],
    );
    breaks("encoding=\"UTF-8\"", "encoding=\"utf-16\"", Rule::Envelope);
    breaks_and(
        "</mm7:SubmitReq>",
        "",
        Rule::Envelope,
        &[Rule::ContentReference],
    );
    breaks("t-1", " ", Rule::Transaction);
    breaks(" soap:mustUnderstand=\"1\"", "", Rule::Transaction);
    breaks(
        "soap:mustUnderstand=\"1\"",
        "mustUnderstand=\"1\"",
        Rule::Transaction,
    );
    breaks(
        "soap:mustUnderstand=\"1\"",
        "soap:mustUnderstand=\"0\"",
        Rule::Transaction,
    );
    breaks("REL-6-MM7-1-4", "REL-6-MM7-1-3", Rule::Transaction);
    breaks("6.8.0", "5.2.0", Rule::Version);
    keeps("6.8.0", "5.3.0");
}

#[test]
fn the_order_and_number_of_elements_is_checked() {
    breaks(
        "<mm7:ServiceCode>gold</mm7:ServiceCode>\n<mm7:TimeStamp>2026-11-20T12:00:00Z</mm7:TimeStamp>",
        "<mm7:TimeStamp>2026-11-20T12:00:00Z</mm7:TimeStamp><mm7:ServiceCode>gold</mm7:ServiceCode>",
        Rule::Schema,
    );
    breaks(
        "<mm7:VASPID>acme</mm7:VASPID>\n<mm7:VASID>news</mm7:VASID>",
        "<mm7:VASID>news</mm7:VASID><mm7:VASPID>acme</mm7:VASPID>",
        Rule::Schema,
    );
    breaks(
        "<mm7:ServiceCode>gold</mm7:ServiceCode>",
        "<mm7:ServiceCode>a</mm7:ServiceCode><mm7:ServiceCode>b</mm7:ServiceCode>",
        Rule::Schema,
    );
    breaks(
        "<mm7:ServiceCode>gold</mm7:ServiceCode>",
        "<mm7:Colour>gold</mm7:Colour>",
        Rule::Schema,
    );
    breaks(
        "<mm7:ServiceCode>gold</mm7:ServiceCode>",
        "gold",
        Rule::Schema,
    );
    breaks(
        "<mm7:ServiceCode>gold</mm7:ServiceCode>",
        "<ServiceCode>gold</ServiceCode>",
        Rule::Schema,
    );
    breaks_and(
        "<mm7:MM7Version>6.8.0</mm7:MM7Version>\n",
        "",
        Rule::Schema,
        &[Rule::Version],
    );
    breaks("allowAdaptations=", "adapt=", Rule::Schema);
}

#[test]
fn the_form_of_values_is_checked() {
    breaks("P2D", "2 days", Rule::Value);
    breaks("P2D", "20261122T120000Z", Rule::Value);
    breaks("2026-11-20T12:00:00Z", "P2D", Rule::Value);
    breaks(
        "<mm7:DeliveryReport>true",
        "<mm7:DeliveryReport>yes",
        Rule::Value,
    );
    breaks(
        "<mm7:Subject>",
        "<mm7:Priority>high</mm7:Priority><mm7:Subject>",
        Rule::Value,
    );
    keeps("P2D", "2026-11-22T12:00:00-05:00");
    keeps("<mm7:DeliveryReport>true", "<mm7:DeliveryReport>0");
}

#[test]
fn the_parties_are_checked() {
    breaks("<mm7:VASPID>acme</mm7:VASPID>\n", "", Rule::Vasp);
    breaks("<mm7:VASID>news</mm7:VASID>\n", "", Rule::Vasp);
    breaks(
        "<mm7:SenderAddress><mm7:ShortCode>28444</mm7:ShortCode></mm7:SenderAddress>",
        "",
        Rule::Sender,
    );
    breaks("28444", "2 8444", Rule::Sender);
    breaks("12025550100", "555", Rule::Address);
    breaks("12025550100", "tel:12025550100", Rule::Address);
    breaks(
        "<mm7:Number>12025550100",
        "<mm7:Number displayOnly=\"true\">12025550100",
        Rule::Address,
    );
    breaks(
        "<mm7:To><mm7:Number>12025550100</mm7:Number></mm7:To>",
        "",
        Rule::Address,
    );
    breaks(
        "<mm7:Number>12025550100</mm7:Number>",
        "<mm7:Number>12025550100</mm7:Number><mm7:Number>12025550101</mm7:Number>",
        Rule::Recipients,
    );
    keeps("12025550100", "+12025550100");
    keeps(
        "<mm7:ShortCode>28444</mm7:ShortCode>",
        "<mm7:Number>12025550000</mm7:Number>",
    );
}

#[test]
fn the_agreed_identification_is_checked() {
    let settings = Settings {
        vaspid: Some("acme".to_owned()),
        vasid: Some("other".to_owned()),
        ..Settings::default()
    };
    let submission = read_as(TYPE, crlf(SUBMIT), &settings);
    assert_eq!(
        rules(&submission.violations),
        BTreeSet::from(["Vasp".to_owned()])
    );
}
