//! How much document is accepted.
//!
//! Knows numbers only. The size of the input in bytes is the caller's to limit, since the caller
//! holds the bytes already.

/// Bounds of a document; one step beyond any of them is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Nested elements, the root counted; 1 to [`Limits::DEPTH_CEILING`], more is cut to that.
    pub depth: usize,
    /// Elements in all, the root counted.
    pub elements: usize,
    /// Attributes of one element, namespace declarations counted.
    pub attributes: usize,
    /// Bytes of an element's or attribute's name, its prefix counted.
    pub name_bytes: usize,
    /// What an XML declaration may say.
    pub lenience: Lenience,
}

impl Limits {
    /// No document nests deeper, whatever `depth` says, so that dropping a tree cannot exhaust
    /// the stack. Ours.
    pub const DEPTH_CEILING: usize = 256;

    /// Bounds for requests of customers.
    ///
    /// Source: docs/contract.md, XML reading rules.
    pub const API: Self = Self {
        depth: 32,
        elements: 10_000,
        attributes: 64,
        name_bytes: 256,
        lenience: Lenience::Strict,
    };

    /// Bounds for SOAP messages of operators: as [`Limits::API`], but the declaration is not
    /// believed, since some MMSCs declare UTF-16 on a body in UTF-8.
    pub const MMSC: Self = Self {
        lenience: Lenience::AnyDeclaration,
        ..Self::API
    };
}

/// What to do when the XML declaration contradicts the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lenience {
    /// The declared encoding must be `UTF-8`, `UTF8` or `US-ASCII`, in any case.
    Strict,
    /// The declared encoding is ignored. The bytes must be UTF-8 nevertheless.
    AnyDeclaration,
}
