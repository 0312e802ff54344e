//! The table of media types.
//!
//! Knows names only: MIME types (RFC 2046 and the IANA registry), kinds and the elements of a
//! slide. Knows nothing of bytes. Guarantee: every type of the table has one row.
//! Source: docs/contract.md, media types.

use domain::order::Element;

/// What a file is to a slide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A still or moving picture.
    Image,
    /// Sound.
    Audio,
    /// Film.
    Video,
    /// A file that the handset hands to another application.
    Object,
}

/// A type of file that the gateway knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// JPEG picture.
    Jpeg,
    /// PNG picture.
    Png,
    /// GIF picture, still or moving.
    Gif,
    /// WebP picture.
    WebP,
    /// Windows bitmap.
    Bmp,
    /// MPEG layer 3 sound.
    Mp3,
    /// RIFF wave sound.
    Wav,
    /// Adaptive multi-rate speech, narrow band.
    Amr,
    /// Adaptive multi-rate speech, wide band.
    AmrWb,
    /// Sound in an MP4 container.
    Mp4Audio,
    /// 3GP or 3G2 film.
    ThreeGp,
    /// MP4 film.
    Mp4,
    /// MPEG-1 or MPEG-2 film.
    Mpeg,
    /// AVI film.
    Avi,
    /// Windows Media film.
    Wmv,
    /// QuickTime film.
    QuickTime,
    /// Business card.
    VCard,
    /// Calendar entry.
    ICal,
    /// PDF document.
    Pdf,
    /// Wallet pass.
    Passbook,
}

struct Row {
    kind: Kind,
    name: &'static str,
    mime: &'static str,
    extension: &'static str,
    /// Other spellings of the MIME type that servers use.
    also: &'static [&'static str],
}

const fn row(
    kind: Kind,
    name: &'static str,
    mime: &'static str,
    extension: &'static str,
    also: &'static [&'static str],
) -> Row {
    Row {
        kind,
        name,
        mime,
        extension,
        also,
    }
}

#[rustfmt::skip]
const fn row_of(media_type: MediaType) -> Row {
    use Kind::{Audio, Image, Object, Video};
    match media_type {
        MediaType::Jpeg => row(Image, "JPEG", "image/jpeg", "jpg", &["image/jpg", "image/pjpeg"]),
        MediaType::Png => row(Image, "PNG", "image/png", "png", &["image/x-png", "image/apng"]),
        MediaType::Gif => row(Image, "GIF", "image/gif", "gif", &[]),
        MediaType::WebP => row(Image, "WebP", "image/webp", "webp", &[]),
        MediaType::Bmp => row(Image, "BMP", "image/bmp", "bmp", &["image/x-bmp", "image/x-ms-bmp"]),
        MediaType::Mp3 => row(Audio, "MP3", "audio/mpeg", "mp3", &["audio/mp3", "audio/x-mpeg", "audio/mpeg3", "audio/x-mp3"]),
        MediaType::Wav => row(Audio, "WAV", "audio/wav", "wav", &["audio/x-wav", "audio/wave", "audio/vnd.wave"]),
        MediaType::Amr => row(Audio, "AMR", "audio/amr", "amr", &["audio/amr-nb"]),
        MediaType::AmrWb => row(Audio, "AMR-WB", "audio/amr-wb", "awb", &[]),
        MediaType::Mp4Audio => row(Audio, "MP4 audio", "audio/mp4", "m4a", &["audio/x-m4a", "audio/m4a", "audio/aac", "audio/3gpp", "video/mp4"]),
        MediaType::ThreeGp => row(Video, "3GP", "video/3gpp", "3gp", &["video/3gpp2", "video/3gp"]),
        MediaType::Mp4 => row(Video, "MP4", "video/mp4", "mp4", &["video/x-m4v", "application/mp4"]),
        MediaType::Mpeg => row(Video, "MPEG", "video/mpeg", "mpg", &["video/mpg", "video/x-mpeg"]),
        MediaType::Avi => row(Video, "AVI", "video/x-msvideo", "avi", &["video/avi", "video/msvideo"]),
        MediaType::Wmv => row(Video, "WMV", "video/x-ms-wmv", "wmv", &["video/x-ms-asf"]),
        MediaType::QuickTime => row(Video, "QuickTime", "video/quicktime", "mov", &[]),
        MediaType::VCard => row(Object, "vCard", "text/vcard", "vcf", &["text/x-vcard", "text/directory"]),
        MediaType::ICal => row(Object, "iCal", "text/calendar", "ics", &["text/x-vcalendar"]),
        MediaType::Pdf => row(Object, "PDF", "application/pdf", "pdf", &["application/x-pdf"]),
        MediaType::Passbook => row(Object, "Passbook", "application/vnd.apple.pkpass", "pkpass", &[]),
    }
}

impl MediaType {
    /// Every type, in the order of the table.
    pub const ALL: [Self; 20] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::WebP,
        Self::Bmp,
        Self::Mp3,
        Self::Wav,
        Self::Amr,
        Self::AmrWb,
        Self::Mp4Audio,
        Self::ThreeGp,
        Self::Mp4,
        Self::Mpeg,
        Self::Avi,
        Self::Wmv,
        Self::QuickTime,
        Self::VCard,
        Self::ICal,
        Self::Pdf,
        Self::Passbook,
    ];

    /// What the file is to a slide.
    pub const fn kind(self) -> Kind {
        row_of(self).kind
    }

    /// The name for people.
    pub const fn name(self) -> &'static str {
        row_of(self).name
    }

    /// The MIME type under which it is sent, lower case, without parameters.
    pub const fn mime(self) -> &'static str {
        row_of(self).mime
    }

    /// The usual file name extension, without the dot.
    pub const fn extension(self) -> &'static str {
        row_of(self).extension
    }

    /// The type that is sent under a MIME type; the reverse of [`MediaType::mime`].
    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|media_type| media_type.mime() == mime)
    }

    /// Whether a file of this type may stand in this element of a slide.
    pub fn fits(self, element: Element) -> bool {
        match element {
            Element::Image => self.kind() == Kind::Image,
            Element::Audio => self.kind() == Kind::Audio,
            Element::Video => self.kind() == Kind::Video,
            Element::VCard => self == Self::VCard,
            Element::ICal => self == Self::ICal,
            Element::Pdf => self == Self::Pdf,
            Element::Passbook => self == Self::Passbook,
        }
    }

    /// Whether a `Content-Type` header names this type, under any of its usual spellings.
    pub fn is_declared_by(self, content_type: &str) -> bool {
        let bare = content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let row = row_of(self);
        row.mime == bare || row.also.contains(&bare.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_found_again_by_the_mime_type_it_is_sent_under() {
        for media_type in MediaType::ALL {
            assert_eq!(MediaType::from_mime(media_type.mime()), Some(media_type));
            assert!(
                media_type.is_declared_by(media_type.mime()),
                "{media_type:?}"
            );
        }
    }

    #[track_caller]
    fn declared(content_type: &str, media_type: MediaType, expected: bool) {
        assert_eq!(
            media_type.is_declared_by(content_type),
            expected,
            "{content_type}"
        );
    }

    #[test]
    fn a_header_names_a_type_in_several_spellings() {
        declared("image/jpeg", MediaType::Jpeg, true);
        declared("Image/JPG; q=1", MediaType::Jpeg, true);
        declared("text/x-vcard; charset=utf-8", MediaType::VCard, true);
        declared("image/png", MediaType::Jpeg, false);
        declared("text/html", MediaType::Jpeg, false);
        declared("", MediaType::Jpeg, false);
    }

    #[test]
    fn an_object_fits_only_its_own_element() {
        assert!(MediaType::VCard.fits(Element::VCard));
        assert!(!MediaType::Pdf.fits(Element::VCard));
        assert!(!MediaType::Mp4.fits(Element::Image));
        assert!(!MediaType::Mp4Audio.fits(Element::Video));
    }
}
