//! Takes secrets and telephone numbers out of what went over the wire, and leaves every other byte
//! as and where it was.
//!
//! Hidden bytes become `*`, one for one, so lengths stay right. Secrets are found by the name
//! before them (a header, a parameter, an element) and wherever one of the link's own stands;
//! numbers by the name before them, by a `+`, and wherever one of the same exchange stands again.
//! Of a number the last four digits stay, as in logs; what has fewer than seven digits is a short
//! code, and stays.

use std::collections::BTreeSet;
use std::ops::Range;

use domain::trace::Hidden;

use super::names::judge;
use super::secrets::Secrets;

/// Fewer digits than this are no telephone number.
const SHORTEST: usize = 7;

/// Digits of a number that stay.
const SHOWN: usize = 4;

/// Bytes under the pencil.
pub(crate) struct Sheet<'a> {
    raw: &'a [u8],
    /// What a reader reads, and where each byte of it stands in `raw`.
    text: Vec<u8>,
    at: Vec<usize>,
    hidden: Vec<Option<Hidden>>,
}

impl<'a> Sheet<'a> {
    /// Bytes that are read as they stand.
    pub(crate) fn new(raw: &'a [u8]) -> Self {
        Self::of_ranges(raw, std::iter::once(0..raw.len()))
    }

    /// Bytes of which these ranges are read as one.
    pub(crate) fn of_ranges(raw: &'a [u8], ranges: impl IntoIterator<Item = Range<usize>>) -> Self {
        let at: Vec<usize> = ranges.into_iter().flatten().collect();
        Self {
            raw,
            text: at.iter().map(|&at| raw[at]).collect(),
            at,
            hidden: vec![None; raw.len()],
        }
    }

    /// Hides a part of what is read.
    pub(crate) fn hide(&mut self, range: Range<usize>, why: Hidden) {
        for &at in self.at.get(range).unwrap_or_default() {
            self.hidden[at] = Some(why);
        }
    }

    /// Hides the numbers in a part of what is read, and remembers them.
    pub(crate) fn hide_numbers(&mut self, range: Range<usize>, numbers: &mut BTreeSet<Vec<u8>>) {
        for group in groups(&self.text, runs(&self.text, range)) {
            let places: Vec<usize> = group.into_iter().flatten().collect();
            if places.len() >= SHORTEST {
                let digits: Vec<u8> = places.iter().map(|&at| self.text[at]).collect();
                numbers.insert(international(&digits).to_vec());
                for &at in &places[..places.len() - SHOWN] {
                    self.hide(at..at + 1, Hidden::Number);
                }
            }
        }
    }

    /// Hides what is written with a `+` as international numbers are.
    pub(crate) fn hide_international(&mut self, numbers: &mut BTreeSet<Vec<u8>>) {
        for run in runs(&self.text, 0..self.text.len()) {
            let before = &self.text[..run.start];
            let plus =
                before.ends_with(b"+") || before.ends_with(b"%2B") || before.ends_with(b"%2b");
            if plus && run.len() <= 15 {
                self.hide_numbers(run, numbers);
            }
        }
    }

    /// Hides secrets and numbers that are known, wherever they stand.
    pub(crate) fn hide_known(&mut self, secrets: &Secrets, numbers: &BTreeSet<Vec<u8>>) {
        for secret in secrets.spellings() {
            for start in places(&self.text, secret) {
                self.hide(start..start + secret.len(), Hidden::Secret);
            }
        }
        for run in runs(&self.text, 0..self.text.len()) {
            if run.len() < SHORTEST {
                continue;
            }
            let digits = self.text[run.clone()].to_vec();
            let national = international(&digits);
            for number in numbers {
                if national.len() >= SHORTEST && number.ends_with(national) {
                    self.hide(run.start..run.end - SHOWN, Hidden::Number);
                }
                for start in places(&digits, number) {
                    let start = run.start + start;
                    self.hide(start..start + number.len() - SHOWN, Hidden::Number);
                }
            }
        }
    }

    /// The first `keep` bytes as they may be shown, and which of them are hidden.
    pub(crate) fn finish(self, keep: usize) -> (Vec<u8>, Vec<(Range<usize>, Hidden)>) {
        let keep = keep.min(self.raw.len());
        let mut shown = self.raw[..keep].to_vec();
        let mut spans: Vec<(Range<usize>, Hidden)> = Vec::new();
        for (at, hidden) in self.hidden[..keep].iter().enumerate() {
            let Some(why) = *hidden else { continue };
            shown[at] = b'*';
            match spans.last_mut() {
                Some((span, same)) if span.end == at && *same == why => span.end = at + 1,
                _ => spans.push((at..at + 1, why)),
            }
        }
        (shown, spans)
    }
}

/// A number without the zeros that some write before it.
fn international(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|it| **it == b'0').count();
    &digits[zeros..]
}

/// Runs of digits.
fn runs(text: &[u8], within: Range<usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in within {
        if !text[at].is_ascii_digit() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

/// Runs that are one number: those of a number that is written in groups, as in +1 202-555 0100.
fn groups(text: &[u8], runs: Vec<Range<usize>>) -> Vec<Vec<Range<usize>>> {
    let between = |it: &u8| matches!(it, b' ' | b'-' | b'.' | b'(' | b')' | b'/');
    let mut groups: Vec<Vec<Range<usize>>> = Vec::new();
    for run in runs {
        let last = groups.last_mut().filter(|group| {
            let before = &group[group.len() - 1];
            let gap = &text[before.end..run.start];
            let is_part = |run: &Range<usize>| run.len() < SHORTEST;
            is_part(before) && is_part(&run) && gap.len() <= 3 && gap.iter().all(between)
        });
        match last {
            Some(group) => group.push(run),
            None => groups.push(vec![run]),
        }
    }
    groups
}

/// Where a word stands.
fn places(text: &[u8], word: &[u8]) -> Vec<usize> {
    let Some(first) = word.first() else {
        return Vec::new();
    };
    // Most bytes are not its first, and one comparison tells.
    let begins = text.iter().enumerate().filter(|(_, it)| *it == first);
    let found = begins.filter(|(at, _)| text[*at..].starts_with(word));
    found.map(|(at, _)| at).collect()
}

/// Hides secrets and numbers in a message of HTTP by the names before them.
pub(crate) fn http<'a>(raw: &'a [u8], numbers: &mut BTreeSet<Vec<u8>>) -> Sheet<'a> {
    let (lines, head) = heads(raw);
    let chunked = lines.iter().any(|(name, value)| {
        raw[name.clone()].eq_ignore_ascii_case(b"transfer-encoding")
            && raw[value.clone()]
                .to_ascii_lowercase()
                .ends_with(b"chunked")
    });
    let mut sheet = match chunked {
        false => Sheet::new(raw),
        true => Sheet::of_ranges(raw, std::iter::once(0..head).chain(chunks(raw, head))),
    };
    for (name, value) in lines {
        let name = &raw[name];
        match judge(name) {
            None => {}
            Some(Hidden::Number) => sheet.hide_numbers(value, numbers),
            Some(Hidden::Secret) => {
                // Which scheme it is says nothing, and is half of what people look for.
                let scheme = name.to_ascii_lowercase().ends_with(b"authorization");
                let word = raw[value.clone()].iter().position(|it| *it == b' ');
                let from = word.filter(|_| scheme).map_or(0, |word| word + 1);
                hide_lines(&mut sheet, value.start + from..value.end);
            }
        }
    }
    fields(&mut sheet, numbers);
    sheet
}

/// Hides a value, not the line ends in it and the blanks after them.
fn hide_lines(sheet: &mut Sheet<'_>, value: Range<usize>) {
    let mut start = value.start;
    for line in sheet.raw[value].split_inclusive(|it| *it == b'\n') {
        let blank = line.len() - line.trim_ascii_start().len();
        let end = start + line.trim_ascii_end().len();
        sheet.hide((start + blank).min(end)..end, Hidden::Secret);
        start += line.len();
    }
}

/// Name and value of a header.
type Line = (Range<usize>, Range<usize>);

/// The headers of all heads, and where the body begins: an answer may come after others that only
/// say that it is on its way (RFC 9110 §15.2).
fn heads(raw: &[u8]) -> (Vec<Line>, usize) {
    let (mut lines, mut start) = (Vec::new(), 0);
    loop {
        let rest = &raw[start..];
        let end = rest.windows(4).position(|it| it == b"\r\n\r\n");
        let end = end.map_or(raw.len(), |end| start + end + 4);
        let moved = |it: Range<usize>| it.start + start..it.end + start;
        let found = headers(&raw[start..end]).into_iter();
        lines.extend(found.map(|(name, value)| (moved(name), moved(value))));
        let interim = rest.starts_with(b"HTTP/1.1 1") || rest.starts_with(b"HTTP/1.0 1");
        if !interim || end == raw.len() {
            return (lines, end);
        }
        start = end;
    }
}

/// Names and values of the headers in a head; a value that goes on in the next line is one.
fn headers(head: &[u8]) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let mut start = 0;
    for line in head.split_inclusive(|it| *it == b'\n') {
        let end = start + line.trim_ascii_end().len();
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            if let Some((_, value)) = found.last_mut() {
                value.end = end.max(value.end);
            }
        } else if let Some(colon) = line.iter().position(|it| *it == b':')
            && start > 0
        {
            let blank = line[colon + 1..]
                .iter()
                .take_while(|it| it.is_ascii_whitespace())
                .count();
            let from = (start + colon + 1 + blank).min(end);
            found.push((start..start + colon, from..end));
        }
        start += line.len();
    }
    found
}

/// The data of the chunks of a body, as far as they are there. Source: RFC 9112 §7.1.
fn chunks(raw: &[u8], mut at: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    while let Some(line) = raw
        .get(at..)
        .and_then(|rest| rest.split(|it| *it == b'\n').next())
    {
        let digits = line.iter().take_while(|it| it.is_ascii_hexdigit()).count();
        let size = std::str::from_utf8(&line[..digits]).unwrap_or_default();
        let from = at + line.len() + 1;
        let Ok(size @ 1..) = usize::from_str_radix(size, 16) else {
            // The end, or no chunk: what follows is read as it stands.
            found.push(at..raw.len());
            break;
        };
        let to = from.saturating_add(size).min(raw.len());
        found.push(from.min(raw.len())..to);
        at = to + 2;
    }
    found
}

/// Hides what stands behind a telling name: in an element, an attribute, JSON, a query or a form.
fn fields(sheet: &mut Sheet<'_>, numbers: &mut BTreeSet<Vec<u8>>) {
    let text = sheet.text.clone();
    let part = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.');
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].iter().take_while(|it| part(it)).count();
        let name = at..at + length;
        at += length.max(1);
        // The longest names of headers and elements are far below.
        if length == 0 || length > 64 {
            continue;
        }
        let Some(why) = judge(&text[name.clone()]) else {
            continue;
        };
        let Some(value) = value(&text, &name) else {
            continue;
        };
        match why {
            Hidden::Secret => sheet.hide(value, why),
            Hidden::Number => sheet.hide_numbers(value, numbers),
        }
    }
    sheet.hide_international(numbers);
}

/// What stands behind a name, if it is the name of something.
fn value(text: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    let until = |from: usize, ends: &[u8]| {
        let rest = text.get(from..).unwrap_or_default();
        let length = rest.iter().position(|it| ends.contains(it));
        from..from + length.unwrap_or(rest.len())
    };
    let before = |at: usize| at.checked_sub(1).map(|at| text[at]);
    let prefix = text[..name.start].strip_suffix(b":").map(|rest| {
        let word = rest
            .iter()
            .rev()
            .take_while(|it| it.is_ascii_alphanumeric() || **it == b'_');
        rest.len() - word.count()
    });
    let element = prefix.unwrap_or(name.start);
    let blanks = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest
            .iter()
            .take_while(|it| it.is_ascii_whitespace())
            .count()
    };
    match (before(element), text.get(name.end)?) {
        (Some(b'<'), b'>' | b' ' | b'\t' | b'\r' | b'\n') => {
            let from = until(name.end, b">").end + 1;
            let rest = text.get(from..).unwrap_or_default();
            // A section without markup, in which `<` stands for itself.
            let section = rest.trim_ascii_start().starts_with(b"<![CDATA[");
            Some(match section {
                true => from..from + places(rest, b"]]>").first().copied().unwrap_or(rest.len()),
                false => until(from, b"<"),
            })
        }
        (Some(b'"'), b'"') => {
            let colon = blanks(name.end + 1);
            (text.get(colon)? == &b':').then_some(())?;
            let from = blanks(colon + 1);
            Some(match text.get(from)? {
                b'"' => quoted(text, from + 1),
                b'[' => until(from, b"]"),
                _ => until(from, b",}] \r\n"),
            })
        }
        (_, b'=') => Some(match text.get(name.end + 1)? {
            quote @ (b'"' | b'\'') => until(name.end + 2, &[*quote]),
            _ => until(name.end + 1, b"&; \t\r\n\"'<>"),
        }),
        _ => None,
    }
}

/// The rest of a text of JSON.
fn quoted(text: &[u8], from: usize) -> Range<usize> {
    let mut at = from;
    while let Some(it) = text.get(at) {
        match it {
            b'"' => break,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    from..at.min(text.len())
}

#[cfg(test)]
mod tests;
