//! Texts cut into parts, put together by the other reader.

use serde_json::json;

use crate::smsc::Smsc;
use crate::stage::{Ours, sms};

/// The default alphabet of GSM.
pub(crate) const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Its extension.
pub(crate) const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The SMSC, and a link to it for each way to mark parts.
struct Readers {
    smsc: Smsc,
    links: Vec<(&'static str, Ours)>,
    texts: usize,
}

impl Readers {
    async fn start() -> Self {
        let smsc = Smsc::start(json!({})).await;
        let link = |way: &'static str| {
            let keys = format!("concatenation = \"{way}\"");
            (way, Ours::bound_at(&smsc, &keys))
        };
        Self {
            links: ["udh", "sar", "payload"].map(link).into(),
            smsc,
            texts: 0,
        }
    }

    /// The text arrives as it was written, by each way, in so many parts of which none is too long.
    async fn check(&mut self, text: &str, coding: u8, parts: usize) {
        for (way, ours) in &self.links {
            let before = self.smsc.all("submit_sm").len();
            self.texts += 1;
            let whole = *way == "payload" || parts == 1;
            let sent = if whole { 1 } else { parts };
            assert_eq!(ours.taken(sms(text)).await.len(), sent, "{way}: {text}");
            let read = self.smsc.until("text", self.texts).await;
            assert_eq!(read["text"], text, "{way}");
            assert_eq!(read["parts"], sent, "{way}: {text}");
            let most = match (coding, parts) {
                (8, 1) => 140,
                (8, _) => 134,
                (_, 1) => 160,
                _ => 153,
            };
            let seen = self.smsc.all("submit_sm").split_off(before);
            for part in seen {
                assert_eq!(part["data_coding"], coding, "{way}: {text}");
                let octets = part["octets"].as_u64().unwrap();
                assert!(
                    octets <= most || whole && parts > 1,
                    "{octets} octets, {way}: {text}"
                );
            }
        }
    }
}

/// A text of so many units with `mark` beginning at the unit `at`, if it is there; the rest tells
/// where it stands.
fn text(units: usize, filler: &str, (mark, at): (&str, usize), of_mark: usize) -> String {
    let filler: Vec<char> = filler.chars().collect();
    let fill = |range: std::ops::Range<usize>| range.map(|at| filler[at % filler.len()]).collect();
    let (before, after): (String, String) = (fill(0..at), fill(at + of_mark..units));
    format!("{before}{mark}{after}")
}

const LATIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const CYRILLIC: &str = "абвгдежзийклмнопрстуфхцчшщъыьэюя";

#[tokio::test]
async fn texts_in_septets_are_put_together_by_another_reader() {
    let mut readers = Readers::start().await;
    for (septets, plain, cut) in [(160, 1, 1), (161, 2, 2), (306, 2, 3), (307, 3, 3)] {
        let text = |mark| text(septets, LATIN, mark, 2);
        readers
            .check(&self::text(septets, LATIN, ("", 0), 0), 0, plain)
            .await;
        for mark in ["€", "{", "}", "[", "]"] {
            // The last septet of a part has no room for both of it.
            readers.check(&text((mark, 152)), 0, cut).await;
            // The end of a part has just the room for it.
            readers.check(&text((mark, 151)), 0, plain).await;
            readers.check(&text((mark, septets - 2)), 0, plain).await;
        }
    }
    let all = format!("{DEFAULT}{EXTENSION}");
    readers.check(&all, 0, 1).await;
    readers.check(&all.repeat(3), 0, 3).await;
}

#[tokio::test]
async fn texts_beyond_gsm_are_put_together_by_another_reader() {
    let mut readers = Readers::start().await;
    for (units, plain, cut) in [(70, 1, 1), (71, 2, 2), (134, 2, 3), (135, 3, 3)] {
        for filler in [LATIN, CYRILLIC] {
            for mark in ["👋", "🧵"] {
                let text = |at| text(units, filler, (mark, at), 2);
                readers.check(&text(66), 8, cut).await;
                readers.check(&text(65), 8, plain).await;
                readers.check(&text(units - 2), 8, plain).await;
            }
        }
        readers
            .check(&text(units, CYRILLIC, ("", 0), 0), 8, plain)
            .await;
    }
    // Lengths that would fit as septets, but for one character.
    for (units, parts) in [(160, 3), (161, 3), (306, 5), (307, 5)] {
        readers
            .check(&text(units, LATIN, ("👋", 152), 2), 8, parts)
            .await;
    }
}

#[tokio::test]
async fn an_smsc_whose_default_is_latin_1_reads_what_was_meant() {
    let mut smsc = Smsc::start(json!({ "latin1": true })).await;
    let ours = Ours::bound_at(&smsc, "default_alphabet = \"latin1\"");
    for (number, text) in ["Grüße @ $_", "{[~]} ½ÿ", "5 € 👋"].into_iter().enumerate() {
        ours.taken(sms(text)).await;
        assert_eq!(smsc.until("text", number + 1).await["text"], text);
    }
}
