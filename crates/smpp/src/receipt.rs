//! What a delivery receipt says.
//!
//! The parameters count, and the text where they are missing: its form is the operator's own, so
//! keys may stand in any order and in any case, dates may have seconds, and what is unknown is
//! passed over.
//!
//! Source: SMPP 3.4 appendix B (text of a receipt), §5.2.28 (message_state), §5.3.2.12
//! (receipted_message_id), §5.3.2.31 (network_error_code), §5.3.2.35.

use rusmpp::pdus::DeliverSm;
use rusmpp::tlvs::{Tlv, TlvValue};
use rusmpp::values::{MessageState, MessageType};

/// What became of a message, in the words of receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stat {
    /// On its way.
    Enroute,
    /// On the handset.
    Delivered,
    /// Its validity ended.
    Expired,
    /// The SMSC deleted it.
    Deleted,
    /// It cannot be delivered.
    Undeliverable,
    /// Taken, and read on behalf of the subscriber.
    Accepted,
    /// The SMSC does not know.
    Unknown,
    /// Refused.
    Rejected,
}

/// Word in a receipt, code as a parameter, meaning. Source: SMPP 3.4 §5.2.28, appendix B.
const STATS: [(&str, u8, Stat); 8] = [
    ("ENROUTE", 1, Stat::Enroute),
    ("DELIVRD", 2, Stat::Delivered),
    ("EXPIRED", 3, Stat::Expired),
    ("DELETED", 4, Stat::Deleted),
    ("UNDELIV", 5, Stat::Undeliverable),
    ("ACCEPTD", 6, Stat::Accepted),
    ("UNKNOWN", 7, Stat::Unknown),
    ("REJECTD", 8, Stat::Rejected),
];

impl Stat {
    /// Its word in a receipt.
    #[must_use]
    pub fn word(self) -> &'static str {
        let row = STATS.iter().find(|(_, _, stat)| *stat == self);
        row.map_or("UNKNOWN", |(word, _, _)| word)
    }

    /// Some write the words out, so that the first letters count.
    fn of_word(word: &str) -> Option<Self> {
        let word = word.to_ascii_uppercase();
        let is = |known: &str| word.starts_with(known.get(..5).unwrap_or(known));
        let row = STATS.iter().find(|(known, _, _)| is(known));
        row.map(|(_, _, stat)| *stat)
    }

    fn of_code(code: u8) -> Option<Self> {
        let row = STATS.iter().find(|(_, known, _)| *known == code);
        row.map(|(_, _, stat)| *stat)
    }
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The SMSC's name of the message, as it is written here.
    pub id: String,
    /// What became of it.
    pub stat: Stat,
    /// The error code, where one is given: of the text, else of the parameter.
    pub error: Option<String>,
    /// When that was, as it is written: `YYMMDDhhmm` or with seconds, in no known time zone.
    pub done: Option<String>,
}

impl Receipt {
    /// The receipt that a deliver_sm carries; `None` if it is a message.
    ///
    /// A receipt is one by its esm_class, or by its parameter, or by a text that begins with an id
    /// and has a state: some leave the esm_class at zero.
    #[must_use]
    pub fn of(deliver: &DeliverSm) -> Option<Self> {
        let text = String::from_utf8_lossy(payload(deliver)).into_owned();
        let fields = Fields::of(&text);
        let said = Parameters::of(deliver.tlvs());
        let marked = matches!(
            deliver.esm_class.message_type,
            MessageType::ShortMessageContainsMCDeliveryReceipt
                | MessageType::ShortMessageContainsIntermediateDeliveryNotification
        );
        let looks = fields.begins_with_id && fields.stat.is_some();
        if !marked && said.id.is_none() && !looks {
            return None;
        }
        let id = said.id.or(fields.id)?;
        Some(Self {
            id,
            stat: said.stat.or(fields.stat).unwrap_or(Stat::Unknown),
            error: fields.error.or(said.error),
            done: fields.done,
        })
    }
}

/// The text of a PDU: in its field, or in message_payload where that is empty.
#[must_use]
pub fn payload(deliver: &DeliverSm) -> &[u8] {
    let short: &[u8] = deliver.short_message().as_ref();
    let mut values = deliver.tlvs().iter().filter_map(Tlv::value);
    let long = values.find_map(|value| match value {
        TlvValue::MessagePayload(payload) => Some(payload.value.as_ref()),
        _ => None,
    });
    long.filter(|_| short.is_empty()).unwrap_or(short)
}

/// What the parameters say.
#[derive(Default)]
struct Parameters {
    id: Option<String>,
    stat: Option<Stat>,
    error: Option<String>,
}

impl Parameters {
    fn of(tlvs: &[Tlv]) -> Self {
        let mut said = Self::default();
        for value in tlvs.iter().filter_map(Tlv::value) {
            match value {
                TlvValue::ReceiptedMessageId(id) => {
                    said.id = Some(id.as_str().trim().to_owned()).filter(|id| !id.is_empty());
                }
                TlvValue::MessageState(MessageState::Other(_)) => {}
                TlvValue::MessageState(state) => said.stat = Stat::of_code(u8::from(*state)),
                TlvValue::NetworkErrorCode(error) if error.error_code != 0 => {
                    said.error = Some(format!("{:03}", error.error_code));
                }
                _ => {}
            }
        }
        said
    }
}

/// What the text says.
#[derive(Default)]
struct Fields {
    begins_with_id: bool,
    id: Option<String>,
    stat: Option<Stat>,
    error: Option<String>,
    done: Option<String>,
}

impl Fields {
    fn of(text: &str) -> Self {
        // The first words of the message itself come last and may look like anything.
        let lower = text.to_ascii_lowercase();
        let end = lower.find(" text:").unwrap_or(text.len());
        let (said, lower) = (text.get(..end), lower.get(..end));
        let (Some(said), Some(lower)) = (said, lower) else {
            return Self::default();
        };
        let value = |key: &str| {
            let begin = match lower.starts_with(key) {
                true => key.len(),
                false => lower.find(&format!(" {key}"))? + 1 + key.len(),
            };
            let value = said.get(begin..)?.trim_start();
            let value = value.split_whitespace().next()?;
            (!value.contains(':')).then(|| value.to_owned())
        };
        Self {
            begins_with_id: lower.trim_start().starts_with("id:"),
            id: value("id:"),
            stat: value("stat:").as_deref().and_then(Stat::of_word),
            error: value("err:"),
            done: value("done date:"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusmpp::tlvs::MessageDeliveryRequestTlvValue as Parameter;
    use rusmpp::types::{COctetString, OctetString};
    use rusmpp::values::{ErrorCodeNetworkType, EsmClass, NetworkErrorCode};

    fn deliver(esm_class: u8, text: &str) -> DeliverSm {
        DeliverSm::builder()
            .esm_class(EsmClass::from(esm_class))
            .short_message(OctetString::from_slice(text.as_bytes()).unwrap())
            .build()
    }

    #[track_caller]
    fn check(text: &str, id: &str, stat: Stat, error: Option<&str>, done: Option<&str>) {
        let expected = Receipt {
            id: id.into(),
            stat,
            error: error.map(str::to_owned),
            done: done.map(str::to_owned),
        };
        assert_eq!(Receipt::of(&deliver(4, text)), Some(expected), "{text}");
    }

    #[test]
    fn the_text_of_the_standard_is_read() {
        let text = "id:0123 sub:001 dlvrd:001 submit date:2601311200 done date:2601311201 stat:DELIVRD err:000 text:id:9 stat:X";
        check(
            text,
            "0123",
            Stat::Delivered,
            Some("000"),
            Some("2601311201"),
        );
    }

    #[test]
    fn texts_of_the_field_are_read_too() {
        check(
            "id:a1 stat:UNDELIV err:0001",
            "a1",
            Stat::Undeliverable,
            Some("0001"),
            None,
        );
        check("ID:A1 STAT:Expired", "A1", Stat::Expired, None, None);
        check("id: 77 stat: DELIVERED", "77", Stat::Delivered, None, None);
        check("stat:REJECTD id:7", "7", Stat::Rejected, None, None);
        let seconds = "id:7 dlvrd:001 done date:260131120102 stat:ACCEPTD err:";
        check(seconds, "7", Stat::Accepted, None, Some("260131120102"));
        check("id:7 stat:BUFFRED", "7", Stat::Unknown, None, None);
        check(
            "id:7 sub: dlvrd:000 stat:DELETED",
            "7",
            Stat::Deleted,
            None,
            None,
        );
    }

    #[test]
    fn the_parameters_count_before_the_text() {
        let mut deliver = deliver(4, "id:1 stat:UNKNOWN err:000");
        let id = COctetString::from_static_slice(b"ff\0").unwrap();
        deliver.push_tlv(Parameter::ReceiptedMessageId(id));
        deliver.push_tlv(Parameter::MessageState(MessageState::Expired));
        let receipt = Receipt::of(&deliver).unwrap();
        assert_eq!((receipt.id.as_str(), receipt.stat), ("ff", Stat::Expired));
        assert_eq!(receipt.error.as_deref(), Some("000"));
    }

    #[test]
    fn a_message_is_no_receipt_whatever_it_says() {
        assert_eq!(Receipt::of(&deliver(0, "my id: 7, stat: fine")), None);
        assert_eq!(Receipt::of(&deliver(0, "id:7")), None);
        assert_eq!(Receipt::of(&deliver(4, "nothing")), None);
        let unmarked = Receipt::of(&deliver(0, "id:7 sub:001 stat:DELIVRD err:000"));
        assert_eq!(unmarked.unwrap().stat, Stat::Delivered);
    }

    #[test]
    fn an_error_of_the_network_stands_in_for_one_of_the_text() {
        let mut deliver = deliver(4, "id:1 stat:UNDELIV");
        let error = NetworkErrorCode::new(ErrorCodeNetworkType::Gsm, 34);
        deliver.push_tlv(Parameter::NetworkErrorCode(error));
        let receipt = Receipt::of(&deliver).unwrap();
        assert_eq!(receipt.error.as_deref(), Some("034"));
    }
}
