//! Where a value of the configuration was written.

use std::fmt;
use std::path::PathBuf;

/// Where a value is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The annotated default.
    Default,
    /// A file.
    File {
        /// Its path.
        path: PathBuf,
        /// Line, from 1; 0 when the whole file is meant.
        line: usize,
    },
    /// An environment variable of that name.
    Variable(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => out.write_str("default"),
            Self::File { path, line: 0 } => write!(out, "{}", path.display()),
            Self::File { path, line } => write!(out, "{}:{line}", path.display()),
            Self::Variable(name) => out.write_str(name),
        }
    }
}
