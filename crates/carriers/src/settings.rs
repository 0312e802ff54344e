//! What every link is configured with.
//!
//! Guarantee: no value of a protocol's key gets into debug output; some are passwords.

use crate::ids::Ids;
use crate::{Error, common};
use domain::account::SenderKind;
use std::fmt;
use std::time::Duration;

/// A link as configured: what every protocol has, and the rest for the protocol to read.
#[derive(Clone, serde::Deserialize)]
pub struct LinkSettings {
    /// Its name: a part of callback addresses and of queue names, so letters, digits, `-`, `_`.
    pub name: String,
    /// A protocol of [`crate::REGISTRY`].
    pub protocol: String,
    /// Exchanges open at the same time.
    #[serde(default = "window")]
    pub window: usize,
    /// Messages that it gets in a second, on average and from one process; a tenth of that, and at
    /// least one, may go at once. None: as fast as it answers.
    #[serde(default)]
    pub rate: Option<f64>,
    /// As `rate`, for the messages of each sender.
    #[serde(default)]
    pub sender_rate: Option<f64>,
    /// The carrier sees repetitions by their transaction id: an exchange whose answer was lost
    /// may be repeated.
    #[serde(default)]
    pub resend_safe: bool,
    /// How ids of messages in reports are compared with those in answers; none: as usual for the
    /// protocol, see [`crate::Link::ids`].
    #[serde(default)]
    pub message_ids: Option<Ids>,
    /// How long this carrier may keep silent about a message that it took; none: as long as the
    /// account or the gateway says.
    #[serde(default, deserialize_with = "report_wait")]
    pub report_wait: Option<Duration>,
    /// It is the simulated carrier: test accounts use it, others never do.
    #[serde(default)]
    pub simulated: bool,
    /// Operators whose messages it takes, by id or by name; none: those of all, and of receivers
    /// whose operator nobody knows.
    #[serde(default)]
    pub operators: Vec<String>,
    /// Accounts whose messages it takes, by name; none: those of all.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// Kinds of senders from which it takes messages; none: from all.
    #[serde(default, deserialize_with = "sender_kinds")]
    pub sender_kinds: Vec<SenderKind>,
    /// Keys of the protocol.
    #[serde(flatten)]
    pub protocol_keys: toml::Table,
}

const fn window() -> usize {
    16
}

/// Times that `report_wait` can be: a receipt is waited for in seconds by tests and in days by
/// carriers that try for a week.
const REPORT_WAITS: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(1)..=Duration::from_secs(30 * 24 * 3600);

fn report_wait<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    use serde::{Deserialize as _, de::Error as _};
    let value = toml::Value::deserialize(from)?;
    let text = value.as_str().unwrap_or_default();
    let wait = common::keys::time(text, &REPORT_WAITS);
    let right = "is no time from 1s to 720h; write it as \"72h\"";
    wait.map(Some)
        .ok_or_else(|| D::Error::custom(format!("report_wait: {value} {right}")))
}

fn sender_kinds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<SenderKind>, D::Error> {
    use serde::{Deserialize as _, de::Error as _};
    let words = Vec::<String>::deserialize(from)?;
    let kind = |word: &String| {
        let right = "not one of short_code, long_code, toll_free";
        let kind = SenderKind::parse(word);
        kind.ok_or_else(|| D::Error::custom(format!("sender_kinds: {word:?} is {right}")))
    };
    words.iter().map(kind).collect()
}

/// Shows which keys of the protocol there are, not their values: some are passwords.
impl fmt::Debug for LinkSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<&String> = self.protocol_keys.keys().collect();
        out.debug_struct("LinkSettings")
            .field("name", &self.name)
            .field("protocol", &self.protocol)
            .field("window", &self.window)
            .field("rate", &self.rate)
            .field("sender_rate", &self.sender_rate)
            .field("resend_safe", &self.resend_safe)
            .field("message_ids", &self.message_ids)
            .field("report_wait", &self.report_wait)
            .field("simulated", &self.simulated)
            .field("operators", &self.operators)
            .field("accounts", &self.accounts)
            .field("sender_kinds", &self.sender_kinds)
            .field("protocol_keys", &keys)
            .finish()
    }
}

impl LinkSettings {
    /// Checks what every protocol has.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let wrong = |what: &str| Error::Settings {
            link: self.name.clone(),
            what: what.to_owned(),
        };
        let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Err(wrong(
                "name: it is a part of callback addresses; use letters, digits, `-` and `_`",
            ));
        }
        if self.window == 0 {
            return Err(wrong("window: nothing could be sent; give at least 1"));
        }
        for (key, rate) in [("rate", self.rate), ("sender_rate", self.sender_rate)] {
            if rate.is_some_and(|rate| !RATES.contains(&rate)) {
                return Err(wrong(&format!(
                    "{key}: messages per second, from {} to {}; leave it out for no limit",
                    RATES.start(),
                    RATES.end()
                )));
            }
        }
        Ok(())
    }
}

/// Rates that can be given, in messages per second: from one in a quarter of an hour on.
const RATES: std::ops::RangeInclusive<f64> = 0.001..=100_000.0;
