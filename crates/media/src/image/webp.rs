//! The chunks of a WebP file.
//!
//! Speaks the container of RFC 9649; the size is read by the decoder's own header reader.
//! Guarantee: one pass over the bytes, no read outside them.

use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder};

use super::layout::Layout;

/// Bits of the extended header that announce EXIF, XMP and a colour profile.
const METADATA_FLAGS: u8 = 0x08 | 0x04 | 0x20;

/// Reads the chunks; nothing when there is no header.
pub(super) fn read(bytes: &[u8]) -> Option<Layout> {
    let decoder = WebPDecoder::new(std::io::Cursor::new(bytes)).ok()?;
    let (width, height) = decoder.dimensions();
    let mut layout = Layout::still(width, height);
    layout.alpha = decoder.color_type() == ColorType::Rgba8;
    layout.frames = 0;
    layout.keep(0..12);
    layout.complete = chunks(bytes, &mut layout).is_some();
    layout.moving_pixels = match layout.frames {
        0 => 0,
        frames => u64::from(frames) * u64::from(width) * u64::from(height),
    };
    layout.frames = layout.frames.max(1);
    Some(layout)
}

/// Walks to the end of the file; nothing when it ends inside a chunk.
fn chunks(bytes: &[u8], layout: &mut Layout) -> Option<()> {
    let mut at = 12;
    while at < bytes.len() {
        let (name, rest) = bytes[at..].split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let body = rest.get(..length)?;
        // Chunks begin at even places; the last padding byte is often missing.
        let end = (at + 8 + length + length % 2).min(bytes.len());
        match name {
            b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" => layout.keep(at..end),
            b"ANMF" => {
                layout.frames += 1;
                layout.keep(at..end);
            }
            b"EXIF" => {
                let tiff = body.strip_prefix(b"Exif\0\0").unwrap_or(body);
                let found = Orientation::from_exif_chunk(tiff);
                layout.orientation = found.unwrap_or(layout.orientation);
            }
            _ => {}
        }
        at = end;
    }
    Some(())
}

/// Makes the header of a stripped file agree with what is left.
pub(super) fn with_right_header(mut stripped: Vec<u8>) -> Vec<u8> {
    let size = u32::try_from(stripped.len().saturating_sub(8)).unwrap_or(u32::MAX);
    if let Some(field) = stripped.get_mut(4..8) {
        field.copy_from_slice(&size.to_le_bytes());
    }
    if stripped.get(12..16) == Some(b"VP8X")
        && let Some(flags) = stripped.get_mut(20)
    {
        *flags &= !METADATA_FLAGS;
    }
    stripped
}
