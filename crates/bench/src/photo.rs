//! A customer's web server with as many photographs as are asked for, each different.
//!
//! All are one real photograph, of which a few entries of a quantisation table (ITU-T T.81, B.2.4.1) are changed: the
//! pixels differ a little, size and work of decoding do not. So nothing that keeps results by content can answer from
//! memory, and the files on this side stay one.

use crate::error::Error;
use crate::http_server::HttpServer;
use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use std::sync::Arc;

/// The photograph among the samples: 1200 by 1800 pixels, turned by its EXIF data, as telephones make them.
const SAMPLE: &str = "orientation/Landscape_6.jpg";

/// Entries that are changed: those of the lowest frequencies but the mean, in zigzag order.
const ENTRIES: std::ops::Range<usize> = 1..7;

/// Steps that an entry can be raised by, less one.
const STEPS: u64 = 10;

/// A running web server.
#[derive(Debug)]
pub(crate) struct Photos {
    server: HttpServer,
}

impl Photos {
    /// Serves photographs on a free port of loopback.
    pub(crate) async fn start() -> Result<Self, Error> {
        let missing = || Error::said(format!("{SAMPLE} is no sample photo any more"));
        let sample = server::samples::named(SAMPLE).ok_or_else(missing)?;
        let photo = Arc::new(Photo::new(sample.bytes).ok_or_else(missing)?);
        let server = HttpServer::start(move |request: Request<Bytes>| {
            std::future::ready(answer(&photo, request.uri().path()))
        });
        let server = server.await?;
        Ok(Self { server })
    }

    /// Address of a photograph; each number has its own.
    pub(crate) fn url(&self, number: u64) -> String {
        format!("http://{}/{number}.jpg", self.server.address())
    }
}

fn answer(photo: &Photo, path: &str) -> Response<Full<Bytes>> {
    let number = path
        .strip_prefix('/')
        .and_then(|name| name.strip_suffix(".jpg"));
    let Some(number) = number.and_then(|number| number.parse().ok()) else {
        let mut response = Response::new(Full::default());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let mut response = Response::new(Full::new(Bytes::from(photo.variant(number))));
    let jpeg = header::HeaderValue::from_static("image/jpeg");
    response.headers_mut().insert(header::CONTENT_TYPE, jpeg);
    response
}

/// A baseline JPEG file and where its first quantisation table is.
#[derive(Debug)]
struct Photo {
    bytes: &'static [u8],
    table: usize,
}

impl Photo {
    /// `None`: not a JPEG file, or one whose first table has 16 bits an entry.
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let table = first_table(bytes)?;
        bytes.get(table..table + 64).map(|_| Self { bytes, table })
    }

    /// The photograph of this number.
    fn variant(&self, mut number: u64) -> Vec<u8> {
        let mut bytes = self.bytes.to_vec();
        for entry in ENTRIES {
            // A digit is below ten.
            let step = u8::try_from(number % STEPS).unwrap_or_default();
            let value = &mut bytes[self.table + entry];
            *value = value.saturating_add(step);
            number /= STEPS;
        }
        bytes
    }
}

/// Offset of the 64 entries of the first quantisation table.
fn first_table(bytes: &[u8]) -> Option<usize> {
    const DQT: u8 = 0xDB;
    const SOS: u8 = 0xDA;
    let mut at = 2;
    loop {
        let [0xFF, marker, high, low, first, ..] = *bytes.get(at..)? else {
            return None;
        };
        match (marker, first >> 4) {
            (DQT, 0) => return Some(at + 5),
            (DQT | SOS, _) => return None,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_table(bytes: &[u8], expected: Option<usize>) {
        assert_eq!(first_table(bytes), expected, "{bytes:02X?}");
    }

    #[test]
    fn the_table_is_found_behind_other_segments() {
        check_table(b"\xFF\xD8\xFF\xDB\x00\x43\x00\x01", Some(7));
        check_table(
            b"\xFF\xD8\xFF\xE1\x00\x04\xFF\xDB\xFF\xDB\x00\x43\x00",
            Some(13),
        );
        check_table(b"\xFF\xD8\xFF\xDB\x00\x83\x10\x00\x01", None);
        check_table(b"\xFF\xD8\xFF\xDA\x00\x08\x01", None);
        check_table(b"GIF89a.....", None);
        check_table(b"", None);
    }

    #[test]
    fn each_number_has_a_photo_of_its_own_and_of_the_same_length() {
        let sample = server::samples::named(SAMPLE).unwrap();
        let photo = Photo::new(sample.bytes).unwrap();
        let photos: Vec<_> = [0, 1, 10, 12_345]
            .map(|number| photo.variant(number))
            .to_vec();
        assert_eq!(photos[0], sample.bytes);
        for (index, one) in photos.iter().enumerate() {
            assert_eq!(one.len(), sample.bytes.len());
            assert!(
                !photos[index + 1..].contains(one),
                "photo {index} is there twice"
            );
        }
    }
}
