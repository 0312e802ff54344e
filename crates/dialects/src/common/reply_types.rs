//! How answers are typed, as the operator wants it.
//!
//! Source: docs/contract.md, response content type, and settings.

use domain::fault::Wording;

/// Answers say they are HTML, because a client in production hands XML-typed answers to the
/// parser of its HTTP library and fails on the result.
///
/// Source: docs/contract.md, response content type, and decision D2.
pub(crate) const UPPER: &str = "text/html; charset=UTF-8";

/// Source: docs/contract.md, response content type.
pub(crate) const KEBAB: &str = "text/xml; charset=UTF-8";

/// Source: docs/contract.md, response content type.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// Values of the `Content-Type` header of answers; postbacks have their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTypes {
    /// In upper-case XML.
    pub upper: String,
    /// In KEBAB.
    pub kebab: String,
    /// In JSON.
    pub json: String,
}

impl ReplyTypes {
    /// How dialects of that wording type their answers.
    #[must_use]
    pub fn of(&self, wording: Wording) -> &str {
        match wording {
            Wording::Upper => &self.upper,
            Wording::Kebab => &self.kebab,
            Wording::Json => &self.json,
        }
    }
}

impl Default for ReplyTypes {
    fn default() -> Self {
        Self {
            upper: UPPER.into(),
            kebab: KEBAB.into(),
            json: JSON.into(),
        }
    }
}
