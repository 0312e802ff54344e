//! Why a body was refused.

/// A multipart body or one of its headers could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A media type is not of the form `type/subtype`.
    #[error("bad media type")]
    BadMediaType,
    /// The content type is not `multipart/…`.
    #[error("not a multipart body")]
    NotMultipart,
    /// The content type has no boundary, or one longer than 70 bytes.
    #[error("no usable boundary")]
    NoBoundary,
    /// The boundary does not occur in the body.
    #[error("no part in the body")]
    NoParts,
    /// More parts than allowed, nested ones counted.
    #[error("too many parts")]
    TooManyParts,
    /// Multipart bodies nested deeper than allowed.
    #[error("too many nested multipart bodies")]
    TooDeep,
    /// More headers in a part than allowed.
    #[error("too many headers in a part")]
    TooManyHeaders,
    /// A header longer than allowed, its folds counted.
    #[error("header of a part too long")]
    HeaderTooLong,
    /// A body said to be base64 is cut off inside a group of characters.
    #[error("bad base64 in a part")]
    BadBase64,
}
