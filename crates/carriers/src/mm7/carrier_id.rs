//! How a carrier calls the operators behind it, in a header of its own.
//!
//! Hubs that lead to several operators route by such an id (`X-Mblox-Carrier-Id`,
//! `X-Skycore-Carrier-Id`) and give it back with reports and messages from phones. No standard
//! says what it is.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header, and the carrier's id of each operator by the operator's name.
#[derive(Debug)]
pub(super) struct CarrierIds {
    header: HeaderName,
    ids: Vec<(String, HeaderValue)>,
}

impl CarrierIds {
    /// Checks the ids.
    ///
    /// # Errors
    ///
    /// The key and the remedy.
    pub(super) fn new(header: HeaderName, ids: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut checked: Vec<(String, HeaderValue)> = Vec::new();
        for (operator, id) in ids {
            let id = id.trim();
            let value = HeaderValue::from_str(id).ok().filter(|_| !id.is_empty());
            let value = value.ok_or_else(|| {
                format!("carrier_ids.{operator:?}: {id:?} cannot stand in a header; copy the id from the carrier's documents")
            })?;
            if let Some((other, _)) = checked.iter().find(|(_, known)| *known == value) {
                return Err(format!(
                    "carrier_ids.{operator:?}: {id} is the id of {other:?} too; give each operator its own"
                ));
            }
            checked.push((operator.clone(), value));
        }
        Ok(Self {
            header,
            ids: checked,
        })
    }

    /// Adds the header for a receiver of this operator; none for an operator without an id.
    pub(super) fn add(&self, headers: &mut HeaderMap, operator: Option<&str>) {
        let of = |operator: &str| self.ids.iter().find(|(name, _)| name == operator);
        if let Some((_, id)) = operator.and_then(of) {
            headers.insert(&self.header, id.clone());
        }
    }

    /// The id that a request of the carrier bears, and the name of the operator that it stands
    /// for, where it is one of ours.
    pub(super) fn read<'a>(&'a self, headers: &'a HeaderMap) -> Option<(&'a str, Option<&'a str>)> {
        let value = headers.get(&self.header)?;
        let id = value.to_str().ok().map(str::trim);
        let id = id.filter(|id| !id.is_empty())?;
        let known = self.ids.iter().find(|(_, known)| known == id);
        Some((id, known.map(|(operator, _)| operator.as_str())))
    }
}
