//! The messages: six photographs, each way of sending, and a text.

use crate::client::{Call, Slide};
use crate::commands::demo::stage::SENDER;
use crate::samples::{self, Sample};
use testkit::MediaServer;

/// One message.
pub(super) struct Act {
    /// What is special about it.
    pub(super) title: String,
    /// Saves its content first; the send then names it.
    pub(super) save: Option<Call>,
    /// Sends it.
    pub(super) send: Call,
    /// The send travels as a GET.
    pub(super) by_get: bool,
    /// Its pictures, one a slide.
    pub(super) pictures: Vec<&'static Sample>,
    /// What each slide shall say at the carrier.
    pub(super) texts: [&'static str; 2],
    /// How long each slide shall be shown.
    pub(super) durations_s: [u32; 2],
    /// It is a text, and this is what it says; then it has no slides.
    pub(super) sms: Option<&'static str>,
}

impl Act {
    /// Codes of its postbacks in their order.
    pub(super) const fn codes(&self) -> [&'static str; 2] {
        match self.sms {
            Some(_) => ["N201", "N202"],
            None => ["N101", "N102"],
        }
    }
}

/// The messages, in their order.
pub(super) fn acts(media: &MediaServer) -> [Act; 4] {
    let first = ["photos/seedling.jpg", "photos/coffee.png"];
    let texts = ["It grows.", "Time for a coffee & a break."];
    let (pictures, slides) = slides(media, first, texts, [5, 8]);
    let document = Act {
        title: "sendMMS, an XML document in the body of a POST".to_owned(),
        save: None,
        send: Call {
            action: "sendMMS",
            fields: fields("12025550100", "A seedling"),
            slides,
        },
        by_get: false,
        pictures,
        texts,
        durations_s: [5, 8],
        sms: None,
    };
    let second = ["photos/landscape.jpg", "orientation/Landscape_6.jpg"];
    let texts = ["Far away", "Turned upright by its EXIF data"];
    let (pictures, slides) = self::slides(media, second, texts, [6, 4]);
    let parameters = Act {
        title: "sendMMS, parameters of a GET; the report comes before the answer".to_owned(),
        save: None,
        send: Call {
            action: "sendMMS",
            fields: fields("12025550106", "Landscapes"),
            slides,
        },
        by_get: true,
        pictures,
        texts,
        durations_s: [6, 4],
        sms: None,
    };
    [document, parameters, template(media), text()]
}

/// What the text says.
const TEXT: &str = "Your photographs are on their way {and more}, 3 € each.";

fn text() -> Act {
    let to = "12025550100".to_owned();
    Act {
        title: "sendSMS, a text".to_owned(),
        save: None,
        send: Call {
            action: "sendSMS",
            fields: vec![
                ("TO", to),
                ("FROM", SENDER.to_owned()),
                ("TEXT", TEXT.to_owned()),
            ],
            slides: Vec::new(),
        },
        by_get: false,
        pictures: Vec::new(),
        texts: ["", ""],
        durations_s: [0, 0],
        sms: Some(TEXT),
    }
}

/// Saved once, then sent with merged data.
fn template(media: &MediaServer) -> Act {
    let paths = ["photos/sunset.jpg", "photos/cat.png"];
    let (pictures, slides) = slides(
        media,
        paths,
        ["Good evening, {$firstname|friend}.", "Purr"],
        [10, 3],
    );
    let save = Call {
        action: "saveMMS",
        fields: vec![
            ("NAME", "evening".to_owned()),
            ("SUBJECT", "Evening".to_owned()),
        ],
        slides,
    };
    let mut fields = fields("12025550100", "");
    fields.push(("DATA_FIRSTNAME", "Ana".to_owned()));
    Act {
        title: "saveMMS, then sendSavedMMS with merged data".to_owned(),
        save: Some(save),
        send: Call {
            action: "sendSavedMMS",
            fields,
            slides: Vec::new(),
        },
        by_get: true,
        pictures,
        texts: ["Good evening, Ana.", "Purr"],
        durations_s: [10, 3],
        sms: None,
    }
}

fn fields(to: &str, subject: &str) -> Vec<(&'static str, String)> {
    let name = if subject.is_empty() { "" } else { "demo" };
    vec![
        ("TO", to.to_owned()),
        ("FROM", SENDER.to_owned()),
        ("SUBJECT", subject.to_owned()),
        ("NAME", name.to_owned()),
    ]
}

fn slides(
    media: &MediaServer,
    paths: [&'static str; 2],
    texts: [&str; 2],
    durations_s: [u32; 2],
) -> (Vec<&'static Sample>, Vec<Slide>) {
    let slide = |((path, text), seconds): ((&str, &str), u32)| Slide {
        file: Some(("IMAGE", media.url(&format!("/{path}")))),
        text: Some(text.to_owned()),
        duration_s: Some(seconds),
    };
    let pictures = paths
        .iter()
        .filter_map(|path| samples::named(path))
        .collect();
    let slides = paths
        .into_iter()
        .zip(texts)
        .zip(durations_s)
        .map(slide)
        .collect();
    (pictures, slides)
}
