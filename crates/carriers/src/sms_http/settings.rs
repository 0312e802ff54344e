//! What a link is configured with.
//!
//! Guarantees: what is read can be used, every complaint names the key and the remedy, and no
//! password gets into complaints or debug output.

use std::time::Duration;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use serde::Deserialize;

use crate::common::keys::{
    Credentials, Secret, basic, check_timeout, check_url, pair, read, sensitive, usual_timeout,
};
use crate::{Error, LinkSettings};

/// Settings of one link, checked.
#[derive(Debug)]
pub(super) struct Settings {
    /// Where texts go.
    pub(super) url: String,
    /// Time for one exchange, connecting included.
    pub(super) timeout: Duration,
    /// Headers of every request: our credentials.
    pub(super) headers: HeaderMap,
    /// What callers of the callback address must show; `None` asks for nothing.
    pub(super) callers: Option<Credentials>,
}

/// The keys as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    url: String,
    #[serde(default = "usual_timeout")]
    timeout: String,
    user: Option<String>,
    password: Option<Secret>,
    inbound_user: Option<String>,
    inbound_password: Option<Secret>,
}

impl Settings {
    /// Reads and checks the keys of the protocol.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`].
    pub(super) fn read(link: &LinkSettings) -> Result<Self, Error> {
        read(link, Keys::check)
    }
}

impl Keys {
    fn check(self) -> Result<Settings, String> {
        check_url(&self.url)?;
        let timeout = check_timeout(&self.timeout)?;
        let own = pair(
            ("user", self.user.as_deref()),
            ("password", self.password.as_ref()),
        )?;
        let mut headers = HeaderMap::new();
        if let Some(own) = own {
            headers.insert(AUTHORIZATION, sensitive(&basic(&own), "password")?);
        }
        let callers = pair(
            ("inbound_user", self.inbound_user.as_deref()),
            ("inbound_password", self.inbound_password.as_ref()),
        )?;
        Ok(Settings {
            url: self.url,
            timeout,
            headers,
            callers,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(keys: &str, complaint: Option<&str>) {
        let url = "url = \"https://sms.example/texts\"";
        let text = format!("name = \"north\"\nprotocol = \"sms-http\"\n{url}\n{keys}");
        let read = Settings::read(&toml::from_str(&text).unwrap());
        let said = read.err().map(|error| error.to_string());
        match complaint {
            None => assert_eq!(said, None, "{keys}"),
            Some(word) => assert!(
                said.as_ref().is_some_and(|it| it.contains(word)),
                "{said:?}"
            ),
        }
        assert!(!said.is_some_and(|it| it.contains("hush")), "{keys}");
    }

    #[test]
    fn what_is_wrong_with_a_key_is_said_and_no_secret_with_it() {
        check("", None);
        check("user = \"a\"\npassword = \"hush\"", None);
        check("user = \"a\"", Some("password is missing"));
        check("password = \"hush\"", Some("user is missing"));
        check(
            "inbound_password = \"hush\"",
            Some("inbound_user is missing"),
        );
        check("timeout = \"an hour\"", Some("timeout"));
        check("vaspid = \"hush\"", Some("unknown field"));
    }
}
