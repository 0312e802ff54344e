//! Lays words out as one JSON object.
//!
//! Speaks RFC 8259. Knows neither what is said nor its order. Guarantee: what comes out is
//! well-formed, on one line, without blanks.

use crate::common::node::Node;
use crate::common::word::Word;
use std::fmt::Write as _;

/// The object.
pub(super) fn object(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_object(&mut out, nodes);
    out
}

/// Goes as deep as the answers of the contract do: two blocks.
fn write_object(out: &mut String, nodes: &[Node]) {
    list(out, ('{', '}'), nodes, |out, node| match node {
        Node::Text(word, value) => {
            key(out, *word);
            string(out, value);
        }
        Node::Number(word, number) => {
            key(out, *word);
            let _ = write!(out, "{number}");
        }
        Node::Joined(word, values) | Node::Repeated(word, values) => {
            key(out, *word);
            list(out, ('[', ']'), values, |out, value| string(out, value));
        }
        Node::Blocks(word, blocks) | Node::Enclosed(word, _, blocks) => {
            key(out, *word);
            list(out, ('[', ']'), blocks, |out, block| {
                write_object(out, block)
            });
        }
        Node::Wrapped(outer, inner, values) => {
            key(out, *outer);
            list(out, ('[', ']'), values, |out, value| {
                out.push('{');
                key(out, *inner);
                string(out, value);
                out.push('}');
            });
        }
    });
}

fn list<T>(
    out: &mut String,
    (open, close): (char, char),
    entries: &[T],
    write: impl Fn(&mut String, &T),
) {
    out.push(open);
    for (at, entry) in entries.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, entry);
    }
    out.push(close);
}

fn key(out: &mut String, word: Word) {
    string(out, word.lower());
    out.push(':');
}

fn string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = String::new();
        string(&mut out, text);
        assert_eq!(out, expected);
    }

    #[test]
    fn strings_are_escaped() {
        check("", r#""""#);
        check("\"a\\b\"", r#""\"a\\b\"""#);
        check(
            "\n\r\t\u{0}\u{1f}\u{7f}é😀",
            "\"\\n\\r\\t\\u0000\\u001f\u{7f}é😀\"",
        );
    }
}
