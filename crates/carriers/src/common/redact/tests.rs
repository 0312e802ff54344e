//! What is hidden, and what is not, in all the forms in which carriers write.

use super::*;

/// Redacts as a link with these keys would; hidden bytes come back as `*`.
fn redacted(keys: &str, raw: &str) -> String {
    let mut numbers = BTreeSet::new();
    let mut sheet = http(raw.as_bytes(), &mut numbers);
    sheet.hide_known(&Secrets::of(&toml::from_str(keys).unwrap()), &numbers);
    let (shown, spans) = sheet.finish(usize::MAX);
    let shown = String::from_utf8(shown).unwrap();
    assert_eq!(shown.len(), raw.len());
    for (at, (was, is)) in raw.bytes().zip(shown.bytes()).enumerate() {
        let hidden = spans.iter().any(|(span, _)| span.contains(&at));
        assert_eq!(is, if hidden { b'*' } else { was }, "at {at} of {raw}");
    }
    shown
}

const KEYS: &str = "user = \"acme\"\npassword = \"hu&sh/hush\"\ninbound_user = \"mm\"\n\
    inbound_password = \"come in\"\nbearer = \"tok.en-1\"\nurl = \"http://a/\"\n\
    headers = { X-Route = \"r0ut3\" }";

#[track_caller]
fn check(raw: &str, expected: &str) {
    assert_eq!(redacted(KEYS, raw), expected);
}

/// A part of a body.
#[track_caller]
fn check_body(body: &str, expected: &str) {
    let head = "POST / HTTP/1.1\r\nHost: a\r\n\r\n";
    check(&format!("{head}{body}"), &format!("{head}{expected}"));
}

#[test]
fn headers_that_let_somebody_in_are_hidden_however_they_are_spelt() {
    check(
        "POST / HTTP/1.1\r\nAUTHORIZATION: Basic QWxhZGRpbg==\r\nx-api-key:abc\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nAUTHORIZATION: Basic ************\r\nx-api-key:***\r\nHost: a\r\n\r\n",
    );
    check(
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1;\r\n  b=2\r\nProxy-Authorization:  Digest x=\"1\",\r\n\ty=2\r\nE: f",
        "HTTP/1.1 200 OK\r\nSet-Cookie: ****\r\n  ***\r\nProxy-Authorization:  Digest ******\r\n\t***\r\nE: f",
    );
}

#[test]
fn values_behind_telling_names_are_hidden_in_every_form() {
    check(
        "GET /x?user=a&password=b%20c&api_key=1&n=2 HTTP/1.1\r\n\r\n",
        "GET /x?user=a&password=*****&api_key=*&n=2 HTTP/1.1\r\n\r\n",
    );
    check_body("a=1&PassWord=two&b=3", "a=1&PassWord=***&b=3");
    check_body(
        "<u:Password Type=\"x\">two</u:Password><Passing>two</Passing>",
        "<u:Password Type=\"x\">***</u:Password><Passing>two</Passing>",
    );
    check_body("<a token='b c' d=\"e\"/>", "<a token='***' d=\"e\"/>");
    check_body(
        r#"{"secret" : "a\"b", "auth":7, "message_id":"1234567"}"#,
        r#"{"secret" : "****", "auth":*, "message_id":"1234567"}"#,
    );
}

#[test]
fn secrets_of_the_link_are_hidden_wherever_they_stand_and_however_they_are_written() {
    for (raw, expected) in [
        ("say hu&sh/hush!", "say **********!"),
        ("q=hu%26sh%2Fhush", "q=**************"),
        ("q=hu%26sh%2fhush", "q=**************"),
        ("<a>hu&amp;sh/hush</a>", "<a>**************</a>"),
        ("x YWNtZTpodSZzaC9odXNo y", "x ******************** y"),
        ("x bW06Y29tZSBpbg== y", "x **************** y"),
        ("come in, come+in, come%20in", "*******, *******, *********"),
        ("tok.en-1tok.en-1", "****************"),
        ("X: r0ut3 acme", "X: ***** acme"),
    ] {
        check_body(raw, expected);
    }
}

#[test]
fn numbers_keep_four_digits_and_short_codes_stay() {
    check_body(
        "<Number>+12025550100</Number><ShortCode>60856</ShortCode>",
        "<Number>+*******0100</Number><ShortCode>60856</ShortCode>",
    );
    check_body(
        "<mm7:RFC2822Address id=\"1\">+12025550100/TYPE=PLMN</mm7:RFC2822Address>",
        "<mm7:RFC2822Address id=\"1\">+*******0100/TYPE=PLMN</mm7:RFC2822Address>",
    );
    check_body(
        r#"{"to": ["12025550100","12025550101"], "from":"60856", "id":"88812025550"}"#,
        r#"{"to": ["*******0100","*******0101"], "from":"60856", "id":"88812025550"}"#,
    );
    check(
        "POST /?to=%2B12025550100 HTTP/1.1\r\nX-MSISDN: 12025550100\r\nContent-Length: 12345678\r\n\r\n",
        "POST /?to=%2B*******0100 HTTP/1.1\r\nX-MSISDN: *******0100\r\nContent-Length: 12345678\r\n\r\n",
    );
    check_body("call +49 or +491711234567", "call +49 or +********4567");
}

#[test]
fn a_number_that_is_known_is_found_in_all_its_forms() {
    check_body(
        "<Number>491711234567</Number> 00491711234567 01711234567 1711234567 x20261711491711234567y 1711234568",
        "<Number>********4567</Number> **********4567 *******4567 ******4567 x20261711********4567y 1711234568",
    );
}

#[test]
fn what_chunks_tear_apart_is_found_too() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    check(
        &format!(
            "{head}d\r\n<Number>+1202\r\n12\r\n5550100</Number>hu\r\n8\r\n&sh/hush\r\n0\r\n\r\n"
        ),
        &format!(
            "{head}d\r\n<Number>+****\r\n12\r\n***0100</Number>**\r\n8\r\n********\r\n0\r\n\r\n"
        ),
    );
    // What is no chunk is read as it stands.
    check(
        &format!("{head}<Number>+12025550100</Number>"),
        &format!("{head}<Number>+*******0100</Number>"),
    );
}

#[test]
fn what_is_cut_off_hides_no_less() {
    for (raw, expected) in [
        (
            "POST / HTTP/1.1\r\nAuthorization: Basic QWxh",
            "POST / HTTP/1.1\r\nAuthorization: Basic ****",
        ),
        (
            "POST / HTTP/1.1\r\n\r\n<Number>+1202555",
            "POST / HTTP/1.1\r\n\r\n<Number>+***2555",
        ),
        ("", ""),
        (
            "POST / HTTP/1.1\r\n\r\n{\"token\":\"a\\",
            "POST / HTTP/1.1\r\n\r\n{\"token\":\"**",
        ),
    ] {
        check(raw, expected);
    }
    let mut sheet = Sheet::new(b"0123456789");
    sheet.hide(2..9, Hidden::Secret);
    let (shown, spans) = sheet.finish(4);
    assert_eq!(
        (&shown[..], spans),
        (&b"01**"[..], vec![(2..4, Hidden::Secret)])
    );
}

#[test]
fn a_number_is_hidden_in_groups_and_in_sections_without_markup() {
    check_body(
        "<Number>+1 (202) 555-0100</Number><Number><![CDATA[12025550100]]></Number>",
        "<Number>+* (***) ***-0100</Number><Number><![CDATA[*******0100]]></Number>",
    );
    check_body(
        "<Password><![CDATA[a<b]]></Password><Date>2026-05-04</Date>",
        "<Password>************]]></Password><Date>2026-05-04</Date>",
    );
    check_body(
        "<To>12025550100 12025550101</To>",
        "<To>*******0100 *******0101</To>",
    );
}

#[test]
fn the_answer_after_one_that_it_is_on_its_way_has_a_head_too() {
    check(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\n\r\n<a/>",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: ***\r\n\r\n<a/>",
    );
}

#[test]
fn a_secret_is_found_with_capitals_and_in_other_peoples_escapes() {
    let keys = "password = \"Hu&'sh/Hush\"";
    for spelling in [
        "Hu&'sh/Hush",
        "Hu%26%27sh%2fHush",
        "Hu%26%27sh%2FHush",
        "Hu&amp;&apos;sh/Hush",
        "Hu&amp;&#39;sh/Hush",
        "Hu&'sh\\/Hush",
    ] {
        let raw = format!("POST / HTTP/1.1\r\n\r\n({spelling})");
        let stars = "*".repeat(spelling.len());
        let expected = format!("POST / HTTP/1.1\r\n\r\n({stars})");
        assert_eq!(redacted(keys, &raw), expected);
    }
}
