//! The strict reading of one submit_sm, and what a text is when its last part has come.
//!
//! Source: SMPP 3.4 §5.2; 3GPP TS 23.038 §6.2.1, 23.040 §9.2.3.24.1.

use std::collections::HashMap;

use crate::clock;
use crate::esme::pdu::Submit;
use crate::rule::{Findings, Rule};
use crate::sms::measure;
use crate::submission::{Recipient, Sms, Submission};

/// The default alphabet in the order of its septets; the escape stands for itself.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

const ESCAPE: u8 = 0x1b;

/// Parameters.
const SAR_REFERENCE: u16 = 0x020c;
const SAR_TOTAL: u16 = 0x020e;
const SAR_NUMBER: u16 = 0x020f;
const PAYLOAD: u16 = 0x0424;

/// Where a part stands in its text: reference, how many there are, which it is from 1.
pub(super) type Place = (u16, u8, u8);

/// A part, read.
pub(super) struct Part {
    pub(super) place: Option<Place>,
    pub(super) text: String,
    alphabet: &'static str,
    pub(super) submit: Submit,
    /// Octets of its PDU.
    octets: usize,
}

/// A text that has come whole.
pub(super) struct Whole {
    pub(super) text: String,
    pub(super) parts: usize,
    /// Octets of all its PDUs.
    octets: usize,
}

/// Reads a part of so many octets and finds what is wrong with it.
pub(super) fn read(submit: Submit, wire: usize, found: &mut Findings) -> Part {
    addresses(&submit, found);
    wishes(&submit, found);
    let octets = match (submit.parameter(PAYLOAD), submit.text.is_empty()) {
        (Some(payload), true) => payload,
        (Some(_), false) => {
            found.add(
                Rule::SmsForm,
                "short_message and message_payload".to_owned(),
            );
            &submit.text
        }
        (None, _) => &submit.text,
    };
    let (header, octets) = header(&submit, octets, found);
    let sar = sar(&submit);
    found.require(
        header.is_none() || sar.is_none(),
        Rule::SmsForm,
        "a header and the SAR parameters",
    );
    let (alphabet, text) = text(submit.data_coding, octets, found);
    let units = if alphabet == "ucs2" {
        octets.len() / 2
    } else {
        octets.len()
    };
    let most = match (alphabet, header.or(sar).is_some()) {
        ("ucs2", false) => 70,
        ("ucs2", true) => 67,
        (_, false) => 160,
        (_, true) => 153,
    };
    let whole = submit.parameter(PAYLOAD).is_some();
    let fits = whole || (1..=most).contains(&units);
    found.require(
        fits,
        Rule::SmsText,
        &format!("{units} units of {alphabet} in a part"),
    );
    Part {
        place: header.or(sar),
        text,
        alphabet,
        submit,
        octets: wire,
    }
}

/// What is asked of the SMSC beside the text.
fn wishes(submit: &Submit, found: &mut Findings) {
    let plain = submit.esm_class & 0x3c == 0 && submit.schedule.is_empty();
    found.require(
        plain,
        Rule::SmsForm,
        "it is no plain message, to be sent at once",
    );
    let asks = submit.registered_delivery & 0x1f == 1;
    found.require(
        asks,
        Rule::SmsForm,
        "registered_delivery does not ask for a receipt",
    );
    let (digits, zone) = submit.validity.split_at(submit.validity.len().min(15));
    let timed = digits.len() == 15 && digits.bytes().all(|it| it.is_ascii_digit()) && zone == "+";
    found.require(
        timed,
        Rule::SmsExpiry,
        "validity_period is no absolute time",
    );
}

fn addresses(submit: &Submit, found: &mut Findings) {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let source = &submit.source;
    let named = match source.ton {
        5 => source.npi == 0 && (1..=11).contains(&source.text.len()),
        1 => source.npi == 1 && digits(&source.text) && (7..=15).contains(&source.text.len()),
        3 | 0 => digits(&source.text) && (3..=15).contains(&source.text.len()),
        _ => false,
    };
    found.require(named, Rule::SmsSender, "source_addr does not fit its type");
    let to = &submit.destination;
    let known = (to.ton, to.npi) == (1, 1) && digits(&to.text) && (7..=15).contains(&to.text.len());
    found.require(
        known && !to.text.starts_with('0'),
        Rule::SmsReceiver,
        "destination_addr is not an E.164 number without +",
    );
}

/// The place that the user data header gives, and what follows it.
fn header<'a>(
    submit: &Submit,
    octets: &'a [u8],
    found: &mut Findings,
) -> (Option<Place>, &'a [u8]) {
    if submit.esm_class & 0x40 == 0 {
        return (None, octets);
    }
    match octets {
        [5, 0, 3, reference, total, number, rest @ ..] if (1..=*total).contains(number) => {
            (Some((u16::from(*reference), *total, *number)), rest)
        }
        _ => {
            found.add(Rule::SmsForm, "no header of a part is in it".to_owned());
            (None, octets)
        }
    }
}

fn sar(submit: &Submit) -> Option<Place> {
    let [high, low] = submit.parameter(SAR_REFERENCE)? else {
        return None;
    };
    let ([total], [number]) = (submit.parameter(SAR_TOTAL)?, submit.parameter(SAR_NUMBER)?) else {
        return None;
    };
    Some((u16::from_be_bytes([*high, *low]), *total, *number))
}

fn text(coding: u8, octets: &[u8], found: &mut Findings) -> (&'static str, String) {
    match coding {
        0 => {
            let text = septets(octets);
            let why = "octets that are no septets, or half of an escape";
            found.require(text.is_some(), Rule::SmsText, why);
            ("gsm7", text.unwrap_or_default())
        }
        8 => {
            let units = octets.chunks(2).map(|it| match it {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0xdc00,
            });
            let text = String::from_utf16(&units.collect::<Vec<_>>());
            found.require(text.is_ok(), Rule::SmsText, "half of a character");
            ("ucs2", text.unwrap_or_default())
        }
        other => {
            found.add(Rule::SmsText, format!("data_coding {other}"));
            ("gsm7", String::new())
        }
    }
}

fn septets(octets: &[u8]) -> Option<String> {
    let mut octets = octets.iter().copied();
    let mut text = String::new();
    while let Some(octet) = octets.next() {
        text.push(match octet {
            ESCAPE => match octets.next()? {
                0x0a => '\u{c}',
                0x14 => '^',
                0x28 => '{',
                0x29 => '}',
                0x2f => '\\',
                0x3c => '[',
                0x3d => '~',
                0x3e => ']',
                0x40 => '|',
                0x65 => '€',
                _ => return None,
            },
            octet => GSM.chars().nth(usize::from(octet))?,
        });
    }
    Some(text)
}

impl Part {
    /// A text that this is the whole of, though it may take more parts on the air.
    pub(super) fn whole(&self, parts: usize) -> Whole {
        Whole {
            text: self.text.clone(),
            parts,
            octets: self.octets,
        }
    }
}

/// Sender, receiver, reference and total: the same in all parts of a text.
type Key = (String, String, u16, u8);

/// The texts whose parts have not all come, each with the numbers of those that have.
#[derive(Debug, Default)]
pub(super) struct Unfinished(HashMap<Key, Vec<(u8, String, usize)>>);

impl Unfinished {
    /// The whole text, when this was its last part.
    pub(super) fn add(&mut self, part: &Part) -> Option<Whole> {
        let Some((reference, total, number)) = part.place else {
            let whole = part.submit.parameter(PAYLOAD).is_some();
            let parts = if whole { measure(&part.text).1 } else { 1 };
            return Some(part.whole(parts));
        };
        let (from, to) = (&part.submit.source.text, &part.submit.destination.text);
        let key = (from.clone(), to.clone(), reference, total);
        let parts = self.0.entry(key.clone()).or_default();
        parts.retain(|(known, ..)| *known != number);
        parts.push((number, part.text.clone(), part.octets));
        if parts.len() < usize::from(total) {
            return None;
        }
        let mut parts = self.0.remove(&key)?;
        parts.sort();
        Some(Whole {
            octets: parts.iter().map(|(.., octets)| octets).sum(),
            text: parts.into_iter().map(|(_, text, _)| text).collect(),
            parts: usize::from(total),
        })
    }
}

/// The record of a text that has come whole.
pub(super) fn record(part: &Part, whole: Whole, found: Findings) -> Submission {
    let Whole {
        text,
        parts,
        octets,
    } = whole;
    let submit = &part.submit;
    let to = submit.destination.text.clone();
    let masked = submit.source.ton == 5;
    Submission {
        arrived: clock::now(),
        sender: Some(submit.source.text.clone()),
        recipients: vec![Recipient {
            field: "To".to_owned(),
            form: "Number".to_owned(),
            address: to.clone(),
            digits: to,
            display_only: false,
        }],
        expiry: Some(submit.validity.clone()),
        wants_delivery_report: submit.registered_delivery & 1 == 1,
        wire_bytes: octets,
        content_bytes: text.len(),
        sms: Some(Sms {
            text,
            alphabet: part.alphabet.to_owned(),
            parts,
            mask: masked.then(|| submit.source.text.clone()),
            ids: Vec::new(),
        }),
        violations: found.0,
        ..Submission::default()
    }
}
