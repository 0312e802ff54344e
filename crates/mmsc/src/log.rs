//! The log of everything that reached the MM7 endpoint.
//!
//! Knows nothing of HTTP. Guarantee: a submission is in the log, and in the log file if there is
//! one, before its answer goes out; nothing leaves the log while the process lives.

mod file;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

pub use file::{Line, read_log_file};

use crate::error::Error;
use crate::submission::{Answered, Attempt, Outcome, Replacement, Submission};
use file::Appender;

/// Shared handle to the log; clones show the same log.
#[derive(Debug, Clone)]
pub struct Log(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    book: Mutex<Book>,
    /// Counts changes, for those who wait.
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Book {
    submissions: Vec<Submission>,
    /// First submission of each VASPID and TransactionID.
    first: HashMap<(Option<String>, String), usize>,
    accepted: usize,
    file: Option<Appender>,
}

impl Log {
    /// An empty log that also writes to `path`, if given.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Error> {
        let file = path.map(Appender::open).transpose()?;
        let book = Mutex::new(Book {
            file,
            ..Book::default()
        });
        Ok(Self(Arc::new(Inner {
            book,
            changes: watch::Sender::new(0),
        })))
    }

    /// A log that panicked while writing is still a log: every change is one push or one assignment.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.0.changes.send_modify(|count| *count += 1);
    }

    /// Enters a submission, whose outcome is decided by `decide` once its number is known.
    pub(crate) fn enter(
        &self,
        mut submission: Submission,
        decide: impl FnOnce(&mut Submission),
    ) -> Submission {
        let mut book = self.book();
        submission.number = book.submissions.len() + 1;
        if !submission.transaction.is_empty() {
            let key = (submission.vaspid.clone(), submission.transaction.clone());
            let first = *book.first.entry(key).or_insert(submission.number);
            submission.duplicate_of = (first != submission.number).then_some(first);
        }
        decide(&mut submission);
        book.accepted += usize::from(submission.outcome == Outcome::Accepted);
        book.write(|| Line::Submission(Box::new(submission.clone())));
        book.submissions.push(submission.clone());
        drop(book);
        self.changed();
        submission
    }

    /// Notes the answer that is about to go out.
    pub(crate) fn answer(&self, number: usize, answered: Answered) {
        let mut book = self.book();
        book.write(|| Line::Answer {
            number,
            answered: answered.clone(),
        });
        if let Some(submission) = book.submissions.get_mut(number - 1) {
            submission.answered = Some(answered);
        }
        drop(book);
        self.changed();
    }

    /// Notes an attempt to report.
    pub(crate) fn report(&self, number: usize, attempt: Attempt) {
        let mut book = self.book();
        book.write(|| Line::Report {
            number,
            attempt: attempt.clone(),
        });
        if let Some(submission) = book.submissions.get_mut(number - 1) {
            submission.reports.push(attempt);
        }
        drop(book);
        self.changed();
    }

    /// Notes that a message has got another content.
    pub(crate) fn replace(&self, number: usize, replacement: Replacement) {
        let mut book = self.book();
        book.write(|| Line::Replacement {
            number,
            replacement: replacement.clone(),
        });
        if let Some(submission) = book.submissions.get_mut(number - 1) {
            submission.replace(replacement);
        }
        drop(book);
        self.changed();
    }

    /// Every submission, in order of arrival.
    #[must_use]
    pub fn all(&self) -> Vec<Submission> {
        self.book().submissions.clone()
    }

    /// The submission with this number, which counts from 1.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<Submission> {
        self.book().submissions.get(number.checked_sub(1)?).cloned()
    }

    /// The taken message of this MessageID.
    #[must_use]
    pub fn with_message_id(&self, id: &str) -> Option<Submission> {
        let book = self.book();
        let found = book.submissions.iter();
        let mut found = found.filter(|it| it.message_id.as_deref() == Some(id));
        found.next().cloned()
    }

    /// The newest submissions, newest first.
    #[must_use]
    pub fn last(&self, count: usize) -> Vec<Submission> {
        self.book()
            .submissions
            .iter()
            .rev()
            .take(count)
            .cloned()
            .collect()
    }

    /// How many requests reached the endpoint.
    #[must_use]
    pub fn count(&self) -> usize {
        self.book().submissions.len()
    }

    /// How many messages were taken, told or untold.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.book().accepted
    }

    /// Submissions that meet a condition, in order of arrival.
    #[must_use]
    pub fn matching(&self, condition: impl Fn(&Submission) -> bool) -> Vec<Submission> {
        self.book()
            .submissions
            .iter()
            .filter(|s| condition(s))
            .cloned()
            .collect()
    }

    /// Submissions to this number, given as digits.
    #[must_use]
    pub fn to(&self, digits: &str) -> Vec<Submission> {
        self.matching(|s| s.recipients.iter().any(|r| r.digits == digits))
    }

    /// Submissions with this TransactionID.
    #[must_use]
    pub fn with_transaction(&self, id: &str) -> Vec<Submission> {
        self.matching(|s| s.transaction == id)
    }

    /// Submissions that broke a rule. A good gateway leaves this empty.
    #[must_use]
    pub fn violations(&self) -> Vec<Submission> {
        self.matching(|s| !s.violations.is_empty())
    }

    /// Submissions whose TransactionID had been used before by the same VASP.
    #[must_use]
    pub fn duplicates(&self) -> Vec<Submission> {
        self.matching(|s| s.duplicate_of.is_some())
    }

    /// Waits until the log meets a condition, and returns the log as it was then.
    ///
    /// The condition is asked once at the start and after each change; no polling. It must not call
    /// the log.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`] after `limit`.
    pub async fn wait_for(
        &self,
        condition: impl Fn(&[Submission]) -> bool,
        limit: Duration,
    ) -> Result<Vec<Submission>, Error> {
        let read = |book: &Book| condition(&book.submissions).then(|| book.submissions.clone());
        self.wait(read, limit).await
    }

    /// Waits until so many messages are taken. Cheap, also for benchmarks.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`] after `limit`.
    pub async fn wait_for_accepted(&self, count: usize, limit: Duration) -> Result<(), Error> {
        self.wait(|book| (book.accepted >= count).then_some(()), limit)
            .await
    }

    async fn wait<T>(
        &self,
        read: impl Fn(&Book) -> Option<T>,
        limit: Duration,
    ) -> Result<T, Error> {
        let mut changes = self.0.changes.subscribe();
        let met = async {
            loop {
                changes.mark_unchanged();
                let answer = read(&self.book());
                if let Some(answer) = answer {
                    return answer;
                }
                // The sender lives in `self`, so this cannot fail while we wait.
                let _ = changes.changed().await;
            }
        };
        tokio::time::timeout(limit, met)
            .await
            .map_err(|_| Error::TimedOut {
                limit,
                count: self.count(),
            })
    }
}

impl Book {
    /// A log file that cannot be written is told once a line; the MMSC goes on.
    fn write(&mut self, line: impl FnOnce() -> Line) {
        if let Some(file) = &mut self.file
            && let Err(error) = file.append(&line())
        {
            tracing::error!(%error, "cannot write the log file");
        }
    }
}
