//! The wire to our words: receipts, and texts from phones.
//!
//! Guarantees: no I/O, and a receipt names its message by the SMSC's own id and nothing else.
//!
//! Source: SMPP 3.4 §4.6 (deliver_sm), appendix B; docs/contract.md, carrier's words to events.

use super::settings::DefaultAlphabet;
use crate::common::receipt::{digits, explanation, fate};
use crate::{Received, Told};
use domain::notice::SentAs;
use domain::report::Report;
use domain::sms::read_gsm;
use jiff::Timestamp;
use smpp::rusmpp::pdus::DeliverSm;
use smpp::rusmpp::values::{DataCoding, GsmFeatures};
use smpp::{Receipt, Segment, payload};

/// What a deliver_sm of `link` tells; `exchange` names it within the session.
pub(super) fn told(
    deliver: &DeliverSm,
    (link, default): (&str, DefaultAlphabet),
    exchange: String,
    at: Timestamp,
) -> Told {
    match Receipt::of(deliver) {
        Some(receipt) => Told::Report(report(receipt, link, at)),
        None => Told::Message(Box::new(message(deliver, default, exchange))),
    }
}

fn report(receipt: Receipt, link: &str, received: Timestamp) -> Report {
    let word = receipt.stat.word().to_owned();
    Report {
        link: link.to_owned(),
        carrier_message_id: receipt.id,
        fate: fate(&word),
        text: explanation(&word, receipt.error),
        word,
        handset: None,
        // Its date is in a zone that nobody names.
        at: None,
        received,
    }
}

fn message(deliver: &DeliverSm, default: DefaultAlphabet, exchange: String) -> Received {
    let octets = payload(deliver);
    let has_header = matches!(
        deliver.esm_class.gsm_features,
        GsmFeatures::UdhiIndicator | GsmFeatures::SetUdhiAndReplyPath
    );
    let after = Segment::of_header(octets).filter(|_| has_header);
    let octets = after.map_or(octets, |(_, text)| text);
    Received {
        kind: SentAs::Sms,
        exchange,
        from: digits(deliver.source_addr.as_str()),
        to: vec![digits(deliver.destination_addr.as_str())],
        subject: None,
        text: Some(text(octets, deliver.data_coding, default)),
        parts: Vec::new(),
        handset: None,
        operator: None,
    }
}

/// The text of octets. Source: SMPP 3.4 §5.2.19; 3GPP TS 23.038 §4 for the groups above 0xc0.
fn text(octets: &[u8], coding: DataCoding, default: DefaultAlphabet) -> String {
    let units = || {
        octets
            .chunks_exact(2)
            .map(|it| u16::from_be_bytes([it[0], it[1]]))
    };
    let latin = || octets.iter().copied().map(char::from).collect();
    match (coding, default) {
        (DataCoding::Ucs2, _) => String::from_utf16_lossy(&units().collect::<Vec<_>>()),
        (DataCoding::Ia5 | DataCoding::Latin1, _)
        | (DataCoding::McSpecific, DefaultAlphabet::Latin1) => latin(),
        _ => read_gsm(octets),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::report::Fate;
    use smpp::rusmpp::types::{COctetString, OctetString};
    use smpp::rusmpp::values::EsmClass;

    fn deliver(esm_class: u8, coding: u8, octets: &[u8]) -> DeliverSm {
        DeliverSm::builder()
            .source_addr(COctetString::from_static_slice(b"+12025550100\0").unwrap())
            .destination_addr(COctetString::from_static_slice(b"60856\0").unwrap())
            .esm_class(EsmClass::from(esm_class))
            .data_coding(DataCoding::from(coding))
            .short_message(OctetString::from_slice(octets).unwrap())
            .build()
    }

    fn hear(deliver: &DeliverSm, default: DefaultAlphabet) -> Told {
        told(
            deliver,
            ("north", default),
            "x".into(),
            Timestamp::UNIX_EPOCH,
        )
    }

    #[track_caller]
    fn check_text(esm_class: u8, coding: u8, octets: &[u8], expected: &str) {
        let Told::Message(message) =
            hear(&deliver(esm_class, coding, octets), DefaultAlphabet::Gsm)
        else {
            panic!("no message");
        };
        assert_eq!(message.text.as_deref(), Some(expected));
        assert_eq!(
            (message.from.as_str(), &message.to[..]),
            ("12025550100", &["60856".to_owned()][..])
        );
    }

    #[test]
    fn texts_of_phones_are_read_in_their_alphabet() {
        check_text(0, 0, b"\x00STOP", "@STOP");
        check_text(0, 1, b"Hi", "Hi");
        check_text(0, 3, b"Gr\xfc\xdfe", "Grüße");
        check_text(0, 8, &[0xd8, 0x3d, 0xde, 0x42], "🙂");
        check_text(0, 0xf0, b"Hi", "Hi");
        check_text(0x40, 0, &[5, 0, 3, 1, 2, 1, b'H', b'i'], "Hi");
    }

    #[track_caller]
    fn check_report(stat: &str, fate: Fate, text: Option<&str>) {
        let said = format!("id:7 stat:{stat} err:001");
        let Told::Report(report) = hear(&deliver(4, 0, said.as_bytes()), DefaultAlphabet::Gsm)
        else {
            panic!("no report");
        };
        assert_eq!(
            (report.fate, report.text.as_deref()),
            (fate, text),
            "{stat}"
        );
        assert_eq!(
            (report.carrier_message_id.as_str(), report.word.as_str()),
            ("7", stat)
        );
    }

    #[test]
    fn each_stat_has_a_fate() {
        check_report("DELIVRD", Fate::Delivered, None);
        check_report("EXPIRED", Fate::Expired, Some("EXPIRED err:001"));
        check_report("REJECTD", Fate::Rejected, Some("REJECTD err:001"));
        check_report("UNDELIV", Fate::Failed, Some("UNDELIV err:001"));
        check_report("DELETED", Fate::Failed, Some("DELETED err:001"));
        check_report("UNKNOWN", Fate::Failed, Some("UNKNOWN err:001"));
        check_report("ACCEPTD", Fate::Held, None);
        check_report("ENROUTE", Fate::Held, None);
    }
}
