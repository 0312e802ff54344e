//! Keys that several protocols have.
//!
//! Guarantee: every complaint names the key and the remedy, and no password or token gets into
//! complaints or debug output.

use std::ops::RangeInclusive;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::Error as _;
use subtle::ConstantTimeEq;

use crate::{Error, LinkSettings};

/// Time for one exchange, connecting included. A job of the queue is held for five minutes; an
/// exchange must end well within that, or somebody else would take the message for doubtful.
const TIMEOUTS: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(240);

/// User and password as they are compared: `user:password`.
pub(crate) struct Credentials(String);

impl std::fmt::Debug for Credentials {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Credentials(..)")
    }
}

impl Credentials {
    /// Whether the header carries these credentials. The comparison takes the same time wherever
    /// the first difference is. Source: RFC 7617.
    pub(crate) fn shown_in(&self, authorization: Option<&str>) -> bool {
        let shown = authorization.and_then(|value| value.trim().split_once(' '));
        let shown = shown.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Basic"));
        let shown = shown.and_then(|(_, token)| STANDARD.decode(token.trim()).ok());
        shown.is_some_and(|shown| shown.ct_eq(self.0.as_bytes()).into())
    }
}

/// Value of the header that shows credentials. Source: RFC 7617.
pub(crate) fn basic(Credentials(pair): &Credentials) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

/// The time of an exchange that no key sets.
pub(crate) fn usual_timeout() -> String {
    "60s".to_owned()
}

/// A text that no complaint repeats.
pub(crate) struct Secret(pub(crate) String);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(from)? {
            toml::Value::String(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("must be a text in quotes")),
        }
    }
}

/// User and password as one text. Source: RFC 7617 §2, a user has no colon.
pub(crate) fn pair(
    (user_key, user): (&str, Option<&str>),
    (password_key, password): (&str, Option<&Secret>),
) -> Result<Option<Credentials>, String> {
    match (user, password) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(format!(
            "{password_key} is missing; {user_key} is of no use without it"
        )),
        (None, Some(_)) => Err(format!(
            "{user_key} is missing; {password_key} is of no use without it"
        )),
        (Some(user), Some(_)) if user.contains(':') => Err(format!(
            "{user_key}: a user name for HTTP Basic has no colon; take another name"
        )),
        (Some(user), Some(Secret(password))) => Ok(Some(Credentials(format!("{user}:{password}")))),
    }
}

/// A header value that no log shows.
pub(crate) fn sensitive(value: &str, key: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        format!("{key}: a header holds visible characters only; take the others out")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whether the key `url` is an address that can be posted to.
pub(crate) fn check_url(text: &str) -> Result<(), String> {
    let url = url::Url::parse(text);
    let url = url.map_err(|error| {
        format!("url: {error}; give an address such as \"https://carrier.example/path\"")
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "url: {:?} is not spoken; begin it with http:// or https://",
            url.scheme()
        ));
    }
    check_nobody(&url)
}

/// Whether an address names no user and no password.
pub(crate) fn check_nobody(url: &url::Url) -> Result<(), String> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(());
    }
    Err(
        "url: it holds a user or password, and addresses get into logs; use the keys user and password"
            .into(),
    )
}

/// The keys of a protocol, checked.
///
/// # Errors
///
/// [`Error::Settings`].
pub(crate) fn read<K: serde::de::DeserializeOwned, S>(
    link: &LinkSettings,
    check: impl FnOnce(K) -> Result<S, String>,
) -> Result<S, Error> {
    let wrong = |what| Error::Settings {
        link: link.name.clone(),
        what,
    };
    let keys = link.protocol_keys.clone().try_into::<K>();
    let keys = keys.map_err(|error| wrong(error.to_string().trim().replace('\n', ", ")))?;
    check(keys).map_err(wrong)
}

/// The time that a text says, if it is one of these.
pub(crate) fn time(text: &str, range: &RangeInclusive<Duration>) -> Option<Duration> {
    let time = text.parse::<SignedDuration>().ok()?;
    let time = Duration::try_from(time).ok()?;
    Some(time).filter(|time| range.contains(time))
}

/// The time that the key `timeout` says.
pub(crate) fn check_timeout(text: &str) -> Result<Duration, String> {
    time(text, &TIMEOUTS).ok_or_else(|| {
        format!("timeout: {text:?} is no time from 100ms to 4m; write it as \"60s\"")
    })
}
