//! How values are written: times, sizes, addresses, networks.
//!
//! Each function reads one form and says in its error what would be right. Knows no keys.

use admin::http::Token;
use domain::limits::time::VALIDITY_MAX;
use serde::de::{Deserialize, Deserializer, Error};
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use tracing_subscriber::EnvFilter;
use url::Url;

/// Units of a time and their milliseconds.
const TIMES: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// Units of a size and their bytes.
const SIZES: [(&str, u64); 3] = [("KB", 1_024), ("MB", 1_048_576), ("B", 1)];

/// Reads a time such as `30s`.
pub(crate) fn parse_time(text: &str) -> Option<Duration> {
    measure(text, &TIMES).map(Duration::from_millis)
}

/// A number directly followed by a unit.
fn measure(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim_start())?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

/// A time above zero.
pub(super) fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    let time = parse_time(&text).filter(|time| !time.is_zero());
    time.ok_or_else(|| {
        wrong(
            &text,
            "a time above zero, such as \"30s\", \"10m\" or \"72h\"",
        )
    })
}

/// How long delivery is tried: above zero, and no longer than customers may ask for.
pub(super) fn validity<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    let time = parse_time(&text).filter(|time| !time.is_zero() && *time <= VALIDITY_MAX);
    time.ok_or_else(|| wrong(&text, "a time of at most 7 days, such as \"72h\""))
}

/// Address and port.
pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| wrong(&text, right_address(&text)))
}

/// A size above zero, in bytes.
pub(super) fn size<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let text = String::deserialize(from)?;
    let size = measure(&text, &SIZES).and_then(|bytes| usize::try_from(bytes).ok());
    size.filter(|bytes| *bytes > 0).ok_or_else(|| {
        wrong(
            &text,
            "a size above zero, such as \"512B\", \"16KB\" or \"1MB\"",
        )
    })
}

/// A number above zero.
pub(super) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    match usize::deserialize(from)? {
        0 => Err(wrong("0", "a number above zero")),
        count => Ok(count),
    }
}

/// How many exchanges of a link are kept.
pub(super) fn exchanges<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        count @ 1..=10_000 => Ok(count),
        other => Err(wrong(&other.to_string(), "a number from 1 to 10000")),
    }
}

/// How much of a request or an answer is kept: a hundred of them may wait in memory.
pub(super) fn traced_size<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let text = String::deserialize(from)?;
    let size = measure(&text, &SIZES).filter(|size| (1..=1 << 20).contains(size));
    let size = size.and_then(|size| usize::try_from(size).ok());
    size.ok_or_else(|| wrong(&text, "a size from 1B to 1MB, such as \"64KB\""))
}

/// A text of letters, digits, `-`, `_` and `.`.
pub(super) fn word<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    match !text.is_empty() && text.chars().all(fits) {
        true => Ok(text),
        false => Err(wrong(
            &text,
            "a name of letters, digits, \"-\", \"_\" and \".\"",
        )),
    }
}

/// Address and port, or `""`.
pub(super) fn maybe_address<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<SocketAddr>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    let right = || format!("{}, or \"\"", right_address(&text));
    text.parse().map(Some).map_err(|_| wrong(&text, right()))
}

/// What was probably meant by something that is no address with a port.
fn right_address(text: &str) -> String {
    let port = |text: &str| text.parse::<u16>().ok();
    let meant = match text.rsplit_once(':') {
        Some(("" | "localhost", digits)) => port(digits).map(|it| format!("127.0.0.1:{it}")),
        Some(("*", digits)) => port(digits).map(|it| format!("0.0.0.0:{it}")),
        Some(_) => None,
        None if text == "localhost" => Some("127.0.0.1:8080".to_owned()),
        None => port(text).map(|it| format!("127.0.0.1:{it}")),
    };
    let bare: Option<IpAddr> = text.parse().ok();
    match meant.or_else(|| bare.map(|ip| SocketAddr::new(ip, 8080).to_string())) {
        Some(meant) => format!("an IP address with a port; write it as {meant:?}"),
        None => "an IP address with a port, such as \"127.0.0.1:8080\"".to_owned(),
    }
}

/// An http or https URL without query, or `""`.
pub(super) fn maybe_url<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    let right = "a URL such as \"https://mms.example.com\", or \"\"";
    let url: Option<Url> = maybe(from, right)?;
    let fits = |url: &Url| {
        matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.has_host()
    };
    match url {
        Some(url) if !fits(&url) => Err(wrong(url.as_str(), right)),
        url => Ok(url),
    }
}

/// Where numbers are asked for: an http or https URL, perhaps with `{number}` in it, or `""`.
pub(super) fn hook<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    let url = Url::parse(&text.replace("{number}", "1")).ok();
    let fits = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let right = "a URL such as \"http://10.0.0.5/operator?number={number}\", or \"\"";
    fits.map(|_| Some(text.clone()))
        .ok_or_else(|| wrong(&text, right))
}

/// A token for an `Authorization` header, or `""`.
pub(super) fn token<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    match text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(Some(text).filter(|text| !text.is_empty())),
        // The token itself is not repeated.
        false => Err(D::Error::custom("a token has no blanks and is ASCII")),
    }
}

/// A text that is not empty.
pub(super) fn filled<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match text.trim() == text && !text.is_empty() {
        true => Ok(text),
        false => Err(wrong(&text, "a name, without blanks around it")),
    }
}

/// Ids of an operator.
pub(super) fn operator_ids<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Vec<String>>, D::Error> {
    let ids = Vec::<String>::deserialize(from)?;
    match ids.iter().find(|id| !domain::operator::is_id(id)) {
        Some(id) => Err(wrong(id, "an id of an operator: 1 to 10 digits, as a text")),
        None => Ok(Some(ids)),
    }
}

/// A path, or `""`.
pub(super) fn maybe_path<'de, D: Deserializer<'de>>(from: D) -> Result<Option<PathBuf>, D::Error> {
    maybe(from, "a path, or \"\"")
}

/// Networks or single addresses.
pub(super) fn networks<'de, D: Deserializer<'de>, N: FromStr>(from: D) -> Result<Vec<N>, D::Error> {
    let right = "networks such as [\"10.0.0.0/8\", \"192.0.2.7\"]";
    let texts = Vec::<String>::deserialize(from)?;
    texts
        .iter()
        .map(|text| text.parse().map_err(|_| wrong(text, right)))
        .collect()
}

/// Tokens of the admin API; files that they name are read.
pub(super) fn tokens<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Token>, D::Error> {
    let written = Vec::<String>::deserialize(from)?;
    let mut tokens: Vec<Token> = Vec::with_capacity(written.len());
    for text in &written {
        let token = Token::parse(text, |path| std::fs::read_to_string(path));
        let token = token.map_err(D::Error::custom)?;
        if tokens.iter().any(|other| other.name == token.name) {
            let name = &token.name;
            return Err(D::Error::custom(format!("two tokens are called {name:?}")));
        }
        tokens.push(token);
    }
    Ok(tokens)
}

/// Address of a store.
pub(super) fn store<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let known: Vec<_> = storage::REGISTRY.iter().map(|it| it.scheme()).collect();
    place(from, &known, "sqlite:wirephoto-data/wirephoto.db")
}

/// Address of a blob store.
pub(super) fn blobs<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let known: Vec<_> = blobs::REGISTRY.iter().map(|it| it.scheme()).collect();
    place(from, &known, "file:wirephoto-data/blobs")
}

/// A word without `=` is a level; the library would take any other for the name of a part.
fn levels_are_known(filter: &str) -> bool {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let level = |word: &str| {
        LEVELS
            .iter()
            .any(|level| level.eq_ignore_ascii_case(word.trim()))
    };
    filter.split(',').all(|part| match part.rsplit_once('=') {
        Some((_, word)) => level(word),
        None => level(part),
    })
}

/// What the log shows.
pub(super) fn filter<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match EnvFilter::try_new(&text) {
        Ok(_) if !text.is_empty() && levels_are_known(&text) => Ok(text),
        _ => Err(wrong(
            &text,
            "a level (off, error, warn, info, debug or trace), or \"info,engine=debug\"",
        )),
    }
}

/// A content type, as a header holds it. What is answered is UTF-8, so it says nothing else.
pub(super) fn content_type<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match is_content_type(&text) {
        true => Ok(text),
        false => Err(wrong(
            &text,
            "a content type in UTF-8, such as \"text/xml; charset=UTF-8\"",
        )),
    }
}

/// Source: RFC 9110 §8.3.1; quoted values are of no use here and refused.
fn is_content_type(text: &str) -> bool {
    let is_token = |text: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        !text.is_empty() && text.chars().all(fits)
    };
    let mut parts = text.split(';').map(|part| part.trim_matches(' '));
    let Some((kind, subtype)) = parts.next().and_then(|part| part.split_once('/')) else {
        return false;
    };
    let is_parameter = |part: &str| match part.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.eq_ignore_ascii_case("utf-8")
        }
        Some((name, value)) => is_token(name) && is_token(value),
        None => false,
    };
    is_token(kind) && is_token(subtype) && parts.all(is_parameter)
}

fn place<'de, D: Deserializer<'de>>(
    from: D,
    known: &[&str],
    example: &str,
) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match text.split_once(':') {
        Some((scheme, rest)) if known.contains(&scheme) && !rest.is_empty() => Ok(text),
        _ => {
            let right = format!(
                "one of {} and a place, such as {example:?}",
                known.join(", ")
            );
            Err(wrong(&text, &right))
        }
    }
}

fn maybe<'de, D: Deserializer<'de>, T: FromStr>(
    from: D,
    right: &str,
) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(from)?;
    match text.is_empty() {
        true => Ok(None),
        false => text.parse().map(Some).map_err(|_| wrong(&text, right)),
    }
}

fn wrong<E: Error>(text: &str, right: impl Display) -> E {
    E::custom(format!("{text:?} is not {right}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_time(text: &str, expected_ms: Option<u64>) {
        assert_eq!(
            parse_time(text),
            expected_ms.map(Duration::from_millis),
            "{text}"
        );
    }

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        check_time("250ms", Some(250));
        check_time("30s", Some(30_000));
        check_time("10 m", Some(600_000));
        check_time("72h", Some(259_200_000));
        check_time("7d", Some(604_800_000));
        check_time("30", None);
        check_time("s", None);
        check_time("-1s", None);
        check_time("1.5h", None);
        check_time("1 hour", None);
        check_time("99999999999999999999h", None);
        check_time("999999999999999999h", None);
    }

    #[test]
    fn a_content_type_is_a_header_and_says_no_other_charset() {
        for (text, right) in [
            ("text/html; charset=UTF-8", true),
            ("text/xml;charset=utf-8", true),
            ("application/json", true),
            ("application/vnd.acme+xml; version=1; Charset=Utf-8", true),
            ("text/xml; charset=ISO-8859-1", false),
            ("text/xml; charset=", false),
            ("text/xml;", false),
            ("text/xml; charset", false),
            ("text", false),
            ("text/", false),
            ("/xml", false),
            ("text/xml\r\nX-Evil: 1", false),
            ("text/x ml", false),
            ("text/käse", false),
            ("", false),
        ] {
            assert_eq!(is_content_type(text), right, "{text}");
        }
    }

    #[track_caller]
    fn check_address(text: &str, expected: &str) {
        let right = right_address(text);
        assert!(right.ends_with(expected), "{text}: {right}");
    }

    #[test]
    fn an_address_without_its_port_or_number_is_completed() {
        check_address("8080", "write it as \"127.0.0.1:8080\"");
        check_address(":9000", "write it as \"127.0.0.1:9000\"");
        check_address("localhost", "write it as \"127.0.0.1:8080\"");
        check_address("localhost:9000", "write it as \"127.0.0.1:9000\"");
        check_address("*:80", "write it as \"0.0.0.0:80\"");
        check_address("10.0.0.1", "write it as \"10.0.0.1:8080\"");
        check_address("::1", "write it as \"[::1]:8080\"");
        check_address("host:99999", "such as \"127.0.0.1:8080\"");
    }

    #[track_caller]
    fn check_size(text: &str, expected: Option<u64>) {
        assert_eq!(measure(text, &SIZES), expected, "{text}");
    }

    #[test]
    fn a_size_is_a_number_and_a_unit() {
        check_size("512B", Some(512));
        check_size("16KB", Some(16_384));
        check_size("1 MB", Some(1_048_576));
        check_size("1", None);
        check_size("1kb", None);
        check_size("1GB", None);
    }
}
