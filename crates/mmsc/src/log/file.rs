//! The log file: one JSON record a line, only ever appended to.
//!
//! For tests that run the MMSC in another process, and for people with `tail` and `jq`. Guarantee: a
//! line is handed to the operating system whole before the call returns, so it outlives this process,
//! though not a power cut.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::submission::{Answered, Attempt, Replacement, Submission};

/// One line of the log file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Line {
    /// A request came and its outcome was decided. Bodies of parts are left out.
    Submission(Box<Submission>),
    /// The answer to a submission goes out.
    Answer {
        /// Number of the submission.
        number: usize,
        /// The answer.
        answered: Answered,
    },
    /// A message got another content.
    Replacement {
        /// Number of the submission.
        number: usize,
        /// What took its place.
        replacement: Replacement,
    },
    /// An attempt to report ended.
    Report {
        /// Number of the submission; 0 for a message that answers none.
        number: usize,
        /// The attempt.
        attempt: Attempt,
    },
}

#[derive(Debug)]
pub(super) struct Appender {
    file: File,
}

impl Appender {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.map(|file| Self { file })
            .map_err(|source| Error::LogFile {
                path: path.to_owned(),
                source,
            })
    }

    pub(super) fn append(&mut self, line: &Line) -> std::io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.file.write_all(&text)
    }
}

/// Reads a log file into submissions, with their answers and reports filled in, in order.
///
/// Several runs may have written one file; each begins again at number 1, and its lines belong to
/// its own submissions. An unfinished last line, as of a killed process, is left out.
///
/// # Errors
///
/// [`Error::LogFile`] when it cannot be read, [`Error::LogLine`] when a whole line is not a record.
pub fn read_log_file(path: impl AsRef<Path>) -> Result<Vec<Submission>, Error> {
    let path = path.as_ref();
    let text = std::fs::read_to_string(path).map_err(|source| Error::LogFile {
        path: PathBuf::from(path),
        source,
    })?;
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut submissions: Vec<Submission> = Vec::new();
    let mut start = 0;
    for (index, line) in whole.lines().enumerate() {
        let line = serde_json::from_str(line).map_err(|source| Error::LogLine {
            path: path.to_owned(),
            line: index + 1,
            source,
        })?;
        match line {
            Line::Submission(submission) => {
                if submission.number == 1 {
                    start = submissions.len();
                }
                submissions.push(*submission);
            }
            Line::Answer { number, answered } => {
                if let Some(submission) = place(&mut submissions, start, number) {
                    submission.answered = Some(answered);
                }
            }
            Line::Replacement {
                number,
                replacement,
            } => {
                if let Some(submission) = place(&mut submissions, start, number) {
                    submission.replace(replacement);
                }
            }
            Line::Report { number, attempt } => {
                if let Some(submission) = place(&mut submissions, start, number) {
                    submission.reports.push(attempt);
                }
            }
        }
    }
    Ok(submissions)
}

fn place(submissions: &mut [Submission], start: usize, number: usize) -> Option<&mut Submission> {
    submissions.get_mut((start + number).checked_sub(1)?)
}
