//! Every tolerance of documents, one rule a test.

use super::*;
use domain::order::Field;
use domain::order::Part;

fn order(inside: &str) -> Order {
    let document = format!("<REQUEST>{inside}</REQUEST>");
    let root = xml::parse(document.as_bytes(), &xml::Limits::API).unwrap();
    read(&root).unwrap()
}

#[track_caller]
fn check_field(inside: &str, field: Field, expected: Option<&str>) {
    assert_eq!(order(inside).get(field), expected, "{inside}");
}

#[test]
fn the_first_value_that_is_not_empty_counts() {
    check_field("<TO> </TO><to>1</to><TO>2</TO>", Field::To, Some("1"));
    check_field("<TO/>", Field::To, None);
}

#[test]
fn a_scalar_gives_all_the_text_in_it() {
    check_field(
        "<NAME>a<b>b<i>c</i></b><![CDATA[<d>]]></NAME>",
        Field::Name,
        Some("abc<d>"),
    );
}

#[test]
fn names_are_read_with_any_prefix_and_in_any_spelling() {
    let name = "<x:Client-Reference xmlns:x='urn:x'>4711</x:Client-Reference>";
    check_field(name, Field::ClientReference, Some("4711"));
    check_field(
        "<campaign_id>7</campaign_id>",
        Field::CampaignRef,
        Some("7"),
    );
}

#[test]
fn a_text_at_the_top_is_that_of_an_sms() {
    check_field("<TEXT>Hi</TEXT>", Field::SmsText, Some("Hi"));
    check_field(
        "<message-text>Hi</message-text>",
        Field::SmsText,
        Some("Hi"),
    );
    check_field("<SLIDE><TEXT>Hi</TEXT></SLIDE>", Field::SmsText, None);
}

#[test]
fn a_wrapper_gives_slides_and_the_name_and_nothing_else() {
    check_field(
        "<CONTENT><NAME>a</NAME></CONTENT><NAME>b</NAME>",
        Field::Name,
        Some("a"),
    );
    check_field("<CONTENT><TO>1</TO></CONTENT>", Field::To, None);
}

#[track_caller]
fn check_texts(inside: &str, expected: &[&str]) {
    let order = order(inside);
    let texts: Vec<_> = order
        .slides
        .iter()
        .map(|slide| slide.text.as_deref().unwrap())
        .collect();
    assert_eq!(texts, expected, "{inside}");
}

#[test]
fn slides_are_found_at_every_level_in_document_order() {
    check_texts(
        "<SLIDE><TEXT>1</TEXT></SLIDE>\
         <CONTENT><SLIDE><TEXT>2</TEXT></SLIDE>\
         <SEQUENCE><SLIDE><TEXT>3</TEXT></SLIDE></SEQUENCE></CONTENT>\
         <SEQUENCE><SLIDE><TEXT>4</TEXT></SLIDE></SEQUENCE>\
         <slide><message-text>5</message-text></slide>",
        &["1", "2", "3", "4", "5"],
    );
}

#[track_caller]
fn check_slide(inside: &str, expected: &SlideOrder) {
    let order = order(inside);
    assert_eq!(order.slides, std::slice::from_ref(expected), "{inside}");
}

fn lasting(duration: Option<&str>) -> SlideOrder {
    SlideOrder {
        duration: duration.map(str::to_owned),
        ..SlideOrder::default()
    }
}

#[test]
fn a_duration_element_outranks_the_attribute() {
    check_slide("<SLIDE duration='5'/>", &lasting(Some("5")));
    check_slide(
        "<SLIDE DURATION=' 5 '><DURATION/></SLIDE>",
        &lasting(Some("5")),
    );
    check_slide(
        "<SLIDE duration='5'><DURATION>8</DURATION></SLIDE>",
        &lasting(Some("8")),
    );
    check_slide("<SLIDE duration=''/>", &lasting(None));
}

fn holding(files: &[(Element, &str)]) -> SlideOrder {
    let files = files
        .iter()
        .map(|(kind, address)| (*kind, (*address).to_owned()))
        .collect();
    SlideOrder {
        files,
        ..SlideOrder::default()
    }
}

#[test]
fn a_file_is_named_by_a_url_or_by_the_elements_own_text() {
    let one = holding(&[(Element::Image, "http://h/1")]);
    check_slide("<SLIDE><IMAGE><URL>http://h/1</URL></IMAGE></SLIDE>", &one);
    check_slide("<SLIDE><IMAGE> http://h/1 </IMAGE></SLIDE>", &one);
    check_slide(
        "<SLIDE><IMAGE>x<URL>http://h/1</URL><URL>y</URL></IMAGE></SLIDE>",
        &one,
    );
    check_slide(
        "<SLIDE><IMAGE/><image>http://h/1</image><IMAGE>y</IMAGE></SLIDE>",
        &one,
    );
    check_slide("<SLIDE><IMAGE>x<URL/></IMAGE></SLIDE>", &holding(&[]));
}

#[test]
fn objects_are_read_with_and_without_the_element_around_them() {
    let card = holding(&[
        (Element::VCard, "http://h/1"),
        (Element::Passbook, "http://h/2"),
    ]);
    check_slide(
        "<SLIDE><OBJECT><VCARD>http://h/1</VCARD><WALLET>http://h/2</WALLET></OBJECT></SLIDE>",
        &card,
    );
    check_slide(
        "<slide><contact><url>http://h/1</url></contact><passbook>http://h/2</passbook></slide>",
        &card,
    );
    check_slide(
        "<SLIDE><OBJECT><IMAGE>http://h/1</IMAGE></OBJECT></SLIDE>",
        &holding(&[]),
    );
}

#[test]
fn what_is_never_allowed_is_marked() {
    let forbidden = SlideOrder {
        forbidden: true,
        ..SlideOrder::default()
    };
    check_slide("<SLIDE><PERSONALIZED-IMAGE/></SLIDE>", &forbidden);
    check_slide("<SLIDE><excel>http://h/1</excel></SLIDE>", &forbidden);
    check_slide(
        "<SLIDE><DEVICE>x</DEVICE>loose</SLIDE>",
        &SlideOrder::default(),
    );
}

#[track_caller]
fn check_custom(inside: &str, expected: &[(Option<&str>, Option<&str>)]) {
    let order = order(inside);
    let parts = order.custom_texts.iter();
    let parts: Vec<_> = parts
        .map(|part| (part.slide.as_deref(), part.value.as_deref()))
        .collect();
    assert_eq!(parts, expected, "{inside}");
}

#[test]
fn every_replacement_is_kept_complete_or_not() {
    check_custom(
        "<CUSTOMTEXT><VALUE>a</VALUE><SLIDE>1</SLIDE></CUSTOMTEXT>\
         <custom-text><slide>1</slide><value>b</value></custom-text>",
        &[(Some("1"), Some("a")), (Some("1"), Some("b"))],
    );
    check_custom(
        "<CUSTOMTEXT><VALUE>a</VALUE></CUSTOMTEXT>",
        &[(None, Some("a"))],
    );
    check_custom(
        "<CUSTOMTEXT><VALUE> </VALUE><SLIDE>2</SLIDE></CUSTOMTEXT>",
        &[(Some("2"), None)],
    );
    check_custom("<CUSTOMTEXT/>", &[(None, None)]);
}

#[test]
fn nested_merge_data_is_never_right() {
    assert_eq!(
        order("<DATA><a><b>1</b></a></DATA>").malformed,
        [Part::Data].into()
    );
    let flat = order("<DATA><First_Name>Ana</First_Name></DATA><DATA><a.b>1</a.b></DATA>");
    let expected = [("First_Name", "Ana"), ("a.b", "1")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    assert_eq!(flat.data, expected);
    assert!(flat.malformed.is_empty());
}

#[test]
fn the_root_is_a_request_in_any_case() {
    for (name, good) in [
        ("REQUEST", true),
        ("request", true),
        ("Request", true),
        ("REQ", false),
    ] {
        let root = xml::Element {
            name: name.to_owned(),
            ..xml::Element::default()
        };
        assert_eq!(read(&root).is_ok(), good, "{name}");
    }
}
