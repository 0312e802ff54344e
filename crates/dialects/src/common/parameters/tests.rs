//! Every rule for parameters: indexes, repeated and empty values, merge data.

use super::*;
use domain::order::Field;

fn order(given: &[(&str, &str)]) -> Order {
    let owned = given
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    read(&owned.collect::<Vec<_>>())
}

#[track_caller]
fn check_field(given: &[(&str, &str)], field: Field, expected: Option<&str>) {
    assert_eq!(order(given).get(field), expected, "{given:?}");
}

#[test]
fn the_last_value_that_is_not_empty_counts() {
    check_field(&[("to", "1"), ("TO", "2")], Field::To, Some("2"));
    check_field(&[("to", "1"), ("to", "")], Field::To, Some("1"));
    check_field(&[("to", " ")], Field::To, None);
    check_field(
        &[("Client-Reference", "x")],
        Field::ClientReference,
        Some("x"),
    );
    check_field(&[("text", "Hi")], Field::SmsText, Some("Hi"));
    check_field(&[("to_1", "x"), ("too", "y")], Field::To, None);
}

#[track_caller]
fn check_slides(given: &[(&str, &str)], expected: &[&str]) {
    let shown: Vec<String> = order(given)
        .slides
        .iter()
        .map(|slide| {
            let files: Vec<_> = slide
                .files
                .iter()
                .map(|(kind, address)| format!("{}={address}", kind.word()))
                .collect();
            let (text, duration) = (slide.text.as_deref(), slide.duration.as_deref());
            format!(
                "{} {} {}",
                text.unwrap_or("-"),
                duration.unwrap_or("-"),
                files.join(",")
            )
        })
        .collect();
    assert_eq!(shown, expected, "{given:?}");
}

#[test]
fn indexes_are_sorted_as_numbers_and_closed_up() {
    let three = ["slide_text_10", "slide_text_2", "slide_text_9"].map(|name| (name, name));
    check_slides(
        &three,
        &["slide_text_2 - ", "slide_text_9 - ", "slide_text_10 - "],
    );
    check_slides(
        &[("slide_text_value_0", "a"), ("slide_text_value_1", "b")],
        &["a - ", "b - "],
    );
    check_slides(
        &[("slide_text_007", "a"), ("slide_duration_7", "5")],
        &["a 5 "],
    );
    check_slides(
        &[("slide_text_999", "a"), ("slide_text_1000", "b")],
        &["a - "],
    );
}

#[test]
fn every_kind_of_file_has_an_indexed_name() {
    let names = [
        "slide_image_url_0",
        "slide_audio_url_0",
        "slide_video_url_0",
        "slide_vcard_url_0",
        "slide_ical_url_0",
        "slide_pdf_url_0",
        "SLIDE_PASSBOOK_URL_0",
    ];
    let all = "- - image=x,audio=x,video=x,vcard=x,ical=x,pdf=x,passbook=x";
    check_slides(&names.map(|name| (name, "x")), &[all]);
}

#[test]
fn the_last_value_of_a_part_counts_and_empty_parts_make_no_slide() {
    check_slides(
        &[
            ("slide_image_url_0", "a"),
            ("slide_image_url_0", "b"),
            ("slide_image_url_0", ""),
        ],
        &["- - image=b"],
    );
    check_slides(
        &[("slide_text_value_0", "a"), ("slide_text_0", "b")],
        &["b - "],
    );
    check_slides(
        &[("slide_text_value_0", " "), ("slide_duration_1", "")],
        &[],
    );
    check_slides(&[("slide_duration_3", "5")], &["- 5 "]);
}

#[test]
fn other_indexed_names_are_ignored() {
    check_slides(
        &[
            ("slide_film_url_0", "x"),
            ("slide_0", "x"),
            ("slide_image_0", "x"),
        ],
        &[],
    );
    check_slides(
        &[
            ("slide_image_url_x", "x"),
            ("slide_image_url_", "x"),
            ("_0", "x"),
        ],
        &[],
    );
    check_slides(
        &[
            ("slide_image_url_-1", "x"),
            ("slide_image_url_99999999999", "x"),
        ],
        &[],
    );
}

#[test]
fn what_is_never_allowed_is_marked() {
    assert!(order(&[("slide_excel_url_0", "x")]).slides[0].forbidden);
    assert!(order(&[("slide_personalized_image_url_0", "x")]).slides[0].forbidden);
}

#[test]
fn replacements_name_their_slide_and_the_last_one_counts() {
    let order = order(&[
        ("customtext_3", "c"),
        ("customtext_1", "a"),
        ("CustomText_3", "d"),
    ]);
    let custom = |slide: &str, value: &str| CustomTextOrder {
        slide: Some(slide.to_owned()),
        value: Some(value.to_owned()),
    };
    assert_eq!(order.custom_texts, [custom("1", "a"), custom("3", "d")]);
}

#[test]
fn merge_data_keeps_the_rest_of_its_name() {
    let order = order(&[
        ("data_first_name", "Ana"),
        ("DATA_Pin_1", "2"),
        ("data_FIRST_NAME", "Bo"),
    ]);
    let expected =
        [("first_name", "Bo"), ("Pin_1", "2")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    assert_eq!(order.data, expected);
}
