//! From the configuration to the operator table and to what finds out the operator of a number.

use crate::config::{Config, Layers, Origin, Problem, operators};
use domain::operator::Operators;
use engine::lookup::{self, Hook, Prefixes};
use http::HeaderValue;

/// The key of the file of prefixes.
const PREFIXES: (&str, &str) = ("lookup", "prefixes");

/// The table, and how numbers are looked up in it.
pub(crate) type Tables = (Operators, lookup::Settings);

/// Reads the file of prefixes and builds both; finds all that is wrong with them, and links that
/// name operators that are not there.
///
/// # Errors
///
/// All problems, with their places.
pub(crate) fn tables(config: &Config, layers: &Layers) -> Result<Tables, Vec<Problem>> {
    let operators = table(config, layers).map_err(|problem| vec![problem])?;
    let mut problems = strange_links(config, layers, &operators);
    match lookup(config, &operators) {
        Ok(lookup) if problems.is_empty() => return Ok((operators, lookup)),
        Ok(_) => {}
        Err(whats) => {
            let origin = layers.origin(PREFIXES.0, PREFIXES.1);
            let key = format!("{}.{}", PREFIXES.0, PREFIXES.1);
            problems.extend(whats.into_iter().map(|what| Problem {
                origin: origin.clone(),
                key: key.clone(),
                what,
            }));
        }
    }
    Err(problems)
}

/// The operator table alone, for whoever only looks at it.
///
/// # Errors
///
/// What is wrong with it, with its place.
pub(crate) fn table(config: &Config, layers: &Layers) -> Result<Operators, Problem> {
    operators::table(&config.operator).map_err(|(index, what)| {
        let origin = index.map_or(Origin::Default, |index| layers.operator_origin(index));
        let key = "operator".to_owned();
        Problem { origin, key, what }
    })
}

fn strange_links(config: &Config, layers: &Layers, operators: &Operators) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, link) in config.link.iter().enumerate() {
        let strange = |text: &&String| operators.network(text).is_none();
        let named = link.operators.iter().filter(strange);
        let named = named.map(|text| ("operators", text));
        let bearing = link.protocol_keys.get("carrier_ids");
        let bearing = bearing
            .and_then(toml::Value::as_table)
            .into_iter()
            .flatten();
        let bearing = bearing.map(|(text, _)| ("carrier_ids", text));
        let bearing = bearing.filter(|(_, text)| operators.by_name(text).is_none());
        for (key, text) in named.chain(bearing) {
            let blamed = layers.blamed_key(index, key);
            let (key, origin) =
                blamed.unwrap_or_else(|| ("link".to_owned(), layers.link_origin(index)));
            let what = format!("no network of the operator table is called {text:?}");
            problems.push(Problem { origin, key, what });
        }
    }
    problems
}

fn lookup(config: &Config, operators: &Operators) -> Result<lookup::Settings, Vec<String>> {
    let settings = &config.lookup;
    let prefixes = match &settings.prefixes {
        None => Prefixes::default(),
        Some(path) => {
            let csv = std::fs::read_to_string(path)
                .map_err(|error| vec![format!("{} cannot be read: {error}", path.display())])?;
            Prefixes::read(&csv, operators).map_err(|bad| {
                let told =
                    |bad: lookup::BadLine| format!("{}:{}: {}", path.display(), bad.line, bad.what);
                bad.into_iter().map(told).collect::<Vec<_>>()
            })?
        }
    };
    let bearer = settings.bearer.as_deref().map(bearer);
    let hook = settings.url.clone().map(|url| Hook { url, bearer });
    Ok(lookup::Settings {
        prefixes,
        hook,
        patience: settings.timeout,
        keep: settings.keep,
    })
}

fn bearer(token: &str) -> HeaderValue {
    let value = HeaderValue::try_from(format!("Bearer {token}"));
    let mut value = value.expect("the form of the token was checked when it was read");
    value.set_sensitive(true);
    value
}
