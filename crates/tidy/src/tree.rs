//! The files that the rules look at, read once, and what a rule has to say about them.
//!
//! Knows nothing of Rust or of the rules. Build output and version control are left out; everything else that is
//! text is in, hidden folders too.

use std::fmt;
use std::fs;
use std::path::Path;

/// Folders that hold no source: version control, build output, a gateway's data.
const SKIPPED: [&str; 3] = [".git", "target", "wirephoto-data"];

/// One breach of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the root, with `/` between folders.
    pub file: String,
    /// The line, counted from 1; 1 also when the whole file is at fault.
    pub line: usize,
    /// What is wrong and what would be right.
    pub rule: String,
}

impl Finding {
    pub(crate) fn new(file: impl Into<String>, line: usize, rule: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line,
            rule: rule.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.line, self.rule)
    }
}

/// A file of the tree.
#[derive(Debug)]
pub(crate) struct File {
    /// Relative to the root, with `/` between folders.
    pub(crate) path: String,
    /// The content; `None` where it is not text.
    pub(crate) text: Option<String>,
}

impl File {
    /// The content, empty where it is not text.
    pub(crate) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// The last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// A folder that looks like this repository, read into memory.
#[derive(Debug)]
pub struct Tree {
    files: Vec<File>,
}

impl Tree {
    /// Reads everything below `root`, in the order of the paths.
    ///
    /// # Errors
    ///
    /// When a folder or file cannot be read.
    pub fn read(root: &Path) -> std::io::Result<Self> {
        let mut files = Vec::new();
        collect(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// All files, in the order of their paths.
    pub(crate) fn files(&self) -> &[File] {
        &self.files
    }

    /// The Rust files below `crates/`.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(|file| file.path.starts_with("crates/") && file.path.ends_with(".rs"))
    }

    /// The file at `path`.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        let at = self
            .files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()?;
        self.files.get(at)
    }

    /// Whether `path` is a file, or a folder with something in it.
    pub(crate) fn holds(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.file(path).is_some() || self.files.iter().any(|file| file.path.starts_with(&folder))
    }

    /// Names of the crates: the folders below `crates/` that have a manifest.
    pub(crate) fn crates(&self) -> Vec<&str> {
        let below = self
            .files
            .iter()
            .filter_map(|file| file.path.strip_prefix("crates/"));
        below
            .filter_map(|path| path.strip_suffix("/Cargo.toml"))
            .filter(|name| !name.contains('/'))
            .collect()
    }
}

fn collect(folder: &Path, prefix: &str, into: &mut Vec<File>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}/{name}")
        };
        let kind = entry.file_type()?;
        if SKIPPED.contains(&name.as_str()) {
            // In a linked worktree `.git` is a file that names a folder of this machine.
            continue;
        }
        if kind.is_dir() {
            collect(&entry.path(), &path, into)?;
        } else if kind.is_file() {
            let text = String::from_utf8(fs::read(entry.path())?)
                .ok()
                .filter(|text| !text.contains('\0'));
            into.push(File { path, text });
        }
    }
    Ok(())
}
