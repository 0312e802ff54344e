//! What the users' documents promise, and which test keeps each promise.
//!
//! `docs/conformance.tsv` has a line for each promise: its id (`S3-14` is the fourteenth of document 3), what is
//! promised, and what keeps it: `tests`, or, where no test can, `later: why` or `advice: what the gateway does`.
//! A test names the ids that it keeps; the run notes those of the tests that passed. [`check`] holds the file against
//! the sources, [`table`] counts the file, the sources and the notes of a run. Knows nothing of the gateway.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::tree::{File, Finding, Tree};

/// Where the promises stand.
const FILE: &str = "docs/conformance.tsv";

/// The first line of that file.
const HEAD: &str = "id\tpromise\tkept by";

/// The documents, and how many promises each holds. They do not change any more.
const DOCUMENTS: [(&str, usize); 5] = [
    ("S0 LEGACY sendMMS", 56),
    ("S1 KEBAB sendMMS", 55),
    ("S2 WXML sendMMS", 177),
    ("S3 WXML and GET sendMMS", 150),
    ("S4 KEBAB sendSavedMMS", 72),
];

/// Number of a document and number of a promise in it, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Id(usize, usize);

impl Id {
    fn parse(text: &str) -> Option<Self> {
        let (document, number) = text.strip_prefix('S')?.split_once('-')?;
        let is_number = |text: &str| text.bytes().all(|it| it.is_ascii_digit()) && !text.is_empty();
        if document.len() != 1 || !is_number(document) || !is_number(number) {
            return None;
        }
        Some(Self(document.parse().ok()?, number.parse().ok()?))
    }

    fn exists(self) -> bool {
        let promises = DOCUMENTS.get(self.0).map_or(0, |(_, promises)| *promises);
        (1..=promises).contains(&self.1)
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "S{}-{}", self.0, self.1)
    }
}

/// Why no test keeps a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aside {
    /// A later change keeps it.
    Later,
    /// It binds the customer.
    Advice,
}

/// A line of the file.
struct Promise<'a> {
    id: &'a str,
    text: &'a str,
    aside: &'a str,
}

impl<'a> Promise<'a> {
    fn read(line: &'a str) -> Self {
        let mut columns = line.splitn(3, '\t');
        let mut next = || columns.next().unwrap_or_default();
        Self {
            id: next(),
            text: next(),
            aside: next(),
        }
    }

    /// `None` where a test must keep it; an error where the reason is no reason.
    fn aside(&self) -> Result<Option<Aside>, &'a str> {
        let reason = |kind: &str| {
            self.aside
                .strip_prefix(kind)
                .is_some_and(|it| !it.is_empty())
        };
        match self.aside {
            "tests" => Ok(None),
            _ if reason("later: ") => Ok(Some(Aside::Later)),
            _ if reason("advice: ") => Ok(Some(Aside::Advice)),
            other => Err(other),
        }
    }
}

/// All ids of the documents, in order.
fn ids() -> impl Iterator<Item = Id> {
    let all = DOCUMENTS.iter().enumerate();
    all.flat_map(|(document, (_, promises))| (1..=*promises).map(move |it| Id(document, it)))
}

/// Promises that are missing, misspelt, or kept by no test; tests that cite what is not to be kept.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = lines(tree);
    let cited = cited(tree);
    for (number, promise) in promises(tree) {
        let kept = Id::parse(promise.id).is_some_and(|id| cited.contains(&id));
        let wrong = match promise.aside() {
            Ok(None) if !kept => "is cited by no test and not set aside".to_owned(),
            Ok(Some(_)) if kept => "is set aside and yet cited by a test".to_owned(),
            Err(other) => {
                format!("`{other}` is none of `tests`, `later: why`, `advice: what we do`")
            }
            Ok(_) => continue,
        };
        findings.push(Finding::new(
            FILE,
            number,
            format!("{} {wrong}", promise.id),
        ));
    }
    for file in tests(tree) {
        for (number, id) in cites(file).filter(|(_, id)| !id.exists()) {
            let rule = format!("{id} is not in {FILE}");
            findings.push(Finding::new(&file.path, number, rule));
        }
    }
    findings
}

/// Whether the file has a head and then every id once, in order, with a text.
fn lines(tree: &Tree) -> Vec<Finding> {
    let text = tree.file(FILE).map_or("", File::text);
    let mut findings = Vec::new();
    if text.lines().next() != Some(HEAD) {
        findings.push(Finding::new(
            FILE,
            1,
            format!("does not begin with `{HEAD}`"),
        ));
    }
    let mut found = promises(tree);
    for id in ids() {
        let Some((number, promise)) = found.next() else {
            findings.push(Finding::new(FILE, 1, format!("ends before {id}")));
            return findings;
        };
        if promise.id != id.to_string() || promise.text.is_empty() {
            let rule = format!("{id} is due here, with a text");
            findings.push(Finding::new(FILE, number, rule));
            return findings;
        }
    }
    if let Some((number, _)) = found.next() {
        findings.push(Finding::new(FILE, number, "is one line too many"));
    }
    findings
}

/// The lines of the file with their numbers.
fn promises(tree: &Tree) -> impl Iterator<Item = (usize, Promise<'_>)> {
    let text = tree.file(FILE).map_or("", File::text);
    let lines = text.lines().enumerate().skip(1);
    lines.map(|(index, line)| (index + 1, Promise::read(line)))
}

/// Sources of tests. This crate cites nothing: its own tests plant ids.
fn tests(tree: &Tree) -> impl Iterator<Item = &File> {
    let is_test = |path: &str| path.contains("/tests/") || path.ends_with("/tests.rs");
    tree.rust()
        .filter(move |file| is_test(&file.path) && !file.path.starts_with("crates/tidy/"))
}

fn cited(tree: &Tree) -> BTreeSet<Id> {
    let all = tests(tree).flat_map(cites);
    all.map(|(_, id)| id).collect()
}

/// The ids in a file, each with its line.
fn cites(file: &File) -> impl Iterator<Item = (usize, Id)> {
    let lines = file.text().lines().enumerate();
    lines.flat_map(|(index, line)| ids_in(line).map(move |id| (index + 1, id)))
}

fn ids_in(text: &str) -> impl Iterator<Item = Id> {
    let words = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '-');
    words.filter_map(Id::parse)
}

/// Counts of one document or of all.
#[derive(Default)]
struct Counts {
    items: usize,
    covered: usize,
    passed: usize,
    later: usize,
    advice: usize,
}

/// How a run went: counts for each document, and what is missing by its id.
#[derive(Debug)]
pub struct Table {
    /// The table, to be printed.
    pub text: String,
    /// Whether every promise that is not set aside was kept in this run.
    pub whole: bool,
}

/// Counts promises, those that a test cites, and those that were noted in `notes` by tests that passed.
#[must_use]
pub fn table(tree: &Tree, notes: &str) -> Table {
    let cited = cited(tree);
    let passed: BTreeSet<Id> = ids_in(notes).collect();
    let mut documents: Vec<Counts> = DOCUMENTS.iter().map(|_| Counts::default()).collect();
    let mut uncited = Vec::new();
    let mut failed = Vec::new();
    for (_, promise) in promises(tree) {
        let Some(id) = Id::parse(promise.id).filter(|id| id.exists()) else {
            continue;
        };
        let counts = &mut documents[id.0];
        counts.items += 1;
        match promise.aside() {
            Ok(Some(Aside::Later)) => counts.later += 1,
            Ok(Some(Aside::Advice)) => counts.advice += 1,
            Ok(None) | Err(_) if !cited.contains(&id) => uncited.push(promise.id),
            Ok(None) | Err(_) => {
                counts.covered += 1;
                counts.passed += usize::from(passed.contains(&id));
                if !passed.contains(&id) {
                    failed.push(promise.id);
                }
            }
        }
    }
    let whole = uncited.is_empty() && failed.is_empty() && documents[0].items > 0;
    let mut text = printed(&documents);
    for (what, which) in [("cited by no test", uncited), ("cited, not passed", failed)] {
        if !which.is_empty() {
            let _ = writeln!(text, "{what}: {}", which.join(" "));
        }
    }
    Table { text, whole }
}

fn printed(documents: &[Counts]) -> String {
    let mut text = row(
        "document",
        ["items", "covered", "passed", "later", "advice"],
    );
    let mut sum = Counts::default();
    for ((name, _), it) in DOCUMENTS.iter().zip(documents) {
        text += &row(name, [it.items, it.covered, it.passed, it.later, it.advice]);
        sum.items += it.items;
        sum.covered += it.covered;
        sum.passed += it.passed;
        sum.later += it.later;
        sum.advice += it.advice;
    }
    text + &row(
        "all",
        [sum.items, sum.covered, sum.passed, sum.later, sum.advice],
    )
}

fn row<T: std::fmt::Display>(name: &str, columns: [T; 5]) -> String {
    let columns = columns.map(|it| format!("{it:>8}")).concat();
    format!("{name:<24}{columns}\n")
}
