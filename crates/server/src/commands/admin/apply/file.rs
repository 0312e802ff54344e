//! The file of accounts: TOML to and from what the verbs take.
//!
//! Secrets do not stand in the file: `key_file` and `signing_secret_file` name files that hold
//! them, relative to the folder of the file of accounts.

use crate::error::Error;
use admin::secrets::NewKey;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Reads a file of accounts.
pub(super) fn read(path: &Path) -> Result<Value, Error> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(Error::doing(format!("read {}", path.display())))?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| {
        let line = error
            .span()
            .map(|span| text[..span.start].lines().count().max(1));
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        Error::said(format!("{}{line}: {}", path.display(), error.message()))
    })?;
    let folder = path.parent().unwrap_or_else(|| Path::new("")).to_owned();
    let mut order = json(toml::Value::Table(table));
    if let Some(accounts) = order["account"].as_array_mut() {
        for account in accounts.iter_mut().filter_map(Value::as_object_mut) {
            resolve(account, &folder)?;
        }
    }
    Ok(order)
}

/// TOML as JSON; instants become texts.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::from(flag),
        toml::Value::Datetime(instant) => Value::from(instant.to_string()),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            let pairs = table.into_iter().map(|(name, value)| (name, json(value)));
            Value::Object(pairs.collect())
        }
    }
}

/// Puts in what stands in other files, and `null` for `"default"`, which TOML has no word for.
fn resolve(account: &mut Map<String, Value>, folder: &Path) -> Result<(), Error> {
    if account.contains_key("signing_secret") {
        return Err(Error::said(
            "signing_secret does not belong into the file; name its own with signing_secret_file",
        ));
    }
    if let Some(file) = account.remove("signing_secret_file") {
        let secret = secret(folder, &file, "signing_secret_file")?;
        account.insert("signing_secret".to_owned(), Value::from(secret));
    }
    if let Some(Value::Object(settings)) = account.get_mut("settings") {
        defaults(settings);
    }
    for sender in each(account, "sender") {
        defaults(sender);
    }
    for key in each(account, "key") {
        if let Some(file) = key.remove("key_file") {
            let text = secret(folder, &file, "key_file")?;
            let known = NewKey::of(&text);
            key.insert("digest".to_owned(), json!(known.digest()));
            key.insert("last4".to_owned(), json!(known.last4()));
        }
    }
    Ok(())
}

fn each<'a>(
    account: &'a mut Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> + use<'a> {
    let values = account.get_mut(name).and_then(Value::as_array_mut);
    values
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
}

fn defaults(values: &mut Map<String, Value>) {
    for value in values.values_mut().filter(|value| *value == "default") {
        *value = Value::Null;
    }
}

/// What a file that is named in the file holds.
fn secret(folder: &Path, file: &Value, name: &str) -> Result<String, Error> {
    let path = file.as_str().filter(|path| !path.is_empty());
    let path = path.ok_or_else(|| Error::said(format!("{name} must be the path of a file")))?;
    let path: PathBuf = folder.join(path);
    let text = std::fs::read_to_string(&path);
    let doing = format!("read {} ({name})", path.display());
    Ok(text.map_err(Error::doing(doing))?.trim().to_owned())
}

/// Writes a file of accounts.
pub(super) fn write(exported: &Value) -> Result<String, Error> {
    toml::to_string_pretty(exported).map_err(Error::doing("write the accounts"))
}
