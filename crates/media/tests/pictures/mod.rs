//! Pictures for the tests: the samples, and made ones.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use media::image::Target;

pub(crate) fn sample(path: &str) -> Vec<u8> {
    let full = format!("{}/../../media/samples/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(full).unwrap()
}

pub(crate) fn target(max_width: u32, max_height: u32, budget_bytes: usize) -> Target {
    Target {
        max_width,
        max_height,
        budget_bytes,
        png: true,
        gif: true,
    }
}

/// A picture with detail everywhere; the same each time.
pub(crate) fn noisy(width: u32, height: u32) -> RgbImage {
    let mut state = 1_u32;
    RgbImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([
            (state >> 24) as u8,
            (x * 255 / width) as u8,
            (y * 255 / height) as u8,
        ])
    })
}

pub(crate) fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A JPEG with the settings that a test wants.
pub(crate) fn jpeg(
    pixels: &[u8],
    side: u16,
    colour: jpeg_encoder::ColorType,
    progressive: bool,
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 90);
    encoder.set_progressive(progressive);
    encoder.encode(pixels, side, side, colour).unwrap();
    out
}

/// A red disc on nothing.
pub(crate) fn disc(side: u32) -> RgbaImage {
    RgbaImage::from_fn(side, side, |x, y| {
        let half = i64::from(side / 2);
        let (x, y) = (i64::from(x) - half, i64::from(y) - half);
        if x * x + y * y < half * half {
            Rgba([255, 0, 0, 255])
        } else {
            Rgba([0, 0, 0, 0])
        }
    })
}
