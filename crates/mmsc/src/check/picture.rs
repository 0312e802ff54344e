//! Whether a picture is what it says and can be shown.
//!
//! Speaks JPEG (ITU-T T.81) markers, GIF and PNG signatures; pixels are decoded by the `image`
//! crate. Knows nothing of parts. Guarantee: a passed JPEG is complete and, unless allowed
//! otherwise, baseline.

use std::io::Cursor;

use image::{ImageFormat, ImageReader};

use crate::rule::{Findings, Rule};
use crate::settings::Checks;

/// Baseline DCT. Source: ITU-T T.81 table B.1.
const BASELINE: u8 = 0xC0;

/// Checks one picture against its content type.
pub(super) fn check(content_type: &str, bytes: &[u8], checks: &Checks, found: &mut Findings) {
    let expected = match content_type {
        "image/jpeg" => ImageFormat::Jpeg,
        "image/gif" => ImageFormat::Gif,
        "image/png" => ImageFormat::Png,
        // WBMP, BMP and others that old phones know: nothing to hold them against.
        _ => return,
    };
    if image::guess_format(bytes).ok() != Some(expected) {
        return found.add(Rule::Picture, format!("the bytes are not {content_type}"));
    }
    if expected == ImageFormat::Jpeg {
        check_jpeg(bytes, checks.allow_progressive, found);
    }
    if checks.decode_pictures
        && let Err(error) = ImageReader::with_format(Cursor::new(bytes), expected).decode()
    {
        found.add(
            Rule::Picture,
            format!("{content_type} cannot be shown: {error}"),
        );
    }
}

fn check_jpeg(bytes: &[u8], allow_progressive: bool, found: &mut Findings) {
    match frame_type(bytes) {
        None => found.add(Rule::Picture, "a JPEG without a frame"),
        Some(BASELINE) => {}
        Some(_) if allow_progressive => {}
        Some(other) => found.add(
            Rule::Picture,
            format!("a JPEG with frame type {other:#04X}, not baseline"),
        ),
    }
    found.require(
        bytes.ends_with(&[0xFF, 0xD9]),
        Rule::Picture,
        "a JPEG that does not end in EOI",
    );
}

/// The marker of the first frame header.
fn frame_type(bytes: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let [0xFF, marker, high, low] = *bytes.get(at..at + 4)?.first_chunk::<4>()? else {
            return None;
        };
        match marker {
            // Fill bytes before a marker.
            0xFF => at += 1,
            // DHT, JPG and DAC share the range of the frame markers.
            0xC4 | 0xC8 | 0xCC => at += 2 + usize::from(u16::from_be_bytes([high, low])),
            0xC0..=0xCF => return Some(marker),
            0xD9 | 0xDA => return None,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
}
