//! Values as people write them on the command line and in a query, read by the form that they
//! should have.

use super::{Form, Wrong};
use serde_json::Value;

/// Words for `true` and `false`.
const YES: [&str; 4] = ["on", "true", "yes", "1"];
const NO: [&str; 4] = ["off", "false", "no", "0"];

impl Form {
    /// Reads a text as a value of this form; lists are written with commas. What cannot be read
    /// stays a text, and the check then says what would be right.
    ///
    /// # Errors
    ///
    /// The value is no value of this form.
    pub fn read(&self, at: &str, text: &str) -> Result<Value, Wrong> {
        let value = self.value(text);
        self.check(at, &value).map(|()| value)
    }

    fn value(&self, text: &str) -> Value {
        let as_written = || Value::from(text);
        match self {
            Self::Flag if YES.contains(&text) => Value::Bool(true),
            Self::Flag if NO.contains(&text) => Value::Bool(false),
            Self::Number { .. } => text
                .parse::<i64>()
                .map_or_else(|_| as_written(), Value::from),
            Self::List { of, .. } => {
                let items = text.split(',').map(str::trim);
                let items = items.filter(|item| !item.is_empty());
                items.map(|item| of.value(item)).collect()
            }
            // People write words in any case; they are kept in one spelling.
            Self::Word(words) => {
                let known = words().into_iter();
                let mut known = known.filter(|word| word.eq_ignore_ascii_case(text));
                known.next().map_or_else(as_written, Value::from)
            }
            Self::Flag | Self::Text(_) | Self::Object(_) => as_written(),
        }
    }
}
