//! PDUs out of their bytes, also where peers write them slightly wrong.
//!
//! Receipts in the field end their texts inside parameters without the NUL that belongs there, or
//! give parameters a wrong length. A receipt that is refused for that comes again for ever, so a
//! deliver_sm that the strict reader refuses is read without those of its parameters that are wrong,
//! and with a NUL where it is missing.
//!
//! Source: SMPP 3.4 §4.6.1 (deliver_sm), §5.3 (optional parameters).

use crate::frame::{HEADER, command_id, sequence};
use bytes::{BufMut as _, Bytes, BytesMut};
use rusmpp::Command;
use rusmpp::decode::DecodeWithLength as _;

/// A PDU that cannot be read.
#[derive(Debug)]
pub(crate) struct Broken {
    /// Its sequence number.
    pub(crate) sequence: u32,
    /// It answers a request of ours.
    pub(crate) is_answer: bool,
}

/// Bit of the command_id that marks answers. Source: SMPP 3.4 §5.1.2.1.
const ANSWER: u32 = 0x8000_0000;

const DELIVER_SM: u32 = 5;

/// Whether a command_id is that of an answer.
pub(crate) const fn is_answer(command_id: u32) -> bool {
    command_id & ANSWER != 0
}

/// Reads a PDU of one frame.
pub(crate) fn decode(frame: &Bytes) -> Result<Command, Broken> {
    let mended = || {
        (command_id(frame) == DELIVER_SM)
            .then(|| mend(frame))
            .flatten()
    };
    strict(frame)
        .or_else(|| strict(&mended()?))
        .ok_or_else(|| Broken {
            sequence: sequence(frame),
            is_answer: is_answer(command_id(frame)),
        })
}

fn strict(frame: &Bytes) -> Option<Command> {
    let mut body = BytesMut::from(&frame[4..]);
    let length = body.len();
    let (command, _) = Command::decode(&mut body, length).ok()?;
    Some(command)
}

/// A deliver_sm with those of its parameters that can be read alone.
fn mend(frame: &Bytes) -> Option<Bytes> {
    let mut at = HEADER;
    text(frame, &mut at)?; // service_type
    for _ in 0..2 {
        at += 2; // ton, npi
        text(frame, &mut at)?; // address
    }
    at += 3; // esm_class, protocol_id, priority_flag
    text(frame, &mut at)?; // schedule_delivery_time
    text(frame, &mut at)?; // validity_period
    at += 4; // registered_delivery, replace_if_present, data_coding, sm_default_msg_id
    at += 1 + usize::from(*frame.get(at)?); // sm_length, short_message
    let mandatory = frame.get(..at)?;
    let mut kept = BytesMut::from(mandatory);
    let mut rest = frame.get(at..)?;
    while let Some((parameter, after)) = parameter(rest) {
        rest = after;
        let alone = |parameter: &[u8]| length_written(&[mandatory, parameter].concat());
        let mut ended = BytesMut::from(parameter);
        ended.put_u8(0);
        let length = u16::from_be_bytes([ended[2], ended[3]]).saturating_add(1);
        ended[2..4].copy_from_slice(&length.to_be_bytes());
        if strict(&alone(parameter)).is_some() {
            kept.put_slice(parameter);
        } else if strict(&alone(&ended)).is_some() {
            kept.put_slice(&ended);
        }
    }
    Some(length_written(&kept))
}

/// The first parameter (tag, length, value) of some, and those after it.
fn parameter(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]));
    rest.split_at_checked(4 + length)
}

/// Goes past a text that a NUL ends.
fn text(frame: &Bytes, at: &mut usize) -> Option<()> {
    let nul = frame.get(*at..)?.iter().position(|octet| *octet == 0)?;
    *at += nul + 1;
    Some(())
}

fn length_written(frame: &[u8]) -> Bytes {
    let mut frame = BytesMut::from(frame);
    let length = u32::try_from(frame.len()).unwrap_or(u32::MAX);
    frame[..4].copy_from_slice(&length.to_be_bytes());
    frame.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusmpp::Pdu;
    use rusmpp::tlvs::TlvTag;

    /// A deliver_sm with these parameters after its fields.
    fn deliver(parameters: &[u8]) -> Bytes {
        let fields = b"\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\x07\0\x01\x0112025550100\0\0\x0160856\0\x04\0\0\0\0\0\0\0\0\x02id";
        length_written(&[fields, parameters].concat())
    }

    #[track_caller]
    fn check(parameters: &[u8], expected: &[TlvTag]) {
        let command = decode(&deliver(parameters)).expect("a PDU");
        assert_eq!(command.sequence_number, 7);
        let Some(Pdu::DeliverSm(deliver)) = command.pdu() else {
            panic!("{command:?}");
        };
        let tags: Vec<_> = deliver.tlvs().iter().map(|tlv| tlv.tag()).collect();
        assert_eq!(tags, expected, "{parameters:?}");
        assert_eq!(deliver.short_message().as_ref(), b"id");
    }

    #[test]
    fn a_receipt_is_read_whatever_its_parameters_are() {
        let state = [0x04, 0x27, 0, 1, 2];
        let id = *b"\0\x1e\0\x03ab\0";
        let unended = *b"\0\x1e\0\x02ab";
        let too_long = [0x04, 0x27, 0, 3, 2, 0, 0];
        let vendor = [0x14, 0x01, 0, 2, 1, 2];
        let (id_tag, state_tag) = (TlvTag::ReceiptedMessageId, TlvTag::MessageState);
        check(&[], &[]);
        check(&[&id[..], &state].concat(), &[id_tag, state_tag]);
        check(&[&unended[..], &state].concat(), &[id_tag, state_tag]);
        check(&[&too_long[..], &id].concat(), &[id_tag]);
        check(
            &[&vendor[..], &id].concat(),
            &[TlvTag::Other(0x1401), id_tag],
        );
        check(&[&id[..], &[0x04, 0x27]].concat(), &[id_tag]);
    }

    #[test]
    fn what_has_no_fields_is_broken_and_named() {
        let cut = length_written(&deliver(&[])[..24]);
        let broken = decode(&cut).unwrap_err();
        assert_eq!((broken.sequence, broken.is_answer), (7, false));
    }
}
