//! Where the operators of numbers are asked for: a table of prefixes and a service over HTTP.
//!
//! Knows what is asked and how answers read, and asks nothing itself.
//!
//! Source: docs/contract.md, operators and carrier lookup, rule O3.

use domain::operator::{Operator, Operators};
use http::HeaderValue;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// Digits of the longest number.
const LONGEST: usize = 15;

/// Where the operator of a number is asked for.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Operators by the first digits of numbers.
    pub prefixes: Prefixes,
    /// The service; `None`: there is none.
    pub hook: Option<Hook>,
    /// How long the service is waited for.
    pub patience: Duration,
    /// How long its answers hold.
    pub keep: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            prefixes: Prefixes::default(),
            hook: None,
            patience: Duration::from_secs(3),
            keep: Duration::from_secs(24 * 3_600),
        }
    }
}

/// A service that knows the operators of numbers: it answers a GET with JSON,
/// `{"operator": "310410"}`, an id or a name of the operator table, or `null`.
#[derive(Clone)]
pub struct Hook {
    /// Its address. `{number}` in it is replaced by the digits; without that they are added as the
    /// parameter `number`.
    pub url: String,
    /// Token that it wants to see.
    pub bearer: Option<HeaderValue>,
}

impl std::fmt::Debug for Hook {
    /// Without address and token: either may hold a secret.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Hook(…)")
    }
}

impl Hook {
    /// Where a number is asked for.
    pub(crate) fn address(&self, number: &str) -> String {
        let Self { url, .. } = self;
        match (url.contains("{number}"), url.contains('?')) {
            (true, _) => url.replace("{number}", number),
            (false, true) => format!("{url}&number={number}"),
            (false, false) => format!("{url}?number={number}"),
        }
    }
}

/// Operators by the first digits of numbers; of several that fit, the longest counts.
#[derive(Debug, Clone, Default)]
pub struct Prefixes(Arc<HashMap<String, Arc<Operator>>>);

/// A line of a table of prefixes that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

impl Prefixes {
    /// Reads lines of `prefix,operator`, the operator by id or name. A first line `prefix,operator`,
    /// empty lines and those that begin with `#` are passed over.
    ///
    /// # Errors
    ///
    /// Every line that cannot be used.
    pub fn read(csv: &str, operators: &Operators) -> Result<Self, Vec<BadLine>> {
        let (mut table, mut bad) = (HashMap::new(), Vec::new());
        for (text, line) in csv.trim_start_matches('\u{feff}').lines().zip(1..) {
            let text = text.trim();
            let heading = line == 1 && text.eq_ignore_ascii_case("prefix,operator");
            if text.is_empty() || text.starts_with('#') || heading {
                continue;
            }
            match read_line(text, operators) {
                Ok((prefix, operator)) => match table.insert(prefix, Arc::clone(&operator)) {
                    Some(other) if other != operator => bad.push(BadLine {
                        line,
                        what: format!("the prefix is that of {:?} above", other.name),
                    }),
                    Some(_) | None => {}
                },
                Err(what) => bad.push(BadLine { line, what }),
            }
        }
        match bad.is_empty() {
            true => Ok(Self(Arc::new(table))),
            false => Err(bad),
        }
    }

    /// How many prefixes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The operator of the longest prefix of the number.
    #[must_use]
    pub fn find(&self, number: &str) -> Option<&Arc<Operator>> {
        let lengths = (1..=number.len()).rev();
        let mut found = lengths.filter_map(|length| self.0.get(number.get(..length)?));
        found.next()
    }
}

fn read_line(text: &str, operators: &Operators) -> Result<(String, Arc<Operator>), String> {
    let (prefix, operator) = text
        .split_once(',')
        .ok_or_else(|| "not of the form prefix,operator".to_owned())?;
    let (prefix, operator) = (prefix.trim(), operator.trim());
    let operator = operator
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(operator);
    let digits = prefix.strip_prefix('+').unwrap_or(prefix);
    let fits =
        (1..=LONGEST).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !fits {
        return Err(format!("{prefix:?} is not 1 to {LONGEST} digits"));
    }
    let found = operators.network(operator);
    let found = found.ok_or_else(|| format!("no network is called {operator:?}"))?;
    Ok((digits.to_owned(), Arc::clone(found)))
}

/// What an answer names, if anything.
pub(crate) fn read(answer: &[u8]) -> Result<Option<String>, String> {
    use serde_json::Value;
    let answer: Value = serde_json::from_slice(answer).map_err(|error| error.to_string())?;
    match answer.get("operator") {
        Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
        Some(Value::Number(id)) => Ok(Some(id.to_string())),
        Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => {
            Err("the answer has no \"operator\" that is a text or null".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_prefix(number: &str, expected: Option<&str>) {
        let csv = "prefix,operator\n\n# ours\n1202,Verizon\n+1202555,\"AT&T\"\n 44 , 004464 \n";
        let table = Prefixes::read(csv, &Operators::default()).unwrap();
        let found = table.find(number).map(|operator| operator.name.as_str());
        assert_eq!(found, expected, "{number}");
    }

    #[test]
    fn of_the_prefixes_that_fit_the_longest_counts() {
        check_prefix("12024440100", Some("Verizon"));
        check_prefix("12025550100", Some("AT&T"));
        check_prefix("447700900123", Some("Vodafone UK"));
        check_prefix("13035550100", None);
    }

    #[track_caller]
    fn check_line(csv: &str, line: usize, what: &str) {
        let bad = Prefixes::read(csv, &Operators::default()).unwrap_err();
        let what = what.to_owned();
        assert_eq!(bad, [BadLine { line, what }]);
    }

    #[test]
    fn lines_that_cannot_be_used_are_told() {
        check_line("1202", 1, "not of the form prefix,operator");
        check_line("1202,Verizon\nx,Verizon", 2, "\"x\" is not 1 to 15 digits");
        check_line("1202,Nobody", 1, "no network is called \"Nobody\"");
        check_line("1202,0001000", 1, "no network is called \"0001000\"");
        let twice = "1202,Verizon\n1202,Verizon\n1202,Sprint";
        check_line(twice, 3, "the prefix is that of \"Verizon\" above");
    }

    #[track_caller]
    fn check_address(url: &str, expected: &str) {
        let hook = Hook {
            url: url.to_owned(),
            bearer: None,
        };
        assert_eq!(hook.address("12"), expected);
    }

    #[test]
    fn the_number_goes_where_the_address_wants_it() {
        check_address("http://a/b/{number}.json", "http://a/b/12.json");
        check_address("http://a/b", "http://a/b?number=12");
        check_address("http://a/b?key=k", "http://a/b?key=k&number=12");
    }

    #[track_caller]
    fn check_answer(answer: &str, expected: Result<Option<&str>, ()>) {
        let found = read(answer.as_bytes()).map_err(|_| ());
        let expected = expected.map(|name| name.map(str::to_owned));
        assert_eq!(found, expected, "{answer}");
    }

    #[test]
    fn an_answer_names_an_operator_or_says_that_it_is_not_known() {
        check_answer(r#"{"operator": "310012"}"#, Ok(Some("310012")));
        check_answer(r#"{"operator": 310012, "more": 1}"#, Ok(Some("310012")));
        check_answer(r#"{"operator": null}"#, Ok(None));
        check_answer(r#"{"operator": ""}"#, Ok(None));
        check_answer("{}", Err(()));
        check_answer(r#"{"operator": []}"#, Err(()));
        check_answer("null", Err(()));
        check_answer("<html>", Err(()));
    }
}
