//! Files for slides: the samples of the project, and pictures that no camera makes.

use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;
use std::path::Path;

/// A file of the sample media.
pub(crate) fn sample(name: &str) -> Bytes {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../media/samples");
    let read = std::fs::read(root.join(name));
    read.unwrap_or_else(|error| panic!("{name}: {error}"))
        .into()
}

/// A small photograph-like JPEG of that size.
pub(crate) fn jpeg(width: u32, height: u32) -> Bytes {
    picture(ImageFormat::Jpeg, width, height)
}

/// The same in another format.
pub(crate) fn picture(format: ImageFormat, width: u32, height: u32) -> Bytes {
    let shade = |at: u32, of: u32| u8::try_from(at * 255 / of).unwrap_or(u8::MAX);
    let pixel = |x, y| Rgb([shade(x, width), shade(y, height), 90]);
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(width, height, pixel);
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner().into()
}

/// A JPEG that cannot be made small: every pixel is different.
pub(crate) fn noise(width: u32, height: u32) -> Bytes {
    let mut state = 1_u32;
    let picture = RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [red, green, blue, _] = state.to_be_bytes();
        Rgb([red, green, blue])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner().into()
}

/// Width and height of a picture that decodes to the last pixel.
pub(crate) fn decoded_size(bytes: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory(bytes).expect("a picture that decodes");
    (picture.width(), picture.height())
}

/// A PNG of a few bytes whose header claims that size.
pub(crate) fn png_that_claims(width: u32, height: u32) -> Bytes {
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    // Eight bits a channel, RGB, and the only methods that there are.
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(b"IHDR", &header));
    // An empty zlib stream.
    png.extend(chunk(b"IDAT", b"\x78\x9c\x03\x00\x00\x00\x00\x01"));
    png.extend(chunk(b"IEND", b""));
    png.into()
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a short chunk");
    let named = [name, content].concat();
    [
        &length.to_be_bytes()[..],
        &named,
        &crc(&named).to_be_bytes(),
    ]
    .concat()
}

/// Source: PNG specification, annex D.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
    let add = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), step);
    !bytes.iter().fold(u32::MAX, add)
}
