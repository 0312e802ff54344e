//! Our words to the wire: a [`Mms`] as SubmitReq.
//!
//! Speaks 3GPP TS 23.140 §8.7.4.1 through the crate `mm7`; knows nothing of HTTP. Guarantee: the
//! same submission gives the same request, so that a repetition can be recognised by the carrier.

use mm7::{Address, Content, ContentType, Identity, Moment, Recipient, SubmitReq};

use super::settings::Settings;
use crate::{Mms, Part};

/// The request for one message to one receiver.
///
/// The presentation goes first and is the start of the content. Reports of delivery are asked
/// for, reports of reading only where the link says so: some handsets ask the receiver first.
pub(super) fn submit_req(submission: &Mms, settings: &Settings) -> SubmitReq {
    let service_id = submission.service_id.as_ref();
    SubmitReq {
        identity: Identity {
            vasp_id: settings.vaspid.clone(),
            vas_id: service_id.or(settings.vasid.as_ref()).cloned(),
            sender: Some(sender(submission, settings)),
        },
        to: recipients(submission, settings.max_recipients),
        time_stamp: Some(submission.at),
        expiry: Some(Moment::At(submission.expiry)),
        delivery_report: Some(true),
        read_reply: settings.read_reports.then_some(true),
        subject: submission
            .subject
            .clone()
            .filter(|subject| !subject.is_empty()),
        allow_adaptations: Some(settings.allow_adaptations),
        content_class: settings.content_class.clone(),
        content: Some(content(submission, settings.smil)),
        ..SubmitReq::default()
    }
}

/// Letters stand where a short code would: the schema has no form of their own for them, and its
/// form of a number is one of digits.
fn sender(submission: &Mms, settings: &Settings) -> Address {
    let digits = submission.from.clone();
    match &submission.from_mask {
        Some(mask) if settings.sender_masks => Address::ShortCode(mask.clone()),
        _ if submission.from_short_code => Address::ShortCode(digits),
        _ => Address::Number(digits),
    }
}

/// The receiver, and behind it those who are only shown as members of the group.
///
/// Those of a group beyond what the carrier takes are not shown; each of them gets a request of
/// their own anyway.
fn recipients(submission: &Mms, most: Option<usize>) -> Vec<Recipient> {
    let shown = submission.display_only.iter().map(|digits| Recipient {
        address: Address::Number(digits.clone()),
        display_only: true,
    });
    let receiver = Recipient::of(Address::Number(submission.to.clone()));
    let all = std::iter::once(receiver).chain(shown);
    all.take(most.unwrap_or(usize::MAX)).collect()
}

/// Without a presentation phones show the parts in their order.
fn content(submission: &Mms, smil: bool) -> Content {
    let presentation = smil.then_some(&submission.presentation);
    let parts = presentation.into_iter().chain(&submission.parts);
    Content {
        parts: parts.map(part).collect(),
        start: presentation.map(|presentation| presentation.name.clone()),
    }
}

/// A type that cannot be read is sent as the type of which nothing is known.
fn part(part: &Part) -> mm7::Part {
    let content_type = ContentType::parse(&part.content_type)
        .unwrap_or_else(|_| ContentType::new("application/octet-stream"));
    mm7::Part::named(content_type, &part.name, part.bytes.clone())
}

#[cfg(test)]
mod tests;
