//! The segments of a JPEG file.
//!
//! Speaks the markers of ITU-T T.81, JFIF, Adobe's APP14 and EXIF's orientation; decodes no
//! pixel. Guarantee: one pass over the bytes, no read outside them.

use std::ops::Range;

use image::metadata::Orientation;

use super::layout::{Layout, be16};

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const SOF_BASELINE: u8 = 0xc0;
const SOF_PROGRESSIVE: u8 = 0xc2;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP14: u8 = 0xee;

/// Length of a JFIF segment without a thumbnail.
const PLAIN_JFIF: usize = 16;

/// Most scans. Encoders write up to about 20; each costs a pass over all blocks, however short it
/// is, so thousands of them in a small file are an attack.
const MAX_SCANS: u32 = 100;

/// A JPEG file up to its end marker.
#[derive(Clone, Debug)]
pub(super) struct Jpeg {
    pub(super) layout: Layout,
    /// Whether an Adobe segment says how the colours are stored.
    pub(super) adobe: bool,
    /// Whether a decoder may be used that fails on separate scans of a baseline file.
    pub(super) interleaved: bool,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    jpeg: Option<Jpeg>,
    /// What stands before the frame header.
    orientation: Orientation,
    adobe: bool,
    kept: Vec<Range<usize>>,
    scans: u32,
    components: u32,
    sequential: bool,
}

/// Reads the segments; nothing when there is no frame header.
pub(super) fn read(bytes: &[u8]) -> Option<Jpeg> {
    let mut reader = Reader {
        bytes,
        at: 2,
        jpeg: None,
        orientation: Orientation::NoTransforms,
        adobe: false,
        kept: Vec::new(),
        scans: 0,
        components: 0,
        sequential: true,
    };
    let complete = bytes.starts_with(&[0xff, SOI]) && reader.segments().is_some();
    let mut jpeg = reader.jpeg?;
    jpeg.adobe = reader.adobe;
    jpeg.layout.orientation = reader.orientation;
    jpeg.layout.complete = complete;
    jpeg.layout.keep(0..2);
    for range in reader.kept {
        jpeg.layout.keep(range);
    }
    Some(jpeg)
}

impl Reader<'_> {
    /// Walks to the end marker; nothing when the file ends or errs before.
    fn segments(&mut self) -> Option<()> {
        loop {
            let marker = self.marker()?;
            let from = self.at - 2;
            if marker == EOI {
                self.kept.push(from..self.at);
                return Some(());
            }
            let length = be16(self.bytes, self.at)? as usize;
            let body = self.at + 2..self.at.checked_add(length)?;
            let segment = self.bytes.get(body.clone())?;
            self.at = body.end;
            if self.segment(marker, segment)? {
                self.kept.push(from..self.at);
            }
            if marker == SOS {
                let data = self.at;
                self.skip_scan();
                self.kept.push(data..self.at);
            }
        }
    }

    /// Moves behind the next marker; fill bytes and stray bytes before it are skipped, as all
    /// decoders do.
    fn marker(&mut self) -> Option<u8> {
        let rest = self.bytes.get(self.at..)?;
        let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff);
        self.at += rest.windows(2).position(is_marker)? + 2;
        Some(self.bytes[self.at - 1])
    }

    /// Takes what a segment says; returns whether the picture needs it.
    fn segment(&mut self, marker: u8, body: &[u8]) -> Option<bool> {
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => self.frame(marker, body)?,
            SOS => self.scan(body)?,
            APP0 => return Some(body.starts_with(b"JFIF\0") && body.len() + 2 == PLAIN_JFIF),
            APP1 => {
                if let Some(exif) = body.strip_prefix(b"Exif\0\0") {
                    let found = Orientation::from_exif_chunk(exif);
                    self.orientation = found.unwrap_or(self.orientation);
                }
                return Some(false);
            }
            APP14 => {
                self.adobe |= body.starts_with(b"Adobe");
                return Some(body.starts_with(b"Adobe") && body.len() == 12);
            }
            // Other application segments, extensions and comments.
            0xe2..=0xed | 0xef | 0xf0..=0xfe => return Some(false),
            // A second image, or a marker that stands alone where a segment should be.
            0x00..=0xbf | 0xd0..=EOI => return None,
            // Tables, restart interval, number of lines.
            _ => {}
        }
        Some(true)
    }

    fn frame(&mut self, marker: u8, body: &[u8]) -> Option<()> {
        let (height, width) = (be16(body, 1)?, be16(body, 3)?);
        self.components = u32::from(*body.get(5)?);
        if self.jpeg.is_some() || !matches!(self.components, 1 | 3 | 4) {
            return None;
        }
        self.sequential = marker != SOF_PROGRESSIVE;
        let portable = marker == SOF_BASELINE && body[0] == 8 && self.components != 4;
        let layout = Layout {
            portable,
            ..Layout::still(width, height)
        };
        self.jpeg = Some(Jpeg {
            layout,
            adobe: false,
            interleaved: true,
        });
        Some(())
    }

    fn scan(&mut self, body: &[u8]) -> Option<()> {
        self.scans += 1;
        let jpeg = self.jpeg.as_mut()?;
        if self.scans == 1 && self.sequential {
            jpeg.interleaved = u32::from(*body.first()?) == self.components;
            // Separate scans of a baseline file are legal, and more than some handsets can do.
            jpeg.layout.portable &= jpeg.interleaved;
        }
        (self.scans <= MAX_SCANS).then_some(())
    }

    /// Moves to the marker that ends the entropy-coded data.
    fn skip_scan(&mut self) {
        let rest = &self.bytes[self.at..];
        let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
        self.at += rest.windows(2).position(is_end).unwrap_or(rest.len());
    }
}

/// Puts an orientation, and nothing else of EXIF, into a stripped file.
pub(super) fn with_orientation(stripped: Vec<u8>, orientation: Orientation) -> Vec<u8> {
    if orientation == Orientation::NoTransforms || stripped.len() < 2 {
        return stripped;
    }
    // APP1 of 34 bytes: TIFF header, one directory, one entry (tag 0x0112, short, one value).
    let mut exif = *b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x00\0\0\0\0\0\0";
    exif[29] = orientation.to_exif();
    [&stripped[..2], &exif, &stripped[2..]].concat()
}
