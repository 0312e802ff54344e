//! Hidden parts of an exchange as text: `112+24 secret, 340+7 number`, each its place and length.

use super::unknown;
use crate::Error;
use domain::trace::Hidden;
use std::ops::Range;

/// Writes them.
pub(crate) fn spans(hidden: &[(Range<usize>, Hidden)]) -> String {
    let span =
        |(at, why): &(Range<usize>, Hidden)| format!("{}+{} {}", at.start, at.len(), why.word());
    hidden.iter().map(span).collect::<Vec<_>>().join(", ")
}

/// Reads them back.
///
/// # Errors
///
/// [`Error::Damaged`].
pub(crate) fn read_spans(text: &str) -> Result<Vec<(Range<usize>, Hidden)>, Error> {
    let span = |span: &str| {
        let (at, why) = span.split_once(' ')?;
        let (start, length) = at.split_once('+')?;
        let (start, length): (usize, usize) = (start.parse().ok()?, length.parse().ok()?);
        Some((start..start + length, Hidden::parse(why)?))
    };
    let spans = text.split(", ").filter(|it| !it.is_empty());
    spans
        .map(|it| span(it).ok_or_else(|| unknown("hidden part", it)))
        .collect()
}
