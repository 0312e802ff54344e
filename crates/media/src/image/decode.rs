//! Bytes to pixels.
//!
//! Speaks to the decoders, each with its limits. Expects a layout that passed the limits. Colour
//! profiles are ignored. Guarantee: at most one picture of the measured size is held.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, ImageResult, Limits, RgbImage};
use jpeg_decoder::PixelFormat;

use super::jpeg::{self, Jpeg};
use super::layout::Layout;
use super::{ImageFault, MAX_PIXELS, MAX_SIDE};
use crate::media_type::MediaType;

/// Most bytes of one pixel in a decoder's output: four channels of 16 bits.
const WIDEST_PIXEL: u64 = 8;

/// Decodes everything and keeps nothing.
pub(super) fn verify(
    bytes: &[u8],
    media_type: MediaType,
    layout: &Layout,
) -> Result<(), ImageFault> {
    if media_type == MediaType::Gif {
        return every_gif_frame(bytes);
    }
    pixels(bytes, media_type, layout, (1, 1)).map(|_| ())
}

/// Decodes the (first) picture, in 8 bits a channel, with or without alpha, not yet upright.
///
/// A JPEG may come out smaller than stored, but not smaller than `wanted`.
pub(super) fn pixels(
    bytes: &[u8],
    media_type: MediaType,
    layout: &Layout,
    wanted: (u32, u32),
) -> Result<DynamicImage, ImageFault> {
    let decoded = match media_type {
        MediaType::Jpeg => return jpeg_pixels(bytes, wanted),
        // Without texts and profiles, which may inflate without end.
        MediaType::Png => {
            PngDecoder::with_limits(Cursor::new(layout.stripped(bytes)), limits()).and_then(read)
        }
        MediaType::Gif => GifDecoder::new(Cursor::new(bytes)).and_then(read),
        MediaType::WebP => WebPDecoder::new(Cursor::new(bytes)).and_then(read),
        _ => BmpDecoder::new(Cursor::new(bytes)).and_then(read),
    };
    let decoded = decoded.map_err(|_| ImageFault::Corrupted)?;
    Ok(if decoded.color().has_alpha() {
        DynamicImage::ImageRgba8(decoded.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(decoded.into_rgb8())
    })
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(2 * MAX_PIXELS * WIDEST_PIXEL);
    limits
}

fn read(mut decoder: impl ImageDecoder) -> ImageResult<DynamicImage> {
    decoder.set_limits(limits())?;
    DynamicImage::from_decoder(decoder)
}

fn every_gif_frame(bytes: &[u8]) -> Result<(), ImageFault> {
    let corrupted = |_| ImageFault::Corrupted;
    let mut decoder = gif::DecodeOptions::new()
        .read_info(bytes)
        .map_err(corrupted)?;
    while decoder.read_next_frame().map_err(corrupted)?.is_some() {}
    Ok(())
}

/// Decodes with the library that scales while decoding, and with the lenient one if that fails.
fn jpeg_pixels(bytes: &[u8], wanted: (u32, u32)) -> Result<DynamicImage, ImageFault> {
    let layout = jpeg::read(bytes).ok_or(ImageFault::Corrupted)?;
    let rgb = match scaled_jpeg(bytes, &layout, wanted) {
        Some(rgb) => rgb,
        // The lenient decoder fails silently on separate scans of a baseline file.
        None if layout.interleaved => JpegDecoder::new(Cursor::new(bytes))
            .and_then(read)
            .map_err(|_| ImageFault::Corrupted)?
            .into_rgb8(),
        None => return Err(ImageFault::Corrupted),
    };
    Ok(DynamicImage::ImageRgb8(rgb))
}

fn scaled_jpeg(bytes: &[u8], layout: &Jpeg, wanted: (u32, u32)) -> Option<RgbImage> {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    let most = usize::try_from(MAX_PIXELS * WIDEST_PIXEL).unwrap_or(usize::MAX);
    decoder.set_max_decoding_buffer_size(most);
    let side = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
    decoder.scale(side(wanted.0), side(wanted.1)).ok()?;
    let pixels = decoder.decode().ok()?;
    let info = decoder.info()?;
    let rgb = match info.pixel_format {
        PixelFormat::RGB24 => pixels,
        PixelFormat::L8 => pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
        PixelFormat::L16 => sixteen_bits(&pixels),
        PixelFormat::CMYK32 => from_inks(&pixels, layout.adobe),
    };
    RgbImage::from_raw(u32::from(info.width), u32::from(info.height), rgb)
}

fn sixteen_bits(pixels: &[u8]) -> Vec<u8> {
    let grey = |pair: &[u8]| u16::from_ne_bytes([pair[0], pair[1]]).to_be_bytes()[0];
    pixels
        .chunks_exact(2)
        .flat_map(|pair| [grey(pair); 3])
        .collect()
}

/// Inks to light, without a colour profile.
///
/// The decoder takes it for granted that the inks are stored inverted, as Adobe's programs do;
/// without their segment they are not.
fn from_inks(pixels: &[u8], adobe: bool) -> Vec<u8> {
    let white = |ink: u8| u16::from(if adobe { 255 - ink } else { ink });
    let channel = |ink: u8, key: u8| u8::try_from(white(ink) * white(key) / 255).unwrap_or(255);
    pixels
        .chunks_exact(4)
        .flat_map(|inks| [0, 1, 2].map(|ink| channel(inks[ink], inks[3])))
        .collect()
}
