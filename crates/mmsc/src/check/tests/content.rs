//! The content: parts, presentation, pictures, size.

use super::*;

#[test]
fn the_inner_body_is_checked() {
    breaks("; type=\"application/smil\"", "", Rule::InnerType);
    breaks("; start=\"<pres.smil>\"", "", Rule::InnerType);
    breaks(
        "start=\"<pres.smil>\"",
        "start=\"<a.jpg>\"",
        Rule::InnerType,
    );
    breaks(
        "start=\"<pres.smil>\"",
        "start=\"pres.smil\"",
        Rule::InnerType,
    );
    breaks(
        "Content-Type: multipart/related",
        "Content-Type: multipart/mixed",
        Rule::InnerType,
    );
    breaks("\n--inner--", "", Rule::InnerType);
    breaks_and(
        "Content-Type: application/smil; charset=utf-8",
        "Content-Type: text/plain; charset=utf-8",
        Rule::InnerType,
        &[],
    );
}

#[test]
fn the_headers_of_parts_are_checked() {
    breaks_and(
        "Content-ID: <a.jpg>\n",
        "",
        Rule::PartHeaders,
        &[Rule::Reference],
    );
    breaks_and(
        "Content-ID: <a.jpg>",
        "Content-ID: a.jpg",
        Rule::PartHeaders,
        &[Rule::Reference],
    );
    breaks_and(
        "Content-ID: <a.jpg>",
        "Content-ID: <t.txt>",
        Rule::PartHeaders,
        &[Rule::Reference],
    );
    breaks("Content-Location: a.jpg\n", "", Rule::PartLocation);
    breaks(
        "Content-Location: a.jpg\n",
        "Content-Location: pres.smil\n",
        Rule::PartLocation,
    );
    breaks(
        "Content-ID: <t.txt>\n",
        "Content-ID: <t.txt>\nContent-ID: <t.txt>\n",
        Rule::PartHeaders,
    );
    breaks_and(
        "Content-Type: image/jpeg; name=\"a.jpg\"\n",
        "",
        Rule::PartHeaders,
        &[Rule::Reference],
    );
}

#[test]
fn transfer_encodings_and_charsets_are_checked() {
    breaks("Encoding: 8bit", "Encoding: 7bit", Rule::TransferEncoding);
    breaks(
        "Content-Transfer-Encoding: 8bit\n",
        "",
        Rule::TransferEncoding,
    );
    breaks("Encoding: 8bit", "Encoding: none", Rule::TransferEncoding);
    breaks_and(
        "/9j/4AAQ",
        "/9j/*AAQ",
        Rule::TransferEncoding,
        &[Rule::Picture],
    );
    breaks("Grüße – hello", "", Rule::TransferEncoding);
    breaks("text/plain; charset=utf-8", "text/plain", Rule::Charset);
    breaks(
        "text/plain; charset=utf-8",
        "text/plain; charset=us-ascii",
        Rule::Charset,
    );
    breaks(
        "application/smil; charset=utf-8",
        "application/smil",
        Rule::Charset,
    );
    let (before, after) = SUBMIT.split_once("Grü").unwrap();
    let latin = [crlf(before).as_bytes(), b"Gr\xFC", crlf(after).as_bytes()].concat();
    assert!(read_as(TYPE, latin, &Settings::default()).breaks(Rule::Charset));
}

#[test]
fn a_long_line_of_base64_is_refused() {
    let one_line = BASELINE.replace('\n', "");
    breaks_and(
        BASELINE.trim_end(),
        &one_line,
        Rule::TransferEncoding,
        &[Rule::Picture],
    );
}

#[test]
fn the_layout_is_checked() {
    breaks(
        "<layout>",
        "<meta name=\"a\" content=\"b\"/><layout>",
        Rule::Layout,
    );
    breaks("<layout>", "<layout><title/>", Rule::Layout);
    breaks(
        "<root-layout width=\"320\" height=\"480\"/>",
        "",
        Rule::Layout,
    );
    breaks("<root-layout width=\"320\"", "<root-layout", Rule::Layout);
    breaks("id=\"Image\"", "id=\"image\"", Rule::Layout);
    breaks("fit=\"meet\"", "fit=\"big\"", Rule::Layout);
    breaks("fit=\"meet\"", "background-color=\"red\"", Rule::Layout);
    breaks("<region id=\"Image\"", "<region id=\"Text\"", Rule::Layout);
    breaks("region=\"Image\"", "region=\"Text\"", Rule::Layout);
    breaks(" region=\"Image\"", "", Rule::Layout);
    keeps("width=\"320\"", "width=\"100%\"");
}

#[test]
fn the_slides_are_checked() {
    breaks("<par dur=\"5000ms\">", "<par>", Rule::Slides);
    breaks("5000ms", "5", Rule::Slides);
    breaks("5000ms", "0s", Rule::Slides);
    breaks("5000ms", "indefinite", Rule::Slides);
    breaks("</par>", "</par><par dur=\"1s\"/>", Rule::Slides);
    breaks(
        "<img src=\"cid:a.jpg\" region=\"Image\"/>",
        "<img src=\"cid:a.jpg\" region=\"Image\"/><img src=\"cid:a.jpg\" region=\"Image\"/>",
        Rule::Slides,
    );
    breaks(
        "region=\"Image\"/><text",
        "region=\"Image\" begin=\"now\"/><text",
        Rule::Slides,
    );
    breaks_and(
        "<par dur=\"5000ms\">",
        "<par dur=\"5000ms\"><seq/>",
        Rule::Slides,
        &[Rule::Reference],
    );
    breaks_and("<body>", "<body><seq/>", Rule::Slides, &[]);
    breaks_and("</smil>", "", Rule::Slides, &[]);
}

#[test]
fn references_between_slides_and_parts_are_checked() {
    breaks("cid:a.jpg", "cid:b.jpg", Rule::Reference);
    breaks("src=\"t.txt\"", "src=\"u.txt\"", Rule::Reference);
    breaks("<text src=\"t.txt\" region=\"Text\"/>", "", Rule::Reference);
    breaks("cid:a.jpg", "cid:pres.smil", Rule::Reference);
    breaks("src=\"t.txt\"", "src=\"a.jpg\"", Rule::Reference);
    keeps("cid:a.jpg", "a.jpg");
}

#[test]
fn pictures_are_checked() {
    breaks("image/jpeg", "image/png", Rule::Picture);
    breaks("image/jpeg", "image/gif", Rule::Picture);
    breaks(BASELINE.trim_end(), PROGRESSIVE.trim_end(), Rule::Picture);
    breaks(
        BASELINE.trim_end(),
        BASELINE.lines().next().unwrap(),
        Rule::Picture,
    );
    let allowing = Checks {
        allow_progressive: true,
        decode_pictures: false,
        ..Checks::default()
    };
    under(allowing, BASELINE.trim_end(), PROGRESSIVE.trim_end(), None);
}

#[test]
fn the_ceiling_counts_decoded_bytes_of_all_parts() {
    let size = read_as(TYPE, crlf(SUBMIT), &Settings::default()).content_bytes;
    let ceiling = |max_content_bytes| Checks {
        max_content_bytes,
        ..Checks::default()
    };
    under(ceiling(size), "", "", None);
    under(ceiling(size - 1), "", "", Some((Rule::Size, 2560)));
    under(
        Checks {
            too_large_status: 3002,
            ..ceiling(size - 1)
        },
        "",
        "",
        Some((Rule::Size, 3002)),
    );
}

#[test]
fn a_message_without_presentation_is_a_setting() {
    let checks = Checks {
        require_presentation: false,
        ..Checks::default()
    };
    let plain = "Content-Type: application/smil; charset=utf-8";
    under(
        checks,
        plain,
        "Content-Type: text/plain; charset=utf-8",
        None,
    );
}
