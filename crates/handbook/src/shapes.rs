//! The shape of what the gateway says: replies and postbacks, field by field, in their order.
//!
//! Written down once and independently of the dialects, and turned into RELAX NG for the XML
//! dialects and JSON Schema for JSON. The tests hold every example that a dialect writes against
//! it, so neither side can change alone.
//!
//! Source: docs/contract.md, names of replies and postbacks, actions, field presence.

/// A name in upper-case XML and in lower-case XML and JSON.
pub(crate) type Name = (&'static str, &'static str);

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    /// This word and no other.
    Word(&'static str),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Text; it may be empty only where `Maybe` is said of its content.
    Text,
    /// Text that may be empty.
    Maybe,
    /// Digits; a string in JSON.
    Digits,
    /// An integer; a number in JSON.
    Number,
    /// `E331`.
    Code,
    /// An opaque name of at most 64 visible ASCII characters.
    Token,
    /// An instant with its offset.
    Time,
    /// An address.
    Url,
    /// 40 lower-case hexadecimal digits.
    Session,
}

/// How often something occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occurs {
    Once,
    AtMostOnce,
    /// Any number of times: an array in JSON.
    Often,
}

/// A part of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// A field.
    Leaf(Name, Is, Occurs),
    /// A block of fields.
    Block(Name, &'static [Self], Occurs),
    /// Blocks inside of an element of their own; in JSON an array of objects under the outer name.
    List(Name, Name, &'static [Self]),
    /// Fields inside of an element of their own; in JSON an array of objects with one key.
    Values(Name, Name, Is),
    /// Numbers, separated by commas; in JSON an array of strings.
    Ids(Name),
}

impl Part {
    /// The name under which it stands.
    pub(crate) const fn name(&self) -> Name {
        match self {
            Self::Leaf(name, ..)
            | Self::Block(name, ..)
            | Self::List(name, ..)
            | Self::Values(name, ..)
            | Self::Ids(name) => *name,
        }
    }

    /// How often.
    pub(crate) const fn occurs(&self) -> Occurs {
        match self {
            Self::Leaf(.., occurs) | Self::Block(.., occurs) => *occurs,
            Self::List(..) | Self::Ids(_) => Occurs::Once,
            Self::Values(..) => Occurs::AtMostOnce,
        }
    }
}

/// A field that is always there.
pub(crate) const fn one(upper: &'static str, lower: &'static str, is: Is) -> Part {
    Part::Leaf((upper, lower), is, Occurs::Once)
}

/// A field that may be there.
pub(crate) const fn may(upper: &'static str, lower: &'static str, is: Is) -> Part {
    Part::Leaf((upper, lower), is, Occurs::AtMostOnce)
}

/// The pattern of a value, as XML Schema and JSON Schema both read it; `None` for any text.
pub(crate) fn pattern(is: Is) -> Option<String> {
    let pattern = match is {
        Is::Word(word) => escape(word),
        Is::OneOf(words) => {
            let words: Vec<String> = words.iter().map(|word| escape(word)).collect();
            format!("({})", words.join("|"))
        }
        Is::Maybe => return None,
        Is::Text => "[\\s\\S]+".to_owned(),
        Is::Digits => "[0-9]{1,19}".to_owned(),
        Is::Number => "[0-9]{1,19}".to_owned(),
        Is::Code => "E[0-9]{3}".to_owned(),
        Is::Token => "[!-~]{1,64}".to_owned(),
        Is::Time => {
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+\\-][0-9]{2}:[0-9]{2})"
                .to_owned()
        }
        Is::Url => "https?://[!-~]+".to_owned(),
        Is::Session => "[0-9a-f]{40}".to_owned(),
    };
    Some(pattern)
}

/// A text as a pattern that only it matches.
fn escape(text: &str) -> String {
    let special = |c: char| "\\.^$|?*+()[]{}-".contains(c);
    text.chars()
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}
