//! Damaged messages are refused or read, and nothing else happens.

use bytes::Bytes;
use mm7::decode;

const SEEDS: [(&str, &[u8]); 6] = [
    (
        "multipart/related; boundary=\"tx_1-0-00000000\"",
        include_bytes!("../golden/written-submit-6.8.0.mime"),
    ),
    (
        "multipart/related; boundary=mm7-BoUnDaRy-=_-735",
        include_bytes!("../golden/deliver-encoded-presentation.mime"),
    ),
    (
        "text/xml",
        include_bytes!("../golden/fault-prefixed-children.xml"),
    ),
    (
        "text/xml",
        include_bytes!("../golden/report-wrapped-recipient.xml"),
    ),
    (
        "text/xml",
        include_bytes!("../golden/submit-req-disordered.xml"),
    ),
    (
        "multipart/related; boundary=s; start=soap-start",
        include_bytes!("../golden/deliver-undeclared-prefix.mime"),
    ),
];

/// Bytes that mean something in XML, MIME or base64.
const TELLING: &[u8] = b"<>&;\"'/=-:\r\n \0\xff]![?#xA+%";

/// A generator that gives the same numbers in every run (Knuth's MMIX constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }
}

fn damage(message: &mut Vec<u8>, numbers: &mut Numbers) {
    let at = numbers.below(message.len());
    let telling = TELLING[numbers.below(TELLING.len())];
    match numbers.below(4) {
        0 => message[at] = telling,
        1 => message.insert(at, telling),
        2 => {
            message.remove(at);
        }
        _ => {
            let end = message.len().min(at + numbers.below(64));
            let copied = message[at..end].to_vec();
            message.splice(at..at, copied);
        }
    }
}

#[test]
fn no_damage_to_a_message_makes_the_reader_panic() {
    let mut numbers = Numbers(7);
    let mut read = 0;
    for (content_type, seed) in SEEDS {
        for _ in 0..2_000 {
            let mut message = seed.to_vec();
            for _ in 0..=numbers.below(4) {
                damage(&mut message, &mut numbers);
            }
            read += usize::from(decode(content_type, &Bytes::from(message)).is_ok());
        }
    }
    // Most damage hits texts; were all refused, the test would test nothing.
    assert!(read > 1_000, "{read}");
}

#[test]
fn a_message_may_end_anywhere() {
    for (content_type, seed) in SEEDS {
        for end in 0..seed.len() {
            let _ = decode(content_type, &Bytes::from_static(&seed[..end]));
        }
    }
}
