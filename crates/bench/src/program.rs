//! A child process that is measured.
//!
//! Knows nothing of what it does. Guarantee: it is killed when this is dropped; its standard input stays open until
//! then, so that it can notice our end.

use crate::error::Error;
use crate::process::{self, Usage};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// How long a program may take until it is ready.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running child process.
#[derive(Debug)]
pub(crate) struct Program {
    /// Killed when dropped.
    _child: Child,
    pid: u32,
    /// Kept open, or the program could not write any more.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts a command and waits until it prints a line that begins with `ready`; returns all lines up to that one.
    pub(crate) async fn start(
        mut command: Command,
        ready: &str,
    ) -> Result<(Self, Vec<String>), Error> {
        let name = command
            .as_std()
            .get_program()
            .to_string_lossy()
            .into_owned();
        let starting = || Error::doing(format!("start {name}"));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(starting())?;
        let lost = || Error::said(format!("{name} ended at once"));
        let pid = child.id().ok_or_else(lost)?;
        let output = child.stdout.take().ok_or_else(lost)?;
        let mut output = BufReader::new(output).lines();
        let mut said = Vec::new();
        let until_ready = async {
            while let Some(line) = output.next_line().await.map_err(starting())? {
                let is_ready = line.starts_with(ready);
                said.push(line);
                if is_ready {
                    return Ok(());
                }
            }
            Err(lost())
        };
        let waited = tokio::time::timeout(PATIENCE, until_ready).await;
        waited.map_err(|_| Error::said(format!("{name} was not ready after {PATIENCE:?}")))??;
        let program = Self {
            _child: child,
            pid,
            _output: output,
        };
        Ok((program, said))
    }

    /// What it has used so far.
    pub(crate) fn usage(&self) -> Result<Usage, Error> {
        process::usage(self.pid)
    }
}
