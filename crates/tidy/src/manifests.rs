//! Every crate inherits the lints and shows its README as its crate doc.

use crate::manifest::Manifest;
use crate::tree::{Finding, Tree};

/// The line that makes the README the crate doc.
const INCLUDE: &str = "#![doc = include_str!(\"../README.md\")]";

/// Crates without `[lints] workspace = true`.
#[must_use]
pub fn lints(tree: &Tree) -> Vec<Finding> {
    let (manifests, mut findings) = Manifest::all(tree);
    for manifest in manifests
        .iter()
        .filter(|manifest| !manifest.inherits_lints())
    {
        findings.push(Finding::new(
            &manifest.path,
            1,
            "has no `[lints] workspace = true`",
        ));
    }
    findings
}

/// Crates without a README.md, or whose root does not include it.
#[must_use]
pub fn readmes(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in tree.crates() {
        if tree.file(&format!("crates/{name}/README.md")).is_none() {
            findings.push(Finding::new(
                format!("crates/{name}/Cargo.toml"),
                1,
                "the crate has no README.md beside its manifest",
            ));
        }
        let roots = ["lib.rs", "main.rs"].map(|root| format!("crates/{name}/src/{root}"));
        let roots: Vec<_> = roots.iter().filter_map(|path| tree.file(path)).collect();
        if let (Some(root), false) = (
            roots.first(),
            roots.iter().any(|root| root.text().contains(INCLUDE)),
        ) {
            findings.push(Finding::new(
                &root.path,
                1,
                format!("does not show the README as crate doc: `{INCLUDE}`"),
            ));
        }
    }
    findings
}
