//! What all formats have in common before they are decoded.
//!
//! Knows no format itself. Guarantee: reading a layout allocates only a list of ranges.

use std::ops::Range;

use image::metadata::Orientation;

use super::ImageFacts;

/// Size and structure of a picture.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) frames: u32,
    /// Pixels of all frames of a moving picture; 0 for a still one.
    pub(super) moving_pixels: u64,
    pub(super) alpha: bool,
    pub(super) orientation: Orientation,
    /// The bytes that make the picture, in order; everything between is metadata.
    pub(super) kept: Vec<Range<usize>>,
    /// Whether the structure reaches its end.
    pub(super) complete: bool,
    /// Whether every handset that takes the type can show it.
    pub(super) portable: bool,
}

impl Layout {
    /// A still, opaque, upright picture of which nothing is kept yet.
    pub(super) fn still(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            frames: 1,
            moving_pixels: 0,
            alpha: false,
            orientation: Orientation::NoTransforms,
            kept: Vec::new(),
            complete: false,
            portable: false,
        }
    }

    pub(super) fn facts(&self) -> ImageFacts {
        ImageFacts {
            width: self.width,
            height: self.height,
            frames: self.frames,
            alpha: self.alpha,
            orientation: self.orientation.to_exif(),
        }
    }

    /// Marks bytes as part of the picture.
    pub(super) fn keep(&mut self, range: Range<usize>) {
        match self.kept.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            Some(_) | None => self.kept.push(range),
        }
    }

    /// Length of the picture without metadata.
    pub(super) fn stripped_len(&self) -> usize {
        self.kept.iter().map(ExactSizeIterator::len).sum()
    }

    /// The picture without metadata.
    pub(super) fn stripped(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.stripped_len());
        for range in &self.kept {
            out.extend_from_slice(&bytes[range.clone()]);
        }
        out
    }
}

/// A number of two bytes, the high one first.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(2)?)?.first_chunk()?;
    Some(u32::from(u16::from_be_bytes(*field)))
}

/// A number of two bytes, the low one first.
pub(super) fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(2)?)?.first_chunk()?;
    Some(u32::from(u16::from_le_bytes(*field)))
}
