//! What the annotated default says about a key.

use super::DEFAULT;

/// What stands in the default about a key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    key: String,
    comment: String,
    value: String,
}

/// Every key of the default, as `section.key`, in its order.
#[must_use]
pub fn keys() -> Vec<String> {
    entries().into_iter().map(|entry| entry.key).collect()
}

/// The comment and the default value (as TOML, or in words) of a key such as `api.max_body`.
#[must_use]
pub fn explain(key: &str) -> Option<(String, String)> {
    let found = entries().into_iter().find(|entry| entry.key == key)?;
    Some((found.comment, found.value))
}

/// Reads the default line by line: a comment (`# words`) belongs to the key that follows without an
/// empty line, and a key or section behind `#` without a blank is one that has no default. Of a
/// key that comes again, as those of every link, the first one counts.
fn entries() -> Vec<Entry> {
    let (mut section, mut comment) = (String::new(), Vec::new());
    let mut entries: Vec<Entry> = Vec::new();
    for line in DEFAULT.lines() {
        let (line, off) = match line.strip_prefix('#') {
            Some(key) if key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '[') => {
                (key, true)
            }
            _ => (line, false),
        };
        if let Some(words) = line.strip_prefix('#') {
            comment.push(words.trim());
        } else if let Some(name) = line.strip_prefix('[') {
            section = name.trim_matches(['[', ']']).to_owned();
            comment.clear();
        } else if let Some((key, value)) = line.split_once(" = ") {
            let entry = Entry {
                key: format!("{section}.{key}"),
                comment: comment.join("\n"),
                value: if off {
                    format!("not set; such as {value}")
                } else {
                    value.to_owned()
                },
            };
            if entries.iter().all(|there| there.key != entry.key) {
                entries.push(entry);
            }
            comment.clear();
        } else {
            comment.clear();
        }
    }
    entries
}
