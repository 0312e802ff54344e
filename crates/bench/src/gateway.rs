//! The gateway that is measured: the real program, with its default configuration but for addresses and folders.
//!
//! Guarantee: it is killed when this is dropped; its data are in the folder that it was given and nowhere else.

use crate::error::Error;
use crate::program::Program;
use crate::receiver::between;
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// Path of its API.
pub(crate) const API_PATH: &str = "/API/wxml/1.3/index.php";

/// The sender of the account.
pub(crate) const SENDER: &str = "60856";

/// Name of the link.
const LINK: &str = "simulated";

/// File for its log, in its folder.
const LOG: &str = "gateway.log";

/// Where it finds the others.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    /// The program `wirephoto`.
    pub(crate) program: &'a Path,
    /// A folder of its own.
    pub(crate) folder: &'a Path,
    /// URL of the carrier.
    pub(crate) carrier: String,
    /// Exchanges open with the carrier at the same time.
    pub(crate) window: usize,
    /// URL for postbacks.
    pub(crate) postbacks: String,
}

/// A running gateway with one account.
#[derive(Debug)]
pub(crate) struct Gateway {
    /// The process.
    pub(crate) program: Program,
    /// Where it takes calls.
    pub(crate) address: SocketAddr,
    /// API key of the account.
    pub(crate) key: String,
}

impl Gateway {
    /// Makes an account and starts the gateway.
    pub(crate) async fn start(place: &Place<'_>) -> Result<Self, Error> {
        let config = place.folder.join("wirephoto.toml");
        let writing = Error::doing(format!("write {config:?}"));
        std::fs::write(&config, place.config()).map_err(writing)?;
        let key = account(place, &config).await?;
        let log = place.folder.join(LOG);
        let log = File::create(&log).map_err(Error::doing(format!("write {log:?}")))?;
        let mut command = place.command(&config);
        command.arg("serve").stderr(log);
        let started = Program::start(command, "ready").await;
        let (program, said) = started.map_err(|error| place.with_log(&error))?;
        let address = address(&said).ok_or_else(|| {
            let said = said.join("\n");
            Error::said(format!("the gateway does not say where it listens: {said}"))
        })?;
        Ok(Self {
            program,
            address,
            key,
        })
    }

    /// URL that the carrier reports to.
    pub(crate) fn callback(&self) -> String {
        format!("http://{}/carrier/{LINK}", self.address)
    }
}

impl Place<'_> {
    fn config(&self) -> String {
        let Self {
            folder,
            carrier,
            window,
            ..
        } = self;
        let address = |kind: &str, name: &str| {
            let address = format!("{kind}:{}", folder.join(name).display());
            format!("address = {address:?}\n")
        };
        let (store, blobs) = (address("sqlite", "wirephoto.db"), address("file", "blobs"));
        format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n[store]\n{store}[blobs]\n{blobs}\
             [fetch]\nallow_private = [\"127.0.0.0/8\"]\nprivate_any_port = true\n\
             [[link]]\nname = \"{LINK}\"\nprotocol = \"mm7\"\nsimulated = true\n\
             url = \"{carrier}\"\nwindow = {window}\nvaspid = \"bench\"\nvasid = \"bench\"\n"
        )
    }

    /// The program with this configuration and nothing of our environment.
    fn command(&self, config: &Path) -> Command {
        let mut command = Command::new(self.program);
        command.env_clear().arg("--config").arg(config);
        command
    }

    /// The error, with what the gateway itself says.
    fn with_log(&self, error: &Error) -> Error {
        let log = std::fs::read_to_string(self.folder.join(LOG)).unwrap_or_default();
        Error::said(format!("{}: {}", error.chain(), log.trim()))
    }
}

/// Makes the account and returns its key.
async fn account(place: &Place<'_>, config: &Path) -> Result<String, Error> {
    let mut command = place.command(config);
    command.args(["account", "create", "bench", "--test", "--sender", SENDER]);
    command.arg("--postback-url").arg(&place.postbacks);
    // The machine is measured, not what an account may do.
    command.args(["--throughput", "1000000"]);
    let output = command.kill_on_drop(true).output().await;
    let output = output.map_err(Error::doing(format!("start {:?}", place.program)))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let refused = || {
        let why = String::from_utf8_lossy(&output.stderr);
        Error::said(format!("the account was not made: {}", why.trim()))
    };
    let key = between(&said, "API key", "\n").map(|key| key.trim().to_owned());
    key.ok_or_else(refused)
}

/// The address in the line that tells where it listens.
fn address(said: &[String]) -> Option<SocketAddr> {
    let line = said
        .iter()
        .find_map(|line| line.trim().strip_prefix("listening"))?;
    line.trim().strip_prefix("http://")?.parse().ok()
}

/// The program beside this one, which is where `cargo build` puts both.
pub(crate) fn beside_this() -> Result<PathBuf, Error> {
    let this = std::env::current_exe().map_err(Error::doing("find this program"))?;
    let program = this.with_file_name(format!("wirephoto{}", std::env::consts::EXE_SUFFIX));
    match program.is_file() {
        true => Ok(program),
        false => Err(Error::said(format!(
            "{program:?} is not there; `cargo build --release -p server` makes it, or name one with --wirephoto"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_greeting() {
        let greeting = [
            "wirephoto 1.0.0",
            "  api        http://x/API",
            "  listening  http://127.0.0.1:8080",
            "ready",
        ];
        let said: Vec<String> = greeting.map(str::to_owned).to_vec();
        assert_eq!(
            address(&said),
            Some(SocketAddr::from(([127, 0, 0, 1], 8080)))
        );
        assert_eq!(address(&said[..2]), None);
    }
}
