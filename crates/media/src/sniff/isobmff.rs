//! MP4 and its relatives.
//!
//! Speaks the box structure of ISO/IEC 14496-12 and the brands of 3GPP TS 26.244. Knows nothing
//! of codecs. Guarantee: never reads outside the bytes, and work grows with their number only.

use crate::media_type::MediaType;

/// The type of a file that begins with `ftyp`; a file with sound tracks only is sound.
pub(super) fn media_type(bytes: &[u8]) -> Option<MediaType> {
    let (first, _) = next(bytes)?;
    if &first.name != b"ftyp" {
        return None;
    }
    // Major brand, its version, then the compatible brands, four bytes each.
    let brands = first
        .body
        .chunks_exact(4)
        .enumerate()
        .filter(|(at, _)| *at != 1);
    let by_brand = brands
        .map(|(_, brand)| of_brand(brand))
        .find(|found| found.is_some())??;
    let film = matches!(by_brand, MediaType::Mp4 | MediaType::ThreeGp);
    if film && sounds_only(bytes) {
        Some(MediaType::Mp4Audio)
    } else {
        Some(by_brand)
    }
}

fn of_brand(brand: &[u8]) -> Option<MediaType> {
    match brand {
        b"M4A " | b"M4B " => Some(MediaType::Mp4Audio),
        b"qt  " => Some(MediaType::QuickTime),
        b"mp41" | b"mp42" | b"mmp4" | b"avc1" | b"M4V " | b"M4VP" | b"MSNV" | b"dash" => {
            Some(MediaType::Mp4)
        }
        [b'i', b's', b'o', b'm' | b'2'..=b'9'] => Some(MediaType::Mp4),
        [b'3', b'g', ..] => Some(MediaType::ThreeGp),
        _ => None,
    }
}

/// Whether the index is at hand and lists sound tracks, but no pictures.
fn sounds_only(bytes: &[u8]) -> bool {
    let handlers: Vec<[u8; 4]> = children(bytes)
        .filter(|part| &part.name == b"moov")
        .flat_map(|moov| children(moov.body))
        .filter(|part| &part.name == b"trak")
        .flat_map(|track| children(track.body))
        .filter(|part| &part.name == b"mdia")
        .flat_map(|media| children(media.body))
        .filter(|part| &part.name == b"hdlr")
        .filter_map(|handler| handler.body.get(8..12)?.first_chunk().copied())
        .collect();
    handlers.contains(b"soun") && !handlers.contains(b"vide")
}

struct Part<'a> {
    name: [u8; 4],
    body: &'a [u8],
}

fn children(bytes: &[u8]) -> impl Iterator<Item = Part<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (part, after) = next(rest)?;
        rest = after;
        Some(part)
    })
}

/// The box that begins here, cut at the end of the bytes, and what follows it.
fn next(bytes: &[u8]) -> Option<(Part<'_>, &[u8])> {
    let (size, rest) = bytes.split_first_chunk::<4>()?;
    let (name, rest) = rest.split_first_chunk::<4>()?;
    let (size, header) = match u32::from_be_bytes(*size) {
        0 => (bytes.len() as u64, 8),
        1 => (u64::from_be_bytes(*rest.first_chunk()?), 16),
        size => (u64::from(size), 8),
    };
    let end = usize::try_from(size).unwrap_or(usize::MAX).min(bytes.len());
    let body = bytes.get(header..end)?;
    Some((Part { name: *name, body }, &bytes[end..]))
}
