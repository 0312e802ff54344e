//! Names inside a ZIP archive.
//!
//! Speaks the central directory of PKWARE's APPNOTE §4.3.12 and §4.3.16. Unpacks nothing.
//! Guarantee: never reads outside the bytes; looks at no more than [`MOST_ENTRIES`] names.

/// A pass holds a dozen files; more than this is no pass.
const MOST_ENTRIES: usize = 1_000;

/// Length of the end record without its comment, and of the longest comment.
const END_RECORD: usize = 22;
const LONGEST_COMMENT: usize = 65_535;

/// Whether the archive lists a file of this name at its top level.
pub(super) fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some(mut rest) = directory(bytes) else {
        return false;
    };
    for _ in 0..MOST_ENTRIES {
        let Some((name, after)) = entry(rest) else {
            return false;
        };
        if name == wanted {
            return true;
        }
        rest = after;
    }
    false
}

/// The central directory and what follows it.
fn directory(bytes: &[u8]) -> Option<&[u8]> {
    let from = bytes.len().saturating_sub(END_RECORD + LONGEST_COMMENT);
    let tail = &bytes[from..];
    let at = tail
        .windows(4)
        .rposition(|window| window == b"PK\x05\x06")?;
    let offset = tail.get(at + 16..at + 20)?.first_chunk()?;
    bytes.get(usize::try_from(u32::from_le_bytes(*offset)).ok()?..)
}

/// The name of the entry that begins here, and what follows the entry.
fn entry(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let bytes = bytes.strip_prefix(b"PK\x01\x02")?;
    let length = |at: usize| {
        let field = bytes.get(at..at + 2)?.first_chunk()?;
        Some(usize::from(u16::from_le_bytes(*field)))
    };
    // Counted after the signature: lengths of name, extra field and comment.
    let (name, extra, comment) = (length(24)?, length(26)?, length(28)?);
    Some((
        bytes.get(42..42 + name)?,
        bytes.get(42 + name + extra + comment..)?,
    ))
}
