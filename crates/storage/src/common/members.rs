//! JSON of merge data.

use super::{read, write};
use crate::Error;
use domain::merge::Data;
use std::collections::BTreeMap;

/// Merge data as JSON; `None` when there are none.
pub(crate) fn write_data(data: &Data) -> Result<Option<String>, Error> {
    let pairs: BTreeMap<&str, &str> = data.pairs().collect();
    if pairs.is_empty() {
        Ok(None)
    } else {
        write(&pairs).map(Some)
    }
}

/// Reads [`write_data`] back.
pub(crate) fn read_data(text: Option<&str>) -> Result<Data, Error> {
    let Some(text) = text else {
        return Ok(Data::default());
    };
    let pairs: BTreeMap<String, String> = read(text, "merge data")?;
    let pairs: Vec<(String, String)> = pairs.into_iter().collect();
    Data::new(&pairs).map_err(|fault| Error::Damaged {
        what: "merge data".into(),
        why: format!("{:?}", fault.kind),
    })
}
