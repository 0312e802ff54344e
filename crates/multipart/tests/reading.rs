//! What bodies become, well-formed and otherwise.

use bytes::Bytes;
use multipart::{ContentType, Entity, Error, Limits, read, related_root, resolve};

fn parts(content_type: &str, body: &[u8]) -> Result<Vec<Entity>, Error> {
    let content_type = ContentType::parse(content_type)?;
    read(
        &content_type,
        &Bytes::copy_from_slice(body),
        &Limits::DEFAULT,
    )
}

/// Expects leaves of these contents.
#[track_caller]
fn check(content_type: &str, body: &str, expected: &[&str]) {
    let parts = parts(content_type, body.as_bytes()).expect(body);
    let found: Vec<_> = parts.iter().map(|p| p.body().expect(body)).collect();
    assert_eq!(found, expected);
}

const B: &str = "multipart/mixed; boundary=b";

#[test]
fn bodies_are_read_however_peers_write_them() {
    check(
        B,
        "--b\r\nA: 1\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n",
        &["one", "two"],
    );
    check(B, "--b\nA: 1\n\none\n--b\n\ntwo\n--b--", &["one", "two"]);
    check(
        B,
        "--b \r\n\r\none\r\n--b\t\r\n\r\ntwo\r\n--b-- \r\n",
        &["one", "two"],
    );
    check(
        B,
        "this is a multi-part message\r\n--b\r\n\r\none\r\n--b--\r\nbye\r\n--b\r\n",
        &["one"],
    );
    check(B, "--b\r\n\r\none\r\n--b\r\n\r\ntwo", &["one", "two"]);
    check(B, "--b\r\n\r\none\r\n--b\r\n", &["one"]);
    check(
        B,
        "--b\r\n\r\nContent-Type: text/plain\r\n\r\none\r\n--b--",
        &["one"],
    );
    check(
        B,
        "--b\r\n\r\n\r\n\r\none\r\n\r\n--b--",
        &["\r\n\r\none\r\n"],
    );
    check(B, "--b\r\n\r\n--bb\r\n--b--", &["--bb"]);
    check(B, "--b\r\nA: 1\r\n--b\r\n--b--", &["", ""]);
    check(
        "multipart/mixed; boundary=--x",
        "----x\r\n\r\none\r\n----x--",
        &["one"],
    );
    check(
        "Multipart/Mixed; Boundary=a b c",
        "--a b c\n\none\n--a b c--",
        &["one"],
    );
    check(
        "multipart/mixed; boundary=-=_-7=",
        "---=_-7=\n\none\n---=_-7=--",
        &["one"],
    );
}

#[test]
fn headers_are_read_in_any_case_folded_and_without_blanks() {
    let body = b"--b\r\ncontent-TYPE:text/plain;\r\n\tcharset=\r\n \"utf-8\"\r\nContent-Id: content_15\r\n\
        Content-transfer-Encoding: BASE64\r\nno colon\r\n\r\naGVsbG8=\r\n--b--";
    let parts = parts(B, body).unwrap();
    let part = &parts[0];
    assert_eq!(
        part.content_type().unwrap().parameter("charset"),
        Some("utf-8")
    );
    assert_eq!(part.content_id(), Some("content_15"));
    assert_eq!(part.body().unwrap(), "hello");
    assert_eq!(part.headers.len(), 3);
}

#[test]
fn a_form_has_fields_and_files() {
    let body = b"--b\r\nContent-Disposition: form-data; name=\"XML\"\r\n\r\n<request/>\r\n\
        --b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.jpg\"\r\n\
        Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--b--\r\n";
    let parts = parts("multipart/form-data; boundary=b", body).unwrap();
    assert_eq!(parts[0].field_name().as_deref(), Some("XML"));
    assert_eq!(parts[0].file_name(), None);
    assert_eq!(parts[0].body().unwrap(), "<request/>");
    assert_eq!(parts[1].file_name().as_deref(), Some("a.jpg"));
    assert_eq!(&parts[1].body().unwrap()[..], b"\xff\xd8");
}

#[test]
fn a_nested_body_that_cannot_be_read_stays_a_leaf() {
    check(
        B,
        "--b\n\none\n--b\nContent-Type: multipart/mixed\n\nx\n--b--",
        &["one", "x"],
    );
    check(
        B,
        "--b\nContent-Type: multipart/mixed; boundary=c\n\nx\n--b--",
        &["x"],
    );
}

#[track_caller]
fn refused(content_type: &str, body: &str, expected: Error) {
    assert_eq!(parts(content_type, body.as_bytes()), Err(expected));
}

#[test]
fn what_is_not_multipart_is_refused() {
    refused("text/xml", "--b\n\nx\n--b--", Error::NotMultipart);
    refused("multipart/mixed", "--b\n\nx\n--b--", Error::NoBoundary);
    refused("multipart/mixed; boundary=\" \"", "x", Error::NoBoundary);
    refused(
        &format!("multipart/mixed; boundary={}", "b".repeat(71)),
        "x",
        Error::NoBoundary,
    );
    refused(B, "", Error::NoParts);
    refused(B, "--c\n\nx", Error::NoParts);
    refused(B, "--b--\n", Error::NoParts);
    refused("", "", Error::BadMediaType);
}

#[test]
fn limits_hold_exactly() {
    let flat = |count: usize| "--b\n\nx\n".repeat(count) + "--b--";
    assert_eq!(parts(B, flat(64).as_bytes()).unwrap().len(), 64);
    refused(B, &flat(65), Error::TooManyParts);

    let nested = |depth: usize| {
        let open = |n| {
            format!(
                "--b{n}\nContent-Type: multipart/mixed; boundary=b{}\n\n",
                n + 1
            )
        };
        let opens: String = (1..depth).map(open).collect();
        opens + &format!("--b{depth}\n\nx\n")
    };
    let outermost = "multipart/mixed; boundary=b1";
    parts(outermost, nested(4).as_bytes()).unwrap();
    refused(outermost, &nested(5), Error::TooDeep);

    let headed = |count: usize| format!("--b\n{}\nx\n--b--", "A: 1\n".repeat(count));
    parts(B, headed(32).as_bytes()).unwrap();
    refused(B, &headed(33), Error::TooManyHeaders);

    let long = |bytes: usize| format!("--b\nA: {}\n\nx\n--b--", "x".repeat(bytes - 3));
    parts(B, long(8192).as_bytes()).unwrap();
    refused(B, &long(8193), Error::HeaderTooLong);
    let folds = " x\n".repeat(8192);
    refused(
        B,
        &format!("--b\nA: 1\n{folds}\nx\n--b--"),
        Error::HeaderTooLong,
    );
}

#[test]
fn hostile_bodies_take_linear_time() {
    let short_lines = "-\n--\n--b-\n--b --x\n".repeat(200_000);
    check(B, &format!("{short_lines}--b\n\nx\n--b--"), &["x"]);
    check(
        B,
        &format!("--b\n\n{}\n--b--", "-".repeat(3_000_000)),
        &["-".repeat(3_000_000).as_str()],
    );
    refused(B, &("--b\n".repeat(200_000)), Error::TooManyParts);
    let parameters = "multipart/mixed; ".to_owned() + &"\"\\;=".repeat(200_000);
    refused(&parameters, "x", Error::NoBoundary);
}

#[test]
fn the_root_is_found_by_start_then_type_then_order() {
    let body = b"--b\nContent-Type: text/plain\nContent-ID: <t>\n\n1\n\
        --b\nContent-Type: Text/XML\n\n2\n--b\nContent-ID: s\n\n3\n--b--";
    for (parameters, expected) in [
        ("; start=\"<t>\"", "1"),
        ("; start=s", "3"),
        ("; start=\" <s> \"; type=\"text/xml\"", "3"),
        ("; start=\"<lost>\"; type=\"text/xml\"", "2"),
        ("; type=\"application/smil\"", "1"),
        ("", "1"),
    ] {
        let content_type = format!("multipart/related; boundary=b{parameters}");
        let parts = parts(&content_type, body).unwrap();
        let content_type = ContentType::parse(&content_type).unwrap();
        let root = related_root(&content_type, &parts).unwrap();
        assert_eq!(root.body().unwrap(), expected, "{parameters}");
    }
}

#[test]
fn references_are_seen_through() {
    let body = b"--b\nContent-ID: <a@x>\n\n1\n--b\nContent-ID: content_15\n\n2\n\
        --b\nContent-Location: my pic.jpg\n\n3\n--b--";
    let parts = parts(B, body).unwrap();
    for (href, expected) in [
        ("cid:a@x", Some("1")),
        ("cid:<a@x>", Some("1")),
        ("CID:a%40x", Some("1")),
        ("a@x", Some("1")),
        ("cid: content_15", Some("2")),
        ("my%20pic.jpg", Some("3")),
        ("cid:my pic.jpg", Some("3")),
        ("cid:lost", None),
        ("%zz%", None),
        ("é", None),
    ] {
        let found = resolve(&parts, href).map(|part| part.body().unwrap());
        assert_eq!(found.as_deref(), expected.map(str::as_bytes), "{href}");
    }
}
