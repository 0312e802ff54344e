//! Tokens: who may look, and who may change things.
//!
//! Guarantee: a token is kept as its digest, compared in constant time, and never shown.

use crate::hex::unhex;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Fewest characters of a token. Ours: 128 bits in base 64.
const SHORTEST: usize = 22;

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rights {
    /// To look.
    Read,
    /// To look and to change.
    Full,
}

/// A token, as its digest.
#[derive(Clone)]
pub struct Token {
    /// What people call it; it is in the log.
    pub name: String,
    /// What it may be used for.
    pub rights: Rights,
    digest: [u8; 32],
}

/// A text is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a token is \"NAME full sha256:HEX\", \"NAME read sha256:HEX\", or has file:PATH for the last word; {0}"
)]
pub struct BadToken(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Token({}, {:?})", self.name, self.rights)
    }
}

impl Token {
    /// A token that is known.
    ///
    /// # Errors
    ///
    /// It is too short to be safe.
    pub fn new(name: &str, rights: Rights, text: &str) -> Result<Self, BadToken> {
        if text.len() < SHORTEST || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let why = format!("the token {name} must have {SHORTEST} visible ASCII characters");
            return Err(BadToken(why));
        }
        Ok(Self {
            name: name.to_owned(),
            rights,
            digest: Sha256::digest(text.as_bytes()).into(),
        })
    }

    /// Reads a token as a configuration has it; `file` reads the file that it names, which holds
    /// the token itself or `sha256:` and its digest.
    ///
    /// # Errors
    ///
    /// It is written otherwise, or the file cannot be read.
    pub fn parse(
        written: &str,
        file: impl FnOnce(&str) -> std::io::Result<String>,
    ) -> Result<Self, BadToken> {
        let words: Vec<&str> = written.split_whitespace().collect();
        let [name, rights, secret] = words[..] else {
            return Err(BadToken(format!("this one has {} words", words.len())));
        };
        let rights = match rights {
            "read" => Rights::Read,
            "full" => Rights::Full,
            other => return Err(BadToken(format!("{other:?} is neither read nor full"))),
        };
        match secret.split_once(':') {
            Some(("sha256", digits)) => Self::of_digest(name, rights, digits),
            Some(("file", path)) => {
                let text = file(path).map_err(|error| BadToken(format!("{path}: {error}")))?;
                match text.trim().strip_prefix("sha256:") {
                    Some(digits) => Self::of_digest(name, rights, digits),
                    None => Self::new(name, rights, text.trim()),
                }
            }
            // The secret may be the token itself, so it is not repeated.
            Some(_) | None => Err(BadToken(format!(
                "the last word of {name} begins with neither sha256: nor file:"
            ))),
        }
    }

    fn of_digest(name: &str, rights: Rights, digits: &str) -> Result<Self, BadToken> {
        let bad = || {
            BadToken(format!(
                "the digest of {name} has not 64 hexadecimal digits"
            ))
        };
        Ok(Self {
            name: name.to_owned(),
            rights,
            digest: unhex(digits).ok_or_else(bad)?,
        })
    }
}

/// The token that a request shows, if it is one of these. Takes the same time whichever it is.
pub(super) fn shown<'a>(tokens: &'a [Token], headers: &HeaderMap) -> Option<&'a Token> {
    let mut lines = headers.get_all(AUTHORIZATION).iter();
    let line = lines.next()?.to_str().ok()?;
    if lines.next().is_some() {
        return None;
    }
    let (scheme, text) = line.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let digest: [u8; 32] = Sha256::digest(text.trim().as_bytes()).into();
    let mut found = None;
    for token in tokens {
        if bool::from(token.digest.ct_eq(&digest)) {
            found = Some(token);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0123456789abcdef0123456789abcdef";

    fn header(lines: &[&str]) -> HeaderMap {
        let lines = lines
            .iter()
            .map(|line| (AUTHORIZATION, line.parse().unwrap()));
        lines.collect()
    }

    #[track_caller]
    fn check(lines: &[&str], expected: Option<&str>) {
        let tokens = [
            Token::new("one", Rights::Full, TEXT).unwrap(),
            Token::new("two", Rights::Read, &TEXT.replace('0', "9")).unwrap(),
        ];
        let found = shown(&tokens, &header(lines)).map(|token| token.name.as_str());
        assert_eq!(found, expected, "{lines:?}");
    }

    #[test]
    fn a_token_is_found_by_what_a_request_shows() {
        check(&[&format!("Bearer {TEXT}")], Some("one"));
        check(&[&format!("bearer  {TEXT} ")], Some("one"));
        check(
            &[&format!("Bearer {}", TEXT.replace('0', "9"))],
            Some("two"),
        );
        check(&[], None);
        check(&[TEXT], None);
        check(&["Bearer "], None);
        check(&[&format!("Basic {TEXT}")], None);
        check(&[&format!("Bearer {TEXT}x")], None);
        check(
            &[&format!("Bearer {TEXT}"), &format!("Bearer {TEXT}")],
            None,
        );
    }

    #[track_caller]
    fn check_parse(written: &str, expected: &str) {
        let file = |path: &str| match path {
            "/token" => Ok(format!("{TEXT}\n")),
            "/short" => Ok("short".to_owned()),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        };
        let said = match Token::parse(written, file) {
            Ok(token) => format!("{token:?}"),
            Err(error) => error.to_string(),
        };
        assert!(said.contains(expected), "{written}: {said}");
    }

    #[test]
    fn a_token_of_the_configuration_is_read_or_said_to_be_wrong() {
        let digest = crate::hex::hex(&Sha256::digest(TEXT.as_bytes()));
        check_parse(&format!("ops full sha256:{digest}"), "Token(ops, Full)");
        check_parse("ops read file:/token", "Token(ops, Read)");
        check_parse("ops read file:/short", "22 visible");
        check_parse("ops read file:/none", "/none: ");
        check_parse("ops read sha256:12", "64 hexadecimal digits");
        check_parse("ops read secret", "neither sha256: nor file:");
        check_parse("ops write file:/token", "neither read nor full");
        check_parse("ops", "1 words");
    }
}
