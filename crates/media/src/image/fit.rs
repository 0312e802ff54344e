//! The search for a rendition within box and budget.
//!
//! Delivery goes before fidelity: a picture loses quality first, then size. Knows nothing of other
//! slides; whoever calls shares out the budget. Guarantee: a rendition is never bigger than box
//! and budget, never enlarged, upright, and free of metadata.
//! Source: docs/contract.md, adaptation.

use bytes::Bytes;
use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage, RgbaImage};

use super::layout::Layout;
use super::{ImageFault, decode, encode, guarded, measured};
use crate::media_type::MediaType;

/// Best quality that is tried; above it files grow and nobody sees more.
const BEST_QUALITY: u8 = 92;

/// Worst quality that is tried before the picture is made smaller.
const WORST_QUALITY: u8 = 40;

/// Longest side, in pixels, below which a picture is not made smaller.
const FLOOR_SIDE: u32 = 64;

/// What a rendition has to keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Greatest width in pixels.
    pub max_width: u32,
    /// Greatest height in pixels.
    pub max_height: u32,
    /// Greatest length of the file in bytes.
    pub budget_bytes: usize,
    /// Whether the handset takes PNG. JPEG is always taken.
    pub png: bool,
    /// Whether the handset takes GIF.
    pub gif: bool,
}

/// A picture that fits its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// The file.
    pub bytes: Bytes,
    /// JPEG, PNG or GIF.
    pub media_type: MediaType,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Why there is no rendition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FitFault {
    /// The source cannot be decoded.
    #[error("the picture is corrupted")]
    Corrupted,
    /// The source has too many pixels or frames.
    #[error("the picture has too many pixels or frames")]
    TooBig,
    /// Even the smallest rendition is above the budget.
    #[error("no rendition of the picture fits the budget")]
    DoesNotFit,
}

impl From<ImageFault> for FitFault {
    fn from(fault: ImageFault) -> Self {
        match fault {
            ImageFault::Corrupted => Self::Corrupted,
            ImageFault::TooBig => Self::TooBig,
        }
    }
}

/// Makes a rendition of a picture.
///
/// A baseline JPEG, a PNG or a GIF (also a moving one) that fits as it is passes without its
/// metadata and with its pixels untouched. Of any other moving picture the first frame is taken.
/// Transparency is kept as PNG where that fits, and laid on white where not.
///
/// # Errors
///
/// [`FitFault`]; the first two concern the source, whatever the target.
pub fn fit(bytes: &[u8], media_type: MediaType, target: &Target) -> Result<Rendition, FitFault> {
    guarded(|| {
        let layout = measured(bytes, media_type)?;
        if passes(media_type, &layout, target) {
            decode::verify(bytes, media_type, &layout)?;
            return Ok(Rendition {
                bytes: layout.stripped(bytes).into(),
                media_type,
                width: layout.width,
                height: layout.height,
            });
        }
        let picture = upright(bytes, media_type, &layout, target)?;
        let lossless = media_type != MediaType::Jpeg && media_type != MediaType::WebP;
        if let Some(rendition) = as_png(&picture, lossless, target)? {
            return Ok(rendition);
        }
        as_jpeg(on_white(picture), target)
    })
}

/// Whether the source can go as it is.
fn passes(media_type: MediaType, layout: &Layout, target: &Target) -> bool {
    let taken = match media_type {
        MediaType::Jpeg => true,
        MediaType::Png => target.png,
        MediaType::Gif => target.gif,
        _ => false,
    };
    taken
        && layout.portable
        && layout.orientation == Orientation::NoTransforms
        && layout.width <= target.max_width
        && layout.height <= target.max_height
        && layout.stripped_len() <= target.budget_bytes
}

/// Decodes a picture, brings it into the box and turns it upright.
fn upright(
    bytes: &[u8],
    media_type: MediaType,
    layout: &Layout,
    target: &Target,
) -> Result<DynamicImage, FitFault> {
    let turned = matches!(
        layout.orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (width, height) = if turned {
        (target.max_height, target.max_width)
    } else {
        (target.max_width, target.max_height)
    };
    let size = inside((layout.width, layout.height), (width.max(1), height.max(1)));
    let stored = decode::pixels(bytes, media_type, layout, size)?;
    let mut picture = resized(stored, size)?;
    picture.apply_orientation(layout.orientation);
    Ok(match picture {
        DynamicImage::ImageRgba8(rgba) if rgba.pixels().all(|pixel| pixel[3] == 255) => {
            DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(rgba).into_rgb8())
        }
        other => other,
    })
}

/// The biggest size of the same shape inside a box; never bigger than before.
fn inside((width, height): (u32, u32), (box_width, box_height): (u32, u32)) -> (u32, u32) {
    if width <= box_width && height <= box_height {
        return (width, height);
    }
    let scaled = |side: u32, num: u32, den: u32| {
        let rounded = (u64::from(side) * u64::from(num) + u64::from(den) / 2) / u64::from(den);
        u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
    };
    // Compared as fractions, so that the same picture always gets the same size.
    if u64::from(box_width) * u64::from(height) <= u64::from(box_height) * u64::from(width) {
        (box_width, scaled(height, box_width, width).min(box_height))
    } else {
        (scaled(width, box_height, height).min(box_width), box_height)
    }
}

fn resized(picture: DynamicImage, (width, height): (u32, u32)) -> Result<DynamicImage, FitFault> {
    if (picture.width(), picture.height()) == (width, height) {
        return Ok(picture);
    }
    let pixel_type = if picture.color().has_alpha() {
        PixelType::U8x4
    } else {
        PixelType::U8x3
    };
    let (from_width, from_height) = (picture.width(), picture.height());
    let source = Image::from_vec_u8(from_width, from_height, picture.into_bytes(), pixel_type)
        .map_err(|_| FitFault::Corrupted)?;
    let mut scaled = Image::new(width, height, pixel_type);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new()
        .resize(&source, &mut scaled, &options)
        .map_err(|_| FitFault::Corrupted)?;
    let bytes = scaled.into_vec();
    let picture = match pixel_type {
        PixelType::U8x4 => RgbaImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8),
        _ => RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8),
    };
    picture.ok_or(FitFault::Corrupted)
}

/// A PNG, if it fits and is worth it: for transparency, or when it is smaller than a good JPEG.
fn as_png(
    picture: &DynamicImage,
    lossless: bool,
    target: &Target,
) -> Result<Option<Rendition>, FitFault> {
    let alpha = picture.color().has_alpha();
    if !target.png || !(alpha || lossless) {
        return Ok(None);
    }
    let png = encode::png(picture).ok_or(FitFault::Corrupted)?;
    let most = if alpha {
        target.budget_bytes
    } else {
        target.budget_bytes.min(good(picture))
    };
    Ok((png.len() <= most).then(|| Rendition {
        bytes: png.into(),
        media_type: MediaType::Png,
        width: picture.width(),
        height: picture.height(),
    }))
}

/// Length of a JPEG of best quality.
fn good(picture: &DynamicImage) -> usize {
    encode::jpeg(&picture.to_rgb8(), BEST_QUALITY).map_or(0, |jpeg| jpeg.len())
}

fn on_white(picture: DynamicImage) -> RgbImage {
    let DynamicImage::ImageRgba8(rgba) = picture else {
        return picture.into_rgb8();
    };
    let (width, height) = rgba.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        let over = |channel: u8| {
            let mixed = u16::from(channel) * u16::from(alpha) + 255 * u16::from(255 - alpha);
            u8::try_from((mixed + 127) / 255).unwrap_or(255)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

/// Takes quality away, then size, until the budget is kept.
fn as_jpeg(mut picture: RgbImage, target: &Target) -> Result<Rendition, FitFault> {
    loop {
        let (width, height) = picture.dimensions();
        let excess = match best_jpeg(&picture, target.budget_bytes)? {
            Ok(jpeg) => {
                let bytes = jpeg.into();
                return Ok(Rendition {
                    bytes,
                    media_type: MediaType::Jpeg,
                    width,
                    height,
                });
            }
            Err(excess) => excess,
        };
        let longest = width.max(height);
        if longest <= FLOOR_SIDE {
            return Err(FitFault::DoesNotFit);
        }
        let next = smaller_side(longest, target.budget_bytes, excess);
        let size = inside((width, height), (next, next));
        picture = resized(DynamicImage::ImageRgb8(picture), size)?.into_rgb8();
    }
}

/// The JPEG of the best quality that fits, or the length of the worst one.
fn best_jpeg(picture: &RgbImage, budget: usize) -> Result<Result<Vec<u8>, usize>, FitFault> {
    let encoded = |quality| encode::jpeg(picture, quality).ok_or(FitFault::Corrupted);
    let best = encoded(BEST_QUALITY)?;
    if best.len() <= budget {
        return Ok(Ok(best));
    }
    let mut fits = encoded(WORST_QUALITY)?;
    if fits.len() > budget {
        return Ok(Err(fits.len()));
    }
    let (mut low, mut high) = (WORST_QUALITY, BEST_QUALITY);
    while high - low > 1 {
        let middle = low.midpoint(high);
        let tried = encoded(middle)?;
        if tried.len() <= budget {
            (low, fits) = (middle, tried);
        } else {
            high = middle;
        }
    }
    Ok(Ok(fits))
}

/// The next longest side to try: bytes go with the area, and a step is between 0.5 and 0.95.
fn smaller_side(longest: u32, budget: usize, excess: usize) -> u32 {
    let root = (budget as u64 * 1_000_000 / (excess as u64).max(1)).isqrt();
    let thousandths = root.clamp(500, 950);
    let next = u64::from(longest) * thousandths / 1_000;
    u32::try_from(next).unwrap_or(longest).max(FLOOR_SIDE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_shape_and_is_never_enlarged() {
        #[track_caller]
        fn check(size: (u32, u32), room: (u32, u32), expected: (u32, u32)) {
            assert_eq!(inside(size, room), expected, "{size:?} in {room:?}");
        }
        check((4000, 3000), (640, 480), (640, 480));
        check((3000, 4000), (640, 480), (360, 480));
        check((100, 50), (640, 480), (100, 50));
        check((12_000, 1), (640, 480), (640, 1));
        check((641, 480), (640, 480), (640, 479));
        check((1, 1), (1, 1), (1, 1));
    }

    #[test]
    fn steps_go_down_and_end_at_the_floor() {
        assert_eq!(smaller_side(1_000, 50, 100), 707);
        assert_eq!(smaller_side(1_000, 99, 100), 950);
        assert_eq!(smaller_side(1_000, 0, 100), 500);
        assert_eq!(smaller_side(65, 99, 100), FLOOR_SIDE);
    }
}
