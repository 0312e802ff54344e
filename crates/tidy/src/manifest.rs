//! What a `Cargo.toml` says about dependencies, with line numbers.
//!
//! Reads TOML; the line of an entry is the first line that begins with its name after the table's head.

use toml::{Table, Value};

use crate::tree::{Finding, Tree};

/// One entry of a table of dependencies.
#[derive(Debug)]
pub(crate) struct Dependency {
    /// The package's name (not what it is renamed to).
    pub(crate) name: String,
    /// The line, counted from 1.
    pub(crate) line: usize,
    /// Only needed by tests, examples and benches.
    pub(crate) only_for_tests: bool,
    /// Taken over from `[workspace.dependencies]`.
    pub(crate) inherited: bool,
    /// Has a `path`: one of ours.
    pub(crate) local: bool,
}

/// A manifest that could be parsed.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// Where it lies, relative to the root.
    pub(crate) path: String,
    /// The crate's folder name; empty for the root.
    pub(crate) owner: String,
    table: Table,
    text: String,
}

impl Manifest {
    /// Parses the manifest at `path`; a file that is not TOML is a finding.
    pub(crate) fn read(tree: &Tree, path: &str, owner: &str) -> Result<Self, Finding> {
        let text = tree
            .file(path)
            .map(|file| file.text().to_owned())
            .unwrap_or_default();
        let table = text
            .parse::<Table>()
            .map_err(|error| Finding::new(path, 1, format!("is not TOML: {error}")))?;
        Ok(Self {
            path: path.to_owned(),
            owner: owner.to_owned(),
            table,
            text,
        })
    }

    /// The manifests of all crates; those that do not parse become findings.
    pub(crate) fn all(tree: &Tree) -> (Vec<Self>, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut manifests = Vec::new();
        for name in tree.crates() {
            match Self::read(tree, &format!("crates/{name}/Cargo.toml"), name) {
                Ok(manifest) => manifests.push(manifest),
                Err(finding) => findings.push(finding),
            }
        }
        (manifests, findings)
    }

    /// Every dependency of a crate, those for one platform included.
    pub(crate) fn dependencies(&self) -> Vec<Dependency> {
        let mut found = Vec::new();
        self.add(&self.table, &mut found);
        for platform in self
            .table
            .get("target")
            .and_then(Value::as_table)
            .into_iter()
            .flat_map(Table::values)
        {
            if let Some(table) = platform.as_table() {
                self.add(table, &mut found);
            }
        }
        found
    }

    /// The entries of `[workspace.dependencies]`.
    pub(crate) fn workspace_dependencies(&self) -> Vec<Dependency> {
        let table = self
            .table
            .get("workspace")
            .and_then(|table| table.get("dependencies"))
            .and_then(Value::as_table);
        let entries = table.into_iter().flatten();
        entries
            .map(|(key, value)| self.entry("workspace.dependencies", false, key, value))
            .collect()
    }

    /// Whether `[lints] workspace = true` stands in it.
    pub(crate) fn inherits_lints(&self) -> bool {
        let lints = self
            .table
            .get("lints")
            .and_then(|lints| lints.get("workspace"));
        lints.and_then(Value::as_bool) == Some(true)
    }

    fn add(&self, table: &Table, found: &mut Vec<Dependency>) {
        for (head, only_for_tests) in [
            ("dependencies", false),
            ("build-dependencies", false),
            ("dev-dependencies", true),
        ] {
            let entries = table
                .get(head)
                .and_then(Value::as_table)
                .into_iter()
                .flatten();
            found.extend(entries.map(|(key, value)| self.entry(head, only_for_tests, key, value)));
        }
    }

    fn entry(&self, head: &str, only_for_tests: bool, key: &str, value: &Value) -> Dependency {
        let flag = |name: &str| value.get(name).and_then(Value::as_bool) == Some(true);
        let name = value.get("package").and_then(Value::as_str).unwrap_or(key);
        Dependency {
            name: name.to_owned(),
            line: self.line_of(head, key),
            only_for_tests,
            inherited: flag("workspace"),
            local: value.get("path").is_some(),
        }
    }

    fn line_of(&self, head: &str, key: &str) -> usize {
        let mut inside = false;
        for (index, line) in self.text.lines().enumerate() {
            let line = line.trim();
            if line.starts_with('[') {
                inside = line.contains(head)
                    && !(head == "dependencies" && line.contains("-dependencies"));
                if inside && line.ends_with(&format!(".{key}]")) {
                    return index + 1;
                }
            } else if inside && is_entry(line, key) {
                return index + 1;
            }
        }
        1
    }
}

fn is_entry(line: &str, key: &str) -> bool {
    line.strip_prefix(key)
        .is_some_and(|rest| rest.starts_with(['.', ' ', '=', '\t']))
}
