//! Words that do not belong into the tree.
//!
//! What stands here is true on any machine and needs no document but those of the repository and the public
//! standards. The words are put together at compile time, so that this file passes its own rule.

use crate::tree::{Finding, Tree};

/// A word, and why it has no place here.
const BANNED: &[(&str, &str)] = &[
    (concat!("/wor", "k/"), MACHINE),
    (concat!("/ro", "ot/"), MACHINE),
    (concat!("/ho", "me/"), MACHINE),
    (concat!("/tmp", "/w/"), MACHINE),
    (concat!("arti", "factory"), REGISTRY),
    (concat!("registry", ".npmjs"), REGISTRY),
    (concat!("files.python", "hosted"), REGISTRY),
    (concat!("static.crates", ".io"), REGISTRY),
    (concat!("index.crates", ".io"), REGISTRY),
    (concat!("shared/", "guide"), DOCUMENT),
    (concat!("shared/", "spec"), DOCUMENT),
    (concat!("shared/", "media"), DOCUMENT),
    (concat!("api", ".md"), DOCUMENT),
    (concat!("protocols", ".md"), DOCUMENT),
    (concat!("layout", ".md"), DOCUMENT),
    (concat!("reliability", ".md"), DOCUMENT),
    (concat!("adaptation", ".md"), DOCUMENT),
    (concat!("cla", "ude"), AUTHOR),
    (concat!("anth", "ropic"), AUTHOR),
    (concat!("open", "ai"), AUTHOR),
    (concat!("chat", "gpt"), AUTHOR),
    (concat!("copi", "lot"), AUTHOR),
    (concat!("language ", "model"), AUTHOR),
    (concat!("ai-", "generated"), AUTHOR),
    (concat!("generated ", "by ai"), AUTHOR),
    (concat!("sub", "agent"), AUTHOR),
    (concat!("XX", "X"), UNFINISHED),
    (concat!("FIX", "ME"), UNFINISHED),
    (concat!("TO", "DO"), UNFINISHED),
];

const MACHINE: &str = "a path of somebody's machine";
const REGISTRY: &str = "a registry's host; cargo's defaults are enough";
const DOCUMENT: &str = "a document that a reader of this repository does not have";
const AUTHOR: &str = "how a line was written is the history's matter";
const UNFINISHED: &str = "finish it, or open an issue and name its number";

/// Files that are not ours to word.
const FOREIGN: [&str; 2] = ["LICENSE", "Cargo.lock"];

/// Lines that hold a banned word.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree
        .files()
        .iter()
        .filter(|file| !FOREIGN.contains(&file.path.as_str()))
    {
        for (index, line) in file.text().lines().enumerate() {
            for (word, why) in BANNED.iter().filter(|(word, _)| holds(line, word)) {
                findings.push(Finding::new(
                    &file.path,
                    index + 1,
                    format!("`{word}`: {why}"),
                ));
            }
        }
    }
    findings
}

/// Whether `word` stands in `line` and not inside a longer word. Words in capitals are searched as they are.
fn holds(line: &str, word: &str) -> bool {
    let as_written = word.chars().all(|character| character.is_ascii_uppercase());
    let line = if as_written {
        line.to_owned()
    } else {
        line.to_ascii_lowercase()
    };
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let joins = |edge: Option<char>, next: Option<char>| {
            [edge, next]
                .iter()
                .flatten()
                .all(|character| character.is_alphanumeric())
                && next.is_some()
        };
        !joins(word.chars().next(), before) && !joins(word.chars().next_back(), after)
    })
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[track_caller]
    fn check(line: &str, word: &str, expected: bool) {
        assert_eq!(holds(line, word), expected, "{word} in {line}");
    }

    #[test]
    fn a_word_is_found_in_any_case_but_not_inside_a_longer_one() {
        check("see Frob here", "frob", true);
        check("frobnicate", "frob", false);
        check("rules: /x/y", "/x/", true);
        check("a/x/y", "/x/", true);
    }

    #[test]
    fn a_word_in_capitals_is_found_in_capitals_only() {
        check("// HUH: later", "HUH", true);
        check("huh", "HUH", false);
    }
}
