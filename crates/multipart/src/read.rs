//! From a body to parts.
//!
//! Speaks RFC 2046 §5.1 and what peers make of it. Knows no transfer encodings beyond undoing
//! that of a nested body. Its guarantees: linear time for a given depth, caps on everything that
//! costs, no copy of a payload.

use bytes::Bytes;

use crate::content_type::ContentType;
use crate::error::Error;
use crate::part::{Content, Entity};

/// Bounds of a body; one step beyond any of them is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Parts in all, nested ones counted.
    pub parts: usize,
    /// Multipart bodies within each other, the outermost counted.
    pub depth: usize,
    /// Headers of one part.
    pub headers: usize,
    /// Bytes of one header, its folds counted.
    pub header_bytes: usize,
}

impl Limits {
    /// More than any message or form needs. Ours.
    pub const DEFAULT: Self = Self {
        parts: 64,
        depth: 4,
        headers: 32,
        header_bytes: 8192,
    };
}

/// Longest boundary. Source: RFC 2046 §5.1.1.
const BOUNDARY_BYTES: usize = 70;

/// Reads the parts of a body, in order; what precedes the first and follows the last is dropped.
///
/// Lines may end in LF, blanks may follow a boundary, the final boundary may be missing, and an
/// empty line may stand between a boundary and the headers. A nested body that cannot be read as
/// one is kept as a leaf.
///
/// # Errors
///
/// [`Error`] when `content_type` is not multipart or has no usable boundary, when no part is
/// found, and when the body goes beyond `limits`.
pub fn read(
    content_type: &ContentType,
    body: &Bytes,
    limits: &Limits,
) -> Result<Vec<Entity>, Error> {
    let mut reader = Reader { limits, parts: 0 };
    reader.body(content_type, body, 1)
}

struct Reader<'l> {
    limits: &'l Limits,
    /// Parts seen so far.
    parts: usize,
}

impl Reader<'_> {
    fn body(
        &mut self,
        content_type: &ContentType,
        body: &Bytes,
        depth: usize,
    ) -> Result<Vec<Entity>, Error> {
        if !content_type.is_multipart() {
            return Err(Error::NotMultipart);
        }
        let boundary = content_type.parameter("boundary").map(str::trim);
        let boundary = boundary.ok_or(Error::NoBoundary)?;
        if boundary.is_empty() || boundary.len() > BOUNDARY_BYTES {
            return Err(Error::NoBoundary);
        }
        if depth > self.limits.depth {
            return Err(Error::TooDeep);
        }
        let pieces = self.split(body, boundary)?;
        if pieces.is_empty() {
            return Err(Error::NoParts);
        }
        pieces
            .into_iter()
            .map(|piece| self.part(&piece, depth))
            .collect()
    }

    /// What is between the boundaries.
    fn split(&mut self, body: &Bytes, boundary: &str) -> Result<Vec<Bytes>, Error> {
        let mut pieces = Vec::new();
        let (mut begin, mut line_start) = (None, 0);
        while line_start < body.len() {
            let line_end = line_end(body, line_start);
            if let Some(mark) = mark(&body[line_start..line_end], boundary) {
                if let Some(begin) = begin.take() {
                    pieces.push(body.slice(begin..before_line_break(body, begin, line_start)));
                }
                match mark {
                    Mark::Close => return Ok(pieces),
                    Mark::Open => self.count()?,
                }
                begin = Some(line_end);
            }
            line_start = line_end;
        }
        // The final boundary is missing; an opening one at the very end begins nothing.
        if let Some(begin) = begin.filter(|&begin| begin < body.len()) {
            pieces.push(body.slice(begin..));
        }
        Ok(pieces)
    }

    fn count(&mut self) -> Result<(), Error> {
        self.parts += 1;
        if self.parts > self.limits.parts {
            return Err(Error::TooManyParts);
        }
        Ok(())
    }

    fn part(&mut self, piece: &Bytes, depth: usize) -> Result<Entity, Error> {
        let (headers, body_start) = self.headers(piece)?;
        let mut entity = Entity {
            headers,
            content: Content::Leaf(piece.slice(body_start..)),
        };
        if let Some(content_type) = entity.content_type().filter(ContentType::is_multipart) {
            let inner = entity.body()?;
            match self.body(&content_type, &inner, depth + 1) {
                Ok(parts) => entity.content = Content::Nested(parts),
                Err(Error::NoBoundary | Error::NoParts) => {}
                Err(
                    error @ (Error::BadMediaType
                    | Error::NotMultipart
                    | Error::TooManyParts
                    | Error::TooDeep
                    | Error::TooManyHeaders
                    | Error::HeaderTooLong
                    | Error::BadBase64),
                ) => return Err(error),
            }
        }
        Ok(entity)
    }

    /// The headers of a part, and where its content begins.
    fn headers(&self, piece: &[u8]) -> Result<(Vec<(String, String)>, usize), Error> {
        let mut headers = Vec::new();
        let mut header = Vec::new();
        let mut at = leading_empty_line(piece);
        while at < piece.len() {
            let end = line_end(piece, at);
            let line = piece[at..end].trim_ascii_end();
            at = end;
            let folded = line.starts_with(b" ") || line.starts_with(b"\t");
            if folded && !header.is_empty() {
                header.push(b' ');
                header.extend_from_slice(line.trim_ascii_start());
            } else {
                headers.extend(split_header(&header));
                header = line.to_vec();
            }
            if header.len() > self.limits.header_bytes {
                return Err(Error::HeaderTooLong);
            }
            if headers.len() > self.limits.headers {
                return Err(Error::TooManyHeaders);
            }
            if line.is_empty() {
                break;
            }
        }
        headers.extend(split_header(&header));
        if headers.len() > self.limits.headers {
            return Err(Error::TooManyHeaders);
        }
        Ok((headers, at))
    }
}

/// What a line of a body means.
enum Mark {
    Open,
    Close,
}

/// `None` when the line is not a boundary.
fn mark(line: &[u8], boundary: &str) -> Option<Mark> {
    let behind = line
        .strip_prefix(b"--")?
        .strip_prefix(boundary.as_bytes())?;
    match behind.trim_ascii() {
        b"" => Some(Mark::Open),
        b"--" => Some(Mark::Close),
        _ => None,
    }
}

/// Where the line that begins at `start` ends, its LF included.
fn line_end(bytes: &[u8], start: usize) -> usize {
    let line = bytes[start..].iter().position(|&byte| byte == b'\n');
    line.map_or(bytes.len(), |at| start + at + 1)
}

/// `end` moved before the line break that belongs to the boundary there; not before `begin`.
fn before_line_break(bytes: &[u8], begin: usize, end: usize) -> usize {
    let piece = &bytes[begin..end];
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    begin + piece.strip_suffix(b"\r").unwrap_or(piece).len()
}

/// Length of an empty line before the headers. By the standard it would end them; it does not
/// when what follows is plainly a header.
fn leading_empty_line(piece: &[u8]) -> usize {
    let end = line_end(piece, 0);
    let next = &piece[end..line_end(piece, end)];
    let name = next.split(|&byte| byte == b':').next().unwrap_or_default();
    let is_header = name.len() < next.len()
        && name
            .get(..8)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"content-"));
    if piece[..end].trim_ascii().is_empty() && is_header {
        end
    } else {
        0
    }
}

/// Name and value; `None` for an empty line and for one without a colon.
fn split_header(line: &[u8]) -> Option<(String, String)> {
    let line = String::from_utf8_lossy(line);
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    (!name.is_empty()).then(|| (name.to_owned(), value.trim().to_owned()))
}
