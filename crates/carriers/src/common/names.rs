//! Names of headers, parameters and elements that say what their values are.

use domain::trace::Hidden;

/// Parts of names whose values are secrets; `-` and `_` do not count.
const SECRET_NAMES: [&str; 10] = [
    "apikey",
    "authorization",
    "bearer",
    "cookie",
    "credential",
    "passwd",
    "password",
    "pwd",
    "secret",
    "token",
];

/// Whole names whose values are secrets.
const SECRET_WORDS: [&str; 6] = ["auth", "key", "pass", "sig", "signature", "sessionid"];

/// Parts of names whose values are numbers.
const NUMBER_NAMES: [&str; 12] = [
    "callingparty",
    "destination",
    "mobile",
    "msisdn",
    "number",
    "originator",
    "phone",
    "receiver",
    "recipient",
    "rfc2822address",
    "sender",
    "subscriber",
];

/// Whole names whose values are numbers.
const NUMBER_WORDS: [&str; 8] = ["addr", "address", "bcc", "cc", "dest", "from", "src", "to"];

/// Whether what has that name is a secret or a number.
pub(crate) fn judge(name: &[u8]) -> Option<Hidden> {
    let plain = |it: &&u8| !matches!(**it, b'-' | b'_' | b'.');
    let name: Vec<u8> = name.iter().filter(plain).copied().collect();
    let name = String::from_utf8_lossy(&name).to_ascii_lowercase();
    let is = |parts: &[&str], words: &[&str]| {
        words.contains(&&*name) || parts.iter().any(|part| name.contains(part))
    };
    if is(&SECRET_NAMES, &SECRET_WORDS) {
        Some(Hidden::Secret)
    } else if is(&NUMBER_NAMES, &NUMBER_WORDS) {
        Some(Hidden::Number)
    } else {
        None
    }
}
