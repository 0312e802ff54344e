//! Texts from phones that come in parts.

use crate::Error;
use crate::job::{Lease, NewJob};
use async_trait::async_trait;
use domain::long_text::{LongTextId, TextPart};
use jiff::Timestamp;

/// A part, to be kept.
#[derive(Debug, Clone)]
pub struct NewTextPart {
    /// By which link it came.
    pub link: String,
    /// Who sent it.
    pub from: String,
    /// Whom it was sent to.
    pub to: String,
    /// The part.
    pub part: TextPart,
    /// When it came.
    pub at: Timestamp,
    /// Looks after the text; made with its first part. `subject` is ignored and becomes the number
    /// of the text.
    pub job: NewJob,
}

/// A text as far as it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongText {
    /// Its number.
    pub id: LongTextId,
    /// By which link it comes.
    pub link: String,
    /// Who sent it.
    pub from: String,
    /// Whom it was sent to.
    pub to: String,
    /// What has come of it, in the order of the numbers.
    pub parts: Vec<TextPart>,
    /// Whether it is a message already; see [`crate::inbox::NewInbound::text`].
    pub told: bool,
}

impl LongText {
    /// Whether all parts are there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let total = self.parts.first().map(|part| part.place.total);
        total.is_some_and(|total| self.parts.len() == usize::from(total))
    }
}

/// Texts that come in parts.
///
/// A part belongs to the text of the same link, parties, reference and number of parts. One that
/// came before is kept once, also after its text became a message, unless another text waits for
/// it. A reference that is used again begins a new text.
#[async_trait]
pub trait LongTexts: Send + Sync {
    /// Keeps a part; the text as it is then.
    async fn keep_part(&self, new: NewTextPart) -> Result<LongText, Error>;
    /// One text.
    async fn long_text(&self, id: LongTextId) -> Result<Option<LongText>, Error>;
    /// Forgets a text, with the end of the job that looks after it. When its claim was lost,
    /// nothing is done.
    async fn forget_text(&self, id: LongTextId, finishes: Lease) -> Result<(), Error>;
}
