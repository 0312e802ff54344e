//! What is JSON and what is not, and where it breaks.

use super::*;

fn text(text: &str) -> Value<'_> {
    Value::Text(text.into())
}

#[track_caller]
fn check(document: &str, expected: &[(&str, Value<'_>)]) {
    let members = object(document.as_bytes()).unwrap();
    let expected: Vec<Member<'_>> = expected
        .iter()
        .map(|(key, value)| ((*key).into(), value.clone()))
        .collect();
    assert_eq!(members, expected, "{document}");
}

#[track_caller]
fn check_broken(document: impl AsRef<[u8]>, expected: &str) {
    let broken = object(document.as_ref()).unwrap_err().to_string();
    assert_eq!(broken, expected);
    assert!(broken.len() < 200);
}

#[test]
fn an_object_of_any_values_is_read() {
    check("{}", &[]);
    check(" \u{20}\t\r\n{ }\n", &[]);
    check("\u{feff}{\"a\":null}", &[("a", Value::Null)]);
    check(
        r#"{"a":true,"b":false,"a":"","":"x"}"#,
        &[
            ("a", Value::Boolean(true)),
            ("b", Value::Boolean(false)),
            ("a", text("")),
            ("", text("x")),
        ],
    );
    let list = vec![Value::Array(vec![]), Value::Object(vec![]), text("z")];
    check(r#"{"a" : [ [ ] , {} ,"z"]}"#, &[("a", Value::Array(list))]);
}

#[test]
fn numbers_keep_every_digit() {
    for number in [
        "0",
        "-0",
        "9223372036854775807",
        "123456789012345678901234567890",
        "1.50",
        "-1.5e+10",
        "2E-3",
    ] {
        check(
            &format!("{{\"a\":{number}}}"),
            &[("a", Value::Number(number))],
        );
    }
    for wrong in ["-", "1.", "1e", "1e+"] {
        let column = 6 + wrong.len();
        check_broken(
            format!("{{\"a\":{wrong}}}"),
            &format!("line 1, column {column}: a digit is expected"),
        );
    }
    let after = "a comma or a closing brace is expected";
    check_broken(r#"{"a":01}"#, &format!("line 1, column 7: {after}"));
    check_broken(r#"{"a":1x}"#, &format!("line 1, column 7: {after}"));
    check_broken(r#"{"a":+1}"#, "line 1, column 6: a value is expected");
    check_broken(r#"{"a":.5}"#, "line 1, column 6: a value is expected");
    check_broken(r#"{"a":NaN}"#, "line 1, column 6: a value is expected");
}

#[test]
fn escapes_are_resolved() {
    check(
        r#"{"\u0061\n":"\"\\\/\b\f\n\r\t\u00e9x\ud83d\uDE00"}"#,
        &[("a\n", text("\"\\/\u{8}\u{c}\n\r\téx😀"))],
    );
    check(r#"{"a":"\u0000"}"#, &[("a", text("\0"))]);
    check_broken(r#"{"a":"\x"}"#, "line 1, column 7: an unknown escape");
    let digits = "line 1, column 7: four hexadecimal digits are expected";
    check_broken(r#"{"a":"\u00"}"#, digits);
    check_broken(r#"{"a":"\u+123"}"#, digits);
    let half = "line 1, column 7: half of a surrogate pair";
    check_broken(r#"{"a":"\ud83d"}"#, half);
    check_broken(r#"{"a":"\ud83dx\u0041"}"#, half);
    check_broken(r#"{"a":"\ude00\ud83d"}"#, half);
}

#[test]
fn what_breaks_is_said_with_its_place() {
    check_broken("", "line 1, column 1: the text ends too early");
    check_broken("[]", "line 1, column 1: not an object");
    check_broken("\"x\"", "line 1, column 1: not an object");
    check_broken("<a/>", "line 1, column 1: a value is expected");
    check_broken("{} x", "line 1, column 4: something follows the object");
    check_broken("{,}", "line 1, column 2: a key is expected");
    check_broken("{\"a\" 1}", "line 1, column 6: a colon is expected");
    check_broken("{\"a\":1,}", "line 1, column 8: a key is expected");
    check_broken("{\"a\":[1,]}", "line 1, column 9: a value is expected");
    let bracket = "a comma or a closing bracket is expected";
    check_broken("{\"a\":[1 2]}", &format!("line 1, column 9: {bracket}"));
    check_broken("{\n\"ü\":\n  tru}", "line 3, column 3: a value is expected");
    check_broken("{\"a\":1", "line 1, column 7: the text ends too early");
    check_broken("{\"a", "line 1, column 4: the text ends in a string");
    check_broken("{\"a\\", "line 1, column 4: the text ends in a string");
    let control = "line 1, column 4: a control character in a string";
    check_broken("{\"a\0\":1}", control);
    check_broken("{\"a\nb\":1}", control);
    check_broken(b"{\"\xc3\xa4\xff\":1}", "line 1, column 4: not UTF-8");
}

#[test]
fn limits_hold_whatever_the_size() {
    let nested = |levels: usize| {
        format!(
            "{{\"a\":{}{}}}",
            "[".repeat(levels - 1),
            "]".repeat(levels - 1)
        )
    };
    assert!(object(nested(32).as_bytes()).is_ok());
    let deep = "line 1, column 37: deeper than 32 levels";
    check_broken(nested(33), deep);
    check_broken(nested(100_000), deep);
    check_broken(format!("{{\"a\":{}", "[".repeat(1_000_000)), deep);
    let objects = "{\"a\":".repeat(100_000);
    check_broken(objects, "line 1, column 161: deeper than 32 levels");

    let many = |count: usize| format!("{{\"a\":[{}0]}}", "0,".repeat(count));
    assert!(object(many(9_998).as_bytes()).is_ok());
    let error = object(many(500_000).as_bytes()).unwrap_err();
    assert_eq!(error.reason, "more than 10,000 values");

    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(1_000_000));
    assert!(object(long.as_bytes()).is_ok());
    let escaped = format!("{{\"a\":\"{}\"}}", "\\n".repeat(500_000));
    assert!(object(escaped.as_bytes()).is_ok());
}
