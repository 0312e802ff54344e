//! Texts as submit_sm: parts, addresses, alphabets.

use super::*;
use crate::LinkSettings;
use smpp::Segment;
use smpp::rusmpp::tlvs::TlvValue;

fn own(keys: &str) -> Settings {
    let text = format!(
        "name = \"north\"\nprotocol = \"smpp\"\nurl = \"smpp://smsc.example\"\nuser = \"a\"\npassword = \"b\"\n{keys}"
    );
    let link: LinkSettings = toml::from_str(&text).unwrap();
    Settings::read(&link).unwrap()
}

fn sms(text: &str) -> Sms {
    Sms {
        transaction: "t-1".into(),
        from: "60856".into(),
        from_short_code: true,
        from_mask: None,
        to: "12025550100".into(),
        text: text.into(),
        expiry: "2026-02-03T12:00:09Z".parse().unwrap(),
        at: "2026-01-31T12:00:00Z".parse().unwrap(),
    }
}

/// Lengths of the parts with their headers, and the text that they are together.
#[track_caller]
fn check(text: &str, lengths: &[usize]) {
    let own = own("");
    let parts = parts(&sms(text), &own, 9).unwrap();
    let found: Vec<usize> = parts
        .iter()
        .map(|part| part.short_message().len())
        .collect();
    assert_eq!(found, lengths, "{text}");
    let mut whole = Vec::new();
    for (number, part) in (1..).zip(&parts) {
        let octets: &[u8] = part.short_message().as_ref();
        let marked = parts.len() > 1;
        assert_eq!(u8::from(part.esm_class), if marked { 0x43 } else { 0x03 });
        match marked {
            false => whole.extend(octets),
            true => {
                let (segment, rest) = Segment::of_header(octets).unwrap();
                let segment = segment.unwrap();
                assert_eq!((segment.reference, segment.number), (9, number));
                assert_eq!(usize::from(segment.total), parts.len());
                whole.extend(rest);
            }
        }
    }
    let read = match parts[0].data_coding {
        DataCoding::McSpecific => sms::read_gsm(&whole),
        DataCoding::Ucs2 => {
            let units = whole
                .chunks_exact(2)
                .map(|it| u16::from_be_bytes([it[0], it[1]]));
            String::from_utf16(&units.collect::<Vec<_>>()).unwrap()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(read, text);
}

#[test]
fn a_text_goes_in_as_many_parts_as_it_takes() {
    check("Hi", &[2]);
    check(&"a".repeat(160), &[160]);
    check(&"a".repeat(161), &[159, 14]);
    check(&"a".repeat(306), &[159, 159]);
    check(&"a".repeat(307), &[159, 159, 7]);
    check(&"я".repeat(70), &[140]);
    check(&"я".repeat(71), &[140, 14]);
    check(&"я".repeat(134), &[140, 140]);
    check(&"я".repeat(135), &[140, 140, 8]);
}

#[test]
fn no_character_is_halved_at_the_end_of_a_part() {
    for pair in ["€", "{", "}", "[", "]"] {
        check(
            &format!("{}{pair}{}", "a".repeat(152), "b".repeat(20)),
            &[158, 28],
        );
    }
    check(
        &format!("{}🙂{}", "a".repeat(66), "b".repeat(20)),
        &[138, 50],
    );
}

#[test]
fn a_submit_says_who_sends_until_when_and_that_a_receipt_is_wanted() {
    let own = own("");
    let part = parts(&sms("Hi"), &own, 1).unwrap().remove(0);
    assert_eq!(part.source_addr.as_str(), "60856");
    assert_eq!(
        (
            u8::from(part.source_addr_ton),
            u8::from(part.source_addr_npi)
        ),
        (3, 0)
    );
    assert_eq!(part.destination_addr.as_str(), "12025550100");
    assert_eq!(
        (u8::from(part.dest_addr_ton), u8::from(part.dest_addr_npi)),
        (1, 1)
    );
    assert_eq!(part.validity_period.as_str(), "260203120009000+");
    assert_eq!(u8::from(part.registered_delivery), 1);
    let masked = Sms {
        from_mask: Some("Acme".into()),
        ..sms("Hi")
    };
    let part = parts(&masked, &own, 1).unwrap().remove(0);
    assert_eq!(
        (part.source_addr.as_str(), u8::from(part.source_addr_ton)),
        ("Acme", 5)
    );
    let long = Sms {
        from: "12025550199".into(),
        from_short_code: false,
        ..sms("Hi")
    };
    let part = parts(&long, &own, 1).unwrap().remove(0);
    assert_eq!(u8::from(part.source_addr_ton), 1);
}

#[test]
fn parts_are_marked_as_the_link_says() {
    let text = "a".repeat(161);
    let sar = parts(&sms(&text), &own("concatenation = \"sar\""), 9).unwrap();
    assert_eq!(sar.len(), 2);
    let segment = Segment::of_parameters(sar[1].tlvs()).unwrap();
    assert_eq!(
        (segment.reference, segment.total, segment.number),
        (9, 2, 2)
    );
    assert_eq!(
        (u8::from(sar[0].esm_class), sar[0].short_message().len()),
        (3, 153)
    );
    let whole = parts(&sms(&text), &own("concatenation = \"payload\""), 9).unwrap();
    assert_eq!((whole.len(), whole[0].sm_length()), (1, 0));
    let payload = whole[0].tlvs().iter().find_map(|tlv| match tlv.value() {
        Some(TlvValue::MessagePayload(payload)) => Some(payload.value.as_ref().to_vec()),
        _ => None,
    });
    assert_eq!(payload.as_deref(), Some(text.as_bytes()));
}

#[test]
fn an_smsc_of_latin_1_gets_latin_1_or_ucs_2() {
    let own = own("default_alphabet = \"latin1\"");
    let octets = |text: &str| {
        let part = parts(&sms(text), &own, 1).unwrap().remove(0);
        (
            u8::from(part.data_coding),
            part.short_message().as_ref().to_vec(),
        )
    };
    assert_eq!(octets("Grüße@"), (0, b"Gr\xfc\xdfe@".to_vec()));
    assert_eq!(octets("5 €"), (8, [0, b'5', 0, b' ', 0x20, 0xac].to_vec()));
}
