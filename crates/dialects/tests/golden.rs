//! Every golden case: what is given is read or written as the files beside it say.
//!
//! `UPDATE_GOLDEN=1` writes the expected files anew. A new case is a new folder and no code.

mod given;

use dialects::{Dialect, Opened, named, open};
use domain::answer::Outcome;
use domain::fault::{Fault, Wording};
use domain::notice::Notice;
use domain::order::{Credentials, Order};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_case_is_as_its_files_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let cases = cases(&root);
    assert!(cases.len() > 50, "only {} cases", cases.len());
    let differences: Vec<String> = cases
        .iter()
        .flat_map(|case| differences(&root, case))
        .collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// Folders without folders in them.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let mut inside: Vec<PathBuf> = entries(folder)
        .into_iter()
        .filter(|path| path.is_dir())
        .collect();
    inside.sort();
    if inside.is_empty() {
        return vec![folder.to_owned()];
    }
    inside.iter().flat_map(|path| cases(path)).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("a folder that can be listed").path())
        .collect()
}

/// What a case gives, read or written, against the expected files.
fn differences(root: &Path, case: &Path) -> Vec<String> {
    let within = case.strip_prefix(root).expect("a case below the root");
    let first = within
        .components()
        .next()
        .expect("a folder for the dialect");
    let name = first.as_os_str().to_str().expect("a name in UTF-8");
    let dialect = named(name).unwrap_or_else(|| panic!("no dialect {name}"));
    let mut written = Vec::new();
    if let Ok(file) = fs::read(case.join("request")) {
        let request = given::RequestFile::parse(&file);
        let Opened {
            dialect: found,
            order,
            ..
        } = open(&request.request());
        written.push(("order.txt", show(found.name(), &order)));
        if let Err(fault) = order {
            written.push(reply(found, &Outcome::refused(fault)));
        }
    }
    if let Ok(file) = fs::read_to_string(case.join("outcome")) {
        written.push(reply(dialect, &given::outcome(&file)));
    }
    if let Ok(file) = fs::read_to_string(case.join("notice")) {
        written.push(postback(dialect, &given::notice(&file)));
    }
    assert!(!written.is_empty(), "{} gives nothing", case.display());
    written
        .iter()
        .filter_map(|(file, text)| difference(&case.join(file), text))
        .collect()
}

/// The answer, and the file that it belongs into.
fn reply(dialect: &dyn Dialect, outcome: &Outcome) -> (&'static str, String) {
    let document = dialect.reply(outcome);
    let (file, content_type) = match dialect.manners().wording {
        Wording::Upper => ("reply.xml", "text/html; charset=UTF-8"),
        Wording::Kebab => ("reply.xml", "text/xml; charset=UTF-8"),
        Wording::Json => ("reply.json", "application/json; charset=utf-8"),
    };
    assert_eq!(document.content_type, content_type);
    (file, text(document.body))
}

/// The postback, and the file that it belongs into.
fn postback(dialect: &dyn Dialect, notice: &Notice) -> (&'static str, String) {
    let (file, content_type) = match dialect.manners().wording {
        Wording::Upper | Wording::Kebab => ("postback.xml", "text/xml; charset=UTF-8"),
        Wording::Json => ("postback.json", "application/json; charset=utf-8"),
    };
    let document = dialect.notice(notice);
    assert_eq!(document.content_type, content_type);
    (file, text(document.body) + "\n")
}

fn text(body: Vec<u8>) -> String {
    String::from_utf8(body).expect("text")
}

/// Credentials hide themselves in logs, so they are shown apart.
fn show(dialect: &str, order: &Result<Order, Fault>) -> String {
    let shown = match order {
        Ok(order) => match &order.credentials {
            Credentials::None => "no credentials".to_owned(),
            Credentials::Key(key) => format!("key {key}"),
            Credentials::User { user, pass } => format!("user {user}, digest {pass:?}"),
        },
        Err(_) => "not read".to_owned(),
    };
    format!("{dialect}: {shown}\n{order:#?}\n")
}

#[expect(
    clippy::disallowed_methods,
    reason = "a switch for those who write cases, not a setting"
)]
fn difference(path: &Path, written: &str) -> Option<String> {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, written).expect("a file that can be written");
        return None;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    (expected != written)
        .then(|| format!("--- {}\n{expected}+++ instead\n{written}", path.display()))
}
