//! Default, file and environment, laid over each other; every value remembers where it is from.

use super::environment::{Environment, value, variable};
use super::origin::Origin;
use super::problem::{Problem, Problems};
use super::{Config, DEFAULT, OperatorSettings, find_file};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use toml::{Table, Value};

/// Section of the links, which is a list.
const LINK: &str = "link";

/// Section of the operators, which is a list too.
const OPERATOR: &str = "operator";

/// The value of one key.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The value as written.
    pub value: Value,
    /// Where it is from.
    pub origin: Origin,
}

/// All values, by section and key.
#[derive(Debug, Clone)]
pub struct Layers {
    sections: BTreeMap<String, BTreeMap<String, Setting>>,
    links: Vec<Entry>,
    operators: Vec<Entry>,
    /// Variables that look like ours and set nothing.
    strange: Vec<String>,
}

/// An entry of a list, as written.
#[derive(Debug, Clone)]
struct Entry {
    keys: Table,
    /// Where it begins.
    begin: Origin,
    /// Where its keys are; none for the link of the default.
    places: BTreeMap<String, Origin>,
}

impl Layers {
    /// Reads a file, if there is one, and the environment.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not TOML, or holds sections and keys that do not exist.
    pub fn read(file: Option<&Path>, environment: &Environment) -> Result<Self, Problems> {
        let mut layers = Self::of_default();
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|error| {
                let what = format!("cannot be read ({error}); `wirephoto config` prints a file");
                at_line(path, 0, "", what)
            })?;
            layers.lay_file(path, &text)?;
        }
        layers.lay_environment(environment);
        Ok(layers)
    }

    /// Reads the file that [`super::find_file`] finds and the environment of this process.
    ///
    /// # Errors
    ///
    /// Those of [`Layers::read`].
    pub fn find(given: Option<&Path>) -> Result<Self, Problems> {
        let environment = Environment::of_process();
        Self::read(find_file(given, &environment).as_deref(), &environment)
    }

    /// The default alone.
    pub(crate) fn of_default() -> Self {
        let table: Table = toml::from_str(DEFAULT).expect("the default is checked by a test");
        let mut layers = Self {
            sections: BTreeMap::new(),
            links: Vec::new(),
            operators: Vec::new(),
            strange: Vec::new(),
        };
        for (section, value) in table {
            match value {
                Value::Table(keys) => {
                    let setting = |(key, value)| {
                        (
                            key,
                            Setting {
                                value,
                                origin: Origin::Default,
                            },
                        )
                    };
                    layers
                        .sections
                        .insert(section, keys.into_iter().map(setting).collect());
                }
                Value::Array(links) => {
                    let tables = links
                        .into_iter()
                        .filter_map(|link| link.as_table().cloned());
                    let link = |keys| Entry {
                        keys,
                        begin: Origin::Default,
                        places: BTreeMap::new(),
                    };
                    layers.links = tables.map(link).collect();
                }
                _ => {}
            }
        }
        layers
    }

    fn lay_file(&mut self, path: &Path, text: &str) -> Result<(), Problems> {
        let broken = |error: toml::de::Error| {
            let line = line(text, error.span().map_or(0, |span| span.start));
            at_line(path, line, "", error.message().to_owned())
        };
        let values: Table = toml::from_str(text).map_err(broken)?;
        let places = DeTable::parse(text).map_err(broken)?;
        let mut problems = Vec::new();
        for (section, place) in places.get_ref() {
            let at = |offset| Origin::File {
                path: path.to_owned(),
                line: line(text, offset),
            };
            let begin = at(section.span().start);
            let section = section.get_ref().as_ref();
            let value = &values[section];
            match (section, place.get_ref(), value) {
                (LINK | OPERATOR, DeValue::Array(begins), Value::Array(entries)) => {
                    let written = |(keys, place): (&Value, &Spanned<DeValue<'_>>)| {
                        let begins = place.get_ref().as_table().into_iter().flatten();
                        let place_of = |(key, _): (&Spanned<DeString<'_>>, _)| {
                            (key.get_ref().clone().into_owned(), at(key.span().start))
                        };
                        Some(Entry {
                            keys: keys.as_table()?.clone(),
                            begin: at(place.span().start),
                            places: begins.map(place_of).collect(),
                        })
                    };
                    let entries = entries.iter().zip(begins.iter());
                    *self.list(section) = entries.filter_map(written).collect();
                }
                (LINK | OPERATOR, _, _) => problems.push(Problem {
                    origin: begin,
                    key: section.to_owned(),
                    what: format!("{section}s are written [[{section}]], with two brackets"),
                }),
                (_, DeValue::Table(begins), Value::Table(keys))
                    if self.sections.contains_key(section) =>
                {
                    for key in begins.keys() {
                        let (origin, key) = (at(key.span().start), key.get_ref().as_ref());
                        let setting = Setting {
                            value: keys[key].clone(),
                            origin,
                        };
                        problems.extend(self.set(section, key, setting).err());
                    }
                }
                _ => problems.push(self.unknown(section, None, begin)),
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(problems))
        }
    }

    /// The entries of a list.
    fn list(&mut self, section: &str) -> &mut Vec<Entry> {
        match section {
            OPERATOR => &mut self.operators,
            _ => &mut self.links,
        }
    }

    /// Replaces the value of a key that exists.
    fn set(&mut self, section: &str, key: &str, setting: Setting) -> Result<(), Problem> {
        let place = self
            .sections
            .get_mut(section)
            .and_then(|keys| keys.get_mut(key));
        match place {
            Some(place) => {
                *place = setting;
                Ok(())
            }
            None => Err(self.unknown(section, Some(key), setting.origin)),
        }
    }

    /// A section, or a key of a section, that does not exist.
    fn unknown(&self, section: &str, key: Option<&str>, origin: Origin) -> Problem {
        let list = |names: Vec<&str>| names.join(", ");
        let (key, what) = match (key, self.sections.get(section)) {
            (Some(key), Some(keys)) => {
                let there = list(keys.keys().map(String::as_str).collect());
                (
                    format!("{section}.{key}"),
                    format!("no such key; [{section}] has {there}"),
                )
            }
            (_, _) => {
                let there = list(self.sections.keys().map(String::as_str).collect());
                let what = format!("no such section; there are {there}, [[link]] and [[operator]]");
                (section.to_owned(), what)
            }
        };
        Problem { origin, key, what }
    }

    fn lay_environment(&mut self, environment: &Environment) {
        let mut used = Vec::new();
        for (section, keys) in &mut self.sections {
            for (key, setting) in keys {
                if let Some((name, text)) = environment.get(section, key) {
                    used.push(name.clone());
                    setting.value = value(text, Some(&setting.value));
                    setting.origin = Origin::Variable(name);
                }
            }
        }
        let example: Table = toml::from_str(DEFAULT).expect("the default is checked by a test");
        for link in &mut self.links {
            let name = link
                .keys
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            for (key, name, text) in environment.of_link(&name) {
                let kind = link.keys.get(&key).or_else(|| example[LINK][0].get(&key));
                let read = value(text, kind);
                link.keys.insert(key.clone(), read);
                used.push(name.clone());
                link.places.insert(key, Origin::Variable(name));
            }
        }
        let strange = environment
            .names()
            .filter(|name| !used.iter().any(|used| used == name));
        self.strange = strange.map(str::to_owned).collect();
    }

    /// The checked configuration. Links are only read here; whether their protocol can work with
    /// them is found out when they are opened.
    ///
    /// # Errors
    ///
    /// Every value that has the wrong form, with its place.
    pub fn config(&self) -> Result<Config, Problems> {
        let mut problems = Vec::new();
        let default = Self::of_default();
        for (section, key, setting) in self.settings() {
            if setting.origin == Origin::Default {
                continue;
            }
            // Each value is tried alone on top of the default, so that all that is wrong is found
            // and the one to blame is known.
            let mut alone = default.clone();
            // The key exists, else `set` had refused it before.
            let _ = alone.set(section, key, setting.clone());
            if let Err(error) = Config::deserialize(Value::Table(alone.table())) {
                problems.push(Problem {
                    origin: setting.origin.clone(),
                    key: format!("{section}.{key}"),
                    what: error.message().to_owned(),
                });
            }
        }
        problems.extend(wrong::<carriers::LinkSettings>(LINK, &self.links));
        problems.extend(wrong::<OperatorSettings>(OPERATOR, &self.operators));
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        Config::deserialize(Value::Table(self.table())).map_err(|error| {
            let (key, what) = (String::new(), error.message().to_owned());
            Problems(vec![Problem {
                origin: Origin::Default,
                key,
                what,
            }])
        })
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        for (section, keys) in &self.sections {
            let keys = keys
                .iter()
                .map(|(key, setting)| (key.clone(), setting.value.clone()));
            table.insert(section.clone(), Value::Table(keys.collect()));
        }
        for (section, entries) in [(LINK, &self.links), (OPERATOR, &self.operators)] {
            let entries = entries.iter().map(|it| Value::Table(it.keys.clone()));
            table.insert(section.to_owned(), Value::Array(entries.collect()));
        }
        table
    }

    /// All values with section and key.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &str, &Setting)> {
        self.sections.iter().flat_map(|(section, keys)| {
            keys.iter()
                .map(|(key, setting)| (section.as_str(), key.as_str(), setting))
        })
    }

    /// Where the link at a place of the list begins.
    #[must_use]
    pub fn link_origin(&self, index: usize) -> Origin {
        self.links
            .get(index)
            .map_or(Origin::Default, |link| link.begin.clone())
    }

    /// Where the operator at a place of the list begins.
    #[must_use]
    pub fn operator_origin(&self, index: usize) -> Origin {
        self.operators
            .get(index)
            .map_or(Origin::Default, |operator| operator.begin.clone())
    }

    /// Where the value of a key was written.
    #[must_use]
    pub fn origin(&self, section: &str, key: &str) -> Origin {
        let setting = self.sections.get(section).and_then(|keys| keys.get(key));
        setting.map_or(Origin::Default, |setting| setting.origin.clone())
    }

    /// Which key of the link at a place of the list a complaint begins with, as `link.url`, and
    /// where that was written.
    #[must_use]
    pub fn blamed_key(&self, index: usize, complaint: &str) -> Option<(String, Origin)> {
        self.links.get(index)?.blamed_key(LINK, complaint)
    }

    /// Variables that begin like ours and set nothing: perhaps misspelt.
    #[must_use]
    pub fn strange_variables(&self) -> &[String] {
        &self.strange
    }

    /// Name of the variable that sets a key.
    #[must_use]
    pub fn variable(section: &str, key: &str) -> String {
        variable(section, key)
    }
}

impl Entry {
    /// Which of its keys a complaint begins with, and where that was written.
    fn blamed_key(&self, section: &str, complaint: &str) -> Option<(String, Origin)> {
        let ends = |c: char| !(c.is_ascii_lowercase() || c == '_');
        let first = complaint.split(ends).next()?;
        let (key, origin) = self.places.get_key_value(first)?;
        Some((format!("{section}.{key}"), origin.clone()))
    }
}

/// The entries of a list that have not the form of its settings.
fn wrong<'a, T: Deserialize<'a>>(section: &str, entries: &[Entry]) -> Vec<Problem> {
    let problem = |entry: &Entry| {
        let error = T::deserialize(Value::Table(entry.keys.clone())).err()?;
        let what = error.message().to_owned();
        let whole = || (section.to_owned(), entry.begin.clone());
        let (key, origin) = entry.blamed_key(section, &what).unwrap_or_else(whole);
        Some(Problem { origin, key, what })
    };
    entries.iter().filter_map(problem).collect()
}

fn at_line(path: &Path, line: usize, key: &str, what: String) -> Problems {
    let origin = Origin::File {
        path: path.to_owned(),
        line,
    };
    Problems(vec![Problem {
        origin,
        key: key.to_owned(),
        what,
    }])
}

/// Line of a byte, from 1.
fn line(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    1 + before.filter(|byte| **byte == b'\n').count()
}
