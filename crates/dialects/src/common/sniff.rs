//! Finds the request in a call: XML, parameters or JSON.
//!
//! The bytes decide and never the `Content-Type` alone, because clients post raw XML under a
//! form's type and without any type, and nothing inside it may then be decoded. Knows no
//! dialect. Guarantee: never panics, and reads each byte a fixed number of times.
//!
//! Source: docs/contract.md, sniffing order.

use crate::common::form::{self, Pair};
use crate::common::form_data;
use crate::common::names::{Concept, look_up};
use crate::common::request::{Method, Request};
use domain::fault::{Fault, Kind};

/// Paths on which a body is JSON, whatever it looks like.
///
/// Source: docs/contract.md, sniffing order, step 2.
const JSON_PATHS: [&str; 2] = ["/ep/v2", "/ep/v2/"];

/// Name of the field, part or parameter that holds a whole document, in any case.
const XML_FIELD: &str = "xml";

/// White space of XML.
const WHITE: [u8; 4] = *b" \t\r\n";

/// A call with its request found. Not printable, because credentials are in no log.
pub struct Sniffed<'a> {
    /// The path as received.
    pub path: &'a str,
    /// Value of the `x-api-key` header.
    pub key_header: Option<&'a str>,
    /// The request.
    pub carried: Carried<'a>,
    /// The URL holds a key, or a whole document in which one may be; some accounts refuse that.
    pub key_in_url: bool,
}

/// A request in one of its forms.
pub enum Carried<'a> {
    /// A document.
    Xml {
        /// Its root, of whatever name.
        root: xml::Element,
        /// Raw ampersands had to be escaped before it could be read.
        repaired: bool,
    },
    /// A document that cannot be read behind its first start tag, which tells who answers.
    BrokenXml {
        /// Local name of the root, as written.
        root: String,
        /// What is wrong, E108.
        fault: Fault,
    },
    /// Parameters of the query, then of the body; values not trimmed.
    Parameters(Vec<(String, String)>),
    /// A body on a JSON path, not looked at.
    Json(&'a [u8]),
}

/// Finds the request.
///
/// # Errors
///
/// [`Kind::ParseError`] for JSON where none is read and for XML without a readable start tag;
/// [`Kind::InvalidRequest`] for a broken multipart body and for parameters that are not UTF-8.
pub(crate) fn sniff<'a>(request: &Request<'a>) -> Result<Sniffed<'a>, Fault> {
    let sniffed = |carried: Carried<'a>, key_in_url: bool| Sniffed {
        path: request.path,
        key_header: request.key_header,
        carried,
        key_in_url,
    };
    let is_path = |json: &&str| json.eq_ignore_ascii_case(request.path);
    if JSON_PATHS.iter().any(is_path) {
        return Ok(sniffed(Carried::Json(request.body), false));
    }
    let fields = match in_body(request)? {
        InBody::Document(document) => return Ok(sniffed(document, false)),
        InBody::Fields(fields) => fields,
    };
    let parameters = form::decode(request.query.as_bytes());
    if let Some(xml) = xml_field(&parameters) {
        return Ok(sniffed(document(xml)?, true));
    }
    let key_in_url = parameters.iter().any(is_key);
    // Fields stand behind parameters, so that they win where the last one counts.
    let all: Result<_, _> = parameters
        .into_iter()
        .chain(fields)
        .map(into_text)
        .collect();
    let all = all.map_err(|_| Kind::InvalidRequest.because("parameter is not UTF-8"))?;
    Ok(sniffed(Carried::Parameters(all), key_in_url))
}

/// What a body holds; one that is empty or does not count holds no fields.
enum InBody<'a> {
    Document(Carried<'a>),
    Fields(Vec<Pair>),
}

fn in_body<'a>(request: &Request<'a>) -> Result<InBody<'a>, Fault> {
    let body = match request.method {
        Method::Get => &[],
        Method::Post => request.body,
    };
    let start = start(body);
    let fields = match body.get(start) {
        Some(b'<') => return document(body).map(InBody::Document),
        Some(b'{' | b'[') => return Err(not_xml(&body[..start])),
        Some(_) => body_fields(request.content_type, body)?,
        None => Vec::new(),
    };
    match xml_field(&fields) {
        Some(xml) => document(xml).map(InBody::Document),
        None => Ok(InBody::Fields(fields)),
    }
}

/// Offset of the first byte that is neither byte-order mark nor white space.
fn start(body: &[u8]) -> usize {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let from = if body.starts_with(MARK) {
        MARK.len()
    } else {
        0
    };
    let blank = body[from..]
        .iter()
        .take_while(|&byte| WHITE.contains(byte))
        .count();
    from + blank
}

fn document<'a>(bytes: &[u8]) -> Result<Carried<'a>, Fault> {
    match xml::parse_repaired(bytes, &xml::Limits::API) {
        Ok(xml::Parsed { root, repaired }) => Ok(Carried::Xml { root, repaired }),
        Err(error) => {
            let fault = Kind::ParseError.error(error.to_string());
            match xml::root_name(bytes) {
                Some(root) => Ok(Carried::BrokenXml { root, fault }),
                None => Err(fault),
            }
        }
    }
}

fn not_xml(before: &[u8]) -> Fault {
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let column = before
        .iter()
        .rev()
        .take_while(|&byte| matches!(byte, b' ' | b'\t' | b'\r'))
        .count()
        + 1;
    Kind::ParseError.error(format!("line {line}, column {column}: not XML"))
}

/// A form in parts when the type says so and the body bears it out, else a form in one piece,
/// whatever the type.
fn body_fields(content_type: Option<&str>, body: &[u8]) -> Result<Vec<Pair>, Fault> {
    let parts = match content_type {
        Some(content_type) => form_data::decode(content_type, body, XML_FIELD)?,
        None => None,
    };
    Ok(parts.unwrap_or_else(|| form::decode(body)))
}

/// The first field of that name that holds anything.
fn xml_field(fields: &[Pair]) -> Option<&[u8]> {
    let mut named = fields
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case(XML_FIELD.as_bytes()));
    let found = named.find(|(_, value)| start(value) < value.len());
    found.map(|(_, value)| value.as_slice())
}

fn is_key((name, value): &Pair) -> bool {
    let name = std::str::from_utf8(name).unwrap_or_default();
    look_up(name) == Some(Concept::ApiKey) && start(value) < value.len()
}

fn into_text((name, value): Pair) -> Result<(String, String), std::string::FromUtf8Error> {
    Ok((String::from_utf8(name)?, String::from_utf8(value)?))
}

#[cfg(test)]
mod tests;
