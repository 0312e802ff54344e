//! Stable words of enums that have none of their own.

use super::unknown;
use crate::Error;
use crate::carrier_link::Switched;
use crate::event::Telling;
use crate::life::Ending;
use crate::link::Purpose;
use domain::account::Access;
use domain::content::ContentKind;
use domain::notice::SentAs;

/// An enum that is stored as a word.
pub(crate) trait Word: Sized {
    /// The word.
    fn word(&self) -> &'static str;
    /// Reads it back; [`Error::Damaged`] when it is unknown.
    fn read(word: &str) -> Result<Self, Error>;
}

macro_rules! words {
    ($($name:ident { $($variant:ident = $word:literal),* })*) => {$(
        impl Word for $name {
            fn word(&self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }

            fn read(word: &str) -> Result<Self, Error> {
                match word {
                    $($word => Ok(Self::$variant),)*
                    _ => Err(unknown(stringify!($name), word)),
                }
            }
        }
    )*};
}

words! {
    Telling {
        Pending = "pending",
        Delivered = "delivered",
        Dropped = "dropped",
        Undeliverable = "undeliverable"
    }
    Ending {
        Open = "open",
        Accepted = "accepted",
        NotNow = "not_now",
        Never = "never",
        NotSent = "not_sent",
        Unknown = "unknown"
    }
    Access {
        Open = "open",
        NotActivated = "not_activated",
        NoApi = "no_api",
        Blocked = "blocked"
    }
    ContentKind { Template = "template", OneOff = "one_off" }
    SentAs { Mms = "mms", Sms = "sms" }
    Purpose { Poster = "poster" }
    Switched { Paused = "paused", Draining = "draining" }
}

macro_rules! domain_words {
    ($($name:ty),*) => {$(
        impl Word for $name {
            fn word(&self) -> &'static str {
                (*self).word()
            }

            fn read(word: &str) -> Result<Self, Error> {
                Self::parse(word).ok_or_else(|| unknown(stringify!($name), word))
            }
        }
    )*};
}

domain_words!(
    domain::campaign::Membership,
    domain::campaign::Source,
    domain::event::Event,
    domain::inbound::InboundKind,
    domain::long_text::Coding,
    domain::order::Element,
    domain::report::Fate,
    domain::state::State,
    domain::template_state::TemplateState,
    domain::trace::Direction
);
