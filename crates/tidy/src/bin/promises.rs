//! Prints how many promises of the users' documents the tests of this run have kept.
//!
//! `promises <root> <folder of notes>`; exits with 1 when a promise that is not set aside was not kept.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use tidy::Tree;

fn main() -> std::io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [root, notes] = &arguments[..] else {
        writeln!(
            std::io::stderr(),
            "promises: needs the root and the folder of notes"
        )?;
        return Ok(ExitCode::from(2));
    };
    let tree = Tree::read(Path::new(root))?;
    let table = tidy::promises::table(&tree, &noted(Path::new(notes)));
    write!(std::io::stdout(), "{}", table.text)?;
    Ok(ExitCode::from(u8::from(!table.whole)))
}

/// All notes of the run, none when no test wrote any.
fn noted(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    texts.collect::<Vec<_>>().join("\n")
}
