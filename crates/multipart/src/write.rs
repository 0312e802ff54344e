//! From parts to a body.
//!
//! Knows parts and nothing of what is in them. Its guarantees: payloads are not copied unless
//! base64 asks for it, headers are not folded, lines end in CRLF, and the same parts give the
//! same bytes.

use bytes::Bytes;

use crate::boundary::Boundaries;
use crate::content_type::{ContentType, one_line};
use crate::transfer::{Transfer, base64_len, encode_base64};

/// A multipart body to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multipart {
    content_type: ContentType,
    parts: Vec<Part>,
}

/// One part of a body to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Headers behind `Content-Type`, in this order.
    headers: Vec<(String, String)>,
    body: Body,
}

/// What a part holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Bytes of some type.
    Leaf {
        /// The type of the bytes.
        content_type: ContentType,
        /// The bytes as they are before any transfer encoding.
        raw: Bytes,
        /// How they are written.
        transfer: Transfer,
    },
    /// Another multipart body.
    Nested(Multipart),
}

/// A body that is ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The type of the body, boundary included.
    pub content_type: ContentType,
    /// The body in pieces, in order.
    pub segments: Vec<Bytes>,
    /// Bytes of all segments together.
    pub length: u64,
}

impl Multipart {
    /// A body without parts; `content_type` is `multipart/…` without a boundary.
    pub fn new(content_type: ContentType) -> Self {
        Self {
            content_type,
            parts: Vec::new(),
        }
    }

    /// Adds a part at the end.
    pub fn push(&mut self, part: Part) -> &mut Self {
        self.parts.push(part);
        self
    }

    /// The body as bytes.
    ///
    /// All boundaries begin with `stem` (cut to 32 letters and digits) and do not occur in any
    /// part. The same parts and stem give the same bytes.
    pub fn encode(&self, stem: &str) -> Encoded {
        let mut segments = Segments::default();
        let content_type = self.walk(&self.boundaries(stem), &mut 0, &mut segments);
        segments.flush();
        Encoded {
            content_type,
            length: segments.done.iter().map(|s| s.len() as u64).sum(),
            segments: segments.done,
        }
    }

    /// Bytes that [`Multipart::encode`] would give; nothing is encoded.
    pub fn length(&self, stem: &str) -> u64 {
        let mut length = Length(0);
        self.walk(&self.boundaries(stem), &mut 0, &mut length);
        length.0
    }

    fn boundaries(&self, stem: &str) -> Boundaries {
        let mut payloads = Vec::new();
        self.collect_payloads(&mut payloads);
        Boundaries::avoiding(stem, payloads.into_iter())
    }

    /// The bytes that are written as they are. Base64 cannot hold a boundary.
    fn collect_payloads<'p>(&'p self, payloads: &mut Vec<&'p [u8]>) {
        for part in &self.parts {
            match &part.body {
                Body::Leaf {
                    raw,
                    transfer: Transfer::Plain | Transfer::Binary,
                    ..
                } => payloads.push(raw),
                Body::Leaf {
                    transfer: Transfer::Base64,
                    ..
                } => {}
                Body::Nested(nested) => nested.collect_payloads(payloads),
            }
        }
    }

    /// Writes the body to `sink` and gives its type. `used` counts the boundaries in use.
    fn walk(&self, boundaries: &Boundaries, used: &mut usize, sink: &mut impl Sink) -> ContentType {
        let boundary = boundaries.nth(*used);
        *used += 1;
        for part in &self.parts {
            sink.text(&format!("--{boundary}\r\n"));
            part.walk(boundaries, used, sink);
            sink.text("\r\n");
        }
        sink.text(&format!("--{boundary}--\r\n"));
        self.content_type.clone().with("boundary", &boundary)
    }
}

impl Part {
    /// Bytes written as they are, without a transfer encoding header.
    pub fn new(content_type: ContentType, raw: Bytes) -> Self {
        Self::transferred(content_type, raw, Transfer::Plain)
    }

    /// Bytes written in the given way.
    pub fn transferred(content_type: ContentType, raw: Bytes, transfer: Transfer) -> Self {
        Self {
            headers: Vec::new(),
            body: Body::Leaf {
                content_type,
                raw,
                transfer,
            },
        }
    }

    /// A multipart body as a part of another.
    pub fn nested(body: Multipart) -> Self {
        Self {
            headers: Vec::new(),
            body: Body::Nested(body),
        }
    }

    /// The same with one more header behind those it has. Control characters are dropped.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((one_line(name), one_line(value)));
        self
    }

    /// The same with a `Content-ID`; angle brackets are put around `id`.
    #[must_use]
    pub fn content_id(self, id: &str) -> Self {
        let value = format!("<{id}>");
        self.header("Content-ID", &value)
    }

    fn walk(&self, boundaries: &Boundaries, used: &mut usize, sink: &mut impl Sink) {
        match &self.body {
            Body::Leaf {
                content_type,
                raw,
                transfer,
            } => {
                self.head(content_type, sink);
                match transfer {
                    Transfer::Plain => {
                        sink.text("\r\n");
                        sink.raw(raw);
                    }
                    Transfer::Binary => {
                        sink.text("Content-Transfer-Encoding: binary\r\n\r\n");
                        sink.raw(raw);
                    }
                    Transfer::Base64 => {
                        sink.text("Content-Transfer-Encoding: base64\r\n\r\n");
                        sink.base64(raw);
                    }
                }
            }
            Body::Nested(nested) => {
                // The nested body takes the next boundary, which its header must name first.
                let boundary = boundaries.nth(*used);
                self.head(
                    &nested.content_type.clone().with("boundary", &boundary),
                    sink,
                );
                sink.text("\r\n");
                nested.walk(boundaries, used, sink);
            }
        }
    }

    fn head(&self, content_type: &ContentType, sink: &mut impl Sink) {
        sink.text(&format!("Content-Type: {content_type}\r\n"));
        for (name, value) in &self.headers {
            sink.text(&format!("{name}: {value}\r\n"));
        }
    }
}

/// Where a body is written to.
trait Sink {
    fn text(&mut self, text: &str);
    fn raw(&mut self, bytes: &Bytes);
    fn base64(&mut self, bytes: &Bytes);
}

/// Collects the body; text between payloads becomes one segment.
#[derive(Default)]
struct Segments {
    done: Vec<Bytes>,
    text: String,
}

impl Segments {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.done.push(std::mem::take(&mut self.text).into());
        }
    }
}

impl Sink for Segments {
    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn raw(&mut self, bytes: &Bytes) {
        self.flush();
        self.done.push(bytes.clone());
    }

    fn base64(&mut self, bytes: &Bytes) {
        self.flush();
        self.done.push(encode_base64(bytes));
    }
}

/// Counts the bytes of the body.
struct Length(u64);

impl Sink for Length {
    fn text(&mut self, text: &str) {
        self.0 += text.len() as u64;
    }

    fn raw(&mut self, bytes: &Bytes) {
        self.0 += bytes.len() as u64;
    }

    fn base64(&mut self, bytes: &Bytes) {
        self.0 += base64_len(bytes.len()) as u64;
    }
}
