//! The wire to our words: receipts, and texts from phones.
//!
//! Guarantees: no I/O, and a receipt names its message by the SMSC's own id and nothing else.
//!
//! Source: SMPP 3.4 §4.6 (deliver_sm), appendix B; docs/contract.md, carrier's words to events.

use super::settings::DefaultAlphabet;
use crate::common::receipt::{digits, explanation, fate};
use crate::{Received, ReceivedPart, Told};
use domain::long_text::{Coding, Place, TextPart};
use domain::notice::SentAs;
use domain::report::Report;
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
        None => message(deliver, default, exchange),
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

/// A whole text, or a part of one.
fn message(deliver: &DeliverSm, default: DefaultAlphabet, exchange: String) -> Told {
    let octets = payload(deliver);
    let has_header = matches!(
        deliver.esm_class.gsm_features,
        GsmFeatures::UdhiIndicator | GsmFeatures::SetUdhiAndReplyPath
    );
    let after = Segment::of_header(octets).filter(|_| has_header);
    let (in_header, octets) = after.unwrap_or((None, octets));
    let place = in_header.or_else(|| Segment::of_parameters(deliver.tlvs()));
    let from = digits(deliver.source_addr.as_str());
    let to = digits(deliver.destination_addr.as_str());
    let coding = coding(deliver.data_coding, default);
    match place.filter(|place| place.total > 1) {
        Some(place) => Told::Part(Box::new(ReceivedPart {
            from,
            to,
            part: TextPart {
                place: Place {
                    reference: place.reference,
                    total: place.total,
                    number: place.number,
                },
                coding,
                octets: octets.to_vec(),
            },
        })),
        None => Told::Message(Box::new(Received {
            kind: SentAs::Sms,
            exchange,
            from,
            to: vec![to],
            subject: None,
            text: Some(coding.read(octets)),
            parts: Vec::new(),
            handset: None,
            operator: None,
        })),
    }
}

/// Source: SMPP 3.4 §5.2.19; 3GPP TS 23.038 §4 for the groups above 0xc0.
const fn coding(coding: DataCoding, default: DefaultAlphabet) -> Coding {
    match (coding, default) {
        (DataCoding::Ucs2, _) => Coding::Ucs2,
        (DataCoding::Ia5 | DataCoding::Latin1, _)
        | (DataCoding::McSpecific, DefaultAlphabet::Latin1) => Coding::Latin1,
        _ => Coding::Gsm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::report::Fate;
    use smpp::rusmpp::tlvs::MessageDeliveryRequestTlvValue as Parameter;
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

    #[track_caller]
    fn check_part(deliver: &DeliverSm, reference: u16, octets: &[u8]) {
        let Told::Part(received) = hear(deliver, DefaultAlphabet::Gsm) else {
            panic!("no part");
        };
        let place = Place {
            reference,
            total: 3,
            number: 2,
        };
        assert_eq!(
            (received.part.place, &received.part.octets[..]),
            (place, octets)
        );
        assert_eq!(
            (received.from.as_str(), received.to.as_str()),
            ("12025550100", "60856")
        );
    }

    #[test]
    fn a_part_says_where_it_belongs_by_its_header_or_by_parameters() {
        check_part(&deliver(0x40, 0, b"\x05\x00\x03\x09\x03\x02Hi"), 9, b"Hi");
        let wide = b"\x06\x08\x04\x01\x02\x03\x02Hi";
        check_part(&deliver(0x40, 0, wide), 0x102, b"Hi");
        let mut parameters = deliver(0, 8, b"\x04\x4f");
        parameters.push_tlv(Parameter::SarMsgRefNum(7));
        parameters.push_tlv(Parameter::SarTotalSegments(3));
        parameters.push_tlv(Parameter::SarSegmentSeqnum(2));
        check_part(&parameters, 7, b"\x04\x4f");
    }

    #[test]
    fn texts_of_phones_are_read_in_their_alphabet() {
        check_text(0, 0, b"\x00STOP", "@STOP");
        check_text(0, 1, b"Hi", "Hi");
        check_text(0, 3, b"Gr\xfc\xdfe", "Grüße");
        check_text(0, 8, &[0xd8, 0x3d, 0xde, 0x42], "🙂");
        check_text(0, 0xf0, b"Hi", "Hi");
        check_text(0x40, 0, &[5, 0, 3, 1, 1, 1, b'H', b'i'], "Hi");
        check_text(0x40, 0, &[6, 5, 4, 0, 80, 0, 81, b'H', b'i'], "Hi");
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
