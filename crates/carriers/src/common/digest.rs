//! HTTP Digest, the side of the client.
//!
//! Speaks RFC 7616 with MD5 and SHA-256 and `qop=auth`, and RFC 2069 (no `qop`) for old MMSCs.
//! Guarantees: no password leaves this module, and no two requests show the same nonce and count.

use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue};
use md5::{Digest as _, Md5};
use sha2::Sha256;

/// User and password, and what the peer wants them wrapped in, once it has said so.
pub(crate) struct Digest {
    user: String,
    password: String,
    state: Mutex<Option<(Challenge, u32)>>,
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Digest(..)")
    }
}

/// What the peer wants. Source: RFC 7616 §3.3.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    /// Whether it takes `qop=auth`; without, it is one of RFC 2069.
    qop: bool,
    stale: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Algorithm {
    /// Its name was not said.
    Unnamed,
    Md5,
    Sha256,
}

/// What one request is proven with.
struct Proof<'a> {
    method: &'a str,
    uri: &'a str,
    count: u32,
    cnonce: &'a str,
}

impl Digest {
    pub(crate) fn new(user: &str, password: &str) -> Self {
        Self {
            user: user.to_owned(),
            password: password.to_owned(),
            state: Mutex::new(None),
        }
    }

    /// Shows the credentials in the headers of a request; not before the peer has said how.
    /// `uri` is path and query of the address.
    ///
    /// Returns whether it did.
    pub(crate) fn show(&self, headers: &mut HeaderMap, method: &str, uri: &str) -> bool {
        let next = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.as_mut().map(|(challenge, count)| {
                *count += 1;
                (challenge.clone(), *count)
            })
        };
        let Some((challenge, count)) = next else {
            return false;
        };
        let cnonce = format!("{:032x}", rand::random::<u128>());
        let proof = Proof {
            method,
            uri,
            count,
            cnonce: &cnonce,
        };
        let Ok(mut value) = HeaderValue::from_str(&self.answer(&challenge, &proof)) else {
            return false;
        };
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
        true
    }

    /// Hears what the peer said with 401, and says whether showing the credentials (again) makes
    /// sense: `shown` says whether the refused request did.
    pub(crate) fn heed(&self, headers: &HeaderMap, shown: bool) -> bool {
        let Some(challenge) = best(headers) else {
            return false;
        };
        let again = !shown || challenge.stale;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let known = state.as_ref().map(|(known, _)| known.nonce.as_str());
        // Another exchange may have heard the same, and has begun to count.
        if known != Some(challenge.nonce.as_str()) {
            *state = Some((challenge, 0));
        }
        again
    }

    /// Value of the header Authorization. Source: RFC 7616 §3.4; RFC 2069 §2.1.2 without `qop`.
    fn answer(&self, challenge: &Challenge, proof: &Proof<'_>) -> String {
        let hash = |text: &str| challenge.algorithm.hash(text);
        let Challenge { realm, nonce, .. } = challenge;
        let whom = hash(&format!("{}:{realm}:{}", self.user, self.password));
        let what = hash(&format!("{}:{}", proof.method, proof.uri));
        let (count, cnonce) = (format!("{:08x}", proof.count), proof.cnonce);
        let response = match challenge.qop {
            true => hash(&format!("{whom}:{nonce}:{count}:{cnonce}:auth:{what}")),
            false => hash(&format!("{whom}:{nonce}:{what}")),
        };
        let mut text = format!(
            "Digest username={}, realm={}, nonce={}, uri={}, response=\"{response}\"",
            quoted(&self.user),
            quoted(realm),
            quoted(nonce),
            quoted(proof.uri)
        );
        if let Some(name) = challenge.algorithm.name() {
            let _ = write!(text, ", algorithm={name}");
        }
        if let Some(opaque) = &challenge.opaque {
            let _ = write!(text, ", opaque={}", quoted(opaque));
        }
        if challenge.qop {
            let _ = write!(text, ", qop=auth, nc={count}, cnonce=\"{cnonce}\"");
        }
        text
    }
}

impl Algorithm {
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Unnamed => None,
            Self::Md5 => Some("MD5"),
            Self::Sha256 => Some("SHA-256"),
        }
    }

    fn hash(self, text: &str) -> String {
        let bytes = match self {
            Self::Unnamed | Self::Md5 => Md5::digest(text).to_vec(),
            Self::Sha256 => Sha256::digest(text).to_vec(),
        };
        bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// The strongest challenge that we can meet. Source: RFC 7616 §3.7, the client chooses.
fn best(headers: &HeaderMap) -> Option<Challenge> {
    let values = headers.get_all(WWW_AUTHENTICATE).iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    let all = texts.flat_map(challenges);
    all.max_by_key(|challenge| challenge.algorithm)
}

/// The challenges of scheme Digest in one header, which may hold several of several schemes.
fn challenges(text: &str) -> Vec<Challenge> {
    let mut found: Vec<Option<Vec<(String, String)>>> = Vec::new();
    for piece in pieces(text) {
        let (head, rest) = piece.split_once([' ', '\t']).unwrap_or((piece, ""));
        // A scheme stands before a blank and has no sign of equality: `Digest realm="x"`.
        let parameter = match head.contains('=') {
            true => piece,
            false => {
                found.push(head.eq_ignore_ascii_case("Digest").then(Vec::new));
                rest.trim()
            }
        };
        if let (Some(Some(current)), Some((name, value))) =
            (found.last_mut(), parameter.split_once('='))
        {
            current.push((name.trim().to_ascii_lowercase(), unquoted(value)));
        }
    }
    found.iter().flatten().filter_map(|it| read(it)).collect()
}

/// The text between commas that are in no quotes.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let split = text.split(move |it: char| {
        let comma = it == ',' && !quoted;
        quoted ^= it == '"' && !escaped;
        escaped = it == '\\' && quoted && !escaped;
        comma
    });
    split.map(str::trim).filter(|piece| !piece.is_empty())
}

fn unquoted(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let Some(inner) = inner else {
        return text.to_owned();
    };
    let mut plain = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        plain.extend(match letter {
            '\\' => letters.next(),
            letter => Some(letter),
        });
    }
    plain
}

/// `None` for what we cannot meet: no nonce, another algorithm, `qop` without `auth`.
fn read(parameters: &[(String, String)]) -> Option<Challenge> {
    let value = |name: &str| {
        let found = parameters.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone())
    };
    let algorithm = match value("algorithm") {
        None => Algorithm::Unnamed,
        Some(name) if name.eq_ignore_ascii_case("MD5") => Algorithm::Md5,
        Some(name) if name.eq_ignore_ascii_case("SHA-256") => Algorithm::Sha256,
        Some(_) => return None,
    };
    let qop = value("qop");
    let takes = |offer: &String| {
        offer
            .split(',')
            .any(|it| it.trim().eq_ignore_ascii_case("auth"))
    };
    if qop.as_ref().is_some_and(|offer| !takes(offer)) {
        return None;
    }
    Some(Challenge {
        realm: value("realm")?,
        nonce: value("nonce")?,
        opaque: value("opaque"),
        algorithm,
        qop: qop.is_some(),
        stale: value("stale").is_some_and(|it| it.eq_ignore_ascii_case("true")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: &str = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    const OPAQUE: &str = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(WWW_AUTHENTICATE, value.parse().unwrap());
        }
        headers
    }

    fn of_the_standard(algorithm: &str) -> String {
        format!(
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
             nonce=\"{NONCE}\", opaque=\"{OPAQUE}\""
        )
    }

    /// Source: RFC 7616 §3.9.1.
    #[test]
    fn the_example_of_the_standard_comes_out() {
        let digest = Digest::new("Mufasa", "Circle of Life");
        let proof = Proof {
            method: "GET",
            uri: "/dir/index.html",
            count: 1,
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        };
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let challenge = best(&headers(&[&of_the_standard(algorithm)])).unwrap();
            let answer = digest.answer(&challenge, &proof);
            assert!(
                answer.contains(&format!("response=\"{response}\"")),
                "{answer}"
            );
            assert!(answer.contains("qop=auth, nc=00000001, "), "{answer}");
            assert!(answer.contains(&format!("opaque=\"{OPAQUE}\"")), "{answer}");
        }
    }

    #[test]
    fn the_strongest_challenge_is_met_wherever_it_stands() {
        let (md5, sha) = (of_the_standard("MD5"), of_the_standard("SHA-256"));
        let both = format!("Basic realm=\"a, b\", {sha}, {md5}");
        for offered in [vec![&*md5, &*sha], vec![&*sha, &*md5], vec![&*both]] {
            let found = best(&headers(&offered)).unwrap();
            assert_eq!(found.algorithm, Algorithm::Sha256, "{offered:?}");
            assert_eq!((&*found.nonce, found.qop), (NONCE, true));
        }
    }

    #[test]
    fn what_cannot_be_met_is_left_alone() {
        for offered in [
            "Basic realm=\"x\"",
            "Digest realm=\"x\"",
            "Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256",
            "Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"",
            "",
        ] {
            assert_eq!(best(&headers(&[offered])), None, "{offered}");
        }
        assert!(!Digest::new("a", "b").show(&mut HeaderMap::new(), "POST", "/"));
    }

    #[test]
    fn an_old_peer_gets_the_short_form() {
        let digest = Digest::new("a\"b", "c");
        assert!(digest.heed(&headers(&["digest nonce=n, realm=\"x \\\"y\\\"\""]), false));
        let mut shown = HeaderMap::new();
        assert!(digest.show(&mut shown, "POST", "/mm7"));
        let shown = shown[AUTHORIZATION].to_str().unwrap();
        let begins = "Digest username=\"a\\\"b\", realm=\"x \\\"y\\\"\", nonce=\"n\", uri=\"/mm7\", response=";
        assert!(shown.starts_with(begins), "{shown}");
        assert!(
            !shown.contains("nc=") && !shown.contains("algorithm"),
            "{shown}"
        );
    }
}
