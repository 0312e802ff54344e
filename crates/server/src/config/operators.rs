//! Operators as written: what `[[operator]]` changes in the operator table, or adds to it.

use crate::config::forms;
use domain::operator::{self, Operator, Operators};
use serde::Deserialize;

/// An entry `[[operator]]`; what is left out stays as it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorSettings {
    /// Name of an operator of the table, or of a new one.
    #[serde(deserialize_with = "forms::filled")]
    pub name: String,
    /// Ids of the oldest generation.
    #[serde(default, deserialize_with = "forms::operator_ids")]
    pub legacy: Option<Vec<String>>,
    /// Ids of the second generation.
    #[serde(default, deserialize_with = "forms::operator_ids")]
    pub wxml: Option<Vec<String>>,
    /// Ids of the third generation.
    #[serde(default, deserialize_with = "forms::operator_ids")]
    pub kebab: Option<Vec<String>>,
    /// Ids of the fourth generation.
    #[serde(default, deserialize_with = "forms::operator_ids")]
    pub json: Option<Vec<String>>,
    /// It takes MMS; else it has SMS only.
    pub mms: Option<bool>,
    /// Messages to it are taken.
    pub supported: Option<bool>,
    /// Most bytes of a message from a short code.
    pub short_code_bytes: Option<u64>,
    /// Most bytes of a message from a long code.
    pub long_code_bytes: Option<u64>,
    /// Most bytes of a message from a toll-free number.
    pub toll_free_bytes: Option<u64>,
}

/// The operators we know with these changes.
///
/// # Errors
///
/// What is wrong with the table that comes of it, and the entry that is to blame if one is.
pub(crate) fn table(entries: &[OperatorSettings]) -> Result<Operators, (Option<usize>, String)> {
    let mut rows = operator::known();
    for (index, entry) in entries.iter().enumerate() {
        let again = entries[..index].iter().any(|it| it.name == entry.name);
        if again {
            let what = format!("a second entry for {:?}; make one of both", entry.name);
            return Err((Some(index), what));
        }
        match rows.iter_mut().find(|row| row.name == entry.name) {
            Some(row) => change(row, entry),
            None => {
                let mut row = Operator::network(&entry.name);
                change(&mut row, entry);
                rows.push(row);
            }
        }
    }
    Operators::new(rows).map_err(|clash| {
        let concerns = |entry: &OperatorSettings| match &clash {
            operator::Clash::Name(name) => entry.name == *name,
            operator::Clash::Id { operators, .. } => operators.contains(&entry.name),
        };
        (entries.iter().rposition(concerns), clash.to_string())
    })
}

fn change(row: &mut Operator, entry: &OperatorSettings) {
    let OperatorSettings {
        name: _,
        legacy,
        wxml,
        kebab,
        json,
        mms,
        supported,
        short_code_bytes,
        long_code_bytes,
        toll_free_bytes,
    } = entry.clone();
    fn set<T>(place: &mut T, value: Option<T>) {
        if let Some(value) = value {
            *place = value;
        }
    }
    set(&mut row.ids.legacy, legacy);
    set(&mut row.ids.wxml, wxml);
    set(&mut row.ids.kebab, kebab);
    set(&mut row.ids.json, json);
    set(&mut row.mms, mms);
    set(&mut row.supported, supported);
    set(&mut row.ceilings.short_code_bytes, short_code_bytes);
    set(&mut row.ceilings.long_code_bytes, long_code_bytes);
    set(&mut row.ceilings.toll_free_bytes, toll_free_bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<OperatorSettings> {
        #[derive(Deserialize)]
        struct File {
            operator: Vec<OperatorSettings>,
        }
        toml::from_str::<File>(text).unwrap().operator
    }

    #[test]
    fn an_entry_changes_what_it_names_and_leaves_the_rest() {
        let text = "[[operator]]\nname = \"Verizon\"\nmms = false\nkebab = [\"31003\", \"31013\"]\n\
                    [[operator]]\nname = \"Tiny\"\njson = [\"999001\"]\nlong_code_bytes = 300000";
        let table = table(&entries(text)).unwrap();
        let verizon = table.by_id("31013").unwrap();
        assert_eq!(verizon.name, "Verizon");
        assert_eq!(table.by_id("310012"), Some(verizon));
        assert!(!verizon.mms && verizon.supported);
        let tiny = table.by_name("Tiny").unwrap();
        assert!(tiny.mms && tiny.supported);
        assert_eq!(tiny.ceilings.long_code_bytes, 300_000);
        assert_eq!(tiny.ceilings.toll_free_bytes, 614_400);
    }

    #[track_caller]
    fn check(text: &str, expected: (Option<usize>, &str)) {
        let (index, what) = table(&entries(text)).unwrap_err();
        assert_eq!((index, what.as_str()), expected);
    }

    #[test]
    fn what_makes_no_table_is_told_with_the_entry_to_blame() {
        check(
            "[[operator]]\nname = \"A\"\n[[operator]]\nname = \"B\"\njson = [\"310012\"]",
            (Some(1), "the id 310012 is that of \"Verizon\" and of \"B\""),
        );
        check(
            "[[operator]]\nname = \"A\"\n[[operator]]\nname = \"A\"",
            (Some(1), "a second entry for \"A\"; make one of both"),
        );
    }
}
