//! Mobile operators and the ids by which customers name them.
//!
//! Four generations of the API gave the same operator four ids. All are accepted always, as exact
//! texts; a postback carries the one of its own generation. Knows nothing of links and lookups.
//! Guarantee: no id names two operators.
//!
//! Source: docs/contract.md, operators and carrier lookup.

use crate::fault::Kind;
use crate::generation::Generation;
use crate::limits::Ceilings;

/// A row of the operator table.
#[derive(Debug, PartialEq, Eq)]
pub struct Operator {
    /// Its name, the key in storage and the `operator-name` of JSON postbacks.
    pub name: &'static str,
    /// What the row stands for.
    pub role: Role,
    /// Six digits; the id of seven digits without its last zero.
    pub legacy: Option<&'static str>,
    /// Seven digits.
    pub wxml: Option<&'static str>,
    /// Five digits.
    pub kebab: Option<&'static str>,
    /// Six digits: country and network code of ITU-T E.212.
    pub json: Option<&'static str>,
    /// The largest message it takes, by kind of sender.
    pub ceilings: Ceilings,
}

/// What a row of the operator table stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// One mobile network.
    Network,
    /// All networks of a country: naming it is the same as naming none.
    All,
    /// The simulated carrier of test accounts.
    Emulator,
}

/// The operators we know.
///
/// Source: docs/contract.md, operators and carrier lookup; ceilings: the same, carrier ceilings.
pub static TABLE: &[Operator] = &[
    Operator {
        name: "AT&T",
        kebab: Some("31002"),
        json: Some("310410"),
        ceilings: Ceilings::ATT,
        ..network("000147", "0001470")
    },
    Operator {
        name: "Verizon",
        kebab: Some("31003"),
        json: Some("310012"),
        ceilings: Ceilings::VERIZON,
        ..network("000189", "0001890")
    },
    Operator {
        name: "T-Mobile",
        kebab: Some("31004"),
        json: Some("310260"),
        ceilings: Ceilings::T_MOBILE,
        ..network("000157", "0001570")
    },
    Operator {
        name: "Sprint",
        kebab: Some("31005"),
        json: Some("310120"),
        ..network("000165", "0001650")
    },
    Operator {
        name: "MetroPCS",
        kebab: Some("31062"),
        json: Some("311660"),
        ceilings: Ceilings::METRO_PCS,
        ..network("000177", "0001770")
    },
    Operator {
        name: "US Cellular",
        json: Some("311580"),
        ceilings: Ceilings::US_CELLULAR,
        ..network("000184", "0001840")
    },
    Operator {
        name: "Alltel",
        ..network("000128", "0001280")
    },
    Operator {
        name: "Vodafone UK",
        ..network("004464", "0044640")
    },
    Operator {
        name: "all US operators",
        role: Role::All,
        ..network("000100", "0001000")
    },
    Operator {
        name: "emulator",
        role: Role::Emulator,
        ..network("100100", "1001000")
    },
];

/// A network with the ids of the two oldest generations and the ceilings of "any other".
const fn network(legacy: &'static str, wxml: &'static str) -> Operator {
    Operator {
        name: "",
        role: Role::Network,
        legacy: Some(legacy),
        wxml: Some(wxml),
        kebab: None,
        json: None,
        ceilings: Ceilings::OTHER,
    }
}

impl Operator {
    /// The operator of this name, as a message stores it.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        TABLE.iter().find(|operator| operator.name == name)
    }

    /// The operator that an id of any generation names, compared as exact text.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        TABLE
            .iter()
            .find(|operator| operator.ids().contains(&Some(id)))
    }

    /// Reads the operator id of a request; `None` when it names all operators at once, which is
    /// the same as naming none.
    ///
    /// # Errors
    ///
    /// [`Kind::OperatorIdRequired`] when it is not 1 to 10 ASCII digits;
    /// [`Kind::OperatorIdUnknown`] when no operator has it.
    pub fn read(id: &str) -> Result<Option<&'static Self>, Kind> {
        let digits = (1..=10).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
        if !digits {
            return Err(Kind::OperatorIdRequired);
        }
        let operator = Self::by_id(id).ok_or(Kind::OperatorIdUnknown)?;
        Ok(match operator.role {
            Role::Network | Role::Emulator => Some(operator),
            Role::All => None,
        })
    }

    /// The id for postbacks of a generation.
    ///
    /// An operator without an id of that generation shows the one it has, newest first; `None`
    /// when it has none at all, and the field is left out.
    ///
    /// Source: docs/contract.md, which dialect and which URL, operator ids.
    #[must_use]
    pub fn id(&self, generation: Generation) -> Option<&'static str> {
        let wanted = match generation {
            Generation::Legacy => self.legacy,
            Generation::Wxml => self.wxml,
            Generation::Kebab => self.kebab,
            Generation::Json => self.json,
        };
        wanted
            .or(self.json)
            .or(self.kebab)
            .or(self.wxml)
            .or(self.legacy)
    }

    fn ids(&self) -> [Option<&'static str>; 4] {
        [self.legacy, self.wxml, self.kebab, self.json]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[track_caller]
    fn check(id: &str, expected: Result<Option<&str>, Kind>) {
        assert_eq!(
            Operator::read(id).map(|found| found.map(|operator| operator.name)),
            expected
        );
    }

    #[track_caller]
    fn check_ids(name: &str, expected: [&str; 4]) {
        use Generation::{Json, Kebab, Legacy, Wxml};
        let operator = Operator::by_name(name).unwrap();
        let ids = [Legacy, Wxml, Kebab, Json].map(|generation| operator.id(generation).unwrap());
        assert_eq!(ids, expected);
    }

    #[test]
    fn every_generation_of_ids_is_accepted() {
        check("000189", Ok(Some("Verizon")));
        check("0001890", Ok(Some("Verizon")));
        check("31003", Ok(Some("Verizon")));
        check("310012", Ok(Some("Verizon")));
        check("1001000", Ok(Some("emulator")));
    }

    #[test]
    fn all_operators_counts_as_none_given() {
        check("000100", Ok(None));
        check("0001000", Ok(None));
    }

    #[test]
    fn ids_are_compared_as_texts() {
        check("1890", Err(Kind::OperatorIdUnknown));
        check("00001890", Err(Kind::OperatorIdUnknown));
        check("12345678901", Err(Kind::OperatorIdRequired));
        check("", Err(Kind::OperatorIdRequired));
        check("31o03", Err(Kind::OperatorIdRequired));
    }

    #[test]
    fn a_postback_shows_the_id_of_its_generation_or_the_one_there_is() {
        check_ids("AT&T", ["000147", "0001470", "31002", "310410"]);
        check_ids("US Cellular", ["000184", "0001840", "311580", "311580"]);
        check_ids("Alltel", ["000128", "0001280", "0001280", "0001280"]);
    }

    #[test]
    fn no_id_names_two_operators_and_legacy_ids_are_cut_from_the_wxml_ones() {
        let mut seen = BTreeSet::new();
        for operator in TABLE {
            for id in operator.ids().into_iter().flatten() {
                assert!(seen.insert(id), "{id} twice");
            }
            assert_eq!(
                operator.wxml,
                operator.legacy.map(|id| format!("{id}0")).as_deref()
            );
        }
    }
}
