//! From bytes to a tree.
//!
//! Speaks XML 1.0 in UTF-8 with namespaces. Knows no vocabulary. Its guarantees: linear time, no
//! recursion, no expansion (a tree holds no more text than the document has bytes), and nothing
//! is ever fetched or resolved.

use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesDecl, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::error::Error;
use crate::limits::{Lenience, Limits};
use crate::names::{is_char, is_name, split};
use crate::scopes::Scopes;
use crate::tree::{Element, Node};

/// Why a document type declaration is refused.
const DOCTYPE: &str = "DOCTYPE is not allowed";
/// Why text around the root is refused.
const OUTSIDE: &str = "text outside the root element";

/// Reads a whole document.
///
/// A byte-order mark is skipped, white space may precede the declaration, line ends become LF.
///
/// # Errors
///
/// [`Error`] when the document is not well-formed, not UTF-8, has a document type declaration or
/// goes beyond `limits`.
pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Element, Error> {
    parse_text(decode(bytes)?, limits)
}

/// Local name of the first start tag, even if the document is broken behind it.
///
/// `None` when there is none or something else than comments, instructions and white space comes
/// first. Serves those who must answer a broken document in its own spelling.
pub fn root_name(bytes: &[u8]) -> Option<String> {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?,
    };
    let mut reader = Reader::from_str(without_mark(valid));
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().0.to_owned();
                return is_name(&name).then(|| split(&name).1.to_owned());
            }
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Text(_)
            | Event::CData(_)
            | Event::GeneralRef(_)
            | Event::DocType(_)
            | Event::End(_)
            | Event::Eof => return None,
        }
    }
}

/// The text of a document, its byte-order mark gone.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, Error> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(without_mark(text)),
        Err(error) => {
            let at = error.valid_up_to();
            let valid = std::str::from_utf8(&bytes[..at]).unwrap_or_default();
            Err(Error::at(valid, at, "not UTF-8"))
        }
    }
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// As [`parse`], for text without a byte-order mark.
pub(crate) fn parse_text(text: &str, limits: &Limits) -> Result<Element, Error> {
    let mut builder = Builder {
        limits,
        open: Vec::new(),
        root: None,
        scopes: Scopes::default(),
        elements: 0,
    };
    let mut reader = Reader::from_str(text);
    loop {
        let at = offset(reader.buffer_position());
        let event = reader.read_event().map_err(|error| {
            let at = offset(reader.error_position());
            Error::at(text, at, explain(&error))
        })?;
        if matches!(event, Event::Eof) {
            return builder
                .finish()
                .map_err(|(at, reason)| Error::at(text, at.unwrap_or(text.len()), reason));
        }
        builder
            .take(&event, at, text)
            .map_err(|(at, reason)| Error::at(text, at, reason))?;
    }
}

/// A place in the document and what is wrong there.
type Wrong = (usize, &'static str);

/// Positions of the library are 64 bits wide; the document is in memory, so they fit.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// The tree as far as it was read.
struct Builder<'l> {
    limits: &'l Limits,
    /// Open elements, and where they began.
    open: Vec<(Element, usize)>,
    root: Option<Element>,
    scopes: Scopes,
    elements: usize,
}

impl Builder<'_> {
    fn take(&mut self, event: &Event<'_>, at: usize, text: &str) -> Result<(), Wrong> {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::Empty(tag) => {
                self.start(tag, at)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(piece) => {
                let whole = legal(piece, at)?;
                if whole.contains('\r') {
                    self.text(&whole.replace("\r\n", "\n").replace('\r', "\n"), at)
                } else {
                    self.text(whole, at)
                }
            }
            Event::CData(piece) if self.open.is_empty() => legal(piece, at).and(Err((at, OUTSIDE))),
            Event::CData(piece) => {
                let start = at + "<![CDATA[".len();
                let whole = legal(piece, start)?;
                self.text(&whole.replace("\r\n", "\n").replace('\r', "\n"), at)
            }
            Event::GeneralRef(_) if self.open.is_empty() => Err((at, OUTSIDE)),
            Event::GeneralRef(name) => {
                let character = reference(name).map_err(|reason| (at, reason))?;
                self.text(character.encode_utf8(&mut [0; 4]), at)
            }
            Event::Decl(declaration) => self.declaration(declaration, at, text),
            Event::Comment(piece) => legal(piece, at).map(|_| ()),
            Event::PI(piece) => legal(piece, at).map(|_| ()),
            Event::DocType(_) => Err((at, DOCTYPE)),
            Event::Eof => Ok(()),
        }
    }

    fn declaration(&self, said: &BytesDecl<'_>, at: usize, text: &str) -> Result<(), Wrong> {
        if !text[..at].trim_ascii().is_empty() {
            return Err((at, "XML declaration not at the beginning"));
        }
        if self.limits.lenience == Lenience::AnyDeclaration {
            return Ok(());
        }
        match said.encoding() {
            None => Ok(()),
            Some(Ok(name)) => {
                let known = ["UTF-8", "UTF8", "US-ASCII"];
                if known.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                    Ok(())
                } else {
                    Err((at, "declared encoding is not UTF-8"))
                }
            }
            Some(Err(_)) => Err((at, "bad XML declaration")),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<(), Wrong> {
        if self.root.is_some() {
            return Err((at, "second root element"));
        }
        if self.open.len() >= self.limits.depth.min(Limits::DEPTH_CEILING) {
            return Err((at, "too many nested elements"));
        }
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err((at, "too many elements"));
        }
        let name = tag.name();
        let name = self.name(name.0).map_err(|reason| (at, reason))?;
        let (attributes, declarations) = self.attributes(tag, at)?;
        self.scopes.enter(declarations);
        let (prefix, local) = split(name);
        let element = Element {
            name: local.to_owned(),
            namespace: self.scopes.resolve(prefix),
            attributes,
            children: Vec::new(),
        };
        self.open.push((element, at));
        Ok(())
    }

    fn name<'n>(&self, name: &'n str) -> Result<&'n str, &'static str> {
        if name.len() > self.limits.name_bytes {
            Err("name too long")
        } else if !is_name(name) || !is_name(split(name).1) {
            Err("bad name")
        } else {
            Ok(name)
        }
    }

    /// Attributes, and apart from them the namespace declarations.
    fn attributes(&self, tag: &BytesStart<'_>, at: usize) -> Result<(Pairs, Pairs), Wrong> {
        let (mut attributes, mut declarations) = (Pairs::new(), Pairs::new());
        for (index, attribute) in tag.attributes().enumerate() {
            if index >= self.limits.attributes {
                return Err((at, "too many attributes"));
            }
            let attribute = attribute.map_err(|error| (at, explain_attribute(&error)))?;
            let name = self.name(attribute.key.0).map_err(|reason| (at, reason))?;
            let value = value(&attribute.value).map_err(|reason| (at, reason))?;
            match split(name) {
                ("", "xmlns") => declarations.push((String::new(), value)),
                ("xmlns", prefix) => declarations.push((prefix.to_owned(), value)),
                (_, local) => attributes.push((local.to_owned(), value)),
            }
        }
        Ok((attributes, declarations))
    }

    fn end(&mut self) {
        self.scopes.leave();
        if let Some((element, _)) = self.open.pop() {
            match self.open.last_mut() {
                Some((parent, _)) => parent.children.push(Node::Element(element)),
                None => self.root = Some(element),
            }
        }
    }

    fn text(&mut self, piece: &str, at: usize) -> Result<(), Wrong> {
        let Some((element, _)) = self.open.last_mut() else {
            return if piece.trim_ascii().is_empty() {
                Ok(())
            } else {
                Err((at, OUTSIDE))
            };
        };
        if let Some(Node::Text(before)) = element.children.last_mut() {
            before.push_str(piece);
        } else if !piece.is_empty() {
            element.children.push(Node::Text(piece.to_owned()));
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, (Option<usize>, &'static str)> {
        match (self.open.last(), self.root) {
            (Some((_, at)), _) => Err((Some(*at), "element is not closed")),
            (None, None) => Err((None, "no root element")),
            (None, Some(root)) => Ok(root),
        }
    }
}

/// Names and values.
type Pairs = Vec<(String, String)>;

/// `text` if all of it may be in a document.
fn legal(text: &str, at: usize) -> Result<&str, Wrong> {
    match text.char_indices().find(|&(_, c)| !is_char(c)) {
        Some((inside, _)) => Err((at + inside, "forbidden character")),
        None => Ok(text),
    }
}

/// An attribute's value with its references resolved and its white space made blanks.
fn value(raw: &str) -> Result<String, &'static str> {
    legal(raw, 0).map_err(|(_, reason)| reason)?;
    if raw.contains('<') {
        return Err("`<` in an attribute value");
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        value.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(behind) = rest.strip_prefix('&') {
            let (name, behind) = behind.split_once(';').ok_or(DANGLING)?;
            value.push(reference(name)?);
            rest = behind;
        } else {
            value.push(' ');
            rest = rest.strip_prefix("\r\n").unwrap_or(&rest[1..]);
        }
    }
    value.push_str(rest);
    Ok(value)
}

/// Why a raw ampersand is refused.
const DANGLING: &str = "`&` does not begin a reference";

/// The character that a reference stands for, given what is between `&` and `;`.
fn reference(name: &str) -> Result<char, &'static str> {
    match name {
        "amp" => return Ok('&'),
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => {}
    }
    let number = name.strip_prefix('#').ok_or("unknown entity")?;
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // `from_str_radix` would take a sign.
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err("bad character reference");
    }
    u32::from_str_radix(digits, radix)
        .ok()
        .and_then(char::from_u32)
        .filter(|&character| is_char(character))
        .ok_or("reference to a forbidden character")
}

/// The library's errors in our words: its own repeat parts of the document.
fn explain(error: &quick_xml::Error) -> &'static str {
    use quick_xml::Error as E;
    match error {
        E::Syntax(syntax) => match syntax {
            SyntaxError::UnclosedDoctype => DOCTYPE,
            SyntaxError::InvalidBangMarkup => "bad markup after `<!`",
            SyntaxError::UnclosedPI => "processing instruction is not closed",
            SyntaxError::UnclosedXmlDecl => "XML declaration is not closed",
            SyntaxError::UnclosedComment => "comment is not closed",
            SyntaxError::UnclosedCData => "CDATA section is not closed",
            SyntaxError::UnclosedTag => "tag is not closed",
            SyntaxError::UnclosedSingleQuotedAttributeValue
            | SyntaxError::UnclosedDoubleQuotedAttributeValue => "attribute value is not closed",
        },
        E::IllFormed(fault) => match fault {
            IllFormedError::MissingDeclVersion(_) | IllFormedError::UnknownVersion => {
                "bad XML declaration"
            }
            IllFormedError::MissingDoctypeName => DOCTYPE,
            IllFormedError::MissingEndTag(_) => "element is not closed",
            IllFormedError::UnmatchedEndTag(_) => "end tag without a start tag",
            IllFormedError::MismatchedEndTag { .. } => "end tag does not match the start tag",
            IllFormedError::DoubleHyphenInComment => "`--` in a comment",
            IllFormedError::UnclosedReference => DANGLING,
        },
        E::InvalidAttr(fault) => explain_attribute(fault),
        E::Escape(_) => "bad character reference",
        E::Namespace(_) => "bad namespace declaration",
        E::Io(_) | E::Encoding(_) => "not UTF-8",
    }
}

fn explain_attribute(error: &AttrError) -> &'static str {
    match error {
        AttrError::ExpectedEq(_) => "attribute without `=`",
        AttrError::ExpectedValue(_) => "attribute without a value",
        AttrError::UnquotedValue(_) => "attribute value without quotes",
        AttrError::ExpectedQuote(..) => "attribute value is not closed",
        AttrError::Duplicated(..) => "attribute given twice",
    }
}
