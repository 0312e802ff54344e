//! The sample media, inside the program, so that the demonstration works from any folder.
//!
//! Authors and licences are named in `media/samples/README.md`.

/// A sample file.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Its path below the samples, as in `photos/coffee.png`.
    pub path: &'static str,
    /// MIME type.
    pub mime: &'static str,
    /// The bytes.
    pub bytes: &'static [u8],
}

macro_rules! samples {
    ($($path:literal $mime:literal)*) => {
        &[$(Sample {
            path: $path,
            mime: $mime,
            bytes: include_bytes!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/../../media/samples/", $path
            )),
        }),*]
    };
}

/// Pictures, sound and objects; of the films only the one that is a GIF.
pub const SAMPLES: &[Sample] = samples! {
    "photos/astronaut.png" "image/png"
    "photos/cat.png" "image/png"
    "photos/coffee.png" "image/png"
    "photos/friends.jpg" "image/jpeg"
    "photos/landscape.jpg" "image/jpeg"
    "photos/rocket.jpg" "image/jpeg"
    "photos/seedling.jpg" "image/jpeg"
    "photos/sunset.jpg" "image/jpeg"
    "orientation/Landscape_3.jpg" "image/jpeg"
    "orientation/Landscape_6.jpg" "image/jpeg"
    "orientation/Portrait_8.jpg" "image/jpeg"
    "film/cat-zoom.gif" "image/gif"
    "sound/speech.mp3" "audio/mpeg"
    "objects/contact.vcf" "text/vcard"
    "objects/coupon.pdf" "application/pdf"
    "objects/coupon.pkpass" "application/vnd.apple.pkpass"
    "objects/invitation.ics" "text/calendar"
};

/// The sample of that path.
#[must_use]
pub fn named(path: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.path == path)
}
