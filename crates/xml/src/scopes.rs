//! Which namespace a prefix means at a place of the document.
//!
//! Speaks Namespaces in XML 1.0. Its guarantee: a look-up costs the same however many prefixes
//! are declared, and a namespace's name is stored once however many elements are in it.

use std::collections::HashMap;
use std::sync::Arc;

/// Declarations in force, innermost last.
#[derive(Debug, Default)]
pub(crate) struct Scopes {
    bindings: HashMap<String, Vec<Arc<str>>>,
    /// Prefixes declared by each open element.
    declared: Vec<Vec<String>>,
}

impl Scopes {
    /// An element opens that declares these prefixes; the empty prefix is the default namespace.
    pub(crate) fn enter(&mut self, declarations: Vec<(String, String)>) {
        let mut prefixes = Vec::with_capacity(declarations.len());
        for (prefix, uri) in declarations {
            let bound = self.bindings.entry(prefix.clone()).or_default();
            bound.push(Arc::from(uri));
            prefixes.push(prefix);
        }
        self.declared.push(prefixes);
    }

    /// The innermost element closes.
    pub(crate) fn leave(&mut self) {
        for prefix in self.declared.pop().unwrap_or_default() {
            if let Some(bound) = self.bindings.get_mut(&prefix) {
                bound.pop();
            }
        }
    }

    /// The namespace of `prefix` here; `None` when it has none or is undeclared.
    pub(crate) fn resolve(&self, prefix: &str) -> Option<Arc<str>> {
        let uri = self.bindings.get(prefix)?.last()?;
        (!uri.is_empty()).then(|| Arc::clone(uri))
    }
}
