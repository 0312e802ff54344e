//! Reports, as stored.

use domain::id::MessageId;
use domain::report::Report;

/// Kind and queue of the job that applies a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wake {
    /// Name of the step.
    pub kind: &'static str,
    /// Where it waits.
    pub queue: String,
}

/// What became of a report. It is durable in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// Its message is known and has been woken.
    Matched(MessageId),
    /// No message bears that name yet.
    Parked,
}

/// A report that has not been applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub report: Report,
    /// It says that a part was delivered, and of another part nobody has said so yet.
    pub partial: bool,
}
