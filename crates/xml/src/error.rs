//! Why a document was refused.
//!
//! Knows positions and reasons, nothing of how they are found. Its guarantee: no byte of the
//! document is in an error, and its text is shorter than 200 characters.

/// A document was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct Error {
    /// Line of the fault, from 1; lines end with LF.
    pub line: usize,
    /// Column of the fault, from 1, counted in characters.
    pub column: usize,
    /// What is wrong, out of a fixed list; at most 100 characters.
    pub reason: &'static str,
}

impl Error {
    /// Places `reason` at byte `offset` of `text`; an offset inside a character or behind the end
    /// is moved back to the next place before it. Linear in `offset`.
    pub(crate) fn at(text: &str, offset: usize, reason: &'static str) -> Self {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[track_caller]
    fn check(text: &str, offset: usize, expected: &str) {
        assert_eq!(Error::at(text, offset, "wrong").to_string(), expected);
    }

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        check("", 0, "line 1, column 1: wrong");
        check("ab\nü€x", 9, "line 2, column 4: wrong");
        check("ab\nü€x", 6, "line 2, column 2: wrong");
        check("ab\r\n", 4, "line 2, column 1: wrong");
        check("ab", 99, "line 1, column 3: wrong");
    }
}
