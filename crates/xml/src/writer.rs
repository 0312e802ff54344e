//! From calls to text.
//!
//! Speaks XML 1.0; a prefix is part of a name and a namespace declaration is an attribute like
//! any other. Its guarantee: what comes out is well-formed, whatever goes in.

use std::borrow::Cow;

use crate::names::{clean, is_name, is_name_char, is_name_start};

/// The XML declaration that precedes bodies which want one.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// How elements are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Indented,
    Compact,
}

/// Writes one document, element by element.
///
/// Calls can be chained. Characters that XML 1.0 cannot carry are dropped, and characters that a
/// name cannot hold become `_`. A carriage return in text is written raw, so that its reader
/// sees a line feed.
#[derive(Debug, Clone)]
pub struct Writer {
    out: String,
    layout: Layout,
    open: Vec<String>,
}

impl Writer {
    /// One element per line, four blanks a level, every line ended by LF.
    pub fn indented() -> Self {
        Self::new(Layout::Indented)
    }

    /// No white space between elements and none at the end.
    pub fn compact() -> Self {
        Self::new(Layout::Compact)
    }

    fn new(layout: Layout) -> Self {
        Self {
            out: String::new(),
            layout,
            open: Vec::new(),
        }
    }

    /// Writes [`DECLARATION`]; to be called first.
    pub fn declaration(&mut self) -> &mut Self {
        self.out.push_str(DECLARATION);
        self.line_end()
    }

    /// Opens an element; what follows is its content until [`Writer::close`].
    pub fn open(&mut self, name: &str) -> &mut Self {
        self.open_with(name, &[])
    }

    /// As [`Writer::open`], with attributes in this order.
    pub fn open_with(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        let name = self.tag(name, attributes);
        self.out.push('>');
        self.open.push(name);
        self.line_end()
    }

    /// Closes the element opened last; does nothing when none is open.
    pub fn close(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.end_tag(&name);
            self.line_end();
        }
        self
    }

    /// Writes an element that holds text only; empty text makes `<a></a>`.
    pub fn leaf(&mut self, name: &str, text: &str) -> &mut Self {
        self.leaf_with(name, &[], text)
    }

    /// As [`Writer::leaf`], with attributes in this order.
    pub fn leaf_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> &mut Self {
        let name = self.tag(name, attributes);
        self.out.push('>');
        escape(&mut self.out, text, Place::Text);
        self.end_tag(&name);
        self.line_end()
    }

    /// Writes an element without content: `<a/>`.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        self.tag(name, attributes);
        self.out.push_str("/>");
        self.line_end()
    }

    /// Closes what is open and gives the document.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    /// Writes `<name a="b"` and gives the name as it was written.
    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) -> String {
        self.indent();
        let name = legal_name(name).into_owned();
        self.out.push('<');
        self.out.push_str(&name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(&legal_name(key));
            self.out.push_str("=\"");
            escape(&mut self.out, value, Place::Attribute);
            self.out.push('"');
        }
        name
    }

    fn end_tag(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn indent(&mut self) {
        if self.layout == Layout::Indented {
            let blanks = self.open.len() * 4;
            self.out.extend(std::iter::repeat_n(' ', blanks));
        }
    }

    fn line_end(&mut self) -> &mut Self {
        if self.layout == Layout::Indented {
            self.out.push('\n');
        }
        self
    }
}

/// Where escaped text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

fn escape(out: &mut String, text: &str, place: Place) {
    for character in clean(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if place == Place::Attribute => out.push_str("&quot;"),
            // A reader would turn these into blanks.
            '\t' if place == Place::Attribute => out.push_str("&#9;"),
            '\n' if place == Place::Attribute => out.push_str("&#10;"),
            '\r' if place == Place::Attribute => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}

/// `name` with everything that a name cannot hold replaced by `_`.
fn legal_name(name: &str) -> Cow<'_, str> {
    if is_name(name) {
        return Cow::Borrowed(name);
    }
    let legal = |c: char| if is_name_char(c) { c } else { '_' };
    let replaced: String = name.chars().map(legal).collect();
    if replaced.starts_with(is_name_start) {
        Cow::Owned(replaced)
    } else {
        Cow::Owned(format!("_{replaced}"))
    }
}
