//! Faults: the table against the contract.

use std::collections::BTreeMap;

use super::Wording::{Json, Kebab, Upper};
use super::{Fault, Kind, RESERVED, Wording};

#[track_caller]
fn check(fault: impl Into<Fault>, wording: Wording, code: &str, text: &str) {
    let fault = fault.into();
    assert_eq!(fault.code(), code);
    assert_eq!(fault.text(wording), text);
}

#[test]
fn texts_are_those_that_clients_compare() {
    check(
        Kind::AuthFailed,
        Upper,
        "E104",
        "User Authentication Failed.",
    );
    check(
        Kind::AuthFailed,
        Json,
        "E104",
        "Authentication failed, Invalid API-key.",
    );
    check(
        Kind::InvalidReceiver,
        Upper,
        "E110",
        "Invalid receiver number.",
    );
    check(
        Kind::InvalidReceiver,
        Kebab,
        "E110",
        "Invalid 'to' / receiver number.",
    );
    check(Kind::InvalidSender, Kebab, "E111", "Invalid shortcode");
    check(
        Kind::ReceiverRequired,
        Upper,
        "E201",
        "The receiver number is required",
    );
    check(
        Kind::ItemsPerPageInvalid,
        Upper,
        "E213",
        "itemsperpage is invalid.",
    );
    check(
        Kind::ItemsPerPageInvalid,
        Json,
        "E213",
        "items-per-page is invalid",
    );
}

#[test]
fn full_stops_and_capitals_are_kept_as_documented() {
    check(
        Kind::VideoCodecsMissing.slide(1),
        Upper,
        "E343",
        "Video in slide 1 has missing codecs",
    );
    check(Kind::InternalError, Upper, "E503", "Internal error.");
    check(Kind::InternalError, Json, "E503", "Internal Error");
    check(
        Kind::BillingProblem,
        Upper,
        "E713",
        "There is billing problem on your account",
    );
    check(
        Kind::CampaignIdInvalid,
        Kebab,
        "E714",
        "Missing/Invalid campaign-id",
    );
    check(Kind::CampaignUnknown, Upper, "E903", "Invalid CAMPAIGNID");
}

#[test]
fn kebab_and_json_differ_where_they_name_their_syntax() {
    check(
        Kind::InvalidRequest,
        Kebab,
        "E100",
        "Invalid request, please make a valid XML Post request.",
    );
    check(
        Kind::InvalidRequest,
        Json,
        "E100",
        "Invalid request. Please make a valid JSON POST request with all the required variables.",
    );
    check(
        Kind::InvalidRequest,
        Upper,
        "E100",
        "Invalid request. Make a valid request via GET/POST/XML with all the required variables.",
    );
    let parser = Kind::ParseError.error("line 1");
    check(parser.clone(), Upper, "E108", "XML Parse error: line 1.");
    check(
        parser.clone(),
        Kebab,
        "E108",
        "Invalid XML. XML parsing failed: line 1.",
    );
    check(
        parser,
        Json,
        "E108",
        "Invalid JSON. JSON parsing failed: line 1.",
    );
}

#[test]
fn a_gap_is_filled_with_what_the_fault_carries() {
    check(
        Kind::ImageTooBig.slide(3),
        Json,
        "E331",
        "Image in slide 3 is too big.",
    );
    check(
        Kind::BadDuration.slide(2),
        Upper,
        "E230",
        "Bad 2 slide duration.",
    );
    check(
        Kind::BadDuration.slide(2),
        Kebab,
        "E230",
        "Invalid / bad slide duration in slide 2.",
    );
    check(
        Kind::TextTooLong.limit(1000),
        Upper,
        "E228",
        "Text more than 1000 characters.",
    );
    check(
        Kind::CallTooSoon.seconds(5),
        Upper,
        "E106",
        "You can call API every 5 seconds.",
    );
    let abroad = Kind::InvalidSenderForCountry.country("Canada");
    check(abroad, Kebab, "E111", "Invalid Sender to Canada.");
}

#[test]
fn a_parser_cannot_open_a_second_gap() {
    check(
        Kind::ParseError.error("{slide}"),
        Upper,
        "E108",
        "XML Parse error: {slide}.",
    );
}

#[test]
fn an_unfilled_gap_shows_a_question_mark() {
    check(
        Kind::ImageTooBig,
        Upper,
        "E331",
        "Image in slide ? is too big.",
    );
}

#[test]
fn a_column_without_a_text_borrows_one() {
    check(
        Kind::AccountBlocked,
        Upper,
        "E103",
        "API access is blocked for this account.",
    );
    check(Kind::ToRequired, Json, "E621", "The 'to' is required.");
    assert!(!Kind::AccountBlocked.has_words(Upper));
    assert!(Kind::AccountBlocked.has_words(Json));
}

#[test]
fn the_customer_never_sees_the_detail() {
    let fault = Kind::ImageTooBig.slide(1).because("4194304 bytes");
    check(fault.clone(), Upper, "E331", "Image in slide 1 is too big.");
    assert_eq!(
        fault.to_string(),
        "E331 ImageTooBig: Image in slide 1 is too big. (4194304 bytes)"
    );
}

#[test]
fn every_row_is_found_under_its_own_kind_and_has_words() {
    assert_eq!(Kind::ALL.len(), 101);
    for kind in Kind::ALL {
        assert_eq!(kind.row().kind, *kind);
        assert_eq!(kind.name(), format!("{kind:?}"));
        assert!(
            !kind.row().actions.is_empty() && !kind.row().when.is_empty(),
            "{kind:?}"
        );
        for wording in [Upper, Kebab, Json] {
            let text = kind.pattern(wording);
            assert!(!text.is_empty() && text.is_ascii(), "{kind:?}: {text}");
            assert!(
                text.matches('{').count() <= 1,
                "{kind:?} has more than one gap"
            );
        }
    }
}

#[test]
fn only_three_codes_have_several_meanings() {
    let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for kind in Kind::ALL {
        kinds.entry(kind.code()).or_default().push(kind.name());
    }
    kinds.retain(|_, names| names.len() > 1);
    let doubled = [
        ("E103", vec!["PassRequired", "AccountBlocked"]),
        ("E111", vec!["InvalidSender", "InvalidSenderForCountry"]),
        ("E503", vec!["InternalError", "StoreFull", "StoreStopped"]),
    ];
    assert_eq!(kinds, BTreeMap::from(doubled));
}

#[test]
fn codes_have_three_digits_rise_and_are_not_reserved() {
    let numbers: Vec<u16> = Kind::ALL
        .iter()
        .map(|kind| kind.code()[1..].parse().unwrap())
        .collect();
    assert!(numbers.is_sorted());
    for number in numbers {
        assert!((100..=999).contains(&number));
        let reserved = RESERVED
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&number));
        assert!(!reserved, "E{number} is reserved");
    }
}
