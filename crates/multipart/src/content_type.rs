//! A media type with its parameters.
//!
//! Speaks RFC 2045 §5.1 and reads its deviations: missing blanks, missing quotes, any case. The
//! same form serves `Content-Disposition`. Its guarantee: what is written fits one header line.

use std::fmt;

use crate::error::Error;

/// A media type with its parameters, such as `text/plain; charset=utf-8`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentType {
    media_type: String,
    parameters: Vec<(String, String)>,
}

impl ContentType {
    /// `media_type` in lower case, without parameters; not checked.
    pub fn new(media_type: &str) -> Self {
        Self {
            media_type: media_type.to_ascii_lowercase(),
            parameters: Vec::new(),
        }
    }

    /// The same with one more parameter at the end.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters
            .push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// Reads a header's value. A value without quotes reaches to the next semicolon, so it may
    /// hold blanks, slashes and equals signs. A parameter without a name or value is dropped.
    ///
    /// # Errors
    ///
    /// [`Error::BadMediaType`] unless it begins with `type/subtype`.
    pub fn parse(value: &str) -> Result<Self, Error> {
        let (media_type, parameters) = parse_parameters(value);
        let (kind, subtype) = media_type.split_once('/').ok_or(Error::BadMediaType)?;
        if is_token(kind) && is_token(subtype) {
            Ok(Self {
                media_type,
                parameters,
            })
        } else {
            Err(Error::BadMediaType)
        }
    }

    /// Type and subtype in lower case.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// Value of the first parameter of this name, ASCII case ignored.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        find(&self.parameters, name)
    }

    /// Whether this is `multipart/…`.
    pub fn is_multipart(&self) -> bool {
        self.media_type.starts_with("multipart/")
    }
}

/// The header's value on one line. All parameters but `charset` are quoted, since some MMSCs
/// take them no other way.
impl fmt::Display for ContentType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&one_line(&self.media_type))?;
        for (name, value) in &self.parameters {
            if name == "charset" && is_token(value) {
                write!(out, "; {name}={value}")?;
            } else {
                let value = one_line(value).replace('\\', "\\\\").replace('"', "\\\"");
                write!(out, "; {}=\"{value}\"", one_line(name))?;
            }
        }
        Ok(())
    }
}

/// The first parameter of this name, ASCII case ignored.
pub(crate) fn find<'p>(parameters: &'p [(String, String)], name: &str) -> Option<&'p str> {
    parameters
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// `text` without control characters, so that it cannot end a header line.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// Splits `word; name=value; name="value"`; the word and the names become lower-case.
pub(crate) fn parse_parameters(header: &str) -> (String, Vec<(String, String)>) {
    let (word, mut rest) = header.split_once(';').unwrap_or((header, ""));
    let mut parameters = Vec::new();
    while !rest.is_empty() {
        let (name, value, behind) = next_parameter(rest);
        if !name.is_empty() && !value.is_empty() {
            parameters.push((name, value));
        }
        rest = behind;
    }
    (word.trim().to_ascii_lowercase(), parameters)
}

/// Name and value of the first parameter, and what is behind its semicolon.
fn next_parameter(text: &str) -> (String, String, &str) {
    let Some(at) = text.find(['=', ';']) else {
        return (String::new(), String::new(), "");
    };
    let (name, behind) = (&text[..at], &text[at + 1..]);
    if text.as_bytes()[at] == b';' {
        return (String::new(), String::new(), behind);
    }
    let name = name.trim().to_ascii_lowercase();
    if let Some(quoted) = behind.trim_start().strip_prefix('"') {
        let (value, behind) = unquote(quoted);
        let behind = behind.split_once(';').map_or("", |(_, behind)| behind);
        (name, value, behind)
    } else {
        let (value, behind) = behind.split_once(';').unwrap_or((behind, ""));
        (name, value.trim().to_owned(), behind)
    }
}

/// The text up to the closing quote, and what is behind it.
fn unquote(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

/// Source: RFC 2045 §5.1, production `token`.
fn is_token(text: &str) -> bool {
    let special = |byte| b"()<>@,;:\\\"/[]?=".contains(&byte);
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && !special(b))
}

#[cfg(test)]
mod tests {
    use super::ContentType;

    #[track_caller]
    fn check(header: &str, media_type: &str, parameters: &[(&str, &str)]) {
        let parsed = ContentType::parse(header).expect(header);
        assert_eq!(parsed.media_type(), media_type);
        let found: Vec<_> = parsed
            .parameters
            .iter()
            .map(|(n, v)| (&**n, &**v))
            .collect();
        assert_eq!(found, parameters);
        assert_eq!(ContentType::parse(&parsed.to_string()), Ok(parsed));
    }

    #[test]
    fn media_types_are_read_however_they_are_spelt() {
        check("Text/XML", "text/xml", &[]);
        check(
            "text/plain;charset=UTF-8",
            "text/plain",
            &[("charset", "UTF-8")],
        );
        check(
            "Multipart/Related; Type=\"application/smil\"; Start=\"<AAAA>\"; boundary=Nokia-=_-7",
            "multipart/related",
            &[
                ("type", "application/smil"),
                ("start", "<AAAA>"),
                ("boundary", "Nokia-=_-7"),
            ],
        );
        check(
            "a/b; name = \"x \\\"y\\\"; z\" ; n=1",
            "a/b",
            &[("name", "x \"y\"; z"), ("n", "1")],
        );
        check("a/b; boundary=a b c ;", "a/b", &[("boundary", "a b c")]);
        check("a/b; ; x; =y; z=; n=\"open", "a/b", &[("n", "open")]);
        check(
            "image/jpeg; Name=größe.jpg",
            "image/jpeg",
            &[("name", "größe.jpg")],
        );
    }

    #[test]
    fn what_has_no_slash_is_no_media_type() {
        for bad in [
            "",
            "text",
            "text/",
            "/plain",
            "te xt/plain",
            "; a=b",
            "a/b/c",
        ] {
            assert!(ContentType::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_header_cannot_be_split_by_a_value() {
        let header = ContentType::new("image/jpeg")
            .with("name", "a\"\r\nX-Evil: 1\\.jpg")
            .with("charset", "utf-8");
        assert_eq!(
            header.to_string(),
            "image/jpeg; name=\"a\\\"X-Evil: 1\\\\.jpg\"; charset=utf-8"
        );
    }
}
