//! Our words to the wire: a text as JSON.
//!
//! Guarantee: the same text gives the same request, so that a repetition can be recognised by the
//! carrier.

use domain::sms::{Alphabet, parts};
use serde::Serialize;

use crate::Sms;

/// The request as it is written.
#[derive(Serialize)]
struct Written<'a> {
    id: &'a str,
    from: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mask: Option<&'a str>,
    to: &'a str,
    text: &'a str,
    alphabet: &'static str,
    parts: usize,
    expires: String,
    report: bool,
}

/// The request for one text to one receiver.
pub(super) fn request(sms: &Sms) -> Vec<u8> {
    let written = Written {
        id: &sms.transaction,
        from: &sms.from,
        mask: sms.from_mask.as_deref(),
        to: &sms.to,
        text: &sms.text,
        alphabet: match Alphabet::of(&sms.text) {
            Alphabet::Gsm => "gsm7",
            Alphabet::Ucs2 => "ucs2",
        },
        parts: parts(&sms.text),
        expires: format!("{:.0}", sms.expiry),
        report: true,
    };
    serde_json::to_vec(&written).expect("texts and numbers can always be written as JSON")
}
