//! The case of a root, which tells the families of XML apart.
//!
//! Source: docs/contract.md, choosing the dialect of the answer, row 2.

/// Whether a name is written in lower case throughout.
pub(crate) fn is_lower(name: &str) -> bool {
    !name.chars().any(char::is_uppercase)
}
