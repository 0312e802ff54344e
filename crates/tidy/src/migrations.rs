//! Migrations are named `NNNN_<verb>_<noun>.sql` and numbered from 0001 without gaps.
//!
//! Holds for every folder named `migrations` below `crates/`, each for itself.

use std::collections::BTreeMap;

use crate::tree::{File, Finding, Tree};

/// Files in a folder of migrations that are named or numbered otherwise.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut folders: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    for file in tree
        .files()
        .iter()
        .filter(|file| file.path.starts_with("crates/"))
    {
        if let Some((folder, _)) = file
            .path
            .rsplit_once('/')
            .filter(|(folder, _)| folder.ends_with("/migrations"))
        {
            folders.entry(folder).or_default().push(file);
        }
    }
    for files in folders.values() {
        // The files come in the order of their names, so the place tells the number.
        for (index, file) in files.iter().enumerate() {
            match number(file.name()) {
                None => findings.push(Finding::new(
                    &file.path,
                    1,
                    "is not named NNNN_<verb>_<noun>.sql",
                )),
                Some(number) if number != index + 1 => {
                    findings.push(Finding::new(
                        &file.path,
                        1,
                        format!("has number {number} where {:04} is due", index + 1),
                    ));
                }
                Some(_) => {}
            }
        }
    }
    findings
}

fn number(name: &str) -> Option<usize> {
    let mut words = name.strip_suffix(".sql")?.split('_');
    let digits = words
        .next()
        .filter(|digits| digits.len() == 4 && digits.chars().all(|digit| digit.is_ascii_digit()))?;
    let words: Vec<&str> = words.collect();
    let is_word = |word: &&str| {
        !word.is_empty()
            && word
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    (words.len() >= 2 && words.iter().all(is_word))
        .then(|| digits.parse().ok())
        .flatten()
}
