//! Who may name whom: the map of `ARCHITECTURE.md` as a table.
//!
//! Arrows point down only: program, faces, verbs, families, nouns, tools. What stands beside the layers may be named
//! by tests. Cargo itself forbids cycles between crates; this table forbids the rest.

use crate::manifest::Manifest;
use crate::tree::{Finding, Tree};

/// What a crate may name of ours.
enum May {
    /// These and no others.
    Only(&'static [&'static str]),
    /// Whatever it likes, except the crates that nobody names.
    All,
}
use May::{All, Only};

/// One row a crate, bottom up. A crate without a row is a finding: decide first where it lies.
const MAY_NAME: &[(&str, May)] = &[
    // tools: formats and guarded HTTP; never heard of us
    ("xml", Only(&[])),
    ("multipart", Only(&[])),
    ("smil", Only(&["xml"])),
    ("mm7", Only(&["xml", "multipart"])),
    ("smpp", Only(&[])),
    ("net", Only(&[])),
    // nouns
    ("domain", Only(&[])),
    // families: strangers to each other
    ("dialects", Only(&["domain", "xml", "multipart"])),
    (
        "carriers",
        Only(&["domain", "mm7", "multipart", "net", "smpp"]),
    ),
    ("storage", Only(&["domain"])),
    ("blobs", Only(&["domain"])),
    ("media", Only(&["net", "domain"])),
    // verbs
    (
        "engine",
        Only(&[
            "domain", "dialects", "carriers", "storage", "blobs", "media", "smil", "net",
        ]),
    ),
    // faces
    ("handbook", Only(&["domain", "dialects", "xml"])),
    (
        "edge",
        Only(&["domain", "dialects", "carriers", "engine", "handbook"]),
    ),
    ("admin", Only(&["domain", "storage", "engine"])),
    ("console", Only(&["domain", "engine"])),
    // program
    ("server", All),
    // beside: the simulated carrier shares no code with us, so that one bug cannot hide on both sides
    ("mmsc", Only(&[])),
    ("testkit", Only(&["domain", "engine", "mmsc"])),
    ("tidy", Only(&[])),
    ("bench", All),
];

/// What tests may name besides: the test crates, and the places that a whole gateway needs.
const TESTS_MAY_NAME: [&str; 5] = ["mmsc", "testkit", "net", "storage", "blobs"];

/// What nobody names: programs and tests.
const NAMED_BY_NOBODY: [&str; 3] = ["tidy", "bench", "server"];

/// Crates that name another crate against the table, and crates without a row.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Finding> {
    let ours = tree.crates();
    let (manifests, mut findings) = Manifest::all(tree);
    for manifest in &manifests {
        let owner = manifest.owner.as_str();
        let Some((_, may)) = MAY_NAME.iter().find(|(name, _)| *name == owner) else {
            findings.push(Finding::new(
                &manifest.path,
                1,
                format!("`{owner}` has no row in the layer table (crates/tidy/src/layers.rs)"),
            ));
            continue;
        };
        for dependency in manifest.dependencies() {
            let name = dependency.name.as_str();
            let itself = name == owner;
            let for_tests = dependency.only_for_tests && TESTS_MAY_NAME.contains(&name);
            if ours.contains(&name) && !itself && !for_tests && !allows(may, owner, name) {
                findings.push(Finding::new(
                    &manifest.path,
                    dependency.line,
                    format!("`{owner}` may not name `{name}` (layer table)"),
                ));
            }
        }
    }
    findings
}

fn allows(may: &May, owner: &str, name: &str) -> bool {
    match may {
        Only(names) => names.contains(&name),
        All => !NAMED_BY_NOBODY.contains(&name) || (owner == "bench" && name == "server"),
    }
}
