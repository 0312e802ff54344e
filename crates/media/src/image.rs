//! Pictures: measuring, checking, stripping and fitting them.
//!
//! Speaks JPEG, PNG, GIF, WebP and BMP. Knows nothing of handsets and operators; the caller brings
//! box and budget. Guarantee: pure, deterministic on one machine, bounded in memory
//! ([`decode_cost_bytes`]) and time; no input makes it panic, for what a decoder does in panic is
//! caught and called corrupted. Source: docs/contract.md, limits and adaptation.

mod decode;
mod encode;
mod fit;
mod formats;
mod gif;
mod jpeg;
mod layout;
mod png;
mod webp;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;

use crate::media_type::MediaType;
use layout::Layout;

pub use fit::{FitFault, Rendition, Target, fit};

/// Most pixels of a picture.
///
/// Source: docs/contract.md, limits.
pub const MAX_PIXELS: u64 = 40_000_000;

/// Longest side of a picture, in pixels.
///
/// Source: docs/contract.md, limits.
pub const MAX_SIDE: u32 = 12_000;

/// Most frames of a moving picture.
///
/// Source: docs/contract.md, limits.
pub const MAX_FRAMES: u32 = 300;

/// Most pixels of all frames of a moving picture together: four of the biggest stills. A GIF of
/// 30 KB can hold thousands of full frames that take minutes to decode.
pub const MAX_MOVING_PIXELS: u64 = 4 * MAX_PIXELS;

/// What the header of a picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageFacts {
    /// Width in pixels as stored, before the orientation is applied.
    pub width: u32,
    /// Height in pixels as stored.
    pub height: u32,
    /// Number of frames; 1 for a still picture.
    pub frames: u32,
    /// Whether pixels may be transparent.
    pub alpha: bool,
    /// EXIF orientation, 1 to 8; 1 is upright.
    pub orientation: u8,
}

/// Why a picture cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageFault {
    /// It begins like a picture and cannot be decoded.
    #[error("the picture is corrupted")]
    Corrupted,
    /// It has too many pixels or frames, or too long a side.
    #[error("the picture has too many pixels or frames")]
    TooBig,
}

/// Reads size, frames and orientation from the headers; decodes nothing.
///
/// # Errors
///
/// [`ImageFault::TooBig`] beyond [`MAX_PIXELS`], [`MAX_SIDE`], [`MAX_FRAMES`] or
/// [`MAX_MOVING_PIXELS`]; [`ImageFault::Corrupted`] when the structure is broken or the type is
/// not that of a picture.
pub fn measure(bytes: &[u8], media_type: MediaType) -> Result<ImageFacts, ImageFault> {
    guarded(|| Ok(measured(bytes, media_type)?.facts()))
}

/// Measures a picture, then decodes all of it and throws the pixels away.
///
/// # Errors
///
/// As [`measure`], and [`ImageFault::Corrupted`] when decoding fails.
pub fn check(bytes: &[u8], media_type: MediaType) -> Result<ImageFacts, ImageFault> {
    guarded(|| {
        let layout = measured(bytes, media_type)?;
        decode::verify(bytes, media_type, &layout)?;
        Ok(layout.facts())
    })
}

/// Removes EXIF, GPS, comments, colour profiles and whatever follows the picture; no pixel changes.
///
/// A JPEG that is not upright keeps its orientation and nothing else; PNG and WebP lose theirs,
/// which few programs obey. BMP has no metadata. The
/// bytes are not decoded, so a broken picture may pass.
///
/// # Errors
///
/// As [`measure`].
pub fn strip(bytes: &[u8], media_type: MediaType) -> Result<Bytes, ImageFault> {
    guarded(|| {
        let layout = measured(bytes, media_type)?;
        let stripped = layout.stripped(bytes);
        Ok(Bytes::from(match media_type {
            MediaType::Jpeg => jpeg::with_orientation(stripped, layout.orientation),
            MediaType::WebP => webp::with_right_header(stripped),
            _ => stripped,
        }))
    })
}

/// Memory that [`check`] or [`fit`] of such a picture may take at its peak, in bytes.
///
/// An upper bound, sources excluded; most pictures take a third of it.
pub fn decode_cost_bytes(facts: &ImageFacts) -> u64 {
    const BYTES_PER_PIXEL: u64 = 12;
    const FLOOR: u64 = 4 << 20;
    u64::from(facts.width) * u64::from(facts.height) * BYTES_PER_PIXEL + FLOOR
}

/// Reads the layout and holds it against the limits.
fn measured(bytes: &[u8], media_type: MediaType) -> Result<Layout, ImageFault> {
    let layout = formats::read(bytes, media_type).ok_or(ImageFault::Corrupted)?;
    let pixels = u64::from(layout.width) * u64::from(layout.height);
    if pixels == 0 {
        return Err(ImageFault::Corrupted);
    }
    let too_big = pixels > MAX_PIXELS
        || layout.width.max(layout.height) > MAX_SIDE
        || layout.frames > MAX_FRAMES
        || layout.moving_pixels > MAX_MOVING_PIXELS;
    if too_big {
        Err(ImageFault::TooBig)
    } else if layout.complete {
        Ok(layout)
    } else {
        Err(ImageFault::Corrupted)
    }
}

/// Runs decoders; a panic in one of them is a corrupted picture.
fn guarded<T, E: From<ImageFault>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(ImageFault::Corrupted.into()))
}
