//! What a message carries.
//!
//! Knows the nested multipart body in which content travels; knows nothing of media.

use bytes::Bytes;
use multipart::{ContentType, Entity, Multipart, Transfer};

use crate::profile::ContentTransfer;

/// The parts of a message, in the order in which they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// The parts; the presentation comes first, since some handsets look nowhere else.
    pub parts: Vec<Part>,
    /// Content identifier of the presentation; `None` when there is none.
    pub start: Option<String>,
}

/// One part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its type with parameters; texts should name their charset.
    pub content_type: ContentType,
    /// Its identifier without angle brackets.
    pub content_id: Option<String>,
    /// Its location, mostly a file name.
    pub content_location: Option<String>,
    /// Its bytes, no transfer encoding applied.
    pub bytes: Bytes,
}

impl Part {
    /// A part whose identifier and location are both `file_name`, so that a presentation may
    /// refer to it either way.
    pub fn named(content_type: ContentType, file_name: &str, bytes: Bytes) -> Self {
        Self {
            content_type,
            content_id: Some(file_name.to_owned()),
            content_location: Some(file_name.to_owned()),
            bytes,
        }
    }

    fn to_multipart(&self, transfer: ContentTransfer) -> multipart::Part {
        let media_type = self.content_type.media_type();
        let is_text = media_type.starts_with("text/") || media_type == "application/smil";
        let transfer = match transfer {
            _ if is_text && is_plain(&self.bytes) => Transfer::Plain,
            ContentTransfer::Base64 => Transfer::Base64,
            ContentTransfer::Binary => Transfer::Binary,
        };
        let content_type = self.content_type.clone();
        let mut part = multipart::Part::transferred(content_type, self.bytes.clone(), transfer);
        if let Some(id) = &self.content_id {
            part = part.content_id(id);
        }
        if let Some(location) = &self.content_location {
            part = part.header("Content-Location", location);
        }
        part
    }

    fn from_entity(entity: &Entity) -> Result<Self, multipart::Error> {
        let unknown = || ContentType::new("application/octet-stream");
        Ok(Self {
            content_type: entity.content_type().unwrap_or_else(unknown),
            content_id: entity.content_id().map(str::to_owned),
            content_location: entity.content_location().map(str::to_owned),
            bytes: entity.body()?,
        })
    }
}

/// Whether a body may go without a transfer encoding: ASCII without NUL, in lines of at most 998
/// octets. Source: RFC 2045 §2.7 and §6.1.
fn is_plain(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|&byte| byte == b'\n');
    bytes.is_ascii() && !bytes.contains(&0) && lines.all(|line| line.len() <= 998)
}

impl Content {
    /// The multipart body that holds the parts: related to the presentation, else mixed.
    pub(crate) fn to_multipart(&self, transfer: ContentTransfer) -> Multipart {
        let content_type = match &self.start {
            Some(start) => {
                let is_start = |part: &&Part| part.content_id.as_ref() == Some(start);
                let presentation = self.parts.iter().find(is_start);
                let media_type = presentation.map(|part| part.content_type.media_type());
                ContentType::new("multipart/related")
                    .with("type", media_type.unwrap_or("application/smil"))
                    .with("start", &format!("<{start}>"))
            }
            None => ContentType::new("multipart/mixed"),
        };
        let mut body = Multipart::new(content_type);
        for part in &self.parts {
            body.push(part.to_multipart(transfer));
        }
        body
    }

    /// The leaves of a received entity, however they are nested.
    pub(crate) fn from_entity(entity: &Entity) -> Result<Self, multipart::Error> {
        let mut content = Self::default();
        if entity.parts().is_empty() {
            content.parts.push(Part::from_entity(entity)?);
            return Ok(content);
        }
        let content_type = entity.content_type();
        let start = content_type.as_ref().and_then(|it| it.parameter("start"));
        content.start = start.map(|start| start.trim_matches(['<', '>', ' ']).to_owned());
        let mut open: Vec<_> = entity.parts().iter().rev().collect();
        while let Some(inner) = open.pop() {
            if inner.parts().is_empty() {
                content.parts.push(Part::from_entity(inner)?);
            } else {
                open.extend(inner.parts().iter().rev());
            }
        }
        Ok(content)
    }
}
