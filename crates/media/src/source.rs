//! Fetching a slide's file within its limits.
//!
//! Stands between the guarded HTTP client and the table of types. Knows nothing of codes that
//! customers see; whoever calls maps [`FetchFault`] and the element to one. Guarantee: a
//! [`Source`] is not empty, within its limit, of a known type, and fits its element. Whether a
//! picture can be decoded is another question: [`crate::image::check`].
//! Source: docs/contract.md, fetching.

use bytes::Bytes;
use domain::limits::SourceLimits;
use domain::order::Element;
use net::{Client, FetchError, FetchLimits};

use crate::media_type::MediaType;
use crate::sniff::sniff;

/// A file that a slide asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Its address as the customer wrote it.
    pub url: &'a str,
    /// Where in the slide it stands.
    pub element: Element,
    /// Whether query and fragment are dropped from addresses of audio and video.
    pub strip_av_query: bool,
}

impl<'a> Wanted<'a> {
    /// The address to fetch; path and file name are never changed.
    #[must_use]
    pub fn address(&self) -> &'a str {
        let strip = self.strip_av_query && matches!(self.element, Element::Audio | Element::Video);
        // Cut as text: what is left must stay as the customer wrote it.
        let end = if strip {
            self.url.find(['?', '#'])
        } else {
            None
        };
        &self.url[..end.unwrap_or(self.url.len())]
    }
}

/// A fetched file of a known type.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file; never empty.
    pub bytes: Bytes,
    /// What its bytes say it is.
    pub media_type: MediaType,
    /// What the server said it is; see [`MediaType::is_declared_by`].
    pub declared_type: Option<String>,
}

/// Why a slide's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FetchFault {
    /// It could not be fetched.
    #[error("the file could not be copied")]
    NotCopied(#[source] FetchError),
    /// It is bigger than its kind may be.
    #[error("the file is bigger than {limit} bytes")]
    TooBig {
        /// The limit that was crossed.
        limit: u64,
    },
    /// Its bytes are of no known type, or of one that does not belong into the element.
    #[error("the file is not what the slide says")]
    Unrecognised {
        /// What it is, if that is known.
        found: Option<MediaType>,
    },
}

/// Fetches a file and finds out what it is.
///
/// `transfer` bounds time and redirects; its `max_bytes` holds for all kinds alike, for what is
/// left of a call's total. Nothing is retried. The future may be dropped at any time.
///
/// # Errors
///
/// [`FetchFault`]; a file that is both too big and of a wrong type may be called either.
pub async fn fetch(
    client: &Client,
    wanted: &Wanted<'_>,
    limits: &SourceLimits,
    transfer: FetchLimits,
) -> Result<Source, FetchFault> {
    let most = most(limits, wanted.element);
    let transfer = FetchLimits {
        max_bytes: most.min(transfer.max_bytes),
        ..transfer
    };
    let fetched = client
        .fetch(wanted.address(), &transfer, |head| {
            narrowed(limits, wanted.element, head)
        })
        .await
        .map_err(name)?;
    recognise(fetched.body, fetched.content_type, wanted.element, limits)
}

/// Finds out what bytes are that are here already, within the same limits.
///
/// # Errors
///
/// As [`fetch`].
pub fn recognise(
    bytes: Bytes,
    declared_type: Option<String>,
    element: Element,
    limits: &SourceLimits,
) -> Result<Source, FetchFault> {
    if bytes.is_empty() {
        return Err(FetchFault::NotCopied(FetchError::Empty));
    }
    let limit = narrowed(limits, element, &bytes);
    if bytes.len() as u64 > limit {
        return Err(FetchFault::TooBig { limit });
    }
    match sniff(&bytes) {
        Some(media_type) if media_type.fits(element) => Ok(Source {
            bytes,
            media_type,
            declared_type,
        }),
        found => Err(FetchFault::Unrecognised { found }),
    }
}

/// The limit for what begins with these bytes.
fn narrowed(limits: &SourceLimits, element: Element, head: &[u8]) -> u64 {
    let is_gif = sniff(head) == Some(MediaType::Gif);
    match element {
        Element::Image if is_gif => limits.gif_bytes,
        Element::Image => limits.image_bytes,
        Element::Audio
        | Element::Video
        | Element::VCard
        | Element::ICal
        | Element::Pdf
        | Element::Passbook => most(limits, element),
    }
}

fn most(limits: &SourceLimits, element: Element) -> u64 {
    match element {
        Element::Image => limits.image_bytes.max(limits.gif_bytes),
        Element::Audio => limits.audio_bytes,
        Element::Video => limits.video_bytes,
        Element::VCard | Element::ICal | Element::Pdf | Element::Passbook => limits.object_bytes,
    }
}

fn name(error: FetchError) -> FetchFault {
    match error {
        FetchError::TooBig { limit } => FetchFault::TooBig { limit },
        other @ (FetchError::Refused(_)
        | FetchError::Unresolved
        | FetchError::Connect(_)
        | FetchError::Timeout(_)
        | FetchError::Status(_)
        | FetchError::Redirects(_)
        | FetchError::NoTarget
        | FetchError::Empty
        | FetchError::Broken(_)) => FetchFault::NotCopied(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(element: Element, strip_av_query: bool, expected: &str) {
        let url = "http://example.com/a%20b.mp4?token=1#end";
        assert_eq!(
            Wanted {
                url,
                element,
                strip_av_query
            }
            .address(),
            expected
        );
    }

    #[test]
    fn only_audio_and_video_addresses_lose_their_query() {
        check(Element::Video, true, "http://example.com/a%20b.mp4");
        check(Element::Audio, true, "http://example.com/a%20b.mp4");
        check(
            Element::Video,
            false,
            "http://example.com/a%20b.mp4?token=1#end",
        );
        check(
            Element::Image,
            true,
            "http://example.com/a%20b.mp4?token=1#end",
        );
        check(
            Element::Pdf,
            true,
            "http://example.com/a%20b.mp4?token=1#end",
        );
    }
}
