//! Signatures, and the sample files.

use super::*;

#[track_caller]
fn check(bytes: &[u8], expected: Option<MediaType>) {
    assert_eq!(
        sniff(bytes),
        expected,
        "{:?}",
        String::from_utf8_lossy(bytes)
    );
}

#[track_caller]
fn sample(path: &str, expected: Option<MediaType>) {
    let full = format!("{}/../../media/samples/{path}", env!("CARGO_MANIFEST_DIR"));
    assert_eq!(sniff(&std::fs::read(&full).unwrap()), expected, "{path}");
}

/// A box of an MP4 file.
fn part(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).unwrap();
    [&size.to_be_bytes()[..], name, body].concat()
}

/// An MP4 file with one track for each handler.
fn mp4(brand: &[u8; 4], handlers: &[&[u8; 4]]) -> Vec<u8> {
    let track = |handler: &&[u8; 4]| {
        let body = [&[0; 8][..], &handler[..], &[0; 12]].concat();
        part(b"trak", &part(b"mdia", &part(b"hdlr", &body)))
    };
    let moov: Vec<u8> = handlers.iter().flat_map(track).collect();
    [
        part(b"ftyp", &[&brand[..], &[0; 4], b"isom"].concat()),
        part(b"moov", &moov),
    ]
    .concat()
}

#[test]
fn every_sample_is_recognised() {
    sample("photos/rocket.jpg", Some(MediaType::Jpeg));
    sample("photos/cat.png", Some(MediaType::Png));
    sample("film/cat-zoom.gif", Some(MediaType::Gif));
    sample("film/pan-h263-aac.3gp", Some(MediaType::ThreeGp));
    sample("film/pan-h264-aac.mp4", Some(MediaType::Mp4));
    sample("film/pan-moov-at-end.mp4", Some(MediaType::Mp4));
    sample("film/pan-mpeg1.mpg", Some(MediaType::Mpeg));
    sample("film/pan.avi", Some(MediaType::Avi));
    sample("sound/speech.mp3", Some(MediaType::Mp3));
    sample("sound/speech.wav", Some(MediaType::Wav));
    sample("objects/contact.vcf", Some(MediaType::VCard));
    sample("objects/invitation.ics", Some(MediaType::ICal));
    sample("objects/coupon.pdf", Some(MediaType::Pdf));
    sample("objects/coupon.pkpass", Some(MediaType::Passbook));
}

#[test]
fn false_names_deceive_nobody() {
    sample("bad/html-as-image.jpg", None);
    sample("bad/playlist-as-video.mp4", None);
    sample("bad/empty.jpg", None);
    sample("bad/truncated.jpg", Some(MediaType::Jpeg));
}

#[test]
fn signatures_without_a_sample_are_recognised() {
    check(b"GIF87a\x01\x00\x01\x00", Some(MediaType::Gif));
    check(b"RIFF\x00\x00\x00\x00WEBPVP8 ", Some(MediaType::WebP));
    check(
        b"BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00",
        Some(MediaType::Bmp),
    );
    check(b"\xff\xfb\x90\x64", Some(MediaType::Mp3));
    check(b"\xff\xf3\x48\xc4", Some(MediaType::Mp3));
    check(b"#!AMR\n\x3c", Some(MediaType::Amr));
    check(b"#!AMR-WB\n\x24", Some(MediaType::AmrWb));
    check(b"\x00\x00\x01\xb3\x14\x00\xf0", Some(MediaType::Mpeg));
    check(&[&ASF[..], b"rest"].concat(), Some(MediaType::Wmv));
    check(
        b"\xef\xbb\xbf\r\nbegin:vcard\r\nVERSION:2.1",
        Some(MediaType::VCard),
    );
}

#[test]
fn brands_tell_the_relatives_of_mp4_apart() {
    check(&mp4(b"qt  ", &[b"vide"]), Some(MediaType::QuickTime));
    check(&mp4(b"M4A ", &[b"soun"]), Some(MediaType::Mp4Audio));
    check(&mp4(b"3gp4", &[b"vide", b"soun"]), Some(MediaType::ThreeGp));
    check(&mp4(b"3g2a", &[b"vide"]), Some(MediaType::ThreeGp));
    check(&mp4(b"iso6", &[b"vide"]), Some(MediaType::Mp4));
    check(&mp4(b"XAVC", &[b"vide"]), Some(MediaType::Mp4));
    check(&part(b"ftyp", b"heic\x00\x00\x00\x00mif1heic"), None);
    check(&part(b"ftyp", b"avif\x00\x00\x00\x00avifmif1"), None);
}

#[test]
fn an_mp4_with_sound_only_is_sound() {
    check(&mp4(b"isom", &[b"soun"]), Some(MediaType::Mp4Audio));
    check(
        &mp4(b"isom", &[b"soun", b"hint"]),
        Some(MediaType::Mp4Audio),
    );
    check(&mp4(b"isom", &[b"soun", b"vide"]), Some(MediaType::Mp4));
    check(&mp4(b"isom", &[]), Some(MediaType::Mp4));
}

#[test]
fn what_programs_interpret_is_not_recognised() {
    check(b"", None);
    check(b"<svg xmlns='http://www.w3.org/2000/svg'/>", None);
    check(b"<?xml version='1.0'?><svg/>", None);
    check(b"<!DOCTYPE html><html>", None);
    check(b"#EXTM3U\nhttp://10.0.0.1/a.ts", None);
    check(b"[playlist]\nFile1=/etc/passwd", None);
    check(b"ffconcat version 1.0\nfile /etc/passwd", None);
    check(b"BMW is a car", None);
    check(b"\xff\xfeh\x00t\x00m\x00l\x00", None);
    check(b"BEGIN:VCARDINAL", None);
    check(b"PK\x03\x04 an archive without a directory pass.json", None);
    check(b"\x7fELF", None);
    check(b"MZ", None);
}

#[test]
fn cut_off_files_do_no_harm() {
    let whole = mp4(b"isom", &[b"soun"]);
    for end in 0..whole.len() {
        sniff(&whole[..end]);
    }
    check(&[0xff; 64], None);
    check(
        b"\x00\x00\x00\x01ftypisom\xff\xff\xff\xff\xff\xff\xff\xff",
        None,
    );
    check(b"\x00\x00\x00\x04ftypisom", None);
}
