//! What a slide may hold besides text.
//!
//! Source: docs/contract.md, the slide.

/// The element of a slide that names a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// A picture, still or moving.
    Image,
    /// Sound.
    Audio,
    /// Film.
    Video,
    /// A business card (vCard).
    VCard,
    /// A calendar entry (iCalendar).
    ICal,
    /// A PDF document.
    Pdf,
    /// A wallet pass.
    Passbook,
}

impl Element {
    /// All elements, in the order in which their faults are reported within a slide.
    pub const ALL: [Self; 7] = [
        Self::Image,
        Self::Audio,
        Self::Video,
        Self::VCard,
        Self::ICal,
        Self::Pdf,
        Self::Passbook,
    ];

    /// Whether the element is an object: shown only by phones that know its type.
    #[must_use]
    pub const fn is_object(self) -> bool {
        matches!(self, Self::VCard | Self::ICal | Self::Pdf | Self::Passbook)
    }

    /// Stable word for storage and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::VCard => "vcard",
            Self::ICal => "ical",
            Self::Pdf => "pdf",
            Self::Passbook => "passbook",
        }
    }

    /// Reads [`Element::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.word() == word)
    }
}
