//! Parts of a request, as an independent MIME parser sees them.
//!
//! Speaks RFC 2045, 2046 and 2387 through the `mail-parser` crate, which finds parts and headers;
//! transfer encodings are undone here, strictly, because that crate repairs what it can. Knows
//! nothing of MMS. Guarantee: bodies are exactly the bytes between the delimiters.

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use crate::rule::{Findings, Rule};

static PARSER: LazyLock<MessageParser> = LazyLock::new(|| MessageParser::new().with_mime_headers());

/// Deepest nesting that is followed.
const MAX_DEPTH: usize = 4;

/// Longest line of base64. Source: RFC 2045 §6.8.
const MAX_BASE64_LINE: usize = 76;

/// One part.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    /// Type and subtype in lower case; empty when there is no Content-Type.
    pub(super) content_type: String,
    parameters: Vec<(String, String)>,
    /// Content-ID as written.
    pub(super) id: Option<String>,
    /// Content-Location as written.
    pub(super) location: Option<String>,
    /// Content-Transfer-Encoding in lower case.
    pub(super) encoding: Option<String>,
    /// The header as written.
    header: &'a [u8],
    /// The body as written.
    pub(super) raw: &'a [u8],
    /// Parts of a multipart body.
    pub(super) children: Vec<Self>,
    header_names: Vec<String>,
}

impl Piece<'_> {
    /// A parameter of Content-Type, by its name in lower case.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// Content-ID without its angle brackets; `None` when it has none.
    pub(super) fn bare_id(&self) -> Option<&str> {
        self.id.as_deref()?.strip_prefix('<')?.strip_suffix('>')
    }

    /// Whether a multipart body ends with its closing boundary.
    pub(super) fn is_closed(&self) -> bool {
        let end = format!("--{}--", self.parameter("boundary").unwrap_or_default());
        self.raw.trim_ascii_end().ends_with(end.as_bytes())
    }

    /// The body after its transfer encoding is undone; the error says what is wrong with it.
    pub(super) fn decoded(&self) -> Result<Cow<'_, [u8]>, String> {
        match self.encoding.as_deref() {
            Some("binary") => Ok(self.raw.into()),
            Some("8bit") => check_lines(self.raw, false).map(|()| self.raw.into()),
            Some("7bit") | None => check_lines(self.raw, true).map(|()| self.raw.into()),
            Some("base64") => decode_base64(self.raw).map(Cow::Owned),
            Some("quoted-printable") => quoted_printable_decode(self.raw)
                .map(Cow::Owned)
                .ok_or_else(|| "bad quoted-printable".to_owned()),
            Some(other) => Err(format!("unknown transfer encoding {other:?}")),
        }
    }
}

/// A body with the header that HTTP carried apart, as one MIME entity.
pub(super) fn with_header(content_type: &str, body: &[u8]) -> Vec<u8> {
    let mut entity = Vec::with_capacity(content_type.len() + body.len() + 20);
    entity.extend_from_slice(b"Content-Type: ");
    entity.extend_from_slice(content_type.as_bytes());
    entity.extend_from_slice(b"\r\n\r\n");
    entity.extend_from_slice(body);
    entity
}

/// Reads an entity; `None` when it is not multipart.
pub(super) fn read(entity: &[u8]) -> Option<Piece<'_>> {
    let message = PARSER.parse(entity)?;
    let root = piece(&message, 0, entity, 0)?;
    (!root.children.is_empty()).then_some(root)
}

fn piece<'a>(
    message: &Message<'_>,
    index: usize,
    entity: &'a [u8],
    depth: usize,
) -> Option<Piece<'a>> {
    let part = message.parts.get(index)?;
    let (head, body, end) = (
        part.offset_header as usize,
        part.offset_body as usize,
        part.offset_end as usize,
    );
    let children = match &part.body {
        PartType::Multipart(ids) if depth < MAX_DEPTH => ids
            .iter()
            .filter_map(|id| piece(message, *id as usize, entity, depth + 1))
            .collect(),
        _ => Vec::new(),
    };
    let content_type = part.content_type();
    Some(Piece {
        content_type: content_type.map(full_type).unwrap_or_default(),
        parameters: content_type
            .and_then(|c| c.attributes())
            .map(parameters)
            .unwrap_or_default(),
        id: written(part, entity, "Content-ID"),
        location: written(part, entity, "Content-Location"),
        encoding: written(part, entity, "Content-Transfer-Encoding")
            .map(|e| e.to_ascii_lowercase()),
        header: entity.get(head..body)?,
        raw: entity.get(body..end.max(body))?,
        children,
        header_names: part
            .headers
            .iter()
            .map(|h| h.name().to_ascii_lowercase())
            .collect(),
    })
}

fn full_type(content_type: &mail_parser::ContentType<'_>) -> String {
    format!(
        "{}/{}",
        content_type.ctype(),
        content_type.subtype().unwrap_or_default()
    )
    .to_ascii_lowercase()
}

fn parameters(attributes: &[mail_parser::Attribute<'_>]) -> Vec<(String, String)> {
    attributes
        .iter()
        .map(|a| (a.name.to_ascii_lowercase(), a.value.to_string()))
        .collect()
}

/// The value of a header as written, without the blanks around it.
fn written(part: &MessagePart<'_>, entity: &[u8], name: &str) -> Option<String> {
    let header = part
        .headers
        .iter()
        .find(|h| h.name().eq_ignore_ascii_case(name))?;
    let value = entity.get(header.offset_start() as usize..header.offset_end() as usize)?;
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

/// The body of the first part, found without a parser; `None` when there is no boundary.
pub(super) fn first_body<'a>(content_type: &str, body: &'a [u8]) -> Option<&'a [u8]> {
    let (_, after) = content_type.split_once("boundary=")?;
    let boundary = match after.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => after.split([';', ' ']).next()?,
    };
    let start = find(body, b"\r\n\r\n")? + 4;
    let length = find(&body[start..], format!("\r\n--{boundary}").as_bytes())?;
    Some(&body[start..start + length])
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// The boundary is there and has a legal form.
///
/// Source: RFC 2046 §5.1.1.
pub(super) fn check_boundary(multipart: &Piece<'_>, rule: Rule, found: &mut Findings) {
    let boundary = multipart.parameter("boundary").unwrap_or_default();
    let is_legal = |c: char| c.is_ascii_alphanumeric() || "'()+_,-./:=? ".contains(c);
    let ok = (1..=70).contains(&boundary.len())
        && boundary.chars().all(is_legal)
        && !boundary.ends_with(' ');
    found.require(ok, rule, "the boundary is missing or malformed");
}

/// What every part needs: clean header lines, one Content-Type, one Content-ID in angle brackets.
pub(super) fn check_part(part: &Piece<'_>, found: &mut Findings) {
    let bare_line_feed = part
        .header
        .iter()
        .enumerate()
        .any(|(i, b)| *b == b'\n' && (i == 0 || part.header[i - 1] != b'\r'));
    found.require(
        !bare_line_feed,
        Rule::LineEnds,
        "a header line ends in a bare line feed",
    );
    for (name, needed) in [
        ("content-type", true),
        ("content-id", true),
        ("content-location", false),
        ("content-transfer-encoding", false),
    ] {
        let count = part.header_names.iter().filter(|n| *n == name).count();
        if count > 1 || (needed && count == 0) {
            found.add(Rule::PartHeaders, format!("{count} headers {name}"));
        }
    }
    if part.id.is_some() && part.bare_id().is_none_or(str::is_empty) {
        found.add(
            Rule::PartHeaders,
            format!("Content-ID {:?} is not in angle brackets", part.id),
        );
    }
}

/// Undoes base64 and refuses what a strict reader would: foreign characters, long or broken lines.
fn decode_base64(raw: &[u8]) -> Result<Vec<u8>, String> {
    let mut characters = Vec::with_capacity(raw.len());
    for line in raw.trim_ascii_end().split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > MAX_BASE64_LINE {
            return Err(format!("a line of base64 has {} characters", line.len()));
        }
        characters.extend_from_slice(line);
    }
    STANDARD
        .decode(&characters)
        .map_err(|error| format!("bad base64: {error}"))
}

/// The rules for bodies that are said to be plain lines.
///
/// Source: RFC 2045 §2.7 and §2.8: no NUL, at most 998 octets a line; 7bit is ASCII.
fn check_lines(raw: &[u8], ascii: bool) -> Result<(), String> {
    if ascii && !raw.is_ascii() {
        return Err("a body without transfer encoding, or with 7bit, is not ASCII".to_owned());
    }
    if raw.contains(&0) || raw.split(|b| *b == b'\n').any(|line| line.len() > 999) {
        return Err("a body of lines has a NUL or a line above 998 octets".to_owned());
    }
    Ok(())
}
