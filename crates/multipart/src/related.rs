//! Which part is meant.
//!
//! Speaks RFC 2387 (`multipart/related`) and RFC 2392 (`cid:`), and the ways in which MMSCs get
//! them wrong.

use std::borrow::Cow;

use crate::content_type::ContentType;
use crate::part::{Entity, bare_id};
use crate::transfer::hex;

/// The part that the others belong to: the one that `start` names, with or without angle
/// brackets, else the first of the type that `type` names, else the first.
pub fn related_root<'p>(content_type: &ContentType, parts: &'p [Entity]) -> Option<&'p Entity> {
    let by_start = content_type.parameter("start").and_then(|start| {
        let start = bare_id(start);
        parts.iter().find(|part| part.content_id() == Some(start))
    });
    let by_type = || {
        let wanted = content_type.parameter("type")?;
        parts.iter().find(|part| {
            let found = part.content_type();
            found.is_some_and(|found| found.media_type().eq_ignore_ascii_case(wanted.trim()))
        })
    };
    by_start.or_else(by_type).or_else(|| parts.first())
}

/// The part that a reference names: `cid:` and an identifier, or a location.
///
/// White space, angle brackets and percent-encoding are seen through; identifiers are tried
/// first, then locations. `None` when no part has the name; nested parts are not looked into.
pub fn resolve<'p>(parts: &'p [Entity], href: &str) -> Option<&'p Entity> {
    let href = href.trim();
    let name = match href.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("cid:") => &href[4..],
        _ => href,
    };
    let plain = bare_id(name);
    let decoded = percent_decoded(plain);
    let names = [plain, &*decoded];
    let by_id = || {
        parts
            .iter()
            .find(|p| p.content_id().is_some_and(|id| names.contains(&id)))
    };
    let by_location = || {
        let at = |p: &&Entity| {
            p.content_location()
                .is_some_and(|l| names.contains(&bare_id(l)))
        };
        parts.iter().find(at)
    };
    by_id().or_else(by_location)
}

/// `text` with `%41` and the like undone; as it is when that does not give UTF-8.
fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if let (b'%', [high, low, behind @ ..]) = (byte, behind)
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            out.push(high << 4 | low);
            rest = behind;
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}
