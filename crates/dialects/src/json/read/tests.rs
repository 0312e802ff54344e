//! What keys and types come to.

use super::*;
use domain::order::Part;

#[track_caller]
fn order(inside: &str) -> Order {
    read(format!("{{{inside}}}").as_bytes()).unwrap_or_else(|fault| panic!("{inside}: {fault:?}"))
}

#[track_caller]
fn check(inside: &str, field: Field, expected: Option<&str>) {
    assert_eq!(order(inside).get(field), expected, "{inside}");
}

#[track_caller]
fn check_wrong(members: &str, part: Part) {
    assert_eq!(order(members).malformed, [part].into(), "{members}");
}

#[test]
fn a_scalar_may_be_a_string_a_number_or_a_boolean() {
    check(
        r#""mms-id":9223372036854775807"#,
        Field::MmsId,
        Some("9223372036854775807"),
    );
    check(r#""mms_id":" 35674 ""#, Field::MmsId, Some("35674"));
    check(
        r#""DisableFallbackSms":true"#,
        Field::DisableFallback,
        Some("true"),
    );
    check(r#""notify":false"#, Field::Notify, Some("false"));
    check(r#""to":null"#, Field::To, None);
    check(r#""to":" ""#, Field::To, None);
}

#[test]
fn the_last_of_several_equal_keys_counts() {
    check(r#""to":"1","to":"2""#, Field::To, Some("2"));
    check(r#""mms-id":1,"MMSID":2"#, Field::MmsId, Some("2"));
    check(r#""to":"1","to":null"#, Field::To, None);
    check(r#""to":["1"],"to":"2""#, Field::To, Some("2"));
    check(
        r#""subject":"a","message-subject":"b""#,
        Field::Subject,
        Some("b"),
    );
    let twice = order(r#""slide":{"text":"a"},"slide":[{"text":"b"}]"#);
    assert_eq!(twice.slides.len(), 1);
    assert_eq!(twice.slides[0].text.as_deref(), Some("b"));
}

#[test]
fn credentials_in_the_body_are_ignored() {
    let given = order(r#""api-key":"k","user":["u"],"pass":{}"#);
    assert_eq!(given.credentials, domain::order::Credentials::None);
}

#[track_caller]
fn check_files(slide: &str, expected: &[(Element, &str)]) {
    let order = order(&format!("\"slide\":{slide}"));
    let files: Vec<_> = order.slides[0]
        .files
        .iter()
        .map(|(kind, address)| (*kind, address.as_str()))
        .collect();
    assert_eq!(files, expected, "{slide}");
}

#[test]
fn files_are_named_by_an_object_or_by_their_address() {
    check_files(r#"[{"image":{"url":"u"}}]"#, &[(Element::Image, "u")]);
    check_files(
        r#"{"image":"u","audio":" v "}"#,
        &[(Element::Image, "u"), (Element::Audio, "v")],
    );
    check_files(
        r#"[{"contact":"a","calendar":{"url":"b"},"pdf":{"URL":"c"},"wallet":"d"}]"#,
        &[
            (Element::VCard, "a"),
            (Element::ICal, "b"),
            (Element::Pdf, "c"),
            (Element::Passbook, "d"),
        ],
    );
    check_files(
        r#"{"object":{"vcard":"a","image":"no"}}"#,
        &[(Element::VCard, "a")],
    );
    check_files(r#"{"image":{},"video":null,"pdf":{"url":""}}"#, &[]);
}

#[test]
fn slides_are_an_array_or_one_object_wherever_they_stand() {
    assert_eq!(order(r#""slide":null"#).slides.len(), 0);
    assert_eq!(order(r#""slide":"""#).slides.len(), 0);
    assert_eq!(order(r#""slide":[]"#).slides.len(), 0);
    assert_eq!(order(r#""slide":[{},{"text":"a"}]"#).slides.len(), 2);
    let nested = order(r#""content":{"name":"n","to":"1","sequence":{"slide":[{},{}]}}"#);
    assert_eq!(nested.slides.len(), 2);
    assert_eq!(nested.get(Field::Name), Some("n"));
    assert_eq!(nested.get(Field::To), None);
    let slide = order(r#""slide":{"message-text":"a","duration":8,"excel":{"url":"u"}}"#);
    assert_eq!(slide.slides[0].duration.as_deref(), Some("8"));
    assert!(slide.slides[0].forbidden);
}

#[test]
fn custom_texts_and_data_have_one_shape_each() {
    let one = order(r#""custom-text":{"slide":1,"value":"a"}"#);
    let many = order(r#""customtext":[{"slide":"1","value":"a"}]"#);
    assert_eq!(one.custom_texts, many.custom_texts);
    let data = order(r#""data":{"First_Name":"Ana","pin":135,"vip":true,"none":null}"#).data;
    let data: Vec<_> = data
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    assert_eq!(
        data,
        [("First_Name", "Ana"), ("pin", "135"), ("vip", "true")]
    );
    let last = order(r#""data":{"a":"1","A":"2"}"#).data;
    assert_eq!(last, [("a".to_owned(), "2".to_owned())]);
}

#[test]
fn a_wrong_type_is_noted_only_where_the_key_means_something() {
    check_wrong(r#""to":["12025550100"]"#, Part::Field(Field::To));
    check_wrong(r#""campaign-id":{}"#, Part::Field(Field::CampaignRef));
    check_wrong(r#""message-text":[1]"#, Part::Field(Field::SmsText));
    for slide in [
        r#""x""#,
        "[null]",
        "[[{}]]",
        r#"{"text":[]}"#,
        r#"{"image":1}"#,
        r#"{"image":[["u"]]}"#,
        r#"{"image":{"url":["u"]}}"#,
    ] {
        check_wrong(&format!(r#""slide":{slide}"#), Part::Slides);
        check_wrong(&format!(r#""content":{{"slide":{slide}}}"#), Part::Slides);
    }
    check_wrong(r#""custom-text":"x""#, Part::CustomTexts);
    for data in [r#"[{"a":"1"}]"#, r#"{"a":{"b":"1"}}"#, r#""x""#] {
        check_wrong(&format!(r#""data":{data}"#), Part::Data);
    }
    assert_eq!(order(r#""action":{}"#).action, None);
    let odd = order(r#""unknown":{"to":[1]},"slide":{"odd":[1]}"#);
    assert!(odd.fields.is_empty() && odd.malformed.is_empty());
}

#[test]
fn of_several_files_under_one_media_key_the_first_counts() {
    check_files(
        r#"[{"image":[{"url":"u"},{"url":"x"}]}]"#,
        &[(Element::Image, "u")],
    );
    check_files(r#"[{"image":["u"]}]"#, &[(Element::Image, "u")]);
    check_files(r#"[{"image":[]}]"#, &[]);
}
