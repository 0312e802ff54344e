//! Content: subject, slides and the files on them, after all checks.

use crate::id::{AccountId, BlobHash, MmsId};
use crate::order::Element;
use crate::template_state::TemplateState;
use jiff::Timestamp;

/// A file of a slide, stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Which element of the slide it came in.
    pub element: Element,
    /// Where its bytes are.
    pub blob: BlobHash,
    /// MIME type found from the bytes, as it is sent.
    pub mime: String,
    /// Bytes as fetched.
    pub size_bytes: u64,
    /// Address it was fetched from, named to the customer when the file turns out bad later.
    pub source: String,
}

/// One page of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slide {
    /// Text shown with the slide; may hold merge tags in a template.
    pub text: Option<String>,
    /// Seconds shown, 1 to 60.
    pub duration_s: u32,
    /// Files in the order image, audio, video, object.
    pub files: Vec<File>,
}

/// Why content exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// Saved to be sent many times.
    Template,
    /// The content of one `sendMMS`; not listed, cannot be sent again.
    OneOff,
}

/// Content as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its number.
    pub id: MmsId,
    /// Who owns it.
    pub account: AccountId,
    /// Template or one-off.
    pub kind: ContentKind,
    /// Whether it may be sent.
    pub state: TemplateState,
    /// Internal label.
    pub name: String,
    /// Subject, merge tags unresolved.
    pub subject: Option<String>,
    /// The slides.
    pub slides: Vec<Slide>,
    /// What a send uses when it brings none of its own.
    pub fallback: Fallback,
    /// When it was accepted.
    pub created: Timestamp,
    /// Name of the dialect it was ordered in.
    pub dialect: String,
    /// The customer's own id, echoed in events.
    pub client_reference: Option<String>,
}

impl Content {
    /// Bytes of all its files and texts, as stored.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        let files = |slide: &Slide| slide.files.iter().map(|file| file.size_bytes).sum::<u64>();
        let text = |slide: &Slide| slide.text.as_ref().map_or(0, String::len) as u64;
        self.slides
            .iter()
            .map(|slide| files(slide) + text(slide))
            .sum()
    }
}

/// What shall happen when a message cannot go as MMS.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fallback {
    /// Text of the SMS, in place of the subject.
    pub text: Option<String>,
    /// No SMS at all; `None` leaves it to the template or the default.
    pub disabled: Option<bool>,
    /// No link in the SMS.
    pub without_link: Option<bool>,
    /// When the hosted page ends.
    pub link_expiry: Option<Timestamp>,
}

impl Fallback {
    /// Fills what a send leaves open from the template, one by one.
    ///
    /// A date stored with the template that has passed at `now` no longer counts.
    ///
    /// Source: docs/contract.md, the fallback SMS and link expiry.
    #[must_use]
    pub fn or(self, template: &Self, now: Timestamp) -> Self {
        Self {
            text: self.text.or_else(|| template.text.clone()),
            disabled: self.disabled.or(template.disabled),
            without_link: self.without_link.or(template.without_link),
            link_expiry: self
                .link_expiry
                .or_else(|| template.link_expiry.filter(|&date| date > now)),
        }
    }
}

impl Slide {
    /// Whether the slide holds sound or film, which must be checked before anything is sent.
    #[must_use]
    pub fn has_audio_or_video(&self) -> bool {
        self.files
            .iter()
            .any(|file| matches!(file.element, Element::Audio | Element::Video))
    }
}
