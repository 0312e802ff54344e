//! Boundaries that do not occur in what they bound.
//!
//! Speaks RFC 2046 §5.1.1. Takes no chance and no clock: the same content has the same
//! boundaries. Its guarantee: one pass over the content, even if it is made of boundaries.

use std::collections::HashSet;

/// What all boundaries of one message begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Boundaries(String);

/// Longest stem; leaves room for the two numbers within the 70 bytes of RFC 2046.
const STEM_BYTES: usize = 32;

impl Boundaries {
    /// Boundaries that begin with `stem` and that `payloads` do not hold. What a boundary cannot
    /// consist of becomes `_`, an over-long stem is cut and an empty one replaced.
    pub(crate) fn avoiding<'p>(stem: &str, payloads: impl Iterator<Item = &'p [u8]>) -> Self {
        let legal = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let mut stem: String = stem.chars().take(STEM_BYTES).map(legal).collect();
        if stem.is_empty() {
            stem.push_str("part");
        }
        let mut taken = HashSet::new();
        for payload in payloads {
            collect(&format!("--{stem}-"), payload, &mut taken);
        }
        let free = (0..).find(|number| !taken.contains(number));
        Self(format!("{stem}-{}-", free.unwrap_or(u64::MAX)))
    }

    /// Boundary of the multipart body that is the `index`th in order of beginning; none is the
    /// beginning of another.
    pub(crate) fn nth(&self, index: usize) -> String {
        format!("{}{index:08}", self.0)
    }
}

/// Adds every number that follows `stem` in `payload`.
fn collect(stem: &str, payload: &[u8], taken: &mut HashSet<u64>) {
    let mut rest = payload;
    while let Some(at) = rest.iter().position(|&byte| byte == b'-') {
        rest = &rest[at..];
        let Some(behind) = rest.strip_prefix(stem.as_bytes()) else {
            rest = &rest[1..];
            continue;
        };
        // A number of 19 digits fits; a longer one is never tried.
        let digits = behind.iter().take(19).take_while(|b| b.is_ascii_digit());
        let number = digits.fold(0_u64, |sum, &digit| sum * 10 + u64::from(digit - b'0'));
        taken.insert(number);
        rest = &rest[1..];
    }
}

#[cfg(test)]
mod tests {
    use super::Boundaries;

    #[track_caller]
    fn check(stem: &str, payloads: &[&str], expected: &str) {
        let payloads = payloads.iter().map(|payload| payload.as_bytes());
        assert_eq!(Boundaries::avoiding(stem, payloads).nth(1), expected);
    }

    #[test]
    fn a_boundary_is_not_in_the_content() {
        check("wp", &[], "wp-0-00000001");
        check("wp", &["--wp", "wp-0-"], "wp-0-00000001");
        check("wp", &["x--wp-0-", "\n----wp-1"], "wp-2-00000001");
        check(
            "wp",
            &["--wp-99999999999999999999999999", "--wp-"],
            "wp-1-00000001",
        );
    }

    #[test]
    fn a_stem_is_made_legal() {
        check("", &["--part-0"], "part-1-00000001");
        check("a b\r\n<ü>", &[], "a_b_____-0-00000001");
        check(
            &"x".repeat(200),
            &[],
            &format!("{}-0-00000001", "x".repeat(32)),
        );
    }

    #[test]
    fn content_made_of_boundaries_costs_one_pass() {
        let hostile: String = (0..50_000).map(|n| format!("--wp-{n}-")).collect();
        check("wp", &[&hostile], "wp-50000-00000001");
    }
}
