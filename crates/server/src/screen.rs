//! Standard output. When nobody reads it any more (`wirephoto demo --once | head`), the program
//! goes on without it; the macros of the standard library would panic.

use std::fmt::Arguments;
use std::io::Write as _;

/// Writes one line.
pub(crate) fn line(words: Arguments<'_>) {
    // See above: whoever closed the pipe has seen enough.
    let _ = writeln!(std::io::stdout(), "{words}");
}

/// Writes a text that has its line ends.
pub(crate) fn text(text: &str) {
    let mut out = std::io::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
