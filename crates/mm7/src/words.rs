//! Words that the schema fixes.
//!
//! Source: 3GPP TS 23.140, schema of MM7. Read in any case, written as there.

/// Declares an enumeration whose values are words on the wire.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// The word on the wire.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }

            /// The value of a word, in any case; `None` for an unknown one.
            pub(crate) fn from_word(word: &str) -> Option<Self> {
                [$(Self::$variant,)*]
                    .into_iter()
                    .find(|value| value.word().eq_ignore_ascii_case(word))
            }
        }
    };
}

words! {
    /// What kind of message it is.
    MessageClass {
        /// From one person to another.
        Personal,
        /// Information that was asked for.
        Informational,
        /// Advertisement.
        Advertisement,
        /// Made by a machine.
        Auto,
    }
}

words! {
    /// How urgent a message is.
    Priority {
        /// Neither urgent nor the opposite.
        Normal,
        /// Urgent.
        High,
        /// Not urgent.
        Low,
    }
}

words! {
    /// Who pays for a message.
    ChargedParty {
        /// The provider that sends it.
        Sender,
        /// The subscriber that gets it.
        Recipient,
        /// Both of them.
        Both,
        /// Neither of them.
        Neither,
        /// Somebody else.
        ThirdParty,
    }
}
