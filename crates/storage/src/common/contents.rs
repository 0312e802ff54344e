//! JSON of slides, texts, fallbacks and discovery messages.
//!
//! The mirrors are written out field by field, so that a new field of the domain does not
//! compile until it is stored.

use super::words::Word;
use super::{read, write};
use crate::Error;
use domain::content::{Fallback, File, Slide};
use domain::id::BlobHash;
use domain::message::Discovery;
use domain::number::Recipient;
use domain::order::Element;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Serialize, Deserialize)]
struct SlideRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    duration_s: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileRow>,
}

#[derive(Serialize, Deserialize)]
struct FileRow {
    element: String,
    blob: String,
    mime: String,
    size_bytes: u64,
    source: String,
}

#[derive(Serialize, Deserialize)]
struct FallbackRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    disabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    without_link: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link_expiry: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct DiscoveryRow {
    subject: String,
    text: String,
    wait_s: u64,
    #[serde(default)]
    force: bool,
}

/// Slides as JSON.
pub(crate) fn write_slides(slides: &[Slide]) -> Result<String, Error> {
    let rows: Vec<SlideRow> = slides.iter().map(slide_row).collect();
    write(&rows)
}

/// Reads [`write_slides`] back.
pub(crate) fn read_slides(text: &str) -> Result<Vec<Slide>, Error> {
    let rows: Vec<SlideRow> = read(text, "slides")?;
    rows.into_iter().map(slide).collect()
}

fn slide_row(slide: &Slide) -> SlideRow {
    let Slide {
        text,
        duration_s,
        files,
    } = slide;
    let files = files.iter().map(file_row).collect();
    SlideRow {
        text: text.clone(),
        duration_s: *duration_s,
        files,
    }
}

fn slide(row: SlideRow) -> Result<Slide, Error> {
    let SlideRow {
        text,
        duration_s,
        files,
    } = row;
    let files = files.into_iter().map(file).collect::<Result<_, _>>()?;
    Ok(Slide {
        text,
        duration_s,
        files,
    })
}

fn file_row(file: &File) -> FileRow {
    let File {
        element,
        blob,
        mime,
        size_bytes,
        source,
    } = file;
    FileRow {
        element: element.word().into(),
        blob: blob.to_string(),
        mime: mime.clone(),
        size_bytes: *size_bytes,
        source: source.clone(),
    }
}

fn file(row: FileRow) -> Result<File, Error> {
    let FileRow {
        element,
        blob,
        mime,
        size_bytes,
        source,
    } = row;
    let element = <Element as Word>::read(&element)?;
    let damaged = || Error::Damaged {
        what: "slides".into(),
        why: "a blob has no name".into(),
    };
    let blob = BlobHash::parse(&blob).ok_or_else(damaged)?;
    Ok(File {
        element,
        blob,
        mime,
        size_bytes,
        source,
    })
}

/// A fallback as JSON; `None` when all of it is open.
pub(crate) fn write_fallback(fallback: &Fallback) -> Result<Option<String>, Error> {
    if *fallback == Fallback::default() {
        return Ok(None);
    }
    let Fallback {
        text,
        disabled,
        without_link,
        link_expiry,
    } = fallback.clone();
    write(&FallbackRow {
        text,
        disabled,
        without_link,
        link_expiry,
    })
    .map(Some)
}

/// Reads [`write_fallback`] back.
pub(crate) fn read_fallback(text: Option<&str>) -> Result<Fallback, Error> {
    let Some(text) = text else {
        return Ok(Fallback::default());
    };
    let FallbackRow {
        text,
        disabled,
        without_link,
        link_expiry,
    } = read(text, "fallback")?;
    Ok(Fallback {
        text,
        disabled,
        without_link,
        link_expiry,
    })
}

/// A discovery message as JSON.
pub(crate) fn write_discovery(discovery: &Discovery) -> Result<String, Error> {
    let Discovery {
        subject,
        text,
        wait,
        force,
    } = discovery.clone();
    write(&DiscoveryRow {
        subject,
        text,
        wait_s: wait.as_secs(),
        force,
    })
}

/// Reads [`write_discovery`] back.
pub(crate) fn read_discovery(text: &str) -> Result<Discovery, Error> {
    let DiscoveryRow {
        subject,
        text,
        wait_s,
        force,
    } = read(text, "discovery message")?;
    Ok(Discovery {
        subject,
        text,
        wait: Duration::from_secs(wait_s),
        force,
    })
}

/// Texts by slide as JSON; `None` when there are none.
pub(crate) fn write_texts(texts: &BTreeMap<usize, String>) -> Result<Option<String>, Error> {
    if texts.is_empty() {
        Ok(None)
    } else {
        write(texts).map(Some)
    }
}

/// Reads [`write_texts`] back.
pub(crate) fn read_texts(text: Option<&str>) -> Result<BTreeMap<usize, String>, Error> {
    text.map_or_else(|| Ok(BTreeMap::new()), |text| read(text, "texts"))
}

/// Numbers as JSON; `None` when there are none.
pub(crate) fn write_numbers(numbers: &[Recipient]) -> Result<Option<String>, Error> {
    if numbers.is_empty() {
        return Ok(None);
    }
    let digits: Vec<&str> = numbers.iter().map(Recipient::digits).collect();
    write(&digits).map(Some)
}

/// Reads [`write_numbers`] back.
pub(crate) fn read_numbers(text: Option<&str>) -> Result<Vec<Recipient>, Error> {
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let digits: Vec<String> = read(text, "numbers")?;
    digits.iter().map(|digits| read_number(digits)).collect()
}

/// Reads the digits of a stored number.
pub(crate) fn read_number(digits: &str) -> Result<Recipient, Error> {
    let damaged = |_| Error::Damaged {
        what: "number".into(),
        why: "it is not a number".into(),
    };
    Recipient::parse(digits).map_err(damaged)
}
