//! A call as it came by HTTP, before anybody knows its dialect.
//!
//! Knows only what decides about reading it. Limits, encodings of the body and other methods are
//! the listener's matter.

/// How the call came; the listener answers all other methods itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The request is in the query; a body does not count.
    Get,
    /// The request is in the body, in the query, or in both.
    Post,
}

impl Method {
    /// As HTTP spells it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One call, complete. Not printable, because credentials are in no log.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// GET or POST.
    pub method: Method,
    /// The path as received, `/API/wxml/1.3/index.php`.
    pub path: &'a str,
    /// What follows the `?`, still percent-encoded; empty without one.
    pub query: &'a str,
    /// Value of the `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// Value of the `x-api-key` header; only JSON looks at it.
    pub key_header: Option<&'a str>,
    /// The body, at most as long as the listener allows.
    pub body: &'a [u8],
}
