//! Pictures that say which order they belong to.
//!
//! Twenty blocks, black or white, are the bits of a number. It can be read back after any scaling
//! and encoding, so a message that reaches the carrier with the picture of another one is seen.

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Luma};
use std::io::Cursor;

const COLUMNS: u32 = 5;
const ROWS: u32 = 4;
/// Pixels of a block's side: one block of JPEG.
const BLOCK: u32 = 8;

/// Numbers below this have a picture.
pub(crate) const LIMIT: u64 = 1 << (COLUMNS * ROWS);

/// A JPEG that shows a number.
pub(crate) fn draw(number: u64) -> Vec<u8> {
    assert!(number < LIMIT, "{number} needs more than 20 bits");
    let pixel = |x: u32, y: u32| {
        let bit = y / BLOCK * COLUMNS + x / BLOCK;
        Luma([if number >> bit & 1 == 1 { 255_u8 } else { 0 }])
    };
    let drawn = image::ImageBuffer::from_fn(COLUMNS * BLOCK, ROWS * BLOCK, pixel);
    let mut bytes = Cursor::new(Vec::new());
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    drawn.write_with_encoder(encoder).unwrap();
    bytes.into_inner()
}

/// The number that a JPEG shows.
pub(crate) fn read(bytes: &[u8]) -> Option<u64> {
    let picture = image::load_from_memory_with_format(bytes, ImageFormat::Jpeg).ok()?;
    let picture = picture.to_luma8();
    let (width, height) = picture.dimensions();
    let centre = |index: u32, of: u32, length: u32| (2 * index + 1) * length / (2 * of);
    let bits = (0..COLUMNS * ROWS).map(|bit| {
        let x = centre(bit % COLUMNS, COLUMNS, width);
        let y = centre(bit / COLUMNS, ROWS, height);
        u64::from(picture.get_pixel(x, y).0[0] > 127) << bit
    });
    Some(bits.sum())
}

#[test]
fn a_picture_shows_its_number() {
    for number in [0, 1, 0x5_5555, 4_711, LIMIT - 1] {
        assert_eq!(read(&draw(number)), Some(number));
    }
}
