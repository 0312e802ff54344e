//! A part as it was received.
//!
//! Knows the headers that messages and forms use and what they mean. Its guarantee: payloads are
//! slices of the body that was read, unless a transfer encoding had to be undone.

use bytes::Bytes;

use crate::content_type::{ContentType, find, parse_parameters};
use crate::error::Error;
use crate::transfer::decode;

/// A received part: headers and content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Names as written and unfolded values, trimmed, in order.
    pub headers: Vec<(String, String)>,
    /// What is behind the headers.
    pub content: Content,
}

/// What a received part holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Bytes, their transfer encoding not yet undone.
    Leaf(Bytes),
    /// The parts of a multipart body.
    Nested(Vec<Entity>),
}

impl Entity {
    /// Value of the first header of this name, ASCII case ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The type of the content; `None` when it is missing or unreadable.
    pub fn content_type(&self) -> Option<ContentType> {
        ContentType::parse(self.header("Content-Type")?).ok()
    }

    /// The `Content-ID` without angle brackets and white space.
    pub fn content_id(&self) -> Option<&str> {
        self.header("Content-ID").map(bare_id)
    }

    /// The `Content-Location`, trimmed.
    pub fn content_location(&self) -> Option<&str> {
        self.header("Content-Location")
    }

    /// The name of the form field that this part is.
    ///
    /// Source: RFC 7578 §4.2.
    pub fn field_name(&self) -> Option<String> {
        self.disposition("name")
    }

    /// The file's name: of the disposition, else of the content type.
    pub fn file_name(&self) -> Option<String> {
        self.disposition("filename").or_else(|| {
            let content_type = self.content_type()?;
            content_type.parameter("name").map(str::to_owned)
        })
    }

    fn disposition(&self, parameter: &str) -> Option<String> {
        let header = self.header("Content-Disposition")?;
        find(&parse_parameters(header).1, parameter).map(str::to_owned)
    }

    /// The bytes of the content, transfer encoding undone; empty for a nested body. An unknown
    /// encoding counts as none.
    ///
    /// # Errors
    ///
    /// [`Error::BadBase64`] when the content is said to be base64 and cannot be.
    pub fn body(&self) -> Result<Bytes, Error> {
        match &self.content {
            Content::Leaf(raw) => {
                let encoding = self.header("Content-Transfer-Encoding");
                decode(encoding.unwrap_or("binary"), raw)
            }
            Content::Nested(_) => Ok(Bytes::new()),
        }
    }

    /// The parts of a nested body; none for a leaf.
    pub fn parts(&self) -> &[Self] {
        match &self.content {
            Content::Nested(parts) => parts,
            Content::Leaf(_) => &[],
        }
    }
}

/// An identifier without white space and angle brackets around it.
pub(crate) fn bare_id(id: &str) -> &str {
    let id = id.trim();
    let id = id.strip_prefix('<').unwrap_or(id);
    id.strip_suffix('>').unwrap_or(id).trim()
}
