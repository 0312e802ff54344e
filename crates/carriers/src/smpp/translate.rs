//! Our words to the wire: an [`Sms`] as the submit_sm of each of its parts.
//!
//! Source: SMPP 3.4 §4.4.1 (submit_sm), §5.2.19 (data_coding), §7.1.1 (times); 3GPP TS 23.038 and
//! 23.040 for alphabets and parts.

use super::settings::{Concatenation, DefaultAlphabet, Settings, octets};
use crate::Sms;
use domain::sms::{self, Alphabet};
use smpp::rusmpp::pdus::SubmitSm;
use smpp::rusmpp::tlvs::MessageSubmissionRequestTlvValue as Parameter;
use smpp::rusmpp::types::{AnyOctetString, COctetString, OctetString};
use smpp::rusmpp::values::{
    DataCoding, EsmClass, IntermediateNotification, MCDeliveryReceipt, MessagePayload, Npi,
    RegisteredDelivery, SmeOriginatedAcknowledgement, Ton,
};

/// esm_class of what the SMSC shall store and forward, as gateways in the field send it.
const STORE_AND_FORWARD: u8 = 0x03;

/// The parts of a text, in order, marked with `reference`. A receipt is asked for on each: one for
/// the first alone would call a text delivered that lacks its end.
pub(super) fn parts(sms: &Sms, own: &Settings, reference: u8) -> Result<Vec<SubmitSm>, String> {
    let alphabet = alphabet(&sms.text, own.default_alphabet);
    let whole = envelope(sms, own, alphabet)?;
    let texts = sms::split_in(&sms.text, alphabet);
    let written = |text: &str| write(text, alphabet, own.default_alphabet);
    if let [_] = texts[..] {
        return Ok(vec![whole.with_short_message(short(written(&sms.text))?)]);
    }
    if own.concatenation == Concatenation::Payload {
        let mut whole = whole;
        let payload = AnyOctetString::from_vec(written(&sms.text));
        whole.push_tlv(Parameter::MessagePayload(MessagePayload::new(payload)));
        return Ok(vec![whole]);
    }
    let total = u8::try_from(texts.len()).map_err(|_| "it takes more than 255 parts")?;
    let part = |(number, text): (u8, &str)| {
        let text = written(text);
        match own.concatenation {
            Concatenation::Sar => {
                let mut part = whole.clone().with_short_message(short(text)?);
                part.push_tlv(Parameter::SarMsgRefNum(u16::from(reference)));
                part.push_tlv(Parameter::SarTotalSegments(total));
                part.push_tlv(Parameter::SarSegmentSeqnum(number));
                Ok(part)
            }
            Concatenation::Udh | Concatenation::Payload => {
                let header = smpp::udh(reference, total, number);
                let text = short([&header[..], &text].concat())?;
                Ok(whole.clone().with_udhi_indicator().with_short_message(text))
            }
        }
    };
    (1..=total).zip(texts).map(part).collect()
}

/// Everything but the text.
fn envelope(sms: &Sms, own: &Settings, alphabet: Alphabet) -> Result<SubmitSm, String> {
    let (ton, npi, from) = match &sms.from_mask {
        Some(mask) => (Ton::Alphanumeric, Npi::Unknown, mask),
        None if sms.from_short_code => (own.short_code.0, own.short_code.1, &sms.from),
        None => (own.number.0, own.number.1, &sms.from),
    };
    let expiry = sms.expiry.strftime("%y%m%d%H%M%S000+").to_string();
    let submit = SubmitSm::builder()
        .source_addr_ton(ton)
        .source_addr_npi(npi)
        .source_addr(address(from)?)
        .dest_addr_ton(own.number.0)
        .dest_addr_npi(own.number.1)
        .destination_addr(address(&sms.to)?)
        .esm_class(EsmClass::from(STORE_AND_FORWARD))
        .validity_period(
            smpp::rusmpp::types::EmptyOrFullCOctetString::from_string(expiry)
                .map_err(|_| "its expiry cannot be written")?,
        )
        .registered_delivery(RegisteredDelivery::new(
            MCDeliveryReceipt::McDeliveryReceiptRequestedWhereFinalDeliveryOutcomeIsSuccessOrFailure,
            SmeOriginatedAcknowledgement::NoReceiptSmeAcknowledgementRequested,
            IntermediateNotification::NoIntermediaryNotificationRequested,
            0,
        ))
        .data_coding(match alphabet {
            Alphabet::Gsm => DataCoding::McSpecific,
            Alphabet::Ucs2 => DataCoding::Ucs2,
        });
    Ok(submit.build())
}

fn address(text: &str) -> Result<COctetString<1, 21>, String> {
    octets(text).ok_or_else(|| "an address is longer than 20 characters or not ASCII".to_owned())
}

fn short(octets: Vec<u8>) -> Result<OctetString<0, 255>, String> {
    OctetString::from_vec(octets).map_err(|_| "a part is longer than 255 octets".to_owned())
}

/// The alphabet that the text goes in. An SMSC whose default is Latin-1 cannot be given what only
/// GSM has, such as `€`.
fn alphabet(text: &str, default: DefaultAlphabet) -> Alphabet {
    let latin = || text.chars().all(|c| u32::from(c) <= 0xff);
    match default {
        DefaultAlphabet::Latin1 if !latin() => Alphabet::Ucs2,
        DefaultAlphabet::Gsm | DefaultAlphabet::Latin1 => Alphabet::of(text),
    }
}

fn write(text: &str, alphabet: Alphabet, default: DefaultAlphabet) -> Vec<u8> {
    match (alphabet, default) {
        (Alphabet::Gsm, DefaultAlphabet::Latin1) => {
            let latin = text.chars().map(|c| u8::try_from(u32::from(c)));
            latin.map(|octet| octet.unwrap_or(b'?')).collect()
        }
        _ => sms::octets(text, alphabet),
    }
}

#[cfg(test)]
mod tests;
