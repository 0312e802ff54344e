//! The secrets of a link, in the spellings in which they may go over the wire.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::trace::Hidden;

use super::names::judge;

/// Shorter secrets are hidden where their name stands before them, not wherever they stand.
const SHORTEST_SECRET: usize = 4;

/// The spellings in which secrets of a link may go over the wire.
#[derive(Default)]
pub(crate) struct Secrets(Vec<Vec<u8>>);

impl Secrets {
    /// The secrets among the keys of a protocol: what has such a name, all `headers`, and the pairs
    /// of user and password as HTTP Basic has them.
    pub(crate) fn of(keys: &toml::Table) -> Self {
        let mut secrets = Self::default();
        let text = |key: &str| keys.get(key).and_then(toml::Value::as_str);
        for (name, value) in keys {
            match value {
                toml::Value::String(value) if judge(name.as_bytes()) == Some(Hidden::Secret) => {
                    secrets.add(value);
                }
                toml::Value::Table(values) if name == "headers" => {
                    values
                        .values()
                        .filter_map(toml::Value::as_str)
                        .for_each(|it| secrets.add(it));
                }
                _ => {}
            }
        }
        for (user, password) in [("user", "password"), ("inbound_user", "inbound_password")] {
            if let (Some(user), Some(password)) = (text(user), text(password)) {
                secrets.add(&STANDARD.encode(format!("{user}:{password}")));
            }
        }
        secrets
    }

    /// All of them.
    pub(crate) fn spellings(&self) -> &[Vec<u8>] {
        &self.0
    }

    fn add(&mut self, secret: &str) {
        if secret.len() < SHORTEST_SECRET {
            return;
        }
        let percent = |plus: bool| -> String {
            let whole: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            if plus {
                whole
            } else {
                whole.replace('+', "%20")
            }
        };
        let xml = secret
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let json = serde_json::Value::from(secret).to_string();
        let spellings = [
            secret.to_owned(),
            percent(true),
            percent(false),
            lower_escapes(&percent(true)),
            lower_escapes(&percent(false)),
            xml.replace('"', "&quot;"),
            xml.replace('"', "&quot;").replace('\'', "&apos;"),
            xml.replace('"', "&#34;").replace('\'', "&#39;"),
            xml,
            json.trim_matches('"').replace('/', "\\/"),
            json.trim_matches('"').to_owned(),
            STANDARD.encode(secret).trim_end_matches('=').to_owned(),
        ];
        let mut spellings: Vec<Vec<u8>> = spellings.map(String::into_bytes).into();
        spellings.sort_unstable();
        spellings.dedup();
        self.0.extend(spellings);
    }
}

/// Percent-encoding with the digits in lower case, which some write.
fn lower_escapes(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(part.len().min(2));
        text.push('%');
        text.push_str(&digits.to_ascii_lowercase());
        text.push_str(rest);
    }
    text
}
