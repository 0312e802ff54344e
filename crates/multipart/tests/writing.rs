//! What parts become.

use bytes::Bytes;
use multipart::{ContentType, Limits, Multipart, Part, Transfer, read};

fn sample() -> Multipart {
    let mut inner = Multipart::new(ContentType::new("multipart/related").with("start", "<s>"));
    let smil = ContentType::new("application/smil").with("charset", "utf-8");
    inner.push(Part::new(smil, "<smil/>".into()).content_id("s"));
    let jpeg = ContentType::new("image/jpeg").with("name", "a.jpg");
    inner.push(
        Part::transferred(jpeg, Bytes::from_static(b"\xff\xd8\0"), Transfer::Base64)
            .content_id("a.jpg")
            .header("Content-Location", "a.jpg"),
    );
    let mut outer = Multipart::new(ContentType::new("multipart/related"));
    outer.push(Part::new(ContentType::new("text/xml"), "<e/>".into()).content_id("e"));
    outer.push(Part::nested(inner).content_id("m"));
    outer
}

#[test]
fn a_body_is_what_the_standard_shows() {
    let encoded = sample().encode("wp");
    assert_eq!(
        encoded.content_type.to_string(),
        "multipart/related; boundary=\"wp-0-00000000\""
    );
    let expected = "--wp-0-00000000\r\n\
        Content-Type: text/xml\r\nContent-ID: <e>\r\n\r\n\
        <e/>\r\n\
        --wp-0-00000000\r\n\
        Content-Type: multipart/related; start=\"<s>\"; boundary=\"wp-0-00000001\"\r\n\
        Content-ID: <m>\r\n\r\n\
        --wp-0-00000001\r\n\
        Content-Type: application/smil; charset=utf-8\r\nContent-ID: <s>\r\n\r\n\
        <smil/>\r\n\
        --wp-0-00000001\r\n\
        Content-Type: image/jpeg; name=\"a.jpg\"\r\nContent-ID: <a.jpg>\r\n\
        Content-Location: a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        /9gA\r\n\r\n\
        --wp-0-00000001--\r\n\r\n\
        --wp-0-00000000--\r\n";
    assert_eq!(
        String::from_utf8(encoded.segments.concat()).unwrap(),
        expected
    );
    assert_eq!(encoded.length, expected.len() as u64);
    assert_eq!(sample().length("wp"), encoded.length);
}

#[test]
fn payloads_are_not_copied() {
    let picture = Bytes::from(vec![7; 100_000]);
    let mut body = Multipart::new(ContentType::new("multipart/mixed"));
    let jpeg = ContentType::new("image/jpeg");
    body.push(Part::transferred(jpeg, picture.clone(), Transfer::Binary));
    let segments = body.encode("wp").segments;
    assert!(segments.iter().any(|s| s.as_ptr() == picture.as_ptr()));
    assert_eq!(segments.len(), 3);
}

#[test]
fn a_payload_that_holds_the_boundary_gets_another() {
    let mut body = Multipart::new(ContentType::new("multipart/mixed"));
    let hostile = Bytes::from_static(b"x\r\n--wp-0-00000000--\r\ny");
    body.push(Part::new(ContentType::new("text/plain"), hostile.clone()));
    let encoded = body.encode("wp");
    assert_eq!(
        encoded.content_type.parameter("boundary"),
        Some("wp-1-00000000")
    );
    let bytes = encoded.segments.concat().into();
    let parts = read(&encoded.content_type, &bytes, &Limits::DEFAULT).unwrap();
    assert_eq!(parts[0].body(), Ok(hostile));
}

#[test]
fn what_is_written_can_be_read() {
    let encoded = sample().encode("wp");
    let bytes = encoded.segments.concat().into();
    let parts = read(&encoded.content_type, &bytes, &Limits::DEFAULT).unwrap();
    assert_eq!(parts.len(), 2);
    assert_eq!(parts[0].body().unwrap(), "<e/>");
    let inner = parts[1].parts();
    assert_eq!(inner[0].body().unwrap(), "<smil/>");
    assert_eq!(&inner[1].body().unwrap()[..], b"\xff\xd8\0");
    assert_eq!(inner[1].content_id(), Some("a.jpg"));
    assert_eq!(inner[1].content_location(), Some("a.jpg"));
    assert_eq!(inner[1].file_name().as_deref(), Some("a.jpg"));
}

#[test]
fn a_header_cannot_smuggle_another() {
    let mut body = Multipart::new(ContentType::new("multipart/mixed"));
    let part = Part::new(ContentType::new("text/plain"), "x".into());
    body.push(part.header("X-A\r\nX-B", "1\r\n\r\nbody").content_id("a\n"));
    let text = String::from_utf8(body.encode("wp").segments.concat()).unwrap();
    assert!(text.contains("\r\nX-AX-B: 1body\r\nContent-ID: <a>\r\n\r\nx\r\n"));
}
