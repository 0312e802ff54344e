//! Pixels to bytes.
//!
//! Writes baseline JPEG (ITU-T T.81, the form that 3GPP TS 26.140 makes mandatory) and PNG,
//! neither with any metadata. Guarantee: the same pixels give the same bytes.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, RgbImage};
use jpeg_encoder::{
    ChromaSubsamplingMethod, ColorType, Encoder, QuantizationTableType, SamplingFactor,
};

/// Writes a baseline JPEG of one interleaved scan, 4:2:0; quality is 1 to 100.
///
/// The standard Huffman tables are used: optimised ones would split the scan, which is legal, but
/// more than some handsets can do. Nothing when a side has more than 65,535 pixels.
pub(super) fn jpeg(picture: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let (width, height) = (
        picture.width().try_into().ok()?,
        picture.height().try_into().ok()?,
    );
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    let tables = || QuantizationTableType::CustomMsSsim;
    encoder.set_quantization_tables(tables(), tables());
    encoder
        .encode(picture.as_raw(), width, height, ColorType::Rgb)
        .ok()?;
    Some(out)
}

/// Writes a PNG with or without alpha.
pub(super) fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive);
    picture.write_with_encoder(encoder).ok()?;
    Some(out)
}
