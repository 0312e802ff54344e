//! What an MM7 link is configured with.
//!
//! Reads the keys of the link that are its protocol's; knows nothing of files and environment.
//! Guarantees: what is read can be used, every complaint names the key and the remedy, and no
//! password, token or header value gets into complaints or debug output.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName};
use mm7::{ContentTransfer, NumberFormat, Profile, ShortCodeFormat, SoapAction};
use serde::Deserialize;

use super::carrier_id::CarrierIds;
use crate::common::digest::Digest;
use crate::common::keys::{
    Credentials, Secret, basic, check_timeout, check_url, pair, read, sensitive, usual_timeout,
};
use crate::common::tls::TlsKeys;
use crate::{Error, LinkSettings};

/// Headers that the request has anyway, or that would break it.
const OWN_HEADERS: [&str; 8] = [
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "soapaction",
    "te",
    "transfer-encoding",
];

/// What `content_class` may say. Source: OMA-TS-MMS-CONF §7, and the schema of MM7.
const CONTENT_CLASSES: [&str; 8] = [
    "text",
    "image-basic",
    "image-rich",
    "video-basic",
    "video-rich",
    "megapixel",
    "content-basic",
    "content-rich",
];

/// Settings of one link, checked.
#[derive(Debug)]
pub(super) struct Settings {
    /// Where submissions go.
    pub(super) url: String,
    /// Path and query of it, which digests are made over.
    pub(super) path: String,
    /// How messages are written.
    pub(super) profile: Profile,
    /// Who we are for the operator.
    pub(super) vaspid: Option<String>,
    /// Our service, unless the message names one.
    pub(super) vasid: Option<String>,
    /// Time for one exchange, connecting included.
    pub(super) timeout: Duration,
    /// Whether letters are handed over as the sender.
    pub(super) sender_masks: bool,
    /// Whether the MMSC may change the content for the handset.
    pub(super) allow_adaptations: bool,
    /// Whether to ask for reports of reading.
    pub(super) read_reports: bool,
    /// Whether the content has a presentation.
    pub(super) smil: bool,
    /// One of [`CONTENT_CLASSES`], for carriers that want to be told.
    pub(super) content_class: Option<String>,
    /// The most addresses of one request, those for display included.
    pub(super) max_recipients: Option<usize>,
    /// The carrier's ids of operators, and the header that bears them.
    pub(super) carrier_ids: Option<CarrierIds>,
    /// Headers of every request: credentials and the operator's own.
    pub(super) headers: HeaderMap,
    /// Credentials that the MMSC wants wrapped anew each time.
    pub(super) digest: Option<Digest>,
    /// TLS of our own towards the MMSC.
    pub(super) tls: Option<net::PeerTls>,
    /// What callers of the callback address must show; `None` asks for nothing.
    pub(super) callers: Option<Credentials>,
    /// Whether the MMSC understands CancelReq.
    pub(super) cancel: bool,
    /// Status codes that are transient at this operator, whatever the table says.
    pub(super) retry_statuses: Vec<u16>,
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

/// The keys as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    url: String,
    #[serde(default = "usual_version")]
    version: String,
    namespace: Option<String>,
    prefix: Option<String>,
    #[serde(default)]
    soap_action: Action,
    vaspid: Option<String>,
    vasid: Option<String>,
    user: Option<String>,
    password: Option<Secret>,
    #[serde(default)]
    auth: Auth,
    bearer: Option<Secret>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    tls_ca: Option<PathBuf>,
    #[serde(default)]
    encoding: Encoding,
    #[serde(default)]
    number_format: Numbers,
    #[serde(default)]
    short_code_format: ShortCodes,
    #[serde(default = "usual_timeout")]
    timeout: String,
    #[serde(default = "yes")]
    sender_masks: bool,
    #[serde(default = "yes")]
    allow_adaptations: bool,
    #[serde(default)]
    read_reports: bool,
    #[serde(default = "yes")]
    smil: bool,
    content_class: Option<String>,
    max_recipients: Option<usize>,
    carrier_id_header: Option<String>,
    #[serde(default)]
    carrier_ids: BTreeMap<String, String>,
    inbound_user: Option<String>,
    inbound_password: Option<Secret>,
    #[serde(default)]
    headers: BTreeMap<String, Secret>,
    #[serde(default)]
    cancel: bool,
    #[serde(default)]
    retry_statuses: Vec<u16>,
}

fn usual_version() -> String {
    Profile::default().version
}

const fn yes() -> bool {
    true
}

/// How user and password are shown.
#[derive(Deserialize, Default, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Auth {
    #[default]
    Basic,
    Digest,
}

/// How media are written.
#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Encoding {
    #[default]
    Base64,
    Binary,
}

/// How numbers are spelt.
#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Numbers {
    Digits,
    #[default]
    Plus,
    PlusType,
}

/// The element for short codes.
#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum ShortCodes {
    #[default]
    ShortCode,
    Number,
}

/// The SOAP action.
#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Action {
    #[default]
    Empty,
    Namespace,
}

impl Keys {
    fn check(self) -> Result<Settings, String> {
        check_url(&self.url)?;
        let timeout = check_timeout(&self.timeout)?;
        let profile = self.profile()?;
        let headers = self.headers()?;
        let digest = self.digest()?;
        let carrier_ids = self.carrier_ids(&headers)?;
        self.check_content()?;
        let tls = TlsKeys {
            tls_certificate: self.tls_certificate,
            tls_key: self.tls_key,
            tls_ca: self.tls_ca,
        };
        let tls = tls.read(&self.url, "https://")?;
        let callers = pair(
            ("inbound_user", self.inbound_user.as_deref()),
            ("inbound_password", self.inbound_password.as_ref()),
        )?;
        if let Some(code) = self.retry_statuses.iter().find(|code| **code < 2000) {
            return Err(format!(
                "retry_statuses: {code} is no refusal; list codes from 2000 on"
            ));
        }
        Ok(Settings {
            path: path(&self.url),
            url: self.url,
            profile,
            vaspid: self.vaspid,
            vasid: self.vasid,
            timeout,
            sender_masks: self.sender_masks,
            allow_adaptations: self.allow_adaptations,
            read_reports: self.read_reports,
            smil: self.smil,
            content_class: self.content_class,
            max_recipients: self.max_recipients,
            carrier_ids,
            headers,
            digest,
            tls,
            callers,
            cancel: self.cancel,
            retry_statuses: self.retry_statuses,
        })
    }

    fn profile(&self) -> Result<Profile, String> {
        let usual = match (Profile::of_version(&self.version), &self.namespace) {
            (Some(usual), _) => usual,
            (None, Some(_)) => Profile {
                version: self.version.clone(),
                ..Profile::default()
            },
            (None, None) => {
                return Err(format!(
                    "version {:?} has no known namespace; give the key namespace too, or a version of the schemas such as \"6.8.0\" or \"5.3.0\"",
                    self.version
                ));
            }
        };
        if let Some(namespace) = &self.namespace {
            check_namespace(namespace)?;
        }
        if let Some(prefix) = &self.prefix {
            check_prefix(prefix)?;
        }
        Ok(Profile {
            namespace: self.namespace.clone().unwrap_or(usual.namespace),
            version: usual.version,
            prefix: self.prefix.clone(),
            soap_action: match self.soap_action {
                Action::Empty => SoapAction::Empty,
                Action::Namespace => SoapAction::Namespace,
            },
            transfer: match self.encoding {
                Encoding::Base64 => ContentTransfer::Base64,
                Encoding::Binary => ContentTransfer::Binary,
            },
            numbers: match self.number_format {
                Numbers::Digits => NumberFormat::Digits,
                Numbers::Plus => NumberFormat::WithPlus,
                Numbers::PlusType => NumberFormat::Plmn,
            },
            short_codes: match self.short_code_format {
                ShortCodes::ShortCode => ShortCodeFormat::ShortCode,
                ShortCodes::Number => ShortCodeFormat::Number,
            },
        })
    }

    fn check_content(&self) -> Result<(), String> {
        let class = self.content_class.as_deref();
        if let Some(class) = class.filter(|class| !CONTENT_CLASSES.contains(class)) {
            return Err(format!(
                "content_class: {class:?} is none; give one of {}, or leave it out",
                CONTENT_CLASSES.join(", ")
            ));
        }
        if self.max_recipients == Some(0) {
            return Err("max_recipients: nobody could be reached; give at least 1".into());
        }
        Ok(())
    }

    fn carrier_ids(&self, headers: &HeaderMap) -> Result<Option<CarrierIds>, String> {
        let Some(name) = &self.carrier_id_header else {
            return match self.carrier_ids.is_empty() {
                true => Ok(None),
                false => {
                    Err("carrier_id_header is missing; carrier_ids is of no use without it".into())
                }
            };
        };
        let name = addable("carrier_id_header", name)?;
        if headers.contains_key(&name) {
            return Err(format!(
                "carrier_id_header: {name} is in headers too; keep one of the two"
            ));
        }
        CarrierIds::new(name, &self.carrier_ids).map(Some)
    }

    fn digest(&self) -> Result<Option<Digest>, String> {
        if self.auth == Auth::Basic {
            return Ok(None);
        }
        let (Some(user), Some(Secret(password))) = (&self.user, &self.password) else {
            return Err(
                "auth: digest needs user and password; give both, or leave auth out".into(),
            );
        };
        // The name stands in a header.
        sensitive(user, "user")?;
        Ok(Some(Digest::new(user, password)))
    }

    fn headers(&self) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::new();
        for (name, Secret(value)) in &self.headers {
            let key = format!("headers.{name}");
            headers.insert(addable(&key, name)?, sensitive(value, &key)?);
        }
        let own = pair(
            ("user", self.user.as_deref()),
            ("password", self.password.as_ref()),
        )?;
        let authorization = match (own, &self.bearer) {
            (Some(_), Some(_)) => {
                return Err("bearer: user and password are given too; keep one of the two".into());
            }
            (Some(_), None) if self.auth == Auth::Digest => return Ok(headers),
            (Some(pair), None) => basic(&pair),
            (None, Some(Secret(token))) => format!("Bearer {token}"),
            (None, None) => return Ok(headers),
        };
        if headers.contains_key(AUTHORIZATION) {
            return Err(
                "headers.authorization: credentials are given too; keep one of the two".into(),
            );
        }
        headers.insert(AUTHORIZATION, sensitive(&authorization, "bearer")?);
        Ok(headers)
    }
}

/// Path and query as the request line has them.
fn path(url: &str) -> String {
    let url = url::Url::parse(url).ok();
    url.map_or_else(String::new, |url| {
        url[url::Position::BeforePath..url::Position::AfterQuery].to_owned()
    })
}

/// The name of a header that a request may have besides its own.
fn addable(key: &str, name: &str) -> Result<HeaderName, String> {
    let own = OWN_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(name));
    let parsed = HeaderName::try_from(name).ok().filter(|_| !own);
    parsed.ok_or_else(|| format!("{key}: not a header that can be added; leave it out"))
}

/// It stands in an attribute and, in quotes, in a header.
fn check_namespace(text: &str) -> Result<(), String> {
    let plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b'"';
    if !text.is_empty() && text.as_bytes().iter().all(plain) {
        return Ok(());
    }
    Err(format!(
        "namespace: {text:?} is no address; copy it from the operator's documents, or leave it out"
    ))
}

/// Source: Namespaces in XML §4, for what is reserved; `soap` is the envelope's.
fn check_prefix(text: &str) -> Result<(), String> {
    let begins = text.starts_with(|it: char| it.is_ascii_alphabetic());
    let goes_on = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let reserved = text == "soap" || text.to_ascii_lowercase().starts_with("xml");
    if begins && text.chars().all(goes_on) && !reserved {
        return Ok(());
    }
    Err(format!(
        "prefix: {text:?} cannot be a prefix; take a word such as \"mm7\", or leave it out"
    ))
}

#[cfg(test)]
mod tests;
