//! What is wrong with a configured link.

/// A link cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such protocol.
    #[error("link {link:?}: no protocol is called {protocol:?}; this build speaks: mm7, sms-http")]
    UnknownProtocol {
        /// The link.
        link: String,
        /// What its `protocol` key says.
        protocol: String,
    },
    /// A key is missing, unknown or has a value that cannot be.
    #[error("link {link:?}: {what}")]
    Settings {
        /// The link.
        link: String,
        /// The key and the remedy.
        what: String,
    },
}
