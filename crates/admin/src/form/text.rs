//! Kinds of texts: what they look like, and which of them name something.

use super::Fit;
use super::measure::{bytes, millis};
use domain::country::Country;
use domain::network::Network;
use domain::number::Recipient;
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
    /// A receiver.
    pub const NUMBER: Self = Self {
        pattern: "^[1-9][0-9]{7,14}$",
        shape: |text| is_digits(text, 8, 15) && !text.starts_with('0'),
        known: |text| Recipient::parse(text).is_ok(),
        right: "8 to 15 digits with an assigned country code, without +",
        example: "12025550100",
    };
    /// An entry of the blacklist: a number, or number and sender.
    pub const BLOCK: Self = Self {
        pattern: "^[1-9][0-9]{7,14}(/[0-9]{3,15})?$",
        shape: |text| {
            let (number, sender) = text.split_once('/').unwrap_or((text, "000"));
            (Self::NUMBER.shape)(number) && is_digits(sender, 3, 15)
        },
        known: |text| (Self::NUMBER.known)(text.split('/').next().unwrap_or_default()),
        right: "a number, or a number and a sender with a slash between",
        example: "12025550100/60856",
    };
    /// What customers call something of theirs.
    pub const REFERENCE: Self = Self {
        pattern: r"^[^\x00-\x20\x7f-\xa0./\\]([^\x00-\x1f\x7f-\x9f/\\]{0,62}[^\x00-\x20\x7f-\xa0/\\])?$",
        right: "a reference of 1 to 64 characters without /, \\ and control characters, not \
                beginning with a dot, without blanks at its ends",
        example: "Spring26",
        ..Self::ACCOUNT
    };
    /// A reference of a person, which nothing is found by.
    pub const LONG_LINE: Self = Self {
        pattern: r"^[^\x00-\x1f\x7f-\x9f]{1,128}$",
        shape: |text| is_line(text, 128),
        known: everything,
        right: "a text of 1 to 128 characters without control characters",
        example: "ACCT-1",
    };
    /// A title.
    pub const TITLE: Self = Self {
        pattern: r"^[^\x00-\x1f\x7f-\x9f]{1,255}$",
        shape: |text| is_line(text, 255),
        known: everything,
        right: "a text of 1 to 255 characters without control characters",
        example: "Spring offers",
    };
    /// The text of an SMS.
    pub const SMS: Self = Self {
        pattern: r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f]{1,1000}$",
        shape: |text| {
            let fits = |c: char| c == '\n' || !c.is_control();
            (1..=1_000).contains(&text.chars().count()) && text.chars().all(fits)
        },
        known: everything,
        right: "a text of 1 to 1000 characters without control characters but line ends",
        example: "Welcome!",
    };
    /// A name of merge data.
    pub const DATA_NAME: Self = Self {
        pattern: "^[A-Za-z0-9_.-]{1,64}$",
        shape: |text| {
            is_of(text, 1, 64, |it| {
                it.is_ascii_alphanumeric() || b"_.-".contains(&it)
            })
        },
        known: everything,
        right: "1 to 64 letters, digits, _, - and .",
        example: "city",
    };
    /// A value of merge data.
    pub const DATA_VALUE: Self = Self {
        pattern: r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f]{0,1000}$",
        shape: |text| text.is_empty() || (Self::SMS.shape)(text),
        known: everything,
        right: "at most 1000 characters without control characters but line ends",
        example: "Bonn",
    };
    /// The MD5 of a password.
    pub const MD5: Self = Self {
        pattern: "^[0-9A-Fa-f]{32}$",
        shape: |text| is_of(text, 32, 32, |it| it.is_ascii_hexdigit()),
        known: everything,
        right: "the MD5 of the password, 32 hexadecimal digits",
        example: "5f4dcc3b5aa765d61d8327deb882cf99",
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
    /// A person's time zone.
    pub const PERSONS_ZONE: Self = Self {
        known: |text| NORTH_AMERICA.contains(&text) || TimeZone::get(text).is_ok(),
        right: "an IANA name, such as America/Denver, or EST, CST, MST, PST, AKST or HST",
        ..Self::ZONE
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
        shape: |text| millis(text).is_some(),
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
    /// How long a trace is on.
    pub const TRACED: Self = Self {
        known: |text| millis(text).is_some_and(|it| it <= TRACED_MAX_MS),
        right: "a time above zero of at most 24 hours, such as 15m",
        example: "15m",
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
    /// A signing secret.
    pub const SECRET: Self = Self {
        pattern: "^whsec_[A-Za-z0-9+/]{43}=$",
        shape: |text| {
            let secret = text
                .strip_prefix("whsec_")
                .and_then(|it| it.strip_suffix('='));
            let fits = |it: u8| it.is_ascii_alphanumeric() || b"+/".contains(&it);
            secret.is_some_and(|it| is_of(it, 43, 43, fits))
        },
        known: |text| crate::secrets::read(text).is_some(),
        right: "whsec_ and 32 bytes in base64, as secrets are shown",
        example: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
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

/// Time zones that customers abbreviate.
///
/// Source: docs/contract.md, subscribe, TimeZone.
const NORTH_AMERICA: [&str; 6] = ["EST", "CST", "MST", "PST", "AKST", "HST"];

const VALIDITY_MAX_MS: u128 = domain::limits::time::VALIDITY_MAX.as_millis();
const LINK_LIFE_MAX_MS: u128 = domain::limits::time::LINK_LIFE_MAX.as_millis();

/// The longest that a trace can be on. Ours: whoever needs it for longer says so again.
const TRACED_MAX_MS: u64 = 24 * 3_600_000;

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
    !text.starts_with('0') && millis(text).is_some()
}

fn is_some_size(text: &str) -> bool {
    !text.starts_with('0') && bytes(text).is_some()
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
