//! Which values count, which credential outranks which, and the shape of merge data.

use super::*;
use domain::order::Part;

#[track_caller]
fn check_field(counts: Counts, field: Field, values: &[&str], expected: Option<&str>) {
    let mut draft = Draft::new(counts);
    for value in values {
        draft.put(Concept::Scalar(field), value);
    }
    assert_eq!(draft.finish().get(field), expected, "{counts:?} {values:?}");
}

#[test]
fn values_are_trimmed_and_empty_ones_do_not_count() {
    check_field(Counts::First, Field::To, &[" \r\n 1 2\t"], Some("1 2"));
    check_field(Counts::First, Field::To, &["", " ", "1", "2"], Some("1"));
    check_field(Counts::Last, Field::To, &["1", "2", "", " "], Some("2"));
    check_field(Counts::Last, Field::To, &[" "], None);
}

#[test]
fn texts_lose_what_xml_cannot_carry_and_references_keep_it() {
    check_field(
        Counts::First,
        Field::Subject,
        &["\u{1} a\u{1b}b \u{ffff}"],
        Some("ab"),
    );
    check_field(Counts::First, Field::Subject, &["\u{1}"], None);
    check_field(
        Counts::First,
        Field::ClientReference,
        &["a\u{1}b"],
        Some("a\u{1}b"),
    );
}

#[track_caller]
fn check_credentials(given: &[(Concept, &str)], expected: &Credentials) {
    let mut draft = Draft::new(Counts::First);
    for (concept, value) in given {
        draft.put(*concept, value);
    }
    assert!(draft.finish().credentials == *expected, "{given:?}");
}

#[test]
fn a_key_outranks_a_user() {
    let user = |pass: Option<&str>| Credentials::User {
        user: "acme".into(),
        pass: pass.map(Into::into),
    };
    let (name, digest, key) = (
        (Concept::User, "acme"),
        (Concept::Pass, "5f4d"),
        (Concept::ApiKey, "k1"),
    );
    check_credentials(&[], &Credentials::None);
    check_credentials(&[name, digest, key], &Credentials::Key("k1".into()));
    check_credentials(&[name, digest, (Concept::ApiKey, " ")], &user(Some("5f4d")));
    check_credentials(&[name], &user(None));
    check_credentials(&[digest], &Credentials::None);
}

#[track_caller]
fn check_data(counts: Counts, given: &[(&str, &str)], expected: &[(&str, &str)]) {
    let mut draft = Draft::new(counts);
    for (name, value) in given {
        draft.datum(name, value);
    }
    let order = draft.finish();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    assert_eq!(order.data, expected.iter().map(owned).collect::<Vec<_>>());
    assert!(order.malformed.is_empty());
}

#[test]
fn merge_data_keeps_its_names_and_tells_them_apart_without_case() {
    check_data(
        Counts::First,
        &[("First_Name", " Ana "), ("pin", "")],
        &[("First_Name", "Ana")],
    );
    check_data(Counts::First, &[("a", "1"), ("A", "2")], &[("a", "1")]);
    check_data(
        Counts::Last,
        &[("a", "1"), ("b", "3"), ("A", "2")],
        &[("a", "2"), ("b", "3")],
    );
    check_data(
        Counts::First,
        &[("a_b", "1"), ("ab", "2")],
        &[("a_b", "1"), ("ab", "2")],
    );
}

#[track_caller]
fn check_spoilt(given: &[(String, String)], expected: bool) {
    let mut draft = Draft::new(Counts::Last);
    for (name, value) in given {
        draft.datum(name, value);
    }
    assert_eq!(
        draft.finish().malformed.contains(&Part::Data),
        expected,
        "{} names",
        given.len()
    );
}

#[test]
fn merge_data_of_the_wrong_shape_is_marked() {
    let one = |name: &str, value: &str| [(name.to_owned(), value.to_owned())];
    let many = |count| {
        (0..count)
            .map(|n| (format!("n{n}"), "x".to_owned()))
            .collect::<Vec<_>>()
    };
    check_spoilt(&one(&"n".repeat(64), &"x".repeat(1_000)), false);
    check_spoilt(&one(&"n".repeat(65), "x"), true);
    check_spoilt(&one("n", &"x".repeat(1_001)), true);
    check_spoilt(&one("größe", "x"), true);
    check_spoilt(&one("", "x"), true);
    check_spoilt(&many(100), false);
    check_spoilt(&many(101), true);
}

#[track_caller]
fn check_campaign(counts: Counts, given: &[(Concept, &str)], expected: (Option<&str>, bool)) {
    let mut draft = Draft::new(counts);
    for (concept, value) in given {
        draft.put(*concept, value);
    }
    let order = draft.finish();
    let campaign = order.get(Field::CampaignRef);
    assert_eq!((campaign, order.campaign_by_id), expected, "{given:?}");
}

#[test]
fn a_campaign_is_remembered_by_the_name_that_counted() {
    const REF: Concept = Concept::Scalar(Field::CampaignRef);
    let both = [(REF, "a"), (Concept::CampaignId, "1")];
    check_campaign(Counts::First, &both, (Some("a"), false));
    check_campaign(Counts::Last, &both, (Some("1"), true));
    let empty = [(Concept::CampaignId, "1"), (REF, " ")];
    check_campaign(Counts::First, &empty, (Some("1"), true));
    check_campaign(Counts::Last, &empty, (Some("1"), true));
}
