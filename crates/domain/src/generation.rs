//! The four generations of operator ids.
//!
//! Source: docs/contract.md, operators and carrier lookup.

/// A generation of operator ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Generation {
    /// Six digits, `000189`.
    Legacy,
    /// Seven digits, `0001890`.
    Wxml,
    /// Five digits, `31003`.
    Kebab,
    /// Six digits, `310012`.
    Json,
}
