//! Fitting real and made pictures into box and budget.

#![cfg(test)]

mod pictures;

use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage};
use media::MediaType::{Bmp, Gif, Jpeg, Png, WebP};
use media::image::{FitFault, Rendition, Target, check, fit, measure};
use media::sniff;
use pictures::{disc, encoded, jpeg, noisy, sample, target};

fn decoded(rendition: &Rendition) -> DynamicImage {
    image::load_from_memory(&rendition.bytes).unwrap()
}

/// Average difference of two pictures of one size, per channel.
fn difference(one: &DynamicImage, other: &DynamicImage) -> f64 {
    let (one, other) = (one.to_rgb8(), other.to_rgb8());
    assert_eq!(one.dimensions(), other.dimensions());
    let sum: u64 = one
        .iter()
        .zip(other.iter())
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    sum as f64 / one.len() as f64
}

/// Fits a sample and checks what every rendition promises.
#[track_caller]
fn fits(path: &str, target: &Target) -> Rendition {
    let bytes = sample(path);
    let media_type = sniff(&bytes).unwrap();
    let rendition = fit(&bytes, media_type, target).unwrap();
    assert!(
        rendition.bytes.len() <= target.budget_bytes,
        "{path}: {}",
        rendition.bytes.len()
    );
    assert!(rendition.width <= target.max_width && rendition.height <= target.max_height);
    assert_eq!(
        sniff(&rendition.bytes),
        Some(rendition.media_type),
        "{path}"
    );
    assert_eq!(
        decoded(&rendition).dimensions(),
        (rendition.width, rendition.height),
        "{path}"
    );
    for word in [
        &b"Exif"[..],
        b"ICC_PROFILE",
        b"http://ns.adobe.com",
        b"eXIf",
        b"Photoshop",
    ] {
        assert!(
            !rendition
                .bytes
                .windows(word.len())
                .any(|window| window == word),
            "{path}"
        );
    }
    let again = fit(&rendition.bytes, rendition.media_type, target).unwrap();
    assert_eq!(again, rendition, "{path}: what fits passes unchanged");
    rendition
}

const PHOTOS: [&str; 8] = [
    "photos/astronaut.png",
    "photos/cat.png",
    "photos/coffee.png",
    "photos/friends.jpg",
    "photos/landscape.jpg",
    "photos/rocket.jpg",
    "photos/seedling.jpg",
    "photos/sunset.jpg",
];

#[test]
fn every_photo_fits_a_small_handset() {
    for photo in PHOTOS {
        fits(photo, &target(640, 480, 30_000));
    }
}

#[test]
fn every_photo_fits_a_large_handset() {
    for photo in PHOTOS {
        fits(photo, &target(1600, 1200, 100_000));
    }
}

#[test]
fn a_tiny_budget_costs_size_and_an_impossible_one_is_said_to_be() {
    let rendition = fits("photos/sunset.jpg", &target(1600, 1200, 4_000));
    assert!(rendition.width < 640, "{}", rendition.width);
    assert!(
        rendition.bytes.len() > 2_000,
        "the budget is used: {}",
        rendition.bytes.len()
    );
    let impossible = fit(&sample("photos/sunset.jpg"), Jpeg, &target(1600, 1200, 300));
    assert_eq!(impossible, Err(FitFault::DoesNotFit));
}

#[test]
fn the_same_picture_and_target_give_the_same_bytes() {
    let (bytes, target) = (sample("photos/landscape.jpg"), target(640, 480, 20_000));
    assert_eq!(fit(&bytes, Jpeg, &target), fit(&bytes, Jpeg, &target));
}

#[test]
fn pictures_are_turned_upright() {
    let third = fits("orientation/Landscape_3.jpg", &target(300, 300, 90_000));
    let sixth = fits("orientation/Landscape_6.jpg", &target(300, 300, 90_000));
    let eighth = fits("orientation/Portrait_8.jpg", &target(300, 300, 90_000));
    assert!(
        third.width > third.height && sixth.width > sixth.height,
        "{third:?}"
    );
    assert!(
        eighth.height > eighth.width,
        "{} x {}",
        eighth.width,
        eighth.height
    );
    let apart = difference(&decoded(&third), &decoded(&sixth));
    assert!(apart < 8.0, "one scene, stored in two ways: {apart}");
    let turned = difference(&decoded(&third), &decoded(&sixth).rotate180());
    assert!(
        turned > 4.0 * apart,
        "the control: {turned} against {apart}"
    );
}

/// A JPEG whose left upper corner is red, with an orientation in its EXIF data.
fn red_corner(orientation: u8) -> Vec<u8> {
    let mut picture = RgbImage::from_pixel(64, 32, Rgb([255, 255, 255]));
    for (x, y) in (0..16).flat_map(|x| (0..16).map(move |y| (x, y))) {
        picture.put_pixel(x, y, Rgb([255, 0, 0]));
    }
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 95);
    let mut exif = *b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0";
    exif[18] = orientation;
    encoder.add_exif_metadata(&exif).unwrap();
    encoder
        .encode(picture.as_raw(), 64, 32, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    out
}

#[test]
fn all_eight_orientations_are_applied() {
    #[track_caller]
    fn corner(orientation: u8, size: (u32, u32), at: (u32, u32)) {
        let rendition = fit(&red_corner(orientation), Jpeg, &target(64, 64, 50_000)).unwrap();
        assert_eq!(
            (rendition.width, rendition.height),
            size,
            "orientation {orientation}"
        );
        let [red, green, _] = decoded(&rendition).to_rgb8().get_pixel(at.0, at.1).0;
        assert!(
            red > 200 && green < 80,
            "orientation {orientation}: {red} {green}"
        );
        let facts = measure(&red_corner(orientation), Jpeg).unwrap();
        assert_eq!(facts.orientation, orientation);
    }
    corner(1, (64, 32), (4, 4));
    corner(2, (64, 32), (59, 4));
    corner(3, (64, 32), (59, 27));
    corner(4, (64, 32), (4, 27));
    corner(5, (32, 64), (4, 4));
    corner(6, (32, 64), (27, 4));
    corner(7, (32, 64), (27, 59));
    corner(8, (32, 64), (4, 59));
}

#[test]
fn a_progressive_jpeg_becomes_baseline() {
    let picture = noisy(64, 64);
    let progressive = jpeg(picture.as_raw(), 64, jpeg_encoder::ColorType::Rgb, true);
    assert!(
        progressive.windows(2).any(|window| window == b"\xff\xc2"),
        "the control"
    );
    let rendition = fit(&progressive, Jpeg, &target(640, 480, 90_000)).unwrap();
    assert!(
        rendition
            .bytes
            .windows(2)
            .any(|window| window == b"\xff\xc0")
    );
    assert_eq!((rendition.width, rendition.height), (64, 64));
}

#[test]
fn inks_become_light() {
    #[track_caller]
    fn check_inks(inks: [u8; 4], light: [u8; 3]) {
        use jpeg_encoder::ColorType::{Cmyk, CmykAsYcck};
        for colour in [Cmyk, CmykAsYcck] {
            let bytes = jpeg(&inks.repeat(32 * 32), 32, colour, false);
            let rendition = fit(&bytes, Jpeg, &target(640, 480, 90_000)).unwrap();
            let middle = decoded(&rendition).to_rgb8().get_pixel(16, 16).0;
            let near = middle
                .iter()
                .zip(light)
                .all(|(got, want)| got.abs_diff(want) < 12);
            assert!(near, "{inks:?} as {colour:?}: {middle:?}, not {light:?}");
        }
    }
    check_inks([0, 0, 0, 0], [255, 255, 255]);
    check_inks([0, 255, 255, 0], [255, 0, 0]);
    check_inks([255, 0, 255, 0], [0, 255, 0]);
    check_inks([0, 0, 0, 255], [0, 0, 0]);
}

#[test]
fn grey_pictures_stay_grey() {
    let bytes = jpeg(&[90; 32 * 32], 32, jpeg_encoder::ColorType::Luma, true);
    let rendition = fit(&bytes, Jpeg, &target(16, 16, 90_000)).unwrap();
    let [red, green, blue] = decoded(&rendition).to_rgb8().get_pixel(8, 8).0;
    assert!(red.abs_diff(90) < 4 && red.abs_diff(green) < 4 && red.abs_diff(blue) < 4);
}

#[test]
fn transparency_stays_as_png_or_becomes_white() {
    let png = encoded(disc(400), ImageFormat::Png);
    let kept = fit(&png, Png, &target(200, 200, 20_000)).unwrap();
    assert_eq!((kept.media_type, kept.width), (Png, 200));
    assert_eq!(decoded(&kept).to_rgba8().get_pixel(0, 0)[3], 0);
    let no_png = Target {
        png: false,
        ..target(200, 200, 20_000)
    };
    let flat = fit(&png, Png, &no_png).unwrap();
    assert_eq!(flat.media_type, Jpeg);
    let corner = decoded(&flat).to_rgb8().get_pixel(1, 1).0;
    assert!(corner.iter().all(|channel| *channel > 240), "{corner:?}");
    let tight = fit(&png, Png, &target(200, 200, kept.bytes.len() - 1)).unwrap();
    assert_eq!(tight.media_type, Jpeg);
}

#[test]
fn other_formats_become_jpeg_or_png() {
    let photo = image::load_from_memory(&sample("photos/cat.png")).unwrap();
    let webp = encoded(photo.clone(), ImageFormat::WebP);
    assert_eq!(
        fit(&webp, WebP, &target(640, 480, 60_000))
            .unwrap()
            .media_type,
        Jpeg
    );
    let bmp = encoded(photo, ImageFormat::Bmp);
    assert_eq!(
        fit(&bmp, Bmp, &target(640, 480, 60_000))
            .unwrap()
            .media_type,
        Jpeg
    );
    let sketch = RgbImage::from_fn(300, 300, |x, _| Rgb([if x % 50 < 2 { 0 } else { 255 }; 3]));
    let sketch = encoded(sketch, ImageFormat::Bmp);
    assert_eq!(
        fit(&sketch, Bmp, &target(640, 480, 60_000))
            .unwrap()
            .media_type,
        Png
    );
}

#[test]
fn a_moving_gif_that_fits_stays_moving_and_another_stands_still() {
    let cat = sample("film/cat-zoom.gif");
    let frames = check(&cat, Gif).unwrap().frames;
    assert!(frames > 1);
    let passed = fit(&cat, Gif, &target(640, 480, 700_000)).unwrap();
    assert_eq!(
        (passed.media_type, check(&passed.bytes, Gif).unwrap().frames),
        (Gif, frames)
    );
    let still = fit(&cat, Gif, &target(640, 480, 30_000)).unwrap();
    assert_ne!(still.media_type, Gif);
    assert_eq!((still.width, still.height), (240, 160));
    let no_gif = Target {
        gif: false,
        ..target(640, 480, 700_000)
    };
    assert_ne!(fit(&cat, Gif, &no_gif).unwrap().media_type, Gif);
}
