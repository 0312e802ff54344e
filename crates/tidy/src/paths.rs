//! Paths that the documents name exist.
//!
//! A path is what stands in backticks or behind a Markdown link and begins with a folder of the root, with `./`, or
//! with a crate's name followed by one of a crate's folders. Behind a placeholder such as `<d>` nothing is checked.
//! Fenced blocks are left out: they show commands and trees.

use crate::tree::{Finding, Tree};

/// What a path that begins with a crate's name goes on with; else it is a media type or an alternative.
const IN_A_CRATE: [&str; 6] = ["src", "tests", "benches", "fuzz", "Cargo.toml", "README.md"];

/// Paths that a document names and that are not there.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in tree.files().iter().filter(|file| is_document(&file.path)) {
        let mut fenced = false;
        for (index, line) in document.text().lines().enumerate() {
            fenced ^= line.trim_start().starts_with("```");
            if fenced {
                continue;
            }
            for path in named(line) {
                if !exists(tree, &document.path, &path) {
                    findings.push(Finding::new(
                        &document.path,
                        index + 1,
                        format!("`{}` does not exist", path.trim_start_matches(']')),
                    ));
                }
            }
        }
    }
    findings
}

fn is_document(path: &str) -> bool {
    matches!(path, "ARCHITECTURE.md" | "README.md" | "CONTRIBUTING.md")
        || (path.starts_with("docs/") && path.ends_with(".md"))
}

/// What stands in backticks or as the target of a link, cut at the first placeholder, blank or line number.
fn named(line: &str) -> Vec<String> {
    let quoted = line.split('`').skip(1).step_by(2).map(str::to_owned);
    let linked = line
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| format!("]{target}"));
    quoted
        .chain(linked)
        .filter_map(|text| before_placeholder(&text))
        .collect()
}

fn before_placeholder(text: &str) -> Option<String> {
    let is_plain =
        |part: &&str| !part.contains(['<', '{', '*', '$', '…']) && !part.contains("NNNN");
    let text = text.split(['#', ' ']).next()?;
    let text = text
        .rsplit_once(':')
        .filter(|(_, line)| line.parse::<usize>().is_ok())
        .map_or(text, |(path, _)| path);
    let plain: Vec<&str> = text.split('/').take_while(is_plain).collect();
    Some(plain.join("/")).filter(|path| !path.trim_start_matches(']').is_empty())
}

fn exists(tree: &Tree, document: &str, path: &str) -> bool {
    if let Some(target) = path.strip_prefix(']') {
        return target.contains("://")
            || target.starts_with("mailto:")
            || tree.holds(&beside(document, target));
    }
    let path = path.strip_prefix("./").unwrap_or(path);
    let Some((first, rest)) = path.split_once('/') else {
        return true;
    };
    let second = rest.split('/').next().unwrap_or_default();
    if tree.crates().contains(&first) {
        return !IN_A_CRATE.contains(&second) || tree.holds(&format!("crates/{path}"));
    }
    first.is_empty() || first == "target" || !tree.holds(first) || tree.holds(path)
}

/// The path of a link's target, seen from the root.
fn beside(document: &str, target: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
    {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}
