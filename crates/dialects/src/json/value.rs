//! Bytes to JSON values.
//!
//! Speaks RFC 8259. Knows no request. Guarantee: never panics; goes no deeper than its limit,
//! whatever the input; reads each byte a fixed number of times; and says line and column of a
//! fault without repeating a byte of the input.

use std::borrow::Cow;
use std::fmt;

/// Objects and arrays within each other, the outermost included.
///
/// Source: docs/contract.md, JSON reading rules, J2.
const DEPTH: usize = 32;

/// Values of a document, so that a small body cannot become a large tree. Ours: as many as there
/// are elements in XML.
const VALUES: usize = 10_000;

/// One value. Numbers are the text they were written as, so that none loses a digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Null,
    Boolean(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
    Array(Vec<Self>),
    Object(Vec<Member<'a>>),
}

/// A key and its value, in the order of the document.
pub(super) type Member<'a> = (Cow<'a, str>, Value<'a>);

/// Why a text is not JSON: position and reason, no bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    line: usize,
    column: usize,
    reason: &'static str,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            reason,
        } = self;
        write!(f, "line {line}, column {column}: {reason}")
    }
}

/// Reads one object; a byte-order mark before it is skipped.
pub(super) fn object(bytes: &[u8]) -> Result<Vec<Member<'_>>, Broken> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let readable = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let readable = std::str::from_utf8(readable).unwrap_or_default();
            return Err(broken(readable, readable.len(), "not UTF-8"));
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        text,
        at: 0,
        values: 0,
    };
    reader
        .document()
        .map_err(|reason| broken(text, reader.at, reason))
}

fn broken(text: &str, at: usize, reason: &'static str) -> Broken {
    let before = &text[..text.floor_char_boundary(at)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Broken {
        line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        reason,
    }
}

/// Where reading is. A function that fails leaves `at` at the fault.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    values: usize,
}

type Read<T> = Result<T, &'static str>;

impl<'a> Reader<'a> {
    fn document(&mut self) -> Read<Vec<Member<'a>>> {
        self.skip_white();
        if self.peek() != Some(b'{') {
            // What is no JSON at all is told apart from JSON of another kind.
            self.value(1)?;
            self.at = 0;
            return Err("not an object");
        }
        self.at += 1;
        let members = self.members(1)?;
        self.skip_white();
        match self.peek() {
            None => Ok(members),
            Some(_) => Err("something follows the object"),
        }
    }

    /// Any value; one that is an object or an array stands at this depth.
    fn value(&mut self, depth: usize) -> Read<Value<'a>> {
        self.values += 1;
        if self.values > VALUES {
            return Err("more than 10,000 values");
        }
        match self.peek() {
            Some(b'"') => self.string().map(Value::Text),
            Some(b'{' | b'[') if depth > DEPTH => Err("deeper than 32 levels"),
            Some(b'{') => {
                self.at += 1;
                self.members(depth).map(Value::Object)
            }
            Some(b'[') => {
                self.at += 1;
                self.items(depth).map(Value::Array)
            }
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            Some(b't') => self.word("true", Value::Boolean(true)),
            Some(b'f') => self.word("false", Value::Boolean(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(_) => Err("a value is expected"),
            None => Err("the text ends too early"),
        }
    }

    /// What follows `{`, which stands at this depth.
    fn members(&mut self, depth: usize) -> Read<Vec<Member<'a>>> {
        let mut members = Vec::new();
        self.skip_white();
        if self.eat(b'}') {
            return Ok(members);
        }
        loop {
            self.skip_white();
            self.expect(b'"', "a key is expected")?;
            let key = self.string()?;
            self.skip_white();
            self.expect(b':', "a colon is expected")?;
            self.at += 1;
            self.skip_white();
            members.push((key, self.value(depth + 1)?));
            self.skip_white();
            if self.eat(b'}') {
                return Ok(members);
            }
            self.expect(b',', "a comma or a closing brace is expected")?;
            self.at += 1;
        }
    }

    /// What follows `[`, which stands at this depth.
    fn items(&mut self, depth: usize) -> Read<Vec<Value<'a>>> {
        let mut items = Vec::new();
        self.skip_white();
        if self.eat(b']') {
            return Ok(items);
        }
        loop {
            self.skip_white();
            items.push(self.value(depth + 1)?);
            self.skip_white();
            if self.eat(b']') {
                return Ok(items);
            }
            self.expect(b',', "a comma or a closing bracket is expected")?;
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Read<Value<'a>> {
        if self.rest().starts_with(word) {
            self.at += word.len();
            Ok(value)
        } else {
            Err("a value is expected")
        }
    }

    /// The text of a number. Source: RFC 8259 §6.
    fn number(&mut self) -> Read<&'a str> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _signed = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> Read<()> {
        let rest = self.rest().bytes();
        let count = rest.take_while(u8::is_ascii_digit).count();
        self.at += count;
        if count == 0 {
            return Err("a digit is expected");
        }
        Ok(())
    }

    /// A string, from its opening quotation mark on; one without escapes is not copied.
    fn string(&mut self) -> Read<Cow<'a, str>> {
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let plain = self.rest();
            let end = plain
                .bytes()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            let Some(end) = end else {
                self.at = self.text.len();
                return Err("the text ends in a string");
            };
            self.at += end;
            if text.is_empty() {
                text = Cow::Borrowed(&plain[..end]);
            } else {
                text.to_mut().push_str(&plain[..end]);
            }
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    let character = self.escape()?;
                    text.to_mut().push(character);
                }
                _ => return Err("a control character in a string"),
            }
        }
    }

    /// One escaped character, from its backslash on. Source: RFC 8259 §7.
    fn escape(&mut self) -> Read<char> {
        let letter = self.text.as_bytes().get(self.at + 1);
        let character = match letter {
            Some(b'u') => return self.unicode(),
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(_) => return Err("an unknown escape"),
            None => return Err("the text ends in a string"),
        };
        self.at += 2;
        Ok(character)
    }

    /// `\u0041`, or a pair of surrogates.
    fn unicode(&mut self) -> Read<char> {
        let first = self.code_unit(self.at)?;
        if let Some(character) = char::from_u32(first) {
            self.at += 6;
            return Ok(character);
        }
        let second = self.code_unit(self.at + 6).unwrap_or_default();
        if !(0xD800..0xDC00).contains(&first) || !(0xDC00..0xE000).contains(&second) {
            return Err("half of a surrogate pair");
        }
        let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        self.at += 12;
        char::from_u32(code).ok_or("half of a surrogate pair")
    }

    fn code_unit(&self, at: usize) -> Read<u32> {
        let wrong = "four hexadecimal digits are expected";
        let escape = self.text.as_bytes().get(at..at + 6).ok_or(wrong)?;
        let [b'\\', b'u', digits @ ..] = escape else {
            return Err(wrong);
        };
        digits.iter().try_fold(0, |code, &digit| {
            let value = char::from(digit).to_digit(16).ok_or(wrong)?;
            Ok(code * 16 + value)
        })
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Looks only; `at` stays.
    fn expect(&self, byte: u8, otherwise: &'static str) -> Read<()> {
        match self.peek() {
            Some(other) if other == byte => Ok(()),
            Some(_) => Err(otherwise),
            None => Err("the text ends too early"),
        }
    }

    fn skip_white(&mut self) {
        let white = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.at += self.rest().bytes().take_while(white).count();
    }
}

#[cfg(test)]
mod tests;
