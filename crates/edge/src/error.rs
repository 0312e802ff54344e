//! What operators hear when a listener ends before it was told to.

/// A listener cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting has a value with which nothing could be served.
    #[error("setting {setting} cannot be {value}; it must be {right}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What would be right.
        right: &'static str,
    },
    /// Taking connections failed again and again.
    #[error("no connection can be taken any more")]
    Accept(#[source] std::io::Error),
}
