//! Values on the command line: `throughput=10 ip_allow=10.0.0.0/8`.

use crate::error::Error;
use admin::settings::{self, Row};
use serde_json::{Map, Value};

/// A name and a value.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    name: String,
    value: String,
}

/// Reads one.
pub(super) fn pair(text: &str) -> Result<Pair, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok(Pair {
            name: name.to_owned(),
            value: value.to_owned(),
        }),
        Some(_) | None => {
            Err("write NAME=VALUE; `wirephoto admin settings` shows all names".to_owned())
        }
    }
}

/// Reads values by the rows that they name; `default` takes a value back.
pub(super) fn read<T>(rows: &[Row<T>], pairs: &[Pair]) -> Result<Map<String, Value>, Error> {
    let mut values = Map::new();
    for Pair { name, value } in pairs {
        let row = settings::find(rows, name).map_err(wrong)?;
        let value = row.read(value).map_err(wrong)?;
        if values.insert(name.clone(), value).is_some() {
            return Err(Error::said(format!("{name} is there twice")));
        }
    }
    Ok(values)
}

fn wrong(wrong: admin::form::Wrong) -> Error {
    Error::from(admin::Error::from(wrong))
}
