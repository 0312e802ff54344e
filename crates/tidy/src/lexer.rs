//! Rust source as words and marks, without comments, strings and lifetimes.
//!
//! Knows just enough of the Rust reference, chapter "Tokens", to find paths: identifiers, `::` and single marks. Never
//! fails: what it does not know becomes a mark.

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier or keyword.
    Word(String),
    /// `::`.
    Separator,
    /// Any other character.
    Mark(char),
}

/// A token and the line that it stands in, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) line: usize,
}

impl Token {
    /// The word, or "" for a mark.
    pub(crate) fn word(&self) -> &str {
        match &self.kind {
            Kind::Word(word) => word,
            Kind::Separator | Kind::Mark(_) => "",
        }
    }

    /// Whether it is this mark.
    pub(crate) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// Cuts `source` into tokens.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        chars: source.chars().collect(),
        at: 0,
        line: 1,
        out: Vec::new(),
    };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    lexer.out
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    out: Vec<Token>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            if self.peek(0) == '\n' {
                self.line += 1;
            }
            self.at += 1;
        }
    }

    fn push(&mut self, kind: Kind, length: usize) {
        self.out.push(Token {
            kind,
            line: self.line,
        });
        self.skip(length);
    }

    fn step(&mut self) {
        let next = self.peek(0);
        match (next, self.peek(1)) {
            ('/', '/') => self.skip_until("\n"),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', _) => self.quote(),
            (':', ':') => self.push(Kind::Separator, 2),
            _ if next.is_whitespace() => self.skip(1),
            _ if next.is_alphabetic() || next == '_' => self.word(),
            _ if next.is_ascii_digit() => self.number(),
            _ => self.push(Kind::Mark(next), 1),
        }
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(ahead, wanted)| self.peek(ahead) == wanted)
    }

    fn skip_until(&mut self, end: &str) {
        while self.at < self.chars.len() && !self.starts_with(end) {
            self.skip(1);
        }
        self.skip(end.chars().count());
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => {
                    depth += 1;
                    self.skip(2);
                }
                ('*', '/') => {
                    depth -= 1;
                    self.skip(2);
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.skip(1),
            }
        }
    }

    fn string(&mut self) {
        self.skip(1);
        while self.at < self.chars.len() && self.peek(0) != '"' {
            let escaped = self.peek(0) == '\\';
            self.skip(if escaped { 2 } else { 1 });
        }
        self.skip(1);
    }

    /// A character literal, or a lifetime, which is left out with its mark.
    fn quote(&mut self) {
        if self.peek(1) == '\\' {
            self.skip(3);
            self.skip_until("'");
        } else if self.peek(2) == '\'' {
            self.skip(3);
        } else {
            self.skip(1);
            while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                self.skip(1);
            }
        }
    }

    fn word(&mut self) {
        let length = (0..).take_while(|ahead| in_word(self.peek(*ahead))).count();
        let word: String = self.chars[self.at..self.at + length].iter().collect();
        let after = self.peek(length);
        let prefixes_string = matches!(word.as_str(), "r" | "b" | "br" | "c" | "cr");
        if prefixes_string && (after == '"' || after == '#') && self.raw_string(length, &word) {
            return;
        }
        if word == "b" && after == '\'' {
            self.skip(length);
            return self.quote();
        }
        self.push(Kind::Word(word), length);
    }

    /// Skips `r#"…"#` and its kin; false (and nothing skipped) when it is something else, such as `r#type`.
    fn raw_string(&mut self, prefix: usize, word: &str) -> bool {
        let hashes = (prefix..)
            .take_while(|ahead| self.peek(*ahead) == '#')
            .count();
        if self.peek(prefix + hashes) != '"' {
            return false;
        }
        self.skip(prefix + hashes);
        if word.ends_with('r') {
            self.skip(1);
            self.skip_until(&format!("\"{}", "#".repeat(hashes)));
        } else {
            self.string();
        }
        true
    }

    fn number(&mut self) {
        while in_word(self.peek(0)) {
            self.skip(1);
        }
    }
}

fn in_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let words: Vec<String> = tokens(source)
            .iter()
            .map(|token| match &token.kind {
                Kind::Word(word) => word.clone(),
                Kind::Separator => "::".to_owned(),
                Kind::Mark(mark) => mark.to_string(),
            })
            .collect();
        assert_eq!(words.join(" "), expected, "{source}");
    }

    #[test]
    fn comments_strings_and_lifetimes_are_left_out() {
        check("a // b\nc /* d /* e */ f */ g", "a c g");
        check(
            r#"x("crate::a \" b", 'c', '\'', b'd', '\u{1F600}')"#,
            "x ( , , , , )",
        );
        check(r##"r#"crate::a"# b"c" br"\" z"##, "z");
        check("fn a<'b>(c: &'b str) {}", "fn a < > ( c : & str ) { }");
    }

    #[test]
    fn paths_keep_their_separators() {
        check(
            "use crate::a::{b, c as d};",
            "use crate :: a :: { b , c as d } ;",
        );
        check("1..2.0e3 r#type", ". . . r # type");
    }

    #[test]
    fn lines_are_counted_through_strings() {
        let found = tokens("\"a\nb\"\n/* c\n */ d");
        assert_eq!(found.first().map(|token| token.line), Some(4));
    }
}
