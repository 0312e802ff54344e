#![doc = include_str!("../README.md")]

mod behaviour;
mod check;
mod clock;
mod endpoint;
mod error;
mod esme;
mod life;
mod log;
mod page;
mod reporter;
mod rule;
mod server;
mod settings;
mod sms;
mod smsc;
mod submission;
mod text;

pub use behaviour::{Answer, Behaviour, Notice, Script, What, When};
pub use error::Error;
pub use log::{Line, Log, read_log_file};
pub use rule::{Rule, Violation};
pub use server::{Mmsc, Running};
pub use settings::{Checks, Depth, Jitter, Settings};
pub use submission::{
    Answered, Attempt, Object, Outcome, Part, Recipient, Replacement, Slide, Sms, Submission,
};
