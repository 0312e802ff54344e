//! Inside a family, no member names another member.
//!
//! A member is a folder below the family's `src/` that stands in the list `REGISTRY` or has a `mod.rs`; a folder that
//! only carries the rest of a file of the same name is none. What members share lies in `src/common/` or in files
//! beside the folders, and names no member; the list in `src/lib.rs` names all of them.

use crate::graph::edges;
use crate::lexer::{Kind, tokens};
use crate::tree::{Finding, Tree};

/// The crates whose folders are plug-ins.
pub(crate) const FAMILIES: [&str; 5] = ["dialects", "carriers", "storage", "blobs", "media"];

/// The folder that members share.
const SHARED: &str = "common";

/// Members that name other members, and shared code that names a member.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for family in FAMILIES {
        let members = members(tree, family);
        for edge in edges(tree, family) {
            let (Some(from), Some(to)) = (edge.from.first(), edge.to.first()) else {
                continue;
            };
            if from == to || !members.contains(to) {
                continue;
            }
            if members.contains(from) {
                let rule = format!(
                    "member `{from}` of `{family}` names member `{to}`; what both need lies in `{SHARED}`"
                );
                findings.push(Finding::new(edge.file, edge.line, rule));
            } else if from == SHARED {
                let rule = format!(
                    "`{SHARED}` of `{family}` names member `{to}`; shared code knows no member"
                );
                findings.push(Finding::new(edge.file, edge.line, rule));
            }
        }
    }
    findings
}

/// Folders that the family's `REGISTRY` names, and folders with a `mod.rs`.
fn members(tree: &Tree, family: &str) -> Vec<String> {
    let source = format!("crates/{family}/src/");
    let listed = tree
        .file(&format!("{source}lib.rs"))
        .map(|list| listed(list.text()))
        .unwrap_or_default();
    let below = tree
        .rust()
        .filter_map(|file| file.path.strip_prefix(&source));
    let folders = below.filter_map(|path| path.split_once('/'));
    let members = folders
        .filter(|(folder, file)| *file == "mod.rs" || listed.iter().any(|name| name == folder));
    let mut members: Vec<String> = members
        .map(|(folder, _)| folder.to_owned())
        .filter(|folder| folder != SHARED)
        .collect();
    members.dedup();
    members
}

/// First segments of the paths in the list: `wxml` in `&wxml::Wxml`.
fn listed(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let list = tokens
        .iter()
        .skip_while(|token| token.word() != "REGISTRY")
        .take_while(|token| !token.is(';'));
    let list: Vec<_> = list.collect();
    let entries = list
        .windows(3)
        .filter(|three| three[0].is('&') && three[2].kind == Kind::Separator);
    entries.map(|three| three[1].word().to_owned()).collect()
}
