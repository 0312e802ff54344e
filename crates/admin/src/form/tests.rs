//! What forms take and refuse.

use super::{Field, Fit, Form, Shape, Text};
use serde_json::{Value, json};

type Texts = &'static [&'static str];

const TEXTS: &[(&str, &Text, Texts, Texts, Texts)] = &[
    // kind, right ones, misshapen ones, ones that name nothing
    (
        "account",
        &Text::ACCOUNT,
        &["a", "acme", "Café 7", "a.b@c", "名前"],
        &["", " a", "a ", ".", "..", "a/b", "a\\b", "a\nb", "\u{7f}a"],
        &[],
    ),
    (
        "line",
        &Text::LINE,
        &["a", "a / b", "é"],
        &["", "a\nb", "\u{85}"],
        &[],
    ),
    (
        "digits",
        &Text::DIGITS,
        &["608", "123456789012345"],
        &["12", "+123", "1234567890123456"],
        &[],
    ),
    (
        "country",
        &Text::COUNTRY,
        &["US", "DE"],
        &["us", "USA", ""],
        &["XX"],
    ),
    (
        "address",
        &Text::ADDRESS,
        &["http://a", "https://a.example/b?c=d"],
        &["ftp://a", "http://", "http://a b", "a"],
        &["http://:1/", "https://[1::/"],
    ),
    (
        "zone",
        &Text::ZONE,
        &["UTC", "Europe/Berlin"],
        &["", "a b"],
        &["Europe/Nowhere"],
    ),
    (
        "host",
        &Text::HOST,
        &["a", "a.example:8080"],
        &["", "A", "a/b", "a:b", ":1"],
        &["a:99999"],
    ),
    (
        "network",
        &Text::NETWORK,
        &["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"],
        &["", "a.example", "10.0.0.0/8/8", "10.0.0.0/"],
        &["10.0.0.0/33", "::::", "256.1.1.1"],
    ),
    (
        "time",
        &Text::TIME,
        &["0s", "250ms", "9999999999d"],
        &["", "s", "1", "1 s", "-1s", "1y", "12345678901s"],
        &[],
    ),
    (
        "some time",
        &Text::SOME_TIME,
        &["1s", "9999999999d"],
        &["0s", "01s", "12345678901s"],
        &[],
    ),
    (
        "validity",
        &Text::VALIDITY,
        &["1s", "7d"],
        &["0s"],
        &["8d", "9999999999d"],
    ),
    (
        "link life",
        &Text::LINK_LIFE,
        &["1s", "367d"],
        &["0s"],
        &["368d"],
    ),
    (
        "size",
        &Text::SIZE,
        &["1B", "300KB", "2MB"],
        &["0B", "1", "1GB", "1 KB"],
        &[],
    ),
    (
        "request limit",
        &Text::REQUEST_LIMIT,
        &["1/day", "999999999999/ever"],
        &["0/day", "1/week", "/day", "1"],
        &[],
    ),
    (
        "key",
        &Text::KEY,
        &["0123456789abcdef0123456789abcd"],
        &["short", "0123456789abcde é"],
        &[],
    ),
    (
        "key id",
        &Text::KEY_ID,
        &["0123456789abcdef"],
        &["0123456789ABCDEF", "0"],
        &[],
    ),
    (
        "instant",
        &Text::INSTANT,
        &["2027-01-31T12:00:00Z", "2027-01-31T12:00:00.5Z"],
        &[
            "",
            "2027-01-31",
            "2027-01-31T12:00:00+01:00",
            "2027-01-31T12:00:00.Z",
        ],
        &["2027-02-30T12:00:00Z"],
    ),
];

#[test]
fn texts_are_right_misshapen_or_name_nothing() {
    for (kind, text, right, misshapen, unknown) in TEXTS {
        let given = |text: &&str| (*text).to_owned();
        assert_eq!(text.check(text.example), Ok(()), "{kind}");
        let found = |texts: &[&str], expected| {
            for written in texts.iter().map(given) {
                assert_eq!(text.check(&written), expected, "{kind} {written:?}");
            }
        };
        found(right, Ok(()));
        found(misshapen, Err(Fit::Misshapen));
        found(unknown, Err(Fit::Unknown));
    }
}

const INNER: Shape = Shape {
    name: "Inner",
    doc: "An object.",
    fields: || {
        vec![
            Field::needed("count", Form::COUNT, "How many."),
            Field::maybe("flag", Form::Flag, "Whether.").or_null(),
        ]
    },
};

const INNERS: Form = Form::List {
    of: &Form::Object(&INNER),
    max: 2,
};

#[track_caller]
fn check(value: &Value, expected: &str) {
    let said = INNERS.check("list", value).err();
    let said = said.map(|wrong| wrong.to_string()).unwrap_or_default();
    assert_eq!(said, expected, "{value}");
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_what_would_be_right() {
    check(&json!([]), "");
    check(
        &json!([{ "count": 1, "flag": null }, { "count": 2, "flag": true }]),
        "",
    );
    check(
        &json!({}),
        "list: an object is not a list of at most 2 values, each an object",
    );
    check(&json!([1]), "list[0]: 1 is not an object");
    check(
        &json!([{}]),
        "list[0].count: is missing; write a whole number from 1 to 1000000",
    );
    check(
        &json!([{ "count": 0 }]),
        "list[0].count: 0 is not a whole number from 1 to 1000000",
    );
    check(
        &json!([{ "count": 1.5 }]),
        "list[0].count: 1.5 is not a whole number from 1 to 1000000",
    );
    check(
        &json!([{ "count": 1, "flag": "yes" }]),
        "list[0].flag: \"yes\" is not true or false",
    );
    check(
        &json!([{ "count": 1, "flat": true }]),
        "list[0].flat: there is no such field; known are count, flag",
    );
    check(
        &json!([{ "count": 1 }, { "count": 1 }, { "count": 1 }]),
        "list: a list is not a list of at most 2 values, each an object",
    );
}

#[track_caller]
fn check_read(form: &Form, text: &str, expected: Option<&Value>) {
    assert_eq!(form.read("", text).ok().as_ref(), expected, "{text}");
}

#[test]
fn the_command_line_is_read_by_the_form() {
    check_read(&Form::Flag, "on", Some(&json!(true)));
    check_read(&Form::Flag, "no", Some(&json!(false)));
    check_read(&Form::Flag, "maybe", None);
    check_read(&Form::COUNT, "7", Some(&json!(7)));
    check_read(&Form::COUNT, "0", None);
    check_read(&Form::Text(&Text::DIGITS), "60856", Some(&json!("60856")));
    let list = Form::List {
        of: &Form::Text(&Text::NETWORK),
        max: 9,
    };
    check_read(
        &list,
        "10.0.0.0/8, ::1",
        Some(&json!(["10.0.0.0/8", "::1"])),
    );
    check_read(&list, "", Some(&json!([])));
    check_read(&list, "nowhere", None);
}

#[test]
fn a_schema_refuses_what_the_form_refuses() {
    let expected = json!({
        "type": "object",
        "description": "An object.",
        "properties": {
            "count": {
                "type": "integer", "minimum": 1, "maximum": 1_000_000, "description": "How many."
            },
            "flag": {
                "oneOf": [{ "type": "boolean" }, { "type": "null" }], "description": "Whether."
            },
        },
        "required": ["count"],
        "additionalProperties": false,
    });
    assert_eq!(INNER.schema(), expected);
}
