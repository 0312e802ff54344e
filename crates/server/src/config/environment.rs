//! Environment variables: the only place that reads them.
//!
//! Speaks `WIREPHOTO_<SECTION>_<KEY>` and `WIREPHOTO_LINK_<NAME>_<KEY>`. A variable of ours that
//! names no key is no error: orchestrators set variables such as `WIREPHOTO_SERVICE_HOST` by
//! themselves.

use std::collections::BTreeMap;
use std::path::PathBuf;
use toml::Value;

/// First letters of all our variables.
const PREFIX: &str = "WIREPHOTO_";

/// Names the configuration file.
const FILE: &str = "WIREPHOTO_CONFIG";

/// The variables that concern us.
#[derive(Debug, Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Those of this process. Variables that are not UTF-8 are not ours.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the place that reads the environment"
    )]
    pub fn of_process() -> Self {
        let texts = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        texts.collect()
    }

    /// The file that `WIREPHOTO_CONFIG` names.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        self.0
            .get(FILE)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from)
    }

    /// Name and text of the variable that sets a key of a section.
    pub(super) fn get(&self, section: &str, key: &str) -> Option<(String, &str)> {
        let name = variable(section, key);
        let text = self.0.get(&name)?;
        Some((name, text))
    }

    /// Keys, names and texts of the variables that set something of a link.
    pub(super) fn of_link(&self, link: &str) -> Vec<(String, String, &str)> {
        let prefix = format!("{}_", variable("link", link));
        let ours = self.0.iter().filter_map(|(name, text)| {
            let key = name.strip_prefix(&prefix)?;
            Some((key.to_ascii_lowercase(), name.clone(), text.as_str()))
        });
        ours.collect()
    }

    /// All names of variables but that of the file.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0
            .keys()
            .map(String::as_str)
            .filter(|name| *name != FILE)
    }
}

impl FromIterator<(String, String)> for Environment {
    /// Keeps what begins with `WIREPHOTO_`.
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        let ours = variables
            .into_iter()
            .filter(|(name, _)| name.starts_with(PREFIX));
        Self(ours.collect())
    }
}

/// Name of the variable that sets a key of a section.
#[must_use]
pub(super) fn variable(section: &str, key: &str) -> String {
    format!("{PREFIX}{section}_{key}")
        .to_ascii_uppercase()
        .replace('-', "_")
}

/// Reads a variable's text as the kind of value that `example` is. What cannot be read so stays a
/// text, and the form of the key then says what would be right.
pub(super) fn value(text: &str, example: Option<&Value>) -> Value {
    let as_written = || Value::String(text.to_owned());
    match example {
        Some(Value::Integer(_)) => text
            .trim()
            .parse()
            .map_or_else(|_| as_written(), Value::Integer),
        Some(Value::Boolean(_)) => text
            .trim()
            .parse()
            .map_or_else(|_| as_written(), Value::Boolean),
        Some(Value::Array(_)) => {
            let items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            let item = |item: &str| {
                let text = Value::String(item.to_owned());
                item.parse().map_or(text, Value::Integer)
            };
            Value::Array(items.map(item).collect())
        }
        _ => as_written(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, example: &str, expected: &str) {
        let read = |text: &str| toml::from_str::<toml::Table>(&format!("v = {text}")).unwrap();
        let (example, expected) = (read(example), read(expected));
        assert_eq!(value(text, example.get("v")), expected["v"], "{text}");
    }

    #[test]
    fn a_text_becomes_the_kind_of_value_that_the_key_has() {
        check("12", "1", "12");
        check("twelve", "1", "'twelve'");
        check("true", "false", "true");
        check("12", "'a'", "'12'");
        check("8081, 8082", "[]", "[8081, 8082]");
        check("10.0.0.0/8,fd00::/8", "[]", "['10.0.0.0/8', 'fd00::/8']");
        check("", "[]", "[]");
    }

    #[test]
    fn a_variable_is_named_after_section_and_key() {
        assert_eq!(variable("api", "max_body"), "WIREPHOTO_API_MAX_BODY");
        assert_eq!(variable("link", "main-1"), "WIREPHOTO_LINK_MAIN_1");
    }
}
