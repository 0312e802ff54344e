//! What a presentation says, apart from how it is written.

use std::time::Duration;

/// Slides that are shown one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presentation {
    /// Width of the screen that the sender had in mind, in pixels; 0 when unknown.
    pub width: u32,
    /// Height of that screen, in pixels; 0 when unknown.
    pub height: u32,
    /// The slides in order.
    pub slides: Vec<Slide>,
}

/// What is shown and heard at the same time.
///
/// Media are named by what refers to a part: its content location, or `cid:` and its content
/// identifier. A slide has a picture or a film, not both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slide {
    /// How long it is shown, in whole milliseconds; `None` leaves it to the handset.
    pub duration: Option<Duration>,
    /// A picture.
    pub image: Option<String>,
    /// A film; shown where a picture would be.
    pub video: Option<String>,
    /// A sound.
    pub audio: Option<String>,
    /// A text.
    pub text: Option<String>,
    /// What belongs to the slide and is neither shown nor heard, such as a business card.
    pub objects: Vec<String>,
}
