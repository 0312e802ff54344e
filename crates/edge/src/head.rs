//! The sizes of what stands before a body.
//!
//! Source: docs/contract.md, limits and HTTP status.

use crate::answer::Refusal;
use crate::settings::Settings;
use http::request::Parts;

/// What a request line has besides method and target: two blanks and the version.
const LINE_EXTRA_BYTES: usize = " ".len() + " HTTP/1.1".len();

/// What a header line has besides name and value: colon, blank and line end.
const HEADER_EXTRA_BYTES: usize = ": \r\n".len();

/// Refuses a request line or headers above their limits.
pub(crate) fn check_sizes(settings: &Settings, parts: &Parts) -> Result<(), Refusal> {
    let target = parts
        .uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    let line = parts.method.as_str().len() + target + LINE_EXTRA_BYTES;
    if line > settings.max_request_line_bytes {
        return Err(Refusal::LineLong);
    }
    let sizes = parts
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + HEADER_EXTRA_BYTES);
    match sizes.sum::<usize>() > settings.max_headers_bytes {
        true => Err(Refusal::HeadersLong),
        false => Ok(()),
    }
}
