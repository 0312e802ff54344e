//! Which crate may use which library, and that every library has a reason.
//!
//! Tests, examples and benches are free; `deny.toml` repeats the rule for the whole tree of dependencies.

use std::collections::BTreeSet;

use crate::manifest::Manifest;
use crate::tree::{Finding, Tree};

/// The table of reasons.
const REASONS: &str = "docs/dependencies.md";

/// A library, who may use it, and why nobody else.
const RESERVED: &[(&str, &[&str], &str)] = &[
    (
        "quick-xml",
        &["xml"],
        "`xml` sets the limits on depth, size and entities",
    ),
    (
        "roxmltree",
        &["mmsc"],
        "it has no limits; only the simulated carrier reads so, to be independent of `xml`",
    ),
    ("reqwest", &["net", "mmsc"], "`net` guards the addresses"),
    (
        "axum",
        &["edge", "admin", "mmsc", "testkit", "server"],
        "HTTP is a matter of the faces",
    ),
    (
        "rusqlite",
        &["storage", "bench"],
        "only a storage engine knows the database",
    ),
    (
        "clap",
        &["server", "bench"],
        "only programs have a command line",
    ),
];

/// Crates that use a library reserved for others.
#[must_use]
pub fn reserved(tree: &Tree) -> Vec<Finding> {
    let (manifests, mut findings) = Manifest::all(tree);
    for manifest in &manifests {
        for dependency in manifest
            .dependencies()
            .iter()
            .filter(|dependency| !dependency.only_for_tests)
        {
            let row = RESERVED
                .iter()
                .find(|(library, _, _)| *library == dependency.name);
            if let Some((library, users, why)) =
                row.filter(|(_, users, _)| !users.contains(&manifest.owner.as_str()))
            {
                let rule = format!("`{library}` is only for {}: {why}", users.join(", "));
                findings.push(Finding::new(&manifest.path, dependency.line, rule));
            }
        }
    }
    findings
}

/// Foreign libraries that a crate names with a version of its own, and entries of the root that nobody uses.
#[must_use]
pub fn one_version(tree: &Tree) -> Vec<Finding> {
    let ours = tree.crates();
    let (manifests, mut findings) = Manifest::all(tree);
    let mut used = BTreeSet::new();
    for manifest in &manifests {
        for dependency in manifest.dependencies() {
            if !ours.contains(&dependency.name.as_str()) && !dependency.inherited {
                let rule = format!(
                    "`{}` has its version here; it belongs into the root's [workspace.dependencies]",
                    dependency.name
                );
                findings.push(Finding::new(&manifest.path, dependency.line, rule));
            }
            used.insert(dependency.name);
        }
    }
    for entry in foreign(tree, &mut findings) {
        if !used.contains(&entry.0) {
            findings.push(Finding::new(
                "Cargo.toml",
                entry.1,
                format!("no crate uses `{}`", entry.0),
            ));
        }
    }
    findings
}

/// Foreign libraries without a row in docs/dependencies.md, and rows without a library.
#[must_use]
pub fn reasons(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let libraries = foreign(tree, &mut findings);
    let rows: Vec<(String, usize)> = tree
        .file(REASONS)
        .map(|file| rows(file.text()))
        .unwrap_or_default();
    for (name, line) in &libraries {
        if !rows.iter().any(|(row, _)| row == name) {
            findings.push(Finding::new(
                "Cargo.toml",
                *line,
                format!("`{name}` has no row in {REASONS}"),
            ));
        }
    }
    for (row, line) in &rows {
        if !libraries.iter().any(|(name, _)| name == row) {
            findings.push(Finding::new(
                REASONS,
                *line,
                format!("`{row}` is not in the root's [workspace.dependencies]"),
            ));
        }
    }
    findings
}

/// Names and lines of the root's entries that are not ours.
fn foreign(tree: &Tree, findings: &mut Vec<Finding>) -> Vec<(String, usize)> {
    match Manifest::read(tree, "Cargo.toml", "") {
        Ok(root) => {
            let entries = root
                .workspace_dependencies()
                .into_iter()
                .filter(|entry| !entry.local);
            entries.map(|entry| (entry.name, entry.line)).collect()
        }
        Err(finding) => {
            findings.push(finding);
            Vec::new()
        }
    }
}

/// First cells of the table's rows: those that begin with "| `name` |".
fn rows(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let cell = line
            .strip_prefix("| `")
            .and_then(|rest| rest.split_once('`'));
        if let Some((name, rest)) = cell
            && rest.trim_start().starts_with('|')
        {
            found.push((name.to_owned(), index + 1));
        }
    }
    found
}
