//! How values of the domain are written in JSON, in files and on the command line.
//!
//! Guarantee: what [`Spelled::spell`] writes, [`Spelled::read`] reads back.

use crate::form::{bytes, millis, write_bytes, write_millis};
use domain::account::{
    Access, Billing, Class, FallbackRule, LimitPeriod, RequestLimit, Schedule, SenderKind,
    StopScope, SubjectRule, SubjectUnicode,
};
use domain::action::{Action, Reading};
use domain::element::Element;
use domain::event::FallbackCode;
use domain::generation::Generation;
use domain::network::Network;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

/// A value that can be written and read.
pub(crate) trait Spelled: Sized {
    /// As it is written; `null` for what is not set.
    fn spell(&self) -> Value;
    /// Reads it back; `None` for what [`Spelled::spell`] never writes.
    fn read(value: &Value) -> Option<Self>;
}

impl Spelled for bool {
    fn spell(&self) -> Value {
        Value::Bool(*self)
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Spelled for $number {
            fn spell(&self) -> Value {
                Value::from(*self)
            }

            fn read(value: &Value) -> Option<Self> {
                value.as_u64()?.try_into().ok()
            }
        }
    )*};
}

numbers!(u32, u64, usize);

impl Spelled for String {
    fn spell(&self) -> Value {
        Value::from(self.as_str())
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Spelled for Duration {
    fn spell(&self) -> Value {
        Value::from(write_millis(
            u64::try_from(self.as_millis()).unwrap_or(u64::MAX),
        ))
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_str().and_then(millis).map(Self::from_millis)
    }
}

/// A number of bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes(pub(crate) u64);

impl Spelled for Bytes {
    fn spell(&self) -> Value {
        Value::from(write_bytes(self.0))
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_str().and_then(bytes).map(Self)
    }
}

impl<T: Spelled> Spelled for Option<T> {
    fn spell(&self) -> Value {
        self.as_ref().map_or(Value::Null, Spelled::spell)
    }

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::read(value).map(Some),
        }
    }
}

impl<T: Spelled> Spelled for Vec<T> {
    fn spell(&self) -> Value {
        self.iter().map(Spelled::spell).collect()
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

impl<T: Spelled + Ord> Spelled for BTreeSet<T> {
    fn spell(&self) -> Value {
        self.iter().map(Spelled::spell).collect()
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

impl Spelled for Network {
    fn spell(&self) -> Value {
        Value::from(self.to_string())
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_str()?.parse().ok()
    }
}

impl Spelled for Element {
    fn spell(&self) -> Value {
        Value::from(self.word())
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_str().and_then(Self::parse)
    }
}

impl Spelled for Action {
    fn spell(&self) -> Value {
        Value::from(self.name())
    }

    fn read(value: &Value) -> Option<Self> {
        match Self::read(value.as_str()?) {
            Reading::Served(action) => Some(action),
            Reading::OutOfScope(_) | Reading::Unknown => None,
        }
    }
}

impl Spelled for RequestLimit {
    fn spell(&self) -> Value {
        let Self { calls, period } = self;
        Value::from(format!("{calls}/{}", period.word()))
    }

    fn read(value: &Value) -> Option<Self> {
        let (calls, period) = value.as_str()?.split_once('/')?;
        Some(Self {
            calls: calls.parse().ok()?,
            period: LimitPeriod::parse(period)?,
        })
    }
}

/// An enum without values, written as a word.
pub(crate) trait Word: Sized + Copy + 'static {
    /// Every variant.
    const ALL: &'static [Self];
    /// The word.
    fn word(self) -> &'static str;
    /// Reads it back.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.word() == word)
    }
    /// All words.
    fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|it| it.word()).collect()
    }
}

macro_rules! words {
    ($($name:ident { $($variant:ident = $word:literal),* $(,)? })*) => {$(
        impl Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }
        }

        impl Spelled for $name {
            fn spell(&self) -> Value {
                Value::from(Word::word(*self))
            }

            fn read(value: &Value) -> Option<Self> {
                value.as_str().and_then(<Self as Word>::parse)
            }
        }
    )*};
}

words! {
    Access {
        Open = "open",
        NotActivated = "not_activated",
        NoApi = "no_api",
        Blocked = "blocked",
    }
    Class { Optimized = "optimized", Standard = "standard" }
    LimitPeriod { Day = "day", Month = "month", Ever = "ever" }
    Billing { Free = "none", Prepaid = "prepaid", Hold = "hold" }
    FallbackRule {
        TextOrSubject = "text_or_subject",
        Text = "text",
        TextSubjectOrLink = "text_subject_or_link",
    }
    SubjectUnicode { Strip = "strip", Ascii = "ascii", Pass = "pass" }
    StopScope { Sender = "sender", Account = "account" }
    Schedule { Standard = "standard", Classic = "classic" }
    FallbackCode { OfSms = "sms", OfMms = "mms" }
    Generation { Legacy = "legacy", Wxml = "wxml", Kebab = "kebab", Json = "json" }
    SenderKind { ShortCode = "short_code", LongCode = "long_code", TollFree = "toll_free" }
    SubjectRule { Keep = "keep", Drop = "drop" }
}

/// A value for people.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "default".to_owned(),
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.is_empty() => "nothing".to_owned(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(","),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// Names of all actions.
pub(crate) fn action_names() -> Vec<&'static str> {
    Action::ALL.iter().map(|action| action.name()).collect()
}

/// Words of all elements.
pub(crate) fn element_words() -> Vec<&'static str> {
    Element::ALL.iter().map(|element| element.word()).collect()
}
