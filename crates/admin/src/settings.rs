//! What can be set, by the names of the contract: one table for accounts, one for senders.
//!
//! The command line, the API, files and documents all read these rows. Guarantee: a setting that
//! is `null` has the default of the contract or of the server; every field of an account's
//! policy and postbacks, and of a sender, has a row.
//!
//! Source: docs/contract.md, settings, and senders.

mod access;
mod limits;
mod postbacks;
mod sender;

use crate::form::{Field, Form, Shape, Wrong};
use crate::spelling::Word;
use domain::account::{Account, Sender};
use serde_json::{Map, Value};
use std::fmt::Debug;
use std::sync::LazyLock;

/// One thing that can be set.
pub struct Row<T: 'static> {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What its value looks like.
    pub form: Form,
    /// What holds when it is not set.
    pub usual: &'static str,
    /// A value that is not the default, as on the command line.
    pub example: &'static str,
    get: fn(&T) -> Value,
    set: fn(&mut T, &Value),
    /// Sets the default where it is another one than that of the field's type.
    reset: Option<fn(&mut T)>,
}

impl<T> Debug for Row<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Row({})", self.name)
    }
}

/// Rows whose field is written as it is: name, field, form, default, example, meaning.
macro_rules! table {
    ($of:ident {$(
        $name:ident: $($field:ident).+, $form:expr, $usual:literal, $example:literal, $doc:literal;
    )*}) => {
        vec![$($crate::settings::Row::<$of> {
            name: stringify!($name),
            doc: $doc,
            form: $form,
            usual: $usual,
            example: $example,
            get: |it| $crate::spelling::Spelled::spell(&it.$($field).+),
            set: |it, value| {
                it.$($field).+ = $crate::spelling::Spelled::read(value).unwrap_or_default();
            },
            reset: None,
        }),*]
    };
}
use table;

/// The words of an enum as a form.
pub(crate) const fn words<T: Word>() -> Form {
    Form::Word(T::words)
}

static ACCOUNT: LazyLock<Vec<Row<Account>>> = LazyLock::new(|| {
    let mut rows = access::rows();
    rows.extend(limits::rows());
    rows.extend(postbacks::rows());
    rows
});

static SENDER: LazyLock<Vec<Row<Sender>>> = LazyLock::new(sender::rows);

/// Everything that can be set of an account.
#[must_use]
pub fn of_accounts() -> &'static [Row<Account>] {
    &ACCOUNT
}

/// Everything that can be set of a sender.
#[must_use]
pub fn of_senders() -> &'static [Row<Sender>] {
    &SENDER
}

impl<T> Row<T> {
    /// The value of this row.
    #[must_use]
    pub fn get(&self, of: &T) -> Value {
        (self.get)(of)
    }

    /// Sets a value that was checked; `null` is the default.
    fn set(&self, of: &mut T, value: &Value) {
        match self.reset {
            Some(reset) if value.is_null() => reset(of),
            Some(_) | None => (self.set)(of, value),
        }
    }

    /// Reads a value of the command line; `default` and nothing at all are the default, and so is
    /// `auto` of a choice that has no such word.
    ///
    /// # Errors
    ///
    /// It is no value of this row.
    pub fn read(&self, text: &str) -> Result<Value, Wrong> {
        match text {
            "default" => Ok(Value::Null),
            "" if !matches!(self.form, Form::List { .. }) => Ok(Value::Null),
            "auto" if matches!(self.form, Form::Word(words) if !words().contains(&"auto")) => {
                Ok(Value::Null)
            }
            text => self.form.read(self.name, text),
        }
    }

    fn field(&self) -> Field {
        let doc = format!("{} Default: {}.", self.doc, self.usual);
        Field::maybe(self.name, self.form, doc).or_null()
    }
}

/// The settings of a thing, all of them.
#[must_use]
pub fn all<T>(rows: &[Row<T>], of: &T) -> Value {
    let pairs = rows.iter().map(|row| (row.name.to_owned(), row.get(of)));
    Value::Object(pairs.collect())
}

/// Those settings of a thing that differ from those of another.
#[must_use]
pub fn differing<T>(rows: &[Row<T>], of: &T, from: &T) -> Map<String, Value> {
    let differing = rows.iter().filter(|row| row.get(of) != row.get(from));
    differing
        .map(|row| (row.name.to_owned(), row.get(of)))
        .collect()
}

/// Checks values by name, and sets them, all or none.
///
/// # Errors
///
/// There is no such row, or it cannot have that value.
pub fn change<T: Clone>(
    rows: &[Row<T>],
    of: &mut T,
    (at, values): (&str, &Map<String, Value>),
) -> Result<(), Wrong> {
    let mut changed = of.clone();
    for (name, value) in values {
        let place = match at {
            "" => name.clone(),
            at => format!("{at}.{name}"),
        };
        let row = find(rows, name).map_err(|wrong| Wrong {
            at: place.clone(),
            ..wrong
        })?;
        if !value.is_null() {
            row.form.check(&place, value)?;
        }
        row.set(&mut changed, value);
    }
    *of = changed;
    Ok(())
}

/// The row of a name.
///
/// # Errors
///
/// There is none; the error names those that are alike.
pub fn find<'a, T>(rows: &'a [Row<T>], name: &str) -> Result<&'a Row<T>, Wrong> {
    rows.iter().find(|row| row.name == name).ok_or_else(|| {
        let alike = |row: &&Row<T>| row.name.contains(name) || name.contains(row.name);
        let alike: Vec<&str> = rows.iter().filter(alike).map(|row| row.name).collect();
        let why = match alike.is_empty() || name.is_empty() {
            true => "nothing is called so that can be set".to_owned(),
            false => format!("nothing is called so; perhaps {}", alike.join(" or ")),
        };
        Wrong::misshapen(name, why)
    })
}

/// Settings of an account that shall change.
pub const CHANGE: Shape = Shape {
    name: "AccountSettingsChange",
    doc: "Settings to change; what is left out stays, and null is the default.",
    fields: || of_accounts().iter().map(Row::field).collect(),
};

/// Settings of an account, all of them.
pub const SETTINGS: Shape = Shape {
    name: "AccountSettings",
    doc: "All settings of an account; null is the default.",
    fields: || {
        let needed = |row: &Row<Account>| Field {
            needed: true,
            ..row.field()
        };
        of_accounts().iter().map(needed).collect()
    },
};

/// What can be set of a sender.
pub(crate) fn sender_fields() -> Vec<Field> {
    of_senders().iter().map(Row::field).collect()
}

#[cfg(test)]
mod tests;
