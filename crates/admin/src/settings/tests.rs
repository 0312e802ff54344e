//! That the tables are complete, and that values come back as they were set.

use super::{Row, all, change, differing, find, of_accounts, of_senders};
use crate::blank;

use domain::account::{
    Account, ContentLimits, Lookups, Policy, Postbacks, Prices, Rates, Sender, SenderKind, Stops,
    Times,
};
use serde_json::{Map, Value, json};
use std::fmt::Debug;

/// Sets every row to its example.
fn exemplary<T: Clone>(rows: &[Row<T>], plain: &T) -> T {
    let example = |row: &Row<T>| (row.name.to_owned(), row.read(row.example).unwrap());
    let values: Map<String, Value> = rows.iter().map(example).collect();
    let mut changed = plain.clone();
    change(rows, &mut changed, ("", &values)).unwrap();
    let found = differing(rows, &changed, plain);
    assert_eq!(found, values, "every row is set to what was written");
    changed
}

/// Setting one row changes that row alone, and `default` takes it back.
fn each_by_itself<T: Clone + PartialEq + Debug>(rows: &[Row<T>], plain: &T) {
    for row in rows {
        let mut changed = plain.clone();
        let values = |value: Value| Map::from_iter([(row.name.to_owned(), value)]);
        change(
            rows,
            &mut changed,
            ("", &values(row.read(row.example).unwrap())),
        )
        .unwrap();
        let found: Vec<String> = differing(rows, &changed, plain)
            .into_iter()
            .map(|it| it.0)
            .collect();
        assert_eq!(found, [row.name]);
        change(
            rows,
            &mut changed,
            ("", &values(row.read("default").unwrap())),
        )
        .unwrap();
        assert_eq!(&changed, plain, "{}", row.name);
    }
}

#[test]
fn a_row_sets_itself_alone_and_default_takes_it_back() {
    each_by_itself(of_accounts(), &blank::account("acme"));
    each_by_itself(of_senders(), &blank::sender("60856"));
}

/// Names every field, so that a new one does not compile until it is named here, and then fails
/// until it has a row.
macro_rules! all_differ {
    ($set:expr, $plain:expr => $type:ident { $($field:ident),* $(,)? }) => {
        let ($type { $($field),* }, plain) = ($set, $plain);
        $(assert_ne!($field, plain.$field, "no row sets the field {}", stringify!($field));)*
    };
}

#[test]
fn every_field_of_an_account_has_a_row() {
    let plain = blank::account("acme");
    let Account {
        id: _,
        name: _,
        access,
        senders: _,
        policy,
        postbacks,
    } = exemplary(of_accounts(), &plain);
    assert_ne!(access, plain.access);
    every_switch_has_a_row(policy, plain.policy);
    let Postbacks { secret: _, .. } = plain.postbacks;
    let set = Postbacks {
        secret: Some([1; 32]),
        ..postbacks
    };
    all_differ! { set, plain.postbacks => Postbacks {
        url, mo_url, dialect, schedule, form, extras, extended, fallback_code, operator_ids,
        concurrency, secret,
    } }
}

fn every_switch_has_a_row(policy: Policy, plain: Policy) {
    all_differ! { policy.rates, plain.rates => Rates {
        throughput, min_call_interval, request_limit,
    } }
    all_differ! { policy.stops.clone(), plain.stops.clone() => Stops {
        words, scope, answer, start_answer, help_answer,
    } }
    all_differ! { policy.limits, plain.limits => ContentLimits {
        slides_saved, slides_sent, image_bytes, gif_bytes, audio_bytes, video_bytes,
        object_bytes, total_source_bytes, media_s, text, fallback_text, subject,
        duration_s, sms_parts,
    } }
    all_differ! { policy.prices, plain.prices => Prices {
        mms_micros, sms_part_micros,
    } }
    all_differ! { policy.times, plain.times => Times {
        message_validity, ambiguous_wait, no_report_after, link_life, event_retention,
        inbound_retention,
    } }
    all_differ! { policy.lookups, plain.lookups => Lookups {
        max_days, min_interval,
    } }
    all_differ! { policy, plain => Policy {
        class, test, actions, ip_allow, rates, billing, prices, refuse_key_in_url,
        multi_recipient, require_subject, require_operator, enforce_campaign_check,
        allow_resubscribe, require_service_id_all, strict_custom_text,
        strict_content_type, strip_av_query, keep_backslash_n, allow_bmp,
        refused_elements, fallback_rule, subject_unicode, timezone, stops, limits,
        times, lookups, link_host,
    } }
}

#[test]
fn every_field_of_a_sender_has_a_row() {
    let plain = blank::sender("60856");
    let set = exemplary(of_senders(), &plain);
    assert_eq!(set.address, plain.address);
    let plain = Sender {
        address: String::new(),
        ..plain
    };
    all_differ! { set, plain => Sender {
        address, kind, country, serves, shared, active, mms_route, sms_route,
        service_ids, keywords, subject, postback_url,
    } }
}

#[test]
fn names_are_unique_and_documented() {
    let rows = of_accounts()
        .iter()
        .map(|row| (row.name, row.doc, row.usual));
    let mut names: Vec<&str> = Vec::new();
    for (name, doc, usual) in rows {
        assert!(doc.ends_with('.') && !usual.is_empty(), "{name}");
        assert!(!names.contains(&name), "{name} is there twice");
        names.push(name);
    }
}

#[test]
fn nothing_is_set_when_one_value_is_wrong() {
    let mut account = blank::account("acme");
    let values = json!({ "class": "standard", "throughput": "fast" });
    let values = values.as_object().unwrap();
    let wrong = change(of_accounts(), &mut account, ("settings", values)).unwrap_err();
    let expected = "settings.throughput: \"fast\" is not a whole number from 1 to 1000000";
    assert_eq!(wrong.to_string(), expected);
    assert_eq!(account, blank::account("acme"));
}

#[test]
fn a_name_that_is_not_there_is_answered_with_those_that_are_alike() {
    let wrong = find(of_accounts(), "limit").unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "limit: nothing is called so; perhaps request_limit"
    );
}

#[test]
fn values_are_shown_as_they_are_written() {
    let mut account = blank::account("acme");
    let values = json!({
        "max_image": "2048KB", "min_call_interval": "1500ms", "event_retention": "168h",
        "allowed_kinds": ["image"], "ip_allow": ["10.0.0.0/8"], "request_limit": "5/month",
    });
    change(
        of_accounts(),
        &mut account,
        ("", values.as_object().unwrap()),
    )
    .unwrap();
    let shown = all(of_accounts(), &account);
    assert_eq!(shown["max_image"], "2MB");
    assert_eq!(shown["min_call_interval"], "1500ms");
    assert_eq!(shown["event_retention"], "7d");
    assert_eq!(shown["allowed_kinds"], json!(["image"]));
    assert_eq!(shown["request_limit"], "5/month");
    assert_eq!(shown["timezone"], Value::Null);
}

#[test]
fn the_kind_of_a_sender_follows_from_its_digits() {
    let kind = |digits: &str| blank::sender(digits).kind;
    assert_eq!(kind("60856"), SenderKind::ShortCode);
    assert_eq!(kind("18005550100"), SenderKind::TollFree);
    assert_eq!(kind("12025550100"), SenderKind::LongCode);
}

#[test]
fn words_are_read_in_any_case_and_auto_is_the_default() {
    let row = |name| find(of_accounts(), name).unwrap();
    for (name, written, expected) in [
        ("postback_dialect", "LEGACY", json!("legacy")),
        ("postback_dialect", "kEBAB", json!("kebab")),
        ("postback_dialect", "auto", Value::Null),
        ("class", "Standard", json!("standard")),
        ("class", "default", Value::Null),
    ] {
        assert_eq!(row(name).read(written).unwrap(), expected, "{written}");
    }
    assert!(row("class").read("Gold").is_err());
}
