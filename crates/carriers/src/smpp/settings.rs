//! What a link is configured with.
//!
//! Guarantees: what is read can be used, every complaint names the key and the remedy, and no
//! password gets into complaints or debug output.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use smpp::rusmpp::types::COctetString;
use smpp::rusmpp::values::{Npi, Ton};

use crate::common::keys::{Secret, check_nobody, check_timeout, read, time, usual_timeout};
use crate::common::tls::TlsKeys;
use crate::{Error, LinkSettings};

/// The port that is registered for SMPP.
const PORT: u16 = 2775;

/// How often a silent SMSC may be asked whether it is there.
const ENQUIRIES: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(1)..=Duration::from_secs(600);

/// Settings of one link, checked.
pub(super) struct Settings {
    /// Where the SMSC is.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
    /// Whether the connection is encrypted.
    pub(super) tls: bool,
    /// Certificates that both sides agreed on.
    pub(super) peer_tls: Option<net::PeerTls>,
    /// Our name there.
    pub(super) system_id: COctetString<1, 16>,
    /// Our password there.
    pub(super) password: COctetString<1, 9>,
    /// Category of our system, as the operator names it.
    pub(super) system_type: COctetString<1, 13>,
    /// Time for one answer.
    pub(super) timeout: Duration,
    /// How often a silent SMSC is asked whether it is there.
    pub(super) enquire_link: Duration,
    /// How the parts of a long text are marked.
    pub(super) concatenation: Concatenation,
    /// What the SMSC takes data_coding 0 for.
    pub(super) default_alphabet: DefaultAlphabet,
    /// Type and plan of short codes.
    pub(super) short_code: (Ton, Npi),
    /// Type and plan of numbers.
    pub(super) number: (Ton, Npi),
    /// Command statuses that mean "not now" at this operator, whatever the table says.
    pub(super) retry_statuses: Vec<u32>,
}

/// How the parts of a long text are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum Concatenation {
    /// A header in the text of each.
    #[default]
    Udh,
    /// The SAR parameters.
    Sar,
    /// They are not: the SMSC gets the whole text and cuts it.
    Payload,
}

/// What the SMSC takes data_coding 0 for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum DefaultAlphabet {
    /// The default alphabet of GSM, an octet for each septet.
    #[default]
    Gsm,
    /// Latin-1; the SMSC makes septets of it.
    Latin1,
}

/// The keys as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    url: String,
    user: String,
    password: Secret,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    tls_ca: Option<PathBuf>,
    #[serde(default)]
    system_type: String,
    #[serde(default = "usual_timeout")]
    timeout: String,
    #[serde(default = "usual_enquiry")]
    enquire_link: String,
    #[serde(default)]
    concatenation: Concatenation,
    #[serde(default)]
    default_alphabet: DefaultAlphabet,
    #[serde(default = "usual_short_code")]
    short_code_type: [u8; 2],
    #[serde(default = "usual_number")]
    number_type: [u8; 2],
    #[serde(default)]
    retry_statuses: Vec<u32>,
}

fn usual_enquiry() -> String {
    "30s".to_owned()
}

/// Network specific, no plan: what most operators want for short codes.
const fn usual_short_code() -> [u8; 2] {
    [3, 0]
}

/// International, E.164.
const fn usual_number() -> [u8; 2] {
    [1, 1]
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
        let (host, port, tls) = place(&self.url)?;
        let peer_tls = TlsKeys {
            tls_certificate: self.tls_certificate,
            tls_key: self.tls_key,
            tls_ca: self.tls_ca,
        };
        let peer_tls = peer_tls.read(&self.url, "smpps://")?;
        let Secret(password) = &self.password;
        let password = octets(password)
            .ok_or("password: SMPP 3.4 has room for 8 characters of ASCII; ask for another one")?;
        if self.retry_statuses.contains(&0) {
            return Err("retry_statuses: 0 is no refusal; list codes from 1 on".into());
        }
        let pair = |[ton, npi]: [u8; 2]| (Ton::from(ton), Npi::from(npi));
        Ok(Settings {
            host,
            port,
            tls,
            peer_tls,
            system_id: octets(&self.user).filter(|_| !self.user.is_empty()).ok_or(
                "user: SMPP 3.4 has room for 1 to 15 characters of ASCII; copy the system_id",
            )?,
            password,
            system_type: octets(&self.system_type)
                .ok_or("system_type: SMPP 3.4 has room for 12 characters of ASCII; shorten it")?,
            timeout: check_timeout(&self.timeout)?,
            enquire_link: enquiry(&self.enquire_link)?,
            concatenation: self.concatenation,
            default_alphabet: self.default_alphabet,
            short_code: pair(self.short_code_type),
            number: pair(self.number_type),
            retry_statuses: self.retry_statuses,
        })
    }
}

/// A text as SMPP writes it, if there is room.
pub(super) fn octets<const MIN: usize, const MAX: usize>(
    text: &str,
) -> Option<COctetString<MIN, MAX>> {
    let plain = text.bytes().all(|byte| byte.is_ascii() && byte != 0);
    let text = COctetString::from_string(text.to_owned());
    text.ok().filter(|_| plain)
}

/// Host and port, and whether it is encrypted.
fn place(text: &str) -> Result<(String, u16, bool), String> {
    let example = "give an address such as \"smpp://smsc.example:2775\"";
    let url = url::Url::parse(text).map_err(|error| format!("url: {error}; {example}"))?;
    let tls = match url.scheme() {
        "smpp" => false,
        "smpps" => true,
        other => {
            return Err(format!(
                "url: {other:?} is not spoken; begin it with smpp:// or, for TLS, smpps://"
            ));
        }
    };
    check_nobody(&url)?;
    let host = url.host_str().filter(|host| !host.is_empty());
    let host = host.ok_or_else(|| format!("url: it names no host; {example}"))?;
    let host = host.trim_matches(['[', ']']);
    Ok((host.to_owned(), url.port().unwrap_or(PORT), tls))
}

fn enquiry(text: &str) -> Result<Duration, String> {
    time(text, &ENQUIRIES).ok_or_else(|| {
        format!("enquire_link: {text:?} is no time from 1s to 10m; write it as \"30s\"")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(keys: &str, complaint: Option<&str>) {
        let text = format!("name = \"north\"\nprotocol = \"smpp\"\n{keys}");
        let read = Settings::read(&toml::from_str(&text).unwrap());
        let said = read.err().map(|error| error.to_string());
        match complaint {
            None => assert_eq!(said, None, "{keys}"),
            Some(word) => assert!(
                said.as_ref().is_some_and(|it| it.contains(word)),
                "{keys}: {said:?}"
            ),
        }
        assert!(!said.is_some_and(|it| it.contains("hushhush")), "{keys}");
    }

    const URL: &str = "url = \"smpp://smsc.example\"\n";
    const PAIR: &str = "user = \"a\"\npassword = \"hushhush\"\n";

    #[test]
    fn what_is_wrong_with_a_key_is_said_and_no_secret_with_it() {
        let both = |more: &str| format!("{URL}{PAIR}{more}");
        check(&both(""), None);
        check(&both("concatenation = \"payload\""), None);
        check(&both("short_code_type = [0, 1]"), None);
        check(URL, Some("user"));
        check(&format!("{URL}user = \"a\""), Some("password"));
        check(&format!("{URL}user = \"\"\npassword = \"x\""), Some("user"));
        check(
            &format!("{URL}user = \"a\"\npassword = \"hushhush9\""),
            Some("password"),
        );
        check(
            &format!("{PAIR}url = \"http://smsc.example\""),
            Some("smpp://"),
        );
        check(
            &format!("{PAIR}url = \"smpp://a:hushhush@smsc.example\""),
            Some("url"),
        );
        check(&format!("{PAIR}url = \"smsc.example\""), Some("url"));
        check(&both("enquire_link = \"1h\""), Some("enquire_link"));
        check(&both("timeout = \"1h\""), Some("timeout"));
        check(&both("concatenation = \"tape\""), Some("concatenation"));
        check(
            &both("system_type = \"longer than 12\""),
            Some("system_type"),
        );
        check(&both("retry_statuses = [0]"), Some("retry_statuses"));
        check(&both("tls_ca = \"a.pem\""), Some("smpps://"));
        check(&both("vaspid = \"x\""), Some("unknown field"));
    }

    #[test]
    fn the_address_says_where_and_whether_it_is_encrypted() {
        assert_eq!(place("smpp://a"), Ok(("a".into(), 2775, false)));
        assert_eq!(place("smpps://a:3550"), Ok(("a".into(), 3550, true)));
        assert_eq!(place("smpp://[::1]:1"), Ok(("::1".into(), 1, false)));
    }
}
