//! The type of a file, found from its bytes.
//!
//! Speaks the signatures of each format; headers and file names are not asked. Knows nothing of
//! limits or elements. Guarantee: reads each byte at most a few times and never panics; text that
//! programs interpret (HTML, SVG, playlists) is not a media type.
//! Source: docs/contract.md, media types.

mod isobmff;
mod zip;

use crate::media_type::MediaType;

/// First bytes of an ASF file, the container of WMV.
const ASF: [u8; 16] = *b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c";

/// Lengths that the second header of a BMP file may have.
const BMP_HEADERS: [u32; 8] = [12, 16, 40, 52, 56, 64, 108, 124];

/// Finds the type of a whole file; nothing when it is none that the gateway knows.
///
/// Give it the whole file: a pass is known by its directory, which stands at the end, and an MP4
/// file with sound only by its tracks.
pub fn sniff(bytes: &[u8]) -> Option<MediaType> {
    image(bytes)
        .or_else(|| sound_or_film(bytes))
        .or_else(|| object(bytes))
}

fn image(bytes: &[u8]) -> Option<MediaType> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        Some(MediaType::Jpeg)
    } else if bytes.starts_with(b"\x89PNG") {
        Some(MediaType::Png)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some(MediaType::Gif)
    } else if riff(bytes) == Some(b"WEBP") {
        Some(MediaType::WebP)
    } else if bytes.starts_with(b"BM") && has_bmp_header(bytes) {
        Some(MediaType::Bmp)
    } else {
        None
    }
}

fn sound_or_film(bytes: &[u8]) -> Option<MediaType> {
    if bytes.starts_with(b"ID3") || has_layer_3_sync(bytes) {
        Some(MediaType::Mp3)
    } else if riff(bytes) == Some(b"WAVE") {
        Some(MediaType::Wav)
    } else if bytes.starts_with(b"#!AMR-WB") {
        Some(MediaType::AmrWb)
    } else if bytes.starts_with(b"#!AMR") {
        Some(MediaType::Amr)
    } else if bytes.starts_with(b"\x00\x00\x01\xba") || bytes.starts_with(b"\x00\x00\x01\xb3") {
        Some(MediaType::Mpeg)
    } else if riff(bytes) == Some(b"AVI ") {
        Some(MediaType::Avi)
    } else if bytes.starts_with(&ASF) {
        Some(MediaType::Wmv)
    } else {
        isobmff::media_type(bytes)
    }
}

fn object(bytes: &[u8]) -> Option<MediaType> {
    if bytes.starts_with(b"%PDF-") {
        Some(MediaType::Pdf)
    } else if bytes.starts_with(b"PK\x03\x04") {
        zip::holds(bytes, b"pass.json").then_some(MediaType::Passbook)
    } else if begins_text(bytes, b"BEGIN:VCARD") {
        Some(MediaType::VCard)
    } else if begins_text(bytes, b"BEGIN:VCALENDAR") {
        Some(MediaType::ICal)
    } else {
        None
    }
}

/// The form type of a RIFF file.
fn riff(bytes: &[u8]) -> Option<&[u8; 4]> {
    bytes.strip_prefix(b"RIFF")?.get(4..)?.first_chunk()
}

/// Whether the second header of a BMP file is one; "BM" alone begins many a text.
fn has_bmp_header(bytes: &[u8]) -> bool {
    let length = bytes.get(14..18).and_then(|field| field.first_chunk());
    length.is_some_and(|length| BMP_HEADERS.contains(&u32::from_le_bytes(*length)))
}

/// Whether an MPEG audio frame of layer 3 begins here (ISO/IEC 11172-3 §2.4.1.3).
fn has_layer_3_sync(bytes: &[u8]) -> bool {
    let Some([first, second, third, _]) = bytes.first_chunk() else {
        return false;
    };
    let version_is_reserved = (second >> 3) & 3 == 1;
    let is_layer_3 = (second >> 1) & 3 == 1;
    let bit_rate = third >> 4;
    let sample_rate = (third >> 2) & 3;
    *first == 0xff
        && second & 0xe0 == 0xe0
        && !version_is_reserved
        && is_layer_3
        && bit_rate != 0
        && bit_rate != 15
        && sample_rate != 3
}

/// Whether a text begins with a line, after a byte order mark and blanks, in any case.
fn begins_text(bytes: &[u8], line: &[u8]) -> bool {
    let text = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let rest = text.get(line.len()..).unwrap_or_default();
    text.get(..line.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(line))
        && rest.first().is_some_and(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests;
