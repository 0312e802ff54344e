//! The composition of slides, before anything is fetched.
//!
//! Source: docs/contract.md, the slide and composition of one slide.

use crate::check::Call;
use domain::command::SlideDraft;
use domain::fault::{Fault, Kind};
use domain::limits::content::{DURATION_DEFAULT_S, DURATION_MIN_S};
use domain::order::{Element, Part, SlideOrder};
use domain::scalar;
use domain::text;

/// Judges all slides: their number first, then one after the other.
pub(crate) fn slides(call: &Call<'_>, most: usize) -> Result<Vec<SlideDraft>, Fault> {
    call.formed(Part::Slides)?;
    let orders = &call.order.slides;
    match orders.len() {
        0 => return Err(Kind::NoSlides.into()),
        count if count > most => {
            return Err(Kind::TooManySlides.because(format!("{count} slides, {most} allowed")));
        }
        _ => {}
    }
    orders
        .iter()
        .zip(1..)
        .map(|(order, number)| slide(call, order, number))
        .collect()
}

/// Judges slide `number` (from 1) in the contract's order: duration, objects, object with media,
/// audio with video, video with image, emptiness, length of the text.
fn slide(call: &Call<'_>, order: &SlideOrder, number: usize) -> Result<SlideDraft, Fault> {
    let duration_s = duration(order, number, call.limits().duration_s)?;
    let has = |element| order.files.iter().any(|(given, _)| *given == element);
    let objects = order
        .files
        .iter()
        .filter(|(element, _)| element.is_object())
        .count();
    let media = has(Element::Image) || has(Element::Audio) || has(Element::Video);
    if objects > 1 {
        return Err(Kind::TooManyObjects.into());
    }
    if objects == 1 && media {
        return Err(Kind::ObjectWithMedia.into());
    }
    if has(Element::Audio) && has(Element::Video) {
        return Err(Kind::AudioWithVideo.into());
    }
    if has(Element::Video) && has(Element::Image) {
        return Err(Kind::VideoWithImage.into());
    }
    let text = order
        .text
        .as_deref()
        .map(|text| text::lines(text, call.backslash()));
    let text = text.as_deref().and_then(text::trimmed).map(str::to_owned);
    if text.is_none() && order.files.is_empty() && !order.forbidden {
        return Err(Kind::SlideEmpty.slide(number));
    }
    if text
        .as_deref()
        .is_some_and(|text| text::is_longer(text, call.limits().text))
    {
        return Err(Kind::TextTooLongInSlide.slide(number));
    }
    let mut files = order.files.clone();
    files.sort_by_key(|(element, _)| *element);
    Ok(SlideDraft {
        text,
        duration_s,
        files,
    })
}

fn duration(order: &SlideOrder, number: usize, most: u32) -> Result<u32, Fault> {
    let Some(written) = order.duration.as_deref() else {
        return Ok(DURATION_DEFAULT_S.min(most));
    };
    let seconds = scalar::integer(written).and_then(|seconds| u32::try_from(seconds).ok());
    seconds
        .filter(|seconds| (DURATION_MIN_S..=most).contains(seconds))
        .ok_or_else(|| Kind::BadDuration.slide(number))
}

/// Refuses what is recognised and never allowed, and what is switched off for the account; checked
/// with the content, after the receiver.
pub(crate) fn allowed(call: &Call<'_>) -> Result<(), Fault> {
    let switched_off = &call.account.policy.refused_elements;
    let is_refused = |(element, _): &(Element, String)| switched_off.contains(element);
    let slides = &call.order.slides;
    match slides
        .iter()
        .any(|slide| slide.forbidden || slide.files.iter().any(is_refused))
    {
        true => Err(Kind::ContentNotAllowed.into()),
        false => Ok(()),
    }
}
