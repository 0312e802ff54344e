//! The states of a template: stored content that can be sent many times.
//!
//! Knows nothing of the content itself. Guarantee: deleted is left by nothing.
//!
//! Source: docs/contract.md, template states.

use crate::event::Event;
use crate::fault::Kind;

/// Whether a template can be sent, listed and deleted.
///
/// Content without sound and film is `Ready` in the answer to saving it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TemplateState {
    /// Its media are being prepared.
    Locked,
    /// It can be sent.
    Ready,
    /// Its media could not be prepared; only deleting is left.
    Corrupt,
    /// It is gone. Sends under way keep their copy.
    Deleted,
}

impl TemplateState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Locked, Self::Ready, Self::Corrupt, Self::Deleted];

    /// Whether it can be sent.
    ///
    /// # Errors
    ///
    /// [`Kind::EncodingInProgress`] while locked; [`Kind::ContentNotFound`] when corrupt or
    /// deleted.
    pub const fn check_send(self) -> Result<(), Kind> {
        match self {
            Self::Locked => Err(Kind::EncodingInProgress),
            Self::Ready => Ok(()),
            Self::Corrupt | Self::Deleted => Err(Kind::ContentNotFound),
        }
    }

    /// Whether it can be deleted.
    ///
    /// # Errors
    ///
    /// [`Kind::ContentNotFound`] when it is deleted already.
    pub const fn check_delete(self) -> Result<(), Kind> {
        match self {
            Self::Locked | Self::Ready | Self::Corrupt => Ok(()),
            Self::Deleted => Err(Kind::ContentNotFound),
        }
    }

    /// Whether lists of templates show it.
    #[must_use]
    pub const fn is_listed(self) -> bool {
        matches!(self, Self::Locked | Self::Ready)
    }

    /// Whether it can move to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Locked => matches!(next, Self::Ready | Self::Corrupt | Self::Deleted),
            Self::Ready | Self::Corrupt => matches!(next, Self::Deleted),
            Self::Deleted => false,
        }
    }

    /// The state that a locked template gets by the event that ends its preparation; `None` for
    /// other events, and for a template that is not locked (deleted meanwhile).
    #[must_use]
    pub fn on(self, event: Event) -> Option<Self> {
        let failed = [
            Event::TemplateAudioFailed,
            Event::TemplateVideoFailed,
            Event::TemplateImageFailed,
        ];
        match self {
            Self::Locked if event == Event::TemplateReady => Some(Self::Ready),
            Self::Locked if failed.contains(&event) => Some(Self::Corrupt),
            Self::Locked | Self::Ready | Self::Corrupt | Self::Deleted => None,
        }
    }

    /// Stable lower-case name for storage and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Ready => "ready",
            Self::Corrupt => "corrupt",
            Self::Deleted => "deleted",
        }
    }

    /// Reads [`TemplateState::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::TemplateState::{Corrupt, Deleted, Locked, Ready};
    use super::*;

    #[track_caller]
    fn check(state: TemplateState, send: Result<(), Kind>, listed: bool, next: &[TemplateState]) {
        assert_eq!(state.check_send(), send);
        assert_eq!(state.is_listed(), listed);
        assert_eq!(state.check_delete().is_ok(), state.may_become(Deleted));
        for other in TemplateState::ALL {
            assert_eq!(
                state.may_become(other),
                next.contains(&other),
                "{state:?} to {other:?}"
            );
        }
        assert_eq!(TemplateState::parse(state.word()), Some(state));
    }

    #[test]
    fn each_state_allows_what_it_should() {
        check(
            Locked,
            Err(Kind::EncodingInProgress),
            true,
            &[Ready, Corrupt, Deleted],
        );
        check(Ready, Ok(()), true, &[Deleted]);
        check(Corrupt, Err(Kind::ContentNotFound), false, &[Deleted]);
        check(Deleted, Err(Kind::ContentNotFound), false, &[]);
    }

    #[test]
    fn the_end_of_preparation_unlocks_or_spoils_it() {
        assert_eq!(Locked.on(Event::TemplateReady), Some(Ready));
        assert_eq!(Locked.on(Event::TemplateVideoFailed), Some(Corrupt));
        assert_eq!(Deleted.on(Event::TemplateReady), None);
        assert_eq!(Locked.on(Event::MessageSent), None);
    }
}
