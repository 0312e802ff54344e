//! The chunks of a PNG file.
//!
//! Speaks the chunk structure of the PNG specification (ISO/IEC 15948); inflates nothing.
//! Guarantee: only the chunks that make the pixels are kept, so compressed texts and profiles
//! never reach a decoder.

use image::metadata::Orientation;

use super::layout::Layout;

const SIGNATURE: usize = 8;

/// Reads the chunks; nothing when there is no header.
pub(super) fn read(bytes: &[u8]) -> Option<Layout> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(*header.get(at..at + 4)?.first_chunk()?));
    let colour = *header.get(9)?;
    let mut layout = Layout::still(number(0)?, number(4)?);
    layout.alpha = colour == 4 || colour == 6;
    layout.portable = true;
    layout.keep(0..SIGNATURE);
    layout.complete = chunks(bytes, &mut layout).is_some();
    Some(layout)
}

/// Walks to the end chunk; nothing when the file ends before.
fn chunks(bytes: &[u8], layout: &mut Layout) -> Option<()> {
    let mut at = SIGNATURE;
    loop {
        let (length, rest) = bytes.get(at..)?.split_first_chunk::<4>()?;
        let (name, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let body = rest.get(..length)?;
        // Length, name and checksum take 12 bytes.
        let end = at + 12 + length;
        if end > bytes.len() {
            return None;
        }
        match name {
            b"IHDR" | b"PLTE" | b"IDAT" => layout.keep(at..end),
            b"tRNS" => {
                layout.alpha = true;
                layout.keep(at..end);
            }
            b"eXIf" => {
                let found = Orientation::from_exif_chunk(body);
                layout.orientation = found.unwrap_or(layout.orientation);
            }
            b"IEND" => {
                layout.keep(at..end);
                return Some(());
            }
            _ => {}
        }
        at = end;
    }
}
