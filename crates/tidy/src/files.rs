//! Length, first line and name of every Rust file.
//!
//! The length of functions is clippy's (`too-many-lines-threshold` in `clippy.toml`).

use crate::families::FAMILIES;
use crate::lexer::tokens;
use crate::tree::{File, Finding, Tree};

/// Lines that a file may have: as much as a reader takes in at a sitting.
const MAX_LINES: usize = 500;

/// Lines that a file of tests may have: cases are data.
const MAX_TEST_LINES: usize = 800;

/// Names that say nothing about what lies inside.
const BANNED_NAMES: [&str; 13] = [
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "types",
    "manager",
    "misc",
    "service",
    "processor",
    "data",
    "info",
    "impl",
];

/// Endings that make a name say as little.
const BANNED_ENDINGS: [&str; 6] = [
    "_util", "_utils", "_helper", "_helpers", "_manager", "_misc",
];

/// Files that are too long to read at a sitting.
#[must_use]
pub fn lengths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        let most = if is_test(file) {
            MAX_TEST_LINES
        } else {
            MAX_LINES
        };
        let lines = file.text().lines().count();
        if lines > most {
            findings.push(Finding::new(
                &file.path,
                most + 1,
                format!("{lines} lines; {most} are allowed"),
            ));
        }
    }
    findings
}

/// Files that do not begin with a module doc.
#[must_use]
pub fn docs(tree: &Tree) -> Vec<Finding> {
    let begins = |file: &&File| {
        !(file.text().starts_with("//! ") || file.text().starts_with("#![doc = include_str!("))
    };
    let finding = |file: &File| {
        Finding::new(
            &file.path,
            1,
            "begins without `//!`: what it is for, what it speaks, what it promises",
        )
    };
    tree.rust().filter(begins).map(finding).collect()
}

/// Files, folders and modules with a name that says nothing.
#[must_use]
pub fn names(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        let parts: Vec<&str> = file
            .path
            .trim_end_matches(".rs")
            .split('/')
            .skip(1)
            .collect();
        for (depth, part) in parts.iter().enumerate() {
            let shared_by_family = *part == "common"
                && depth == 2
                && parts.first().is_some_and(|owner| FAMILIES.contains(owner));
            if is_banned(part) && !shared_by_family {
                findings.push(Finding::new(
                    &file.path,
                    1,
                    format!("`{part}` says nothing; name it by its noun or verb"),
                ));
            }
        }
        let tokens = tokens(file.text());
        for pair in tokens.windows(3) {
            let [keyword, name, brace] = pair else {
                continue;
            };
            if keyword.word() == "mod" && brace.is('{') && is_banned(name.word()) {
                findings.push(Finding::new(
                    &file.path,
                    name.line,
                    format!(
                        "module `{}` says nothing; name it by its noun or verb",
                        name.word()
                    ),
                ));
            }
        }
    }
    findings
}

fn is_banned(name: &str) -> bool {
    BANNED_NAMES.contains(&name) || BANNED_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn is_test(file: &File) -> bool {
    let mut folders = file.path.split('/');
    file.name() == "tests.rs" || folders.any(|folder| folder == "tests")
}
