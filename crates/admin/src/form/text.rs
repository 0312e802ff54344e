//! Kinds of texts: what they look like, and which of them name something.

use super::Fit;
use domain::country::Country;
use domain::network::Network;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

/// A kind of text.
pub struct Text {
    /// Its shape, an ECMA 262 regular expression, for documents.
    pub pattern: &'static str,
    /// The same as the pattern.
    shape: fn(&str) -> bool,
    /// Whether something is named by a text of that shape.
    known: fn(&str) -> bool,
    /// What would be right, for people.
    pub right: &'static str,
    /// A text that will do.
    pub example: &'static str,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Text({})", self.pattern)
    }
}

/// Milliseconds of the units of a time, in their order.
const TIMES: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// Bytes of the units of a size, in their order.
const SIZES: [(&str, u64); 3] = [("B", 1), ("KB", 1_024), ("MB", 1_048_576)];

/// Digits of a time or size. Ours: so many of the largest unit still fit into 64 bits.
const MEASURE_DIGITS: usize = 10;

impl Text {
    /// Whatever was stored, in answers.
    pub const ANY: Self = Self {
        pattern: "",
        shape: everything,
        known: everything,
        right: "a text",
        example: "acme",
    };
    /// Name of an account.
    pub const ACCOUNT: Self = Self {
        pattern: r"^[^\x00-\x20\x7f-\xa0./\\]([^\x00-\x1f\x7f-\x9f/\\]{0,62}[^\x00-\x20\x7f-\xa0/\\])?$",
        shape: is_account,
        known: everything,
        right: "a name of 1 to 64 characters without /, \\ and control characters, not \
                beginning with a dot, without blanks at its ends",
        example: "acme",
    };
    /// One line that people read.
    pub const LINE: Self = Self {
        pattern: r"^[^\x00-\x1f\x7f-\x9f]{1,64}$",
        shape: |text| is_line(text, 64),
        known: everything,
        right: "a text of 1 to 64 characters without control characters",
        example: "nightly job",
    };
    /// The address of a sender.
    pub const DIGITS: Self = Self {
        pattern: "^[0-9]{3,15}$",
        shape: |text| is_digits(text, 3, 15),
        known: everything,
        right: "3 to 15 digits, long numbers with their country code and without +",
        example: "60856",
    };
    /// A country.
    pub const COUNTRY: Self = Self {
        pattern: "^[A-Z]{2}$",
        shape: |text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        known: |text| Country::by_iso(text).is_some(),
        right: "the two capital letters of a country (ISO 3166), such as US",
        example: "US",
    };
    /// Where events are posted to.
    pub const ADDRESS: Self = Self {
        pattern: r"^https?://[\x21-\x7e]{1,2000}$",
        shape: is_address,
        known: |text| Url::parse(text).is_ok_and(|url| url.has_host()),
        right: "an http or https URL of at most 2000 characters",
        example: "https://acme.example/mms",
    };
    /// A time zone.
    pub const ZONE: Self = Self {
        pattern: r"^[A-Za-z0-9_+/-]{1,64}$",
        shape: |text| {
            is_of(text, 1, 64, |byte| {
                byte.is_ascii_alphanumeric() || b"_+/-".contains(&byte)
            })
        },
        known: |text| TimeZone::get(text).is_ok(),
        right: "the IANA name of a time zone, such as Europe/Berlin",
        example: "America/New_York",
    };
    /// A host, with or without a port.
    pub const HOST: Self = Self {
        pattern: r"^[a-z0-9.-]{1,253}(:[0-9]{1,5})?$",
        shape: is_host,
        known: |text| Url::parse(&format!("https://{text}/")).is_ok_and(|url| url.has_host()),
        right: "a host name in small letters, such as mms.example.com",
        example: "mms.example.com",
    };
    /// A network or a single address.
    pub const NETWORK: Self = Self {
        pattern: "^[0-9A-Fa-f.:]{2,45}(/[0-9]{1,3})?$",
        shape: is_network,
        known: |text| text.parse::<Network>().is_ok(),
        right: "an address or a network, such as 10.0.0.0/8",
        example: "10.0.0.0/8",
    };
    /// A time.
    pub const TIME: Self = Self {
        pattern: "^[0-9]{1,10}(ms|s|m|h|d)$",
        shape: |text| measure(text, &TIMES).is_some(),
        known: everything,
        right: "a time such as 30s, 10m or 72h",
        example: "72h",
    };
    /// A time above zero.
    pub const SOME_TIME: Self = Self {
        pattern: "^[1-9][0-9]{0,9}(ms|s|m|h|d)$",
        shape: is_some_time,
        known: everything,
        right: "a time above zero, such as 30s, 10m or 72h",
        example: "72h",
    };
    /// How long delivery is tried.
    pub const VALIDITY: Self = Self {
        known: |text| millis(text).is_some_and(|it| u128::from(it) <= VALIDITY_MAX_MS),
        right: "a time above zero of at most 7 days, such as 72h",
        ..Self::SOME_TIME
    };
    /// Life of a hosted page.
    pub const LINK_LIFE: Self = Self {
        known: |text| millis(text).is_some_and(|it| u128::from(it) <= LINK_LIFE_MAX_MS),
        right: "a time above zero of at most 367 days, such as 30d",
        example: "30d",
        ..Self::SOME_TIME
    };
    /// A size.
    pub const SIZE: Self = Self {
        pattern: "^[1-9][0-9]{0,9}(B|KB|MB)$",
        shape: is_some_size,
        known: everything,
        right: "a size above zero, such as 512B, 300KB or 2MB",
        example: "300KB",
    };
    /// Calls in a period.
    pub const REQUEST_LIMIT: Self = Self {
        pattern: "^[1-9][0-9]{0,11}/(day|month|ever)$",
        shape: is_request_limit,
        known: everything,
        right: "a number of calls and a period, day, month or ever: 10000/day",
        example: "10000/day",
    };
    /// A key from elsewhere.
    pub const KEY: Self = Self {
        pattern: r"^[\x21-\x7e]{16,128}$",
        shape: |text| is_of(text, 16, 128, |byte| byte.is_ascii_graphic()),
        known: everything,
        right: "16 to 128 visible ASCII characters",
        example: "0123456789abcdef0123456789abcdef",
    };
    /// The end of a key.
    pub const LAST4: Self = Self {
        pattern: r"^[\x21-\x7e]{4}$",
        shape: |text| is_of(text, 4, 4, |byte| byte.is_ascii_graphic()),
        known: everything,
        right: "the last four characters of the key",
        example: "cdef",
    };
    /// A digest.
    pub const DIGEST: Self = Self {
        pattern: "^sha256:[0-9a-f]{64}$",
        shape: |text| {
            text.strip_prefix("sha256:")
                .is_some_and(|hex| is_hex(hex, 64))
        },
        known: everything,
        right: "sha256: and 64 hexadecimal digits in small letters",
        example: "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    };
    /// What a key is called by in this API.
    pub const KEY_ID: Self = Self {
        pattern: "^[0-9a-f]{16}$",
        shape: |text| is_hex(text, 16),
        known: everything,
        right: "16 hexadecimal digits, as the list of keys shows them",
        example: "9f86d081884c7d65",
    };
    /// An instant.
    pub const INSTANT: Self = Self {
        pattern: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$",
        shape: is_instant,
        known: |text| text.parse::<Timestamp>().is_ok(),
        right: "an instant in UTC such as 2027-01-31T12:00:00Z",
        example: "2027-01-31T12:00:00Z",
    };

    /// Checks a text.
    pub(super) fn check(&self, text: &str) -> Result<(), Fit> {
        if !(self.shape)(text) {
            Err(Fit::Misshapen)
        } else if (self.known)(text) {
            Ok(())
        } else {
            Err(Fit::Unknown)
        }
    }
}

const VALIDITY_MAX_MS: u128 = domain::limits::time::VALIDITY_MAX.as_millis();
const LINK_LIFE_MAX_MS: u128 = domain::limits::time::LINK_LIFE_MAX.as_millis();

/// Milliseconds of a time as written: `30s`.
#[must_use]
pub(crate) fn millis(text: &str) -> Option<u64> {
    measure(text, &TIMES)
}

/// Bytes of a size as written: `300KB`.
#[must_use]
pub(crate) fn bytes(text: &str) -> Option<u64> {
    measure(text, &SIZES)
}

/// Days are written from a week on: 72h says more than 3d.
const DAYS_FROM_MS: u64 = 7 * 86_400_000;

/// A time in the largest unit that divides it.
pub(crate) fn write_millis(millis: u64) -> String {
    let days = usize::from(millis >= DAYS_FROM_MS);
    write(millis, &TIMES[..4 + days])
}

/// A size in the largest unit that divides it.
pub(crate) fn write_bytes(bytes: u64) -> String {
    write(bytes, &SIZES)
}

/// An amount in the largest unit that divides it; the units stand in their order.
fn write(amount: u64, units: &[(&str, u64)]) -> String {
    let divides = |(_, factor): &&(&str, u64)| amount >= *factor && amount.is_multiple_of(*factor);
    let (unit, factor) = units.iter().rev().find(divides).unwrap_or(&units[0]);
    format!("{}{unit}", amount / factor)
}

fn measure(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    let number = Some(number).filter(|number| number.len() <= MEASURE_DIGITS)?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

fn everything(_: &str) -> bool {
    true
}

fn is_of(text: &str, min: usize, max: usize, fits: impl Fn(u8) -> bool) -> bool {
    (min..=max).contains(&text.len()) && text.bytes().all(fits)
}

fn is_digits(text: &str, min: usize, max: usize) -> bool {
    is_of(text, min, max, |byte| byte.is_ascii_digit())
}

fn is_hex(text: &str, length: usize) -> bool {
    is_of(
        text,
        length,
        length,
        |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    )
}

fn is_line(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

fn is_account(text: &str) -> bool {
    let blank = |c: char| matches!(c, ' ' | '\u{a0}');
    is_line(text, 64)
        && !text.contains(['/', '\\'])
        && !text.starts_with('.')
        && !text.starts_with(blank)
        && !text.ends_with(blank)
}

fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    rest.is_some_and(|rest| is_of(rest, 1, 2_000, |byte| byte.is_ascii_graphic()))
}

fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').unwrap_or((text, "0"));
    let fits =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    is_of(host, 1, 253, fits) && is_digits(port, 1, 5)
}

fn is_network(text: &str) -> bool {
    let (address, bits) = text.split_once('/').unwrap_or((text, "0"));
    let fits = |byte: u8| byte.is_ascii_hexdigit() || b".:".contains(&byte);
    is_of(address, 2, 45, fits) && is_digits(bits, 1, 3)
}

fn is_some_time(text: &str) -> bool {
    !text.starts_with('0') && measure(text, &TIMES).is_some()
}

fn is_some_size(text: &str) -> bool {
    !text.starts_with('0') && measure(text, &SIZES).is_some()
}

fn is_request_limit(text: &str) -> bool {
    text.split_once('/').is_some_and(|(calls, period)| {
        is_digits(calls, 1, 12)
            && !calls.starts_with('0')
            && ["day", "month", "ever"].contains(&period)
    })
}

fn is_instant(text: &str) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let Some((moment, fraction)) = text
        .strip_suffix('Z')
        .filter(|text| text.is_ascii())
        .and_then(|text| text.split_at_checked(SHAPE.len()))
    else {
        return false;
    };
    let alike = |(byte, shape): (u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        mark => byte == *mark,
    };
    let fraction = fraction
        .strip_prefix('.')
        .map_or(fraction.is_empty(), |digits| is_digits(digits, 1, 9));
    fraction && moment.bytes().zip(SHAPE).all(alike)
}
