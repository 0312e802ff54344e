//! Measuring, checking and stripping real and made pictures.

#![cfg(test)]

mod pictures;

use image::{ImageFormat, RgbImage};
use media::MediaType::{self, Bmp, Gif, Jpeg, Png, WebP};
use media::image::{
    FitFault, ImageFacts, ImageFault, check, decode_cost_bytes, fit, measure, strip,
};
use pictures::{disc, encoded, jpeg, noisy, sample, target};

/// A moving GIF: `frames` frames of `width` x `height`.
fn moving(frames: u16, width: u16, height: u16) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = gif::Encoder::new(&mut out, width, height, &[0, 0, 0, 255, 0, 0]).unwrap();
    encoder.set_repeat(gif::Repeat::Infinite).unwrap();
    for frame in 0..frames {
        let pixels = vec![u8::from(frame % 2 == 0); usize::from(width) * usize::from(height)];
        encoder
            .write_frame(&gif::Frame::from_indexed_pixels(
                width, height, pixels, None,
            ))
            .unwrap();
    }
    drop(encoder);
    out
}

#[test]
fn stripping_keeps_the_pixels_and_the_orientation_only() {
    let bytes = sample("orientation/Landscape_6.jpg");
    let stripped = strip(&bytes, Jpeg).unwrap();
    assert!(stripped.len() < bytes.len());
    assert_eq!(measure(&stripped, Jpeg), measure(&bytes, Jpeg));
    assert_eq!(measure(&stripped, Jpeg).unwrap().orientation, 6);
    let (one, other) = (&image::load_from_memory(&bytes).unwrap(), &stripped);
    assert_eq!(one, &image::load_from_memory(other).unwrap());
    let again = strip(&stripped, Jpeg).unwrap();
    assert_eq!(again, stripped);
}

#[test]
fn stripping_removes_comments_and_what_follows_the_picture() {
    let rocket = sample("photos/rocket.jpg");
    let stripped = strip(&[&rocket[..], b"GPS and more"].concat(), Jpeg).unwrap();
    assert!(
        rocket.windows(6).any(|window| window == b"cmp3.1"),
        "the control"
    );
    assert!(!stripped.windows(6).any(|window| window == b"cmp3.1"));
    assert!(!stripped.ends_with(b"more"));
    for (picture, media_type) in [
        (sample("photos/cat.png"), Png),
        (sample("film/cat-zoom.gif"), Gif),
        (encoded(noisy(20, 20), ImageFormat::WebP), WebP),
    ] {
        let stripped = strip(&picture, media_type).unwrap();
        assert_eq!(check(&stripped, media_type), check(&picture, media_type));
        let (before, after) = (
            image::load_from_memory(&picture).unwrap(),
            image::load_from_memory(&stripped),
        );
        assert_eq!(after.unwrap(), before);
    }
}

#[test]
fn broken_pictures_are_corrupted() {
    #[track_caller]
    fn corrupted(bytes: &[u8], media_type: MediaType) {
        assert_eq!(check(bytes, media_type), Err(ImageFault::Corrupted));
        let fitted = fit(bytes, media_type, &target(640, 480, 30_000));
        assert_eq!(fitted, Err(FitFault::Corrupted));
    }
    corrupted(&sample("bad/truncated.jpg"), Jpeg);
    corrupted(b"", Jpeg);
    corrupted(b"\xff\xd8\xff\xe0", Jpeg);
    corrupted(b"\x89PNG\r\n\x1a\n", Png);
    corrupted(b"GIF89a\x01\0\x01\0\0\0\0;", Gif);
    corrupted(b"RIFF\x04\0\0\0WEBP", WebP);
    corrupted(b"BM", Bmp);
    corrupted(&sample("photos/rocket.jpg"), MediaType::Pdf);
    for (path, media_type) in [
        ("photos/rocket.jpg", Jpeg),
        ("photos/cat.png", Png),
        ("film/cat-zoom.gif", Gif),
    ] {
        let whole = sample(path);
        assert!(check(&whole, media_type).is_ok(), "the control: {path}");
        for part in 1..10 {
            corrupted(&whole[..whole.len() * part / 10], media_type);
        }
    }
}

#[test]
fn damaged_pictures_neither_panic_nor_hang() {
    let small = noisy(24, 24);
    for (bytes, media_type) in [
        (
            jpeg(small.as_raw(), 24, jpeg_encoder::ColorType::Rgb, false),
            Jpeg,
        ),
        (
            jpeg(small.as_raw(), 24, jpeg_encoder::ColorType::Rgb, true),
            Jpeg,
        ),
        (encoded(small.clone(), ImageFormat::Png), Png),
        (encoded(small.clone(), ImageFormat::WebP), WebP),
        (encoded(small.clone(), ImageFormat::Bmp), Bmp),
        (moving(3, 24, 24), Gif),
    ] {
        for at in 0..bytes.len().min(300) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0xff;
            let _ = check(&damaged, media_type);
            let _ = fit(&damaged, media_type, &target(16, 16, 400));
            let _ = strip(&damaged, media_type);
        }
    }
}

#[test]
fn bombs_are_too_big_before_anything_is_decoded() {
    #[track_caller]
    fn too_big(bytes: &[u8], media_type: MediaType) {
        assert_eq!(measure(bytes, media_type), Err(ImageFault::TooBig));
        assert_eq!(check(bytes, media_type), Err(ImageFault::TooBig));
        let fitted = fit(bytes, media_type, &target(640, 480, 30_000));
        assert_eq!(fitted, Err(FitFault::TooBig));
    }
    let mut png = encoded(noisy(8, 8), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    too_big(&png, Png);
    let mut gif = moving(1, 8, 8);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    too_big(&gif, Gif);
    let mut jpeg = jpeg(noisy(8, 8).as_raw(), 8, jpeg_encoder::ColorType::Rgb, false);
    let frame = jpeg
        .windows(2)
        .position(|window| window == b"\xff\xc0")
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    too_big(&jpeg, Jpeg);
    let mut bmp = encoded(noisy(8, 8), ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[0, 0x40, 0, 0, 0, 0x40, 0, 0]);
    too_big(&bmp, Bmp);
    too_big(&encoded(RgbImage::new(12_001, 1), ImageFormat::Png), Png);
    too_big(&moving(301, 2, 2), Gif);
    too_big(&moving(11, 4_000, 4_000), Gif);
}

#[test]
fn pictures_at_the_limits_pass() {
    assert!(check(&encoded(RgbImage::new(12_000, 1), ImageFormat::Png), Png).is_ok());
    assert_eq!(check(&moving(300, 2, 2), Gif).unwrap().frames, 300);
}

#[test]
fn a_jpeg_of_ten_thousand_scans_is_corrupted() {
    let bytes = jpeg(
        noisy(64, 64).as_raw(),
        64,
        jpeg_encoder::ColorType::Rgb,
        true,
    );
    let scan = bytes
        .windows(2)
        .rposition(|window| window == b"\xff\xda")
        .unwrap();
    let (head, tail) = (&bytes[..scan], &bytes[scan..bytes.len() - 2]);
    let bomb = [head, &tail.repeat(10_000), b"\xff\xd9"].concat();
    assert_eq!(check(&bomb, Jpeg), Err(ImageFault::Corrupted));
}

#[test]
fn facts_and_cost_come_from_the_header() {
    let facts = measure(&sample("photos/seedling.jpg"), Jpeg).unwrap();
    let expected = ImageFacts {
        width: 5312,
        height: 2988,
        frames: 1,
        alpha: false,
        orientation: 1,
    };
    assert_eq!(facts, expected);
    assert!(decode_cost_bytes(&facts) > 5312 * 2988 * 3);
    let disc = encoded(disc(10), ImageFormat::Png);
    assert!(measure(&disc, Png).unwrap().alpha);
}
