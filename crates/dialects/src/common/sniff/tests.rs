//! Every carrier of a request, and what is no request at all.

use super::*;

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
const PARTS: Option<&str> = Some("multipart/form-data; boundary=b");
const XML: &str = "<REQUEST/>";

fn post<'a>(content_type: Option<&'a str>, body: &'a str) -> Request<'a> {
    Request {
        method: Method::Post,
        path: "/API/wxml/1.3",
        query: "",
        content_type,
        key_header: None,
        body: body.as_bytes(),
    }
}

/// The root's name, the parameters, or the fault.
#[track_caller]
fn check(request: Request<'_>, expected: &str) {
    let found = match sniff(&request).map(|sniffed| sniffed.carried) {
        Ok(Carried::Xml {
            root,
            repaired: false,
        }) => format!("xml {}", root.name),
        Ok(Carried::Xml {
            root,
            repaired: true,
        }) => format!("repaired {}", root.deep_text()),
        Ok(Carried::BrokenXml { root, fault }) => format!("broken {root} {}", fault.code()),
        Ok(Carried::Parameters(all)) => {
            let all: Vec<_> = all
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!("parameters {}", all.join(" "))
        }
        Ok(Carried::Json(body)) => format!("json {}", body.len()),
        Err(fault) => match fault.slot {
            domain::fault::Slot::Error(words) => format!("{} {words}", fault.kind.code()),
            _ => fault.kind.code().to_owned(),
        },
    };
    assert_eq!(found, expected);
}

#[test]
fn a_body_that_begins_like_xml_is_xml_under_any_type() {
    for content_type in [
        None,
        FORM,
        PARTS,
        Some("application/json"),
        Some("nonsense"),
    ] {
        check(post(content_type, XML), "xml REQUEST");
        check(
            post(content_type, "\u{feff}\r\n\t <request/>"),
            "xml request",
        );
    }
}

#[test]
fn json_is_read_on_its_own_path_only() {
    check(post(None, "{}"), "E108 line 1, column 1: not XML");
    check(
        post(None, "\u{feff}\n  [1]"),
        "E108 line 2, column 3: not XML",
    );
    check(
        Request {
            path: "/EP/v2",
            ..post(None, "<x/>")
        },
        "json 4",
    );
}

#[test]
fn a_field_named_xml_is_the_document() {
    check(post(FORM, "xml=%3CREQUEST%2F%3E"), "xml REQUEST");
    check(post(None, "a=b&XML=%3CREQUEST/%3E"), "xml REQUEST");
    check(post(FORM, "xml=%20&a=b"), "parameters xml=  a=b");
}

#[test]
fn a_part_named_xml_is_the_document() {
    let part =
        |name: &str| format!("--b\nContent-Disposition: form-data; {name}\n\n<REQUEST/>\n--b--");
    check(post(PARTS, &part("name=\"XML\"")), "xml REQUEST");
    check(
        post(PARTS, &part("name=xml; filename=a.xml")),
        "xml REQUEST",
    );
    check(
        post(PARTS, &part("name=\"to\"")),
        "parameters to=<REQUEST/>",
    );
    check(
        post(PARTS, &part("name=\"to\"; filename=\"a\"")),
        "parameters ",
    );
}

#[test]
fn a_multipart_type_without_a_multipart_body_is_a_form() {
    check(post(PARTS, "to=1"), "parameters to=1");
    check(post(Some("multipart/form-data"), "to=1"), "parameters to=1");
}

#[test]
fn too_many_parts_are_no_request() {
    let part = "--b\nContent-Disposition: form-data; name=a\n\n1\n";
    check(post(PARTS, &part.repeat(65)), "E100");
}

#[test]
fn a_parameter_named_xml_is_the_document_unless_the_body_has_one() {
    let query = "Xml=%3Crequest%2F%3E&to=1";
    check(
        Request {
            query,
            ..post(None, "")
        },
        "xml request",
    );
    check(
        Request {
            query,
            ..post(None, "from=2")
        },
        "xml request",
    );
    check(
        Request {
            query,
            ..post(None, XML)
        },
        "xml REQUEST",
    );
}

#[test]
fn fields_stand_behind_parameters() {
    check(
        Request {
            query: "to=1&a=+",
            ..post(None, "to=2")
        },
        "parameters to=1 a=  to=2",
    );
    check(
        Request {
            query: "to=1",
            ..post(None, " \r\n")
        },
        "parameters to=1",
    );
}

#[test]
fn the_body_of_a_get_does_not_count() {
    let request = Request {
        method: Method::Get,
        query: "to=1",
        ..post(None, XML)
    };
    check(request, "parameters to=1");
}

#[test]
fn parameters_are_utf_8() {
    check(
        Request {
            query: "to=%ff",
            ..post(None, "")
        },
        "E100",
    );
    check(
        Request {
            query: "to=%c3%a4",
            ..post(None, "")
        },
        "parameters to=ä",
    );
}

#[test]
fn a_broken_document_still_tells_its_root() {
    check(post(None, "<request><to>"), "broken request E108");
    check(
        post(None, "<a:REQUEST><to></REQUEST>"),
        "broken REQUEST E108",
    );
    check(post(None, "< REQUEST>"), &sniffed_error("< REQUEST>"));
}

fn sniffed_error(document: &str) -> String {
    let error = xml::parse(document.as_bytes(), &xml::Limits::API).unwrap_err();
    format!("E108 {error}")
}

#[test]
fn raw_ampersands_are_repaired() {
    check(
        post(None, "<R>a&b=c &amp; &nbsp;</R>"),
        "repaired a&b=c & &nbsp;",
    );
    check(post(None, "<R>a&b<c</R>"), "broken R E108");
}

#[test]
fn a_document_type_is_refused() {
    let document = "<!DOCTYPE x><R/>";
    check(post(None, document), &sniffed_error(document));
    assert!(sniffed_error(document).ends_with("DOCTYPE is not allowed"));
}

#[track_caller]
fn check_key(request: Request<'_>, expected: bool) {
    let sniffed = sniff(&request).ok().unwrap();
    assert_eq!(sniffed.key_in_url, expected, "{}", request.query);
}

#[test]
fn a_key_in_the_url_is_noticed() {
    check_key(
        Request {
            query: "to=1&Api-Key=k",
            ..post(None, "")
        },
        true,
    );
    check_key(
        Request {
            query: "xml=%3Crequest%2F%3E",
            ..post(None, "")
        },
        true,
    );
    check_key(
        Request {
            query: "api_key=",
            ..post(None, "")
        },
        false,
    );
    check_key(
        Request {
            query: "api_key=k",
            ..post(None, XML)
        },
        false,
    );
    check_key(
        Request {
            query: "to=1",
            ..post(None, "api_key=k")
        },
        false,
    );
}
