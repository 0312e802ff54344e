//! What a value of the admin API may look like: one description, from which input is checked, the
//! command line is read, and the OpenAPI document is written.
//!
//! Knows JSON and no noun of ours. Guarantee: what [`Form::check`] takes is what
//! [`Form::schema`] describes, except where a text has the right shape and names nothing
//! ([`Fit::Unknown`]): no schema can tell a time zone that exists from one that does not.

mod measure;
mod reading;
mod schema;
mod text;

pub(crate) use measure::{bytes, millis, write_bytes, write_millis};
pub use text::Text;

use serde_json::Value;

/// The form of a value.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// `true` or `false`.
    Flag,
    /// A whole number within bounds.
    Number {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// A text of a certain kind.
    Text(&'static Text),
    /// One of some words.
    Word(fn() -> Vec<&'static str>),
    /// Values of one form.
    List {
        /// Their form.
        of: &'static Form,
        /// How many at most.
        max: usize,
    },
    /// An object.
    Object(&'static Shape),
}

/// An object: its name in documents, and its fields.
#[derive(Debug)]
pub struct Shape {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its fields; others are refused.
    pub fields: fn() -> Vec<Field>,
}

/// A field of an object.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub doc: String,
    /// What its value may look like.
    pub form: Form,
    /// It must be there.
    pub needed: bool,
    /// It may be `null`.
    pub nullable: bool,
}

impl Field {
    /// A field that must be there.
    #[must_use]
    pub fn needed(name: &'static str, form: Form, doc: impl Into<String>) -> Self {
        Self {
            name,
            doc: doc.into(),
            form,
            needed: true,
            nullable: false,
        }
    }

    /// A field that may be left out.
    #[must_use]
    pub fn maybe(name: &'static str, form: Form, doc: impl Into<String>) -> Self {
        Self {
            needed: false,
            ..Self::needed(name, form, doc)
        }
    }

    /// The same, and it may be `null`.
    #[must_use]
    pub fn or_null(self) -> Self {
        Self {
            nullable: true,
            ..self
        }
    }
}

/// How well a value fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It has another shape.
    Misshapen,
    /// It has the right shape, but what it names does not exist or cannot be.
    Unknown,
}

/// A value that does not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Where it stands: `settings.throughput`; empty for the whole.
    pub at: String,
    /// What it is, and what would be right.
    pub why: String,
    /// In which way.
    pub fit: Fit,
}

impl Wrong {
    /// Something misshapen.
    pub(crate) fn misshapen(at: &str, why: impl Into<String>) -> Self {
        Self {
            at: at.to_owned(),
            why: why.into(),
            fit: Fit::Misshapen,
        }
    }

    /// Something that has the right shape and cannot be.
    pub(crate) fn unknown(at: &str, why: impl Into<String>) -> Self {
        Self {
            fit: Fit::Unknown,
            ..Self::misshapen(at, why)
        }
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at.as_str() {
            "" => out.write_str(&self.why),
            at => write!(out, "{at}: {}", self.why),
        }
    }
}

impl Form {
    /// Numbers from 1 to a million, for counts that nobody bounds more tightly.
    pub const COUNT: Self = Self::Number {
        min: 1,
        max: 1_000_000,
    };

    /// Checks a value that stands at a place.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn check(&self, at: &str, value: &Value) -> Result<(), Wrong> {
        match (self, value) {
            (Self::Flag, Value::Bool(_)) => Ok(()),
            (Self::Number { min, max }, Value::Number(number)) => {
                let fits = number
                    .as_i64()
                    .is_some_and(|it| (*min..=*max).contains(&it));
                fits.then_some(()).ok_or_else(|| self.refuse(at, value))
            }
            (Self::Text(text), Value::String(written)) => {
                text.check(written).map_err(|fit| Wrong {
                    fit,
                    ..self.refuse(at, value)
                })
            }
            (Self::Word(words), Value::String(written)) => {
                let fits = words().contains(&written.as_str());
                fits.then_some(()).ok_or_else(|| self.refuse(at, value))
            }
            (Self::List { of, max }, Value::Array(values)) if values.len() <= *max => {
                let mut checked = values.iter().enumerate();
                checked.try_for_each(|(index, value)| of.check(&format!("{at}[{index}]"), value))
            }
            (Self::Object(shape), Value::Object(_)) => shape.check(at, value),
            (
                Self::Flag
                | Self::Number { .. }
                | Self::Text(_)
                | Self::Word(_)
                | Self::List { .. }
                | Self::Object(_),
                _,
            ) => Err(self.refuse(at, value)),
        }
    }

    fn refuse(&self, at: &str, value: &Value) -> Wrong {
        Wrong::misshapen(at, format!("{} is not {}", shortened(value), self.right()))
    }

    /// What would be right, for people.
    #[must_use]
    pub fn right(&self) -> String {
        match self {
            Self::Flag => "true or false".to_owned(),
            Self::Number { min, max } => format!("a whole number from {min} to {max}"),
            Self::Text(text) => text.right.to_owned(),
            Self::Word(words) => format!("one of {}", words().join(", ")),
            Self::List { of, max } => {
                format!("a list of at most {max} values, each {}", of.right())
            }
            Self::Object(_) => "an object".to_owned(),
        }
    }
}

impl Shape {
    /// Checks an object that stands at a place.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn check(&self, at: &str, value: &Value) -> Result<(), Wrong> {
        let Value::Object(object) = value else {
            let why = format!("{} is not an object", shortened(value));
            return Err(Wrong::misshapen(at, why));
        };
        let fields = (self.fields)();
        let place = |name: &str| match at {
            "" => name.to_owned(),
            at => format!("{at}.{name}"),
        };
        if let Some(strange) = object
            .keys()
            .find(|name| !fields.iter().any(|field| field.name == *name))
        {
            let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
            let why = match names.is_empty() {
                true => "there is no such field; none is known here".to_owned(),
                false => format!("there is no such field; known are {}", names.join(", ")),
            };
            return Err(Wrong::misshapen(&place(strange), why));
        }
        for field in &fields {
            match object.get(field.name) {
                None if field.needed => {
                    let why = format!("is missing; write {}", field.form.right());
                    return Err(Wrong::misshapen(&place(field.name), why));
                }
                None => {}
                Some(Value::Null) if field.nullable => {}
                Some(value) => field.form.check(&place(field.name), value)?,
            }
        }
        Ok(())
    }
}

/// A value as it was written, as far as it helps.
fn shortened(value: &Value) -> String {
    const SHOWN: usize = 60;
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let text = value.to_string();
            match text.char_indices().nth(SHOWN) {
                Some((cut, _)) => format!("{}…", &text[..cut]),
                None => text,
            }
        }
    }
}

#[cfg(test)]
mod tests;
