//! Which format reads which type.
//!
//! The one place that knows all formats; each of them knows only what a layout is.

use image::ImageDecoder;
use image::codecs::bmp::BmpDecoder;

use super::layout::Layout;
use super::{gif, jpeg, png, webp};
use crate::media_type::MediaType;

/// Reads the layout of a picture; nothing when not even its size can be found.
pub(super) fn read(bytes: &[u8], media_type: MediaType) -> Option<Layout> {
    match media_type {
        MediaType::Jpeg => jpeg::read(bytes).map(|jpeg| jpeg.layout),
        MediaType::Png => png::read(bytes),
        MediaType::Gif => gif::read(bytes),
        MediaType::WebP => webp::read(bytes),
        MediaType::Bmp => bmp(bytes),
        MediaType::Mp3
        | MediaType::Wav
        | MediaType::Amr
        | MediaType::AmrWb
        | MediaType::Mp4Audio
        | MediaType::ThreeGp
        | MediaType::Mp4
        | MediaType::Mpeg
        | MediaType::Avi
        | MediaType::Wmv
        | MediaType::QuickTime
        | MediaType::VCard
        | MediaType::ICal
        | MediaType::Pdf
        | MediaType::Passbook => None,
    }
}

fn bmp(bytes: &[u8]) -> Option<Layout> {
    let decoder = BmpDecoder::new(std::io::Cursor::new(bytes)).ok()?;
    let (width, height) = decoder.dimensions();
    let alpha = decoder.color_type().has_alpha();
    let mut layout = Layout {
        alpha,
        complete: true,
        ..Layout::still(width, height)
    };
    layout.keep(0..bytes.len());
    Some(layout)
}
